//! Models with any number of roles, made from the shipped one: each role is a shipped role with some requirements changed. Seeded.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use skillgap::model::{Model, ModelData};
use skillgap::units::SkillRow;
use skillgap::vector::{RoleVector, rarity};

/// A model of `roles` roles.
pub fn grow(from: &ModelData, roles: usize, seed: u64) -> Model {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut data = from.clone();
    let skills = data.catalog.skills.len();
    (data.catalog.roles, data.roles, data.family_of, data.thresholds) = Default::default();
    data.catalog.transitions.clear();
    data.families.iter_mut().for_each(|f| f.roles.clear());
    for row in 0..roles {
        let like = row % from.roles.len();
        let mut role = from.catalog.roles[like].clone();
        role.id = format!("{}-{row:06}", role.id);
        data.catalog.roles.push(role);
        data.roles.push(vary(&from.roles[like], from, row >= from.roles.len(), skills, &mut rng));
        data.family_of.push(from.family_of[like]);
        data.thresholds.push(from.thresholds[like]);
    }
    // Tables are sorted by id.
    let mut order: Vec<usize> = (0..roles).collect();
    order.sort_by(|a, b| data.catalog.roles[*a].id.cmp(&data.catalog.roles[*b].id));
    data.catalog.roles = order.iter().map(|r| data.catalog.roles[*r].clone()).collect();
    data.roles = order.iter().map(|r| data.roles[*r].clone()).collect();
    data.family_of = order.iter().map(|r| data.family_of[*r]).collect();
    data.thresholds = order.iter().map(|r| data.thresholds[*r]).collect();
    data.rarity = rarity(&data.roles, skills, data.catalog.certifications.len());
    Model::new(data, 0)
}

/// One requirement in four is exchanged for one of another role.
fn vary(
    like: &RoleVector,
    from: &ModelData,
    change: bool,
    skills: usize,
    rng: &mut Xoshiro256PlusPlus,
) -> RoleVector {
    let mut vector = like.clone();
    if change {
        for r in &mut vector.requirements {
            if rng.next_u64().is_multiple_of(4) {
                let other = &from.roles[(rng.next_u64() as usize) % from.roles.len()].requirements;
                let any = (rng.next_u64() as usize) % skills;
                r.skill = other.get(any % other.len().max(1)).map_or(SkillRow::of(any), |o| o.skill);
            }
        }
        vector.requirements.sort_by_key(|r| r.skill);
        vector.requirements.dedup_by_key(|r| r.skill);
    }
    vector
}
