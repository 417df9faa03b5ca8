//! The profiles that benches are run with name skills as often as they say.

#[path = "../benches/support/popularity.rs"]
mod popularity;

use popularity::Popularity;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use skillgap::model::Model;

#[test]
fn popular_skills_are_named_as_often_as_their_weights_say() {
    const DRAWS: u32 = 200_000;
    let model = Model::shipped().unwrap();
    let skills = model.catalog().skills.len();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let popularity = Popularity::of(&model, &mut rng);
    let mut drawn = vec![0u32; skills];
    (0..DRAWS).for_each(|_| drawn[popularity.rank(&mut rng)] += 1);
    let weights = |ranks: std::ops::Range<usize>| ranks.map(|r| 1.0 / (r as f64 + 5.0)).sum::<f64>();
    for ranks in [0..1, 0..10, 0..100, 100..1_000, 1_000..skills] {
        let share = f64::from(drawn[ranks.clone()].iter().sum::<u32>()) / f64::from(DRAWS);
        let wanted = weights(ranks.clone()) / weights(0..skills);
        // Five standard deviations of a share.
        let off = 5.0 * (wanted * (1.0 - wanted) / f64::from(DRAWS)).sqrt();
        assert!((share - wanted).abs() < off, "{ranks:?}: {share}, not {wanted}");
    }
}

#[test]
fn what_is_named_is_asked_as_often_as_by_people() {
    const DRAWS: u32 = 20_000;
    let model = Model::shipped().unwrap();
    let roles = &model.data.roles;
    let mut asked = vec![0u32; model.catalog().skills.len()];
    roles.iter().flat_map(|role| &role.requirements).for_each(|r| asked[r.skill.at()] += 1);
    let shares = (0..10).map(|seed| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let popularity = Popularity::of(&model, &mut rng);
        let named = (0..DRAWS).map(|_| asked[popularity.draw(&mut rng).at()]).sum::<u32>();
        f64::from(named) / f64::from(DRAWS) / roles.len() as f64
    });
    let mean = shares.sum::<f64>() / 10.0;
    assert!((0.06..0.08).contains(&mean), "{mean}");
}
