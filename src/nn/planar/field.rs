use super::lanes::{LANES, Lane, coordinates, points, spread, sum};
use crate::nn::{Differentiable, Jet, Pull, Trainable, Vectors, elementary as e};

/// A planar field with gates (Chen et al., 2018, section 4), `u(z, t) = c + Σₘ σₘ(t) uₘ tanh(wₘᵀ z + bₘ)`, with as many
/// units m as wanted. A gate is a sigmoid of an affine function of the features of the time; the drift c, the same for all
/// points and times, comes with the layout.
///
/// The weights lie as layers of `(inputs, outputs)`, matrix then bias: (2, M) holds w and b, (features, M) the gates, (M, 2) u
/// and c. The trace along directions with `V = Σ v vᵀ` is `Σₘ σₘ tanh′ uₘᵀ V wₘ`, exact for both unit vectors.
#[derive(Clone, Debug)]
pub struct PlanarField {
    units: usize,
    features: usize,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    calls: Vec<Call>,
}

/// What one call keeps.
#[derive(Clone, Debug, Default)]
struct Call {
    rows: usize,
    x: [Vec<Lane>; 2],
    /// V of every row: its diagonal and what is beside it.
    spread: Option<[Vec<Lane>; 3]>,
    /// The features of the time, each with a number for every row.
    features: Vec<Vec<Lane>>,
    /// σ and tanh of every unit, row by row.
    gates: Vec<Vec<Lane>>,
    bends: Vec<Vec<Lane>>,
}

/// What a unit is.
#[derive(Clone, Copy, Debug)]
struct Unit {
    w: [f32; 2],
    b: f32,
    u: [f32; 2],
}

impl PlanarField {
    /// The `(inputs, outputs)` of its layers.
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

    fn ask(&self, x: &[[f32; 2]], features: &[f32], directions: &[Vectors]) -> (Call, Jet) {
        let rows = x.len();
        let shared = features.len() == self.features;
        let of_row = |row: usize| match shared {
            true => features,
            false => &features[row * self.features..(row + 1) * self.features],
        };
        let second = |i: usize, k: usize| spread(rows, |row| directions.iter().map(|v| v[row][i] * v[row][k]).sum());
        let mut call = Call {
            rows,
            x: coordinates(x),
            spread: (!directions.is_empty()).then(|| [second(0, 0), second(0, 1), second(1, 1)]),
            features: (0..self.features).map(|k| spread(rows, |row| of_row(row)[k])).collect(),
            gates: Vec::with_capacity(self.units),
            bends: Vec::with_capacity(self.units),
        };
        let mut value = self.drift().map(|c| spread(rows, |_| c));
        let mut trace = spread(rows, |_| 0.0);
        for m in 0..self.units {
            let unit = self.unit(m);
            call.gates.push(match shared {
                true => {
                    let gate = self.gate(m, features);
                    spread(rows, |_| gate)
                }
                false => spread(rows, |row| self.gate(m, of_row(row))),
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

/// `tanh(wᵀx + b)` of every row.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn bend(unit: Unit, [x, y]: [&[Lane]; 2], bends: &mut [Lane]) {
    let Unit { w, b, .. } = unit;
    for (bend, (x, y)) in bends.iter_mut().zip(x.iter().zip(y)) {
        for lane in 0..LANES {
            bend[lane] = 2.0 * e::sigmoid(2.0 * (w[0] * x[lane] + w[1] * y[lane] + b)) - 1.0;
        }
    }
}

/// Adds `σ u tanh` to the velocity.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn add(unit: Unit, gates: &[Lane], bends: &[Lane], [x, y]: [&mut [Lane]; 2]) {
    for ((x, y), (gate, bend)) in x.iter_mut().zip(y).zip(gates.iter().zip(bends)) {
        for lane in 0..LANES {
            let size = gate[lane] * bend[lane];
            x[lane] += size * unit.u[0];
            y[lane] += size * unit.u[1];
        }
    }
}

/// Adds `σ tanh′ uᵀ V w` to the trace.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn add_trace(unit: Unit, gates: &[Lane], bends: &[Lane], [xx, xy, yy]: &[Vec<Lane>; 3], trace: &mut [Lane]) {
    let Unit { w, u, .. } = unit;
    let [of_xx, of_xy, of_yy] = [u[0] * w[0], u[0] * w[1] + u[1] * w[0], u[1] * w[1]];
    for (block, trace) in trace.iter_mut().enumerate() {
        let (gate, bend, xx, xy, yy) = (&gates[block], &bends[block], &xx[block], &xy[block], &yy[block]);
        for lane in 0..LANES {
            let along = of_xx * xx[lane] + of_xy * xy[lane] + of_yy * yy[lane];
            trace[lane] += gate[lane] * (1.0 - bend[lane] * bend[lane]) * along;
        }
    }
}

/// What the parts of a unit are worth, each lane by lane.
#[derive(Default)]
struct Worth {
    w: [Lane; 2],
    b: Lane,
    u: [Lane; 2],
}

/// The rows of a call as one unit sees them.
struct Rows<'a> {
    x: [&'a [Lane]; 2],
    spread: Option<&'a [Vec<Lane>; 3]>,
    gates: &'a [Lane],
    bends: &'a [Lane],
    /// What velocity and trace of every row are worth.
    value: [&'a [Lane]; 2],
    trace: &'a [Lane],
}

/// Follows one unit back: with `p` and `τ` the worth of velocity and trace, `q = pᵀu` and `e = τ uᵀ V w`, the sum before tanh is
/// worth `σ tanh′ (q − 2 tanh e)` and the gate `tanh q + tanh′ e`. Adds to what the points are worth, and writes down what
/// the gate is worth before its sigmoid.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn follow_back(unit: Unit, rows: &Rows, [of_x, of_y]: [&mut [Lane]; 2], of_gate: &mut [Lane]) -> Worth {
    let Unit { w, u, .. } = unit;
    let mut worth = Worth::default();
    for block in 0..of_gate.len() {
        for lane in 0..LANES {
            let at = |lanes: &[Lane]| lanes[block][lane];
            let (gate, bend, p) = (at(rows.gates), at(rows.bends), rows.value.map(at));
            let slope = 1.0 - bend * bend;
            // τ V w and τ V u.
            let (along_w, along_u) = match rows.spread {
                Some([xx, xy, yy]) => {
                    let (xx, xy, yy, trace) = (at(xx), at(xy), at(yy), at(rows.trace));
                    let along = |v: [f32; 2]| [trace * (xx * v[0] + xy * v[1]), trace * (xy * v[0] + yy * v[1])];
                    (along(w), along(u))
                }
                None => ([0.0; 2], [0.0; 2]),
            };
            let (q, e) = (p[0] * u[0] + p[1] * u[1], u[0] * along_w[0] + u[1] * along_w[1]);
            of_gate[block][lane] = (bend * q + slope * e) * gate * (1.0 - gate);
            let of_sum = gate * slope * (q - 2.0 * bend * e);
            worth.b[lane] += of_sum;
            for k in 0..2 {
                worth.u[k][lane] += gate * (bend * p[k] + slope * along_w[k]);
                worth.w[k][lane] += of_sum * at(rows.x[k]) + gate * slope * along_u[k];
            }
            of_x[block][lane] += of_sum * w[0];
            of_y[block][lane] += of_sum * w[1];
        }
    }
    worth
}

impl Differentiable for PlanarField {
    fn forward(&mut self, x: &[[f32; 2]], features: &[f32], directions: &[Vectors]) -> Jet {
        let (call, jet) = self.ask(x, features, directions);
        self.calls.push(call);
        jet
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        let Some(call) = self.calls.pop() else {
            return Vec::new();
        };
        let value = coordinates(pull.value);
        let trace = spread(pull.trace.len(), |row| pull.trace[row]);
        // Where the trace does not count, its directions need not be followed.
        let directions = call.spread.as_ref().filter(|_| !trace.is_empty());
        let [mut of_x, mut of_y] = [(); 2].map(|()| spread(call.rows, |_| 0.0));
        let mut of_gate = spread(call.rows, |_| 0.0);
        let (gate_layer, last_layer) = (self.gate_layer(), self.last_layer());
        for m in 0..self.units {
            let rows = Rows {
                x: [&call.x[0], &call.x[1]],
                spread: directions,
                gates: &call.gates[m],
                bends: &call.bends[m],
                value: [&value[0], &value[1]],
                trace: &trace,
            };
            let Worth { w, b, u } = follow_back(self.unit(m), &rows, [&mut of_x, &mut of_y], &mut of_gate);
            let mut credit = |index: usize, lanes: &Lane| self.gradient[index] += pull.share * sum(lanes);
            credit(m, &w[0]);
            credit(self.units + m, &w[1]);
            credit(2 * self.units + m, &b);
            credit(last_layer + 2 * m, &u[0]);
            credit(last_layer + 2 * m + 1, &u[1]);
            let ones = vec![[1.0; LANES]; of_gate.len()];
            for (k, feature) in call.features.iter().chain([&ones]).enumerate() {
                let mut lanes = [0.0; LANES];
                for (gate, feature) in of_gate.iter().zip(feature) {
                    (0..LANES).for_each(|lane| lanes[lane] += gate[lane] * feature[lane]);
                }
                credit(gate_layer + k * self.units + m, &lanes);
            }
        }
        for (k, value) in value.iter().enumerate() {
            let mut lanes = [0.0; LANES];
            value.iter().for_each(|value| (0..LANES).for_each(|lane| lanes[lane] += value[lane]));
            self.gradient[last_layer + 2 * self.units + k] += pull.share * sum(&lanes);
        }
        points([&of_x, &of_y], call.rows)
    }

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

impl Trainable for PlanarField {
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
mod asked {
    use super::PlanarField;
    use crate::{
        math::points::SingleCloud,
        nn::{Divergence, Predict, axes},
    };

    fn scaled(x: &SingleCloud, scale: f64) -> SingleCloud {
        x.iter().map(|x| x.map(|c| scale as f32 * c)).collect()
    }

    impl Predict<SingleCloud> for PlanarField {
        fn predict(&self, x: &SingleCloud, scale: f64, features: &[f32]) -> SingleCloud {
            self.ask(&scaled(x, scale), features, &[]).1.value
        }
    }

    impl Divergence<SingleCloud> for PlanarField {
        fn predict_with_divergence(&self, x: &SingleCloud, scale: f64, features: &[f32]) -> [SingleCloud; 2] {
            let (_, jet) = self.ask(&scaled(x, scale), features, &axes(x.len()));
            [jet.value, jet.trace.iter().map(|trace| [scale as f32 * trace; 2]).collect()]
        }
    }
}
