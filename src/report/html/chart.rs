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

/// Shares of a whole side by side, each in its class; what is left is track.
#[must_use]
pub fn parts(shares: &[(f64, &str)]) -> String {
    let mut svg = String::from(
        r#"<svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="1000" height="10"/>"#,
    );
    let mut at = 0;
    for (share, class) in shares {
        let wide = permille(*share).min(1000 - at);
        if wide > 0 {
            let _ = write!(svg, r#"<rect class="part {class}" x="{at}" width="{wide}" height="10"/>"#);
        }
        at += wide;
    }
    svg.push_str("</svg>");
    svg
}

/// Steps of a plan over weeks: a line of bars, numbered as the list of steps is. `steps` holds start and end in weeks, and a class.
#[must_use]
pub fn weeks(steps: &[(f64, f64, &'static str)], total: f64) -> String {
    const ROW: f64 = 20.0;
    const LEFT: f64 = 26.0;
    const WIDE: f64 = 694.0;
    let total = total.max(f64::MIN_POSITIVE);
    #[allow(clippy::cast_precision_loss)]
    let high = steps.len() as f64 * ROW + 4.0;
    let x = |week: f64| LEFT + (week / total).clamp(0.0, 1.0) * WIDE;
    let mut svg = format!(
        r#"<svg class="weeks" viewBox="0 0 740 {:.0}" role="img" aria-label="The {} steps over {:.0} weeks; the list below has their weeks">"#,
        high + 30.0,
        steps.len(),
        total.ceil()
    );
    let rough = total / 8.0;
    let step = [1.0, 2.0, 4.0, 8.0, 13.0, 26.0, 52.0, 104.0, 260.0, 520.0].into_iter().find(|s| *s >= rough);
    let step = step.unwrap_or_else(|| (rough / 520.0).ceil() * 520.0);
    let mut week = 0.0;
    while week <= total + 1e-9 {
        let at = x(week);
        let _ = write!(
            svg,
            r#"<line class="grid" x1="{at:.1}" y1="0" x2="{at:.1}" y2="{high:.0}"/><text class="tick" x="{at:.1}" y="{:.0}" text-anchor="middle">{week:.0}</text>"#,
            high + 13.0
        );
        week += step;
    }
    let _ = write!(
        svg,
        r#"<text class="axis" x="{:.0}" y="{:.0}" text-anchor="middle">weeks</text>"#,
        LEFT + WIDE / 2.0,
        high + 27.0
    );
    let mut y = 2.0;
    for (n, (from, to, class)) in steps.iter().enumerate() {
        let (left, right) = (x(*from), x(*to));
        let wide = (right - left).max(3.0);
        let left = left.min(LEFT + WIDE - wide);
        let _ = write!(
            svg,
            r#"<text class="tick" x="{:.0}" y="{:.0}" text-anchor="end">{}</text><rect class="{class}" x="{left:.1}" y="{:.0}" width="{wide:.1}" height="12" rx="2"/>"#,
            LEFT - 8.0,
            y + 12.0,
            n + 1,
            y + 2.0
        );
        y += ROW;
    }
    svg.push_str("</svg>");
    svg
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
        let svg = weeks(&[(0.0, 2.0, "step"), (2.0, 9.5, "step certification")], 9.5);
        assert_eq!(svg.matches(r#"class="step"#).count(), 2);
        assert!(svg.contains(">8</text>") && !svg.contains("NaN"));
        assert!(!weeks(&[(0.0, 0.0, "step")], 0.0).contains("NaN"));
        assert_eq!(parts(&[(0.7, "a"), (0.7, "b")]).matches("x=\"700\" width=\"300\"").count(), 1);
        assert!(span(0.0, 0.0, 0.0, "step").contains(r#"x="0" width="8""#));
    }
}
