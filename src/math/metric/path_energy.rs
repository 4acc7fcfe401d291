use super::{Estimate, MetricError, Trajectories};

/// The path energy `E ∫₀¹ ‖v(x_t, t)‖² dt` of recorded trajectories, the mean over points with its standard error (Tong et
/// al., 2024b, table 2).
///
/// Between recorded times a point moves straight, so that the figure is exact for Euler's method and an underestimate of
/// finer motion. By Benamou and Brenier (2000) no flow between two distributions has less than their `W₂²`.
///
/// # Errors
/// None for valid [`Trajectories`] whose energies are finite numbers.
pub fn path_energy(trajectories: &Trajectories) -> Result<Estimate, MetricError> {
    Estimate::mean(&trajectories.integrals(|_, _, _| [0.0; 2]))
}

/// The normalised path energy `NPE = |path energy − W₂²|/W₂²` (Tong et al., 2024b, table 2): 0 for a flow that is optimal
/// transport. Its standard error is that of the path energy over `W₂²`; `w2` is taken as exact.
///
/// `None` unless `w2 > 0`.
pub fn normalized_path_energy(path_energy: Estimate, w2: f64) -> Option<Estimate> {
    let square = w2 * w2;
    let estimate =
        Estimate { value: (path_energy.value - square).abs() / square, std_error: path_energy.std_error / square };
    (w2 > 0.0 && estimate.value.is_finite()).then_some(estimate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        metric::{Distance, ExactW2},
        points::Cloud,
    };

    #[test]
    fn straight_transport_has_the_energy_of_w2() {
        let start: Cloud = (0..50).map(|i| [f64::from(i).sin(), f64::from(3 * i).cos()]).collect();
        // A shift is optimal; halving it twice changes nothing.
        let at = |t: f64| -> Cloud { start.iter().map(|[x, y]| [x + 3.0 * t, y + 4.0 * t]).collect() };
        let (times, clouds) = ([1.0, 0.5, 0.25, 0.0], [at(0.0), at(0.5), at(0.75), at(1.0)]);
        let energy = path_energy(&Trajectories::new(&times, &clouds).unwrap()).unwrap();
        assert!((energy.value - 25.0).abs() < 1e-12 && energy.std_error < 1e-12);
        let w2 = ExactW2::default().distance(&clouds[0], &clouds[3]).unwrap();
        assert!(normalized_path_energy(energy, w2).unwrap().value < 1e-12);
    }

    #[test]
    fn a_circle_costs_its_length_squared() {
        // Half a circle of radius 1 in unit time has speed π, in many small steps.
        let n = 1000;
        let times: Vec<f64> = (0..=n).map(|k| f64::from(k) / f64::from(n)).collect();
        let clouds: Vec<Cloud> =
            times.iter().map(|t| (std::f64::consts::PI * t).sin_cos()).map(|(s, c)| vec![[c, s]; 2]).collect();
        let energy = path_energy(&Trajectories::new(&times, &clouds).unwrap()).unwrap();
        // A chord is shorter than its arc by a share of (π/n)²/24, and energy goes with the square.
        assert!((energy.value - std::f64::consts::PI.powi(2)).abs() < 1e-5);
        assert!((normalized_path_energy(energy, 2.0).unwrap().value - (energy.value / 4.0 - 1.0)).abs() < 1e-15);
    }

    #[test]
    fn nothing_to_normalise_by_gives_nothing() {
        let energy = Estimate { value: 1.0, std_error: 0.1 };
        assert_eq!(normalized_path_energy(energy, 0.0), None);
        assert_eq!(normalized_path_energy(energy, f64::NAN), None);
    }
}
