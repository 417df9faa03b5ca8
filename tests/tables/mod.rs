//! Tables of made-up people as Parquet.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, LargeStringArray, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

/// An id, and skills with their levels.
pub type Person = (String, Vec<(String, Option<u8>)>);

/// Writes columns to a file in groups of so many rows.
pub fn write_table(path: &Path, columns: Vec<(&str, ArrayRef)>, group: usize) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A column of strings.
pub fn strings<'s>(texts: impl Iterator<Item = &'s str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

/// A skill as an item of a list.
pub fn item((name, level): &(String, Option<u8>)) -> String {
    level.map_or_else(|| name.clone(), |l| format!("{name}:{l}"))
}

/// All skills of a person in one cell.
pub fn wide_cell(skills: &[(String, Option<u8>)]) -> String {
    skills.iter().map(item).collect::<Vec<_>>().join(";")
}

/// The column of ids.
pub fn ids(people: &[Person]) -> ArrayRef {
    strings(people.iter().map(|p| p.0.as_str()))
}

/// Writes people with all skills in one string, beside a column that is never read.
pub fn texts(path: &Path, people: &[Person]) {
    let cells: Vec<String> = people.iter().map(|p| wide_cell(&p.1)).collect();
    let skills = LargeStringArray::from_iter_values(cells);
    let gender = strings(people.iter().map(|_| "x"));
    write_table(
        path,
        vec![("profile_id", ids(people)), ("skills", Arc::new(skills)), ("gender", gender)],
        1 << 20,
    );
}
