//! Certificates on ladders: what lapses before a move is renewed for it or done without; what is learnt stays.

use std::path::Path;

use jiff::civil::{Date, date};
use skillgap::matching::Matcher;
use skillgap::model::{Model, Params};
use skillgap::plan::{PathGoal, Pathfinder, Pathway, StepRef};
use skillgap::units::Level;
use skillgap::vector::{Profile, Said};

/// Permits for work on lines: the first shows care, the second needs the first.
const TABLES: [(&str, &str); 7] = [
    (
        "skills.csv",
        "id,name,kind,parent,aliases,related,source\ncare,Care at heights,practice,,,,own\n\
         lines,Line work,practice,,,,own\ncables,Cable splicing,practice,,,,own\ncrews,Leading crews,leadership,,,,own\n",
    ),
    (
        "certifications.csv",
        "id,name,issuer,level,status,as_of,validity_years,renewal_hours,renewal_cost_usd,exam_cost_usd,study_hours,source\n\
         permit,Permit,Board,entry,STATUS,2026-11,2,4,50,300,90,own\n\
         licence,Licence,Board,associate,active,2026-11,1,2,20,400,60,own\n",
    ),
    (
        "certification_skills.csv",
        "certification,skill,level,source\npermit,care,4,own\nlicence,cables,3,own\n",
    ),
    (
        "prerequisites.csv",
        "step_kind,step,group,strength,needs_kind,needs,level,years,source\n\
         certification,licence,1,required,certification,permit,,,own\n",
    ),
    (
        "roles.csv",
        "id,title,aliases,seniority,family,description\nhelper,Line helper,,entry,lines,Helps.\n\
         fitter,Line fitter,,mid,lines,Fits.\nhead,Head fitter,,senior,lines,Leads.\n",
    ),
    (
        "requirements.csv",
        "role,skill,importance,level,essential,source\nhelper,lines,0.5,2,,own\nfitter,lines,0.5,2,,own\n\
         fitter,care,0.5,CARE,true,own\nhead,crews,0.1,1,,own\nhead,lines,0.5,2,,own\nhead,cables,0.5,3,true,own\n",
    ),
    ("transitions.csv", "from,to,years,source\nhelper,fitter,1.5,own\nfitter,head,3,own\n"),
];

fn model(status: &str, care: &str) -> Model {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in TABLES {
        let text = text.replace("STATUS", status).replace("CARE", care);
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    trained(folder.path())
}

fn trained(folder: &Path) -> Model {
    skillgap::pipeline::train(folder, &[], Params::default(), &mut |_, _, _| {}).unwrap().0
}

const TODAY: Date = date(2026, 11, 2);

/// A helper who works on lines and got the permit on a day.
fn helper(model: &Model, own_care: Option<u8>, permit: Option<Date>) -> Profile {
    let mut builder = model.profile_builder(TODAY);
    builder.begin();
    builder.add("lines", Said { level: Level::new(2), ..Said::default() });
    if let Some(level) = own_care {
        builder.add("care", Said { level: Level::new(level), ..Said::default() });
    }
    if permit.is_some() {
        builder.add("permit", Said { earned: permit, ..Said::default() });
    }
    builder.set_current_role(model.role("helper").unwrap());
    std::mem::take(builder.finish())
}

fn ladder(model: &Model, person: &Profile, to: &str, from: Option<Date>) -> Pathway {
    let (to, matcher) = (model.role(to).unwrap(), Matcher::new(model));
    let goal = PathGoal {
        to,
        via: Vec::new(),
        alternatives: 1,
        weekly_hours: None,
        readiness: Some(0.9),
        most_moves: 3,
        from,
    };
    Pathfinder::new(&matcher).find(person, &goal).unwrap().pathways.remove(0)
}

/// What each rung's plan asks, with the days on which renewals are due.
fn steps(model: &Model, pathway: &Pathway) -> Vec<Vec<(String, Option<Date>)>> {
    let shown = |step: StepRef| match step {
        StepRef::Certification(row) => model.catalog()[row].id.to_string(),
        StepRef::Renewal(row) => format!("renew {}", model.catalog()[row].id),
        StepRef::Project(row) => model.catalog().project_id(row).into_owned(),
    };
    let plans = pathway.rungs[..pathway.rungs.len() - 1].iter().map(|r| r.plan.as_ref().unwrap());
    plans.map(|plan| plan.steps.iter().map(|s| (shown(s.step), s.due)).collect()).collect()
}

#[test]
fn what_lapses_before_the_move_is_renewed_for_it() {
    let model = model("active", "3");
    let earned = date(2026, 1, 10);
    let person = helper(&model, None, Some(earned));
    // Nothing is to be learnt, so a plan would end at once; the move is a year and a half away, and the permit ends a year and two months from now.
    let renewed = ladder(&model, &person, "fitter", Some(TODAY));
    assert_eq!(steps(&model, &renewed), [[("renew permit".to_owned(), Some(date(2028, 1, 11)))]]);
    assert_eq!((renewed.months, renewed.minutes, renewed.cents), (180, 240, 5_000));
    // Without a day on which it starts nothing lapses, nor does a permit that counts on the day of the move.
    assert_eq!(steps(&model, &ladder(&model, &person, "fitter", None)), [vec![]]);
    let later = helper(&model, None, Some(date(2026, 7, 1)));
    assert_eq!(steps(&model, &ladder(&model, &later, "fitter", Some(TODAY))), [vec![]]);
    // Care that the person has without the permit is enough where no more is asked.
    let careful = helper(&model, Some(3), Some(earned));
    assert_eq!(steps(&model, &ladder(&model, &careful, "fitter", Some(TODAY))), [vec![]]);
}

#[test]
fn what_cannot_be_renewed_is_gone_at_the_move() {
    let model = model("retired", "3");
    let person = helper(&model, None, Some(date(2026, 1, 10)));
    let (to, matcher) = (model.role("fitter").unwrap(), Matcher::new(&model));
    let pathway = ladder(&model, &person, "fitter", Some(TODAY));
    // What no step builds is learnt on the job, and said to be.
    let care = model.catalog().skills.iter().position(|s| &*s.id == "care").unwrap();
    assert_eq!(pathway.rungs[0].unbuildable.iter().map(|s| s.at()).collect::<Vec<_>>(), [care]);
    // It counts until then.
    assert!((pathway.rungs[0].readiness - matcher.worker().match_role(&person, to).readiness).abs() < 1e-9);
    assert!(ladder(&model, &person, "fitter", None).rungs[0].unbuildable.is_empty());
}

#[test]
fn a_certificate_of_an_earlier_rung_lapses_and_what_it_taught_stays() {
    // Whoever goes on from fitter needs the licence, and for it a permit that counts when it is taken.
    let mut model = model("active", "4");
    let person = helper(&model, None, None);
    let names = |model: &Model, from: Option<Date>| -> Vec<Vec<String>> {
        let plans = steps(model, &ladder(model, &person, "head", from));
        plans.into_iter().map(|p| p.into_iter().map(|s| s.0).collect()).collect()
    };
    // It is earned in eleven weeks and counts for two years: at the move to fitter, a year and a half from now, and for the seven weeks of the licence.
    let way = [vec!["permit".to_owned()], vec!["licence".to_owned()]];
    assert_eq!(names(&model, Some(TODAY)), way);
    let permit = model.catalog().certifications.iter().position(|c| &*c.id == "permit").unwrap();
    // Counting for one year it would be gone at the move, so it is taken later, and is still there for the licence.
    model.data.catalog.certifications[permit].validity_years = Some(1.0);
    assert_eq!(names(&model, Some(TODAY)), way);
    // Counting for a month it is gone before the licence is there.
    model.data.catalog.certifications[permit].validity_years = Some(0.1);
    assert_eq!(names(&model, Some(TODAY))[1], ["renew permit", "licence"]);
    assert_eq!(names(&model, None), way);
}
