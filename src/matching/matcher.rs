//! One profile → ranked matches. The same worker serves one person and a batch.

use super::gap::{Gap, gaps};
use super::index::{Index, fit};
use super::readiness::{Satisfaction, readiness};
use super::remedy::{Remedies, RemedyScratch};
use super::top::{Scored, Top};
use super::verdict::{Standing, Verdict};
use crate::model::Model;
use crate::units::{CertificationRow, ProjectRow, RoleRow, Seniority};
use crate::vector::Profile;

/// A model with its index, ready to match. Immutable; any number of workers share one.
#[derive(Debug)]
pub struct Matcher<'m> {
    model: &'m Model,
    index: Index,
    remedies: Remedies,
    /// The roles considered, ascending; all where `None`.
    among: Option<Vec<bool>>,
    seniority: Option<Seniority>,
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
        let index = Index::build(&d.catalog, &d.roles, &d.links, d.incumbents.as_ref());
        Matcher { model, index, remedies: Remedies::build(&d.catalog), among: None, seniority: None }
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

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// A worker with its own scratch. One per thread.
    #[must_use]
    pub fn worker(&self) -> Worker<'_, 'm> {
        Worker {
            on: self,
            overlap: vec![0; self.index.roles()],
            best: Vec::new(),
            touched: Vec::new(),
            top: Top::default(),
            satisfaction: Satisfaction::default(),
            gaps: Vec::new(),
            remedies: RemedyScratch::default(),
        }
    }

    fn considers(&self, role: u32) -> bool {
        self.among.as_ref().is_none_or(|a| a[role as usize])
            && self.seniority.is_none_or(|s| self.model.catalog().roles[role as usize].seniority == s)
    }
}

/// Scratch for matching. Results depend on nothing that was matched before.
#[derive(Debug)]
pub struct Worker<'w, 'm> {
    on: &'w Matcher<'m>,
    overlap: Vec<i32>,
    best: Vec<i32>,
    touched: Vec<u32>,
    top: Top,
    satisfaction: Satisfaction,
    gaps: Vec<Gap>,
    remedies: RemedyScratch,
}

/// How many certifications and projects a match points to.
const POINTERS: usize = 3;

impl Worker<'_, '_> {
    /// The number of technologies that a profile holds, and the most that its columns could say.
    fn reach(&self, profile: &Profile) -> (u32, u32) {
        let index = &self.on.index;
        let n = self.on.model.catalog().skills.len();
        let technologies = profile.skills.iter().filter(|h| index.is_priced(h.skill)).count();
        let skills = profile.skills.iter().map(|h| index.most(h.skill.at()));
        let valid = profile.certifications.iter().filter(|c| c.valid);
        let most = skills.chain(valid.map(|c| index.most(n + c.certification.at()))).sum();
        (u32::try_from(technologies).unwrap_or(u32::MAX), most)
    }

    /// For every role, considered or not, the evidence that a profile gives, in units of 1/128.
    pub fn evidence(&mut self, profile: &Profile) -> Vec<i32> {
        self.rank(profile, 0);
        let (technologies, _) = self.reach(profile);
        let of = |(role, overlap): (usize, &i32)| {
            overlap
                .saturating_sub(self.on.index.expected(u32::try_from(role).unwrap_or(u32::MAX), technologies))
        };
        self.overlap.iter().enumerate().map(of).collect()
    }

    /// The `top` best roles by fit; none where nothing that the profile has is asked anywhere.
    pub fn rank(&mut self, profile: &Profile, top: usize) -> &[Scored] {
        let d = &self.on.model.data;
        self.overlap.iter_mut().for_each(|o| *o = 0);
        let overlap = &mut self.overlap;
        let index = &self.on.index;
        for held in &profile.skills {
            index.skill_worth(
                held.skill,
                held.level,
                &d.links,
                &mut self.best,
                &mut self.touched,
                |role, worth| overlap[role as usize] += worth,
            );
        }
        for held in profile.certifications.iter().filter(|c| c.valid) {
            index.certification_worth(held.certification.at(), |role, worth| overlap[role as usize] += worth);
        }
        let (technologies, most) = self.reach(profile);
        self.top.begin(top);
        if most > 0 {
            for role in 0..u32::try_from(index.roles()).unwrap_or(u32::MAX) {
                if self.on.considers(role) {
                    let expected = index.expected(role, technologies);
                    self.top.offer(role, fit(self.overlap[role as usize], expected, most));
                }
            }
        }
        self.top.list()
    }

    /// Ranks, then judges and explains each of the `top` best.
    pub fn matches(&mut self, profile: &Profile, top: usize) -> Matches {
        let ranked: Vec<Scored> = self.rank(profile, top).to_vec();
        let shows = self.shows(profile);
        ranked.into_iter().map(|s| self.judge(profile, s, shows)).collect()
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

    /// Readiness, verdict, gaps and pointers for one role whose fit is known.
    pub fn judge(&mut self, profile: &Profile, scored: Scored, shows: (Seniority, bool)) -> Match {
        let d = &self.on.model.data;
        let row = RoleRow(scored.role);
        let vector = &d.roles[row.at()];
        self.satisfaction.fill(&profile.skills, vector, &d.links);
        let readiness = readiness(vector, &self.satisfaction);
        gaps(vector, &self.satisfaction, &profile.skills, &mut self.gaps);
        self.on.remedies.find(
            row.at(),
            vector,
            &d.catalog,
            profile,
            &self.gaps,
            POINTERS,
            &mut self.remedies,
        );
        let standing = Standing {
            asks: d.catalog[row].seniority,
            shows: shows.0,
            from_role: shows.1,
            readiness,
            threshold: self.on.model.threshold(row),
        };
        Match {
            role: row,
            fit: scored.fit,
            readiness,
            standing,
            verdict: standing.verdict(),
            gaps: self.gaps.clone(),
            certifications: self.remedies.certifications.clone(),
            projects: self.remedies.projects.clone(),
        }
    }

    /// The match of one given role, ranked or not.
    pub fn match_role(&mut self, profile: &Profile, role: RoleRow) -> Match {
        let fit = self.explain_fit(profile, role).fit;
        let shows = self.shows(profile);
        self.judge(profile, Scored { role: role.0, fit }, shows)
    }

    /// How each requirement of a role is met.
    pub fn satisfaction(&mut self, profile: &Profile, role: RoleRow) -> &Satisfaction {
        let d = &self.on.model.data;
        self.satisfaction.fill(&profile.skills, &d.roles[role.at()], &d.links);
        &self.satisfaction
    }

    /// The parts of a fit.
    pub fn explain_fit(&mut self, profile: &Profile, role: RoleRow) -> FitExplanation {
        let d = &self.on.model.data;
        let index = &self.on.index;
        let mut parts = Vec::new();
        for (column, held) in profile.skills.iter().enumerate() {
            index.skill_worth(
                held.skill,
                held.level,
                &d.links,
                &mut self.best,
                &mut self.touched,
                |r, worth| {
                    if r == role.0 && worth != 0 {
                        parts.push(FitPart { column, worth });
                    }
                },
            );
        }
        for (at, held) in profile.certifications.iter().enumerate().filter(|(_, c)| c.valid) {
            index.certification_worth(held.certification.at(), |r, worth| {
                if r == role.0 && worth > 0 {
                    parts.push(FitPart { column: profile.skills.len() + at, worth });
                }
            });
        }
        parts.sort_by(|a, b| b.worth.cmp(&a.worth).then(a.column.cmp(&b.column)));
        let overlap = parts.iter().map(|p| p.worth).sum();
        let (technologies, most) = self.reach(profile);
        let expected = index.expected(role.0, technologies);
        FitExplanation { fit: fit(overlap, expected, most), overlap, expected, most, parts }
    }
}
