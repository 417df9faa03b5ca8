"""The model: what all questions are asked of."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from . import _native
from .errors import _warn
from .profiles import Day, Profile, day, person
from .tables import Results, stream_of

if TYPE_CHECKING:
    from .documents import (
        ExtractionDocument,
        FrontDocument,
        MatchDocument,
        PathDocument,
        PlanDocument,
        RoleDocument,
        RoleList,
        TitleDocument,
        UnlockDocument,
    )


def _names(among: Sequence[str] | None) -> list[str] | None:
    if isinstance(among, str):
        raise TypeError("among is a list of role ids or titles, not one string.")
    return None if among is None else list(among)


class Model:
    """What training makes from a catalog: role vectors, families, thresholds. Immutable; safe to share between threads.

    Make one with :meth:`load` or :meth:`train`. Models can be pickled: the shipped one as a mere name, others with all their bytes.
    """

    def __init__(self, native: _native.Model, *, shipped: bool = False) -> None:
        """For :meth:`load` and :meth:`train`."""
        self._native, self._shipped = native, shipped

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None) -> Model:
        """The model of a file written by :meth:`save` or ``skillgap train``; the shipped one where none is named.

        Raises :class:`~skillgap.FileError` or :class:`~skillgap.ModelError`.
        """
        if path is None:
            return cls(_native.Model.shipped(), shipped=True)
        return cls(_native.Model.load(os.fspath(path)))

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "(bytes)") -> Model:
        """The model of a file's bytes; ``name`` is shown in errors."""
        return cls(_native.Model.from_bytes(name, data))

    @classmethod
    def train(
        cls,
        catalog: str | os.PathLike[str],
        *,
        roles: Sequence[str | os.PathLike[str]] = (),
        extra: Sequence[str | os.PathLike[str]] = (),
        people: str | os.PathLike[str] | None = None,
        labels: str | os.PathLike[str] | None = None,
        prior: str = "uniform",
        on: Day = None,
        seed: int = 42,
        families: int | None = None,
        dimensions: int = 40,
        progress: Callable[[str, int, int], object] | None = None,
    ) -> Model:
        """A model from a catalog folder, as ``skillgap train`` makes it. The same input gives the same model.

        :param roles: folders or files with more role descriptions
        :param extra: folders with own certifications and projects
        :param people: profiles with a column ``role`` (or with ``labels``, a CSV ``profile_id,role``), mixed into the ranking
        :param prior: ``uniform``, or ``observed``: roles that more of the people have rank higher
        :param on: the day on which the people's certificates must be valid
        :param seed: seed of everything random
        :param families: number of families; chosen from the data where not given
        :param dimensions: dimensions that role vectors are reduced to before clustering, 2 to 512
        :param progress: called with a stage (``reading``, ``families``, ``calibrating``), how much is done, and how much there is

        Raises :class:`~skillgap.CatalogError` with all findings. Warnings are given as :class:`~skillgap.ProfileWarning`.
        """
        native, found = _native.train(
            os.fspath(catalog),
            [os.fspath(p) for p in extra],
            [os.fspath(p) for p in roles],
            None if people is None else os.fspath(people),
            None if labels is None else os.fspath(labels),
            prior,
            day(on),
            seed,
            families,
            dimensions,
            progress,
        )
        _warn(found, 2)
        return cls(native)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model's file, which appears whole or not at all."""
        self._native.save(os.fspath(path))

    def to_bytes(self) -> bytes:
        """The bytes of the model's file."""
        return self._native.to_bytes()

    def __reduce__(self) -> tuple[Any, ...]:
        if self._shipped:
            return (Model.load, ())
        return (Model.from_bytes, (self.to_bytes(),))

    def __repr__(self) -> str:
        roles, skills, certifications, projects = self._native.sizes
        return (
            f"<skillgap.Model: {roles} roles, {skills} skills, {certifications} certifications, {projects} projects, "
            f"fingerprint {self._native.fingerprint:08x}>"
        )

    # One person.

    def match(
        self,
        profile: Profile,
        *,
        top: int = 5,
        seniority: str | None = None,
        among: Sequence[str] | None = None,
        explain: bool = False,
        plan: bool = False,
        on: Day = None,
        current_role: str | None = None,
    ) -> MatchDocument:
        """Ranked roles: fit and readiness in [0, 1], a verdict, what is missing and what would close it; best first, ties by id.

        :param top: how many roles
        :param seniority: only roles of this rung: ``entry``, ``mid``, ``senior``, ``director``, ``vp``, ``chief``
        :param among: only these roles, by id or title
        :param explain: also the parts that add up to fit and readiness
        :param plan: also the cheapest plan for the first role; :class:`~skillgap.NoSolution` where there is none
        :param on: the day on which certificates must be valid and until which skills fade
        :param current_role: the present role, an id or title

        The same object as ``skillgap match --format json``. Raises :class:`~skillgap.InputError` (a bad row: its line is known),
        :class:`~skillgap.UnknownRole`, :class:`~skillgap.ParameterError`.
        """
        who = person(profile, on, current_role)
        answer, found = self._native.match_(who, top, seniority, _names(among), explain, plan)
        _warn(found, 2)
        return cast("MatchDocument", json.loads(answer))

    def plan(
        self,
        profile: Profile,
        to: str,
        *,
        readiness: float = 0.8,
        without_musts: bool = False,
        max_hours: float | None = None,
        max_cost: float | None = None,
        weekly_hours: float | None = None,
        minimize: str = "hours",
        explain: bool = False,
        on: Day = None,
        current_role: str | None = None,
    ) -> PlanDocument:
        """The cheapest certifications and projects, in order, that lift readiness for a role to a target, with the proof.

        :param to: the role, by id or any title that people use
        :param readiness: the target, above 0 and at most 1
        :param without_musts: let must-haves stay open
        :param max_hours: most hours
        :param max_cost: most US dollars
        :param weekly_hours: hours a week for learning; what weeks are counted by. The profile's where not given, and 8 where it says none
        :param minimize: ``hours`` or ``cost`` (US dollars); the other breaks ties
        :param explain: why each step is there

        The same object as ``skillgap plan --format json``. Raises :class:`~skillgap.NoSolution` where no plan stays within the limits.
        """
        return cast(
            "PlanDocument",
            self._plan(profile, to, readiness, without_musts, max_hours, max_cost, weekly_hours, minimize, False, explain, on, current_role),
        )

    def plan_front(
        self,
        profile: Profile,
        to: str,
        *,
        readiness: float = 0.8,
        without_musts: bool = False,
        max_hours: float | None = None,
        max_cost: float | None = None,
        weekly_hours: float | None = None,
        on: Day = None,
        current_role: str | None = None,
    ) -> FrontDocument:
        """All plans that no other beats in hours and in US dollars at once; parameters are those of :meth:`plan`.

        The same object as ``skillgap plan --pareto --format json``.
        """
        return cast(
            "FrontDocument",
            self._plan(profile, to, readiness, without_musts, max_hours, max_cost, weekly_hours, "hours", True, False, on, current_role),
        )

    def _plan(
        self,
        profile: Profile,
        to: str,
        readiness: float,
        without_musts: bool,
        max_hours: float | None,
        max_cost: float | None,
        weekly_hours: float | None,
        minimize: str,
        pareto: bool,
        explain: bool,
        on: Day,
        current_role: str | None,
    ) -> Any:
        who = person(profile, on, current_role)
        answer, found = self._native.plan(
            who, to, readiness, without_musts, max_hours, max_cost, weekly_hours, minimize, pareto, explain
        )
        _warn(found, 3)
        return json.loads(answer)

    def path(
        self,
        profile: Profile,
        to: str,
        *,
        via: Sequence[str] = (),
        alternatives: int = 3,
        weekly_hours: float | None = None,
        readiness: float | None = None,
        max_moves: int = 6,
        among: Sequence[str] | None = None,
        on: Day = None,
        current_role: str | None = None,
    ) -> PathDocument:
        """Ladders of roles to a goal, with months, a plan and what blocks on each rung; the quickest first.

        :param via: roles that the ladder goes through, in order, and no others
        :param alternatives: how many ladders, 1 to 100
        :param weekly_hours: hours a week for learning; the profile's where not given, and 8 where it says none
        :param readiness: readiness to reach before each move; each role's own threshold where not given
        :param max_moves: most moves, 1 to 20
        :param among: only through these roles, by id or title

        The same object as ``skillgap path --format json``. Raises :class:`~skillgap.NoSolution` where there is no ladder.
        """
        who = person(profile, on, current_role)
        through = _names(via) or []
        answer, found = self._native.path(
            who, to, through, alternatives, weekly_hours, readiness, max_moves, _names(among)
        )
        _warn(found, 2)
        return cast("PathDocument", json.loads(answer))

    def unlock(
        self,
        profile: Profile,
        *,
        top: int = 10,
        pairs: bool = False,
        among: Sequence[str] | None = None,
        on: Day = None,
        current_role: str | None = None,
    ) -> UnlockDocument:
        """What if: the single steps that bring most roles over their own threshold, checked role by role.

        :param top: how many steps
        :param pairs: also pairs of steps that bring over a role which neither does alone
        :param among: only these roles

        The same object as ``skillgap unlock --format json``.
        """
        answer, found = self._native.unlock(person(profile, on, current_role), top, pairs, _names(among))
        _warn(found, 2)
        return cast("UnlockDocument", json.loads(answer))

    # Texts and roles.

    def extract(
        self, text: str, *, places: bool = False, typical: int | None = None, nearest: int | None = None
    ) -> ExtractionDocument:
        """Skills and certifications that a text names, with strength, level, and spans of bytes of its UTF-8.

        ``text.encode()[start:end].decode()`` is what a span holds.

        :param places: also places that name knowledge, known to the catalog or not
        :param typical: also so many skills that roles with similar texts ask and this one does not name
        :param nearest: also so many skills nearest to the wording

        The same object as ``skillgap extract --format json``.
        """
        return cast("ExtractionDocument", json.loads(self._native.extract(text, places, typical, nearest)))

    def roles(self, *, seniority: str | None = None) -> RoleList:
        """All roles that the model knows: the same object as ``skillgap roles list --format json``."""
        return cast("RoleList", json.loads(self._native.roles(seniority)))

    def role(self, name: str) -> RoleDocument:
        """What a role asks, by id or title: the same object as ``skillgap roles show --format json``."""
        return cast("RoleDocument", json.loads(self._native.role(name)))

    def find_role(self, title: str, *, top: int = 5) -> TitleDocument:
        """Roles that a title may mean, best first: the same object as ``skillgap roles find --format json``."""
        return cast("TitleDocument", json.loads(self._native.find_role(title, top)))

    # Many people.

    def score_batch(
        self,
        data: Any,
        *,
        top: int = 5,
        threads: int = 0,
        seniority: str | None = None,
        among: Sequence[str] | None = None,
        gaps: int | None = None,
        pointers: int = 3,
        plan: bool = False,
        dictionary: bool = False,
        on: Day = None,
        name: str = "(table)",
    ) -> pa.Table:
        """The best roles for every person of a table, as a table: one row a match (:func:`skillgap.result_schema`), in input order.

        :param data: anything with ``__arrow_c_stream__`` (tables of pyarrow, polars, pandas, DuckDB), record batches, or rows as dicts.
            Columns as for ``skillgap batch``: ``profile_id`` with ``skills`` (lists of strings such as ``Linux:4``, lists of structs with
            ``skill`` and ``level``, or strings with ``;`` inside), or consecutive rows ``profile_id, skill, level, …``; also ``current_role``.
        :param top: roles for each person, 1 to 10,000
        :param threads: 0 is one for each processor; results do not depend on it
        :param gaps: how many gaps of each match to list; all where not given
        :param pointers: how many certifications and how many projects of each match to list, 0 to 10
        :param plan: also the cheapest plan for the best role: readiness 0.8, must-haves met, fewest hours
        :param dictionary: ids, titles and verdicts as dictionaries (categories): less time, and a fraction of the memory
        :param on: the day that answers are for
        :param name: what the table is called in errors

        Rows are those of ``skillgap batch``, with the input's row number and the rejects among them. Every input row ends as results or as
        one reject. The lock of the interpreter is released. Raises :class:`~skillgap.InputError` where the columns are not those of profiles.
        """
        return self.score_stream(
            data,
            top=top,
            threads=threads,
            seniority=seniority,
            among=among,
            gaps=gaps,
            pointers=pointers,
            plan=plan,
            dictionary=dictionary,
            on=on,
            name=name,
        ).read_all()

    def score_stream(
        self,
        data: Any,
        *,
        top: int = 5,
        threads: int = 0,
        seniority: str | None = None,
        among: Sequence[str] | None = None,
        gaps: int | None = None,
        pointers: int = 3,
        plan: bool = False,
        dictionary: bool = False,
        on: Day = None,
        name: str = "(table)",
    ) -> Results:
        """As :meth:`score_batch`, batch by batch: for streams of any length, in memory that does not grow with it."""
        reader, outcome = self._native.score(
            stream_of(data), name, day(on), top, threads, seniority, _names(among), gaps, pointers, plan, dictionary
        )
        return Results(reader, outcome)
