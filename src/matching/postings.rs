//! What one column (a skill at a level, or a certification) says for roles, and how it is added to their sums.
//!
//! Sums are in 16 bits where all that is added fits, else in 32: twice as many roles a register, and the same order.

/// Roles of a page: a role is told by a page and 16 bits, so that sums need no check of bounds.
pub const PAGE: usize = 1 << 16;

/// Worths beyond are cut to it, so that sums of any profile stay within 32 bits: what columns say stays below, and so does it with what
/// incumbents taught, but for a few.
const MOST_WORTH: i32 = 2047;

/// Roles of a block; dense columns hold whole ones.
pub const BLOCK: usize = 64;

/// Dense columns that are added together: sums are loaded and stored once for so many, their worths together fit into 16 bits, and there are few
/// enough for the processor to fetch all of them ahead.
const TOGETHER: usize = 4;

const _: () = assert!(TOGETHER as i32 * MOST_WORTH <= i16::MAX as i32);

/// A column that says something to at least one in so many roles is dense: adding all of it takes two instructions for eight
/// roles or for sixteen, adding one role's worth alone about four.
const DENSE: usize = 16;

/// What sums are kept in.
pub trait Sum: Copy + Ord + Default + From<i16> + Into<i32> + std::ops::Add<Output = Self> {
    /// The least.
    const LEAST: Self;
    /// A number that fits.
    fn of(number: i32) -> Self;
}

impl Sum for i16 {
    const LEAST: i16 = i16::MIN;

    #[allow(clippy::cast_possible_truncation)]
    fn of(number: i32) -> i16 {
        number as i16
    }
}

impl Sum for i32 {
    const LEAST: i32 = i32::MIN;

    fn of(number: i32) -> i32 {
        number
    }
}

/// What one column says for the roles of one page.
#[derive(Clone, Debug)]
pub struct Postings {
    column: Column,
    /// The largest worth either way.
    most: i32,
}

#[derive(Clone, Debug)]
enum Column {
    /// The roles, ascending, then as many worths in two's complement.
    Sparse(Box<[u16]>),
    /// The worth for each role; whole blocks.
    Dense(Box<[i16]>),
}

impl Postings {
    /// Of pairs of role and worth, by role, on a page with so many roles.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn new(of: &[(u32, i32)], roles: usize) -> Postings {
        let worth = |worth: i32| worth.clamp(-MOST_WORTH, MOST_WORTH) as i16;
        let most = of.iter().map(|(_, w)| i32::from(worth(*w)).abs()).max().unwrap_or(0);
        if !of.is_empty() && of.len() * DENSE >= roles {
            let mut all = vec![0; roles.next_multiple_of(BLOCK)];
            of.iter().for_each(|(role, w)| all[*role as usize % PAGE] = worth(*w));
            return Postings { column: Column::Dense(all.into()), most };
        }
        let roles = of.iter().map(|(role, _)| *role as u16);
        let list = roles.chain(of.iter().map(|(_, w)| worth(*w) as u16)).collect();
        Postings { column: Column::Sparse(list), most }
    }

    /// The largest worth either way.
    #[must_use]
    #[inline]
    pub fn most(&self) -> i32 {
        self.most
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(&self.column, Column::Sparse(list) if list.is_empty())
    }

    /// The worth for one role of the page, in units of evidence; below 0 where it speaks against the role.
    #[must_use]
    pub fn of(&self, role: u16) -> Option<i32> {
        match &self.column {
            Column::Sparse(list) => {
                let (roles, worths) = list.split_at(list.len() / 2);
                roles.binary_search(&role).ok().map(|at| i32::from(worths[at].cast_signed()))
            }
            Column::Dense(all) => all.get(usize::from(role)).map(|w| i32::from(*w)),
        }
    }
}

/// Adds columns to the sums of so many roles of a page.
#[inline(always)]
pub fn add<T: Sum>(columns: &[&Postings], roles: usize, sums: &mut [T; PAGE]) {
    let whole = roles.next_multiple_of(BLOCK);
    let mut dense: [&[i16]; TOGETHER] = [&[]; TOGETHER];
    let mut many = 0;
    for column in columns {
        match &column.column {
            Column::Sparse(list) => add_sparse(list, sums),
            Column::Dense(all) => {
                dense[many] = all;
                many += 1;
                if many == TOGETHER {
                    add_dense(dense, &mut sums[..whole]);
                    many = 0;
                }
            }
        }
    }
    dense[..many].iter().for_each(|column| add_dense([column], &mut sums[..whole]));
}

/// Adds the worths of a sparse column to its roles.
#[inline(always)]
fn add_sparse<T: Sum>(list: &[u16], sums: &mut [T; PAGE]) {
    let (roles, worths) = list.split_at(list.len() / 2);
    let mut add = |role: u16, worth: u16| {
        let sum = &mut sums[usize::from(role)];
        *sum = *sum + T::from(worth.cast_signed());
    };
    let (fours, rest) = roles.as_chunks::<4>();
    let (four_worths, rest_worths) = worths.as_chunks::<4>();
    for (roles, worths) in fours.iter().zip(four_worths) {
        roles.iter().zip(worths).for_each(|(role, worth)| add(*role, *worth));
    }
    rest.iter().zip(rest_worths).for_each(|(role, worth)| add(*role, *worth));
}

/// Adds dense columns to sums, all of which they have.
#[inline(always)]
fn add_dense<T: Sum, const N: usize>(columns: [&[i16]; N], sums: &mut [T]) {
    if columns.iter().any(|column| column.len() < sums.len()) {
        return;
    }
    let columns = columns.map(|column| &column[..sums.len()]);
    for (at, sum) in sums.iter_mut().enumerate() {
        let said = columns.iter().fold(0, |said: i16, column| said.wrapping_add(column[at]));
        *sum = *sum + T::from(said);
    }
}
