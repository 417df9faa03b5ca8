//! Fit: how well a profile's skills describe a role. Postings hold level satisfaction and related-skill credit already.
//!
//! fit = A / (A + α·(P − A) + β·(R − A)), Tversky's contrast model (A. Tversky, "Features of similarity", 1977) with
//! A = what the profile's columns are worth to the role, P = all that the profile has, R = all that the role asks, each weighted by rarity.
//! Heavy on the profile side (α > β): coverage of the role alone would rank small roles first.
//!
//! A is a sum over the profile's columns of one posting weight each, in integers, so that it does not depend on order or
//! threads, and its parts are the explanation.

use std::sync::OnceLock;

use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Links, RoleVector};

/// Weight of what the profile has and the role does not ask.
pub const ALPHA: f64 = 0.8;

/// Weight of what the role asks and the profile does not have.
pub const BETA: f64 = 0.25;

/// The fit of overlap A, profile weight P and role weight R, in [0, 1]; 0 where nothing is shared.
#[must_use]
pub fn fit(overlap: u32, profile: u32, role: u32) -> f64 {
    if overlap == 0 {
        return 0.0;
    }
    let a = f64::from(overlap);
    a / (a
        + ALPHA * f64::from(profile.saturating_sub(overlap))
        + BETA * f64::from(role.saturating_sub(overlap)))
}

/// β·R, as [`single`] takes it; infinite for a role that is not considered.
#[must_use]
#[allow(clippy::cast_possible_truncation)]
pub(super) fn asks(role: u32, considered: bool) -> f32 {
    if considered { (BETA * f64::from(role)) as f32 } else { f32::INFINITY }
}

/// [`fit`] in single precision, within 1e-6 of it: what all roles are looked through by. 0 for roles that are not considered.
#[must_use]
#[inline(always)]
#[allow(clippy::cast_possible_truncation)]
pub(super) fn single(overlap: f32, profile: f32, asks: f32) -> f32 {
    let only_profile = ALPHA as f32 * (profile - overlap).max(0.0);
    let only_role = (asks - BETA as f32 * overlap).max(0.0);
    // The smallest positive number keeps 0 / 0 out and changes no other quotient.
    overlap / (overlap + only_profile + only_role + f32::MIN_POSITIVE)
}

/// What having a skill of rarity `rare` at `have` is worth to a role that asks `want`, over a link of `credit`; at most `rare`.
fn worth(rare: u32, credit: u32, importance: u16, have: Level, want: Level) -> u32 {
    rare * credit / u32::from(CREDIT_ONE) * u32::from(importance) / 1000 * level_share(have, want) / 256
}

/// The share of a required level that a level meets, in 1/256.
#[must_use]
pub fn level_share(have: Level, want: Level) -> u32 {
    if have >= want { 256 } else { 256 * u32::from(have.get()) / u32::from(want.get()) }
}

/// What one column is worth to one role: the role in the upper 20 bits, the worth in rarity units (1/256) in the lower 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting(u32);

/// Rarities, and so worths, are below this.
const WORTH_BITS: u32 = 12;

impl Posting {
    fn new(role: u32, worth: u32) -> Posting {
        Posting(role << WORTH_BITS | worth.min((1 << WORTH_BITS) - 1))
    }

    /// The role's row.
    #[must_use]
    pub fn role(self) -> u32 {
        self.0 >> WORTH_BITS
    }

    /// The worth.
    #[must_use]
    pub fn worth(self) -> u32 {
        self.0 & ((1 << WORTH_BITS) - 1)
    }
}

/// A requirement as the index keeps it.
#[derive(Clone, Copy, Debug)]
struct Asked {
    role: u32,
    importance: u16,
    level: Level,
}

/// Who asks what, by column. Immutable to its users; the postings of a skill at a level are made when they are first asked for, so that
/// one match need not wait for all of them.
#[derive(Debug)]
pub struct Index<'m> {
    links: &'m Links,
    rarity: &'m [u16],
    /// Roles that ask a skill: `asked[starts[s]..starts[s + 1]]`, by role.
    asked: Vec<Asked>,
    starts: Vec<u32>,
    /// By skill and level, five a skill; by role.
    postings: Vec<OnceLock<Box<[Posting]>>>,
    /// By certification; by role.
    wished: Vec<Vec<Posting>>,
    /// What each skill weighs in a profile.
    weights: Vec<u16>,
    /// R of each role.
    role_weights: Vec<u32>,
}

impl<'m> Index<'m> {
    /// Inverts role vectors. `rarity` has an entry for each skill, then for each certification; there are fewer than 2²⁰ roles.
    #[must_use]
    pub fn build(roles: &[RoleVector], rarity: &'m [u16], links: &'m Links, skills: usize) -> Index<'m> {
        let mut starts = vec![0u32; skills + 1];
        for r in roles.iter().flat_map(|v| &v.requirements) {
            starts[r.skill.at() + 1] += 1;
        }
        for s in 0..skills {
            starts[s + 1] += starts[s];
        }
        let blank = Asked { role: 0, importance: 0, level: Level::WORKING };
        let mut asked = vec![blank; starts[skills] as usize];
        let mut next = starts.clone();
        let mut wished = vec![Vec::new(); rarity.len() - skills];
        let mut role_weights = Vec::with_capacity(roles.len());
        for (row, role) in roles.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let mut weight = 0u32;
            for r in &role.requirements {
                let at = &mut next[r.skill.at()];
                asked[*at as usize] = Asked { role: row, importance: r.importance, level: r.level };
                *at += 1;
                weight += u32::from(rarity[r.skill.at()]) * u32::from(r.importance) / 1000;
            }
            for c in &role.certifications {
                let worth = u32::from(rarity[skills + c.certification.at()]) * u32::from(c.importance) / 1000;
                wished[c.certification.at()].push(Posting::new(row, worth));
                weight += worth;
            }
            role_weights.push(weight);
        }
        let mut postings = Vec::new();
        postings.resize_with(skills * 5, OnceLock::new);
        let weights = (0..skills).map(|s| weight_of(SkillRow::of(s), rarity, links)).collect();
        Index { links, rarity, asked, starts, postings, wished, weights, role_weights }
    }

    /// How many roles there are.
    #[must_use]
    pub fn roles(&self) -> usize {
        self.role_weights.len()
    }

    fn askers(&self, skill: SkillRow) -> &[Asked] {
        &self.asked[self.starts[skill.at()] as usize..self.starts[skill.at() + 1] as usize]
    }

    /// What having `skill` at `level` is worth to each role to which it is worth something, by role.
    ///
    /// A skill that the role asks is worth rarity × importance × the share of the level. One that it does not ask is worth the best credit
    /// toward any skill that it does ask.
    #[must_use]
    pub fn postings(&self, skill: SkillRow, level: Level) -> &[Posting] {
        let at = skill.at() * 5 + usize::from(level.get() - 1);
        self.postings[at].get_or_init(|| self.make(skill, level))
    }

    fn make(&self, skill: SkillRow, level: Level) -> Box<[Posting]> {
        let mut all: Vec<Posting> = Vec::new();
        let own = u32::from(self.rarity[skill.at()]);
        let mut offer = |to: SkillRow, credit: u32, rare: u32| {
            let worths =
                self.askers(to).iter().map(|a| (a.role, worth(rare, credit, a.importance, level, a.level)));
            all.extend(worths.filter(|(_, w)| *w > 0).map(|(role, w)| Posting::new(role, w)));
        };
        offer(skill, u32::from(CREDIT_ONE), own);
        for link in self.links.from(skill) {
            // A skill that no role asks is as rare as what it counts for.
            let rare = if own == 0 { u32::from(self.rarity[link.to.at()]) } else { own };
            offer(link.to, u32::from(link.credit), rare);
        }
        // Of equal roles the best worth comes last, and is kept.
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.dedup_by_key(|p| p.role());
        all.reverse();
        all.into_boxed_slice()
    }

    /// Roles that wish a certification, with what it is worth to each, by role.
    #[must_use]
    pub fn wishes(&self, certification: usize) -> &[Posting] {
        &self.wished[certification]
    }

    /// What a skill weighs in a profile: its rarity; of one that no role asks, that of the rarest it counts for.
    #[must_use]
    pub fn weight(&self, skill: SkillRow) -> u32 {
        u32::from(self.weights[skill.at()])
    }

    /// R of a role.
    #[must_use]
    pub fn role_weight(&self, role: u32) -> u32 {
        self.role_weights[role as usize]
    }
}

fn weight_of(skill: SkillRow, rarity: &[u16], links: &Links) -> u16 {
    match rarity[skill.at()] {
        0 => links.from(skill).iter().map(|l| rarity[l.to.at()]).max().unwrap_or(0),
        rare => rare,
    }
}
