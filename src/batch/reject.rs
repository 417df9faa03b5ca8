//! Rows that cannot be used: where, who, why, and what to do about it.

use std::borrow::Cow;

use crate::ingest::level::{DAY_REMEDY, LEVEL_REMEDY, YEARS_REMEDY};

/// The columns of the file of rejects.
pub const REJECTS_HEADER: &str = "line,profile_id,reason,remedy\n";

/// Why a row was rejected. The name is stable: scripts may count by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The row has no profile id.
    NoId,
    /// The profile names no skill.
    EmptyProfile,
    /// A level is not on the scale.
    BadLevel,
    /// Years are no number of years.
    BadYears,
    /// A date is no date.
    BadDate,
    /// A line is no JSON object that describes a profile.
    BadJson,
    /// The present role is not known.
    UnknownRole,
    /// The record is longer than the limit.
    TooLong,
    /// A quote is never closed.
    OpenQuote,
}

impl Reason {
    /// All reasons, in the order of the summary.
    pub const ALL: [Reason; 9] = [
        Reason::NoId,
        Reason::EmptyProfile,
        Reason::BadLevel,
        Reason::BadYears,
        Reason::BadDate,
        Reason::BadJson,
        Reason::UnknownRole,
        Reason::TooLong,
        Reason::OpenQuote,
    ];

    /// The stable name: `no-id`, `bad-level`, …
    #[must_use]
    pub fn code(self) -> &'static str {
        [
            "no-id",
            "empty-profile",
            "bad-level",
            "bad-years",
            "bad-date",
            "bad-json",
            "unknown-role",
            "too-long",
            "open-quote",
        ][self as usize]
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Reason::NoId => "Give every row an id in the column `profile_id`.",
            Reason::EmptyProfile => "Name at least one skill, or leave the row out.",
            Reason::BadLevel => LEVEL_REMEDY,
            Reason::BadYears => YEARS_REMEDY,
            Reason::BadDate => DAY_REMEDY,
            Reason::BadJson => {
                "Write one object a line: {\"profile_id\": \"p1\", \"skills\": [\"Linux\", {\"skill\": \"Bash\", \"level\": 3}]}."
            }
            Reason::UnknownRole => {
                "Write an id or title of the model's roles (`skillgap roles list`), or leave it empty."
            }
            Reason::OpenQuote => "Close the quote; inside quotes, write a quote twice.",
            Reason::TooLong => {
                "Check for a quote that is never closed; split records that are really this long."
            }
        }
    }
}

/// One rejected row, or one rejected profile of a long table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Line on which the record starts, from 1.
    pub line: u64,
    /// The id, as far as it could be read.
    pub profile_id: String,
    /// Why.
    pub reason: Reason,
    /// What is wrong with this row, as a sentence.
    pub message: String,
}

impl Reject {
    /// A reject.
    pub fn new(
        line: u64,
        id: impl Into<String>,
        reason: Reason,
        message: impl Into<Cow<'static, str>>,
    ) -> Reject {
        Reject { line, profile_id: id.into(), reason, message: message.into().into_owned() }
    }

    /// Appends the row of the file of rejects.
    pub fn write(&self, out: &mut Vec<u8>) {
        use crate::report::csv::cell;
        out.extend_from_slice(self.line.to_string().as_bytes());
        out.push(b',');
        cell(out, &self.profile_id);
        out.push(b',');
        cell(out, &format!("{}: {}", self.reason.code(), self.message));
        out.push(b',');
        cell(out, self.reason.remedy());
        out.push(b'\n');
    }
}
