//! Record batches give the rows that `batch` writes for the same table, whatever the types of the columns and the cuts between batches.
#![cfg(feature = "parquet")]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, Float64Array, Int32Array, LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::{ArrowError, Schema};
use skillgap::batch::arrow::{Encoding, Names, Outcome, run, schema};
use skillgap::batch::{Input, OutputFormat, RejectsTo, Settings, Target};
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::Goal;

/// Ids with their skills and present roles; some rows are messy.
const PEOPLE: &[(&str, &str, &str)] = &[
    ("ana", "Customer service:3;Troubleshooting:3;Windows 11:3;Microsoft 365:2;Ticketing systems:2", ""),
    ("ben", "Python:4;Django:3;PostgreSQL:3;Docker:3;Git:3;REST:3;Linux:2", "web developer"),
    ("", "Linux", ""),
    ("chloe", "Cisco IOS:3;VLANs:3; OSPF:2 ;;IP routing:3;Firewalls:2;CCNA;Wireshark:2;Frobnication", ""),
    ("dora", "Linux:9", ""),
    ("emil", "", ""),
    ("fay", "Frobnication;Frobnication;Zwischenruf:3", ""),
    ("=gus", "MCSA: Windows Server;C++:expert;C#;R:80%;Jira, Confluence", ""),
    ("hal", "Kubernetes:4;Terraform:4;AWS:4;Linux:4;Python:3;Prometheus:3;CI/CD:4", "devops engineer"),
    ("ivy", "Linux:3;Bash:3", "wizard of the north"),
];

fn settings(plan: bool, threads: usize) -> Settings {
    let mut settings = Settings::new(jiff::civil::date(2026, 11, 1), OutputFormat::Csv);
    settings.top = 4;
    settings.threads = threads;
    settings.plan = plan.then(Goal::default);
    settings.rejects = RejectsTo::Caller;
    settings
}

/// What `batch` writes: the rows of CSV without their header.
fn command(matcher: &Matcher, csv: &str, settings: &Settings) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out.csv");
    let bytes = csv.as_bytes().to_vec();
    let input =
        Input { name: "people.csv".to_owned(), reader: Box::new(std::io::Cursor::new(bytes)), length: None };
    let stop = AtomicBool::new(false);
    skillgap::batch::run(matcher, input, Target::File(target.clone()), settings, &stop, &mut |_| {}).unwrap();
    let mut reader = csv::Reader::from_path(target).unwrap();
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn scored(
    matcher: &Matcher,
    names: &Names,
    batches: &[RecordBatch],
    settings: &Settings,
    encoding: Encoding,
) -> (Vec<RecordBatch>, Outcome) {
    let mut out = Vec::new();
    let input = batches.iter().cloned().map(Ok::<_, ArrowError>);
    let outcome = run(matcher, names, "(test)", &batches[0].schema(), input, settings, encoding, &mut |b| {
        out.push(b);
        true
    });
    (out, outcome.unwrap())
}

fn text(array: &ArrayRef, row: usize) -> String {
    if array.is_null(row) {
        return String::new();
    }
    if let Some(list) = array.as_list_opt::<i32>() {
        let items = list.value(row);
        return (0..items.len()).map(|item| text(&items, item)).collect::<Vec<_>>().join(";");
    }
    if let Some(words) = array.as_any_dictionary_opt() {
        return text(words.values(), words.normalized_keys()[row]);
    }
    if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
        return numbers.value(row).to_string();
    }
    if let Some(numbers) = array.as_primitive_opt::<Int32Type>() {
        return numbers.value(row).to_string();
    }
    if let Some(truth) = array.as_boolean_opt() {
        return truth.value(row).to_string();
    }
    array.as_string::<i32>().value(row).to_owned()
}

/// The columns that `batch` writes, and beside them the rejects with their rows and the unknown names.
#[derive(Debug, Default, PartialEq)]
struct Told {
    rows: Vec<Vec<String>>,
    rejects: Vec<(i64, String, String)>,
    unknown: Vec<(String, String)>,
}

fn told(batches: &[RecordBatch]) -> Told {
    let mut told = Told::default();
    for batch in batches {
        let at = |name: &str| batch.column_by_name(name).unwrap();
        let own = ["row", "unknown", "reject"];
        let columns: Vec<&ArrayRef> = batch
            .schema_ref()
            .fields()
            .iter()
            .filter(|f| !own.contains(&f.name().as_str()))
            .map(|f| at(f.name()))
            .collect();
        for row in 0..batch.num_rows() {
            if at("reject").is_valid(row) {
                let number = at("row").as_primitive::<Int64Type>().value(row);
                assert_eq!(text(at("rank"), row), "0");
                told.rejects.push((number, text(at("profile_id"), row), text(at("reject"), row)));
                continue;
            }
            if at("unknown").is_valid(row) && !text(at("unknown"), row).is_empty() {
                told.unknown.push((text(at("profile_id"), row), text(at("unknown"), row)));
            }
            told.rows.push(columns.iter().map(|c| text(c, row)).collect());
        }
    }
    told
}

fn strings(of: impl Iterator<Item = &'static str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(of))
}

fn wide(skills: ArrayRef) -> RecordBatch {
    let id = strings(PEOPLE.iter().map(|p| p.0));
    let role = Arc::new(StringViewArray::from_iter_values(PEOPLE.iter().map(|p| p.2))) as ArrayRef;
    RecordBatch::try_from_iter([
        ("profile_id", id),
        ("gender", role.clone()),
        ("skills", skills),
        ("current_role", role),
        ("weekly_hours", strings((0..PEOPLE.len()).map(hours))),
    ])
    .unwrap()
}

/// Hours a week, which plans are counted by: some say none, and some more than a week has.
fn hours(person: usize) -> &'static str {
    ["", "4.5", "20", "900"][person % 4]
}

fn csv_of_people() -> String {
    let mut csv = "profile_id,skills,current_role,weekly_hours\n".to_owned();
    for (at, (id, skills, role)) in PEOPLE.iter().enumerate() {
        csv.push_str(&format!("{id},\"{skills}\",{role},{}\n", hours(at)));
    }
    csv
}

/// CSV puts a `'` in front of what looks like a formula.
fn unquoted(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    for row in &mut rows {
        if let Some(plain) = row[0].strip_prefix("'=") {
            row[0] = format!("={plain}");
        }
    }
    rows
}

#[test]
fn rows_are_those_of_the_command_for_every_type_of_column() {
    let model = Model::shipped().unwrap();
    let (matcher, names) = (Matcher::new(&model), Names::new(&model));
    let plain = strings(PEOPLE.iter().map(|p| p.1));
    let large = Arc::new(LargeStringArray::from_iter_values(PEOPLE.iter().map(|p| p.1))) as ArrayRef;
    let mut words = StringDictionaryBuilder::<Int32Type>::new();
    PEOPLE.iter().for_each(|p| words.append_value(p.1));
    let mut lists = ListBuilder::new(StringBuilder::new());
    let mut dictionaries = ListBuilder::new(StringDictionaryBuilder::<Int32Type>::new());
    for (_, skills, _) in PEOPLE {
        for item in skills.split(';') {
            lists.values().append_value(item);
            dictionaries.values().append_value(item);
        }
        lists.append(true);
        dictionaries.append(true);
    }
    let columns: [ArrayRef; 5] =
        [plain, large, Arc::new(words.finish()), Arc::new(lists.finish()), Arc::new(dictionaries.finish())];
    for (plan, encoding) in [
        (false, Encoding::Plain),
        (true, Encoding::Plain),
        (true, Encoding::Dictionary),
        (false, Encoding::Dictionary),
    ] {
        let settings = settings(plan, 1);
        let want = unquoted(command(&matcher, &csv_of_people(), &settings));
        for skills in &columns {
            let batch = wide(skills.clone());
            let (out, outcome) = scored(&matcher, &names, std::slice::from_ref(&batch), &settings, encoding);
            let got = told(&out);
            assert_eq!(got.rows, want, "{}", skills.data_type());
            let rejects: Vec<(i64, &str, &str)> = got
                .rejects
                .iter()
                .map(|(row, id, why)| (*row, id.as_str(), why.split(':').next().unwrap()))
                .collect();
            let expected = [
                (2, "", "no-id"),
                (4, "dora", "bad-level"),
                (5, "emil", "empty-profile"),
                (9, "ivy", "unknown-role"),
            ];
            assert_eq!(rejects, expected);
            assert_eq!(got.unknown[0], ("chloe".to_owned(), "Frobnication".to_owned()));
            assert_eq!(got.unknown[1], ("fay".to_owned(), "Frobnication;Zwischenruf".to_owned()));
            assert_eq!((outcome.counts.profiles, outcome.counts.rejected()), (6, 4));
            assert!(outcome.whole && outcome.protected == ["gender"]);
            assert!(out.iter().all(|b| b.schema() == schema(plan, encoding)));
        }
    }
}

#[test]
fn cuts_and_threads_change_nothing() {
    let model = Model::shipped().unwrap();
    let (matcher, names) = (Matcher::new(&model), Names::new(&model));
    let mut many = Vec::new();
    let one = wide(strings(PEOPLE.iter().map(|p| p.1)));
    (0..700).for_each(|_| many.push(one.clone()));
    let whole = arrow_select_concat(&many);
    let (out, _) =
        scored(&matcher, &names, std::slice::from_ref(&whole), &settings(false, 1), Encoding::Plain);
    let want = told(&out);
    assert_eq!(want.rejects.len(), 4 * 700);
    for (threads, step, encoding) in [
        (1, 1, Encoding::Plain),
        (1, 4096, Encoding::Dictionary),
        (2, 3, Encoding::Dictionary),
        (3, 7000, Encoding::Plain),
        (2, 512, Encoding::Dictionary),
    ] {
        let cut: Vec<RecordBatch> = (0..whole.num_rows())
            .step_by(step)
            .map(|at| whole.slice(at, step.min(whole.num_rows() - at)))
            .collect();
        let (out, outcome) = scored(&matcher, &names, &cut, &settings(false, threads), encoding);
        assert!(told(&out) == want, "{threads} threads, {step} rows a batch");
        assert_eq!(outcome.counts.profiles, 6 * 700);
    }
}

/// Batches of one schema as one, column by column.
fn arrow_select_concat(batches: &[RecordBatch]) -> RecordBatch {
    let column = |at: usize| -> ArrayRef {
        let all = batches.iter().flat_map(|b| {
            (0..b.num_rows()).map(move |row| match b.column(at).as_string_opt::<i32>() {
                Some(strings) => strings.value(row).to_owned(),
                None => b.column(at).as_string_view().value(row).to_owned(),
            })
        });
        Arc::new(StringArray::from_iter_values(all))
    };
    let names = batches[0].schema();
    let columns = (0..batches[0].num_columns()).map(|at| (names.field(at).name().clone(), column(at)));
    RecordBatch::try_from_iter(columns).unwrap()
}

#[test]
fn a_person_of_a_long_table_goes_on_in_the_next_batch() {
    let model = Model::shipped().unwrap();
    let (matcher, names) = (Matcher::new(&model), Names::new(&model));
    let mut csv = "profile_id,skill,level,last_used,hours_per_week\n".to_owned();
    let (mut ids, mut skills, mut levels, mut used, mut hours) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for n in 0..40 {
        for (at, skill) in
            ["Linux", "Bash", "Python", "Frobnication", "Docker"].iter().enumerate().take(1 + n % 5)
        {
            let (level, year) = ((n % 5 + at) % 6, 2010 + (n % 16) as i32);
            csv.push_str(&format!("p{n},{skill},{level},{year},{}\n", 2.5 * n as f64));
            hours.push(2.5 * n as f64);
            ids.push(format!("p{n}"));
            skills.push(*skill);
            levels.push(i32::try_from(level).unwrap());
            used.push(year.to_string());
        }
    }
    let batch = RecordBatch::try_from_iter([
        ("profile_id", Arc::new(StringArray::from(ids)) as ArrayRef),
        ("skill", Arc::new(StringArray::from(skills)) as ArrayRef),
        ("level", Arc::new(Int32Array::from(levels)) as ArrayRef),
        ("last_used", Arc::new(StringArray::from(used)) as ArrayRef),
        ("hours_per_week", Arc::new(Float64Array::from(hours)) as ArrayRef),
    ])
    .unwrap();
    let settings = settings(true, 2);
    let want = command(&matcher, &csv, &settings);
    for step in [1, 2, 7, 1000] {
        let cut: Vec<RecordBatch> = (0..batch.num_rows())
            .step_by(step)
            .map(|at| batch.slice(at, step.min(batch.num_rows() - at)))
            .collect();
        let (out, outcome) = scored(&matcher, &names, &cut, &settings, Encoding::Dictionary);
        let got = told(&out);
        assert_eq!(got.rows, want, "{step} rows a batch");
        assert_eq!(outcome.counts.profiles + outcome.counts.rejected(), 40);
        assert!(got.rejects.iter().all(|r| r.2.starts_with("bad-level: ")) && !got.rejects.is_empty());
    }
}

#[test]
fn what_is_no_table_of_profiles_is_refused_with_its_columns() {
    let model = Model::shipped().unwrap();
    let (matcher, names) = (Matcher::new(&model), Names::new(&model));
    let batch = |columns: &[&'static str]| {
        RecordBatch::try_from_iter(columns.iter().map(|c| (*c, strings(["x"].into_iter())))).unwrap()
    };
    let refused = |batch: RecordBatch| {
        let input = std::iter::once(Ok::<_, ArrowError>(batch.clone()));
        let all = run(
            &matcher,
            &names,
            "(test)",
            &batch.schema(),
            input,
            &settings(false, 1),
            Encoding::Plain,
            &mut |_| true,
        );
        all.unwrap_err().to_string()
    };
    assert!(refused(batch(&["name", "skills"])).contains("no column `profile_id`"));
    assert!(refused(batch(&["id", "city"])).contains("neither `skill` nor `skills`"));
    let numbers = Arc::new(arrow_array::BinaryArray::from_vec(vec![b"x"])) as ArrayRef;
    let odd = RecordBatch::try_from_iter([("id", strings(["x"].into_iter())), ("skills", numbers)]).unwrap();
    assert!(refused(odd).contains("“skills” holds Binary"));
    let broken = [Err(ArrowError::ComputeError("the source went away".to_owned()))];
    let schema = Schema::new(batch(&["id", "skills"]).schema().fields().clone());
    let all = run(
        &matcher,
        &names,
        "(test)",
        &schema,
        broken.into_iter(),
        &settings(false, 2),
        Encoding::Plain,
        &mut |_| true,
    );
    assert!(all.unwrap_err().to_string().contains("the source went away"));
}

#[test]
fn who_wants_no_more_is_given_no_more() {
    let model = Model::shipped().unwrap();
    let (matcher, names) = (Matcher::new(&model), Names::new(&model));
    let batch = wide(strings(PEOPLE.iter().map(|p| p.1)));
    for threads in [1, 2] {
        let endless = std::iter::repeat_with(|| Ok::<_, ArrowError>(batch.clone()));
        let mut taken = 0;
        let outcome = run(
            &matcher,
            &names,
            "(test)",
            &batch.schema(),
            endless,
            &settings(false, threads),
            Encoding::Plain,
            &mut |_| {
                taken += 1;
                taken < 3
            },
        );
        assert!(!outcome.unwrap().whole);
        assert_eq!(taken, 3);
    }
}
