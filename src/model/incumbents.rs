//! What people who hold a role teach about it: additive weights over what its description says.
//!
//! Multinomial logistic regression on the skills of labelled people, with the description's evidence as a fixed offset (κ · evidence)
//! and a normal prior on the weights (λ/2 · ‖w‖²): no people leave the description as it is, a few bend it, many outweigh it.
//! Weights come back divided by κ, so that they add to the description's postings in the same unit, as integers.

use serde::{Deserialize, Serialize};

use crate::matching::worth::EVIDENCE_ONE;
use crate::units::{RoleRow, SkillRow};

/// κ: how much of the description's evidence counts where people speak too. Skills of one person depend on each other, so that the
/// sum of their logarithms is overconfident.
const DESCRIPTION_SHARE: f64 = 0.2;

/// λ: how strongly weights are held at the description.
const WEIGHT_PRIOR: f64 = 15.0;

/// The same for the biases, which have all people behind them.
const BIAS_PRIOR: f64 = 0.1;

/// With so many people, half of what they say about roles as such is believed, whatever their skills: the first ten must not rule out
/// every role that none of them has. `docs/quality.md` has the curve.
const PEOPLE_FOR_HALF_TRUST: f64 = 50.0;

/// Steps of the solver; the held-out figures stop changing before.
const STEPS: usize = 80;

/// Whether how frequent a role is among the labelled people counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Prior {
    /// All roles are as likely before a skill is seen.
    Uniform,
    /// Roles are as likely as they are frequent.
    Observed,
}

/// One learned weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// The skill that is held.
    pub skill: SkillRow,
    /// The role that it speaks for or against.
    pub role: RoleRow,
    /// In units of evidence (1/128 nat of description evidence).
    pub weight: i16,
}

/// What incumbents taught, as kept in a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incumbents {
    /// Whether role frequency counts.
    pub prior: Prior,
    /// How many people there were for each role.
    pub people: Vec<u32>,
    /// Weights that are not 0, by skill, then role.
    pub weights: Vec<Weight>,
    /// What each role starts with, in units of evidence.
    pub bias: Vec<i32>,
}

/// A labelled person in the model's terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Skills held, ascending.
    pub skills: Vec<SkillRow>,
    /// The role the person has.
    pub role: RoleRow,
    /// For every role of the model, the description's evidence in units of 1/128.
    pub evidence: Vec<i32>,
}

impl Incumbents {
    /// Learns from examples; `roles` is the number of roles of the model. Deterministic: the order of examples may change last bits
    /// of sums only, and weights are rounded.
    ///
    /// Cost: about 80 passes over (skills held × roles with people).
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn learn(examples: &[Example], roles: usize, prior: Prior) -> Incumbents {
        let mut people = vec![0u32; roles];
        examples.iter().for_each(|e| people[e.role.at()] += 1);
        let classes: Vec<usize> = (0..roles).filter(|r| people[*r] > 0).collect();
        let problem = Problem::new(examples, &classes);
        let solution = problem.solve();
        let k = classes.len();
        let scale = f64::from(EVIDENCE_ONE) / DESCRIPTION_SHARE;
        let mut weights = Vec::new();
        for (at, skill) in problem.columns.iter().enumerate() {
            for (c, role) in classes.iter().enumerate() {
                let weight = rounded(solution[at * k + c] * scale);
                if weight != 0 {
                    weights.push(Weight { skill: *skill, role: RoleRow::of(*role), weight });
                }
            }
        }
        let n = examples.len() as f64;
        let share = |count: f64| (count / n.max(1.0)).ln();
        let trust = n / (n + PEOPLE_FOR_HALF_TRUST);
        let biases = &solution[problem.columns.len() * k..];
        let adjusted: Vec<f64> = biases
            .iter()
            .zip(&classes)
            .map(|(b, role)| trust * (b - trust * share(f64::from(people[*role]))))
            .collect();
        let mean = adjusted.iter().sum::<f64>() / (k.max(1) as f64);
        // Roles without people start where the others do on average, as if half a person had been seen.
        let mut start = vec![0.0; roles];
        for (c, role) in classes.iter().enumerate() {
            start[*role] = adjusted[c] - mean;
        }
        if prior == Prior::Observed {
            for (s, count) in start.iter_mut().zip(&people) {
                *s += trust * trust * share(f64::from(*count).max(0.5));
            }
        }
        let bias = start.iter().map(|s| i32::from(rounded(s * scale))).collect();
        Incumbents { prior, people, weights, bias }
    }

    /// Whether every row number is within its table.
    #[must_use]
    pub fn within(&self, skills: usize, roles: usize) -> bool {
        self.bias.len() == roles
            && self.people.len() == roles
            && self.weights.iter().all(|w| w.skill.at() < skills && w.role.at() < roles)
    }
}

#[allow(clippy::cast_possible_truncation)]
fn rounded(x: f64) -> i16 {
    x.round().clamp(-32000.0, 32000.0) as i16
}

struct Problem {
    columns: Vec<SkillRow>,
    /// Per example: its columns.
    rows: Vec<Vec<u32>>,
    label: Vec<usize>,
    /// Per example and class: κ · evidence in nats.
    offset: Vec<f64>,
    k: usize,
}

impl Problem {
    fn new(examples: &[Example], classes: &[usize]) -> Problem {
        let mut columns: Vec<SkillRow> = examples.iter().flat_map(|e| e.skills.iter().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        let column = |s: &SkillRow| columns.binary_search(s).ok().and_then(|c| u32::try_from(c).ok());
        let rows = examples.iter().map(|e| e.skills.iter().filter_map(column).collect()).collect();
        let label =
            examples.iter().map(|e| classes.binary_search(&e.role.at()).unwrap_or_default()).collect();
        let unit = DESCRIPTION_SHARE / f64::from(EVIDENCE_ONE);
        let evidence =
            |e: &Example| -> Vec<f64> { classes.iter().map(|c| f64::from(e.evidence[*c]) * unit).collect() };
        let offset = examples.iter().flat_map(evidence).collect();
        Problem { columns, rows, label, offset, k: classes.len() }
    }

    /// The penalised negative log-likelihood and its gradient.
    fn loss(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        let k = self.k;
        let first_bias = self.columns.len() * k;
        let mut loss = 0.0;
        for (i, (x, g)) in x.iter().zip(gradient.iter_mut()).enumerate() {
            let prior = if i < first_bias { WEIGHT_PRIOR } else { BIAS_PRIOR };
            loss += prior / 2.0 * x * x;
            *g = prior * x;
        }
        let mut z = vec![0.0f64; k];
        for (n, row) in self.rows.iter().enumerate() {
            for (c, z) in z.iter_mut().enumerate() {
                *z = self.offset[n * k + c] + x[first_bias + c];
            }
            for &column in row {
                let from = column as usize * k;
                z.iter_mut().zip(&x[from..from + k]).for_each(|(z, w)| *z += w);
            }
            let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let own = z[self.label[n]];
            let mut sum = 0.0;
            for z in &mut z {
                *z = (*z - largest).exp();
                sum += *z;
            }
            loss += sum.ln() + largest - own;
            z.iter_mut().for_each(|z| *z /= sum);
            z[self.label[n]] -= 1.0;
            gradient[first_bias..].iter_mut().zip(&z).for_each(|(g, z)| *g += z);
            for &column in row {
                let from = column as usize * k;
                gradient[from..from + k].iter_mut().zip(&z).for_each(|(g, z)| *g += z);
            }
        }
        loss
    }

    /// L-BFGS (D. C. Liu, J. Nocedal, 1989) with ten pairs and backtracking; the loss is strictly convex.
    fn solve(&self) -> Vec<f64> {
        let size = (self.columns.len() + 1) * self.k;
        let (mut x, mut g) = (vec![0.0; size], vec![0.0; size]);
        if self.k < 2 {
            return x;
        }
        let mut loss = self.loss(&x, &mut g);
        let mut pairs: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::new();
        let (mut next, mut next_g) = (vec![0.0; size], vec![0.0; size]);
        for _ in 0..STEPS {
            let direction = direction(&g, &pairs);
            let slope = dot(&direction, &g);
            if slope > -1e-9 {
                break;
            }
            let mut step = if pairs.is_empty() { 1.0 / dot(&g, &g).sqrt().max(1.0) } else { 1.0 };
            let mut found = false;
            for _ in 0..30 {
                for ((n, x), d) in next.iter_mut().zip(&x).zip(&direction) {
                    *n = x + step * d;
                }
                let value = self.loss(&next, &mut next_g);
                if value <= loss + 1e-4 * step * slope {
                    loss = value;
                    found = true;
                    break;
                }
                step /= 2.0;
            }
            if !found {
                break;
            }
            let s: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
            let y: Vec<f64> = next_g.iter().zip(&g).map(|(a, b)| a - b).collect();
            let sy = dot(&s, &y);
            if sy > 1e-12 {
                if pairs.len() == 10 {
                    pairs.remove(0);
                }
                pairs.push((s, y, sy));
            }
            std::mem::swap(&mut x, &mut next);
            std::mem::swap(&mut g, &mut next_g);
        }
        x
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The two-loop recursion.
fn direction(g: &[f64], pairs: &[(Vec<f64>, Vec<f64>, f64)]) -> Vec<f64> {
    let mut q: Vec<f64> = g.iter().map(|g| -g).collect();
    let mut alphas = Vec::new();
    for (s, y, sy) in pairs.iter().rev() {
        let alpha = dot(s, &q) / sy;
        q.iter_mut().zip(y).for_each(|(q, y)| *q -= alpha * y);
        alphas.push(alpha);
    }
    if let Some((_, y, sy)) = pairs.last() {
        let scale = sy / dot(y, y);
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for ((s, y, sy), alpha) in pairs.iter().zip(alphas.iter().rev()) {
        let beta = dot(y, &q) / sy;
        q.iter_mut().zip(s).for_each(|(q, s)| *q += (alpha - beta) * s);
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(skills: &[u32], role: u32, evidence: [i32; 3]) -> Example {
        Example {
            skills: skills.iter().map(|s| SkillRow(*s)).collect(),
            role: RoleRow(role),
            evidence: evidence.to_vec(),
        }
    }

    fn weight(learned: &Incumbents, skill: u32, role: u32) -> i16 {
        let found = learned.weights.iter().find(|w| w.skill == SkillRow(skill) && w.role == RoleRow(role));
        found.map_or(0, |w| w.weight)
    }

    #[test]
    fn many_people_outweigh_the_description_and_few_bend_it() {
        let sample = |n: usize| {
            let mut all = vec![example(&[1], 1, [0, 200, 0]); n];
            // The description says that skill 0 speaks for role 1; those who have it hold role 0.
            all.extend(vec![example(&[0], 0, [0, 200, 0]); n]);
            Incumbents::learn(&all, 3, Prior::Uniform)
        };
        let (few, many) = (sample(2), sample(300));
        let lead = |l: &Incumbents| i32::from(weight(l, 0, 0)) - i32::from(weight(l, 0, 1));
        assert!(lead(&few) > 0 && lead(&few) < 200, "{}", lead(&few));
        assert!(lead(&many) > 200, "{}", lead(&many));
        assert_eq!(few, sample(2), "deterministic");
    }

    #[test]
    fn frequency_counts_only_where_it_is_asked_for() {
        let mut all = vec![example(&[0], 0, [0, 0, 0]); 900];
        all.extend(vec![example(&[0], 1, [0, 0, 0]); 100]);
        let observed = Incumbents::learn(&all, 3, Prior::Observed);
        let uniform = Incumbents::learn(&all, 3, Prior::Uniform);
        let total = |l: &Incumbents, role: u32| l.bias[role as usize] + i32::from(weight(l, 0, role));
        assert!(total(&observed, 0) - total(&observed, 1) > 700);
        assert!((total(&uniform, 0) - total(&uniform, 1)).abs() < 100);
        assert!(observed.bias[2] < observed.bias[1], "a role that nobody has is the least likely");
    }

    #[test]
    fn no_people_teach_nothing() {
        let learned = Incumbents::learn(&[], 3, Prior::Observed);
        assert!(learned.weights.is_empty());
        assert!(learned.bias.iter().all(|b| *b == learned.bias[0]));
        assert!(learned.within(0, 3) && !learned.within(0, 2));
    }
}
