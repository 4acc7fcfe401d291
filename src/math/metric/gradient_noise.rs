use serde::{Deserialize, Serialize};

use super::{Estimate, MetricError};

/// The variance of a batch's gradient about that of the loss: the trace of its covariance matrix, `tr Σ = E‖g − E g‖²`, beside
/// `‖E g‖²`. Their ratio is the noise scale of a batch (McCandlish et al., 2018, eq. 2.9): the mean gradient of so many batches
/// is as large as its noise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GradientNoise {
    /// `tr Σ`, with its standard error.
    pub trace: Estimate,
    /// `‖E g‖²` without bias, which may come out below 0 where the noise is large.
    pub squared_norm: f64,
    /// `tr Σ/‖E g‖²`; absent where the latter is not above 0.
    pub noise_scale: Option<f64>,
    /// The loss, with its standard error.
    pub loss: Estimate,
    pub batches: usize,
}

/// Gradients of batches at fixed weights.
#[derive(Clone, Debug, Default)]
pub struct Gradients {
    taken: Vec<Vec<f32>>,
    losses: Vec<f64>,
}

impl Gradients {
    /// Adds the gradient of one batch, and its loss. All gradients have the same length.
    pub fn push(&mut self, gradient: &[f32], loss: f64) {
        self.taken.push(gradient.to_vec());
        self.losses.push(loss);
    }

    /// The estimate over n batches with mean gradient ḡ: `tr Σ = Σ ‖g_k − ḡ‖²/(n − 1)`, and `‖ḡ‖² − tr Σ/n` for `‖E g‖²`.
    ///
    /// # Errors
    /// [`MetricError::TooFew`] below two batches; [`MetricError::NotFinite`] where a gradient or a loss is NaN or infinite.
    pub fn noise(&self) -> Result<GradientNoise, MetricError> {
        let n = self.taken.len();
        if n < 2 {
            return Err(MetricError::TooFew { n, least: 2 });
        }
        let mut mean = vec![0.0; self.taken[0].len()];
        for gradient in &self.taken {
            mean.iter_mut().zip(gradient).for_each(|(sum, g)| *sum += f64::from(*g) / n as f64);
        }
        let distance = |gradient: &Vec<f32>| {
            gradient.iter().zip(&mean).map(|(g, mean)| (f64::from(*g) - mean).powi(2)).sum::<f64>()
        };
        // Each squared distance from the common mean falls short of that from E g by the factor 1 − 1/n.
        let raised = n as f64 / (n - 1) as f64;
        let squares: Vec<f64> = self.taken.iter().map(|gradient| raised * distance(gradient)).collect();
        let trace = Estimate::mean(&squares)?;
        let squared_norm = mean.iter().map(|g| g * g).sum::<f64>() - trace.value / n as f64;
        if !squared_norm.is_finite() {
            return Err(MetricError::NotFinite);
        }
        let noise_scale = (squared_norm > 0.0).then(|| trace.value / squared_norm);
        Ok(GradientNoise { trace, squared_norm, noise_scale, loss: Estimate::mean(&self.losses)?, batches: n })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{Dataset, Normal},
        rng::{Purpose, Stream},
    };

    #[test]
    fn it_is_that_of_a_known_normal_law() {
        // Gradients N(m, s² I) in 40 dimensions, two numbers at a time: tr Σ = 40 s², ‖E g‖² = 40 m².
        let (n, m, s) = (400, 0.3f64, 0.7f64);
        let mut rng = Stream::new(5, Purpose::Data, 0);
        let mut gradients = Gradients::default();
        for _ in 0..n {
            let noise = Normal { std: s }.sample(20, &mut rng).into_flattened();
            let gradient: Vec<f32> = noise.into_iter().map(|x| (m + x) as f32).collect();
            gradients.push(&gradient, f64::from(gradient[0]));
        }
        let found = gradients.noise().unwrap();
        let (trace, norm) = (40.0 * s * s, 40.0 * m * m);
        assert!((found.trace.value - trace).abs() < 4.0 * found.trace.std_error, "{found:?}");
        // The standard deviation of χ² with 40 degrees of freedom is √80, times s².
        let error = s * s * (80.0 / f64::from(n)).sqrt();
        assert!((found.trace.std_error / error - 1.0).abs() < 0.2, "{found:?} {error}");
        // ‖ḡ‖² has the standard deviation 2 m s √(40/n).
        assert!((found.squared_norm - norm).abs() < 4.0 * 2.0 * m * s * (40.0 / f64::from(n)).sqrt(), "{found:?}");
        assert!((found.loss.value - m).abs() < 4.0 * found.loss.std_error);
        assert_eq!(found.noise_scale, Some(found.trace.value / found.squared_norm));
    }

    #[test]
    fn too_little_is_refused() {
        let mut gradients = Gradients::default();
        gradients.push(&[1.0, 2.0], 1.0);
        assert_eq!(gradients.noise(), Err(MetricError::TooFew { n: 1, least: 2 }));
        gradients.push(&[f32::NAN, 2.0], 1.0);
        assert_eq!(gradients.noise(), Err(MetricError::NotFinite));
        let mut still = Gradients::default();
        (0..3).for_each(|_| still.push(&[0.0; 2], 1.0));
        let found = still.noise().unwrap();
        assert_eq!((found.trace.value, found.squared_norm, found.noise_scale), (0.0, 0.0, None));
    }
}
