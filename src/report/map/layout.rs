//! Where everything stands: areas pushed apart from their places in the plane, dots spread inside their area.

use super::labels::Name;
use crate::model::{Model, plane};
use crate::report::html::filters::clean_name;
use crate::units::RoleRow;

/// Room for one role, in units of the drawing: wide enough that most names fit beside their dots.
const ROOM: f64 = 46.0;
/// Free edge around the drawing.
const MARGIN: f64 = 40.0;
/// Extra radius of an area beyond its dots.
const RIM: f64 = 16.0;
/// Free space between two areas.
const BETWEEN: f64 = 14.0;
/// Free space around a family's name.
const CLEAR: f64 = 7.0;

/// A role on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// The role.
    pub role: RoleRow,
    /// Index of its area.
    pub area: usize,
    /// Centre, from the left.
    pub x: f64,
    /// Centre, from the top.
    pub y: f64,
    /// Radius, by rung.
    pub radius: f64,
}

/// A family on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Centre, from the left.
    pub x: f64,
    /// Centre, from the top.
    pub y: f64,
    /// Radius.
    pub radius: f64,
    /// Index of the family.
    pub family: usize,
    /// Its name, in the middle; dots stay clear of it.
    pub name: Name,
}

/// A map laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoleMap {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// One for each family with roles.
    pub areas: Vec<Area>,
    /// One for each role, by row.
    pub dots: Vec<Dot>,
    /// Where the person is, if there is one.
    pub person: Option<[f64; 2]>,
    /// The roles that the person's place comes from, best first.
    pub nearest: Vec<RoleRow>,
}

/// How many of the best roles say where a person is.
const NEAREST: usize = 5;

/// Lays out a model's map. Cost: the plane, and O(roles of a family²) for each family.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn lay_out(model: &Model, person: &[(RoleRow, f64)]) -> RoleMap {
    let flat = plane(model);
    let families = &model.data.families;
    // Larger drawings are seen from further away.
    let largest = (ROOM * (flat.len() as f64).sqrt() / 48.0).clamp(17.0, 60.0);
    let mut areas: Vec<Area> = Vec::new();
    for (family, f) in families.iter().enumerate().filter(|(_, f)| !f.roles.is_empty()) {
        let n = f.roles.len() as f64;
        let mean = |axis: usize| f.roles.iter().map(|r| flat[r.at()][axis]).sum::<f64>() / n;
        let bare = ROOM * 0.62 * n.sqrt();
        let label = clean_name(&f.label).replace('-', " ");
        let name = Name::fitted(&label, largest, (bare * 1.5).max(ROOM * 3.0));
        // Room for the name beside that for the roles, and the name within the area.
        let held =
            (bare * bare + (name.width + CLEAR) * (name.height() + CLEAR) / std::f64::consts::PI).sqrt();
        let radius = held.max(name.width / 2.0 + CLEAR) + RIM;
        areas.push(Area { x: mean(0), y: mean(1), radius, family, name });
    }
    let means: Vec<[f64; 2]> = areas.iter().map(|a| [a.x, a.y]).collect();
    spread(&mut areas);
    let mut dots: Vec<Dot> = Vec::with_capacity(flat.len());
    for (at, area) in areas.iter().enumerate() {
        let roles = &families[area.family].roles;
        let local: Vec<[f64; 2]> =
            roles.iter().map(|r| [flat[r.at()][0] - means[at][0], flat[r.at()][1] - means[at][1]]).collect();
        for (role, place) in roles.iter().zip(inside(local, area.radius - RIM, &area.name)) {
            let rung = model.catalog()[*role].seniority.rung() as f64;
            let radius = 3.5 + 1.3 * rung;
            dots.push(Dot { role: *role, area: at, x: area.x + place[0], y: area.y + place[1], radius });
        }
    }
    dots.sort_by_key(|d| d.role);
    let mut map = RoleMap { areas, dots, ..RoleMap::default() };
    map.fit_to_origin();
    map.with_person(person)
}

impl RoleMap {
    fn fit_to_origin(&mut self) {
        let low = |f: fn(&Area) -> f64| self.areas.iter().map(f).fold(f64::INFINITY, f64::min);
        let high = |f: fn(&Area) -> f64| self.areas.iter().map(f).fold(f64::NEG_INFINITY, f64::max);
        if self.areas.is_empty() {
            (self.width, self.height) = (400.0, 200.0);
            return;
        }
        let (left, top) = (low(|a| a.x - a.radius) - MARGIN, low(|a| a.y - a.radius) - MARGIN);
        let (right, bottom) = (high(|a| a.x + a.radius) + MARGIN, high(|a| a.y + a.radius) + MARGIN);
        // Names of roles at the right edge stick out.
        self.width = right - left + 60.0;
        // A line below for what the sizes mean.
        self.height = bottom - top + 40.0;
        for a in &mut self.areas {
            a.x -= left;
            a.y -= top;
        }
        for d in &mut self.dots {
            d.x -= left;
            d.y -= top;
        }
    }

    /// The nearest place above or below that is not on a family's name.
    fn beside_names(&self, x: f64, y: f64) -> [f64; 2] {
        let over = |a: &&Area| {
            (a.x - x).abs() < a.name.width / 2.0 + 6.0 && (a.y - y).abs() < a.name.height() / 2.0 + 12.0
        };
        match self.areas.iter().find(over) {
            Some(a) if y < a.y => [x, a.y - a.name.height() / 2.0 - 12.0],
            Some(a) => [x, a.y + a.name.height() / 2.0 + 12.0],
            None => [x, y],
        }
    }

    /// The same map with a person at the mean of the best roles' places, weighted by the square of their fit.
    #[must_use]
    pub fn with_person(mut self, person: &[(RoleRow, f64)]) -> RoleMap {
        (self.person, self.nearest) = (None, Vec::new());
        let best = person.iter().take(NEAREST).filter(|(r, _)| r.at() < self.dots.len());
        let (mut x, mut y, mut sum) = (0.0, 0.0, 0.0);
        for (role, fit) in best {
            let dot = &self.dots[role.at()];
            let weight = fit * fit + 1e-6;
            x += dot.x * weight;
            y += dot.y * weight;
            sum += weight;
            self.nearest.push(*role);
        }
        if sum > 0.0 {
            self.person = Some(self.beside_names(x / sum, y / sum));
        }
        self
    }
}

/// Scales the areas' places to the room that they need and pushes them apart until none overlap.
#[allow(clippy::cast_precision_loss)]
fn spread(areas: &mut [Area]) {
    let room: f64 = areas.iter().map(|a| (a.radius + BETWEEN / 2.0).powi(2) * 4.0).sum::<f64>().sqrt();
    for axis in 0..2 {
        let get = |a: &Area| if axis == 0 { a.x } else { a.y };
        let low = areas.iter().map(get).fold(f64::INFINITY, f64::min);
        let high = areas.iter().map(get).fold(f64::NEG_INFINITY, f64::max);
        let range = if high - low > 1e-9 { high - low } else { 1.0 };
        // Wider than high, as screens and paper are.
        let side = room * if axis == 0 { 0.75 } else { 0.5 };
        for a in areas.iter_mut() {
            let v = if axis == 0 { &mut a.x } else { &mut a.y };
            *v = (*v - low) / range * side;
        }
    }
    let n = areas.len();
    let middle = [room * 0.375, room * 0.25];
    for round in 0..600 {
        // A slow pull to the middle keeps the drawing compact; it fades, so that the last rounds only separate.
        let pull = 0.01 * (1.0 - f64::from(round) / 600.0);
        for a in areas.iter_mut() {
            a.x += (middle[0] - a.x) * pull;
            a.y += (middle[1] - a.y) * pull * 1.4;
        }
        for i in 0..n {
            for j in 0..i {
                let (dx, dy) = (areas[i].x - areas[j].x, areas[i].y - areas[j].y);
                let distance = (dx * dx + dy * dy).sqrt();
                let wanted = areas[i].radius + areas[j].radius + BETWEEN;
                if distance < wanted {
                    let (ux, uy) = direction(dx, dy, distance, i);
                    let push = (wanted - distance) / 2.0;
                    areas[i].x += ux * push;
                    areas[i].y += uy * push;
                    areas[j].x -= ux * push;
                    areas[j].y -= uy * push;
                }
            }
        }
    }
}

/// The way from one point to another; where they coincide, one that depends on their number alone.
#[allow(clippy::cast_precision_loss)]
fn direction(dx: f64, dy: f64, distance: f64, number: usize) -> (f64, f64) {
    if distance > 1e-6 {
        return (dx / distance, dy / distance);
    }
    let angle = number as f64 * 2.399_963; // the golden angle: no two numbers share a direction
    (angle.cos(), angle.sin())
}

/// Spreads the roles of a family inside a disc: neighbours stay neighbours, and no two are nearer than names need.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn inside(mut places: Vec<[f64; 2]>, radius: f64, name: &Name) -> Vec<[f64; 2]> {
    let n = places.len();
    // A dot, with the name of its role beside it, stays above or below the family's name.
    let (half, clear) = (name.width / 2.0 + CLEAR, name.height() / 2.0 + CLEAR + 6.0);
    if n == 1 {
        return vec![[0.0, clear.min(radius)]];
    }
    for axis in 0..2 {
        let variance = places.iter().map(|p| p[axis] * p[axis]).sum::<f64>() / n as f64;
        let scale = if variance > 1e-12 { radius / 2.0 / variance.sqrt() } else { 0.0 };
        places.iter_mut().for_each(|p| p[axis] *= scale);
    }
    // Names are wide and low: dots need more room above one another's names than beside them, so height counts more.
    let (wanted, squeeze) = (ROOM, 1.35);
    let rounds = (4.0e7 / (n * n) as f64).clamp(10.0, 240.0) as usize;
    for _ in 0..rounds {
        for i in 0..n {
            for j in 0..i {
                let (dx, dy) = (places[i][0] - places[j][0], (places[i][1] - places[j][1]) * squeeze);
                let distance = (dx * dx + dy * dy).sqrt();
                if distance < wanted {
                    let (ux, uy) = direction(dx, dy, distance, i);
                    let push = (wanted - distance) / 2.0 * 0.8;
                    places[i][0] += ux * push;
                    places[i][1] += uy * push / squeeze;
                    places[j][0] -= ux * push;
                    places[j][1] -= uy * push / squeeze;
                }
            }
        }
        for (number, p) in places.iter_mut().enumerate() {
            if p[0].abs() < half && p[1].abs() < clear {
                let up = if p[1].abs() < 1e-9 { number % 2 == 0 } else { p[1] < 0.0 };
                p[1] = if up { -clear } else { clear };
            }
            let from_middle = (p[0] * p[0] + p[1] * p[1]).sqrt();
            if from_middle > radius {
                p.iter_mut().for_each(|v| *v *= radius / from_middle);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn areas_do_not_overlap_and_hold_their_roles() {
        let model = Model::shipped().unwrap();
        let map = lay_out(&model, &[]);
        assert_eq!(map.dots.len(), model.catalog().roles.len());
        for (i, a) in map.areas.iter().enumerate() {
            for b in &map.areas[..i] {
                let apart = ((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt();
                assert!(apart > (a.radius + b.radius) * 0.97, "areas {} and {}", a.family, b.family);
            }
        }
        for d in &map.dots {
            let a = &map.areas[d.area];
            let over = (a.x - d.x).abs() < a.name.width / 2.0 && (a.y - d.y).abs() < a.name.height() / 2.0;
            assert!(!over, "a dot on the name of {:?}", a.name.lines);
            assert!(((a.x - d.x).powi(2) + (a.y - d.y).powi(2)).sqrt() <= a.radius);
            assert!(d.x > 0.0 && d.x < map.width && d.y > 0.0 && d.y < map.height);
        }
        assert_eq!(map, lay_out(&model, &[]));
    }

    #[test]
    fn a_person_stands_among_the_roles_that_fit() {
        let model = Model::shipped().unwrap();
        let role = RoleRow(7);
        let map = lay_out(&model, &[(role, 0.9)]);
        let dot = &map.dots[7];
        let [x, y] = map.person.unwrap();
        assert!((x - dot.x).abs() < 1e-6 && (y - dot.y).abs() < 1e-6);
        assert_eq!(map.nearest, [role]);
    }

    #[test]
    fn roles_in_one_place_are_moved_apart() {
        let spread = inside(vec![[0.0, 0.0]; 12], 120.0, &Name::default());
        for (i, a) in spread.iter().enumerate() {
            for b in &spread[..i] {
                assert!((a[0] - b[0]).hypot(a[1] - b[1]) > 15.0);
            }
        }
    }
}
