use super::LossByLevel;
use crate::math::{
    parametrization::Parametrization,
    running::Running,
    schedule::Schedule,
    timing::Timing,
    weighting::{Level, Uncertainty, Weighting},
};

/// The numbers of a [`LevelRow`].
const NUMBERS: usize = 9;

/// The samples, errors and weights of a training in one bin of λ. Unknown values are NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelRow {
    /// The middle of the bin.
    pub log_snr: f64,
    /// The number of training samples in it.
    pub count: f64,
    /// The running mean of `½ w(λ) ‖ε̂ − ε‖²`, with its standard error: over λ its integral is the loss.
    pub loss: f64,
    pub loss_error: f64,
    /// The running mean of `½ ‖ε̂ − ε‖²`, with its standard error.
    pub eps_mse: f64,
    pub eps_mse_error: f64,
    /// `p(λ)`, the density of training times.
    pub density: f64,
    /// `w(λ)`, the weight that the training implies.
    pub implied: f64,
    /// `u(λ)` of a weighting that learns.
    pub uncertainty: f64,
}

impl LevelRow {
    /// Their names in files.
    pub const NAMES: [&'static str; NUMBERS] =
        ["log_snr", "count", "loss", "loss_error", "eps_mse", "eps_mse_error", "density", "implied", "uncertainty"];

    pub fn numbers(&self) -> [f64; NUMBERS] {
        let Self { log_snr, count, loss, loss_error, eps_mse, eps_mse_error, density, implied, uncertainty } = *self;
        [log_snr, count, loss, loss_error, eps_mse, eps_mse_error, density, implied, uncertainty]
    }

    fn from_numbers(numbers: [f64; NUMBERS]) -> Self {
        let [log_snr, count, loss, loss_error, eps_mse, eps_mse_error, density, implied, uncertainty] = numbers;
        Self { log_snr, count, loss, loss_error, eps_mse, eps_mse_error, density, implied, uncertainty }
    }
}

/// The rows of all bins one after the other, `[bins, 9]`, for transport.
pub fn to_flat(rows: &[LevelRow]) -> Vec<f32> {
    rows.iter().flat_map(LevelRow::numbers).map(|x| x as f32).collect()
}

/// Reads back what [`to_flat`] wrote.
pub fn from_flat(flat: &[f32]) -> Vec<LevelRow> {
    flat.as_chunks::<NUMBERS>().0.iter().map(|row| LevelRow::from_numbers(row.map(f64::from))).collect()
}

/// The report of a training with these choices at all levels, from the noise to the data.
pub fn report(
    losses: &LossByLevel,
    path: &dyn Schedule,
    timing: &dyn Timing,
    weighting: &dyn Weighting,
    parametrization: &dyn Parametrization,
    uncertainty: Option<&Uncertainty>,
) -> Vec<LevelRow> {
    let known = |numbers: Option<[f64; 2]>| numbers.unwrap_or([f64::NAN; 2]);
    let row = |(bin, seen): (usize, &Running<2>)| {
        let ([loss, eps_mse], [loss_error, eps_mse_error]) = (known(seen.mean()), known(seen.std_error()));
        let log_snr = losses.bins().at(bin, 0.5);
        let level = Level::new(path, timing, parametrization, path.time_of(log_snr));
        LevelRow {
            log_snr,
            count: seen.count() as f64,
            loss,
            loss_error,
            eps_mse,
            eps_mse_error,
            density: level.density,
            implied: weighting.implied(&level),
            uncertainty: uncertainty.map_or(f64::NAN, |u| u.at(log_snr)),
        }
    };
    losses.losses().iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        levels::Look,
        parametrization::Eps,
        schedule::VeGeometric,
        timing::LogSnrUniform,
        weighting::{LearnedWeighting, SigmoidWeighting},
    };

    #[test]
    fn it_says_what_was_seen_and_what_was_meant() {
        let path = VeGeometric::default();
        let weighting = SigmoidWeighting::default();
        let mut losses = LossByLevel::new(&path);
        let look = Look { log_snr: 0.1, density: 0.5, eps_weight: 2.0 };
        losses.observe(&[4.0, 8.0], &[look; 2]);
        let u = LearnedWeighting::default().uncertainty(&path).unwrap();
        let rows = report(&losses, &path, &LogSnrUniform {}, &weighting, &Eps {}, Some(&u));
        let [noise, data] = losses.bins().range();
        for (bin, row) in rows.iter().enumerate() {
            assert!((row.density * (data - noise) - 1.0).abs() < 1e-9, "{row:?}");
            let expected = 1.0 / (1.0 + (row.log_snr - 2.0).exp());
            assert!((row.implied / expected - 1.0).abs() < 1e-9, "{row:?}");
            assert_eq!(row.uncertainty, 0.0);
            let seen = bin == losses.bins().of(0.1);
            assert_eq!((row.count, row.loss.is_nan()), (if seen { 2.0 } else { 0.0 }, !seen));
            if seen {
                // Losses 4 and 8 at p(λ) = ½ and twice the error of ε.
                assert!((row.loss - 3.0).abs() < 0.01 && (row.eps_mse - 3.0).abs() < 0.01, "{row:?}");
                assert!((row.loss_error - 1.0).abs() < 0.01, "{row:?}");
            }
        }
        let again = from_flat(&to_flat(&rows));
        assert_eq!(again.len(), rows.len());
        assert!(again.iter().zip(&rows).all(|(a, b)| (a.log_snr - b.log_snr).abs() < 1e-5 && a.count == b.count));
    }
}
