//! Figures of an evaluation as a table.

use crate::evaluate::Report;

/// A line a method: each figure with its 95 % interval.
#[must_use]
pub fn table(report: &Report) -> String {
    let left = if report.left_out > 0 { format!(", {} left out", report.left_out) } else { String::new() };
    let mut out =
        format!("{}: {} cases{left}, {} answers to choose from\n", report.task, report.cases, report.choices);
    let width = report.rows.iter().map(|r| r.method.len()).max().unwrap_or(0).max(6);
    if let Some(first) = report.rows.first() {
        out.push_str(&format!("{:width$}", "method"));
        for (name, _) in &first.figures {
            out.push_str(&format!("  {name:<19}"));
        }
        out.push('\n');
    }
    for row in &report.rows {
        out.push_str(&format!("{:width$}", row.method));
        for (_, f) in &row.figures {
            out.push_str(&format!("  {:.3} [{:.3}, {:.3}]", f.value, f.low, f.high));
        }
        out.push('\n');
    }
    out.push_str(match report.task.as_str() {
        "families" => "in brackets: 95 % intervals, leaving out one role at a time\n",
        _ => "in brackets: 95 % bootstrap intervals over cases\n",
    });
    out
}
