use super::{
    lanes::{LANES, Lane, coordinates, points, spread, sum},
    unit::{Unit, UnitCall, UnitGradients, add, add_trace, backward, bend},
};
use crate::nn::{Differentiable, Features, Jet, Pull, Tape, Vectors, Weighted, elementary as e};

/// A planar field with gates (Chen et al., 2018, section 4).
///
/// `u(z, t) = c + Σₘ σₘ(t) uₘ tanh(wₘᵀ z + bₘ)` over any number of units m. A gate σₘ is a sigmoid of an affine function of the
/// features of the time. The drift c, the same for all points and times, comes with the layout.
///
/// The weights are layers of `(inputs, outputs)`, matrix then bias: (2, M) holds w and b, (features, M) the gates, (M, 2) u and
/// c. The trace along directions with `V = Σ v vᵀ` is `Σₘ σₘ tanh′ uₘᵀ V wₘ`, exact for both unit vectors.
#[derive(Clone, Debug)]
pub struct PlanarField {
    units: usize,
    features: usize,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    calls: Vec<Call>,
}

/// The values that one call keeps for its backward pass.
#[derive(Clone, Debug, Default)]
struct Call {
    rows: usize,
    x: [Vec<Lane>; 2],
    /// The entries xx, xy and yy of V for every row.
    spread: Option<[Vec<Lane>; 3]>,
    /// The features of the time, each as one number a row.
    features: Vec<Vec<Lane>>,
    /// σ and tanh of every unit, row by row.
    gates: Vec<Vec<Lane>>,
    bends: Vec<Vec<Lane>>,
}

impl PlanarField {
    /// The `(inputs, outputs)` of the field's layers.
    pub fn sizes(units: usize, features: usize) -> Vec<(usize, usize)> {
        vec![(2, units), (features, units), (units, 2)]
    }

    /// The field with these `weights`, which fit its layers.
    pub fn new(units: usize, features: usize, weights: Vec<f32>) -> Self {
        let gradient = vec![0.0; weights.len()];
        Self { units, features, weights, gradient, calls: Vec::new() }
    }

    /// The gates σₘ at the time with these `features`, `[M]`.
    pub fn gates(&self, features: &[f32]) -> Vec<f32> {
        (0..self.units).map(|unit| self.gate(unit, features)).collect()
    }

    fn gate(&self, unit: usize, features: &[f32]) -> f32 {
        let at = self.gate_layer();
        let bias = self.weights[at + self.features * self.units + unit];
        let terms = features.iter().enumerate().map(|(k, feature)| feature * self.weights[at + k * self.units + unit]);
        e::sigmoid(terms.fold(bias, |sum, term| sum + term))
    }

    fn gate_layer(&self) -> usize {
        3 * self.units
    }

    fn last_layer(&self) -> usize {
        self.gate_layer() + (self.features + 1) * self.units
    }

    fn unit(&self, m: usize) -> Unit {
        let at = |index: usize| self.weights[index];
        let last = self.last_layer() + 2 * m;
        Unit { w: [at(m), at(self.units + m)], b: at(2 * self.units + m), u: [at(last), at(last + 1)] }
    }

    fn drift(&self) -> [f32; 2] {
        let at = self.last_layer() + 2 * self.units;
        [self.weights[at], self.weights[at + 1]]
    }

    fn evaluate(&self, x: &[[f32; 2]], features: Features, directions: &[Vectors]) -> (Call, Jet) {
        let rows = x.len();
        let second = |i: usize, k: usize| spread(rows, |row| directions.iter().map(|v| v[row][i] * v[row][k]).sum());
        let mut call = Call {
            rows,
            x: coordinates(x),
            spread: (!directions.is_empty()).then(|| [second(0, 0), second(0, 1), second(1, 1)]),
            features: (0..self.features).map(|k| spread(rows, |row| features.row(row)[k])).collect(),
            gates: Vec::with_capacity(self.units),
            bends: Vec::with_capacity(self.units),
        };
        let mut value = self.drift().map(|c| spread(rows, |_| c));
        let mut trace = spread(rows, |_| 0.0);
        for m in 0..self.units {
            let unit = self.unit(m);
            call.gates.push(match features {
                Features::Shared(features) => {
                    let gate = self.gate(m, features);
                    spread(rows, |_| gate)
                }
                Features::PerRow { .. } => spread(rows, |row| self.gate(m, features.row(row))),
            });
            let mut bends = vec![[0.0; LANES]; trace.len()];
            bend(unit, [&call.x[0], &call.x[1]], &mut bends);
            let [first, second] = &mut value;
            add(unit, &call.gates[m], &bends, [first, second]);
            if let Some(spread) = &call.spread {
                add_trace(unit, &call.gates[m], &bends, spread, &mut trace);
            }
            call.bends.push(bends);
        }
        let [first, second] = &value;
        let trace = trace.as_flattened()[..rows].to_vec();
        (call, Jet { value: points([first, second], rows), trace })
    }
}

impl Differentiable for PlanarField {
    fn forward(&mut self, x: &Vectors, features: Features, directions: &[Vectors]) -> Jet {
        let (call, jet) = self.evaluate(x, features, directions);
        self.calls.push(call);
        jet
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        let Some(call) = self.calls.pop() else {
            return Vec::new();
        };
        let value = coordinates(pull.value);
        let trace = spread(pull.trace.len(), |row| pull.trace[row]);
        // Without a gradient in the trace, the directions are not needed.
        let directions = call.spread.as_ref().filter(|_| !trace.is_empty());
        let [mut of_x, mut of_y] = [(); 2].map(|()| spread(call.rows, |_| 0.0));
        let mut of_gate = spread(call.rows, |_| 0.0);
        let (gate_layer, last_layer) = (self.gate_layer(), self.last_layer());
        for m in 0..self.units {
            let rows = UnitCall {
                x: [&call.x[0], &call.x[1]],
                spread: directions,
                gates: &call.gates[m],
                bends: &call.bends[m],
                value: [&value[0], &value[1]],
                trace: &trace,
            };
            let UnitGradients { w, b, u } = backward(self.unit(m), &rows, [&mut of_x, &mut of_y], &mut of_gate);
            let mut accumulate = |index: usize, lanes: &Lane| self.gradient[index] += pull.share * sum(lanes);
            accumulate(m, &w[0]);
            accumulate(self.units + m, &w[1]);
            accumulate(2 * self.units + m, &b);
            accumulate(last_layer + 2 * m, &u[0]);
            accumulate(last_layer + 2 * m + 1, &u[1]);
            let ones = vec![[1.0; LANES]; of_gate.len()];
            for (k, feature) in call.features.iter().chain([&ones]).enumerate() {
                let mut lanes = [0.0; LANES];
                for (gate, feature) in of_gate.iter().zip(feature) {
                    (0..LANES).for_each(|lane| lanes[lane] += gate[lane] * feature[lane]);
                }
                accumulate(gate_layer + k * self.units + m, &lanes);
            }
        }
        for (k, value) in value.iter().enumerate() {
            let mut lanes = [0.0; LANES];
            value.iter().for_each(|value| (0..LANES).for_each(|lane| lanes[lane] += value[lane]));
            self.gradient[last_layer + 2 * self.units + k] += pull.share * sum(&lanes);
        }
        points([&of_x, &of_y], call.rows)
    }
}

impl Tape for PlanarField {
    fn forget(&mut self) {
        self.calls.pop();
    }

    fn held_bytes(&self) -> usize {
        let lanes = |call: &Call| {
            let many = |lists: &[Vec<Lane>]| lists.iter().map(Vec::len).sum::<usize>();
            many(&call.x)
                + call.spread.iter().map(|v| many(v)).sum::<usize>()
                + many(&call.features)
                + many(&call.gates)
                + many(&call.bends)
        };
        self.calls.iter().map(lanes).sum::<usize>() * size_of::<Lane>()
    }
}

impl Weighted for PlanarField {
    fn begin(&mut self, weights: &[f32]) {
        self.weights.clear();
        self.weights.extend_from_slice(weights);
        self.gradient.fill(0.0);
        self.calls.clear();
    }

    fn gradient(&self) -> &[f32] {
        &self.gradient
    }
}

#[cfg(feature = "engine")]
mod evaluated {
    use super::PlanarField;
    use crate::{
        math::points::SingleCloud,
        nn::{Divergence, Features, Predict, axes},
    };

    fn scaled(x: &SingleCloud, scale: f64) -> SingleCloud {
        x.iter().map(|x| x.map(|c| scale as f32 * c)).collect()
    }

    impl Predict<SingleCloud> for PlanarField {
        fn predict(&self, x: &SingleCloud, scale: f64, features: Features) -> SingleCloud {
            self.evaluate(&scaled(x, scale), features, &[]).1.value
        }
    }

    impl Divergence<SingleCloud> for PlanarField {
        fn predict_with_divergence(&self, x: &SingleCloud, scale: f64, features: Features) -> (SingleCloud, Vec<f32>) {
            let (_, jet) = self.evaluate(&scaled(x, scale), features, &axes(x.len()));
            (jet.value, jet.trace.iter().map(|trace| scale as f32 * trace).collect())
        }
    }
}
