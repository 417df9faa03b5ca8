//! A spreadsheet (`.xlsx`) → the CSV of its first sheet that has rows, so that everything behind reads one format.
//!
//! An `.xlsx` is a ZIP of XML: a few kilobytes may unpack to gigabytes, two cells may span a sheet of billions, and a long text that
//! stands once in the file may be shown by thousands of cells. All is measured before it is kept: memory is bounded by `MOST_UNPACKED`
//! (the parts, and the texts of a sheet) and `MOST_CELLS`.

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Reader, Xlsx};

use crate::diagnostics::Place;
use crate::error::{Error, Result};

/// All parts together, unpacked; and all texts of a sheet together.
const MOST_UNPACKED: u64 = 128 << 20;
/// Cells kept of a sheet: those with content, and the empty ones to the left of them.
const MOST_CELLS: usize = 4_000_000;
/// Tables for people have fewer columns.
const MOST_COLUMNS: u32 = 1000;

/// The first sheet with rows as CSV; its lines are those of the sheet.
///
/// # Errors
/// The file is damaged, too large when unpacked, or has no sheet with rows.
pub fn to_csv(file: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let wrong = |message: String, remedy: &str| Error::Input {
        place: Place::file(file),
        message,
        remedy: remedy.to_owned(),
    };
    let damaged = |what: String| {
        wrong(format!("The spreadsheet cannot be read: {what}."), "Save it again, or save it as CSV.")
    };
    unpacks_small(bytes).map_err(|what| match what {
        Unpack::TooLarge => wrong(
            format!("The spreadsheet unpacks to more than {} MB.", MOST_UNPACKED >> 20),
            "Save the sheet as CSV.",
        ),
        Unpack::Damaged(what) => damaged(what),
    })?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
    for name in workbook.sheet_names() {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let (mut cells, mut texts) = (0usize, 0u64);
        let mut reader = match workbook.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            // Chart sheets have no cells.
            Err(_) => continue,
        };
        while let Some(cell) = reader.next_cell().map_err(|e| damaged(e.to_string()))? {
            let text = shown(cell.get_value());
            if text.is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            let have = rows.get(row as usize).map_or(0, Vec::len);
            cells += (column as usize + 1).saturating_sub(have);
            texts += text.len() as u64;
            let too_many = cells > MOST_CELLS || column >= MOST_COLUMNS || row as usize > MOST_CELLS;
            if too_many || texts > MOST_UNPACKED {
                let place =
                    Place { file: file.to_owned(), line: u64::from(row) + 1, column: u64::from(column) + 1 };
                let most = if too_many {
                    format!(
                        "at most {MOST_CELLS} cells in {MOST_COLUMNS} columns are read, the empty ones before a filled one among them"
                    )
                } else {
                    format!("at most {} MB of text are read", MOST_UNPACKED >> 20)
                };
                return Err(Error::Input {
                    place,
                    message: format!("The sheet “{name}” is too large: {most}."),
                    remedy: "Save the sheet as CSV.".to_owned(),
                });
            }
            let (row, column) = (row as usize, column as usize);
            if rows.len() <= row {
                rows.resize(row + 1, Vec::new());
            }
            if rows[row].len() <= column {
                rows[row].resize(column + 1, String::new());
            }
            rows[row][column] = text;
        }
        if !rows.is_empty() {
            return csv_of(&rows).map_err(|e| damaged(e.to_string()));
        }
    }
    Err(wrong(
        "The spreadsheet has no sheet with rows.".to_owned(),
        "Name a file with a header and rows on its first sheet.",
    ))
}

fn csv_of(rows: &[Vec<String>]) -> std::result::Result<Vec<u8>, csv::Error> {
    // All in quotes: what cells hold is no separator, nor a line's end; a header's separators are counted.
    let mut writer =
        csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for row in rows {
        if row.is_empty() {
            // Keeps the numbers of the lines behind an empty row.
            writer.write_record([""])?;
        } else {
            writer.write_record(row)?;
        }
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

fn shown(value: &DataRef) -> String {
    match Data::from(value.clone()) {
        // A line's end in a cell would move the lines behind it away from the rows of the sheet.
        Data::String(s) => s.trim().replace("\r\n", " ").replace(['\r', '\n'], " "),
        Data::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => format!("{f:.0}"),
        Data::Float(f) => f.to_string(),
        Data::Int(i) => i.to_string(),
        Data::Bool(b) => b.to_string(),
        Data::DateTime(d) => {
            // Days count from 1904 where the workbook says so.
            let (year, month, day, ..) = d.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(s) | Data::DurationIso(s) => s,
        // `#N/A` and its like stay what they look like, so that they are told.
        Data::Error(e) => e.to_string(),
        Data::Empty => String::new(),
    }
}

enum Unpack {
    TooLarge,
    Damaged(String),
}

/// Unpacks every part into nothing, counting: sizes in the directory of a ZIP are claims.
fn unpacks_small(bytes: &[u8]) -> std::result::Result<(), Unpack> {
    let damaged = |e: zip::result::ZipError| Unpack::Damaged(e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = MOST_UNPACKED;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(damaged)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|e| Unpack::Damaged(e.to_string()))?;
        if read > left {
            return Err(Unpack::TooLarge);
        }
        left -= read;
    }
    Ok(())
}
