"""The shapes of answers, as typed dictionaries. Made by `tools/documents.py` from the command's JSON schemas."""

from __future__ import annotations

import sys
from typing import Any, Literal, TypedDict

if sys.version_info >= (3, 11):
    from typing import NotRequired
else:
    from typing_extensions import NotRequired


Origin = Literal['text'] | Literal['stated'] | Literal['both']
"""Where a requirement comes from."""


Seniority = Literal['entry'] | Literal['mid'] | Literal['senior'] | Literal['director'] | Literal['vp'] | Literal['chief']
"""The ladder of responsibility, lowest first."""


class CalibrationView(TypedDict):
    """What the thresholds of a role were measured on."""

    enough_feeders: bool
    """Whether they are enough; otherwise `stretch` is the median of its rung."""
    enough_peers: bool
    """Whether they are enough; otherwise `threshold` is the median of its rung."""
    feeders: int
    """Roles that lead to it, and those of its family a rung below."""
    peers: int
    """Roles of its family and rung."""


class Candidate(TypedDict):
    """A candidate for a title."""

    role: str
    """Its title."""
    role_id: str
    """Id of the role."""
    score: float
    """In [0, 1]."""


class CertificationView(TypedDict):
    """A certification that closes gaps."""

    id: str
    """Its id."""
    name: str
    """Its name."""


class CrossingView(TypedDict):
    """A role that crosses its threshold."""

    readiness_after: float
    """Readiness afterwards."""
    readiness_before: float
    """Readiness now."""
    role: str
    """Its title."""
    role_id: str
    """Id of the role."""
    seniority: Seniority
    """Its rung."""
    threshold: float
    """The role's own threshold."""


class DaysView(TypedDict):
    """The two days of a comparison."""

    now: str
    """The day that counts as now."""
    then: str
    """The day that the matches are for."""


class EvidenceView(TypedDict):
    """How one requirement is met."""

    by: NotRequired[str | None]
    """The certification or linked skill that it is met by."""
    essential: bool
    """Whether it is a must."""
    how: str
    """`exact`, `alias`, `certification`, `inferred` (from a résumé's sentences), `related`, or `missing`."""
    level: NotRequired[int | None]
    """Level of what it is met by."""
    met: float
    """How far it is met, in [0, 1]. Readiness is the sum of weight × met."""
    required_level: int
    """1 to 5."""
    skill: str
    """Its name."""
    skill_id: str
    """Id of the skill that is asked."""
    weight: float
    """Its share of the role's weighted requirements, in (0, 1]."""


class ExpiredView(TypedDict):
    """A certificate that no longer counts."""

    earned: NotRequired[str | None]
    """When it was earned."""
    id: str
    """Its id."""
    name: str
    """Its name."""


class ExtractionDocument(TypedDict):
    """The answer to `extract`. In JSON Lines the id comes first."""

    certifications: list[MentionedCertification]
    """In order of first mention."""
    id: NotRequired[str | None]
    """Id of the row, in a file of many."""
    nearest: NotRequired[list[NearView] | None]
    """Skills nearest to the wording, named or not, nearest first; only where asked for."""
    places: NotRequired[list[PlaceView] | None]
    """Places that name knowledge, known to the catalog or not, in order; only where asked for."""
    schema_version: int
    """Version of this shape."""
    skills: list[MentionedSkill]
    """In order of first mention."""
    typical: NotRequired[list[TypicalView] | None]
    """What roles with similar texts ask and this one does not name, strongest first; only where asked for."""


class FadedView(TypedDict):
    """A skill that counts below the level said."""

    last_used: str
    """When it was last used."""
    level: int
    """The level that it counts at."""
    said_level: int
    """The level that the profile says."""
    skill: str
    """Its name."""
    skill_id: str
    """Id of the skill."""


class FitPartView(TypedDict):
    """A part of a fit."""

    name: str
    """What the profile has."""
    worth: float
    """Its worth to the role; the parts add up to `overlap`."""


class FitView(TypedDict):
    """Why a fit is what it is: fit = (1 + t / (1 + |t|)) / 2 with t = 4·(overlap − expected) / most."""

    expected: float
    """What the role expects of so many technologies."""
    most: float
    """The most that the profile could say for any role."""
    overlap: float
    """Sum of the parts."""
    parts: list[FitPartView]
    """Largest first."""


class FrontDocument(TypedDict):
    """The answer to `plan --pareto`."""

    complete: bool
    """Whether these are all such plans: proven."""
    front: list[PlanDocument]
    """Plans from the fewest hours to the least money; each takes more hours and costs less than the one before."""
    role: str
    """Its title."""
    role_id: str
    """Id of the role."""
    schema_version: int
    """Version of this shape."""


class GapView(TypedDict):
    """A requirement not met in full."""

    essential: bool
    """Whether it is a must."""
    gain: float
    """Readiness that closing it gives back."""
    kind: str
    """`missing`, `level`, or `related` (a linked skill counts in part)."""
    level: NotRequired[int | None]
    """1 to 5; `null` where the profile does not have the skill."""
    related: NotRequired[str | None]
    """The name of the linked skill, for `related`."""
    required_level: int
    """1 to 5."""
    skill: str
    """Its name."""
    skill_id: str
    """Id of the skill."""


class InsteadView(TypedDict):
    """The best plan found without a step, beside the plan itself."""

    at_least: float
    """How much more of what is minimised, in hours or US dollars, every plan without the step takes at least: proven."""
    exact: bool
    """Whether it is proven cheapest."""
    more_cost_usd: float
    """More US dollars than the plan; below 0 where it costs less (possible where hours are minimised)."""
    more_hours: float
    """More hours than the plan; below 0 where it takes fewer (possible where cost is minimised)."""
    steps: list[str]
    """Names of the steps that it has and the plan has not."""


class MatchDocument(TypedDict):
    """The answer to `match`, and a row of a batch in JSON Lines."""

    days: NotRequired[DaysView | None]
    """With `--on`: the day of the matches, and the day they are compared with."""
    expired: list[ExpiredView]
    """Certificates that no longer count."""
    faded: list[FadedView]
    """Skills that count below the level said, because they were last used long ago."""
    matches: list[MatchView]
    """Best first."""
    not_yet_earned: list[NotYetView]
    """Certificates that do not count yet: they are dated after the day of the matches."""
    plan: NotRequired[PlanDocument | None]
    """With `--plan`: the plan for the first role; left out where there is none."""
    profile_id: NotRequired[str | None]
    """In a batch, first."""
    schema_version: int
    """Version of this shape."""
    shows: Seniority
    """The rung that the person shows."""
    unknown: list[UnknownView]
    """Names that matched nothing."""


class MatchView(TypedDict):
    """One role for one profile."""

    certifications: list[CertificationView]
    """Best first."""
    evidence: NotRequired[list[EvidenceView] | None]
    """With `--explain`: how each requirement is met."""
    family: str
    """Label of its family."""
    fit: float
    """Ranking score in [0, 1]."""
    fit_parts: NotRequired[FitView | None]
    """With `--explain`: the parts of the fit."""
    gaps: list[GapView]
    """Largest gain first."""
    now: NotRequired[NowView | None]
    """With `--on`: the same today."""
    projects: list[ProjectView]
    """Best first."""
    rank: int
    """From 1."""
    readiness: float
    """Share of weighted requirements met, in [0, 1]."""
    reason: str
    """Why."""
    role: str
    """Its title."""
    role_id: str
    """Id of the role."""
    seniority: Seniority
    """Its rung."""
    stretch: float
    """Readiness from which on it is a stretch."""
    threshold: float
    """Readiness from which on one is ready."""
    verdict: str
    """`ready`, `lateral`, `stretch`, `step-down`, `out-of-reach`, `not-enough-data`."""


class MentionedCertification(TypedDict):
    """A certification that a text names."""

    id: str
    """Its id."""
    name: str
    """Its name."""
    spans: list[list[int]]
    """First byte and one past the last, of each mention."""
    strength: str
    """The strongest of its mentions."""


class MentionedSkill(TypedDict):
    """A skill that a text names."""

    id: str
    """Its id."""
    level: NotRequired[int | None]
    """The highest level that the text asks, if it says one."""
    name: str
    """Its name."""
    spans: list[list[int]]
    """First byte and one past the last, of each mention."""
    strength: str
    """The strongest of its mentions: `required`, `stated`, `preferred`, `nice-to-have`, `context`."""


class NearView(TypedDict):
    """A skill whose names are near to the wording of a text."""

    id: str
    """Its id."""
    name: str
    """Its name."""
    score: float
    """In [0, 1]: good for ranking, no probability."""


class NotYetView(TypedDict):
    """A certificate that does not count yet."""

    earned: str
    """The day that the profile gives for it, which is still to come on the day of the matches."""
    id: str
    """Its id."""
    name: str
    """Its name."""


class NowView(TypedDict):
    """A role for the same profile on the day that counts as now."""

    fit: float
    """Ranking score in [0, 1]."""
    readiness: float
    """Share of weighted requirements met, in [0, 1]."""
    verdict: str
    """As the match's own."""


class PairView(TypedDict):
    """What two steps unlock together."""

    only_together: int
    """How many of them neither step brings over alone."""
    rank: int
    """From 1."""
    steps: list[WhatView]
    """The two."""
    unlocks: list[CrossingView]
    """Roles that cross."""


class PathDocument(TypedDict):
    """The answer to `path`."""

    complete: bool
    """Whether it is proven that these are the cheapest ladders."""
    from_role: str
    """Its title."""
    from_role_id: str
    """Id of the role it starts from."""
    pathways: list[PathwayView]
    """By months, then hours, then cost."""
    schema_version: int
    """Version of this shape."""
    start_guessed: bool
    """Whether the start is the best-fitting role not above the rung shown, because the profile says no present one."""
    to_role: str
    """Its title."""
    to_role_id: str
    """Id of the goal."""
    weekly_hours: float
    """Hours a week."""


class PathwayView(TypedDict):
    """A ladder."""

    rungs: list[RungView]
    """From the start to the goal."""
    total_cost_usd: float
    """Sum of the plans."""
    total_hours: float
    """Sum of the plans."""
    total_months: float
    """Sum of the rungs."""
    total_years: float
    """The same in years."""


class PlaceView(TypedDict):
    """A place of a text that names knowledge."""

    id: NotRequired[str | None]
    """Id of the skill or certification that the catalog knows there."""
    span: list[int]
    """First byte and one past the last."""
    text: str
    """As written."""


class PlanDocument(TypedDict):
    """The answer to `plan`."""

    bound: float
    """Proven lower bound on what was minimised, in hours or US dollars."""
    minimize: str
    """`hours` or `cost`."""
    optimal: bool
    """Whether it is proven that nothing cheaper exists."""
    readiness_after: float
    """Readiness at the end."""
    readiness_before: float
    """Readiness now."""
    role: str
    """Its title."""
    role_id: str
    """Id of the role."""
    schema_version: int
    """Version of this shape."""
    steps: list[StepView]
    """In order."""
    total_cost_usd: float
    """Sum."""
    total_hours: float
    """Sum."""
    total_weeks: float
    """At the plan's hours a week."""
    weekly_hours: float
    """Hours a week."""


class ProjectView(TypedDict):
    """A project that closes gaps."""

    hours: float
    """Its hours."""
    id: str
    """Its id."""
    title: str
    """Its title."""


RaiseView = TypedDict(
    "RaiseView",
    {
        "asked": "bool",
        "from": "NotRequired[int | None]",
        "skill": "str",
        "skill_id": "str",
        "to": "int",
    },
)
"""A skill that a step raises."""


class RequirementView(TypedDict):
    """What a role asks of a skill."""

    essential: bool
    """Whether it is a must."""
    importance: float
    """In (0, 1]."""
    level: int
    """1 to 5."""
    origin: Origin
    """`text`, `stated`, `both`."""
    skill: str
    """Its name."""
    skill_id: str
    """Id of the skill."""


class RoleDocument(TypedDict):
    """The answer to `roles show`."""

    aliases: list[str]
    """Other titles."""
    calibration: CalibrationView
    """What the two were measured on."""
    certifications: list[CertificationView]
    """Certifications that its text names."""
    description: str
    """The description."""
    family: str
    """Label of its family."""
    id: str
    """Its id."""
    requirements: list[RequirementView]
    """Strongest first: by importance, level, must, place in the text and rarity."""
    schema_version: int
    """Version of this shape."""
    seniority: Seniority
    """Its rung."""
    source: str
    """Where it comes from."""
    stretch: float
    """Readiness from which on it is a stretch."""
    threshold: float
    """Readiness from which on one is ready for it."""
    title: str
    """Its title."""
    typical: NotRequired[list[TypicalView] | None]
    """What roles with similar texts ask and this one does not, strongest first; only where asked for."""


class RoleLine(TypedDict):
    """A role in a list."""

    family: str
    """Label of its family."""
    id: str
    """Its id."""
    seniority: Seniority
    """Its rung."""
    title: str
    """Its title."""


class RoleList(TypedDict):
    """The answer to `roles list`."""

    roles: list[RoleLine]
    """By id."""
    schema_version: int
    """Version of this shape."""


class RungView(TypedDict):
    """A role on a ladder."""

    blocking: list[GapView]
    """What keeps one from the next role."""
    cost_usd_so_far: float
    """Money from the start to here."""
    hours_so_far: float
    """Hours of learning from the start to here."""
    months: float
    """Months spent here before the next role; 0 on the goal."""
    next_move: NotRequired[str | None]
    """`known` (people make the move that follows), `feasible` (skills allow it); `null` on the goal."""
    on_the_job: list[str]
    """Names of the next role's must-haves that no step of the catalog builds."""
    plan: NotRequired[PlanDocument | None]
    """The cheapest steps to the next role; `null` on the goal, or where the catalog has no steps that do."""
    readiness_for_next: NotRequired[float | None]
    """Readiness for the next role with what this one teaches; `null` on the goal."""
    role: str
    """Its title."""
    role_id: str
    """Id of the role."""
    seniority: Seniority
    """Its rung."""
    typical_months: float
    """Typical months before the move that follows."""
    until_month: float
    """Months from the start of the ladder to the day one leaves this role."""


class StepView(TypedDict):
    """A step of a plan."""

    after: list[str]
    """Ids of earlier steps that it waits for."""
    closes: list[str]
    """Ids of the skills whose gap it closes."""
    cost_assumed: bool
    """Whether the cost is a stand-in because the catalog has none."""
    cost_usd: float
    """Money."""
    done_by_week: float
    """Weeks from the start of the plan to the end of this step."""
    hours: float
    """Effort."""
    hours_assumed: bool
    """Whether the hours are a stand-in because the catalog has none."""
    id: str
    """Id of the certification or project."""
    kind: str
    """`certification`, `project`, `specialisation`, `mentoring`, `networking`, `leadership`."""
    name: str
    """What it is called."""
    raises: list[RaiseView]
    """All skills that it raises."""
    readiness_after: float
    """Readiness once it is done."""
    weeks: float
    """Weeks at the plan's hours a week."""
    why: NotRequired[WhyView | None]
    """Why it is in the plan; only where asked for."""


class TitleDocument(TypedDict):
    """The answer to `roles find`, one for each title."""

    candidates: list[Candidate]
    """Best first."""
    schema_version: int
    """Version of this shape."""
    title: str
    """As asked."""


class TypicalView(TypedDict):
    """A skill that a text does not name, but roles with similar texts ask."""

    id: str
    """Its id."""
    name: str
    """Its name."""
    roles: list[str]
    """Nearest roles that ask it, nearest first."""
    share: float
    """How strongly the nearest roles ask it, in [0, 1]."""


class UnknownView(TypedDict):
    """A name that matched nothing."""

    name: str
    """As written."""
    suggestions: list[str]
    """The nearest names."""


class UnlockDocument(TypedDict):
    """The answer to `unlock` for one person."""

    candidates: int
    """How many candidates there were."""
    pairs: NotRequired[list[PairView] | None]
    """With `--pairs`."""
    roles_checked: int
    """How many roles were checked for each candidate."""
    schema_version: int
    """Version of this shape."""
    shows: Seniority
    """The rung that the person shows; roles more than one above do not count."""
    steps: list[UnlockView]
    """Most roles first."""


class UnlockView(TypedDict):
    """What one step unlocks."""

    cost_assumed: bool
    """Whether the money is an estimate because nobody says it."""
    cost_usd: NotRequired[float | None]
    """Money; `null` for a skill by itself."""
    hours: NotRequired[float | None]
    """Effort; `null` for a skill by itself."""
    hours_assumed: bool
    """Whether the hours are an estimate because nobody says them."""
    id: str
    """Its id."""
    kind: str
    """`skill`, `certification`, `project`, `specialisation`, `mentoring`, `networking`, `leadership`."""
    level: NotRequired[int | None]
    """The level of a skill; `null` for steps."""
    name: str
    """What it is called."""
    rank: int
    """From 1."""
    unlocks: list[CrossingView]
    """Roles that cross."""


class WhatView(TypedDict):
    """A step of a what-if."""

    cost_assumed: bool
    """Whether the money is an estimate because nobody says it."""
    cost_usd: NotRequired[float | None]
    """Money; `null` for a skill by itself."""
    hours: NotRequired[float | None]
    """Effort; `null` for a skill by itself."""
    hours_assumed: bool
    """Whether the hours are an estimate because nobody says them."""
    id: str
    """Its id."""
    kind: str
    """`skill`, `certification`, `project`, `specialisation`, `mentoring`, `networking`, `leadership`."""
    level: NotRequired[int | None]
    """The level of a skill; `null` for steps."""
    name: str
    """What it is called."""


class WhyView(TypedDict):
    """Why a step is in a plan."""

    alone: float
    """Readiness that it would add today, by itself; 0 for a step that only opens the door to others."""
    instead: NotRequired[InsteadView | None]
    """The best plan found without it; `null` if there is none within the limits."""
    musts_without: list[str]
    """Names of must-haves that stay open without it."""
    readiness_without: float
    """Readiness that the rest of the plan reaches without it."""
    stranded: list[str]
    """Ids of steps of the plan that cannot be taken without it."""
