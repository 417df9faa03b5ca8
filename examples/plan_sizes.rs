//! scratch
use skillgap::matching::*;
use skillgap::model::Model;
use skillgap::plan::*;
use skillgap::units::*;
fn main() {
    let model = Model::shipped().unwrap();
    let matcher = Matcher::new(&model);
    let mut w = matcher.worker();
    let mut f = skillgap::diagnostics::Findings::new();
    let file = std::env::args().nth(1).unwrap();
    let budget: u64 = std::env::args().nth(2).unwrap().parse().unwrap();
    let rec = skillgap::ingest::profile::read_one("x", &std::fs::read(&file).unwrap(), &mut f);
    let mut b = model.profile_builder(jiff::civil::date(2026, 11, 23));
    let p = skillgap::pipeline::build(&model, &mut b, &rec).unwrap();
    let shows = w.shows(&p).0;
    let mut pl = Planner::new(&model);
    for name in std::env::args().skip(3) {
        let role = model.role(&name).unwrap();
        let goal = Goal::default();
        let prob = pl.stated(&p, shows, role, &goal);
        let open = prob.problem.requirements.iter().filter(|r| r.now < r.full).count();
        let single = prob.problem.steps.iter().filter(|s| s.yields.len() <= 1).count();
        let needs = prob.problem.steps.iter().filter(|s| !s.needs.is_empty()).count();
        let t = std::time::Instant::now();
        let o = pl.solve_stated(&prob, budget);
        println!(
            "{name}: rows {} open {open} musts {} steps {} single {single} with needs {needs}; {:?}",
            prob.problem.requirements.len(),
            prob.problem.requirements.iter().filter(|r| r.must && r.now < r.full).count(),
            prob.problem.steps.len(),
            t.elapsed()
        );
        match o {
            Ok(skillgap::plan::cover::Outcome::Plan(s)) => println!(
                "   optimal {} nodes {} primary {} bound {} len {}",
                s.optimal,
                s.nodes,
                s.primary,
                s.bound,
                s.steps.len()
            ),
            o => println!("{o:?}"),
        }
        let _ = RoleRow(0);
    }
}
