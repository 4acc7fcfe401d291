//! A grid fitted to a field, from the trajectories of its ODE.

use super::CustomGrid;
use crate::math::{curve::Curve, points::Cloud};

/// The knots of a fitted grid.
const KNOTS: usize = 25;
/// No stretch of time has less than this share of the mean density of steps: an error that happens to vanish somewhere leaves no gap.
const LEAST: f64 = 0.05;

impl CustomGrid {
    /// The grid whose steps make equal errors, for a rule of this `order` in the field of the trajectories `clouds` at `times`.
    ///
    /// A step of length h makes an error of about `hᵖ⁺¹ ‖x⁽ᵖ⁺¹⁾‖`, with the derivative of that order along the trajectory. Errors are equal
    /// where the density of steps is proportional to `‖x⁽ᵖ⁺¹⁾‖^(1/(p+1))` (equidistribution; de Boor, 1973). The derivatives are
    /// differences of the recorded points, as root mean squares over all of them, so the trajectories need many more steps than the
    /// grid will have, and no noise. `None` for fewer than 8 states, times that do not fall from 1 to 0, or points that are not finite.
    pub fn fitted(times: &[f64], clouds: &[Cloud], order: u32) -> Option<Self> {
        let falls = times.windows(2).all(|pair| pair[1] < pair[0]);
        let is_whole = times.first() == Some(&1.0) && times.last() == Some(&0.0);
        if times.len() < 8 || times.len() != clouds.len() || !falls || !is_whole {
            return None;
        }
        let (mut at, mut values) = (times.to_vec(), clouds.to_vec());
        for _ in 0..=order {
            (at, values) = differences(&at, &values);
        }
        let density: Vec<(f64, f64)> = at
            .into_iter()
            .zip(&values)
            .map(|(t, cloud)| (t, root_mean_square(cloud).powf(1.0 / f64::from(order + 1))))
            .collect();
        let mean = density.iter().map(|(_, density)| density).sum::<f64>() / density.len().max(1) as f64;
        if !(mean.is_finite() && mean > 0.0) {
            return None;
        }
        // The share of the steps that is done at each of the times, as the integral of the density from the noise on.
        let at = |t: f64| {
            let nearest = density.iter().min_by(|a, b| (a.0 - t).abs().total_cmp(&(b.0 - t).abs()));
            nearest.map_or(mean, |(_, density)| density.max(LEAST * mean))
        };
        let mut done = vec![0.0];
        for pair in times.windows(2) {
            let middle = 0.5 * (pair[0] + pair[1]);
            done.push(done.last()? + (pair[0] - pair[1]) * at(middle));
        }
        let whole = *done.last()?;
        let time = |share: f64| {
            let wanted = share * whole;
            let after = done.partition_point(|sum| *sum < wanted).clamp(1, times.len() - 1);
            let within = (wanted - done[after - 1]) / (done[after] - done[after - 1]);
            times[after - 1] + within * (times[after] - times[after - 1])
        };
        let knot = |index: usize| {
            let share = index as f64 / (KNOTS - 1) as f64;
            let t = if index == 0 {
                1.0
            } else if index == KNOTS - 1 {
                0.0
            } else {
                time(share)
            };
            // Few digits, so that a link stays short.
            [(1e4 * share).round() / 1e4, (1e5 * t).round() / 1e5]
        };
        let pace = Curve::new((0..KNOTS).map(knot).collect()).ok().filter(Curve::falls)?;
        Some(Self { pace })
    }
}

/// The differences of neighbours over their times, at the times in the middle.
fn differences(times: &[f64], values: &[Cloud]) -> (Vec<f64>, Vec<Cloud>) {
    let middles = times.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])).collect();
    let slope = |(pair, times): (&[Cloud], &[f64])| {
        let gap = times[1] - times[0];
        pair[0].iter().zip(&pair[1]).map(|(a, b)| [0, 1].map(|k| (b[k] - a[k]) / gap)).collect()
    };
    (middles, values.windows(2).zip(times.windows(2)).map(slope).collect())
}

fn root_mean_square(cloud: &Cloud) -> f64 {
    (cloud.iter().map(|[x, y]| x * x + y * y).sum::<f64>() / cloud.len().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::grid::Grid as _;

    /// Points that move as `f` of the time.
    fn moving(f: impl Fn(f64) -> f64) -> (Vec<f64>, Vec<Cloud>) {
        let times: Vec<f64> = (0..=400).map(|k| 1.0 - f64::from(k) / 400.0).collect();
        let clouds = times.iter().map(|t| vec![[f(*t), 0.0], [0.0, -f(*t)]]).collect();
        (times, clouds)
    }

    #[test]
    fn a_constant_acceleration_needs_uniform_steps() {
        let (times, clouds) = moving(|t| t * t);
        let grid = CustomGrid::fitted(&times, &clouds, 1).unwrap();
        for share in [0.1, 0.25, 0.5, 0.9] {
            assert!((grid.pace.at(share) - (1.0 - share)).abs() < 1e-3, "{:?}", grid.pace);
        }
    }

    #[test]
    fn steps_crowd_where_the_acceleration_is_large_so_that_errors_are_equal() {
        // ẍ = 12 t², so the density is proportional to t and the share done at t is 1 − t².
        let (times, clouds) = moving(|t| t.powi(4));
        let grid = CustomGrid::fitted(&times, &clouds, 1).unwrap();
        for share in [0.2, 0.5, 0.8] {
            assert!((grid.pace.at(share) - (1.0_f64 - share).sqrt()).abs() < 0.01, "{:?}", grid.pace);
        }
        let steps = grid.times(&crate::math::schedule::FlowOt {}, 10);
        let errors: Vec<f64> =
            steps.windows(2).map(|pair| (pair[0] - pair[1]).powi(2) * (0.5 * (pair[0] + pair[1])).powi(2)).collect();
        let mean = errors.iter().sum::<f64>() / 10.0;
        // In the last step the density is at its floor.
        assert!(errors[..9].iter().all(|error| (error / mean - 1.0).abs() < 0.25), "{errors:?}");
    }

    #[test]
    fn what_tells_no_errors_is_refused() {
        let (times, clouds) = moving(|t| t);
        // Straight lines make no error; a floor of rounding is no field.
        assert!(CustomGrid::fitted(&times[..5], &clouds[..5], 1).is_none());
        assert!(CustomGrid::fitted(&times, &clouds[1..], 1).is_none());
        let (times, clouds) = moving(|_| f64::NAN);
        assert!(CustomGrid::fitted(&times, &clouds, 1).is_none());
    }
}
