//! One profile → ranked matches. The same worker serves one person and a batch.

use std::sync::OnceLock;

use super::gap::{Demands, Gap, Judgement, Open, gap};
use super::index::Index;
use super::kernel::Kernel;
use super::reach::{Reach, Reaches};
use super::readiness::Satisfaction;
use super::remedy::{Found, Remedies};
use super::top::RankedRole;
use super::verdict::{Standing, Verdict};
use super::worth::fit;
use crate::model::Model;
use crate::units::{CertificationRow, ProjectRow, RoleRow, Seniority, SkillRow};
use crate::vector::Profile;

/// A model with its index, ready to match. Immutable; any number of workers share one.
#[derive(Debug)]
pub struct Matcher<'m> {
    model: &'m Model,
    index: Index<'m>,
    reaches: Reaches,
    asked: Vec<OnceLock<Asked>>,
    remedies: Remedies,
    /// For each role, whether it is considered; all are where `None`.
    among: Option<Vec<bool>>,
    seniority: Option<Seniority>,
    listed: Listed,
}

/// What judging needs of a role, in one place.
#[derive(Debug)]
struct Asked {
    demands: Demands,
    /// What is the same for everybody of a standing toward it; the rest is filled in by [`Worker::judge`].
    standing: Standing,
}

/// How much of each match is listed; ranking and judging do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Gaps at most, those of the largest gain.
    pub gaps: usize,
    /// Certifications at most, and projects at most.
    pub pointers: usize,
}

impl Default for Listed {
    /// All gaps, three certifications and three projects.
    fn default() -> Listed {
        Listed { gaps: usize::MAX, pointers: 3 }
    }
}

/// One role for one profile, in the least that a batch needs; what a [`Match`] is made of.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'w> {
    /// The role.
    pub role: RoleRow,
    /// Ranking score in [0, 1].
    pub fit: f64,
    /// What the verdict rests on, readiness among it.
    pub standing: Standing,
    /// What the role asks.
    pub demands: &'w Demands,
    /// How far each demand is met, and the gaps that are to be listed.
    pub judgement: &'w Judgement,
    /// Certifications that close gaps, best first.
    pub certifications: &'w [CertificationRow],
    /// Projects that close gaps, best first.
    pub projects: &'w [ProjectRow],
}

/// One role for one profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The role.
    pub role: RoleRow,
    /// Ranking score in [0, 1].
    pub fit: f64,
    /// Share of the weighted requirements met, in [0, 1].
    pub readiness: f64,
    /// What the verdict rests on.
    pub standing: Standing,
    /// Verdict.
    pub verdict: Verdict,
    /// Requirements not met, largest gain first.
    pub gaps: Vec<Gap>,
    /// Certifications that close gaps, best first.
    pub certifications: Vec<CertificationRow>,
    /// Projects that close gaps, best first.
    pub projects: Vec<ProjectRow>,
}

/// Ranked matches, best first.
pub type Matches = Vec<Match>;

/// A part of a fit: what one of the profile's columns is worth to the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FitPart {
    /// Index into the profile's skills; certifications follow behind them.
    pub column: usize,
    /// Its worth in units of evidence (1/128); below 0 where incumbents rarely have it.
    pub worth: i32,
}

/// Why a fit is what it is: the parts add up to the overlap, and the three numbers give the fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FitExplanation {
    /// The fit.
    pub fit: f64,
    /// The sum of all parts.
    pub overlap: i32,
    /// What the role expects of so many technologies, less its bias.
    pub expected: i32,
    /// The most that the profile could say.
    pub most: u32,
    /// Parts that say something, largest first.
    pub parts: Vec<FitPart>,
}

impl<'m> Matcher<'m> {
    /// Indexes a model.
    #[must_use]
    pub fn new(model: &'m Model) -> Matcher<'m> {
        let d = &model.data;
        let skills = d.catalog.skills.len();
        let mut asked = Vec::new();
        asked.resize_with(d.roles.len(), OnceLock::new);
        Matcher {
            model,
            index: Index::build(&d.catalog, &d.roles, &d.links, d.incumbents.as_ref()),
            reaches: Reaches::new(&d.links, skills, &d.roles),
            asked,
            remedies: Remedies::new(d.roles.len()),
            among: None,
            seniority: None,
            listed: Listed::default(),
        }
    }

    /// Considers only these roles.
    #[must_use]
    pub fn among(mut self, roles: &[RoleRow]) -> Self {
        let mut wanted = vec![false; self.index.roles()];
        roles.iter().for_each(|r| wanted[r.at()] = true);
        self.among = Some(wanted);
        self
    }

    /// Considers only roles of one rung.
    #[must_use]
    pub fn seniority(mut self, seniority: Option<Seniority>) -> Self {
        self.seniority = seniority;
        self
    }

    /// Lists so much of each match.
    #[must_use]
    pub fn listed(mut self, listed: Listed) -> Self {
        self.listed = listed;
        self
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Whether any certifications and projects are listed.
    pub(crate) fn lists_pointers(&self) -> bool {
        self.listed.pointers > 0
    }

    /// The skills that roles ask, by number: see [`Demands::asked`].
    pub(crate) fn asked_skills(&self) -> impl Iterator<Item = SkillRow> + '_ {
        self.reaches.asked()
    }

    /// A worker with its own scratch. One per thread.
    #[must_use]
    pub fn worker(&self) -> Worker<'_, 'm> {
        Worker {
            on: self,
            kernel: Kernel::new(&self.index, |role| self.considers(role)),
            reach: Reach::new(&self.reaches),
            satisfaction: Satisfaction::default(),
            judgement: Judgement::default(),
            found: Found::default(),
        }
    }

    fn asked(&self, role: RoleRow) -> &Asked {
        self.asked[role.at()].get_or_init(|| Asked {
            demands: Demands::of(&self.model.data.roles[role.at()], &self.reaches),
            standing: Standing::of(self.model, role, (Seniority::Entry, false), 0.0, 0),
        })
    }

    /// Whether a role is among those that are considered.
    pub(crate) fn considers(&self, role: u32) -> bool {
        self.among.as_ref().is_none_or(|a| a[role as usize])
            && self.seniority.is_none_or(|s| self.model.catalog().roles[role as usize].seniority == s)
    }
}

/// Scratch for matching. Results depend on nothing that was matched before.
#[derive(Debug)]
pub struct Worker<'w, 'm> {
    on: &'w Matcher<'m>,
    kernel: Kernel<'w, 'm>,
    reach: Reach<'w>,
    satisfaction: Satisfaction,
    judgement: Judgement,
    found: Found,
}

impl Worker<'_, '_> {
    /// For every role, considered or not, the evidence that a profile gives, in units of 1/128.
    pub fn evidence(&mut self, profile: &Profile) -> Vec<i32> {
        let skills = profile.skills.iter().map(|h| (h.skill, h.level));
        self.kernel.evidence(skills, valid(profile))
    }

    /// The `top` best roles by fit; none where nothing that the profile has is asked anywhere.
    pub fn rank(&mut self, profile: &Profile, top: usize) -> &[RankedRole] {
        let skills = profile.skills.iter().map(|h| (h.skill, h.level));
        self.kernel.top(skills, valid(profile), top)
    }

    /// As [`Worker::rank`], into a list that the caller supplies.
    pub fn rank_into(&mut self, profile: &Profile, top: usize, ranked: &mut Vec<RankedRole>) {
        ranked.clear();
        ranked.extend_from_slice(self.rank(profile, top));
    }

    /// Ranks, then judges and explains each of the `top` best.
    pub fn matches(&mut self, profile: &Profile, top: usize) -> Matches {
        let ranked: Vec<RankedRole> = self.rank(profile, top).to_vec();
        self.explain(profile, &ranked)
    }

    /// Judges and explains each of the roles that a profile was ranked with.
    pub fn explain(&mut self, profile: &Profile, ranked: &[RankedRole]) -> Matches {
        let shows = self.shows(profile);
        self.reach.fill(&profile.skills);
        ranked.iter().map(|s| self.whole(profile, *s, shows)).collect()
    }

    /// As [`Worker::explain`], handing each role over as it is judged, with its rank from 1. Allocates nothing in the long run.
    pub fn each_match(
        &mut self,
        profile: &Profile,
        ranked: &[RankedRole],
        mut each: impl FnMut(usize, Judged),
    ) {
        let shows = self.shows(profile);
        self.reach.fill(&profile.skills);
        for (rank, scored) in (1..).zip(ranked) {
            each(rank, self.judge(profile, *scored, shows));
        }
    }

    /// The rung that a profile shows, and whether that is by its present role.
    #[must_use]
    pub fn shows(&self, profile: &Profile) -> (Seniority, bool) {
        let d = &self.on.model.data;
        match profile.current_role {
            Some(role) => (d.catalog[role].seniority, true),
            None => {
                let value = d.seniority.value(profile.skills.iter().map(|h| (h.skill, h.level)), &d.rarity);
                (d.seniority.seniority(value), false)
            }
        }
    }

    /// Readiness, verdict, gaps and pointers for one role whose fit is known; the profile is in reach.
    fn judge(&mut self, profile: &Profile, scored: RankedRole, shows: (Seniority, bool)) -> Judged<'_> {
        let (on, listed) = (self.on, self.on.listed);
        let d = &on.model.data;
        let role = RoleRow(scored.role);
        let Asked { demands, standing } = on.asked(role);
        demands.judge(&self.reach, listed.gaps, &mut self.judgement);
        let (reach, found) = (&self.reach, &mut self.found);
        if listed.pointers > 0 {
            let vector = &d.roles[role.at()];
            let met = (demands, &self.judgement, reach);
            let known = (&d.catalog, on.model.builders());
            on.remedies.find(role.at(), vector, met, known, profile, listed.pointers, found);
        }
        let readiness = super::readiness::share_of(self.judgement.points, demands.points);
        let (shows, from_role) = shows;
        let skills = profile.skills.len();
        Judged {
            role,
            fit: scored.fit,
            standing: Standing { shows, from_role, readiness, skills, ..*standing },
            demands,
            judgement: &self.judgement,
            certifications: &self.found.certifications,
            projects: &self.found.projects,
        }
    }

    fn whole(&mut self, profile: &Profile, scored: RankedRole, shows: (Seniority, bool)) -> Match {
        let on = self.on;
        let d = &on.model.data;
        let judged = self.judge(profile, scored, shows);
        let (standing, role) = (judged.standing, judged.role);
        let (certifications, projects) = (judged.certifications.to_vec(), judged.projects.to_vec());
        let open = judged.demands.open(judged.judgement);
        let (vector, all) = (&d.roles[role.at()], judged.demands.points);
        let whole = |o: &Open| gap(o, vector, all, &self.reach, &profile.skills, &d.links);
        Match {
            role,
            fit: scored.fit,
            readiness: standing.readiness,
            standing,
            verdict: standing.verdict(),
            gaps: open.iter().map(whole).collect(),
            certifications,
            projects,
        }
    }

    /// The match of one given role, ranked or not.
    pub fn match_role(&mut self, profile: &Profile, role: RoleRow) -> Match {
        let fit = self.explain_fit(profile, role).fit;
        let shows = self.shows(profile);
        self.reach.fill(&profile.skills);
        self.whole(profile, RankedRole { role: role.0, fit }, shows)
    }

    /// Where a person who shows a rung stands toward a role: all that a verdict needs, and no more.
    pub fn standing(&mut self, profile: &Profile, role: RoleRow, shows: (Seniority, bool)) -> Standing {
        let model = self.on.model;
        let readiness =
            super::readiness::readiness(&model.data.roles[role.at()], self.satisfaction(profile, role));
        Standing::of(model, role, shows, readiness, profile.skills.len())
    }

    /// How each requirement of a role is met.
    pub fn satisfaction(&mut self, profile: &Profile, role: RoleRow) -> &Satisfaction {
        let d = &self.on.model.data;
        self.satisfaction.fill(&profile.skills, &d.roles[role.at()], &d.links);
        &self.satisfaction
    }

    /// The parts of a fit.
    pub fn explain_fit(&mut self, profile: &Profile, role: RoleRow) -> FitExplanation {
        let index = &self.on.index;
        let part = |column: usize, worth: Option<i32>| {
            worth.filter(|w| *w != 0).map(|worth| FitPart { column, worth })
        };
        let skills = profile.skills.iter().enumerate();
        let skills = skills.filter_map(|(column, h)| part(column, index.worth(h.skill, h.level, role.0)));
        let n = profile.skills.len();
        let certifications = profile.certifications.iter().enumerate().filter(|(_, c)| c.valid);
        let certifications =
            certifications.filter_map(|(at, c)| part(n + at, index.wish(c.certification.at(), role.0)));
        let mut parts: Vec<FitPart> = skills.chain(certifications).collect();
        parts.sort_by(|a, b| b.worth.cmp(&a.worth).then(a.column.cmp(&b.column)));
        let overlap = parts.iter().map(|p| p.worth).sum();
        let held = profile.skills.iter().map(|h| (h.skill, h.level));
        let (technologies, most) = self.kernel.says(held, valid(profile));
        let expected = index.expected(role.0, technologies);
        FitExplanation { fit: fit(overlap, expected, most), overlap, expected, most, parts }
    }
}

/// The rows of valid certifications.
fn valid(profile: &Profile) -> impl Iterator<Item = usize> + Clone + '_ {
    profile.certifications.iter().filter(|c| c.valid).map(|c| c.certification.at())
}
