//! Families → the groups that people put the same roles in: do the families found without labels agree with them?

use std::collections::BTreeMap;

use super::metric::{Report, Row, jackknife};
use crate::catalog::Role;
use crate::error::Result;
use crate::model::{Model, Params, adjusted_rand, families_of, train, word_clusters};
use crate::text::title::seniority_in_title;
use crate::units::RoleRow;

/// A role as a file describes it, with the group that people put it in.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// What the role is called.
    pub title: String,
    /// What it does, plain text.
    pub description: String,
    /// The group.
    pub group: String,
}

/// Trains on described roles alone, with the skills of `model`, and measures their families.
///
/// # Errors
/// Never for the parameters that a model carries.
pub fn described_families(model: &Model, roles: &[Described]) -> Result<Report> {
    let mut catalog = model.catalog().clone();
    catalog.transitions.clear();
    // Ids by place in the file: roles of one title stay apart, and rows are in the order of the cases.
    let role = |(n, d): (usize, &Described)| Role {
        id: format!("{n:08}"),
        title: d.title.clone(),
        aliases: Vec::new(),
        seniority: seniority_in_title(&d.title),
        family: None,
        description: d.description.clone(),
        stated: Vec::new(),
        source: String::new(),
    };
    catalog.roles = roles.iter().enumerate().map(role).collect();
    let params = Params { families: None, ..model.data.params.clone() }.check()?;
    let trained = train(catalog, &params, &mut |_, _, _| {});
    let cases: Vec<(RoleRow, String)> =
        roles.iter().enumerate().map(|(n, d)| (RoleRow::of(n), d.group.clone())).collect();
    families(&trained, &cases, 0)
}

/// Measures the model's families on the roles that `cases` give a group; each role counts once.
///
/// Rows: the families of the model, their number chosen without labels; the same method told the number of groups; k-means on tf-idf of
/// the words of titles and descriptions, told the same; and all roles in one family.
///
/// # Errors
/// Never for the parameters that a model carries.
pub fn families(model: &Model, cases: &[(RoleRow, String)], left_out: usize) -> Result<Report> {
    let groups: BTreeMap<RoleRow, &str> = cases.iter().map(|(r, g)| (*r, g.as_str())).collect();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let truth: Vec<usize> = groups
        .values()
        .map(|g| {
            let next = numbers.len();
            *numbers.entry(g).or_insert(next)
        })
        .collect();
    let told = numbers.len().max(1);
    let found: Vec<usize> = model.data.family_of.iter().map(|f| usize::from(*f)).collect();
    let params = Params { families: Some(told.min(1000)), ..model.data.params.clone() }.check()?;
    let rows = [
        (format!("skillgap, {} families", model.data.families.len()), found),
        (format!("skillgap, told {told}"), families_of(model, &params)),
        (format!("tf-idf k-means, told {told}"), word_clusters(model, told)),
        ("one family".to_owned(), vec![0; model.data.family_of.len()]),
    ];
    let row = |(method, of): (String, Vec<usize>)| {
        let pairs: Vec<(usize, usize)> =
            groups.keys().zip(&truth).map(|(r, t)| (of.get(r.at()).copied().unwrap_or(0), *t)).collect();
        let figures =
            [("ARI", agreement as fn(&[(usize, usize)]) -> f64, LEAST_ARI), ("NMI", information, 0.0)];
        let figures =
            figures.map(|(name, measure, least)| (name.to_owned(), jackknife(&pairs, (least, 1.0), measure)));
        Row { method, figures: figures.into() }
    };
    Ok(Report {
        schema_version: 1,
        task: "families".to_owned(),
        cases: truth.len(),
        left_out: left_out + cases.len() - truth.len(),
        choices: told,
        rows: rows.into_iter().map(row).collect(),
    })
}

/// The least that an adjusted Rand index can be (J. E. Chacón and A. I. Rastrojo, 2023).
const LEAST_ARI: f64 = -0.5;

fn agreement(pairs: &[(usize, usize)]) -> f64 {
    let (a, b): (Vec<usize>, Vec<usize>) = pairs.iter().copied().unzip();
    adjusted_rand(&a, &b)
}

/// Normalised mutual information: what two partitions tell of each other, over the mean of their entropies; in [0, 1], 0 where either is one group.
#[allow(clippy::cast_precision_loss)]
fn information(pairs: &[(usize, usize)]) -> f64 {
    let n = pairs.len() as f64;
    let mut both: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let (mut left, mut right): (BTreeMap<usize, f64>, BTreeMap<usize, f64>) = Default::default();
    for &(a, b) in pairs {
        *both.entry((a, b)).or_default() += 1.0;
        *left.entry(a).or_default() += 1.0;
        *right.entry(b).or_default() += 1.0;
    }
    let entropy =
        |sizes: &BTreeMap<usize, f64>| -> f64 { sizes.values().map(|c| -c / n * (c / n).ln()).sum() };
    let shared: f64 = both.iter().map(|((a, b), c)| c / n * (c * n / (left[a] * right[b])).ln()).sum();
    let mean = f64::midpoint(entropy(&left), entropy(&right));
    if mean > 1e-12 { (shared / mean).clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_by_hand() {
        let same = [(0, 1), (0, 1), (1, 0), (1, 0)];
        assert!((information(&same) - 1.0).abs() < 1e-12 && (agreement(&same) - 1.0).abs() < 1e-12);
        let apart = [(0, 0), (0, 1), (1, 0), (1, 1)];
        assert!(information(&apart).abs() < 1e-12 && (agreement(&apart) + 0.5).abs() < 1e-12);
        assert!(information(&[(0, 0), (0, 1)]).abs() < 1e-12, "one family tells nothing");
        // H = ln 2 and ¾·ln(4/3) + ¼·ln 4; shared = ½·ln 2 + ¼·ln ⅔ + ¼·ln 2.
        let (left, right) = (2f64.ln(), 0.75 * (4.0f64 / 3.0).ln() + 0.25 * 4f64.ln());
        let shared = 0.5 * (4.0f64 / 3.0).ln() + 0.25 * (2.0f64 / 3.0).ln() + 0.25 * 2f64.ln();
        let odd = [(0, 0), (0, 0), (1, 0), (1, 1)];
        assert!((information(&odd) - 2.0 * shared / (left + right)).abs() < 1e-12);
    }

    #[test]
    fn told_groups_of_described_roles_are_found() {
        let model = Model::shipped().unwrap();
        let role = |title: &str, description: &str, group: &str| Described {
            title: title.to_owned(),
            description: description.to_owned(),
            group: group.to_owned(),
        };
        let cases = [
            role("Baker", "Bakes bread and cakes from dough in the oven of a bakery.", "food"),
            role("Pastry Baker", "Bakes pastry and cakes, prepares dough and cream.", "food"),
            role("Bakery Assistant", "Sells bread and cakes and cleans the oven of the bakery.", "food"),
            role("Network Technician", "Installs switches, cables and routers of a network.", "net"),
            role("Network Engineer", "Designs a network of routers and switches.", "net"),
            role("Network Administrator", "Operates routers, switches and the network of an office.", "net"),
        ];
        let report = described_families(&model, &cases).unwrap();
        assert_eq!(report.cases, 6);
        let told = report.rows.iter().find(|r| r.method == "skillgap, told 2").unwrap();
        assert!(told.figures[0].1.value > 0.99, "{report:?}");
        let one = report.rows.last().unwrap();
        assert!(one.figures[0].1.value.abs() < 1e-12 && one.figures[1].1.value.abs() < 1e-12);
    }
}
