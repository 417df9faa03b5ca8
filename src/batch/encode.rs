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
    shares: Shares,
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
        Texts { model, plain, certifications, projects, verdicts, shares: Shares::new(), roles }
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

    /// Appends the row of one match, the line's end included. `id` is the cell of the profile's id with the separator behind it.
    pub fn row(&self, out: &mut Buffer, id: &Padded, rank: usize, judged: &Judged) {
        let texts = self.role(judged.role, judged.demands);
        out.reserve(id.len() + texts.lead.len() + texts.demands.len() + SHORT);
        out.part(id, 0, id.len());
        integer(out, rank);
        out.part(&texts.lead, 0, texts.lead.len());
        self.shares.push(out, judged.fit);
        self.shares.push(out, judged.standing.readiness);
        self.verdicts[judged.standing.verdict() as usize].push(out);
        let gaps = judged.judgement.gaps();
        for (from, to) in gaps {
            let start = |demand: u16| texts.starts[usize::from(demand)] as usize;
            out.part(&texts.demands, start(*from), start(*to));
        }
        if !gaps.is_empty() {
            out.pop();
        }
        out.push(b",");
        list(out, judged.certifications.iter().map(|c: &CertificationRow| &self.certifications[c.at()]));
        out.push(b",");
        list(out, judged.projects.iter().map(|p| &self.projects[p.at()]));
        out.push(b"\n");
    }
}

/// Bytes at most of a rank, two shares, and a block for each text beside the longer ones.
const SHORT: usize = 24 + 2 * 8 + 4 * super::buffer::BLOCK;

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
        out.word([b'0' + number as u8, 0, 0, 0, 0, 0, 0, 1]);
    } else {
        out.push(number.to_string().as_bytes());
    }
}

/// Shares as [`crate::report::csv::number`] prints them, with a separator behind: at most four digits, none that are needless.
#[derive(Debug)]
pub(super) struct Shares(Box<[[u8; 8]]>);

/// In how many steps shares below 1 are printed.
const STEPS: u16 = 10_000;

impl Shares {
    pub fn new() -> Shares {
        let one = |n: u16| {
            let mut text = Vec::new();
            crate::report::csv::number(&mut text, f64::from(n) / f64::from(STEPS));
            text.push(b',');
            let mut word = [0; 8];
            word.iter_mut().zip(&text).for_each(|(to, from)| *to = *from);
            word[7] = u8::try_from(text.len()).unwrap_or(0);
            word
        };
        Shares((0..STEPS).map(one).collect())
    }

    /// Appends a share. There must be room.
    #[inline]
    pub fn push(&self, out: &mut Buffer, value: f64) {
        let scaled = value * f64::from(STEPS);
        if (0.0..f64::from(STEPS - 1)).contains(&scaled) {
            #[allow(clippy::cast_possible_truncation)]
            let whole = scaled as i32;
            // As `round` does it, which is a call without SSE 4.1.
            let n = whole + i32::from(scaled - f64::from(whole) >= 0.5);
            if let Some(word) = usize::try_from(n).ok().and_then(|n| self.0.get(n)) {
                out.word(*word);
                return;
            }
        }
        let mut text = Vec::new();
        crate::report::csv::number(&mut text, value);
        text.push(b',');
        out.push(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_printed_as_the_plain_way_prints_them() {
        let shares = Shares::new();
        for n in 0..=20_000u32 {
            let value = f64::from(n) / 20_000.0;
            let (mut ours, mut theirs) = (Buffer::default(), Vec::new());
            ours.reserve(64);
            shares.push(&mut ours, value);
            crate::report::csv::number(&mut theirs, value);
            theirs.push(b',');
            assert_eq!(ours.as_slice(), theirs, "{value}");
        }
    }
}
