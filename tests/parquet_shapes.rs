//! Parquet in: the same people in every shape and compression give what their CSV gives.
#![cfg(feature = "parquet")]

mod kept;
mod tables;

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow_array::builder::{
    FixedSizeListBuilder, Int32Builder, ListBuilder, StringBuilder, StringDictionaryBuilder, StructBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field};
use assert_cmd::Command;
use kept::{Kept, model};
use parquet::arrow::ArrowWriter;
use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use skillgap::batch::{Counts, Input, OutputFormat, Reason, Settings, run};
use skillgap::error::Result;
use skillgap::matching::Matcher;
use tables::{Person, ids, item, strings, texts, wide_cell, write_table};

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

/// Lists of structs with these fields, which are texts.
fn structs(fields: &[&str], people: &[Vec<Vec<Option<String>>>]) -> ArrayRef {
    let fields: Vec<Field> = fields.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let mut skills = ListBuilder::new(StructBuilder::from_fields(fields, 0));
    for list in people {
        for values in list {
            for (at, text) in values.iter().enumerate() {
                skills.values().field_builder::<StringBuilder>(at).unwrap().append_option(text.as_ref());
            }
            skills.values().append(true);
        }
        skills.append(true);
    }
    Arc::new(skills.finish())
}

fn lists_of_structs(path: &Path, people: &[Person]) {
    let values =
        |(name, level): &(String, Option<u8>)| vec![Some(name.clone()), level.map(|l| l.to_string())];
    let lists: Vec<_> = people.iter().map(|p| p.1.iter().map(values).collect()).collect();
    let skills = structs(&["skill", "level"], &lists);
    write_table(path, vec![("profile_id", ids(people)), ("skills", skills)], 11);
}

fn outcome(path: &Path) -> Result<(Counts, String)> {
    let matcher = Matcher::new(model());
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
    settings.top = 2;
    let kept = Kept::default();
    let target = kept.target();
    let summary = run(&matcher, Input::open(path)?, target, &settings, &AtomicBool::new(false), &mut |_| {})?;
    let bytes = kept.bytes();
    Ok((summary.counts, String::from_utf8(bytes).unwrap()))
}

fn matched(path: &Path) -> (Counts, String) {
    outcome(path).unwrap()
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
        lists_of_structs(&file("structs.parquet"), &people);
        let want = matched(&file("wide.csv"));
        prop_assert_eq!(want.0.profiles, people.len() as u64);
        for name in ["people.jsonl", "lists.parquet", "dictionaries.parquet", "texts.parquet", "long.parquet", "structs.parquet"] {
            let got = matched(&file(name));
            prop_assert_eq!(&got, &want, "{}", name);
        }
    }
}

#[test]
fn levels_in_structs_are_levels_or_an_error_and_names_in_them_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    let people = [("Linux", "exprt"), ("Microsoft Office Specialist: Expert", ""), ("Linux", "expert")];
    let people = people.map(|(name, level)| vec![vec![Some(name.to_owned()), Some(level.to_owned())]]);
    let ids = strings(["typo", "exam", "word"].into_iter());
    write_table(&path, vec![("profile_id", ids), ("skills", structs(&["name", "level"], &people))], 100);
    let json = folder.path().join("in.jsonl");
    let lines = [("exam", "Microsoft Office Specialist: Expert", ""), ("word", "Linux", "expert")].map(
        |(id, skill, level)| {
            format!(
                "{}\n",
                serde_json::json!({"profile_id": id, "skills": [{"skill": skill, "level": level}]})
            )
        },
    );
    fs::write(&json, lines.concat()).unwrap();
    let (counts, rows) = matched(&path);
    assert_eq!((counts.profiles, counts.rejected()), (2, 1));
    assert_eq!(rows, matched(&json).1);
    let out = folder.path().join("o.csv");
    let run = Command::cargo_bin("skillgap").unwrap().arg("batch").arg(&path).arg("-o").arg(out).output();
    let said = String::from_utf8(run.unwrap().stderr).unwrap();
    assert!(said.contains("in.parquet:2: rejected typo: The level “exprt” is not on the scale"), "{said}");
}

#[test]
fn structs_say_all_that_objects_say() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    let keys = ["date", "skill", "last_used", "years", "other"];
    let people = [
        [["", "Linux", "2008", "", "x"], ["", "Bash", "", "7", ""], ["2024-10-04", "CompTIA A+", "", "", ""]],
        [["", "Linux", "2025", "1", ""], ["y", "", "x", "z", ""], ["", "SQL", "", "", ""]],
        [["", "Linux", "soon", "", ""], ["", "Bash", "", "", ""], ["", "SQL", "", "", ""]],
    ];
    let text = |text: &str| Some(text).filter(|t| !t.is_empty()).map(str::to_owned);
    let lists = people.map(|list| list.map(|values| values.map(text).to_vec()).to_vec());
    let ids = || ["old", "new", "odd"].into_iter();
    write_table(&path, vec![("profile_id", strings(ids())), ("skills", structs(&keys, &lists))], 100);
    let json = folder.path().join("in.jsonl");
    let line = |(id, list): (&str, &[[&str; 5]; 3])| {
        let skill = |values: &[&str; 5]| -> serde_json::Map<String, serde_json::Value> {
            keys.iter().zip(values).map(|(key, value)| ((*key).to_owned(), (*value).into())).collect()
        };
        format!(
            "{}\n",
            serde_json::json!({"profile_id": id, "skills": list.iter().map(skill).collect::<Vec<_>>()})
        )
    };
    fs::write(&json, ids().zip(&people).map(line).collect::<String>()).unwrap();
    let (counts, rows) = matched(&path);
    assert_eq!((counts.profiles, counts.rejected()), (2, 1));
    assert_eq!(counts.rejects[Reason::BadDate as usize], 1);
    assert_eq!((counts, rows), matched(&json));
    // One person alone is read by another reader.
    let alone = folder.path().join("me.parquet");
    write_table(&alone, vec![("skills", structs(&keys, &lists[..1]))], 100);
    let run =
        Command::cargo_bin("skillgap").unwrap().arg("convert").arg(&alone).args(["--format", "csv"]).output();
    let said = String::from_utf8(run.unwrap().stdout).unwrap();
    assert_eq!(
        said,
        "skill,level,years,last_used,date\nLinux,,,2008-01-01,\nBash,,7,,\nCompTIA A+,,,,2024-10-04\n"
    );
}

#[test]
fn columns_of_any_name_and_numbers_of_any_kind_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    let ids = Decimal128Array::from(vec![7, 12_345_678_901_234_567_890_123]).with_precision_and_scale(38, 0);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("{x", strings(["a", "b"].into_iter())),
        ("profile_id", Arc::new(ids.unwrap())),
        ("skills", strings(["Linux", "Bash"].into_iter())),
    ];
    write_table(&path, columns, 100);
    let (counts, rows) = matched(&path);
    assert_eq!((counts.profiles, counts.rejected()), (2, 0));
    assert!(rows.contains("\n12345678901234567890123,1,"), "{rows}");
    let mut lists = ListBuilder::new(ListBuilder::new(StringBuilder::new()));
    lists.values().values().append_value("Linux");
    lists.values().append(true);
    lists.append(true);
    let ids = strings(["p"].into_iter());
    write_table(&path, vec![("profile_id", ids), ("skills", Arc::new(lists.finish()))], 100);
    let said = outcome(&path).unwrap_err().to_string();
    assert!(said.contains("The column “skills” holds List"), "{said}");
}

#[test]
fn tables_are_read_however_they_are_compressed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    let batch = RecordBatch::try_from_iter([
        ("profile_id", strings((0..500).map(|_| "p"))),
        ("skills", strings((0..500).map(|_| "Linux:4;Bash"))),
    ]);
    let batch = batch.unwrap();
    let mut plain = None;
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let properties = WriterProperties::builder().set_compression(codec).build();
        let file = File::create(&path).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let got = matched(&path);
        assert_eq!(got.0.profiles, 500, "{codec}");
        assert_eq!(&got, plain.get_or_insert_with(|| got.clone()), "{codec}");
    }
    // One codec of the format nobody reads: LZO, written as 6 where 0 is none. The footer says it in one of its bytes.
    write_table(
        &path,
        vec![("profile_id", strings(["p"].into_iter())), ("skills", strings(["Bash"].into_iter()))],
        9,
    );
    let good = fs::read(&path).unwrap();
    let footer =
        good.len() - 8 - u32::from_le_bytes(good[good.len() - 8..][..4].try_into().unwrap()) as usize;
    let said: Vec<String> = (footer..good.len() - 8)
        .filter(|at| good[*at] == 0)
        .filter_map(|at| {
            let mut bytes = good.clone();
            bytes[at] = 6;
            fs::write(&path, bytes).unwrap();
            Some(outcome(&path).err()?.to_string())
        })
        .collect();
    assert!(said.iter().any(|s| s.contains("LZO") && s.contains("write it with zstd")), "{said:?}");
}

#[test]
fn lists_of_one_length_are_lists_and_a_level_in_a_struct_is_one_beside_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    let mut lists = FixedSizeListBuilder::new(StringBuilder::new(), 2);
    for skills in [["Linux:4", "Bash"], ["Python:3", "SQL"]] {
        skills.iter().for_each(|skill| lists.values().append_value(skill));
        lists.append(true);
    }
    let columns = vec![
        ("profile_id", strings(["a", "b"].into_iter())),
        ("skills", Arc::new(lists.finish()) as ArrayRef),
    ];
    write_table(&path, columns, 100);
    let fixed = matched(&path);
    let text = strings(["Linux:4;Bash", "Python:3;SQL"].into_iter());
    write_table(&path, vec![("profile_id", strings(["a", "b"].into_iter())), ("skills", text)], 100);
    assert_eq!(fixed, matched(&path));
    let person = vec![vec![Some("Linux".to_owned()), Some("9".to_owned())]];
    let columns = vec![
        ("profile_id", strings(["a"].into_iter())),
        ("skills", structs(&["skill", "level"], &[person])),
        ("level", strings(["4"].into_iter())),
    ];
    write_table(&path, columns, 100);
    let (counts, _) = matched(&path);
    assert_eq!((counts.profiles, counts.rejected()), (0, 1));
    // A column that holds no text is named by its place in the header.
    let times = arrow_array::Time64MicrosecondArray::from(vec![1]);
    let columns = vec![("profile_id", strings(["a"].into_iter())), ("skills", Arc::new(times) as ArrayRef)];
    write_table(&path, columns, 100);
    let said = outcome(&path).unwrap_err().to_string();
    assert!(said.contains("in.parquet:1:2: "), "{said}");
}
