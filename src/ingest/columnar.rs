//! A table in Parquet → the same table as CSV, row group by row group, so that everything behind reads one format.
//!
//! In: a file, or its bytes in memory. Out: CSV text to be read on, whose header is the names of all columns. Only columns whose names mean
//! something here are read; the cells of others stay empty. Lists become `a;b;c`, structs in them a skill and what is said of it with a
//! sign of their own between; row `n` is line `n + 1`, because line breaks in cells become spaces. In memory are a row group's pages,
//! some rows decoded from them and a little text, not the file.

use std::io::{self, Read};
use std::sync::Arc;

use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, FieldRef, Fields, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::reader::ChunkReader;

use super::array_text::{is_text, write};
use super::header::{READ_COLUMNS, is_protected, of_one_of_many};
use super::table::{SEPARATORS, column_key};
use crate::diagnostics::Place;
use crate::error::{Error, Result};

/// Rows decoded at a time.
const ROWS: usize = 1024;

/// Bytes of text made at a time, and one row's more.
const TEXT: usize = 1 << 16;

/// A table read as CSV.
pub struct Rows {
    name: String,
    batches: ParquetRecordBatchReader,
    /// Which column of a batch stands in which column of the table; `None` where it is not read.
    columns: Vec<Option<usize>>,
    /// Rows decoded, and how many of them are text already.
    batch: Option<RecordBatch>,
    written: usize,
    /// Text made, and how much of it was given out.
    ready: Vec<u8>,
    given: usize,
    /// Rows before the next batch.
    row: u64,
    cell: Vec<u8>,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("name", &self.name).field("row", &self.row).finish_non_exhaustive()
    }
}

/// Whether a column's values are asked for anywhere.
fn is_read(name: &str) -> bool {
    let key = column_key(name);
    !is_protected(name) && READ_COLUMNS.iter().any(|names| names.contains(&key.as_str()))
}

/// The columns that are asked for, in order; `name` is shown in errors.
///
/// # Errors
/// One of them holds what cannot be written as text.
pub fn wanted(name: &str, fields: &Fields) -> Result<Vec<usize>> {
    let header: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
    // What cannot be written and is read from no row is no reason to stop.
    let idle = |field: &FieldRef| !is_text(field.data_type()) && of_one_of_many(field.name(), &header);
    let wanted: Vec<usize> =
        (0..fields.len()).filter(|c| is_read(fields[*c].name()) && !idle(&fields[*c])).collect();
    for at in &wanted {
        let field = &fields[*at];
        if !is_text(field.data_type()) {
            return Err(Error::Input {
                // The header is the first line of the table as text.
                place: Place { file: name.to_owned(), line: 1, column: *at as u64 + 1 },
                message: format!(
                    "The column “{}” holds {}, which is neither text nor a number, a date, or a list of them.",
                    field.name(),
                    field.data_type()
                ),
                remedy: "Write the column as strings, numbers, dates, or lists of strings.".to_owned(),
            });
        }
    }
    Ok(wanted)
}

/// The header that the CSV of a table has.
#[must_use]
pub fn header(fields: &Fields) -> Vec<u8> {
    let mut text = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        let name = field.name().as_bytes();
        // In quotes, so that it does not look like JSON.
        if at == 0 { in_quotes(&mut text, name) } else { quoted(&mut text, name) }
    }
    text.push(b'\n');
    text
}

/// The text of one value as a cell of that CSV holds it, unquoted; nothing for null.
pub fn cell(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    out.clear();
    write(array, row, out);
    out.iter_mut().filter(|b| matches!(b, b'\n' | b'\r')).for_each(|b| *b = b' ');
}

impl Rows {
    /// Opens a table; `name` is shown in errors.
    ///
    /// # Errors
    /// The file is damaged or cut short, or its compression is not read.
    pub fn open<R: ChunkReader + 'static>(name: &str, file: R) -> Result<Rows> {
        let wrong = |e: &dyn std::fmt::Display| Error::Input {
            place: Place::file(name),
            message: format!("The Parquet file cannot be read: {}.", e.to_string().trim_end_matches('.')),
            remedy: "Write it again, or write CSV.".to_owned(),
        };
        let kept = guarded(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()));
        let kept = kept.map_err(|e| wrong(&e))?;
        let fields = kept.schema().fields().clone();
        let wanted = wanted(name, &fields)?;
        let columns = (0..fields.len()).map(|c| wanted.binary_search(&c).ok()).collect();
        let views = ArrowReaderOptions::default().with_schema(Arc::new(Schema::new(viewed(&fields))));
        let views = guarded(|| ArrowReaderMetadata::try_new(kept.metadata().clone(), views));
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, views.map_err(|e| wrong(&e))?);
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
        let batches = guarded(|| builder.with_projection(mask).with_batch_size(ROWS).build());
        let batches = batches.map_err(|e| wrong(&e))?;
        Ok(Rows {
            name: name.to_owned(),
            batches,
            columns,
            batch: None,
            written: 0,
            ready: header(&fields),
            given: 0,
            row: 0,
            cell: Vec::new(),
        })
    }

    /// Makes the text of the next rows; `false` at the end.
    fn more(&mut self) -> io::Result<bool> {
        self.ready.clear();
        self.given = 0;
        let Some(batch) = self.batch.take().map_or_else(|| self.decode(), |batch| Ok(Some(batch)))? else {
            return Ok(false);
        };
        while self.written < batch.num_rows() && self.ready.len() < TEXT {
            self.line(&batch, self.written);
            self.written += 1;
        }
        if self.written < batch.num_rows() {
            self.batch = Some(batch);
        }
        Ok(true)
    }

    /// Decodes the next rows, if there are any.
    fn decode(&mut self) -> io::Result<Option<RecordBatch>> {
        let batch = guarded(|| self.batches.next().transpose());
        let batch = batch.map_err(|e| {
            let from = self.row + 1;
            // The library's words for LZO, the one codec of the format that it has not.
            let what = if e.contains("codec type") {
                "is compressed in a way that is not read here (write it with zstd, snappy, gzip or none),"
            } else {
                "is damaged"
            };
            io::Error::other(format!("the Parquet file {what} behind row {from}: {e}"))
        })?;
        self.written = 0;
        self.row += batch.as_ref().map_or(0, |batch| batch.num_rows() as u64);
        Ok(batch)
    }

    fn line(&mut self, batch: &RecordBatch, row: usize) {
        for (at, column) in self.columns.iter().enumerate() {
            if at > 0 {
                self.ready.push(b',');
            }
            if let Some(array) = column.and_then(|c| batch.columns().get(c)) {
                self.cell.clear();
                write(array.as_ref(), row, &mut self.cell);
                quoted(&mut self.ready, &self.cell);
            }
        }
        self.ready.push(b'\n');
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if !self.more()? {
                return Ok(0);
            }
        }
        let n = buffer.len().min(self.ready.len() - self.given);
        buffer[..n].copy_from_slice(&self.ready[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

/// The same fields with strings that point into the pages they were read from: a page may repeat one of megabytes a thousand times.
fn viewed(fields: &Fields) -> Fields {
    fn view(of: &DataType) -> DataType {
        match of {
            DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
            DataType::List(item) => DataType::List(field(item)),
            DataType::LargeList(item) => DataType::LargeList(field(item)),
            DataType::Struct(fields) => DataType::Struct(viewed(fields)),
            other => other.clone(),
        }
    }
    fn field(of: &FieldRef) -> FieldRef {
        Arc::new(of.as_ref().clone().with_data_type(view(of.data_type())))
    }
    fields.iter().map(field).collect()
}

/// The whole table of a file in memory as CSV.
///
/// # Errors
/// As [`Rows::open`]; or it holds more than `MOST_TEXT`.
pub fn to_csv(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    let rows = Rows::open(name, bytes::Bytes::copy_from_slice(bytes))?;
    rows.take(MOST_TEXT + 1).read_to_end(&mut text).map_err(Error::io("cannot read", name))?;
    if text.len() as u64 > MOST_TEXT {
        return Err(Error::Input {
            place: Place::file(name),
            message: format!("The table holds more than {} MB of text.", MOST_TEXT >> 20),
            remedy: "Files of many people are for `skillgap batch`.".to_owned(),
        });
    }
    Ok(text)
}

/// Most text of a table that is read into memory whole.
const MOST_TEXT: u64 = 128 << 20;

/// The library's answer, or its panic as an error: on damaged files it may do either.
fn guarded<T, E: std::fmt::Display>(
    call: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, String> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)) {
        Ok(answer) => answer.map_err(|e| e.to_string()),
        Err(_) => Err("its pages are damaged".to_owned()),
    }
}

/// A CSV cell; line breaks become spaces, so that a row is a line.
fn quoted(out: &mut Vec<u8>, cell: &[u8]) {
    // A separator of any table, so that none is taken for that of this one.
    if !cell.iter().any(|b| SEPARATORS.contains(b) || matches!(b, b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(cell);
    } else {
        in_quotes(out, cell);
    }
}

/// The same in any case within quotes.
fn in_quotes(out: &mut Vec<u8>, cell: &[u8]) {
    out.push(b'"');
    for b in cell {
        match b {
            b'"' => out.extend_from_slice(b"\"\""),
            b'\n' | b'\r' => out.push(b' '),
            b => out.push(*b),
        }
    }
    out.push(b'"');
}
