//! Matches and rejects → record batches.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, RecordBatchOptions};
use arrow_buffer::NullBufferBuilder;
use arrow_schema::{ArrowError, SchemaRef};

use super::columns::{Ends, Ids, Lists, Plans, Runs, Strings, taken};
use super::names::Names;
use super::schema::{Encoding, schema};
use super::text::Text;
use crate::batch::reject::Reject;
use crate::matching::Judged;
use crate::model::Model;
use crate::report::number::share;
use crate::report::plans::PlanDocument;
use crate::vector::Unknown;

/// Rows in the making.
#[derive(Debug)]
pub(super) struct Rows<'m> {
    model: &'m Model,
    names: &'m Names,
    schema: SchemaRef,
    encoding: Encoding,
    row: Vec<i64>,
    profile_id: Text,
    rank: Vec<i32>,
    role: Ids,
    fit: Vec<f64>,
    readiness: Vec<f64>,
    /// Whether there is a match: all columns of one are null where there is none.
    matched: NullBufferBuilder,
    verdict: Ids,
    missing: Runs,
    missing_ends: Ends,
    certifications: Ids,
    certification_ends: Ends,
    projects: Ids,
    project_ends: Ends,
    unknown: Lists,
    plans: Option<Plans>,
    reject: Strings,
    scratch: Text,
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
            encoding,
            row: Vec::new(),
            profile_id: Text::default(),
            rank: Vec::new(),
            role: Ids::default(),
            fit: Vec::new(),
            readiness: Vec::new(),
            matched: NullBufferBuilder::new(0),
            verdict: Ids::default(),
            missing: Runs::new(encoding),
            missing_ends: Ends::default(),
            certifications: Ids::default(),
            certification_ends: Ends::default(),
            projects: Ids::default(),
            project_ends: Ends::default(),
            unknown: Lists::default(),
            plans: plans.then(Plans::default),
            reject: Strings::default(),
            scratch: Text::default(),
        }
    }

    /// Rows so far.
    pub fn len(&self) -> usize {
        self.rank.len()
    }

    /// Bytes of the largest column, about.
    pub fn bytes(&self) -> usize {
        let plans = self.plans.as_ref().map_or(0, Plans::bytes);
        self.missing.bytes().max(self.profile_id.bytes()).max(plans).max(self.unknown.bytes())
    }

    /// Adds a match; its row is not the profile's first where `rank` is above 1.
    pub fn push(&mut self, row: u64, id: &str, rank: usize, judged: &Judged, unknown: &[Unknown]) {
        self.start(row, id, i32::try_from(rank).unwrap_or(i32::MAX), (rank == 1).then_some(unknown));
        let names = self.names.role(self.model, judged.role, judged.demands);
        self.role.push(judged.role.at());
        self.fit.push(share(judged.fit));
        self.readiness.push(share(judged.standing.readiness));
        self.matched.append(true);
        self.verdict.push(judged.standing.verdict() as usize);
        let missing = &mut self.missing;
        if missing.begin(names) {
            // Demands that follow each other are copied together.
            for run in judged.judgement.gaps().chunk_by(|demand, next| demand + 1 == *next) {
                let from = usize::from(run[0]);
                missing.push(names, from, from + run.len());
            }
        }
        self.certifications.extend(judged.certifications.iter().map(|c| c.at()));
        self.projects.extend(judged.projects.iter().map(|p| p.at()));
        self.end(None);
    }

    /// Adds the row of a profile that matches no role.
    pub fn push_none(&mut self, row: u64, id: &str, unknown: &[Unknown]) {
        self.start(row, id, 0, Some(unknown));
        self.nothing();
        self.end(None);
    }

    /// Adds the row of a reject.
    pub fn push_reject(&mut self, reject: &Reject) {
        self.start(reject.line, &reject.profile_id, 0, None);
        self.nothing();
        let why = format!("{}: {} {}", reject.reason.code(), reject.message, reject.reason.remedy());
        self.end(Some(&why));
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
        self.unknown.push(unknown.map(|list| list.iter().map(|u| u.name.as_str())));
    }

    /// The columns of a match, where there is none.
    fn nothing(&mut self) {
        self.role.push_none();
        self.verdict.push_none();
        self.fit.push(0.0);
        self.readiness.push(0.0);
        self.matched.append(false);
    }

    fn end(&mut self, reject: Option<&str>) {
        self.missing_ends.push(self.missing.len());
        self.certification_ends.push(self.certifications.len());
        self.project_ends.push(self.projects.len());
        self.reject.push(reject);
    }

    /// All rows so far as a batch.
    ///
    /// # Errors
    /// A column holds more than 2 GB.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let (rows, names, encoding) = (self.len(), self.names, self.encoding);
        let (words, scratch, matched) = (&names.dictionaries, &mut self.scratch, self.matched.finish());
        let id = |role: usize| names.known(role).map(|r| &r.id);
        let title = |role: usize| names.known(role).map(|r| &r.title);
        let role_id = self.role.array(encoding, scratch, id, &words.role_ids, matched.clone())?;
        let role = self.role.array(encoding, scratch, title, &words.titles, matched.clone())?;
        let verdict = |v: usize| names.verdicts.get(v);
        let verdict = self.verdict.array(encoding, scratch, verdict, &words.verdicts, matched.clone())?;
        let name = |c: usize| names.certifications.get(c);
        let certifications =
            self.certifications.array(encoding, scratch, name, &words.certifications, None)?;
        let name = |p: usize| names.projects.get(p);
        let projects = self.projects.array(encoding, scratch, name, &words.projects, None)?;
        [&mut self.role, &mut self.verdict, &mut self.certifications, &mut self.projects]
            .into_iter()
            .for_each(Ids::clear);
        let shares = |values: &mut Vec<f64>| -> ArrayRef {
            Arc::new(Float64Array::new(taken(values).into(), matched.clone()))
        };
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(taken(&mut self.row))),
            Arc::new(self.profile_id.take(None)?),
            Arc::new(Int32Array::from(taken(&mut self.rank))),
            role_id,
            role,
            shares(&mut self.fit),
            shares(&mut self.readiness),
            verdict,
            self.missing_ends.take(self.missing.take(&words.skills)?, matched.clone())?,
            self.certification_ends.take(certifications, matched.clone())?,
            self.project_ends.take(projects, matched.clone())?,
            self.unknown.take()?,
        ];
        if let Some(plans) = &mut self.plans {
            columns.extend(plans.take()?);
        }
        columns.push(self.reject.take()?);
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)
    }
}
