use std::f64::consts::TAU;

use super::{
    Component, Mixture,
    question::{Answer, Question, Slope},
};
use crate::math::schedule::Coeffs;

/// A matrix by rows.
type Matrix = [[f64; 2]; 2];

/// A pair of components at one time; `r = x − centre` is Gaussian with covariance `V`.
#[derive(Debug)]
struct Pair {
    centre: [f64; 2],
    /// `V⁻¹`.
    precision: Matrix,
    /// `ln(w/(2π √|V|))`.
    log_weight: f64,
    /// The conditional mean or score of the pair is `offset + gain r`.
    offset: [f64; 2],
    gain: Matrix,
}

/// All pairs of a data and a source component at one time, with any covariances.
#[derive(Debug)]
pub(super) struct GeneralPairs {
    pairs: Vec<Pair>,
    /// Log responsibilities at the present point, not normalised.
    exponents: Vec<f64>,
}

/// Added to the variance in every direction, so that a point or a line keeps finite exponents; its square is still above
/// 0.
const LEAST_VARIANCE: f64 = 1e-150;

impl GeneralPairs {
    /// The pairs at these coefficients.
    pub(super) fn new(data: &Mixture, source: &Mixture, coeffs: &Coeffs, question: Question) -> Self {
        let of = |i| source.components().iter().map(move |j| Pair::new(i, j, coeffs, question));
        Self { pairs: data.components().iter().flat_map(of).collect(), exponents: Vec::new() }
    }

    /// The answer at `x`, by a log-sum-exp with the largest exponent factored out.
    pub(super) fn at(&mut self, x: [f64; 2]) -> Answer {
        self.exponents.clear();
        self.exponents.extend(self.pairs.iter().map(|pair| pair.exponent(x)));
        let largest = self.exponents.iter().copied().fold(f64::MIN, f64::max);
        let (mut total, mut sum) = (0.0, [0.0; 2]);
        for (pair, exponent) in self.pairs.iter().zip(&self.exponents) {
            let (weight, quantity) = ((exponent - largest).exp(), pair.quantity(x));
            total += weight;
            sum = [0, 1].map(|axis| sum[axis] + weight * quantity[axis]);
        }
        Answer { mean: sum.map(|sum| sum / total), log_density: largest + total.ln() }
    }

    /// The share of every pair in the density at `x`: source by source of each data component.
    pub(super) fn responsibilities(&mut self, x: [f64; 2]) -> Vec<f64> {
        let log_density = self.at(x).log_density;
        self.exponents.iter().map(|exponent| (exponent - log_density).exp()).collect()
    }

    /// A data point of the pair `index`, moved so that its path, which is at `at`, passes through `x`.
    pub(super) fn led_through(&self, index: usize, x: [f64; 2], at: [f64; 2], data: [f64; 2]) -> [f64; 2] {
        let [u, v] = apply(&self.pairs[index].gain, [x[0] - at[0], x[1] - at[1]]);
        [data[0] + u, data[1] + v]
    }

    /// The values of every pair at `x`.
    pub(super) fn slopes(&self, x: [f64; 2]) -> impl Iterator<Item = Slope> + Clone {
        self.pairs.iter().map(move |pair| Slope {
            exponent: pair.exponent(x),
            score: apply(&pair.precision, pair.residual(x)).map(|c| -c),
            quantity: pair.quantity(x),
            gain: pair.gain,
        })
    }
}

impl Pair {
    /// With `V = α² S + σ² Q + εI` for a least variance ε, the adjugates add up as the matrices do, and
    /// `S V⁻¹ = S adj V/|V| = (α² |S| I + σ² S adj Q + ε S)/|V|`. Nothing is lost when S, Q or both are singular.
    fn new(i: &Component, j: &Component, coeffs: &Coeffs, question: Question) -> Self {
        let Coeffs { alpha, sigma, .. } = *coeffs;
        let (p, q) = (alpha * alpha, sigma * sigma);
        let (data, source) = (i.covariance.matrix(), j.covariance.matrix());
        let trace = p * (data[0] + data[2]) + q * (source[0] + source[2]);
        let determinant = p * p * i.covariance.determinant()
            + p * q * i.covariance.mixed_determinant(&j.covariance)
            + q * q * j.covariance.determinant()
            + LEAST_VARIANCE * (trace + LEAST_VARIANCE);
        let [xx, xy, yy] = std::array::from_fn(|k| (p * data[k] + q * source[k]) / determinant);
        let least = LEAST_VARIANCE / determinant;
        let precision = [[yy + least, -xy], [-xy, xx + least]];
        let (offset, gain) = match question {
            Question::Score => ([0.0; 2], precision.map(|row| row.map(|entry| -entry))),
            Question::Data => {
                let data = [[data[0], data[1]], [data[1], data[2]]];
                let source_adjugate = [[source[2], -source[1]], [-source[1], source[0]]];
                let product = multiply(&data, &source_adjugate);
                let entry = |row: usize, column: usize| {
                    let scalar = if row == column { p * i.covariance.determinant() } else { 0.0 };
                    let sum = scalar + q * product[row][column] + LEAST_VARIANCE * data[row][column];
                    alpha * sum / determinant
                };
                (i.mean, [0, 1].map(|row| [0, 1].map(|column| entry(row, column))))
            }
        };
        Self {
            centre: [0, 1].map(|axis| alpha * i.mean[axis] + sigma * j.mean[axis]),
            precision,
            log_weight: (i.weight * j.weight / TAU).ln() - 0.5 * determinant.ln(),
            offset,
            gain,
        }
    }

    fn residual(&self, x: [f64; 2]) -> [f64; 2] {
        [x[0] - self.centre[0], x[1] - self.centre[1]]
    }

    /// `ln` of weight times density at `x`. Beside a line the square loses its digits, but never its sign.
    fn exponent(&self, x: [f64; 2]) -> f64 {
        let r = self.residual(x);
        let [u, v] = apply(&self.precision, r);
        self.log_weight - 0.5 * (r[0] * u + r[1] * v).max(0.0)
    }

    /// The conditional mean or score of the pair, at `x`.
    fn quantity(&self, x: [f64; 2]) -> [f64; 2] {
        let [u, v] = apply(&self.gain, self.residual(x));
        [self.offset[0] + u, self.offset[1] + v]
    }
}

fn apply(matrix: &Matrix, r: [f64; 2]) -> [f64; 2] {
    matrix.map(|row| row[0] * r[0] + row[1] * r[1])
}

fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    a.map(|row| [0, 1].map(|column| row[0] * b[0][column] + row[1] * b[1][column]))
}

#[cfg(test)]
mod tests {
    use super::{super::round::RoundPairs, *};
    use crate::math::schedule::ScheduleConfig;

    #[test]
    fn round_pairs_have_the_same_answers_either_way() {
        let data = Mixture::new([
            Component::round([1.0, 2.0], 0.4, 1.0),
            Component::round([-1.0, 0.5], 0.0, 2.0),
            Component::round([0.0, -1.0], 2.0, 1.5),
        ]);
        let source = Mixture::new([Component::round([0.5, 0.0], 1.0, 1.0), Component::round([-2.0, 1.0], 0.3, 3.0)]);
        for schedule in ScheduleConfig::all() {
            for t in [0.01, 0.4, 0.99] {
                let coeffs = schedule.at(t);
                for question in [Question::Data, Question::Score] {
                    let mut general = GeneralPairs::new(&data, &source, &coeffs, question);
                    let mut round = RoundPairs::new(&data, &source, &coeffs, question);
                    for x in [[0.3, 0.7], [-1.0, 0.5], [4.0, -3.0]] {
                        let (a, b) = (general.at(x), round.at(x));
                        let close = |a: f64, b: f64| (a - b).abs() < 1e-11 * (1.0 + b.abs());
                        let same = close(a.log_density, b.log_density) && (0..2).all(|k| close(a.mean[k], b.mean[k]));
                        assert!(same, "{schedule:?} at {t}, {question:?}: {a:?} {b:?}");
                    }
                }
            }
        }
    }
}
