//! Names without overlaps: each in turn takes the first free place beside its dot, or stays away.

/// A box on the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Frame {
    fn meets(&self, other: &Frame) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// A name in its place: where its text starts on the base line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Label {
    pub x: f64,
    pub y: f64,
}

/// A family's name as it stands in the middle of its area.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Name {
    /// One or two lines.
    pub lines: Vec<String>,
    /// Size of its letters.
    pub size: f64,
    /// Width of the longer line.
    pub width: f64,
}

/// Longest line of a family's name, in letters; what is longer is cut.
const LINE: usize = 22;
/// Smallest letters of a family's name.
const SMALLEST: f64 = 13.0;
/// Bold letters are this much wider than usual ones.
const BOLD: f64 = 1.14;
/// From one line to the next, in sizes.
const LEADING: f64 = 1.1;

impl Name {
    /// A name in letters of at most `most`, smaller where it would be wider than `room`.
    pub(super) fn fitted(name: &str, most: f64, room: f64) -> Name {
        let lines = two_lines(name);
        let wide = |size: f64| lines.iter().map(|l| width(l, size) * BOLD).fold(0.0, f64::max);
        let size = (most * (room / wide(most).max(1.0)).min(1.0)).max(SMALLEST);
        let width = wide(size);
        Name { lines, size, width }
    }

    /// Height of all lines.
    #[allow(clippy::cast_precision_loss)]
    pub fn height(&self) -> f64 {
        self.lines.len() as f64 * self.size * LEADING
    }

    /// The base lines of a name whose middle is at `y`.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn base(&self, y: f64, line: usize) -> f64 {
        y - self.height() / 2.0 + (line as f64 + 0.8) * self.size * LEADING
    }
}

/// A name on one line, or broken where the longer line is shortest.
fn two_lines(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters = |line: &str| line.chars().count();
    let whole = words.join(" ");
    if letters(&whole) <= LINE / 2 || words.len() < 2 {
        return vec![cut(&whole)];
    }
    let broken = |at: usize| [words[..at].join(" "), words[at..].join(" ")];
    let best = (1..words.len()).map(broken).min_by_key(|lines| lines.iter().map(|l| letters(l)).max());
    best.map_or_else(|| vec![cut(&whole)], |lines| lines.iter().map(|l| cut(l)).collect())
}

fn cut(line: &str) -> String {
    if line.chars().count() <= LINE {
        return line.to_owned();
    }
    line.chars().take(LINE - 1).chain(['…']).collect()
}

/// Side of the squares in which frames are looked for.
const CELL: f64 = 64.0;

/// What is taken already.
#[derive(Debug)]
pub(super) struct Sheet {
    width: f64,
    height: f64,
    columns: usize,
    cells: Vec<Vec<Frame>>,
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn cell(at: f64) -> usize {
    (at / CELL).max(0.0) as usize
}

impl Sheet {
    pub(super) fn new(width: f64, height: f64) -> Sheet {
        let columns = cell(width) + 1;
        Sheet { width, height, columns, cells: vec![Vec::new(); columns * (cell(height) + 1)] }
    }

    fn around(&self, f: &Frame) -> impl Iterator<Item = usize> + use<> {
        let columns = self.columns;
        let (left, right) = (cell(f.left), cell(f.right).min(columns - 1));
        let (top, bottom) = (cell(f.top), cell(f.bottom).min(self.cells.len() / columns - 1));
        (top..=bottom).flat_map(move |row| (left..=right).map(move |column| row * columns + column))
    }

    /// Marks a box as taken.
    pub(super) fn take(&mut self, frame: Frame) {
        for at in self.around(&frame) {
            self.cells[at].push(frame);
        }
    }

    fn free(&self, f: &Frame) -> bool {
        f.left >= 0.0
            && f.top >= 0.0
            && f.right <= self.width
            && f.bottom <= self.height
            && self.around(f).all(|at| !self.cells[at].iter().any(|taken| taken.meets(f)))
    }

    /// Places a text of `size` beside a dot: right, left, below, above, then the corners. The first free place is taken.
    pub(super) fn beside(&mut self, text: &str, size: f64, x: f64, y: f64, radius: f64) -> Option<Label> {
        let (wide, high) = (width(text, size), size * 1.05);
        let away = radius + 2.5;
        let places = [
            (x + away, y - high / 2.0),
            (x - away - wide, y - high / 2.0),
            (x - wide / 2.0, y + away),
            (x - wide / 2.0, y - away - high),
            (x + away * 0.6, y + away * 0.6),
            (x + away * 0.6, y - away * 0.6 - high),
            (x - away * 0.6 - wide, y + away * 0.6),
            (x - away * 0.6 - wide, y - away * 0.6 - high),
        ];
        self.first_free(&places, wide, high, size)
    }

    fn first_free(&mut self, places: &[(f64, f64)], wide: f64, high: f64, size: f64) -> Option<Label> {
        for &(left, top) in places {
            let left = left.clamp(0.0, (self.width - wide).max(0.0));
            let frame = Frame { left, top, right: left + wide, bottom: top + high };
            if self.free(&frame) {
                self.take(frame);
                return Some(Label { x: left, y: top + size * 0.86 });
            }
        }
        None
    }
}

/// The width of a text, estimated by kinds of letters; fonts differ, so a little more than the mean.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | '/' | '(' | ')' | '-' | ':' => 0.34,
            'm' | 'w' | 'M' | 'W' | '&' => 0.88,
            c if c.is_ascii_uppercase() => 0.68,
            c if c.is_ascii() => 0.56,
            c if u32::from(c) >= 0x1100 => 1.05,
            _ => 0.6,
        })
        .sum();
    ems * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_place_is_not_given_twice() {
        let mut sheet = Sheet::new(300.0, 100.0);
        let first = sheet.beside("Network Engineer", 11.0, 150.0, 50.0, 4.0).unwrap();
        assert!(first.x > 150.0);
        let second = sheet.beside("Network Engineer", 11.0, 150.0, 50.0, 4.0).unwrap();
        assert!(second.x < 150.0);
        sheet.take(Frame { left: 0.0, top: 0.0, right: 300.0, bottom: 100.0 });
        assert_eq!(sheet.beside("x", 11.0, 150.0, 50.0, 4.0), None);
    }

    #[test]
    fn family_names_fit_their_room() {
        let name = Name::fitted("security: Multi factor authentication", 40.0, 150.0);
        assert_eq!(name.lines.len(), 2);
        assert!(name.width <= 150.0 && name.size >= SMALLEST, "{name:?}");
        assert_eq!(Name::fitted("qa", 20.0, 150.0).lines, ["qa"]);
        assert!(Name::fitted(&"y".repeat(10_000), 20.0, 150.0).lines[0].chars().count() <= LINE);
    }

    #[test]
    fn names_stay_on_the_sheet() {
        let mut sheet = Sheet::new(100.0, 100.0);
        assert_eq!(sheet.beside(&"x".repeat(10_000), 11.0, 50.0, 50.0, 4.0), None);
    }
}
