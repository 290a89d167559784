//! Where the names of points stand.

use kuva::render::render::Scene;

use super::page::{Look, Medium, SMALL, Weight, rule, write};

/// A point that has a name.
pub(super) struct Spot {
    pub at: (f64, f64),
    pub radius: f64,
    pub label: String,
    /// Named before others, and if need be at a distance.
    pub first: bool,
}

/// A rectangle: left, top, right, bottom.
pub(super) type Area = (f64, f64, f64, f64);

fn shared((a, b, c, d): Area, (e, f, g, h): Area) -> f64 {
    (c.min(g) - a.max(e)).max(0.0) * (d.min(h) - b.max(f)).max(0.0)
}

/// A line between two places.
pub(super) type Line = ((f64, f64), (f64, f64));

/// Whether a line runs through an area: the part of it that lies inside (Liang and Barsky 1984).
fn crosses(((x1, y1), (x2, y2)): Line, (left, top, right, bottom): Area) -> bool {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (p, q) in [(-dx, x1 - left), (dx, right - x1), (-dy, y1 - top), (dy, bottom - y1)] {
        if p == 0.0 {
            if q < 0.0 {
                return false;
            }
        } else if p < 0.0 {
            from = from.max(q / p);
        } else {
            to = to.min(q / p);
        }
    }
    from < to
}

/// The line from a point to its label.
fn leader((x, y): (f64, f64), area: Area) -> Line {
    let (left, top, right, bottom) = area;
    let end = if y < top {
        (x.clamp(left, right), top)
    } else if y > bottom {
        (x.clamp(left, right), bottom)
    } else {
        (if x < left { left } else { right }, y)
    };
    ((x, y), end)
}

/// The point that is nearest to an area.
fn closest((left, top, right, bottom): Area, spots: &[Spot]) -> Option<usize> {
    let away = |spot: &Spot| {
        let (x, y) = spot.at;
        let (dx, dy) = (x - x.clamp(left, right), y - y.clamp(top, bottom));
        dx.hypot(dy) - spot.radius
    };
    (0..spots.len()).min_by(|&a, &b| away(&spots[a]).total_cmp(&away(&spots[b])))
}

/// Write the names of points where they cover neither each other nor points nor lines: beside their point, or
/// further off with a thin line; a name for which there is no such place is left out. Returns how many there
/// are. Cost: points x places x points.
pub(super) fn name_all(
    scene: &mut Scene,
    spots: &[Spot],
    ((left, top, right, bottom), medium): (Area, Medium),
    fixed: &[Line],
) -> usize {
    let bubble = |spot: &Spot| {
        let ((x, y), r) = (spot.at, spot.radius * 0.8);
        (x - r, y - r, x + r, y + r)
    };
    let bubbles: Vec<Area> = spots.iter().map(bubble).collect();
    let mut lines: Vec<Line> = fixed.to_vec();
    let mut order: Vec<usize> = (0..spots.len()).collect();
    let alone = |k: usize| {
        let (x, y) = spots[k].at;
        let others = spots.iter().enumerate().filter(|(other, _)| *other != k);
        others.map(|(_, it)| (it.at.0 - x).hypot(it.at.1 - y)).fold(f64::MAX, f64::min)
    };
    // Those who matter first, then those who have least room.
    order.sort_by(|&a, &b| {
        spots[b].first.cmp(&spots[a].first).then_with(|| alone(a).total_cmp(&alone(b)))
    });
    let mut taken: Vec<Area> = vec![];
    for k in order {
        let spot = &spots[k];
        let wide = medium.measure(&spot.label, SMALL, Weight::Regular);
        let free = |area: Area, far: bool| {
            let inside = area.0 >= left + 2.0
                && area.1 >= top
                && area.2 <= right - 2.0
                && area.3 <= bottom - 2.0;
            let line = leader(spot.at, area);
            // A name that is nearer to another point needs a line to its own.
            if !far && closest(area, spots) != Some(k) {
                return false;
            }
            let others = || bubbles.iter().enumerate().filter(|(other, _)| *other != k);
            inside
                && taken.iter().all(|other| shared(area, *other) == 0.0)
                && bubbles.iter().all(|other| shared(area, *other) == 0.0)
                && lines.iter().all(|other| !crosses(*other, area))
                && (!far || taken.iter().all(|other| !crosses(line, *other)))
                && (!far || others().all(|(_, other)| !crosses(line, *other)))
        };
        let mut all = places(spot.at, spot.radius, (wide, medium.line() - 2.0));
        let found = all.find(|&(area, far)| (!far || spot.first) && free(area, far));
        let Some((area, far)) = found else { continue };
        if far {
            lines.push(leader(spot.at, area));
        }
        write(scene, (area.0 + 1.0, area.3 - 3.0), &spot.label, Look::SMALL);
        taken.push(area);
    }
    for (from, to) in &lines[fixed.len()..] {
        rule(scene, *from, *to, (0.6, "#AAAAAA"));
    }
    taken.len()
}

/// Places for a label around a point, the nearest first, and whether a line should lead to it.
fn places(
    (x, y): (f64, f64),
    r: f64,
    (wide, high): (f64, f64),
) -> impl Iterator<Item = (Area, bool)> {
    const DIRECTIONS: usize = 16;
    let wide = wide + 2.0;
    (0..16).flat_map(move |ring| {
        (0..DIRECTIONS).map(move |direction| {
            // To the right first, then left, above, below, and between.
            let turn = [0, 8, 12, 4, 14, 10, 2, 6, 15, 9, 13, 11, 1, 7, 3, 5][direction];
            let angle = std::f64::consts::TAU * f64::from(turn) / DIRECTIONS as f64;
            let away = r + 3.0 + 9.0 * f64::from(ring);
            let (dx, dy) = (angle.cos(), angle.sin());
            let (cx, cy) = (x + dx * (away + wide / 2.0 * dx.abs()), y + dy * (away + high / 2.0));
            ((cx - wide / 2.0, cy - high / 2.0, cx + wide / 2.0, cy + high / 2.0), ring > 0)
        })
    })
}
