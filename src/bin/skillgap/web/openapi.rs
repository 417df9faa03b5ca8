//! The document of the JSON interface, OpenAPI 3.1, made from the types that are read and written.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};
use skillgap::report::extraction::ExtractionDocument;
use skillgap::report::matches::MatchDocument;
use skillgap::report::pathways::PathDocument;
use skillgap::report::plans::PlanDocument;
use skillgap::report::roles::{RoleDocument, RoleList, TitleDocument};
use skillgap::report::skills::SkillList;
use skillgap::report::unlocks::UnlockDocument;

use super::api::BATCH_KINDS;
use super::ask::{BatchAsk, ExtractAsk, FindAsk, MatchAsk, PathAsk, PlanAsk, RolesAsk, UnlockAsk};
use super::batches::BatchLine;
use super::problem::ProblemDocument;

/// Collects schemas: one generator for what is read, one for what is written.
struct Schemas {
    read: SchemaGenerator,
    written: SchemaGenerator,
}

impl Schemas {
    fn new() -> Schemas {
        let settings = || {
            SchemaSettings::draft2020_12().with(|s| {
                s.definitions_path = "/components/schemas".into();
                s.meta_schema = None;
            })
        };
        Schemas {
            read: settings().for_deserialize().into_generator(),
            written: settings().for_serialize().into_generator(),
        }
    }

    fn body<T: JsonSchema>(&mut self) -> Value {
        let schema = self.read.subschema_for::<T>();
        json!({"required": true, "content": {"application/json": {"schema": schema}}})
    }

    fn answer<T: JsonSchema>(&mut self, what: &str) -> Value {
        let schema = self.written.subschema_for::<T>();
        json!({"description": what, "content": {"application/json": {"schema": schema}}})
    }

    /// JSON Lines: a match with its `profile_id` or a line that says why there is none.
    fn lines(&mut self) -> Value {
        let one = self.written.subschema_for::<MatchDocument>();
        let other = self.written.subschema_for::<BatchLine>();
        json!({
            "description": "One JSON object a line, sent while it is made: a result for each person, a reject for each row \
        that gives none, and at last a summary. An answer without a summary was cut short.",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}, "x-line-schema": {"anyOf": [one, other]}}}
        })
    }

    /// The query parameters that the fields of a type are.
    fn query<T: JsonSchema>(&mut self) -> Vec<Value> {
        let whole: Schema = self.read.root_schema_for::<T>();
        let field = |key: &str| whole.as_value().get(key).cloned().unwrap_or(Value::Null);
        let required = field("required");
        let is_required = |name: &str| required.as_array().is_some_and(|r| r.iter().any(|v| v == name));
        let Value::Object(properties) = field("properties") else { return Vec::new() };
        let one = |(name, mut schema): (String, Value)| {
            let description = schema.as_object_mut().and_then(|s| s.remove("description"));
            without_null(&mut schema);
            json!({"name": name, "in": "query", "required": is_required(&name), "schema": schema,
                "description": description.unwrap_or(Value::Null)})
        };
        properties.into_iter().map(one).collect()
    }

    fn components(mut self) -> Map<String, Value> {
        let mut all = self.written.take_definitions(true);
        all.extend(self.read.take_definitions(true));
        all
    }
}

/// The body of a batch: the file as it is.
fn file_body() -> Value {
    let kinds = BATCH_KINDS.iter().map(|kind| ((*kind).to_owned(), json!({"schema": {"type": "string"}})));
    json!({
        "required": true,
        "description": "A file of people: long or wide CSV with `profile_id`, or JSON Lines; may be compressed by gzip or zstd.",
        "content": kinds.collect::<Map<String, Value>>()
    })
}

/// A query parameter that is not sent is left out, never null.
fn without_null(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else { return };
    if let Some(Value::Array(kinds)) = map.get_mut("type") {
        kinds.retain(|k| k != "null");
        if let [one] = kinds.as_slice() {
            let one = one.clone();
            map.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(any)) = map.get_mut("anyOf") {
        any.retain(|s| s.get("type").is_none_or(|t| t != "null"));
    }
}

/// The document, for the port that the page is served on.
pub fn document(port: u16) -> Value {
    let mut s = Schemas::new();
    let problem = |s: &mut Schemas, what: &str| s.answer::<ProblemDocument>(what);
    let common = |s: &mut Schemas, extra: &[(&str, &str)]| {
        let mut all = Map::new();
        let always = [
            ("400", "The request does not have the form described."),
            ("421", "The request was sent under another host name."),
            ("503", "Too many requests are waiting, or the answer took too long."),
        ];
        for (status, what) in always.iter().chain(extra) {
            all.insert((*status).to_owned(), problem(s, what));
        }
        all
    };
    let posted = [
        ("403", "The request came from another site."),
        ("408", "The request came too slowly."),
        ("413", "The request is too large."),
        ("415", "The request is not JSON."),
        ("422", "The request can be read and cannot be answered."),
    ];
    let operation =
        |s: &mut Schemas, id: &str, summary: &str, body: Option<Value>, query: Vec<Value>, ok: Value| {
            let extra: &[(&str, &str)] = if body.is_some() {
                &posted
            } else if query.is_empty() {
                &[]
            } else {
                &posted[4..]
            };
            let mut responses = common(s, extra);
            responses.insert("200".to_owned(), ok);
            let mut op = json!({"operationId": id, "summary": summary, "responses": responses});
            if let Some(map) = op.as_object_mut() {
                if let Some(body) = body {
                    map.insert("requestBody".to_owned(), body);
                }
                if !query.is_empty() {
                    map.insert("parameters".to_owned(), Value::Array(query));
                }
            }
            op
        };
    let (ask, ok) = (s.body::<MatchAsk>(), s.answer::<MatchDocument>("Ranked roles."));
    let match_op = operation(&mut s, "match", "Rank roles for one profile", Some(ask), vec![], ok);
    let (ask, ok) = (s.body::<PlanAsk>(), s.answer::<PlanDocument>("The cheapest steps to the goal."));
    let plan_op = operation(&mut s, "plan", "Plan the steps to a role", Some(ask), vec![], ok);
    let (ask, ok) = (s.body::<PathAsk>(), s.answer::<PathDocument>("The shortest ladders to the goal."));
    let path_op = operation(&mut s, "path", "Ladders of roles to a far goal", Some(ask), vec![], ok);
    let (ask, ok) = (s.body::<UnlockAsk>(), s.answer::<UnlockDocument>("What each step brings over."));
    let unlock_op = operation(&mut s, "unlock", "What one more step would open", Some(ask), vec![], ok);
    let (ask, query, ok) = (file_body(), s.query::<BatchAsk>(), s.lines());
    let batch_op = operation(&mut s, "batch", "Rank roles for everyone in a file", Some(ask), query, ok);
    let (ask, ok) = (s.body::<ExtractAsk>(), s.answer::<ExtractionDocument>("What the text names."));
    let extract_op =
        operation(&mut s, "extract", "Skills and certifications that a text names", Some(ask), vec![], ok);
    let (query, ok) = (s.query::<RolesAsk>(), s.answer::<RoleList>("All roles."));
    let list_op = operation(&mut s, "listRoles", "All roles", None, query, ok);
    let (query, ok) = (s.query::<FindAsk>(), s.answer::<TitleDocument>("Roles that the title may mean."));
    let find_op = operation(&mut s, "findRoles", "The roles that a title may mean", None, query, ok);
    let (query, ok) = (s.query::<FindAsk>(), s.answer::<SkillList>("Skills and certifications."));
    let skills_op =
        operation(&mut s, "findSkills", "Skills and certifications by a part of their name", None, query, ok);
    let ok = s.answer::<RoleDocument>("What the role asks.");
    let mut show_op = operation(&mut s, "showRole", "What one role asks", None, vec![], ok);
    let unknown = problem(&mut s, "No role has this id.");
    show_op["responses"]["404"] = unknown;
    show_op["parameters"] =
        json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "minLength": 1}}]);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "skillgap",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The answers of the command line over loopback. Numbers, names and order are the same.",
            "license": {"name": "MIT OR Apache-2.0"}
        },
        "servers": [{"url": format!("http://127.0.0.1:{port}")}],
        "paths": {
            "/api/v1/match": {"post": match_op},
            "/api/v1/plan": {"post": plan_op},
            "/api/v1/path": {"post": path_op},
            "/api/v1/unlock": {"post": unlock_op},
            "/api/v1/batch": {"post": batch_op},
            "/api/v1/extract": {"post": extract_op},
            "/api/v1/roles": {"get": list_op},
            "/api/v1/roles/find": {"get": find_op},
            "/api/v1/roles/{id}": {"get": show_op},
            "/api/v1/skills/find": {"get": skills_op}
        },
        "components": {"schemas": s.components()}
    })
}
