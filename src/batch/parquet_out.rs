//! The finished rows of a run, as CSV → the same rows in Parquet, row group by row group.
//!
//! A Parquet file ends with the directory of its row groups, so half of one is nothing. A run therefore keeps its rows as CSV beside the
//! target, with its checkpoint, and they are turned into Parquet when the last is there: a run can be killed at any moment, this step
//! too, and `--resume` goes on.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int32Builder, ListBuilder, StringBuilder, StringDictionaryBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use csv::StringRecord;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::sink::WRITING;
use crate::error::{Error, Result};
use crate::report::csv::plain;

/// Rows that become Parquet at a time.
const BATCH: usize = 4096;

/// Rows of a row group: what a reader has to hold at a time, some megabytes.
const GROUP: usize = 1 << 16;

/// Bytes of a page's dictionary beyond which values are written out.
const DICTIONARY: usize = 1 << 20;

/// How a column is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Text that differs from profile to profile.
    Text,
    /// One of few texts.
    Word,
    Whole,
    Number,
    Truth,
    List,
}

/// The columns of the CSV, in its order; the last five where there are plans.
const COLUMNS: &[(&str, Kind)] = &[
    ("profile_id", Kind::Text),
    ("rank", Kind::Whole),
    ("role_id", Kind::Word),
    ("role", Kind::Word),
    ("fit", Kind::Number),
    ("readiness", Kind::Number),
    ("verdict", Kind::Word),
    ("missing", Kind::List),
    ("certifications", Kind::List),
    ("projects", Kind::List),
    ("plan_steps", Kind::List),
    ("plan_hours", Kind::Number),
    ("plan_cost_usd", Kind::Number),
    ("plan_weeks", Kind::Number),
    ("plan_optimal", Kind::Truth),
];

/// Writes the rows in `rows` as Parquet to the file `unfinished`, and makes it durable; errors name `target`.
///
/// # Errors
/// A file cannot be read or written, or `rows` is not what a run writes.
pub(super) fn as_parquet(rows: &Path, unfinished: &Path, target: &Path) -> Result<()> {
    let shown = target.display().to_string();
    let failed =
        |e: &dyn std::fmt::Display| Error::io(WRITING, shown.clone())(std::io::Error::other(e.to_string()));
    let unread = |e: std::io::Error| Error::io("cannot read", rows.display().to_string())(e);
    let source = File::open(rows).map_err(unread)?;
    let mut reader = csv::Reader::from_reader(BufReader::with_capacity(1 << 18, source));
    let header = reader.headers().map_err(|e| unread(e.into()))?.clone();
    let columns = &COLUMNS[..header.len().min(COLUMNS.len())];
    if !header.iter().eq(columns.iter().map(|c| c.0)) {
        return Err(failed(&"the rows of the run have another header"));
    }
    let mut table = Table::new(columns);
    let file = File::create(unfinished).map_err(Error::io(WRITING, shown.clone()))?;
    let zstd = Compression::ZSTD(ZstdLevel::try_new(1).unwrap_or_default());
    let properties = WriterProperties::builder()
        .set_compression(zstd)
        .set_created_by(concat!("skillgap ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_dictionary_page_size_limit(DICTIONARY)
        .set_max_row_group_row_count(Some(GROUP))
        .build();
    let writer = ArrowWriter::try_new(&file, table.schema.clone(), Some(properties));
    let mut writer = writer.map_err(|e| failed(&e))?;
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| unread(e.into()))? {
        table.add(&record);
        if table.rows == BATCH {
            writer.write(&table.take().map_err(|e| failed(&e))?).map_err(|e| failed(&e))?;
        }
    }
    if table.rows > 0 {
        writer.write(&table.take().map_err(|e| failed(&e))?).map_err(|e| failed(&e))?;
    }
    writer.close().map_err(|e| failed(&e))?;
    file.sync_all().map_err(Error::io(WRITING, shown.clone()))
}

enum Column {
    Text(StringBuilder),
    Word(StringDictionaryBuilder<Int32Type>),
    Whole(Int32Builder),
    Number(Float64Builder),
    Truth(BooleanBuilder),
    List(ListBuilder<StringBuilder>),
}

/// Columns in the making.
struct Table {
    schema: Arc<Schema>,
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    fn new(columns: &[(&str, Kind)]) -> Table {
        let text = || DataType::Utf8;
        let of = |kind: Kind| match kind {
            Kind::Text => text(),
            Kind::Word => DataType::Dictionary(Box::new(DataType::Int32), Box::new(text())),
            Kind::Whole => DataType::Int32,
            Kind::Number => DataType::Float64,
            Kind::Truth => DataType::Boolean,
            Kind::List => DataType::new_list(text(), true),
        };
        let field = |(name, kind): &(&str, Kind)| {
            let always = matches!(*name, "profile_id" | "rank");
            Field::new(*name, of(*kind), !always)
        };
        let builder = |(_, kind): &(&str, Kind)| match kind {
            Kind::Text => Column::Text(StringBuilder::new()),
            Kind::Word => Column::Word(StringDictionaryBuilder::new()),
            Kind::Whole => Column::Whole(Int32Builder::new()),
            Kind::Number => Column::Number(Float64Builder::new()),
            Kind::Truth => Column::Truth(BooleanBuilder::new()),
            Kind::List => Column::List(ListBuilder::new(StringBuilder::new())),
        };
        Table {
            schema: Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>())),
            columns: columns.iter().map(builder).collect(),
            rows: 0,
        }
    }

    /// Adds a row. Without a role, what a match would tell is null, and so are plans where there is none.
    fn add(&mut self, record: &StringRecord) {
        let matched = record.get(1).is_some_and(|rank| rank != "0");
        let planned = record.get(14).is_some_and(|optimal| !optimal.is_empty());
        for (at, column) in self.columns.iter_mut().enumerate() {
            let cell = record.get(at).unwrap_or("");
            match column {
                Column::Text(b) => b.append_value(plain(cell)),
                Column::Word(b) if cell.is_empty() => b.append_null(),
                Column::Word(b) => b.append_value(plain(cell)),
                Column::Whole(b) => b.append_value(cell.parse().unwrap_or(0)),
                Column::Number(b) => b.append_option(cell.parse().ok()),
                Column::Truth(b) => b.append_option(cell.parse().ok()),
                Column::List(b) => {
                    let there = if at < 10 { matched } else { planned };
                    let items = plain(cell).split(';').filter(|i| !i.is_empty());
                    items.for_each(|item| b.values().append_value(item));
                    b.append(there);
                }
            }
        }
        self.rows += 1;
    }

    fn take(&mut self) -> std::result::Result<RecordBatch, arrow_schema::ArrowError> {
        let finish = |column: &mut Column| -> ArrayRef {
            match column {
                Column::Text(b) => Arc::new(b.finish()),
                Column::Word(b) => Arc::new(b.finish()),
                Column::Whole(b) => Arc::new(b.finish()),
                Column::Number(b) => Arc::new(b.finish()),
                Column::Truth(b) => Arc::new(b.finish()),
                Column::List(b) => Arc::new(b.finish()),
            }
        };
        self.rows = 0;
        RecordBatch::try_new(self.schema.clone(), self.columns.iter_mut().map(finish).collect())
    }
}
