//! The finished rows of a run, as CSV → the same rows in Parquet, row group by row group.
//!
//! A Parquet file ends with the directory of its row groups, so half of one is nothing. A run therefore keeps its rows as CSV beside the
//! target, with its checkpoint, and they are turned into Parquet when the last is there: a run can be killed at any moment, this step
//! too, and `--resume` goes on.

use std::io::BufReader;
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

use super::pack::Packing;
use crate::error::{Error, Result};
use crate::report::csv::plain;

/// Rows that become Parquet at a time, if they are not longer than [`BYTES`].
const BATCH: usize = 4096;

/// Bytes of rows that become Parquet at a time, or that a row group holds, and one row more: ids may have megabytes, and a column of text holds two
/// gigabytes at most.
const BYTES: usize = 64 << 20;

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

/// What lies under an error of the library: where a file cannot be written, what the system says of it.
fn cause(error: &(dyn std::error::Error + 'static)) -> std::io::Error {
    let mut at = Some(error);
    while let Some(error) = at {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return std::io::Error::new(io.kind(), io.to_string());
        }
        at = error.source();
    }
    std::io::Error::other(error.to_string())
}

/// Writes the rows as Parquet to their file, and makes it durable; `false` where someone said stop before the last of them.
///
/// # Errors
/// A file cannot be read or written, or the rows are not what a run writes.
pub(super) fn as_parquet(packing: &Packing) -> Result<bool> {
    let failed = |e: &(dyn std::error::Error + 'static)| -> Error { packing.unwritten(cause(e)) };
    let mut reader = csv::Reader::from_reader(BufReader::with_capacity(1 << 18, packing.text()?));
    let header = reader.headers().map_err(|e| packing.unread(e.into()))?.clone();
    let columns = &COLUMNS[..header.len().min(COLUMNS.len())];
    if !header.iter().eq(columns.iter().map(|c| c.0)) {
        return Err(packing.unwritten(std::io::Error::other("the rows of the run have another header")));
    }
    let mut table = Table::new(columns);
    let file = packing.create()?;
    let zstd = Compression::ZSTD(ZstdLevel::try_new(1).unwrap_or_default());
    let properties = WriterProperties::builder()
        .set_compression(zstd)
        .set_created_by(concat!("skillgap ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_dictionary_page_size_limit(DICTIONARY)
        .set_max_row_group_row_count(Some(GROUP))
        .set_max_row_group_bytes(Some(BYTES))
        .build();
    let writer = ArrowWriter::try_new(&file, table.schema.clone(), Some(properties));
    let mut writer = writer.map_err(|e| failed(&e))?;
    let mut record = StringRecord::new();
    let mut more = true;
    while more {
        more = reader.read_record(&mut record).map_err(|e| packing.unread(e.into()))?;
        if more {
            table.add(&record);
            if !table.is_full() {
                continue;
            }
        }
        if packing.is_stopped() {
            return Ok(false);
        }
        writer.write(&table.take().map_err(|e| failed(&e))?).map_err(|e| failed(&e))?;
    }
    writer.close().map_err(|e| failed(&e))?;
    file.sync_all().map_err(|e| packing.unwritten(e))?;
    Ok(true)
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
    /// Bytes of the rows' cells.
    bytes: usize,
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
            bytes: 0,
        }
    }

    /// Whether it is to be taken before another row comes.
    fn is_full(&self) -> bool {
        self.rows >= BATCH || self.bytes >= BYTES
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
        self.bytes += record.as_slice().len();
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
        (self.rows, self.bytes) = (0, 0);
        RecordBatch::try_new(self.schema.clone(), self.columns.iter_mut().map(finish).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};

    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    /// What comes of rows of people without a role, by their ids: how many row groups and rows; nothing where someone says stop.
    fn packed(ids: impl Iterator<Item = String>, stop: &AtomicBool) -> Option<(usize, i64)> {
        let folder = tempfile::tempdir().unwrap();
        let (part, unfinished) = (folder.path().join("rows"), folder.path().join("o.parquet"));
        let rows: String = ids.map(|id| format!("{id},0,,,,,,,,\n")).collect();
        std::fs::write(&part, [crate::report::csv::HEADER, &rows].concat()).unwrap();
        let (rows, target) = (File::open(&part).unwrap(), Path::new("out.parquet"));
        let packing = Packing { rows: &rows, part: &part, unfinished: &unfinished, target, stop };
        let whole = packing.make(|| as_parquet(&packing)).unwrap();
        assert_eq!(unfinished.exists(), whole);
        let read = whole.then(|| SerializedFileReader::new(File::open(&unfinished).unwrap()).unwrap())?;
        Some((read.num_row_groups(), read.metadata().file_metadata().num_rows()))
    }

    /// Letters that no compression makes less than three quarters of.
    fn noise(length: usize, seed: u64) -> String {
        let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain("-_".chars()).collect();
        let mut state = seed;
        let mut letter = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            letters[(state >> 58) as usize]
        };
        (0..length).map(|_| letter()).collect()
    }

    #[test]
    fn row_groups_end_by_number_and_by_length() {
        let go = &AtomicBool::new(false);
        assert_eq!(packed((0..70_000).map(|n| format!("p{n}")), go), Some((2, 70_000)));
        assert_eq!(packed((0..24).map(|n| noise(4 << 20, n)), go), Some((2, 24)));
        assert_eq!(packed(std::iter::empty(), go), Some((0, 0)));
    }

    /// A column of text that held all rows of a batch would hold four gigabytes: more than it can.
    #[test]
    fn rows_are_taken_by_number_and_by_length() {
        let mut table = Table::new(&COLUMNS[..10]);
        let mut most = |id: &str| {
            let record = StringRecord::from(vec![id, "0", "", "", "", "", "", "", "", ""]);
            while !table.is_full() {
                table.add(&record);
            }
            table.take().unwrap().num_rows()
        };
        assert_eq!([most("p"), most(&"p".repeat(1 << 20)), most("p")], [BATCH, 64, BATCH]);
    }

    #[test]
    fn stop_is_heard_and_leaves_nothing() {
        let stop = AtomicBool::new(true);
        let ids = || (0..3 * BATCH).map(|n| n.to_string());
        assert_eq!(packed(ids(), &stop), None);
        stop.store(false, Ordering::Relaxed);
        assert_eq!(packed(ids(), &stop), Some((1, 3 * BATCH as i64)));
    }
}
