//! Writes a model with any number of roles, made from the shipped one, for benches.
//!
//! ```text
//! cargo run --release --example grow_model -- 1000 roles-1000.model
//! ```

#[path = "../benches/support/grow.rs"]
mod grow;

use skillgap::model::{Model, encode};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let roles: usize = args.next().ok_or("usage: grow_model ROLES FILE")?.parse()?;
    let path = args.next().ok_or("usage: grow_model ROLES FILE")?;
    let model = grow::grow(&Model::shipped()?.data, roles, 1);
    std::fs::write(path, encode(&model)?)?;
    Ok(())
}
