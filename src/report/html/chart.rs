//! Small drawings as inline SVG: levels, shares, spans of time. Numbers in, markup out; no text from outside ever enters one.
//!
//! Drawn without a `style` attribute, so that they show under a content policy that forbids inline style. All are hidden from screen readers: the
//! same numbers stand beside them as text.

use std::fmt::Write;

/// Five boxes: filled up to the level that is there, outlined up to the level that is asked. `kin` says that the level is a linked skill's,
/// which counts in part: its boxes are shaded instead of filled.
#[must_use]
pub fn levels(asked: u8, there: Option<u8>, kin: bool) -> String {
    let there = there.unwrap_or(0);
    let mut svg =
        String::from(r#"<svg class="levels" viewBox="0 0 70 12" width="70" height="12" aria-hidden="true">"#);
    for level in 1..=5u8 {
        let class = match (level <= asked, level <= there) {
            (true, true) if kin => "kin",
            (true, true) => "met",
            (true, false) => "open",
            (false, true) => "more",
            (false, false) => "none",
        };
        let x = u32::from(level - 1) * 14 + 1;
        let _ = write!(svg, r#"<rect class="{class}" x="{x}" y="1" width="12" height="10" rx="2"/>"#);
    }
    svg.push_str("</svg>");
    svg
}

/// A bar filled to a share in [0, 1], with a tick at `mark`.
#[must_use]
pub fn share(value: f64, mark: Option<f64>) -> String {
    let wide = permille(value);
    let mut svg = String::from(
        r#"<svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="1000" height="10"/>"#,
    );
    let _ = write!(svg, r#"<rect class="fill" width="{wide}" height="10"/>"#);
    if let Some(mark) = mark {
        let x = permille(mark).clamp(3, 997);
        let _ = write!(svg, r#"<rect class="mark" x="{}" width="6" height="10"/>"#, x - 3);
    }
    svg.push_str("</svg>");
    svg
}

/// A bar from `from` to `to` on a line of length `of`, all in one unit.
#[must_use]
pub fn span(from: f64, to: f64, of: f64, class: &'static str) -> String {
    let of = of.max(f64::MIN_POSITIVE);
    let (start, end) = (permille(from / of), permille(to / of));
    // A step of no length still shows.
    let start = start.min(992);
    let wide = end.saturating_sub(start).max(8);
    format!(
        r#"<svg class="span" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="1000" height="10"/><rect class="{class}" x="{start}" width="{wide}" height="10"/></svg>"#
    )
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn permille(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_tell_met_from_open() {
        let svg = levels(4, Some(2), false);
        assert_eq!(svg.matches(r#"class="met""#).count(), 2);
        assert_eq!(svg.matches(r#"class="open""#).count(), 2);
        assert_eq!(svg.matches(r#"class="none""#).count(), 1);
        assert_eq!(levels(1, Some(3), false).matches(r#"class="more""#).count(), 2);
        assert_eq!(levels(2, Some(3), true).matches(r#"class="kin""#).count(), 2);
    }

    #[test]
    fn bars_stay_in_their_track() {
        assert!(share(2.0, Some(1.0)).contains(r#"width="1000" height="10"/><rect class="mark" x="994""#));
        assert!(span(10.0, 10.0, 10.0, "step").contains(r#"x="992" width="8""#));
        assert!(span(0.0, 0.0, 0.0, "step").contains(r#"x="0" width="8""#));
    }
}
