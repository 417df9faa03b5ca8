//! The rows of record batches → one profile after the other. A person of a long table may go on in the next batch.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema};

use super::strings::Strings;
use crate::batch::parse::{Cells, Parsed, Parser};
use crate::batch::shape::{Columns, Shape, shape};
use crate::diagnostics::Place;
use crate::error::{Error, Result};
use crate::ingest::columnar::{header, wanted};

/// What a table looks like. Errors are those of [`check`].
pub(super) fn shape_of(name: &str, schema: &Schema) -> Result<Shape> {
    // The header is whole, so that it tells.
    let shape = shape(name, &header(schema.fields()), true)?.map_or(Shape::JsonLines, |(shape, _)| shape);
    wanted(name, schema.fields())?;
    Ok(shape)
}

/// How a table tells people apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A row is a person.
    Wide,
    /// Consecutive rows of one id are a person.
    Long,
}

/// Whether a table's columns are those of profiles, and where they are; `name` is shown in errors.
///
/// # Errors
/// They name no id or no skills, or one of the columns that are asked for holds what cannot be read.
pub fn check(name: &str, schema: &Schema) -> Result<(Kind, Columns)> {
    match shape_of(name, schema)? {
        Shape::Long(columns) => Ok((Kind::Long, columns)),
        Shape::Wide(columns) => Ok((Kind::Wide, columns)),
        Shape::JsonLines => Err(Error::Input {
            place: Place::file(name),
            message: "The first column's name starts with “{”.".to_owned(),
            remedy: "Name columns `profile_id` and `skills`.".to_owned(),
        }),
    }
}

/// A person of a long table whose rows may go on.
#[derive(Debug, Default)]
struct Open {
    id: String,
    row: u64,
    any: bool,
}

/// Reads people from batches of one shape.
#[derive(Debug)]
pub(super) struct People {
    shape: Shape,
    open: Open,
    id: Vec<u8>,
    scratch: [Vec<u8>; 7],
}

/// Where the lists of a column start and end.
enum Offsets<'b> {
    Short(&'b [i32]),
    Large(&'b [i64]),
}

impl Offsets<'_> {
    fn range(&self, row: usize) -> std::ops::Range<usize> {
        let at = |offset: i64| usize::try_from(offset).unwrap_or(0);
        match self {
            Offsets::Short(o) => at(o[row].into())..at(o[row + 1].into()),
            Offsets::Large(o) => at(o[row])..at(o[row + 1]),
        }
    }
}

impl People {
    pub fn new(shape: Shape) -> People {
        People { shape, open: Open::default(), id: Vec::new(), scratch: Default::default() }
    }

    /// Calls `each` for every profile of a batch that is whole, in order. `first` is the number of the batch's first row.
    pub fn each(
        &mut self,
        parser: &mut Parser,
        batch: &RecordBatch,
        first: u64,
        mut each: impl FnMut(Parsed, u64),
    ) {
        match self.shape.clone() {
            Shape::Wide(columns) => self.wide(parser, batch, &columns, first, &mut each),
            Shape::Long(columns) => self.long(parser, batch, &columns, first, &mut each),
            // A header in CSV is never one.
            Shape::JsonLines => {}
        }
    }

    /// The last person of a long table.
    pub fn finish(&mut self, parser: &mut Parser, mut each: impl FnMut(Parsed, u64)) {
        if std::mem::take(&mut self.open.any) {
            let row = self.open.row;
            parser.end(row, &self.open.id, &mut |parsed| each(parsed, row));
        }
    }

    fn wide(
        &mut self,
        parser: &mut Parser,
        batch: &RecordBatch,
        c: &Columns,
        first: u64,
        each: &mut impl FnMut(Parsed, u64),
    ) {
        let column = |at: Option<usize>| at.map(|c| Strings::of(batch.column(c)));
        let ids = Strings::of(batch.column(c.id));
        let (levels, roles, hours) = (column(c.level), column(c.role), column(c.hours));
        let skills = batch.column(c.skills);
        let text = Strings::of(skills);
        let lists = lists(skills);
        let plain = lists.as_ref().is_some_and(|(offsets, items)| {
            let last = batch.num_rows().checked_sub(1);
            last.is_some_and(|last| items.surely_plain(offsets.range(0).start..offsets.range(last).end))
        });
        let [one, two, three, four, ..] = &mut self.scratch;
        for at in 0..batch.num_rows() {
            let row = first + at as u64;
            parser.begin();
            let levels = levels.as_ref().map_or("", |l| l.cell(at, one));
            match &lists {
                Some((offsets, items)) if levels.is_empty() => {
                    if !skills.is_null(at) {
                        for item in offsets.range(at) {
                            let item = items.item(item, plain, two);
                            if !item.is_empty() {
                                parser.item(item, None);
                            }
                        }
                    }
                }
                _ => parser.wide_lists(text.cell(at, two), levels),
            }
            parser.role(roles.as_ref().map_or("", |r| r.cell(at, three)));
            parser.hours(hours.as_ref().map_or("", |h| h.cell(at, four)));
            let id = ids.cell(at, &mut self.id);
            parser.end(row, id, &mut |parsed| each(parsed, row));
        }
    }

    fn long(
        &mut self,
        parser: &mut Parser,
        batch: &RecordBatch,
        c: &Columns,
        first: u64,
        each: &mut impl FnMut(Parsed, u64),
    ) {
        let column = |at: Option<usize>| at.map(|c| Strings::of(batch.column(c)));
        let ids = Strings::of(batch.column(c.id));
        let columns = [c.role, c.hours, Some(c.skills), c.level, c.years, c.last_used, c.date].map(column);
        for at in 0..batch.num_rows() {
            let id = ids.cell(at, &mut self.id);
            if !self.open.any || id != self.open.id || id.is_empty() {
                if self.open.any {
                    let row = self.open.row;
                    parser.end(row, &self.open.id, &mut |parsed| each(parsed, row));
                }
                parser.begin();
                self.open.row = first + at as u64;
                self.open.any = true;
                self.open.id.clear();
                self.open.id.push_str(id);
            }
            let mut scratch = self.scratch.iter_mut();
            let [role, hours, skill, level, years, last_used, date] =
                columns.each_ref().map(|column| match (column, scratch.next()) {
                    (Some(column), Some(scratch)) => column.cell(at, scratch),
                    _ => "",
                });
            parser.entry(&Cells { role, hours, skill, level, years, last_used, date });
        }
    }
}

/// The offsets and items of a column of lists of strings.
fn lists(column: &ArrayRef) -> Option<(Offsets<'_>, Strings<'_>)> {
    match column.data_type() {
        DataType::List(_) => {
            let lists = column.as_list::<i32>();
            Some((Offsets::Short(lists.value_offsets()), Strings::of(lists.values())))
        }
        DataType::LargeList(_) => {
            let lists = column.as_list::<i64>();
            Some((Offsets::Large(lists.value_offsets()), Strings::of(lists.values())))
        }
        _ => None,
    }
}
