use super::Chain;
use crate::math::points::Coordinate;

/// The Jacobian of a map at one point, row by row.
pub(super) type Jacobian = [[f64; 2]; 2];

/// The half of a difference, in double and in single precision.
const HALVES: [f64; 2] = [1e-5, 1e-2];

/// The Jacobians of map number `index` at every point of `x`, and the evaluations that they took.
///
/// They are exact where the chain knows its derivatives, one evaluation along each axis. Elsewhere they are central differences
/// with two.
pub(super) fn jacobians<T: Coordinate>(
    chain: &dyn Chain<Vec<[T; 2]>>,
    index: usize,
    x: &Vec<[T; 2]>,
) -> (Vec<Jacobian>, u32) {
    let (mut jacobians, mut evaluations) = (vec![Jacobian::default(); x.len()], 0);
    for axis in 0..2 {
        let unit = [0, 1].map(|k| T::rounded(if k == axis { 1.0 } else { 0.0 }));
        let along = match chain.image_along(index, x, &vec![unit; x.len()]) {
            Some(along) => {
                evaluations += 1;
                along.into_iter().map(|column| column.map(Into::into)).collect()
            }
            None => {
                evaluations += 2;
                difference(chain, index, x, axis)
            }
        };
        for (jacobian, column) in jacobians.iter_mut().zip(along) {
            for (row, entry) in jacobian.iter_mut().zip(column) {
                row[axis] = entry;
            }
        }
    }
    (jacobians, evaluations)
}

/// The columns of the Jacobians along an axis, by central differences.
fn difference<T: Coordinate>(chain: &dyn Chain<Vec<[T; 2]>>, index: usize, x: &[[T; 2]], axis: usize) -> Vec<[f64; 2]> {
    let h = if T::LEAST_TOLERANCE == 0.0 { HALVES[0] } else { HALVES[1] };
    let moved = |by: f64| {
        let shift = |point: &[T; 2]| {
            let mut at = point.map(Into::into);
            at[axis] += by;
            at.map(T::rounded)
        };
        chain.image(index, &x.iter().map(shift).collect())
    };
    let (ahead, behind) = (moved(h), moved(-h));
    let slope = |(ahead, behind): ([T; 2], [T; 2])| {
        [0, 1].map(|k| (Into::<f64>::into(ahead[k]) - Into::<f64>::into(behind[k])) / (2.0 * h))
    };
    ahead.into_iter().zip(behind).map(slope).collect()
}
