//! Matches and rejects → the columns of record batches, from texts made once a model.

use std::sync::{Arc, OnceLock};

use arrow_array::builder::{BooleanBuilder, Float64Builder};
use arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, ListArray, RecordBatch,
    RecordBatchOptions, StringArray,
};
use arrow_buffer::{NullBuffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::text::{GROUP, Name, Text};
use crate::batch::reject::Reject;
use crate::matching::gap::Demands;
use crate::matching::{Judged, Verdict};
use crate::model::Model;
use crate::report::number::share;
use crate::report::plans::PlanDocument;
use crate::units::{ProjectRow, RoleRow};
use crate::vector::Unknown;

/// How ids and words that come again and again are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As strings, which everything reads.
    #[default]
    Plain,
    /// As numbers into dictionaries of the model's, which takes less time and memory.
    Dictionary,
}

/// The columns of results: `row` (of the input, from 0), `profile_id`, `rank` (from 1; 0 where no role matches and where the row is rejected),
/// `role_id`, `role`, `fit` and `readiness` (in [0, 1]), `verdict`, `missing`, `certifications` and `projects` (lists of ids, best first),
/// `unknown` (names that matched nothing, in a profile's first row), with `plans` the columns of a plan for the best role in the first row
/// (`plan_hours`, `plan_cost_usd` in US dollars, `plan_weeks`), and `reject` (why the row is rejected, with the remedy; null for all others).
///
/// With [`Encoding::Dictionary`], `role_id`, `role`, `verdict` and the items of `missing`, `certifications` and `projects` are dictionaries.
#[must_use]
pub fn schema(plans: bool, encoding: Encoding) -> SchemaRef {
    let word = || match encoding {
        Encoding::Plain => DataType::Utf8,
        Encoding::Dictionary => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
    };
    let words = || DataType::new_list(word(), true);
    let list = || DataType::new_list(DataType::Utf8, true);
    let mut fields = vec![
        Field::new("row", DataType::Int64, false),
        Field::new("profile_id", DataType::Utf8, false),
        Field::new("rank", DataType::Int32, false),
        Field::new("role_id", word(), true),
        Field::new("role", word(), true),
        Field::new("fit", DataType::Float64, true),
        Field::new("readiness", DataType::Float64, true),
        Field::new("verdict", word(), true),
        Field::new("missing", words(), true),
        Field::new("certifications", words(), true),
        Field::new("projects", words(), true),
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
    certifications: Vec<Name>,
    projects: Vec<Name>,
    verdicts: [Name; Verdict::ALL.len()],
    roles: Vec<OnceLock<RoleNames>>,
    dictionaries: Dictionaries,
}

/// What numbers stand for where ids are kept as such.
#[derive(Debug)]
struct Dictionaries {
    role_ids: ArrayRef,
    titles: ArrayRef,
    verdicts: ArrayRef,
    skills: ArrayRef,
    certifications: ArrayRef,
    projects: ArrayRef,
}

fn strings<S: AsRef<str>>(of: impl Iterator<Item = S>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(of))
}

impl Dictionaries {
    fn new(model: &Model) -> Dictionaries {
        let c = model.catalog();
        Dictionaries {
            role_ids: strings(c.roles.iter().map(|r| &r.id)),
            titles: strings(c.roles.iter().map(|r| &r.title)),
            verdicts: strings(Verdict::ALL.iter().map(|v| v.word())),
            skills: strings(c.skills.iter().map(|s| &s.id)),
            certifications: strings(c.certifications.iter().map(|x| &x.id)),
            projects: strings((0..c.projects.len()).map(|p| c.project_id(ProjectRow::of(p)))),
        }
    }
}

/// A role's id and title, and the ids of its demands, one behind the other: a run of gaps is a piece of that.
#[derive(Debug)]
struct RoleNames {
    id: Name,
    title: Name,
    demands: Name,
    /// Where each demand starts, and the end; a few more stand behind, so that any part can be copied in whole groups.
    starts: Box<[i32]>,
    /// The skills of the demands by number.
    keys: Box<[i32]>,
}

impl Names {
    /// Those of a model.
    #[must_use]
    pub fn new(model: &Model) -> Names {
        let catalog = model.catalog();
        let mut roles = Vec::new();
        roles.resize_with(catalog.roles.len(), OnceLock::new);
        let project = |p: usize| Name::new(&catalog.project_id(ProjectRow::of(p)));
        Names {
            certifications: catalog.certifications.iter().map(|c| Name::new(&c.id)).collect(),
            projects: (0..catalog.projects.len()).map(project).collect(),
            verdicts: Verdict::ALL.map(|v| Name::new(v.word())),
            roles,
            dictionaries: Dictionaries::new(model),
        }
    }

    fn role(&self, model: &Model, role: RoleRow, demands: &Demands) -> &RoleNames {
        self.roles[role.at()].get_or_init(|| {
            let requirements = &model.data.roles[role.at()].requirements;
            let (mut text, mut starts, mut keys) = (String::new(), vec![0], Vec::new());
            for requirement in demands.requirements() {
                let skill = requirements[usize::from(requirement)].skill;
                text.push_str(&model.catalog()[skill].id);
                keys.push(key(skill.at()));
                starts.push(i32::try_from(text.len()).unwrap_or(i32::MAX));
            }
            starts.extend([0; GROUP]);
            let role = &model.catalog()[role];
            RoleNames {
                id: Name::new(&role.id),
                title: Name::new(&role.title),
                demands: Name::new(&text),
                starts: starts.into(),
                keys: keys.into(),
            }
        })
    }
}

fn key(row: usize) -> i32 {
    i32::try_from(row).unwrap_or(i32::MAX)
}

/// Ids in the making, as strings or as numbers.
#[derive(Debug)]
enum Ids {
    Text(Text),
    Keys(Vec<i32>),
}

impl Default for Ids {
    fn default() -> Ids {
        Ids::Text(Text::default())
    }
}

impl Ids {
    fn new(encoding: Encoding) -> Ids {
        match encoding {
            Encoding::Plain => Ids::default(),
            Encoding::Dictionary => Ids::Keys(Vec::new()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Ids::Text(text) => text.len(),
            Ids::Keys(keys) => keys.len(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Ids::Text(text) => text.bytes(),
            Ids::Keys(keys) => keys.len() * size_of::<i32>(),
        }
    }

    #[inline]
    fn push(&mut self, name: &Name, number: usize) {
        match self {
            Ids::Text(text) => text.push_name(name),
            Ids::Keys(keys) => keys.push(key(number)),
        }
    }

    #[inline]
    fn push_run(&mut self, role: &RoleNames, from: usize, to: usize) {
        match self {
            Ids::Text(text) => text.push_run(&role.demands, &role.starts, from, to),
            Ids::Keys(keys) => keys.extend_from_slice(&role.keys[from..to]),
        }
    }

    /// What stands where there is nothing.
    fn push_none(&mut self) {
        match self {
            Ids::Text(text) => text.push(""),
            Ids::Keys(keys) => keys.push(0),
        }
    }

    fn take(&mut self, nulls: Option<NullBuffer>, dictionary: &ArrayRef) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Ids::Text(text) => Arc::new(text.take(nulls)?),
            Ids::Keys(keys) => {
                let room = keys.len() + keys.len() / 8;
                let keys = Int32Array::new(std::mem::replace(keys, Vec::with_capacity(room)).into(), nulls);
                Arc::new(DictionaryArray::try_new(keys, dictionary.clone())?)
            }
        })
    }
}

/// A column of ids that may be null.
#[derive(Debug)]
struct Words {
    ids: Ids,
    valid: NullBufferBuilder,
}

impl Words {
    fn new(encoding: Encoding) -> Words {
        Words { ids: Ids::new(encoding), valid: NullBufferBuilder::new(0) }
    }

    #[inline]
    fn push(&mut self, name: &Name, number: usize) {
        self.ids.push(name, number);
        self.valid.append(true);
    }

    fn push_none(&mut self) {
        self.ids.push_none();
        self.valid.append(false);
    }

    fn take(&mut self, dictionary: &ArrayRef) -> Result<ArrayRef, ArrowError> {
        self.ids.take(self.valid.finish(), dictionary)
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

/// A column of lists that may be null.
#[derive(Debug)]
struct Lists {
    items: Ids,
    ends: Vec<i32>,
    valid: NullBufferBuilder,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists::new(Encoding::Plain)
    }
}

impl Lists {
    fn new(encoding: Encoding) -> Lists {
        Lists { items: Ids::new(encoding), ends: vec![0], valid: NullBufferBuilder::new(0) }
    }

    /// Appends a string that is none of the model's.
    fn push_text(&mut self, text: &str) {
        if let Ids::Text(items) = &mut self.items {
            items.push(text);
        }
    }

    /// Ends a list; its items were pushed.
    fn end(&mut self, there: bool) {
        self.ends.push(i32::try_from(self.items.len()).unwrap_or(i32::MAX));
        self.valid.append(there);
    }

    fn take(&mut self, dictionary: &ArrayRef) -> Result<ArrayRef, ArrowError> {
        let ends = std::mem::replace(&mut self.ends, vec![0]);
        let items = self.items.take(None, dictionary)?;
        let field = Arc::new(Field::new_list_field(items.data_type().clone(), true));
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
        plan.iter().flat_map(|p| &p.steps).for_each(|s| self.steps.push_text(&s.id));
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
    role_id: Words,
    role: Words,
    fit: Vec<f64>,
    readiness: Vec<f64>,
    matched: NullBufferBuilder,
    verdict: Words,
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
    pub fn new(model: &'m Model, names: &'m Names, plans: bool, encoding: Encoding) -> Rows<'m> {
        Rows {
            model,
            names,
            schema: schema(plans, encoding),
            row: Vec::new(),
            profile_id: Text::default(),
            rank: Vec::new(),
            role_id: Words::new(encoding),
            role: Words::new(encoding),
            fit: Vec::new(),
            readiness: Vec::new(),
            matched: NullBufferBuilder::new(0),
            verdict: Words::new(encoding),
            missing: Lists::new(encoding),
            certifications: Lists::new(encoding),
            projects: Lists::new(encoding),
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
        let plans = self.plans.as_ref().map_or(0, |p| p.steps.items.bytes());
        let unknown = self.unknown.items.bytes();
        self.missing.items.bytes().max(self.profile_id.bytes()).max(plans).max(unknown)
    }

    /// Adds a match; its row is not the profile's first where `rank` is above 1.
    pub fn push(&mut self, row: u64, id: &str, rank: usize, judged: &Judged, unknown: &[Unknown]) {
        self.start(row, id, i32::try_from(rank).unwrap_or(i32::MAX), (rank == 1).then_some(unknown));
        let names = self.names.role(self.model, judged.role, judged.demands);
        self.role_id.push(&names.id, judged.role.at());
        self.role.push(&names.title, judged.role.at());
        self.fit.push(share(judged.fit));
        self.readiness.push(share(judged.standing.readiness));
        self.matched.append(true);
        let verdict = judged.standing.verdict() as usize;
        self.verdict.push(&self.names.verdicts[verdict], verdict);
        let mut left = judged.gaps;
        let missing = &mut self.missing.items;
        judged.demands.each_run(judged.judgement, |from, to| {
            let to = to.min(from.saturating_add(left));
            left -= to - from;
            missing.push_run(names, from, to);
        });
        self.missing.end(true);
        for c in judged.certifications {
            self.certifications.items.push(&self.names.certifications[c.at()], c.at());
        }
        self.certifications.end(true);
        for p in judged.projects {
            self.projects.items.push(&self.names.projects[p.at()], p.at());
        }
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
        unknown.into_iter().flatten().for_each(|u| self.unknown.push_text(&u.name));
        self.unknown.end(unknown.is_some());
    }

    /// The columns of a match, where there is none.
    fn nothing(&mut self) {
        [&mut self.role_id, &mut self.role, &mut self.verdict].into_iter().for_each(Words::push_none);
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
        let (rows, d) = (self.len(), &self.names.dictionaries);
        let matched = self.matched.finish();
        let shares = |values: &mut Vec<f64>| -> ArrayRef {
            Arc::new(Float64Array::new(std::mem::take(values).into(), matched.clone()))
        };
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(std::mem::take(&mut self.row))),
            Arc::new(self.profile_id.take(None)?),
            Arc::new(Int32Array::from(std::mem::take(&mut self.rank))),
            self.role_id.take(&d.role_ids)?,
            self.role.take(&d.titles)?,
            shares(&mut self.fit),
            shares(&mut self.readiness),
            self.verdict.take(&d.verdicts)?,
            self.missing.take(&d.skills)?,
            self.certifications.take(&d.certifications)?,
            self.projects.take(&d.projects)?,
            self.unknown.take(&d.skills)?,
        ];
        if let Some(plans) = &mut self.plans {
            columns.push(plans.steps.take(&d.skills)?);
            columns.extend(plans.numbers.iter_mut().map(|n| Arc::new(n.finish()) as ArrayRef));
            columns.push(Arc::new(plans.optimal.finish()));
        }
        columns.push(self.reject.take()?);
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)
    }
}
