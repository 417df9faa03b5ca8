//! A map laid out → SVG text.

use std::fmt::Write;

use super::labels::{Frame, Sheet};
use super::layout::{Dot, RoleMap};
use crate::model::Model;
use crate::report::html::filters::clean_name;
use crate::units::Seniority;

/// Where a map will be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// In a file of its own: it carries its style.
    File,
    /// In a page that brings the style.
    Page,
    /// In the local page: the style is there, and every dot leads to its role's page.
    Linked,
}

/// Size of role names.
const NAME: f64 = 11.0;
/// Names longer than this are cut on the drawing; the whole name shows when one points at the dot.
const LONGEST: usize = 36;

/// Draws a map.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn draw(model: &Model, map: &RoleMap, look: Look) -> String {
    let (w, h) = (map.width, map.height);
    let mut out = String::new();
    let roles = map.dots.len();
    let what = format!("{roles} roles in {} families", map.areas.len());
    let role = if look == Look::Linked { "group" } else { "img" };
    let _ = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {w:.0} {h:.0}" width="{w:.0}" height="{h:.0}" role="{role}" aria-label="Role map: {what}"><title>Role map: {what}</title>"#
    );
    if look == Look::File {
        let _ = write!(out, "<style>{}</style>", crate::report::html::MAP_STYLE);
    }
    let _ = write!(out, r#"<rect class="sea" width="{w:.0}" height="{h:.0}"/>"#);
    for a in &map.areas {
        let hue = hue(a.family);
        let _ = write!(
            out,
            r#"<circle class="area" cx="{:.1}" cy="{:.1}" r="{:.1}" fill="hsl({hue} 60% 50%)" stroke="hsl({hue} 60% 50%)"/>"#,
            a.x, a.y, a.radius
        );
    }
    person_lines(map, &mut out);
    for d in &map.dots {
        dot(model, map, d, look, &mut out);
    }
    names(model, map, &mut out);
    if let Some([x, y]) = map.person {
        let _ = write!(
            out,
            r#"<g class="person"><circle cx="{x:.1}" cy="{y:.1}" r="10"/><circle class="core" cx="{x:.1}" cy="{y:.1}" r="4"/></g>"#
        );
    }
    sizes(h, &mut out);
    out.push_str("</svg>");
    out
}

fn person_lines(map: &RoleMap, out: &mut String) {
    let Some([x, y]) = map.person else { return };
    for role in &map.nearest {
        let d = &map.dots[role.at()];
        let _ =
            write!(out, r#"<line class="near" x1="{x:.1}" y1="{y:.1}" x2="{:.1}" y2="{:.1}"/>"#, d.x, d.y);
    }
}

fn dot(model: &Model, map: &RoleMap, d: &Dot, look: Look, out: &mut String) {
    let role = &model.catalog()[d.role];
    let hue = hue(map.areas[d.area].family);
    let title = escape(&clean_name(&role.title));
    let family = escape(&clean_name(model.family(d.role)));
    let near = if map.nearest.contains(&d.role) { " fits" } else { "" };
    if look == Look::Linked {
        // Out of the tab order: the page lists the same roles as links below the map.
        let _ = write!(out, r#"<a href="/roles/{}" tabindex="-1">"#, escape(&url(&role.id)));
    }
    let _ = write!(
        out,
        r#"<circle class="dot{near}" cx="{:.1}" cy="{:.1}" r="{:.1}" fill="hsl({hue} 55% {}%)"><title>{title} ({}; {family})</title></circle>"#,
        d.x,
        d.y,
        d.radius,
        lightness(hue),
        role.seniority
    );
    if look == Look::Linked {
        out.push_str("</a>");
    }
}

/// Names: families first, each in the middle of its area, then the person's roles, then by rung from the top, ties by row.
#[allow(clippy::cast_precision_loss)]
fn names(model: &Model, map: &RoleMap, out: &mut String) {
    let mut sheet = Sheet::new(map.width, map.height - 40.0);
    for d in &map.dots {
        let r = d.radius;
        sheet.take(Frame { left: d.x - r, top: d.y - r, right: d.x + r, bottom: d.y + r });
    }
    if let Some([x, y]) = map.person {
        sheet.take(Frame { left: x - 10.0, top: y - 10.0, right: x + 10.0, bottom: y + 10.0 });
    }
    let mut family_names = String::new();
    for a in &map.areas {
        let (half, high) = (a.name.width / 2.0, a.name.height() / 2.0);
        sheet.take(Frame { left: a.x - half, top: a.y - high, right: a.x + half, bottom: a.y + high });
        for (n, line) in a.name.lines.iter().enumerate() {
            let _ = write!(
                family_names,
                r#"<text class="family" x="{:.1}" y="{:.1}" font-size="{:.1}" text-anchor="middle">{}</text>"#,
                a.x,
                a.name.base(a.y, n),
                a.name.size,
                escape(line)
            );
        }
    }
    if let Some([x, y]) = map.person
        && let Some(at) = sheet.beside("you", 16.0, x, y, 10.0)
    {
        let _ = write!(family_names, r#"<text class="you" x="{:.1}" y="{:.1}">you</text>"#, at.x, at.y);
    }
    let mut order: Vec<&Dot> = map.dots.iter().collect();
    order.sort_by_key(|d| {
        let near = map.nearest.iter().position(|r| *r == d.role).unwrap_or(usize::MAX);
        (near, std::cmp::Reverse(model.catalog()[d.role].seniority), d.role)
    });
    for d in order {
        let label = cut(&clean_name(&model.catalog()[d.role].title));
        if let Some(at) = sheet.beside(&label, NAME, d.x, d.y, d.radius) {
            let _ = write!(out, r#"<text x="{:.1}" y="{:.1}">{}</text>"#, at.x, at.y, escape(&label));
        }
    }
    out.push_str(&family_names);
}

fn sizes(height: f64, out: &mut String) {
    let mut x = 20.0;
    let y = height - 20.0;
    for rung in Seniority::ALL {
        let radius = 3.5 + 1.3 * f64::from(u8::try_from(rung.rung()).unwrap_or(0));
        let _ = write!(out, r#"<circle class="size" cx="{x:.0}" cy="{y:.0}" r="{radius:.1}"/>"#);
        let _ = write!(out, r#"<text x="{:.0}" y="{:.0}">{rung}</text>"#, x + 14.0, y + 4.0);
        x += 30.0 + super::labels::width(rung.word(), NAME) + 10.0;
    }
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Hues by the golden angle: any number of families, neighbours in the list far apart.
fn hue(family: usize) -> u32 {
    u32::try_from(family * 137 % 360).unwrap_or(0)
}

/// Yellow and green look brighter than blue at the same lightness.
fn lightness(hue: u32) -> u32 {
    if (40..200).contains(&hue) { 38 } else { 52 }
}

/// Text for SVG.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// An id as a part of a path.
fn url(id: &str) -> String {
    let mut out = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::map::role_map;

    #[test]
    fn every_role_is_on_the_map_and_most_have_names() {
        let model = Model::shipped().unwrap();
        let svg = role_map(&model, &[], Look::File);
        let roles = model.catalog().roles.len();
        assert_eq!(svg.matches(r#"class="dot""#).count(), roles);
        assert!(svg.matches("<text x=").count() * 10 > roles * 7, "{}", svg.matches("<text x=").count());
        assert!(!svg.contains("style="));
    }

    #[test]
    fn hostile_titles_stay_text() {
        let mut data = Model::shipped().unwrap().data;
        data.catalog.roles[0].title = "\"><script>alert(1)</script>\u{202e}".to_owned();
        data.catalog.roles[1].title = "y".repeat(10_000);
        data.families[0].label = "<img src=x onerror=alert(1)>".to_owned();
        let model = Model::new(data, 0);
        for look in [Look::File, Look::Page, Look::Linked] {
            let svg = role_map(&model, &[], look);
            assert!(!svg.contains("<script") && !svg.contains("<img") && !svg.contains('\u{202e}'));
            assert!(!svg.contains(&"y".repeat(1000)));
        }
    }
}
