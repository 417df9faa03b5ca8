//! What the columns of results are, and how ids are kept in them.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};

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
