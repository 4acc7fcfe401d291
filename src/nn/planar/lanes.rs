//! Rows side by side: the numbers of a cloud's rows are in lanes of eight, and rows beyond the end are zero.

/// Rows that are computed together. Sums over rows are taken lane by lane first, whatever the width of the machine.
pub(super) const LANES: usize = 8;

/// One number of eight rows.
pub(super) type Lane = [f32; LANES];

/// One number of each row.
pub(super) fn spread(rows: usize, number: impl Fn(usize) -> f32) -> Vec<Lane> {
    let at = |row: usize| if row < rows { number(row) } else { 0.0 };
    (0..rows.div_ceil(LANES)).map(|block| std::array::from_fn(|lane| at(block * LANES + lane))).collect()
}

/// The points of the first `rows`.
pub(super) fn points([x, y]: [&[Lane]; 2], rows: usize) -> Vec<[f32; 2]> {
    x.as_flattened().iter().zip(y.as_flattened()).take(rows).map(|(x, y)| [*x, *y]).collect()
}

/// Both coordinates of `points`.
pub(super) fn coordinates(points: &[[f32; 2]]) -> [Vec<Lane>; 2] {
    [0, 1].map(|k| spread(points.len(), |row| points[row][k]))
}

pub(super) fn sum(lanes: &Lane) -> f32 {
    lanes.iter().sum()
}
