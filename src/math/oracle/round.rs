use super::{
    Mixture,
    question::{Answer, Question, Slope},
};
use crate::math::schedule::Coeffs;

/// All pairs of an isotropic data and an isotropic source component at one time, column by column, so that the loops over pairs
/// vectorise.
///
/// Given the pair (i, j), `x` is Gaussian about `c = α mᵢ + σ nⱼ` with variance `v = α²sᵢ² + σ²qⱼ²`. The quantity of a pair is an
/// affine function `u + k x` of the point: the posterior mean of the data, `mᵢ + α sᵢ² (x − c)/v`, or the score of the pair,
/// `−(x − c)/v`. The means over pairs are weighted by the pairs' responsibilities.
#[derive(Debug, Default)]
pub(super) struct RoundPairs {
    centre: [Vec<f64>; 2],
    /// `1/(2v)`.
    precision: Vec<f64>,
    /// `ln(w/(2πv))`.
    log_weight: Vec<f64>,
    /// `u`, the part of the answer that does not depend on the point.
    offset: [Vec<f64>; 2],
    /// `k`.
    gain: Vec<f64>,
    /// Log responsibilities at the present point.
    scratch: Vec<f64>,
}

/// The variance in place of 0, so that a point mass keeps finite exponents.
const LEAST_VARIANCE: f64 = 1e-200;
/// Weights below e⁻⁴⁵ of the largest do not reach the last digit of a sum over 10⁴ pairs.
const NEGLIGIBLE: f64 = -45.0;
/// Pairs are processed in groups, which are skipped together.
const LANES: usize = 8;

impl RoundPairs {
    /// The pairs at these coefficients. Only the first standard deviation of a component is read.
    pub(super) fn new(data: &Mixture, source: &Mixture, coeffs: &Coeffs, question: Question) -> Self {
        let Coeffs { alpha, sigma, .. } = *coeffs;
        let mut pairs = Self::default();
        for i in data.components() {
            for j in source.components() {
                let ([s, _], [q, _]) = (i.covariance.stds(), j.covariance.stds());
                let variance = ((alpha * s).powi(2) + (sigma * q).powi(2)).max(LEAST_VARIANCE);
                let (start, gain) = match question {
                    Question::Data => (i.mean, alpha * s * s / variance),
                    Question::Score => ([0.0; 2], -1.0 / variance),
                };
                pairs.precision.push(0.5 / variance);
                pairs.log_weight.push((i.weight * j.weight / (std::f64::consts::TAU * variance)).ln());
                pairs.gain.push(gain);
                for (axis, start) in start.into_iter().enumerate() {
                    let centre = alpha * i.mean[axis] + sigma * j.mean[axis];
                    pairs.centre[axis].push(centre);
                    pairs.offset[axis].push(start - gain * centre);
                }
            }
        }
        pairs.pad();
        pairs
    }

    /// Fills the last group with pairs of weight 0.
    fn pad(&mut self) {
        let n = self.gain.len().next_multiple_of(LANES);
        self.log_weight.resize(n, f64::MIN);
        self.scratch.resize(n, f64::MIN);
        let [x, y] = &mut self.centre;
        let [u, v] = &mut self.offset;
        for column in [&mut self.precision, &mut self.gain, x, y, u, v] {
            column.resize(n, 0.0);
        }
    }

    /// The answer at `x`.
    pub(super) fn at(&mut self, x: [f64; 2]) -> Answer {
        answer(self, x)
    }

    /// The values of every pair at `x`; the pairs of weight 0 that fill the last group have no effect.
    pub(super) fn slopes(&self, x: [f64; 2]) -> impl Iterator<Item = Slope> + Clone {
        (0..self.gain.len()).map(move |i| {
            let r = [0, 1].map(|axis| x[axis] - self.centre[axis][i]);
            Slope {
                exponent: self.log_weight[i] - self.precision[i] * (r[0] * r[0] + r[1] * r[1]),
                score: r.map(|c| -2.0 * self.precision[i] * c),
                quantity: [0, 1].map(|axis| self.offset[axis][i] + self.gain[i] * x[axis]),
                gain: [[self.gain[i], 0.0], [0.0, self.gain[i]]],
            }
        })
    }

    /// Fills the scratch with `ln` of weight times density of every pair at `x`; the largest of them.
    #[inline(always)]
    fn exponents(&mut self, x: [f64; 2]) -> f64 {
        let mut largest = [f64::MIN; LANES];
        let columns = groups(&self.precision).iter().zip(groups(&self.log_weight));
        let centres = groups(&self.centre[0]).iter().zip(groups(&self.centre[1]));
        let (scratch, _) = self.scratch.as_chunks_mut::<LANES>();
        for (scratch, ((precision, log_weight), (u, v))) in scratch.iter_mut().zip(columns.zip(centres)) {
            for lane in 0..LANES {
                let (dx, dy) = (x[0] - u[lane], x[1] - v[lane]);
                let exponent = log_weight[lane] - precision[lane] * (dx * dx + dy * dy);
                scratch[lane] = exponent;
                largest[lane] = if exponent > largest[lane] { exponent } else { largest[lane] };
            }
        }
        largest.into_iter().fold(f64::MIN, f64::max)
    }
}

/// The answer at `x`, by a log-sum-exp with the largest exponent factored out.
///
/// It is compiled twice for x86; the version for wide vectors is chosen when the processor has them. The sums are the same to the
/// last bit, because they are taken lane by lane in both and nothing is fused.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn answer(pairs: &mut RoundPairs, x: [f64; 2]) -> Answer {
    let largest = pairs.exponents(x);
    // Sums of weights, of weighted offsets and of weighted gains, lane by lane.
    let mut sums = [[0.0; LANES]; 4];
    let terms = groups(&pairs.scratch).iter().zip(groups(&pairs.gain));
    let offsets = groups(&pairs.offset[0]).iter().zip(groups(&pairs.offset[1]));
    for ((exponents, gains), (u, v)) in terms.zip(offsets) {
        if exponents.iter().all(|e| *e < largest + NEGLIGIBLE) {
            continue;
        }
        let mut weights = [0.0; LANES];
        for lane in 0..LANES {
            weights[lane] = exp_of_negative(exponents[lane] - largest);
        }
        for lane in 0..LANES {
            sums[0][lane] += weights[lane];
            sums[1][lane] += weights[lane] * u[lane];
            sums[2][lane] += weights[lane] * v[lane];
            sums[3][lane] += weights[lane] * gains[lane];
        }
    }
    let [total, u, v, gain] = sums.map(|lanes| lanes.iter().sum::<f64>());
    let mean = [(u + gain * x[0]) / total, (v + gain * x[1]) / total];
    Answer { mean, log_density: largest + total.ln() }
}

/// A padded column as its groups.
#[inline(always)]
fn groups(column: &[f64]) -> &[[f64; LANES]] {
    column.as_chunks().0
}

/// `eˣ` for `x ≤ 0` to 10⁻¹⁵, without a branch or a call, so that loops over it vectorise; 10⁻³⁰⁴ below −700.
///
/// `x = n ln 2 + r` with `|r| ≤ ½ ln 2`, the Taylor series of `eʳ`, and `2ⁿ` added into the exponent bits.
#[inline(always)]
fn exp_of_negative(x: f64) -> f64 {
    const MAGIC: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²: adding it rounds to a whole number in the low bits.
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const TAYLOR: [f64; 13] = [
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ];
    let x = if x > -700.0 { x } else { -700.0 };
    let shifted = x * std::f64::consts::LOG2_E + MAGIC;
    let n = shifted - MAGIC;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let mut series = TAYLOR[0];
    for coefficient in &TAYLOR[1..] {
        series = series * r + coefficient;
    }
    f64::from_bits(series.to_bits().wrapping_add(shifted.to_bits() << 52))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_exponential_is_exact_to_the_last_digits() {
        for i in 0..70_000 {
            let x = -f64::from(i) * 0.01;
            let (quick, exact) = (exp_of_negative(x), x.exp());
            assert!((quick - exact).abs() <= 1e-15 * exact, "{x}: {quick} {exact}");
        }
        assert_eq!(exp_of_negative(0.0), 1.0);
        assert!(exp_of_negative(f64::MIN) < 1e-300 && exp_of_negative(-1e200) < 1e-300);
    }
}
