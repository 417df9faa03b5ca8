//! Which certifications and projects build which skill: the catalog inverted. Patterns make tens of thousands of such pairs, so a model file brings them along,
//! and those of a skill are read when they are asked for.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Build, Bytes, Catalog, Status};
use crate::packed::{Packed, byte, put_all, put_from, take_from};
use crate::units::{Level, ProjectRow, SkillRow};
use crate::varint;

/// A step that builds a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// Certifications are numbered by row, projects behind them.
    pub step: u32,
    /// The own level that it needs; 0 where none.
    pub entry: u8,
    /// The level that one has afterwards.
    pub level: Level,
}

/// Both levels in one byte.
impl Packed for Way {
    fn put(&self, before: Option<&Way>, out: &mut Vec<u8>) {
        put_from(before.map_or(0, |b| b.step), self.step, out);
        out.push(self.entry << 4 | self.level.get());
    }

    #[inline]
    fn take(bytes: &mut &[u8], before: Option<&Way>) -> Option<Way> {
        let step = take_from(before.map_or(0, |b| b.step), bytes)?;
        let levels = byte(bytes)?;
        Some(Way { step, entry: levels >> 4, level: Level::new(levels & 0xF)? })
    }
}

/// The steps of each skill, and how long steps take.
#[derive(Clone, Debug)]
pub struct Builders {
    hours: Hours,
    /// Where the ways of each skill start in `packed`, and the end.
    starts: Vec<u32>,
    packed: Cow<'static, [u8]>,
    /// By skill, once they are asked for.
    ways: Box<[OnceLock<Box<[Way]>>]>,
}

/// What was asked for makes no difference.
impl PartialEq for Builders {
    fn eq(&self, other: &Builders) -> bool {
        (&self.hours, &self.starts, &self.packed) == (&other.hours, &other.starts, &other.packed)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Hours {
    /// Of study, by certification.
    study: Vec<Option<f32>>,
    /// Of work, by design.
    work: Vec<f32>,
}

impl Builders {
    /// Certifications that cannot be earned build nothing.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Builders {
        let mut all: Vec<Vec<Way>> = vec![Vec::new(); catalog.skills.len()];
        for (step, c) in (0..).zip(&catalog.certifications).filter(|(_, c)| c.status == Status::Active) {
            for (skill, level) in &c.evidence {
                all[skill.at()].push(Way { step, entry: 0, level: *level });
            }
        }
        for (step, row) in (varint::short(catalog.certifications.len())..).zip(0..catalog.projects.len()) {
            for Build { skill, entry, level } in catalog.project_builds(ProjectRow::of(row)) {
                all[skill.at()].push(Way { step, entry: entry.map_or(0, Level::get), level });
            }
        }
        let (mut starts, mut packed) = (vec![0], Vec::new());
        for ways in all {
            put_all(&ways, &mut packed);
            starts.push(varint::short(packed.len()));
        }
        let study = catalog.certifications.iter().map(|c| c.study_hours).collect();
        let work = catalog.project_designs.iter().map(|d| d.hours).collect();
        Builders::new(Hours { study, work }, starts, packed.into())
    }

    fn new(hours: Hours, starts: Vec<u32>, packed: Cow<'static, [u8]>) -> Builders {
        let ways = starts[1..].iter().map(|_| OnceLock::new()).collect();
        Builders { hours, starts, packed, ways }
    }

    /// The steps that build a skill, by number.
    #[must_use]
    pub fn ways(&self, skill: SkillRow) -> &[Way] {
        self.ways[skill.at()].get_or_init(|| self.unpacked(skill.at()).map_while(|way| way).collect())
    }

    /// The ways of a skill one by one, ending with `None` where one is damaged.
    fn unpacked(&self, skill: usize) -> impl Iterator<Item = Option<Way>> + '_ {
        let mut bytes = &self.packed[self.starts[skill] as usize..self.starts[skill + 1] as usize];
        let mut before = None;
        std::iter::from_fn(move || {
            if bytes.is_empty() {
                return None;
            }
            before = Way::take(&mut bytes, before.as_ref());
            Some(before)
        })
    }

    /// The hours of study of a certification, by its row, if known.
    #[must_use]
    pub fn study(&self, certification: u32) -> Option<f32> {
        self.hours.study[certification as usize]
    }

    /// The hours of work of a design.
    #[must_use]
    pub fn work(&self, design: u32) -> f32 {
        self.hours.work[design as usize]
    }

    /// As a model file keeps it: hours in postcard's encoding, how many bytes the ways of each skill have, the ways.
    ///
    /// # Errors
    /// It cannot be encoded; only running out of memory leads there.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut out = postcard::to_stdvec(&self.hours)?;
        varint::put_spans(&self.starts, &mut out);
        out.extend_from_slice(&self.packed);
        Ok(out)
    }

    /// What [`Builders::to_bytes`] wrote; `None` where it does not fit the catalog.
    #[must_use]
    pub fn from_bytes(bytes: Bytes, catalog: &Catalog) -> Option<Builders> {
        let all = bytes.all();
        let (hours, mut rest) = postcard::take_from_bytes::<Hours>(all).ok()?;
        let starts = varint::take_spans(&mut rest, catalog.skills.len())?;
        if hours.study.len() != catalog.certifications.len()
            || hours.work.len() != catalog.project_designs.len()
            || *starts.last()? as usize != rest.len()
        {
            return None;
        }
        let packed = match bytes.part(all.len() - rest.len()..all.len()) {
            Bytes::Kept(packed) => Cow::Borrowed(packed),
            Bytes::Read(packed) => Cow::Owned(packed.to_vec()),
        };
        let builders = Builders::new(hours, starts, packed);
        let fits = match bytes {
            Bytes::Kept(_) => true,
            Bytes::Read(_) => builders.within(catalog.certifications.len() + catalog.projects.len()),
        };
        fits.then_some(builders)
    }

    /// Whether all that is packed are ways of so many steps.
    fn within(&self, steps: usize) -> bool {
        let fits = |way: Way| (way.step as usize) < steps && way.entry <= Level::EXPERT.get();
        (0..self.ways.len()).all(|skill| self.unpacked(skill).all(|way| way.is_some_and(fits)))
    }
}
