//! Columns in the making. Ids are collected as numbers; they become strings or dictionaries when the column is taken, one column after the other in
//! the same scratch. What is handed on is copied from memory that stays here: larger than needed, initialised and still in the cache, where new
//! memory for each batch had to be cleared and fetched first.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float64Builder};
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, ListArray};
use arrow_buffer::{NullBuffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, Field};

use super::names::{RoleNames, key};
use super::schema::Encoding;
use super::text::{Name, Text};
use crate::report::plans::PlanDocument;

/// The values so far, in as much memory as they need; none are left, but their memory is.
pub(super) fn taken<T: Copy>(values: &mut Vec<T>) -> Vec<T> {
    let all = values.clone();
    values.clear();
    all
}

fn dictionary(keys: Vec<i32>, nulls: Option<NullBuffer>, words: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(Arc::new(DictionaryArray::try_new(Int32Array::new(keys.into(), nulls), words.clone())?))
}

/// What stands where there is no id.
const NONE: i32 = -1;

/// Ids by number.
#[derive(Debug, Default)]
pub(super) struct Ids(Vec<i32>);

impl Ids {
    #[inline]
    pub fn push(&mut self, number: usize) {
        self.0.push(key(number));
    }

    pub fn push_none(&mut self) {
        self.0.push(NONE);
    }

    #[inline]
    pub fn extend(&mut self, numbers: impl Iterator<Item = usize>) {
        self.0.extend(numbers.map(key));
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The ids as an array: strings that `name` gives, or numbers into `words`. They stay.
    pub fn array<'n>(
        &self,
        encoding: Encoding,
        scratch: &mut Text,
        name: impl Fn(usize) -> Option<&'n Name>,
        words: &ArrayRef,
        nulls: Option<NullBuffer>,
    ) -> Result<ArrayRef, ArrowError> {
        if encoding == Encoding::Dictionary {
            // Numbers under a null are looked at by nobody, but have to be there.
            return dictionary(self.0.iter().map(|k| (*k).max(0)).collect(), nulls, words);
        }
        for number in &self.0 {
            match usize::try_from(*number).ok().and_then(&name) {
                Some(name) => scratch.push_name(name),
                None => scratch.push(""),
            }
        }
        Ok(Arc::new(scratch.take(nulls)?))
    }
}

/// What is missing: runs of what roles ask.
#[derive(Debug)]
pub(super) enum Runs {
    Text(Text),
    Keys(Vec<i32>),
}

impl Runs {
    pub fn new(encoding: Encoding) -> Runs {
        match encoding {
            Encoding::Plain => Runs::Text(Text::default()),
            Encoding::Dictionary => Runs::Keys(Vec::new()),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Runs::Text(text) => text.len(),
            Runs::Keys(keys) => keys.len(),
        }
    }

    pub fn bytes(&self) -> usize {
        match self {
            Runs::Text(text) => text.bytes(),
            Runs::Keys(keys) => keys.len() * size_of::<i32>(),
        }
    }

    /// Makes room for what a role asks; whether it fits.
    #[inline]
    pub fn begin(&mut self, role: &RoleNames) -> bool {
        match self {
            Runs::Text(text) => text.begin_runs(&role.demands, &role.starts),
            Runs::Keys(_) => true,
        }
    }

    /// Appends demands of the role that was begun, each once at most.
    #[inline]
    pub fn push(&mut self, role: &RoleNames, from: usize, to: usize) {
        match self {
            Runs::Text(text) => text.push_run(&role.demands, &role.starts, from, to),
            Runs::Keys(keys) => keys.extend_from_slice(&role.keys[from..to]),
        }
    }

    pub fn take(&mut self, words: &ArrayRef) -> Result<ArrayRef, ArrowError> {
        match self {
            Runs::Text(text) => Ok(Arc::new(text.take(None)?)),
            Runs::Keys(keys) => dictionary(taken(keys), None, words),
        }
    }
}

/// Where the lists of a column end.
#[derive(Debug)]
pub(super) struct Ends(Vec<i32>);

impl Default for Ends {
    fn default() -> Ends {
        Ends(vec![0])
    }
}

impl Ends {
    /// Ends a list, so many items behind the first of the column.
    #[inline]
    pub fn push(&mut self, items: usize) {
        self.0.push(key(items));
    }

    pub fn take(&mut self, items: ArrayRef, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
        let ends = taken(&mut self.0);
        self.0.push(0);
        let field = Arc::new(Field::new_list_field(items.data_type().clone(), true));
        Ok(Arc::new(ListArray::try_new(field, OffsetBuffer::new(ScalarBuffer::from(ends)), items, nulls)?))
    }
}

/// A column of strings that may be null.
#[derive(Debug)]
pub(super) struct Strings {
    text: Text,
    valid: NullBufferBuilder,
}

impl Default for Strings {
    fn default() -> Strings {
        Strings { text: Text::default(), valid: NullBufferBuilder::new(0) }
    }
}

impl Strings {
    pub fn push(&mut self, text: Option<&str>) {
        self.text.push(text.unwrap_or(""));
        self.valid.append(text.is_some());
    }

    pub fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(self.text.take(self.valid.finish())?))
    }
}

/// A column of lists of strings that are none of the model's, or that come seldom; lists may be null.
#[derive(Debug)]
pub(super) struct Lists {
    items: Text,
    ends: Ends,
    valid: NullBufferBuilder,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists { items: Text::default(), ends: Ends::default(), valid: NullBufferBuilder::new(0) }
    }
}

impl Lists {
    pub fn push<'t>(&mut self, list: Option<impl Iterator<Item = &'t str>>) {
        self.valid.append(list.is_some());
        list.into_iter().flatten().for_each(|text| self.items.push(text));
        self.ends.push(self.items.len());
    }

    pub fn bytes(&self) -> usize {
        self.items.bytes()
    }

    pub fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        let items = Arc::new(self.items.take(None)?);
        self.ends.take(items, self.valid.finish())
    }
}

/// Columns of plans.
#[derive(Debug, Default)]
pub(super) struct Plans {
    steps: Lists,
    numbers: [Float64Builder; 3],
    optimal: BooleanBuilder,
}

impl Plans {
    pub fn push(&mut self, plan: Option<&PlanDocument>) {
        self.steps.push(plan.map(|p| p.steps.iter().map(|s| s.id.as_str())));
        let numbers = plan.map(|p| [p.total_hours, p.total_cost_usd, p.total_weeks]);
        for (at, column) in self.numbers.iter_mut().enumerate() {
            column.append_option(numbers.map(|n| n[at]));
        }
        self.optimal.append_option(plan.map(|p| p.optimal));
    }

    pub fn bytes(&self) -> usize {
        self.steps.bytes()
    }

    pub fn take(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        let mut columns = vec![self.steps.take()?];
        columns.extend(self.numbers.iter_mut().map(|n| Arc::new(n.finish()) as ArrayRef));
        columns.push(Arc::new(self.optimal.finish()));
        Ok(columns)
    }
}
