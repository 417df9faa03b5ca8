//! One row of a catalog's table → its cells as values: which value does a cell hold, and what is wrong with it?

use super::table::{Row, Table};
use crate::diagnostics::{Findings, Place, Severity};
use crate::units::{Cents, Level, parse_date};

/// One row being read: cells by column name, findings with the row's place.
pub(super) struct Cells<'a> {
    pub(super) table: &'a Table,
    pub(super) row: &'a Row,
    pub(super) findings: &'a mut Findings,
}

impl Cells<'_> {
    pub(super) fn text(&self, column: &str) -> String {
        self.row.cell(self.table.column(column)).to_owned()
    }

    pub(super) fn list(&self, column: &str) -> Vec<String> {
        self.row.list(self.table.column(column))
    }

    pub(super) fn place(&self) -> Place {
        self.table.place(self.row)
    }

    pub(super) fn wrong(&mut self, column: &str, message: String, remedy: &str) {
        let mut place = self.place();
        place.column = self.table.column(column).map_or(0, |c| c as u64 + 1);
        self.findings.add(Severity::Error, "bad-cell", place, message, remedy);
    }

    /// A cell that must not be empty; the row is left out if it is.
    pub(super) fn required(&mut self, column: &str) -> Option<String> {
        let text = self.text(column);
        if text.is_empty() {
            self.wrong(
                column,
                format!("`{column}` is empty or missing; the row is left out."),
                "Fill it in.",
            );
            return None;
        }
        Some(text)
    }

    /// A number in a range; empty is `None`.
    pub(super) fn number(&mut self, column: &str, low: f32, high: f32) -> Option<f32> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let number = in_range(&text, low, high);
        if number.is_none() {
            self.wrong(
                column,
                format!("`{column}` is “{text}”, not a number from {low} to {high}; it is taken as unknown."),
                "Correct the number or leave the cell empty.",
            );
        }
        number
    }

    /// A number in a range that must be there; the row is left out if it is not.
    pub(super) fn required_number(&mut self, column: &str, low: f32, high: f32) -> Option<f32> {
        let text = self.required(column)?;
        let number = in_range(&text, low, high);
        if number.is_none() {
            self.wrong(
                column,
                format!("`{column}` is “{text}”, not a number from {low} to {high}; the row is left out."),
                "Correct the number.",
            );
        }
        number
    }

    /// A whole number from 1 to `most` that must be there; the row is left out if it is not.
    pub(super) fn required_count(&mut self, column: &str, most: u16) -> Option<u32> {
        let number = self.required_number(column, 1.0, f32::from(most))?;
        if number.fract() != 0.0 {
            self.wrong(
                column,
                format!("`{column}` is {number}, not a whole number; the row is left out."),
                "Correct the number.",
            );
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(number as u32)
    }

    pub(super) fn cents(&mut self, column: &str) -> Option<Cents> {
        self.number(column, 0.0, 1e6).and_then(|usd| Cents::from_usd(f64::from(usd)))
    }

    /// A level; empty is `None`.
    pub(super) fn level(&mut self, column: &str) -> Option<Level> {
        let n = self.number(column, 1.0, 5.0)?;
        self.whole_level(column, n)
    }

    /// A level that must be there; the row is left out if it is not.
    pub(super) fn required_level(&mut self, column: &str) -> Option<Level> {
        let n = self.required_number(column, 1.0, 5.0)?;
        self.whole_level(column, n)
    }

    fn whole_level(&mut self, column: &str, n: f32) -> Option<Level> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let level = Level::new(n as u8);
        if n.fract() == 0.0 {
            return level;
        }
        self.wrong(
            column,
            format!("`{column}` is {n}, not a whole level from 1 to 5."),
            "Use 1, 2, 3, 4 or 5.",
        );
        None
    }

    pub(super) fn date(&mut self, column: &str) -> Option<jiff::civil::Date> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let date = parse_date(&text);
        if date.is_none() {
            self.wrong(
                column,
                format!("`{column}` is “{text}”, not a date."),
                "Write YYYY-MM-DD or YYYY-MM.",
            );
        }
        date
    }

    pub(super) fn word<T>(
        &mut self,
        column: &str,
        parse: impl Fn(&str) -> Option<T>,
        choices: &str,
    ) -> Option<T> {
        let text = self.text(column);
        let value = parse(&text);
        if value.is_none() {
            self.wrong(
                column,
                format!("`{column}` is “{text}”; the row is left out."),
                &format!("Use one of: {choices}."),
            );
        }
        value
    }

    pub(super) fn id(&mut self, column: &str) -> Option<String> {
        let id = self.required(column)?;
        if id.chars().any(|c| c.is_whitespace() || c.is_control() || c == ';') {
            self.wrong(
                column,
                format!("The id “{id}” holds a space or `;`."),
                "Use lower-case words joined by `-`.",
            );
            return None;
        }
        Some(id)
    }
}

fn in_range(text: &str, low: f32, high: f32) -> Option<f32> {
    // A number that is none (`NaN`) is in no range.
    text.parse().ok().filter(|n| (low..=high).contains(n))
}
