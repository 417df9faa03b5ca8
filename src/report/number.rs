//! How numbers are rounded in output: shares to four digits, hours and weeks to one.

/// A share in [0, 1] to four digits: what JSON and CSV carry.
#[must_use]
pub fn share(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// What is told of groups, to two digits: more would tell of a single person.
#[must_use]
pub fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Hours or weeks to one digit.
#[must_use]
pub fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Minutes as hours to one digit.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn hours(minutes: u64) -> f64 {
    tenth(minutes as f64 / 60.0)
}

/// A number without a needless `.0`.
#[must_use]
pub fn plain(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}
