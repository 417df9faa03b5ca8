//! Matches → rows of CSV, byte for byte as [`crate::report::csv`] writes them, from texts made once.

use std::sync::OnceLock;

use super::buffer::{Buffer, Padded, Piece};
use crate::matching::gap::Demands;
use crate::matching::{Judged, Verdict};
use crate::model::Model;
use crate::report::csv::cell;
use crate::units::{CertificationRow, ProjectRow, RoleRow};

/// Texts of a model's ids and roles as they stand in rows. Shared by all threads.
#[derive(Debug)]
pub(super) struct Texts<'m> {
    model: &'m Model,
    /// Whether every id can stand in a list as it is: without quotes, separators, or the start of a formula.
    pub plain: bool,
    certifications: Vec<Text>,
    projects: Vec<Text>,
    verdicts: [Text; Verdict::ALL.len()],
    roles: Vec<OnceLock<RoleTexts>>,
}

/// Texts of one role.
#[derive(Debug)]
struct RoleTexts {
    /// `,id,title,`.
    lead: Padded,
    /// The ids of all demands in their order, each with `;` behind it: a run of gaps is a piece of it.
    demands: Padded,
    /// Where each demand starts, and the end.
    starts: Box<[u32]>,
}

/// An id or a word with its separator behind it.
#[derive(Debug)]
enum Text {
    Short(Piece),
    Long(Box<[u8]>),
}

impl Text {
    fn new(id: &str, separator: char) -> Text {
        let bytes = format!("{id}{separator}").into_bytes();
        Piece::new(&bytes).map_or_else(|| Text::Long(bytes.into_boxed_slice()), Text::Short)
    }

    #[inline]
    fn push(&self, out: &mut Buffer) {
        match self {
            Text::Short(piece) => {
                out.reserve(super::buffer::BLOCK);
                out.piece(piece);
            }
            Text::Long(bytes) => out.push(bytes),
        }
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
            Text::new(id, ';')
        };
        let certifications = catalog.certifications.iter().map(|c| text(&c.id)).collect();
        let projects =
            (0..catalog.projects.len()).map(|p| text(&catalog.project_id(ProjectRow::of(p)))).collect();
        plain &= catalog.skills.iter().all(|s| is_plain(&s.id));
        let mut roles = Vec::new();
        roles.resize_with(catalog.roles.len(), OnceLock::new);
        let verdicts = Verdict::ALL.map(|v| Text::new(v.word(), ','));
        Texts { model, plain, certifications, projects, verdicts, roles }
    }

    fn role(&self, role: RoleRow, demands: &Demands) -> &RoleTexts {
        self.roles[role.at()].get_or_init(|| {
            let catalog = self.model.catalog();
            let mut lead = vec![b','];
            cell(&mut lead, &catalog[role].id);
            lead.push(b',');
            cell(&mut lead, &catalog[role].title);
            lead.push(b',');
            let requirements = &self.model.data.roles[role.at()].requirements;
            let (mut text, mut starts) = (Vec::new(), vec![0]);
            for requirement in demands.requirements() {
                text.extend_from_slice(catalog[requirements[usize::from(requirement)].skill].id.as_bytes());
                text.push(b';');
                starts.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
            }
            RoleTexts { lead: Padded::new(&lead), demands: Padded::new(&text), starts: starts.into() }
        })
    }

    /// Appends the row of one match, the line's end included. `id` is the cell of the profile's id.
    pub fn row(&self, out: &mut Buffer, id: &Padded, rank: usize, judged: &Judged) {
        let texts = self.role(judged.role, judged.demands);
        out.part(id, 0, id.len());
        out.push(b",");
        integer(out, rank);
        out.part(&texts.lead, 0, texts.lead.len());
        share(out, judged.fit);
        out.push(b",");
        share(out, judged.standing.readiness);
        out.push(b",");
        self.verdicts[judged.standing.verdict() as usize].push(out);
        let before = out.as_slice().len();
        let mut left = judged.gaps;
        judged.demands.each_run(judged.judgement, |from, to| {
            let to = to.min(from.saturating_add(left));
            left -= to - from;
            out.part(&texts.demands, texts.starts[from] as usize, texts.starts[to] as usize);
        });
        if out.as_slice().len() > before {
            out.pop();
        }
        out.push(b",");
        list(out, judged.certifications.iter().map(|c: &CertificationRow| &self.certifications[c.at()]));
        out.push(b",");
        list(out, judged.projects.iter().map(|p| &self.projects[p.at()]));
        out.push(b"\n");
    }
}

fn list<'t>(out: &mut Buffer, texts: impl ExactSizeIterator<Item = &'t Text>) {
    let any = texts.len() > 0;
    texts.for_each(|text| text.push(out));
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
    let scaled = value * 1e4;
    if !(0.0..9_999.0).contains(&scaled) {
        let mut text = Vec::new();
        crate::report::csv::number(&mut text, value);
        out.push(&text);
        return;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = scaled as u16;
    // As `round` does it, which is a call without SSE 4.1.
    let n = whole + u16::from(scaled - f64::from(whole) >= 0.5);
    if n == 0 {
        out.push(b"0");
        return;
    }
    #[allow(clippy::cast_possible_truncation)]
    let digit = |divisor: u16| b'0' + (n / divisor % 10) as u8;
    let text = [b'0', b'.', digit(1000), digit(100), digit(10), digit(1), 0, 0];
    let mut length = 6;
    while text[length - 1] == b'0' {
        length -= 1;
    }
    out.word(text, length);
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
