use serde::{Deserialize, Serialize};

use super::{Estimate, MetricError, check_clouds};
use crate::math::{
    dataset::{Dataset, Normal},
    points::Cloud,
    rng::{Purpose, Stream, uniform},
    schedule::{Coeffs, Schedule, reach},
};

/// The negative evidence lower bound of data under a diffusion, in nats a point, and its three parts (Kingma et al., 2021,
/// eq. 11).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceBound {
    /// −ELBO ≥ −log p(x), with its standard error over the data.
    pub negative: Estimate,
    /// `½ ∫ E‖ε̂ − ε‖² dλ`, where all levels count alike.
    pub diffusion: f64,
    /// `KL(q(x_1 | x) ‖ p(x_1))` to the normal cloud that sampling starts from.
    pub prior: f64,
    /// `−E log p(x | x_0)`, with the decoder N(x̂(x_0), e^{−λ} I) at the end of the path.
    pub reconstruction: f64,
}

/// The bound of `sample`, `[n, 2]`, for the network whose predicted noise is `eps(x_t, t)`, on `path` with a standard normal
/// source. Each of `levels` equal intervals of λ has one random place, at which all points are evaluated, so that the estimate
/// is unbiased; noise is drawn afresh at each.
///
/// # Errors
/// [`MetricError::Empty`] without points, [`MetricError::NotFinite`] where the network's output is not finite.
pub fn evidence_bound(
    sample: &Cloud,
    path: &dyn Schedule,
    levels: u32,
    seed: u64,
    eps: impl Fn(&Cloud, f64) -> Cloud,
) -> Result<EvidenceBound, MetricError> {
    check_clouds(&[sample])?;
    let [lowest, highest] = reach(path);
    let width = (highest - lowest) / f64::from(levels.max(1));
    let mut places = vec![0.0; levels.max(1) as usize];
    let mut rng = Stream::new(seed, Purpose::Time, u64::MAX);
    places.fill_with(|| uniform(&mut rng));
    let mut diffusion = vec![0.0; sample.len()];
    for (level, place) in places.iter().enumerate() {
        let log_snr = lowest + width * (level as f64 + place);
        let errors = squared_errors(sample, path, log_snr, [seed, level as u64], &eps);
        diffusion.iter_mut().zip(errors).for_each(|(sum, error)| *sum += 0.5 * width * error);
    }
    // −log N(x; x̂, e^{−λ} I) in the plane, where ‖x − x̂‖² = e^{−λ} ‖ε̂ − ε‖².
    let last = squared_errors(sample, path, highest, [seed, places.len() as u64], &eps);
    let reconstruction: Vec<f64> =
        last.iter().map(|error| 0.5 * error + std::f64::consts::TAU.ln() - highest).collect();
    let (end, start) = (path.at(path.time_of(lowest)), path.start());
    let prior = |[x, y]: &[f64; 2]| {
        let ratio = (end.sigma / start).powi(2);
        0.5 * (end.alpha / start).powi(2) * (x * x + y * y) + ratio - 1.0 - ratio.ln()
    };
    let prior: Vec<f64> = sample.iter().map(prior).collect();
    let all: Vec<f64> = (0..sample.len()).map(|i| diffusion[i] + prior[i] + reconstruction[i]).collect();
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    Ok(EvidenceBound {
        negative: Estimate::mean(&all)?,
        diffusion: mean(&diffusion),
        prior: mean(&prior),
        reconstruction: mean(&reconstruction),
    })
}

/// `‖ε̂ − ε‖²` of every point at `log_snr`, each with noise of its own.
fn squared_errors(
    sample: &Cloud,
    path: &dyn Schedule,
    log_snr: f64,
    [seed, step]: [u64; 2],
    eps: &impl Fn(&Cloud, f64) -> Cloud,
) -> Vec<f64> {
    let t = path.time_of(log_snr);
    let Coeffs { alpha, sigma, .. } = path.at(t);
    let noise = Normal::default().sample(sample.len(), &mut Stream::new(seed, Purpose::Source, u64::MAX - step));
    let x_t = sample.iter().zip(&noise).map(|(x, e)| [0, 1].map(|k| alpha * x[k] + sigma * e[k])).collect();
    let said = eps(&x_t, t);
    let error = |(said, e): ([f64; 2], [f64; 2])| (said[0] - e[0]).powi(2) + (said[1] - e[1]).powi(2);
    said.into_iter().zip(noise).map(error).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        field::Field,
        metric::negative_log_likelihood,
        oracle::{Mixture, Oracle},
        schedule::{FlowOt, LinearChain, ScheduleConfig, Trigonometric, VpLinear},
    };

    #[test]
    fn with_the_exact_denoiser_of_a_gaussian_it_is_the_likelihood() {
        let s = 0.7;
        let data = Mixture::equal([[0.4, -0.3]], s);
        for path in [
            ScheduleConfig::VpLinear(VpLinear::default()),
            ScheduleConfig::LinearChain(LinearChain::default()),
            ScheduleConfig::Trigonometric(Trigonometric {}),
            ScheduleConfig::FlowOt(FlowOt {}),
        ] {
            let oracle = Oracle::new(path.clone(), data.clone(), Mixture::equal([[0.0; 2]], 1.0)).unwrap();
            let eps = |x: &Cloud, t: f64| -> Cloud {
                let sigma = path.at(t).sigma;
                oracle.score(x, t).into_iter().map(|score| score.map(|s| -sigma * s)).collect()
            };
            let sample = data.sample(4000, &mut Stream::new(6, Purpose::Display, 0));
            let bound = evidence_bound(&sample, &*path, 100, 3, eps).unwrap();
            // In closed form −log N(x; m, s² I); on average its entropy ln(2π e s²).
            let exact = negative_log_likelihood(&sample, |x| data.log_density(x)).unwrap();
            // What the decoder loses is of order e^{−2λ}, and what the prior loses is the KL of the last cloud, both below
            // 10⁻³ here. The bound of a point varies by the noise drawn, which its standard error counts.
            let gap = bound.negative.value - exact.value;
            assert!(gap.abs() < 3.0 * bound.negative.std_error + 1e-3, "{path:?}: {bound:?} {exact:?}");
            assert!(bound.negative.std_error < 0.06, "{path:?}: {bound:?}");
            let parts = bound.diffusion + bound.prior + bound.reconstruction;
            assert!((parts - bound.negative.value).abs() < 1e-9);
            // The diffusion in closed form: ln((1 + s² e^λ)) between the ends.
            let [low, high] = reach(&*path).map(|l| (1.0 + s * s * l.exp()).ln());
            assert!(
                (bound.diffusion - (high - low)).abs() < 4.0 * bound.negative.std_error,
                "{path:?}: {bound:?} {}",
                high - low
            );
        }
    }

    #[test]
    fn a_wrong_denoiser_has_a_worse_bound() {
        let path = VpLinear::default();
        let sample = Mixture::equal([[0.0; 2]], 1.0).sample(2000, &mut Stream::new(6, Purpose::Display, 0));
        // On N(0, I) the exact noise is σ x; nothing is predicted by 0.
        let exact =
            evidence_bound(&sample, &path, 50, 3, |x, t| x.iter().map(|x| x.map(|c| path.at(t).sigma * c)).collect());
        let none = evidence_bound(&sample, &path, 50, 3, |x, _| vec![[0.0; 2]; x.len()]).unwrap();
        let exact = exact.unwrap();
        assert!(none.negative.value > exact.negative.value + 3.0 * none.negative.std_error);
        assert_eq!(evidence_bound(&Cloud::new(), &path, 5, 0, |x, _| x.clone()), Err(MetricError::Empty));
        let broken = evidence_bound(&sample, &path, 5, 0, |x, _| vec![[f64::NAN; 2]; x.len()]);
        assert_eq!(broken, Err(MetricError::NotFinite));
    }
}
