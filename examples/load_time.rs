//! How long a model takes to load, to be ready, and to match: `load_time MODEL PROFILE`.

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (model_file, profile_file) = (args.next().unwrap_or_default(), args.next().unwrap_or_default());
    let bytes = std::fs::read(&model_file)?;
    let profile_bytes = std::fs::read(&profile_file)?;
    for _ in 0..5 {
        let start = Instant::now();
        let model = skillgap::model::Model::read(&model_file, &bytes)?;
        let read = start.elapsed();
        model.names();
        let names = start.elapsed();
        let matcher = skillgap::matching::Matcher::new(&model);
        let mut worker = matcher.worker();
        let index = start.elapsed();
        let on = jiff::civil::date(2026, 1, 1);
        let (profile, _) = skillgap::pipeline::profile(&model, &profile_file, &profile_bytes, on);
        let profile = profile?;
        let built = start.elapsed();
        let matches = worker.matches(&profile, 5);
        let matched = start.elapsed();
        println!(
            "read {read:?}, names {:?}, index {:?}, profile {:?}, match {:?} ({} matches)",
            names - read,
            index - names,
            built - index,
            matched - built,
            matches.len()
        );
    }
    Ok(())
}
