//! Prints the role vectors of a model as `role_id,skill,weight`, for peers in other languages.

use std::io::Write;

use skillgap::model::Model;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: role_vectors MODEL")?;
    let model = Model::read(&path, &std::fs::read(&path)?)?;
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    out.write_record(["role_id", "skill", "weight"])?;
    for (role, vector) in model.catalog().roles.iter().zip(&model.data.roles) {
        for r in &vector.requirements {
            let weight =
                f64::from(r.importance) / 1000.0 * f64::from(model.data.rarity[r.skill.at()]) / 256.0;
            let name = model.catalog()[r.skill].name.replace('"', "");
            out.write_record([&role.id, &name, &format!("{weight:.4}")])?;
        }
    }
    out.into_inner()?.flush()?;
    Ok(())
}
