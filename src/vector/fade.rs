//! Fading: the level that is left of a skill which was last used years ago.
//!
//! Skills that are not used are lost in part: a meta-analysis of 189 measurements found losses that grow with the time of non-use, from nothing
//! right after training to 1.4 standard deviations after more than a year (Arthur, Bennett, Stanush and McNelly 1998, *Factors that influence
//! skill decay and retention*, Human Performance 11:57–101). Those are mostly tasks trained once in a laboratory; what was practised for
//! years on a job lasts longer, and is learnt again faster than it was the first time. The rule here is therefore a modest one, and an estimate:
//!
//! - one level is gone after each three full years without use;
//! - one level always stays (1, aware): what it is for is not forgotten;
//! - interpersonal and leadership skills do not fade: every job uses them, whatever it is called;
//! - a certificate is a word of its own: while it is valid, it shows the levels that it shows.

use jiff::civil::Date;

use crate::catalog::SkillKind;
use crate::units::{Level, SkillRow};

/// Full years without use that cost a level (estimate, see the module).
pub const YEARS_A_LEVEL: i16 = 3;

/// A skill that is shown below the level that the profile says, because it was last used long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faded {
    /// The skill.
    pub skill: SkillRow,
    /// The level that the profile says.
    pub said: Level,
    /// The level that it counts at.
    pub level: Level,
    /// When it was last used, as said.
    pub last_used: Date,
}

/// The level left on the day `on`.
#[must_use]
pub fn level_left(said: Level, kind: SkillKind, last_used: Date, on: Date) -> Level {
    if matches!(kind, SkillKind::Interpersonal | SkillKind::Leadership) {
        return said;
    }
    let lost = full_years(last_used, on) / YEARS_A_LEVEL;
    let left = i16::from(said.get()).saturating_sub(lost).max(1);
    u8::try_from(left).ok().and_then(Level::new).unwrap_or(said)
}

/// Full years from a day to another, at least 0. A first of January stands for a year without a day, and counts from that year's end: in doubt for
/// the person.
fn full_years(from: Date, on: Date) -> i16 {
    let from = if (from.month(), from.day()) == (1, 1) { from.last_of_year() } else { from };
    let before_the_day = (on.month(), on.day()) < (from.month(), from.day());
    (on.year() - from.year() - i16::from(before_the_day)).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_level_goes_after_each_three_full_years_and_one_stays() {
        let left = |said, kind, last, on| level_left(Level::new(said).unwrap(), kind, last, on).get();
        let used = date(2020, 6, 15);
        for (on, want) in [
            (date(2019, 1, 1), 4),
            (date(2020, 6, 15), 4),
            (date(2023, 6, 14), 4),
            (date(2023, 6, 15), 3),
            (date(2026, 6, 14), 3),
            (date(2026, 6, 15), 2),
            (date(2029, 6, 15), 1),
            (date(2099, 6, 15), 1),
        ] {
            assert_eq!(left(4, SkillKind::Technology, used, on), want, "{on}");
            assert_eq!(left(4, SkillKind::Leadership, used, on), 4);
            assert_eq!(left(1, SkillKind::Practice, used, on), 1);
        }
        // A bare year counts from its end.
        assert_eq!(left(3, SkillKind::Knowledge, date(2020, 1, 1), date(2023, 12, 30)), 3);
        assert_eq!(left(3, SkillKind::Knowledge, date(2020, 1, 1), date(2023, 12, 31)), 2);
        // The ends of the calendar.
        assert_eq!(left(5, SkillKind::Technology, Date::MIN, Date::MAX), 1);
    }
}
