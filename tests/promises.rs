//! Promises as properties: an explanation equals its score, readiness and gains add up, order and repetition do not matter.

use jiff::civil::date;
use proptest::prelude::*;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::units::{Level, RoleRow};
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::shipped().unwrap());

fn skills() -> impl Strategy<Value = Vec<(usize, Option<u8>)>> {
    let n = MODEL.catalog().skills.len();
    proptest::collection::vec((0..n, proptest::option::of(1u8..=5)), 1..40)
}

fn profile(list: &[(usize, Option<u8>)]) -> skillgap::vector::Profile {
    let catalog = MODEL.catalog();
    let named = list.iter().map(|(s, l)| (catalog.skills[*s].id.as_str(), l.and_then(Level::new)));
    MODEL.profile(named, date(2026, 1, 1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn explanations_add_up(list in skills()) {
        let p = profile(&list);
        let matcher = Matcher::new(&MODEL);
        let mut worker = matcher.worker();
        for m in worker.matches(&p, 5) {
            let e = worker.explain_fit(&p, m.role);
            prop_assert_eq!(e.fit.to_bits(), m.fit.to_bits(), "the fit explained is the fit ranked by");
            prop_assert_eq!(e.parts.iter().map(|p| p.worth).sum::<i32>(), e.overlap);
            let gains: f64 = m.gaps.iter().map(|g| g.gain).sum();
            prop_assert!((m.readiness + gains - 1.0).abs() < 1e-9, "readiness and gains make 1");
            prop_assert!((0.0..=1.0).contains(&m.fit) && (0.0..=1.0).contains(&m.readiness));
        }
    }

    #[test]
    fn order_and_repetition_of_rows_do_not_matter(list in skills(), seed in 0usize..1000) {
        let mut shuffled = list.clone();
        let n = shuffled.len();
        shuffled.rotate_left(seed % n);
        shuffled.reverse();
        shuffled.extend_from_slice(&list[..n / 2]);
        let matcher = Matcher::new(&MODEL);
        prop_assert_eq!(matcher.worker().matches(&profile(&list), 5), matcher.worker().matches(&profile(&shuffled), 5));
    }

    #[test]
    fn a_worker_remembers_nothing(a in skills(), b in skills()) {
        let matcher = Matcher::new(&MODEL);
        let mut used = matcher.worker();
        used.matches(&profile(&a), 3);
        prop_assert_eq!(used.matches(&profile(&b), 3), matcher.worker().matches(&profile(&b), 3));
    }

    #[test]
    fn more_is_never_less_ready(list in skills(), role in 0usize..10_000) {
        // Raising every level cannot lower readiness for any role.
        let role = RoleRow::of(role % MODEL.catalog().roles.len());
        let raised: Vec<(usize, Option<u8>)> = list.iter().map(|(s, _)| (*s, Some(5))).collect();
        let matcher = Matcher::new(&MODEL);
        let mut worker = matcher.worker();
        let before = worker.match_role(&profile(&list), role).readiness;
        let after = worker.match_role(&profile(&raised), role).readiness;
        prop_assert!(after >= before);
    }

    #[test]
    fn limiting_the_roles_keeps_their_scores(list in skills(), pick in proptest::collection::vec(0usize..10_000, 1..20)) {
        let n = MODEL.catalog().roles.len();
        let among: Vec<RoleRow> = pick.iter().map(|r| RoleRow::of(r % n)).collect();
        let p = profile(&list);
        let all = Matcher::new(&MODEL);
        let every = all.worker().matches(&p, n);
        let some = Matcher::new(&MODEL).among(&among);
        let wanted: Vec<_> = every.into_iter().filter(|m| among.contains(&m.role)).collect();
        prop_assert_eq!(some.worker().matches(&p, n), wanted);
    }
}
