//! Matches → rows of CSV, byte for byte as [`crate::report::csv`] writes them, from texts made once.

use std::sync::OnceLock;

use super::buffer::{Buffer, Piece};
use crate::matching::Judged;
use crate::model::Model;
use crate::report::csv::cell;
use crate::units::{CertificationRow, ProjectRow, RoleRow};

/// Texts of a model's ids and roles as they stand in rows. Shared by all threads.
#[derive(Debug)]
pub(super) struct Texts<'m> {
    model: &'m Model,
    /// Whether every id can stand in a list as it is: without quotes, separators, or the start of a formula.
    pub plain: bool,
    skills: Vec<Text>,
    certifications: Vec<Text>,
    projects: Vec<Text>,
    /// `,id,title,` of each role.
    leads: Vec<OnceLock<Box<[u8]>>>,
}

/// An id with `;` behind it.
#[derive(Debug)]
enum Text {
    Short(Piece),
    Long(Box<[u8]>),
}

impl Text {
    fn new(id: &str) -> Text {
        let bytes = format!("{id};").into_bytes();
        Piece::new(&bytes).map_or_else(|| Text::Long(bytes.into_boxed_slice()), Text::Short)
    }
}

fn is_plain(id: &str) -> bool {
    !id.is_empty()
        && !id.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && !id.contains([',', '"', ';', '\n', '\r'])
}

impl<'m> Texts<'m> {
    pub fn new(model: &'m Model) -> Texts<'m> {
        let catalog = model.catalog();
        let mut plain = true;
        let mut text = |id: &str| {
            plain &= is_plain(id);
            Text::new(id)
        };
        let skills = catalog.skills.iter().map(|s| text(&s.id)).collect();
        let certifications = catalog.certifications.iter().map(|c| text(&c.id)).collect();
        let projects =
            (0..catalog.projects.len()).map(|p| text(&catalog.project_id(ProjectRow::of(p)))).collect();
        let mut leads = Vec::new();
        leads.resize_with(catalog.roles.len(), OnceLock::new);
        Texts { model, plain, skills, certifications, projects, leads }
    }

    fn lead(&self, role: RoleRow) -> &[u8] {
        self.leads[role.at()].get_or_init(|| {
            let role = &self.model.catalog()[role];
            let mut text = vec![b','];
            cell(&mut text, &role.id);
            text.push(b',');
            cell(&mut text, &role.title);
            text.push(b',');
            text.into_boxed_slice()
        })
    }

    /// Appends the row of one match, the line's end included. `id` is the cell of the profile's id.
    pub fn row(&self, out: &mut Buffer, id: &[u8], rank: usize, judged: &Judged) {
        let lead = self.lead(judged.role);
        out.push(id);
        out.push(b",");
        integer(out, rank);
        out.push(lead);
        share(out, judged.fit);
        out.push(b",");
        share(out, judged.standing.readiness);
        out.push(b",");
        out.push(judged.standing.verdict().word().as_bytes());
        out.push(b",");
        let requirements = &self.model.data.roles[judged.role.at()].requirements;
        let skill = |o: &crate::matching::gap::Open| requirements[usize::from(o.requirement)].skill;
        list(out, judged.open.iter().map(|o| &self.skills[skill(o).at()]));
        out.push(b",");
        list(out, judged.certifications.iter().map(|c: &CertificationRow| &self.certifications[c.at()]));
        out.push(b",");
        list(out, judged.projects.iter().map(|p| &self.projects[p.at()]));
        out.push(b"\n");
    }
}

fn list<'t>(out: &mut Buffer, texts: impl ExactSizeIterator<Item = &'t Text>) {
    let any = texts.len() > 0;
    out.reserve(texts.len() * super::buffer::BLOCK);
    for text in texts {
        match text {
            Text::Short(piece) => {
                out.reserve(super::buffer::BLOCK);
                out.piece(piece);
            }
            Text::Long(bytes) => out.push(bytes),
        }
    }
    if any {
        out.pop();
    }
}

fn integer(out: &mut Buffer, number: usize) {
    if number < 10 {
        #[allow(clippy::cast_possible_truncation)]
        out.push(&[b'0' + number as u8]);
    } else {
        out.push(number.to_string().as_bytes());
    }
}

/// A share as [`crate::report::csv::number`] prints it: at most four digits, none that are needless.
pub(super) fn share(out: &mut Buffer, value: f64) {
    let scaled = (value * 1e4).round();
    if !(0.0..10_000.0).contains(&scaled) {
        let mut text = Vec::new();
        crate::report::csv::number(&mut text, value);
        out.push(&text);
        return;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let n = scaled as u16;
    if n == 0 {
        out.push(b"0");
        return;
    }
    #[allow(clippy::cast_possible_truncation)]
    let digit = |divisor: u16| b'0' + (n / divisor % 10) as u8;
    let text = [b'0', b'.', digit(1000), digit(100), digit(10), digit(1)];
    let mut length = text.len();
    while text[length - 1] == b'0' {
        length -= 1;
    }
    out.push(&text[..length]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_printed_as_the_plain_way_prints_them() {
        for n in 0..=20_000u32 {
            let value = f64::from(n) / 20_000.0;
            let (mut ours, mut theirs) = (Buffer::default(), Vec::new());
            share(&mut ours, value);
            crate::report::csv::number(&mut theirs, value);
            assert_eq!(ours.as_slice(), theirs, "{value}");
        }
    }
}
