//! What one column (a skill at a level, or a certification) says for roles, and how columns are added to the sums of roles.
//!
//! A column that speaks to many roles is dense: a byte for each role, in steps above the column's least worth, so that 64 roles are a line of the
//! cache. A word of 16 bits holds two roles. Words are added whole, and their high bytes once more alone: the difference is the sum of the low bytes,
//! without unpacking any. Sums are in 16 bits where all that is added fits, else in 32: the order is the same.

/// Roles of a page: a role is a page and 16 bits, so that indexing sums needs no check of bounds.
pub const PAGE: usize = 1 << 16;

/// Roles of a block; dense columns hold whole ones, and begin where a line of the cache does.
pub const BLOCK: usize = 64;

/// Words of a block: each holds two roles, in its high byte the one that is half a block later.
const WORDS: usize = BLOCK / 2;

/// Steps that a worth in a dense column can be above the column's least.
pub const STEPS: i32 = u8::MAX as i32;

/// Postings of a sparse column that are added one behind the other, without asking whether there are more.
const GROUP: usize = 8;

/// Dense columns that are added together: their sums are loaded and stored once for so many. Empty columns fill up the last group, because the
/// number of columns left would be mispredicted.
const TOGETHER: usize = 8;

/// Dense columns whose steps are added up in 16 bits.
const MOST_ADDED: usize = (u16::MAX / u8::MAX as u16) as usize / TOGETHER * TOGETHER;

/// A column is sparse if it speaks to fewer than one role in so many, less [`ALWAYS_SPARSE`]. A sparse posting costs about two cycles, a dense
/// block as many (six from far away), and a sparse column's end is mispredicted.
const DENSE: usize = 32;
const ALWAYS_SPARSE: usize = 16;

/// What sums are kept in.
pub trait Sum: Copy + Ord + Default + From<i16> + Into<i32> + std::ops::Add<Output = Self> {
    /// The least.
    const LEAST: Self;
    /// A number that fits.
    fn of(number: i32) -> Self;
    /// The sum with so many steps added, less `less` of them. In 16 bits, what overflows on the way wraps back.
    fn plus(self, steps: u16, less: i32, step: i32) -> Self;
}

impl Sum for i16 {
    const LEAST: i16 = i16::MIN;

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)]
    fn of(number: i32) -> i16 {
        number as i16
    }

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)]
    fn plus(self, steps: u16, less: i32, step: i32) -> i16 {
        let steps = steps.cast_signed().wrapping_sub(less as i16);
        self.wrapping_add(steps.wrapping_mul(step as i16))
    }
}

impl Sum for i32 {
    const LEAST: i32 = i32::MIN;

    #[inline(always)]
    fn of(number: i32) -> i32 {
        number
    }

    #[inline(always)]
    fn plus(self, steps: u16, less: i32, step: i32) -> i32 {
        self + (i32::from(steps) - less) * step
    }
}

/// What one column says for the roles of one page. Two of them are a line of the cache.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    /// Sparse: by [`GROUP`] postings, the roles, ascending, then as many worths in two's complement. Dense: a byte for each role, two in a word.
    words: Box<[u16]>,
    /// The largest worth either way.
    most: u16,
    /// Dense: steps in each byte beyond the role's worth, so that none is below 0.
    less: u8,
    /// Dense: where the first block starts.
    start: u8,
    dense: bool,
}

/// Up to [`GROUP`] postings as a sparse column has them. Unused places hold the last roles that a page can have, with a worth of 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn group(of: &[(u32, i32)]) -> [u16; 2 * GROUP] {
    let mut group = [0; 2 * GROUP];
    let (roles, worths) = group.split_at_mut(GROUP);
    roles.iter_mut().zip((0..PAGE as u32).rev()).for_each(|(to, role)| *to = role as u16);
    for ((to_role, to_worth), (role, worth)) in roles.iter_mut().zip(worths).zip(of) {
        (*to_role, *to_worth) = (*role as u16, *worth as u16);
    }
    group
}

/// The word of a role and how far up in it the role's byte stands.
fn word_of(role: usize) -> (usize, u32) {
    let (block, lane) = (role / BLOCK, role % BLOCK);
    (block * WORDS + lane % WORDS, if lane < WORDS { 0 } else { 8 })
}

impl Postings {
    /// From pairs of role and worth, by role, on a page with so many roles. Worths are multiples of `step`, and with 0 they span at most [`STEPS`]
    /// of it.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn new(of: &[(u32, i32)], roles: usize, step: i32) -> Postings {
        let most = of.iter().map(|(_, worth)| worth.abs()).max().unwrap_or(0) as u16;
        if of.is_empty() || (of.len() + ALWAYS_SPARSE) * DENSE < roles {
            let words = of.chunks(GROUP).flat_map(group).collect();
            return Postings { words, most, ..Postings::default() };
        }
        let less = of.iter().map(|(_, worth)| -worth / step).max().unwrap_or(0).clamp(0, STEPS);
        let nothing = less as u16 * 0x0101;
        let mut words = vec![nothing; (roles.div_ceil(BLOCK) + 1) * WORDS].into_boxed_slice();
        let start = words.as_ptr().align_offset(size_of::<[u16; WORDS]>()).min(WORDS);
        for (role, worth) in of {
            let (word, up) = word_of(*role as usize % PAGE);
            let word = &mut words[start + word];
            *word = *word & !(0xff << up) | ((worth / step + less).clamp(0, STEPS) as u16) << up;
        }
        Postings { words, most, less: less as u8, start: start as u8, dense: true }
    }

    /// The words of all blocks of a dense column.
    #[inline]
    fn blocks(&self) -> &[u16] {
        &self.words[usize::from(self.start)..][..self.words.len() - WORDS]
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The worth for one role of the page, in units of evidence of which `step` are a step; below 0 where it speaks against the role.
    #[must_use]
    pub fn of(&self, role: u16, step: i32) -> Option<i32> {
        if self.dense {
            let (word, up) = word_of(role.into());
            let steps = i32::from(self.blocks().get(word)? >> up & 0xff);
            return Some((steps - i32::from(self.less)) * step);
        }
        let (groups, _) = self.words.as_chunks::<{ 2 * GROUP }>();
        let mut postings =
            groups.iter().map(|group| group.split_at(GROUP)).flat_map(|(r, w)| r.iter().zip(w));
        postings.find(|(r, _)| **r == role).map(|(_, worth)| i32::from(worth.cast_signed()))
    }
}

/// A dense column that says nothing.
static NOTHING: Nothing = Nothing([0; PAGE / 2]);

#[repr(align(64))]
struct Nothing([u16; PAGE / 2]);

/// The columns of a profile on a page. Reusable.
#[derive(Clone, Debug, Default)]
pub struct Columns<'p> {
    sparse: Vec<&'p [u16]>,
    /// Words, and by how many steps their bytes are too large.
    dense: Vec<(&'p [u16], i32)>,
    most: i64,
}

impl<'p> Columns<'p> {
    /// Takes these in place of those before.
    pub fn set(&mut self, columns: impl Iterator<Item = &'p Postings>) {
        self.sparse.clear();
        self.dense.clear();
        self.most = 0;
        for postings in columns {
            self.most += i64::from(postings.most);
            if postings.dense {
                self.dense.push((postings.blocks(), postings.less.into()));
            } else {
                self.sparse.push(&postings.words);
            }
        }
        self.dense.resize(self.dense.len().next_multiple_of(TOGETHER), (&NOTHING.0, 0));
    }

    /// The most that all together say of a role, either way.
    #[must_use]
    pub fn most(&self) -> i64 {
        self.most
    }
}

/// Blocks whose words are added before the next are looked at: what was added stays in the nearest cache.
const TILE: usize = 64;

/// What was added to the words of a tile, and to their high bytes alone.
#[derive(Clone, Debug)]
pub struct Added {
    words: [u16; TILE * WORDS],
    high: [u16; TILE * WORDS],
}

impl Default for Added {
    fn default() -> Added {
        Added { words: [0; TILE * WORDS], high: [0; TILE * WORDS] }
    }
}

/// Adds columns to the sums of so many roles of a page.
#[inline(always)]
pub fn add<T: Sum>(columns: &Columns, roles: usize, step: i32, added: &mut Added, sums: &mut [T; PAGE]) {
    columns.sparse.iter().for_each(|list| add_sparse(list, sums));
    for dense in columns.dense.chunks(MOST_ADDED) {
        let less = dense.iter().map(|(_, less)| less).sum();
        let (sums, _) = sums.as_chunks_mut::<BLOCK>();
        let tiles = sums[..roles.div_ceil(BLOCK)].chunks_mut(TILE);
        for (first, sums) in (0..).step_by(TILE * WORDS).zip(tiles) {
            add_dense(dense, first, sums.len() * WORDS, added);
            let (words, _) = added.words.as_chunks::<WORDS>();
            let (high, _) = added.high.as_chunks::<WORDS>();
            for ((sums, words), high) in sums.iter_mut().zip(words).zip(high) {
                let (firsts, seconds) = sums.split_at_mut(WORDS);
                for (((first, second), words), high) in firsts.iter_mut().zip(seconds).zip(words).zip(high) {
                    *first = first.plus(words.wrapping_sub(high << 8), less, step);
                    *second = second.plus(*high, less, step);
                }
            }
        }
    }
}

/// Adds the worths of a sparse column to its roles.
#[inline(always)]
fn add_sparse<T: Sum>(list: &[u16], sums: &mut [T; PAGE]) {
    let (groups, _) = list.as_chunks::<{ 2 * GROUP }>();
    for group in groups {
        for at in 0..GROUP {
            let sum = &mut sums[usize::from(group[at])];
            *sum = *sum + T::from(group[GROUP + at].cast_signed());
        }
    }
}

/// Adds up so many words of dense columns from the first on.
#[inline(always)]
fn add_dense<'c>(columns: &[(&'c [u16], i32)], first: usize, words: usize, added: &mut Added) {
    let (groups, _) = columns.as_chunks::<TOGETHER>();
    for (number, group) in groups.iter().enumerate() {
        let (all, _) = added.words[..words].as_chunks_mut::<WORDS>();
        let (high, _) = added.high[..words].as_chunks_mut::<WORDS>();
        let [a, b, c, d, e, f, g, h] = group;
        let of = |(column, _): &(&'c [u16], i32)| column[first..][..words].as_chunks::<WORDS>().0.iter();
        let (a, b, c, d) = (of(a), of(b), of(c), of(d));
        let (e, f, g, h) = (of(e), of(f), of(g), of(h));
        let columns = a.zip(b).zip(c.zip(d)).zip(e.zip(f).zip(g.zip(h)));
        for ((all, high), (((a, b), (c, d)), ((e, f), (g, h)))) in all.iter_mut().zip(high).zip(columns) {
            let (mut words, mut highs) = if number == 0 { ([0; WORDS], [0; WORDS]) } else { (*all, *high) };
            for column in [a, b, c, d, e, f, g, h] {
                for ((words, highs), word) in words.iter_mut().zip(&mut highs).zip(column) {
                    *words = words.wrapping_add(*word);
                    *highs = highs.wrapping_add(word >> 8);
                }
            }
            (*all, *high) = (words, highs);
        }
    }
}
