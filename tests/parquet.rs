//! Parquet in and out: the rows of CSV with types, whole or not at all, and errors with a place.
#![cfg(feature = "parquet")]

mod tables;

use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, ArrayRef, Date32Array, Int64Array};
use assert_cmd::Command;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use skillgap::batch::{Input, OutputFormat, Settings, Target, run};
use skillgap::matching::Matcher;
use skillgap::model::Model;
use tables::{Person, strings, texts, write_table};

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().unwrap())
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
    assert_eq!(code, Some(3), "{said}");
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
    assert!(out.status.code() == Some(3) && said.contains("must be a file"), "{said}");
    write_people(Path::new(&file("in.csv")), 10);
    let (code, said) = skillgap(&["batch", &file("in.csv"), "-o", "-", "--format", "parquet"]);
    assert_eq!(code, Some(2), "{said}");
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
