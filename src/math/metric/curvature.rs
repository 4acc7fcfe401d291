use super::{Estimate, MetricError, Trajectories};

/// The curvature of trajectories: `∫₀¹ E‖(x₁ − x₀) − v(x_t, t)‖² dt`, the mean over points with its standard error.
///
/// This is the straightness S of Liu, Gong and Liu (2023, section 2.2) and the average curvature that Lee, Kim and Ye (2023)
/// minimise: 0 exactly when every point moves straight at constant speed, so that one Euler step is enough. Over a
/// duration T other than 1 the difference of the ends is divided by T. It is the path energy less `E‖x₁ − x₀‖²`.
///
/// # Errors
/// None for valid [`Trajectories`] whose integrals are finite numbers.
pub fn curvature(trajectories: &Trajectories) -> Result<Estimate, MetricError> {
    Estimate::mean(&trajectories.integrals(|first, last, duration| [0, 1].map(|k| (last[k] - first[k]) / duration)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{metric::path_energy, points::Cloud};

    #[test]
    fn straight_lines_have_none_in_either_direction_of_time() {
        let at = |t: f64| -> Cloud { (0..9).map(f64::from).map(|i| [i + t * i.sin(), 2.0 - 3.0 * t * i]).collect() };
        let clouds = [at(0.0), at(0.3), at(1.0)];
        for times in [[0.0, 0.3, 1.0], [1.0, 0.7, 0.0]] {
            let trajectories = Trajectories::new(&times, &clouds).unwrap();
            assert!(curvature(&trajectories).unwrap().value < 1e-24);
        }
    }

    #[test]
    fn it_is_the_energy_beyond_that_of_the_chord() {
        let clouds: Vec<Cloud> = (0..5).map(f64::from).map(|k| vec![[k.sin(), k.cos()], [k * k, -k]]).collect();
        let trajectories = Trajectories::new(&[1.0, 0.8, 0.5, 0.1, 0.0], &clouds).unwrap();
        let chord =
            |i: usize| (clouds[4][i][0] - clouds[0][i][0]).powi(2) + (clouds[4][i][1] - clouds[0][i][1]).powi(2);
        let beyond = path_energy(&trajectories).unwrap().value - 0.5 * (chord(0) + chord(1));
        assert!((curvature(&trajectories).unwrap().value - beyond).abs() < 1e-12 * beyond);
    }

    #[test]
    fn stopping_half_way_is_curved() {
        // Twice the speed for half the time: |1 − 2|² over one half and |1 − 0|² over the other.
        let clouds = [vec![[0.0; 2]; 2], vec![[1.0, 0.0]; 2], vec![[1.0, 0.0]; 2]];
        let trajectories = Trajectories::new(&[0.0, 0.5, 1.0], &clouds).unwrap();
        assert!((curvature(&trajectories).unwrap().value - 1.0).abs() < 1e-15);
    }
}
