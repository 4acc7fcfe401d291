//! Score matching by the derivatives of the score itself.

use super::{
    loss::{Effort, Networks, Outcome, Scope, part},
    regression::{Regression, RegressionPair, RowSetting},
};
use crate::{
    math::parametrization::invert,
    nn::{Features, Jet, Pull, Vectors},
};

/// The score of one row, as a linear map of point and prediction.
struct ScoreRow {
    x: [f64; 2],
    /// `s = of_x x + of_prediction y`.
    of_x: f64,
    of_prediction: f64,
    /// The scale of the network's input.
    scale: f64,
    /// The weight of the row's loss.
    weight: f64,
}

impl ScoreRow {
    /// `noise = a x + b y` and `s = −noise/σ`; the squared error of the score is that of the noise over σ².
    fn new(setting: &Regression, pair: &RegressionPair, features: &mut Vec<f32>) -> Self {
        let RowSetting { t, scale, level, .. } = setting.row(pair.u);
        let coeffs = level.coeffs;
        let [of_x, of_prediction] = invert(setting.parametrization, &coeffs).noise.map(|c| -c / coeffs.sigma);
        setting.append_features(t, pair.class, features);
        Self {
            x: [0, 1].map(|k| coeffs.alpha * pair.data[k] + coeffs.sigma * pair.noise[k]),
            of_x,
            of_prediction,
            scale,
            weight: setting.weighting.eps_weight(&level) * coeffs.sigma * coeffs.sigma,
        }
    }
}

/// The loss of score matching at the noised points of a step, and its gradient.
/// `w(½ ‖s‖² + Σ vᵀ ∇s v)` (Hyvärinen, 2005, theorem 1; Song et al., 2020, eq. 8).
/// `directions` makes the vectors v for a number of rows, with `E[Σ v vᵀ] = I`.
/// Where the noise is not negligible, this learns the score of the noised data.
pub(super) fn gradient(scope: Scope, directions: impl FnOnce(usize) -> Vec<Vectors>) -> Outcome {
    let Scope { regression: setting, batches, networks: Networks { model: network, .. }, step, rows: wanted, .. } =
        scope;
    let mut features = Vec::new();
    let pairs = batches.draw_pairs(setting, step);
    let directions: Vec<Vectors> =
        directions(pairs.len()).iter().map(|vectors| part(vectors, &wanted).to_vec()).collect();
    let share = 1.0 / pairs.len().max(1) as f64;
    let rows: Vec<_> = part(pairs, &wanted).iter().map(|pair| ScoreRow::new(setting, pair, &mut features)).collect();
    let inputs: Vectors = rows.iter().map(|row| row.x.map(|x| (row.scale * x) as f32)).collect();
    let told = Features::PerRow { values: &features, width: setting.num_features() };
    let Jet { value, trace } = network.forward(&inputs, told, &directions);
    let held_bytes = network.held_bytes();
    let (mut losses, mut of_value, mut of_trace) = (Vec::new(), Vectors::new(), Vec::new());
    for (index, (row, (value, trace))) in rows.iter().zip(value.iter().zip(&trace)).enumerate() {
        let ScoreRow { x, of_x, of_prediction, scale, weight } = *row;
        let score = [0, 1].map(|k| of_x * x[k] + of_prediction * f64::from(value[k]));
        let squares: f64 = directions.iter().flat_map(|v| v[index]).map(|v| f64::from(v * v)).sum();
        let change = of_x * squares + of_prediction * scale * f64::from(*trace);
        losses.push((weight * (0.5 * (score[0] * score[0] + score[1] * score[1]) + change)) as f32);
        of_value.push(score.map(|s| (share * weight * s * of_prediction) as f32));
        of_trace.push((share * weight * of_prediction * scale) as f32);
    }
    network.backward(Pull { value: &of_value, trace: &of_trace, share: 1.0 });
    let effort = Effort { evaluations: 1, held_bytes, ..Effort::default() };
    Outcome { rows: losses, effort, ..Outcome::default() }
}
