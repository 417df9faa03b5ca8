//! Hours against money: plans none of which is beaten in both, as a drawing and as a table.

use std::fmt::Write;

use askama::Template;

use super::filters;
use super::page::{page, render};
use crate::report::number::plain;
use crate::report::plans::PlanDocument;

#[derive(Template)]
#[template(path = "report/front.html")]
struct Front<'a> {
    plans: &'a [PlanDocument],
    complete: bool,
    interactive: bool,
}

impl Front<'_> {
    fn drawing(&self) -> String {
        let points: Vec<(f64, f64)> = self.plans.iter().map(|p| (p.total_hours, p.total_cost_usd)).collect();
        drawing(&points)
    }

    fn certifications(&self, plan: &PlanDocument) -> usize {
        plan.steps.iter().filter(|s| s.kind == "certification").count()
    }

    /// Hours as a limit that this plan keeps: a tenth of an hour is what is shown.
    fn within(&self, plan: &PlanDocument) -> String {
        plain((plan.total_hours * 10.0).ceil() / 10.0)
    }
}

/// The plans of a front without a page around them. `complete`: whether it is proven that no other belongs to them. `interactive` adds the
/// buttons of the local page.
#[must_use]
pub fn front_fragment(plans: &[PlanDocument], complete: bool, interactive: bool) -> String {
    render(&Front { plans, complete, interactive })
}

/// A stand-alone report of a front.
#[must_use]
pub fn front_report(plans: &[PlanDocument], complete: bool) -> String {
    let role = plans.first().map_or("", |p| p.role.as_str());
    let title = format!("Hours against money: {role}");
    page(&title, &front_fragment(plans, complete, false))
}

/// The drawing's size.
const WIDE: f64 = 720.0;
const HIGH: f64 = 300.0;
/// The edges around its field: left, right, top, bottom.
const EDGE: [f64; 4] = [64.0, 24.0, 16.0, 44.0];

/// Points (hours, dollars) joined by steps, on axes with round numbers. Which plan is which says the number beside a point.
fn drawing(points: &[(f64, f64)]) -> String {
    let (hours, hour_step) = axis(points.iter().map(|p| p.0));
    let (money, money_step) = axis(points.iter().map(|p| p.1));
    let x = |h: f64| EDGE[0] + (h - hours.0) / (hours.1 - hours.0) * (WIDE - EDGE[0] - EDGE[1]);
    let y = |c: f64| HIGH - EDGE[3] - (c - money.0) / (money.1 - money.0) * (HIGH - EDGE[2] - EDGE[3]);
    let mut svg = format!(
        r#"<svg class="front" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="Hours against money of {} plans; the table below has the numbers">"#,
        points.len()
    );
    let (left, right, bottom) = (x(hours.0), x(hours.1), y(money.0));
    for tick in ticks(hours, hour_step) {
        let (at, text) = (x(tick), filters::grouped(tick));
        let _ = write!(
            svg,
            r#"<line class="grid" x1="{at:.1}" y1="{:.1}" x2="{at:.1}" y2="{bottom:.1}"/><text class="tick" x="{at:.1}" y="{:.1}" text-anchor="middle">{text}</text>"#,
            EDGE[2],
            bottom + 16.0
        );
    }
    for tick in ticks(money, money_step) {
        let (at, text) = (y(tick), filters::grouped(tick));
        let _ = write!(
            svg,
            r#"<line class="grid" x1="{left:.1}" y1="{at:.1}" x2="{right:.1}" y2="{at:.1}"/><text class="tick" x="{:.1}" y="{:.1}" text-anchor="end">${text}</text>"#,
            left - 6.0,
            at + 4.0
        );
    }
    let _ = write!(
        svg,
        r#"<text class="axis" x="{:.1}" y="{:.1}" text-anchor="middle">hours</text>"#,
        f64::midpoint(left, right),
        HIGH - 6.0
    );
    let mut way = String::new();
    for (n, (h, c)) in points.iter().enumerate() {
        let (px, py) = (x(*h), y(*c));
        // Between two plans nothing is cheaper until the hours of the next are spent: the line goes across, then down.
        let _ = if n == 0 { write!(way, "M{px:.1} {py:.1}") } else { write!(way, "H{px:.1}V{py:.1}") };
    }
    let _ = write!(svg, r#"<path class="steps" d="{way}"/>"#);
    let mut last: Option<(f64, f64)> = None;
    for (n, (h, c)) in points.iter().enumerate() {
        let (px, py) = (x(*h), y(*c));
        let _ = write!(
            svg,
            r#"<circle class="plan" cx="{px:.1}" cy="{py:.1}" r="5"><title>{} hours, ${}</title></circle>"#,
            filters::grouped(*h),
            filters::grouped(*c)
        );
        // A number that would touch the one before is left out; the table has it.
        if last.is_none_or(|(lx, ly)| (px - lx).abs() > 20.0 || (py - ly).abs() > 14.0) {
            let _ = write!(
                svg,
                r#"<text class="which" x="{:.1}" y="{:.1}">{}</text>"#,
                px + 7.0,
                py - 6.0,
                n + 1
            );
            last = Some((px, py));
        }
    }
    svg.push_str("</svg>");
    svg
}

/// A range of round numbers around values, from 0 where that is near, and the step between its ticks.
fn axis(values: impl Iterator<Item = f64>) -> ((f64, f64), f64) {
    let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
    let low = if low.is_finite() && low > high * 0.6 { low } else { 0.0 };
    let span = if high - low > 0.0 { high - low } else { high.max(1.0) };
    let rough = span / 5.0;
    let ten = 10.0_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].iter().map(|m| m * ten).find(|s| *s >= rough).unwrap_or(ten * 10.0);
    let from = (low / step).floor() * step;
    let to = ((high / step).ceil() * step).max(from + step);
    ((from, to), step)
}

fn ticks((from, to): (f64, f64), step: f64) -> impl Iterator<Item = f64> {
    (0..=20u32).map(move |n| from + f64::from(n) * step).take_while(move |t| *t <= to + step * 0.01)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_round_and_hold_all_values() {
        for values in
            [vec![0.0], vec![1277.5, 980.0], vec![12.0, 13.0], vec![0.0, 4999.0], vec![1e9], vec![0.2]]
        {
            let ((from, to), step) = axis(values.iter().copied());
            assert!(values.iter().all(|v| *v >= from && *v <= to + 1e-9), "{values:?} {from} {to}");
            let many = ticks((from, to), step).count();
            assert!((2..=12).contains(&many), "{values:?}: {many} ticks");
        }
    }

    #[test]
    fn every_plan_is_a_point() {
        let svg = drawing(&[(100.0, 900.0), (140.0, 300.0), (260.0, 0.0)]);
        assert_eq!(svg.matches(r#"class="plan""#).count(), 3);
        assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("style="));
        assert!(!drawing(&[(10.0, 0.0)]).contains("NaN"));
        assert!(!drawing(&[]).contains("NaN"));
    }
}
