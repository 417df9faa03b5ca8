//! Matches and rejects → the columns of record batches, from texts made once a model.

use std::sync::{Arc, OnceLock};

use arrow_array::builder::{BooleanBuilder, Float64Builder};
use arrow_array::{
    ArrayRef, Float64Array, Int32Array, Int64Array, ListArray, RecordBatch, RecordBatchOptions, StringArray,
};
use arrow_buffer::{Buffer, NullBuffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use crate::batch::reject::Reject;
use crate::matching::Judged;
use crate::matching::gap::Demands;
use crate::model::Model;
use crate::report::number::share;
use crate::report::plans::PlanDocument;
use crate::units::{ProjectRow, RoleRow};
use crate::vector::Unknown;

/// The columns of results: `row` (of the input, from 0), `profile_id`, `rank` (from 1; 0 where no role matches and where the row is rejected),
/// `role_id`, `role`, `fit` and `readiness` (in [0, 1]), `verdict`, `missing`, `certifications` and `projects` (lists of ids, best first),
/// `unknown` (names that matched nothing, in a profile's first row), with `plans` the columns of a plan for the best role in the first row
/// (`plan_hours`, `plan_cost_usd` in US dollars, `plan_weeks`), and `reject` (why the row is rejected, with the remedy; null for all others).
#[must_use]
pub fn schema(plans: bool) -> SchemaRef {
    let list = || DataType::new_list(DataType::Utf8, true);
    let mut fields = vec![
        Field::new("row", DataType::Int64, false),
        Field::new("profile_id", DataType::Utf8, false),
        Field::new("rank", DataType::Int32, false),
        Field::new("role_id", DataType::Utf8, true),
        Field::new("role", DataType::Utf8, true),
        Field::new("fit", DataType::Float64, true),
        Field::new("readiness", DataType::Float64, true),
        Field::new("verdict", DataType::Utf8, true),
        Field::new("missing", list(), true),
        Field::new("certifications", list(), true),
        Field::new("projects", list(), true),
        Field::new("unknown", list(), true),
    ];
    if plans {
        fields.extend([
            Field::new("plan_steps", list(), true),
            Field::new("plan_hours", DataType::Float64, true),
            Field::new("plan_cost_usd", DataType::Float64, true),
            Field::new("plan_weeks", DataType::Float64, true),
            Field::new("plan_optimal", DataType::Boolean, true),
        ]);
    }
    fields.push(Field::new("reject", DataType::Utf8, true));
    Arc::new(Schema::new(fields))
}

/// The ids of a model as they stand in results. Shared by all threads.
#[derive(Debug)]
pub struct Names {
    certifications: Vec<String>,
    projects: Vec<String>,
    demands: Vec<OnceLock<DemandNames>>,
}

/// The ids of a role's demands, one behind the other: a run of gaps is a piece of it.
#[derive(Debug)]
struct DemandNames {
    text: String,
    /// Where each starts, and the end.
    starts: Box<[i32]>,
}

impl Names {
    /// Those of a model.
    #[must_use]
    pub fn new(model: &Model) -> Names {
        let catalog = model.catalog();
        let mut demands = Vec::new();
        demands.resize_with(catalog.roles.len(), OnceLock::new);
        Names {
            certifications: catalog.certifications.iter().map(|c| c.id.clone()).collect(),
            projects: (0..catalog.projects.len())
                .map(|p| catalog.project_id(ProjectRow::of(p)).into_owned())
                .collect(),
            demands,
        }
    }

    fn demands(&self, model: &Model, role: RoleRow, demands: &Demands) -> &DemandNames {
        self.demands[role.at()].get_or_init(|| {
            let requirements = &model.data.roles[role.at()].requirements;
            let (mut text, mut starts) = (String::new(), vec![0]);
            for requirement in demands.requirements() {
                text.push_str(&model.catalog()[requirements[usize::from(requirement)].skill].id);
                starts.push(i32::try_from(text.len()).unwrap_or(i32::MAX));
            }
            DemandNames { text, starts: starts.into() }
        })
    }
}

/// Strings in the making.
#[derive(Debug)]
struct Text {
    bytes: Vec<u8>,
    offsets: Vec<i32>,
    /// Offsets reach 2 GB. Batches are cut long before; what goes beyond all the same is told when they are taken.
    beyond: bool,
}

impl Default for Text {
    fn default() -> Text {
        Text { bytes: Vec::new(), offsets: vec![0], beyond: false }
    }
}

impl Text {
    /// Whether `more` bytes fit, and where they would start and end.
    fn room(&mut self, more: usize) -> Option<(i32, i32)> {
        let start = i32::try_from(self.bytes.len()).ok();
        let end = i32::try_from(self.bytes.len() + more).ok();
        self.beyond |= end.is_none();
        start.zip(end)
    }

    fn push(&mut self, text: &str) {
        if let Some((_, end)) = self.room(text.len()) {
            self.bytes.extend_from_slice(text.as_bytes());
            self.offsets.push(end);
        }
    }

    /// Appends the strings `from..to` of texts that stand one behind the other.
    fn run(&mut self, names: &DemandNames, from: usize, to: usize) {
        let (starts, text) = (&names.starts[from..=to], names.text.as_bytes());
        let (first, last) = (names.starts[from], names.starts[to]);
        let text = &text[usize::try_from(first).unwrap_or(0)..usize::try_from(last).unwrap_or(0)];
        if let Some((start, _)) = self.room(text.len()) {
            self.bytes.extend_from_slice(text);
            self.offsets.extend(starts[1..].iter().map(|s| s - first + start));
        }
    }

    fn take(&mut self, nulls: Option<NullBuffer>) -> Result<StringArray, ArrowError> {
        let Text { bytes, offsets, beyond } = std::mem::take(self);
        if beyond {
            return Err(ArrowError::OffsetOverflowError(bytes.len()));
        }
        StringArray::try_new(OffsetBuffer::new(ScalarBuffer::from(offsets)), Buffer::from_vec(bytes), nulls)
    }
}

/// A column of strings that may be null.
#[derive(Debug)]
struct Strings {
    text: Text,
    valid: NullBufferBuilder,
}

impl Default for Strings {
    fn default() -> Strings {
        Strings { text: Text::default(), valid: NullBufferBuilder::new(0) }
    }
}

impl Strings {
    fn push(&mut self, text: Option<&str>) {
        self.text.push(text.unwrap_or(""));
        self.valid.append(text.is_some());
    }

    fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(self.text.take(self.valid.finish())?))
    }
}

/// A column of lists of strings that may be null.
#[derive(Debug)]
struct Lists {
    items: Text,
    ends: Vec<i32>,
    valid: NullBufferBuilder,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists { items: Text::default(), ends: vec![0], valid: NullBufferBuilder::new(0) }
    }
}

impl Lists {
    /// Ends a list; its items were pushed.
    fn end(&mut self, there: bool) {
        self.ends.push(i32::try_from(self.items.offsets.len() - 1).unwrap_or(i32::MAX));
        self.valid.append(there);
    }

    fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        let ends = std::mem::replace(&mut self.ends, vec![0]);
        let field = Arc::new(Field::new_list_field(DataType::Utf8, true));
        let items = Arc::new(self.items.take(None)?);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
        Ok(Arc::new(ListArray::try_new(field, offsets, items, self.valid.finish())?))
    }
}

/// Columns of plans in the making.
#[derive(Debug, Default)]
struct Plans {
    steps: Lists,
    numbers: [Float64Builder; 3],
    optimal: BooleanBuilder,
}

impl Plans {
    fn push(&mut self, plan: Option<&PlanDocument>) {
        plan.iter().flat_map(|p| &p.steps).for_each(|s| self.steps.items.push(&s.id));
        self.steps.end(plan.is_some());
        let numbers = plan.map(|p| [p.total_hours, p.total_cost_usd, p.total_weeks]);
        for (at, column) in self.numbers.iter_mut().enumerate() {
            column.append_option(numbers.map(|n| n[at]));
        }
        self.optimal.append_option(plan.map(|p| p.optimal));
    }
}

/// Rows in the making.
#[derive(Debug)]
pub(super) struct Rows<'m> {
    model: &'m Model,
    names: &'m Names,
    schema: SchemaRef,
    row: Vec<i64>,
    profile_id: Text,
    rank: Vec<i32>,
    role_id: Strings,
    role: Strings,
    fit: Vec<f64>,
    readiness: Vec<f64>,
    matched: NullBufferBuilder,
    verdict: Strings,
    missing: Lists,
    certifications: Lists,
    projects: Lists,
    unknown: Lists,
    plans: Option<Plans>,
    reject: Strings,
}

fn number(row: u64) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}

impl<'m> Rows<'m> {
    pub fn new(model: &'m Model, names: &'m Names, plans: bool) -> Rows<'m> {
        Rows {
            model,
            names,
            schema: schema(plans),
            row: Vec::new(),
            profile_id: Text::default(),
            rank: Vec::new(),
            role_id: Strings::default(),
            role: Strings::default(),
            fit: Vec::new(),
            readiness: Vec::new(),
            matched: NullBufferBuilder::new(0),
            verdict: Strings::default(),
            missing: Lists::default(),
            certifications: Lists::default(),
            projects: Lists::default(),
            unknown: Lists::default(),
            plans: plans.then(Plans::default),
            reject: Strings::default(),
        }
    }

    /// Rows so far.
    pub fn len(&self) -> usize {
        self.rank.len()
    }

    /// Bytes of the largest column, about.
    pub fn bytes(&self) -> usize {
        let plans = self.plans.as_ref().map_or(0, |p| p.steps.items.bytes.len());
        let unknown = self.unknown.items.bytes.len();
        self.missing.items.bytes.len().max(self.profile_id.bytes.len()).max(plans).max(unknown)
    }

    /// Adds a match; its row is not the profile's first where `rank` is above 1.
    pub fn push(&mut self, row: u64, id: &str, rank: usize, judged: &Judged, unknown: &[Unknown]) {
        let role = &self.model.catalog()[judged.role];
        self.start(row, id, i32::try_from(rank).unwrap_or(i32::MAX), (rank == 1).then_some(unknown));
        self.role_id.push(Some(&role.id));
        self.role.push(Some(&role.title));
        self.fit.push(share(judged.fit));
        self.readiness.push(share(judged.standing.readiness));
        self.matched.append(true);
        self.verdict.push(Some(judged.standing.verdict().word()));
        let names = self.names.demands(self.model, judged.role, judged.demands);
        let mut left = judged.gaps;
        judged.demands.each_run(judged.judgement, |from, to| {
            let to = to.min(from.saturating_add(left));
            left -= to - from;
            self.missing.items.run(names, from, to);
        });
        self.missing.end(true);
        judged.certifications.iter().for_each(|c| {
            self.certifications.items.push(&self.names.certifications[c.at()]);
        });
        self.certifications.end(true);
        judged.projects.iter().for_each(|p| self.projects.items.push(&self.names.projects[p.at()]));
        self.projects.end(true);
        self.reject.push(None);
    }

    /// Adds the row of a profile that matches no role.
    pub fn push_none(&mut self, row: u64, id: &str, unknown: &[Unknown]) {
        self.start(row, id, 0, Some(unknown));
        self.nothing();
        self.reject.push(None);
    }

    /// Adds the row of a reject.
    pub fn push_reject(&mut self, reject: &Reject) {
        self.start(reject.line, &reject.profile_id, 0, None);
        self.nothing();
        let why = format!("{}: {} {}", reject.reason.code(), reject.message, reject.reason.remedy());
        self.reject.push(Some(&why));
    }

    /// With plans: the plan of the profile whose `rows` were just added, in the first of them.
    pub fn plan(&mut self, plan: Option<&PlanDocument>, rows: usize) {
        let Some(plans) = &mut self.plans else { return };
        plans.push(plan);
        (1..rows).for_each(|_| plans.push(None));
    }

    fn start(&mut self, row: u64, id: &str, rank: i32, unknown: Option<&[Unknown]>) {
        self.row.push(number(row));
        self.profile_id.push(id);
        self.rank.push(rank);
        unknown.into_iter().flatten().for_each(|u| self.unknown.items.push(&u.name));
        self.unknown.end(unknown.is_some());
    }

    /// The columns of a match, where there is none.
    fn nothing(&mut self) {
        [&mut self.role_id, &mut self.role, &mut self.verdict].into_iter().for_each(|c| c.push(None));
        self.fit.push(0.0);
        self.readiness.push(0.0);
        self.matched.append(false);
        [&mut self.missing, &mut self.certifications, &mut self.projects]
            .into_iter()
            .for_each(|c| c.end(false));
    }

    /// All rows so far as a batch.
    ///
    /// # Errors
    /// A column holds more than 2 GB.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows = self.len();
        let matched = self.matched.finish();
        let shares = |values: &mut Vec<f64>| -> ArrayRef {
            Arc::new(Float64Array::new(std::mem::take(values).into(), matched.clone()))
        };
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(std::mem::take(&mut self.row))),
            Arc::new(self.profile_id.take(None)?),
            Arc::new(Int32Array::from(std::mem::take(&mut self.rank))),
            self.role_id.take()?,
            self.role.take()?,
            shares(&mut self.fit),
            shares(&mut self.readiness),
            self.verdict.take()?,
            self.missing.take()?,
            self.certifications.take()?,
            self.projects.take()?,
            self.unknown.take()?,
        ];
        if let Some(plans) = &mut self.plans {
            columns.push(plans.steps.take()?);
            columns.extend(plans.numbers.iter_mut().map(|n| Arc::new(n.finish()) as ArrayRef));
            columns.push(Arc::new(plans.optimal.finish()));
        }
        columns.push(self.reject.take()?);
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)
    }
}
