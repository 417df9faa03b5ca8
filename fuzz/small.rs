//! A catalog of a few rows, in a folder of its own for each thread, and the model that is trained on it.

use std::cell::OnceCell;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use skillgap::error::Result;
use skillgap::model::{Model, Params, encode};

/// Its tables.
pub const TABLES: [(&str, &str); 12] = [
    (
        "skills.csv",
        "id,name,kind,parent,aliases,related,source\nlinux,Linux,technology,,GNU/Linux,bash,own\n\
         bash,Bash,technology,linux,Bash scripting,,own\ndns,DNS,technology,,,,own\n\
         backup,Backup,practice,,backups;restoring,,own\npatience,Patience,interpersonal,,,,own\n",
    ),
    (
        "certifications.csv",
        "id,name,issuer,level,status,as_of,validity_years,experience_years,exam_cost_usd,study_hours,successors,source\n\
         lpic-1,LPIC-1,LPI,entry,active,2026-11,5,,200,100,,own\nlpic-2,LPIC-2,LPI,associate,active,2026-11,5,2,200,120,,own\n",
    ),
    (
        "certification_skills.csv",
        "certification,skill,level,source\nlpic-1,linux,4,estimate\nlpic-2,dns,4,estimate\n",
    ),
    (
        "prerequisites.csv",
        "step_kind,step,group,strength,needs_kind,needs,level,years,source\n\
         certification,lpic-2,1,required,certification,lpic-1,,,own\nproject,lab,1,required,skill,linux,2,,own\n",
    ),
    (
        "projects.csv",
        "id,title,kind,hours,cost_usd,brief,deliverable,evidence,setup,source\n\
         lab,A lab,project,20,0,Build it.,A lab,Notes,A computer,own\nden,A den,mentoring,8.5,40,Dig it.,A den,Notes,A spade,own\n",
    ),
    (
        "project_skills.csv",
        "project,skill,entry_level,level,source\nlab,linux,2,4,own\nlab,dns,,4,own\nden,backup,,3,own\n",
    ),
    ("requirements.csv", "role,skill,importance,level,essential,source\nadmin,dns,0.5,3,true,own\n"),
    ("transitions.csv", "from,to,years,source\nhelper,admin,2,estimate\n"),
    ("career_paths.csv", "path,years,source\nhelper > admin > head,5,estimate\n"),
    ("tenures.csv", "title,role,years,source\nHelper,helper,2,own\n"),
    (
        "roles.csv",
        "id,title,aliases,seniority,family,description\n\
         admin,Systems Administrator,Sysadmin,mid,ops,\"Keeps Linux servers alive with Bash, cares for DNS; backups required.\"\n\
         helper,Helper,,entry,ops,\"Learns some Linux and Bash at the counter, with much patience; a backup is nice to have.\"\n\
         head,Head of Systems,,director,ops,\"Leads those who run Linux and DNS, and answers for every backup.\"\n",
    ),
    ("notes.csv", "any,thing\n1,2\n"),
];

thread_local! {
    static FOLDER: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
}

fn write(folder: &Path, (name, text): (&str, &[u8])) {
    fs::write(folder.join(name), text).expect("a table is written");
}

/// What training says where this table is another.
pub fn trained_with(table: usize, bytes: &[u8]) -> Result<Model> {
    FOLDER.with(|folder| {
        let kept = folder.get_or_init(|| {
            let folder = tempfile::tempdir().expect("a folder for tables");
            TABLES.iter().for_each(|(name, text)| write(folder.path(), (name, text.as_bytes())));
            folder
        });
        let folder = kept.path();
        let (name, own) = TABLES[table];
        write(folder, (name, bytes));
        let model = skillgap::pipeline::train(folder, &[], Params::default(), &mut |_, _, _| {});
        write(folder, (name, own.as_bytes()));
        model.map(|(model, _)| model)
    })
}

/// The bytes of the model of the tables as they are.
pub fn model() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let model = trained_with(0, TABLES[0].1.as_bytes()).expect("the tables are a catalog");
        encode(&model).expect("memory for a small model")
    })
}
