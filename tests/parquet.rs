//! Parquet in and out: the same content as CSV and JSON Lines, whole or not at all, and errors with a place.
#![cfg(feature = "parquet")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use arrow_array::builder::{Int32Builder, ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, ArrayRef, Date32Array, Int64Array, LargeStringArray, RecordBatch, StringArray};
use assert_cmd::Command;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use skillgap::batch::{Counts, Input, OutputFormat, Settings, Target, run};
use skillgap::matching::Matcher;
use skillgap::model::Model;

type Person = (String, Vec<(String, Option<u8>)>);

fn write_table(path: &Path, columns: Vec<(&str, ArrayRef)>, group: usize) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn strings<'s>(texts: impl Iterator<Item = &'s str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

/// A skill as an item of a list.
fn item((name, level): &(String, Option<u8>)) -> String {
    level.map_or_else(|| name.clone(), |l| format!("{name}:{l}"))
}

fn wide_cell(skills: &[(String, Option<u8>)]) -> String {
    skills.iter().map(item).collect::<Vec<_>>().join(";")
}

fn ids(people: &[Person]) -> ArrayRef {
    strings(people.iter().map(|p| p.0.as_str()))
}

fn lists(path: &Path, people: &[Person]) {
    let mut skills = ListBuilder::new(StringBuilder::new());
    for (_, list) in people {
        list.iter().for_each(|s| skills.values().append_value(item(s)));
        skills.append(true);
    }
    write_table(path, vec![("profile_id", ids(people)), ("skills", Arc::new(skills.finish()))], 7);
}

fn dictionaries_with_levels_beside(path: &Path, people: &[Person]) {
    let mut skills = ListBuilder::new(StringDictionaryBuilder::<Int32Type>::new());
    let mut levels = ListBuilder::new(Int32Builder::new());
    for (_, list) in people {
        for (name, level) in list {
            skills.values().append_value(name);
            levels.values().append_option(level.map(i32::from));
        }
        skills.append(true);
        levels.append(true);
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("Skills", Arc::new(skills.finish())),
        ("Levels", Arc::new(levels.finish())),
        ("Profile ID", ids(people)),
    ];
    write_table(path, columns, 3);
}

fn texts(path: &Path, people: &[Person]) {
    let cells: Vec<String> = people.iter().map(|p| wide_cell(&p.1)).collect();
    let skills = LargeStringArray::from_iter_values(cells);
    let gender = strings(people.iter().map(|_| "x"));
    write_table(
        path,
        vec![("profile_id", ids(people)), ("skills", Arc::new(skills)), ("gender", gender)],
        1 << 20,
    );
}

fn long(path: &Path, people: &[Person]) {
    let rows = || people.iter().flat_map(|p| p.1.iter().map(move |s| (&p.0, s)));
    let levels: Int64Array = rows().map(|(_, s)| s.1.map(i64::from)).collect();
    let columns = vec![
        ("profile_id", strings(rows().map(|(id, _)| id.as_str()))),
        ("skill", strings(rows().map(|(_, s)| s.0.as_str()))),
        ("level", Arc::new(levels) as ArrayRef),
    ];
    write_table(path, columns, 5);
}

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().unwrap())
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn matched(path: &Path) -> (Counts, String) {
    let matcher = Matcher::new(model());
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
    settings.top = 2;
    let kept = Kept::default();
    let target = Target::Stream("kept".into(), Box::new(kept.clone()));
    let input = Input::open(path).unwrap();
    let summary = run(&matcher, input, target, &settings, &AtomicBool::new(false), &mut |_| {}).unwrap();
    let bytes = kept.0.lock().unwrap().clone();
    (summary.counts, String::from_utf8(bytes).unwrap())
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let name = prop_oneof![
        Just("Linux"),
        Just("python"),
        Just("C++"),
        Just("Cisco IOS, advanced"),
        Just("CompTIA A+"),
        Just("héllo"),
        Just("say \"x\""),
        Just("=cmd"),
    ];
    let skill = (name.prop_map(str::to_owned), proptest::option::of(1u8..=5));
    proptest::collection::vec(proptest::collection::vec(skill, 1..6), 1..40)
        .prop_map(|all| all.into_iter().enumerate().map(|(n, s)| (format!("p{n}"), s)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn every_way_to_write_the_same_people_gives_the_same_results(people in people()) {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let csv: String = people.iter().map(|(id, s)| format!("{id},{}\n", cell(&wide_cell(s)))).collect();
        fs::write(file("wide.csv"), format!("profile_id,skills\n{csv}")).unwrap();
        let object = |(id, skills): &Person| {
            let skills: Vec<_> = skills.iter().map(|(name, level)| serde_json::json!({"skill": name, "level": level})).collect();
            format!("{}\n", serde_json::json!({"profile_id": id, "skills": skills}))
        };
        fs::write(file("people.jsonl"), people.iter().map(object).collect::<String>()).unwrap();
        lists(&file("lists.parquet"), &people);
        dictionaries_with_levels_beside(&file("dictionaries.parquet"), &people);
        texts(&file("texts.parquet"), &people);
        long(&file("long.parquet"), &people);
        let want = matched(&file("wide.csv"));
        prop_assert_eq!(want.0.profiles, people.len() as u64);
        for name in ["people.jsonl", "lists.parquet", "dictionaries.parquet", "texts.parquet", "long.parquet"] {
            let got = matched(&file(name));
            prop_assert_eq!(&got, &want, "{}", name);
        }
    }
}

/// The rows of a Parquet file of results as the cells of CSV.
fn rows_of(path: &Path) -> Vec<Vec<String>> {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        for row in 0..batch.num_rows() {
            rows.push(batch.columns().iter().map(|c| cell_of(c.as_ref(), row)).collect());
        }
    }
    rows
}

fn cell_of(array: &dyn Array, row: usize) -> String {
    use arrow_schema::DataType;
    if array.is_null(row) {
        return String::new();
    }
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Dictionary(..) => {
            let dictionary = array.as_dictionary::<Int32Type>();
            let key = dictionary.keys().value(row) as usize;
            dictionary.values().as_string::<i32>().value(key).to_owned()
        }
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::List(_) => {
            let list = array.as_list::<i32>().value(row);
            let items: Vec<String> = (0..list.len()).map(|i| cell_of(list.as_ref(), i)).collect();
            items.join(";")
        }
        other => panic!("{other}"),
    }
}

fn skillgap(args: &[&str]) -> (Option<i32>, String) {
    let out = Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap();
    (out.status.code(), String::from_utf8(out.stderr).unwrap())
}

fn write_people(path: &Path, rows: usize) {
    let skills = ["Linux:4", "Bash", "Python:3", "SQL", "Networking:2", "no such skill", "DNS", "Docker:2"];
    let mut text = "profile_id,skills\n".to_owned();
    for n in 0..rows {
        let own: Vec<&str> = (0..1 + n % 5).map(|k| skills[(n * 7 + k * 3) % skills.len()]).collect();
        let id = if n % 50 == 49 { String::new() } else { format!("=p{n}") };
        text.push_str(&format!("{id},{}\n", own.join(";")));
    }
    text.push_str("nothing,Underwater basket weaving\n");
    fs::write(path, text).unwrap();
}

#[test]
fn results_in_parquet_are_the_rows_of_csv() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    write_people(&folder.path().join("in.csv"), 300);
    for more in [&[][..], &["--plan"]] {
        for out in ["out.csv", "out.parquet"] {
            let base = ["batch", &file("in.csv"), "-o", &file(out), "--on", "2026-01-01", "--top", "3"];
            let (code, said) = skillgap(&[&base, more].concat());
            assert_eq!(code, Some(1), "{said}");
        }
        let mut csv = csv::Reader::from_path(file("out.csv")).unwrap();
        // CSV keeps ids from being taken for formulas; in Parquet there are none.
        let cell = |c: &str| c.strip_prefix("'=").map_or_else(|| c.to_owned(), |rest| format!("={rest}"));
        let want: Vec<Vec<String>> = csv.records().map(|r| r.unwrap().iter().map(cell).collect()).collect();
        let got = rows_of(Path::new(&file("out.parquet")));
        assert_eq!(got.len(), want.len());
        got.iter().zip(&want).for_each(|(got, want)| assert_eq!(got, want));
        assert!(got.iter().any(|r| r[0] == "nothing" && r[1] == "0" && r[2].is_empty()));
        // Twice the same bytes.
        let before = fs::read(file("out.parquet")).unwrap();
        let again =
            ["batch", &file("in.csv"), "-o", &file("out.parquet"), "--on", "2026-01-01", "--top", "3"];
        skillgap(&[&again, more, &["--threads", "1"]].concat());
        assert!(fs::read(file("out.parquet")).unwrap() == before);
    }
    // What is written is read: Parquet in, Parquet out.
    texts(Path::new(&file("in.parquet")), &[("a".into(), vec![("Linux".into(), Some(4))])]);
    let (code, said) = skillgap(&["batch", &file("in.parquet"), "-o", &file("small.parquet")]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("“gender” was ignored"), "{said}");
    assert_eq!(rows_of(Path::new(&file("small.parquet"))).len(), 5);
}

#[test]
fn a_run_that_was_killed_in_the_last_step_only_repeats_that() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    write_people(&file("in.csv"), 200);
    let matcher = Matcher::new(model());
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Parquet);
    (settings.top, settings.checkpoint_every, settings.resume) = (2, Duration::ZERO, true);
    let go = || {
        let input = Input::open(&file("in.csv")).unwrap();
        run(&matcher, input, Target::File(file("o.parquet")), &settings, &AtomicBool::new(false), &mut |_| {})
    };
    go().unwrap();
    let want = fs::read(file("o.parquet")).unwrap();
    fs::remove_file(file("o.parquet")).unwrap();
    // A folder in the way of the last step stops it where a kill could.
    fs::create_dir(file("o.parquet.unfinished")).unwrap();
    let said = go().unwrap_err().to_string();
    assert!(said.contains("cannot write") && said.contains("o.parquet"), "{said}");
    assert!(file("o.parquet.part").exists() && file("o.parquet.resume").exists());
    fs::remove_dir(file("o.parquet.unfinished")).unwrap();
    // Rejected ones among them.
    assert_eq!(go().unwrap().resumed_from, 201);
    assert!(fs::read(file("o.parquet")).unwrap() == want);
}

#[test]
fn what_cannot_be_read_or_written_is_said_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let path = folder.path().join("in.parquet");
    let people: Vec<Person> = (0..3000).map(|n| (format!("p{n}"), vec![(format!("s{n}"), None)])).collect();
    texts(&path, &people);
    let good = fs::read(&path).unwrap();
    let batch = |wants: &[&str]| {
        let (code, said) = skillgap(&["batch", &file("in.parquet"), "-o", &file("out.csv")]);
        assert_eq!(code, Some(3), "{said}");
        wants.iter().for_each(|w| assert!(said.contains(w), "{w}: {said}"));
    };
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    batch(&["in.parquet", "Parquet file cannot be read", "Write it again"]);
    fs::write(&path, b"PAR1").unwrap();
    batch(&["in.parquet", "Parquet file cannot be read"]);
    // Damage inside the pages: an error that says where, not a panic and not wrong rows.
    let mut damaged = good.clone();
    damaged[200..1200].iter_mut().for_each(|b| *b = 0xFF);
    fs::write(&path, damaged).unwrap();
    let (code, said) = skillgap(&["batch", &file("in.parquet"), "-o", &file("out.csv")]);
    assert!(matches!(code, Some(3 | 4)), "{code:?} {said}");
    assert!(said.contains("damaged behind row"), "{said}");
    // No column with skills; a column of a type that is no text.
    write_table(
        &path,
        vec![("profile_id", strings(["a"].into_iter())), ("x", strings(["b"].into_iter()))],
        9,
    );
    batch(&["in.parquet:1", "names profile_id, x", "neither `skill` nor `skills`"]);
    let bytes = arrow_array::BinaryArray::from_vec(vec![b"x"]);
    write_table(&path, vec![("profile_id", strings(["a"].into_iter())), ("skills", Arc::new(bytes))], 9);
    batch(&["column “skills” holds Binary", "Write the column as strings"]);
    // A pipe has no end to start from.
    let out = Command::cargo_bin("skillgap").unwrap();
    let out = { out }.args(["batch", "-", "-o", &file("out.csv")]).write_stdin(good).output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.code().is_some_and(|c| c > 1) && said.contains("must be a file"), "{said}");
    write_people(Path::new(&file("in.csv")), 10);
    let (code, said) = skillgap(&["batch", &file("in.csv"), "-o", "-", "--format", "parquet"]);
    assert!(code == Some(2) || code == Some(3), "{code:?} {said}");
    assert!(said.contains("a file for Parquet"), "{said}");
}

#[test]
fn one_person_in_parquet_is_a_profile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.parquet");
    let dates = Date32Array::from(vec![None, None, Some(20_000)]);
    let columns = vec![
        ("skill", strings(["Linux", "Bash", "CompTIA A+"].into_iter())),
        ("level", Arc::new(Int64Array::from(vec![Some(4), None, None])) as ArrayRef),
        ("date", Arc::new(dates)),
    ];
    write_table(&path, columns, 100);
    let convert = |path: &Path| {
        let out = Command::cargo_bin("skillgap").unwrap();
        let out = { out }.args(["convert", path.to_str().unwrap(), "--format", "csv"]).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    assert_eq!(
        convert(&path),
        "skill,level,years,last_used,date\nLinux,4,,,\nBash,,,,\nCompTIA A+,,,,2024-10-04\n"
    );
    let mut damaged = fs::read(&path).unwrap();
    damaged.truncate(damaged.len() - 3);
    fs::write(&path, damaged).unwrap();
    let (code, said) = skillgap(&["match", path.to_str().unwrap()]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("Parquet file cannot be read") && said.contains("Write it again"), "{said}");
}
