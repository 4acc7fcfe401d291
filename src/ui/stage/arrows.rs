//! Arrows for a vector field. Pure: vectors in, polygons out.

use super::grids::Vectors;

/// The longest arrow, in cells of the grid.
pub const LONGEST: f64 = 0.92;
/// The shortest arrow, as a share of the longest: the direction of a shorter one could not be seen.
const SHORTEST: f64 = 0.06;

/// The 90 % quantile of the lengths of all vectors of these fields.
///
/// It is common to them, so that arrows of two fields can be compared.
pub fn usual_length(fields: &[&Vectors]) -> f64 {
    let mut lengths: Vec<f64> = fields
        .iter()
        .flat_map(|field| field.velocities.chunks_exact(2))
        .filter_map(|v| if let [x, y] = v { Some(f64::from(x.hypot(*y))) } else { None })
        .filter(|length| length.is_finite())
        .collect();
    lengths.sort_by(f64::total_cmp);
    lengths.get(lengths.len() * 9 / 10).copied().filter(|length| *length > 0.0).unwrap_or(1.0)
}

/// The corners of an arrow around `middle` along `(x, y)`, whose length is at most 1.
///
/// `cell` is the side of a cell of the grid, `width` the width of the shaft.
pub fn corners([mx, my]: [f64; 2], x: f64, y: f64, cell: f64, width: f64) -> [[f64; 2]; 7] {
    let share = x.hypot(y).max(1e-9);
    let (ax, ay) = (x / share, y / share);
    let length = cell * LONGEST * share.max(SHORTEST);
    let head = (length * 0.42).min(width * 4.2);
    let place = |forward: f64, side: f64| [mx + ax * forward - ay * side, my + ay * forward + ax * side];
    let (tail, neck, tip) = (-length / 2.0, length / 2.0 - head, length / 2.0);
    let (thin, wide) = (width * 0.5, (head * 0.46).max(width * 0.5));
    [
        place(tail, -thin * 0.4),
        place(neck, -thin),
        place(neck, -wide),
        place(tip, 0.0),
        place(neck, wide),
        place(neck, thin),
        place(tail, thin * 0.4),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::PlaneGrid;

    #[test]
    fn arrows_point_along_their_vector_and_stay_in_their_cell() {
        let corners = corners([5.0, 5.0], 0.0, 1.0, 10.0, 1.0);
        let [x, y] = corners[3];
        assert!((x - 5.0).abs() < 1e-9 && (y - 9.6).abs() < 1e-9);
        assert!(corners.iter().flatten().all(|c| (0.0..10.0).contains(c)));
    }

    #[test]
    fn the_usual_length_ignores_what_is_rare_or_broken() {
        let grid = PlaneGrid { size: 5, extent: 1.0, t: 0.0 };
        let mut velocities = [1.0_f32, 0.0].repeat(25);
        (velocities[0], velocities[2]) = (1e6, f32::NAN);
        assert_eq!(usual_length(&[&Vectors { grid, velocities }]), 1.0);
        assert_eq!(usual_length(&[]), 1.0);
    }
}
