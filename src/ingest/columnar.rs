//! A table in Parquet → the same table as CSV, row group by row group, so that everything behind reads one format.
//!
//! In: a file, or its bytes in memory. Out: CSV text to be read on, whose header is the names of all columns. Only columns whose names mean
//! something here are read; the cells of others stay empty. Lists become `a;b;c`, structs in them a skill and a level with a
//! sign of their own between; row `n` is line `n + 1`, because line breaks in cells become spaces. Memory is bounded by a row group's pages, not by the file.

use std::io::{self, Read};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Fields, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;

use super::header::{
    DATE_COLUMNS, HOURS_COLUMNS, ID_COLUMNS, LAST_USED_COLUMNS, LEVEL_COLUMNS, ROLE_COLUMNS, SKILL_COLUMNS,
    SKILLS_COLUMNS, YEARS_COLUMNS, is_protected,
};
use super::person::LEVEL_SIGN;
use super::table::{SEPARATORS, column_key};
use crate::diagnostics::Place;
use crate::error::{Error, Result};

/// What a Parquet file starts, and ends, with.
pub const MAGIC: &[u8; 4] = b"PAR1";

/// Rows decoded at a time.
const ROWS: usize = 1024;

/// A table read as CSV.
pub struct Rows {
    name: String,
    batches: ParquetRecordBatchReader,
    /// Which column of a batch stands in which column of the table; `None` where it is not read.
    columns: Vec<Option<usize>>,
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
    let lists = [
        ID_COLUMNS,
        SKILL_COLUMNS,
        SKILLS_COLUMNS,
        LEVEL_COLUMNS,
        YEARS_COLUMNS,
        LAST_USED_COLUMNS,
        DATE_COLUMNS,
        ROLE_COLUMNS,
        HOURS_COLUMNS,
    ];
    !is_protected(name) && lists.iter().any(|l| l.contains(&key.as_str()))
}

/// The columns that are asked for, in order; `name` is shown in errors.
///
/// # Errors
/// One of them holds what cannot be written as text.
pub fn wanted(name: &str, fields: &Fields) -> Result<Vec<usize>> {
    let wanted: Vec<usize> = (0..fields.len()).filter(|c| is_read(fields[*c].name())).collect();
    for at in &wanted {
        let field = &fields[*at];
        if !is_text(field.data_type()) {
            return Err(Error::Input {
                place: Place { file: name.to_owned(), line: 0, column: *at as u64 + 1 },
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
        quoted(&mut text, field.name().as_bytes());
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
        let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file)).map_err(|e| wrong(&e))?;
        let fields = builder.schema().fields().clone();
        let wanted = wanted(name, &fields)?;
        let columns = (0..fields.len()).map(|c| wanted.binary_search(&c).ok()).collect();
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
        let batches = guarded(|| builder.with_projection(mask).with_batch_size(ROWS).build());
        let batches = batches.map_err(|e| wrong(&e))?;
        Ok(Rows {
            name: name.to_owned(),
            batches,
            columns,
            ready: header(&fields),
            given: 0,
            row: 0,
            cell: Vec::new(),
        })
    }

    /// Makes the text of the next batch; `false` at the end.
    fn more(&mut self) -> io::Result<bool> {
        self.ready.clear();
        self.given = 0;
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
        let Some(batch) = batch else { return Ok(false) };
        for row in 0..batch.num_rows() {
            self.line(&batch, row);
        }
        self.row += batch.num_rows() as u64;
        Ok(true)
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
        return;
    }
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

/// Whether values of a type can be written as text.
fn is_text(of: &DataType) -> bool {
    match of {
        DataType::List(item) | DataType::LargeList(item) => is_text(item.data_type()),
        DataType::Dictionary(key, value) => key.is_integer() && is_text(value),
        DataType::Struct(fields) => {
            fields.iter().any(|f| is_a(f.name(), SKILL_COLUMNS) && is_text(f.data_type()))
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Boolean | DataType::Null => {
            true
        }
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => true,
        DataType::Float32 | DataType::Float64 => true,
        other => other.is_integer(),
    }
}

fn is_a(name: &str, names: &[&str]) -> bool {
    names.contains(&column_key(name).as_str())
}

/// The text of one value; nothing for null.
fn write(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    if array.is_null(row) {
        return;
    }
    match array.data_type() {
        DataType::Utf8 => out.extend_from_slice(array.as_string::<i32>().value(row).as_bytes()),
        DataType::LargeUtf8 => out.extend_from_slice(array.as_string::<i64>().value(row).as_bytes()),
        DataType::Utf8View => out.extend_from_slice(array.as_string_view().value(row).as_bytes()),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let key = integer(dictionary.keys(), row).and_then(|k| usize::try_from(k).ok());
            if let Some(key) = key.filter(|k| *k < dictionary.values().len()) {
                write(dictionary.values().as_ref(), key, out);
            }
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            items(list.value(row).as_ref(), out);
        }
        DataType::LargeList(_) => {
            let list = array.as_list::<i64>();
            items(list.value(row).as_ref(), out);
        }
        DataType::Struct(fields) => {
            let parts = array.as_struct();
            let part = |names: &[&str]| fields.iter().position(|f| is_a(f.name(), names));
            if let Some(skill) = part(SKILL_COLUMNS) {
                write(parts.column(skill).as_ref(), row, out);
            }
            if let Some(level) = part(LEVEL_COLUMNS) {
                out.push(LEVEL_SIGN);
                write(parts.column(level).as_ref(), row, out);
            }
        }
        DataType::Boolean => {
            out.extend_from_slice(if array.as_boolean().value(row) { b"true" } else { b"false" });
        }
        DataType::Float32 => {
            out.extend_from_slice(array.as_primitive::<Float32Type>().value(row).to_string().as_bytes())
        }
        DataType::Float64 => {
            out.extend_from_slice(array.as_primitive::<Float64Type>().value(row).to_string().as_bytes())
        }
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => date(array, row, out),
        _ => {
            if let Some(number) = integer(array, row) {
                out.extend_from_slice(number.to_string().as_bytes());
            }
        }
    }
}

/// The items of a list with `;` between them; a `;` inside one becomes a comma, so that the list keeps its length.
fn items(list: &dyn Array, out: &mut Vec<u8>) {
    for at in 0..list.len() {
        if at > 0 {
            out.push(b';');
        }
        let start = out.len();
        write(list, at, out);
        out[start..].iter_mut().filter(|b| **b == b';').for_each(|b| *b = b',');
    }
}

fn integer(array: &dyn Array, row: usize) -> Option<i128> {
    fn of<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Option<i128>
    where
        i128: From<T::Native>,
    {
        let numbers = array.as_primitive_opt::<T>()?;
        (!numbers.is_null(row)).then(|| i128::from(numbers.value(row)))
    }
    match array.data_type() {
        DataType::Int8 => of::<Int8Type>(array, row),
        DataType::Int16 => of::<Int16Type>(array, row),
        DataType::Int32 => of::<Int32Type>(array, row),
        DataType::Int64 => of::<Int64Type>(array, row),
        DataType::UInt8 => of::<UInt8Type>(array, row),
        DataType::UInt16 => of::<UInt16Type>(array, row),
        DataType::UInt32 => of::<UInt32Type>(array, row),
        DataType::UInt64 => of::<UInt64Type>(array, row),
        _ => None,
    }
}

/// The day of a date or of a time in UTC, as `YYYY-MM-DD`.
fn date(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    const DAY: i64 = 86_400;
    let days = match array.data_type() {
        DataType::Date32 => Some(i64::from(array.as_primitive::<Date32Type>().value(row))),
        DataType::Date64 => Some(array.as_primitive::<Date64Type>().value(row).div_euclid(DAY * 1000)),
        DataType::Timestamp(TimeUnit::Second, _) => {
            Some(array.as_primitive::<TimestampSecondType>().value(row).div_euclid(DAY))
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            Some(array.as_primitive::<TimestampMillisecondType>().value(row).div_euclid(DAY * 1000))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Some(array.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(DAY * 1_000_000))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Some(array.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(DAY * 1_000_000_000))
        }
        _ => None,
    };
    let epoch = jiff::civil::date(1970, 1, 1);
    let span = days.and_then(|d| jiff::Span::new().try_days(d).ok());
    if let Some(day) = span.and_then(|s| epoch.checked_add(s).ok()) {
        out.extend_from_slice(day.to_string().as_bytes());
    }
}
