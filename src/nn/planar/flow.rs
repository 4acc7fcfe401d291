use super::{
    lanes::{LANES, Lane, coordinates, points, spread, sum},
    unit::{Unit, UnitCall, UnitGradients, add, add_trace, backward, bend},
};
use crate::nn::{Differentiable, Features, Jet, Pull, Tape, Vectors, Weighted, elementary as e};

/// A planar normalizing flow (Rezende and Mohamed, 2015, section 4.1) as a field.
///
/// K layers `x ↦ x + û tanh(wᵀx + b)` lead from data to noise. In each of them points move along a straight line while t grows
/// by 1/K. The first feature of the time is t itself.
///
/// `û = u + (m(wᵀu) − wᵀu) w/‖w‖²` with `m(s) = −1 + ln(1 + eˢ)` (appendix A.1) keeps `wᵀû > −1`: every layer is invertible, and
/// its determinant `1 + ûᵀ tanh′ w` is positive.
///
/// The weights are layers of `(inputs, outputs)`: (2, K) holds w and b, (2K − 1, 1) holds u.
#[derive(Clone, Debug)]
pub struct PlanarFlow {
    layers: usize,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    calls: Vec<Call>,
}

/// The values that one call keeps for its backward pass.
#[derive(Clone, Debug)]
struct Call {
    rows: usize,
    layer: usize,
    x: [Vec<Lane>; 2],
    spread: Option<[Vec<Lane>; 3]>,
    bends: Vec<Lane>,
}

/// A layer with û, and the parameter u that û comes from.
#[derive(Clone, Copy, Debug)]
struct PlanarLayer {
    unit: Unit,
    u: [f32; 2],
}

impl PlanarLayer {
    fn new(w: [f32; 2], b: f32, u: [f32; 2]) -> Self {
        let along = w[0] * u[0] + w[1] * u[1];
        let more = (e::softplus(along) - 1.0 - along) / Self::square(w);
        Self { unit: Unit { w, b, u: [0, 1].map(|k| u[k] + more * w[k]) }, u }
    }

    fn square(w: [f32; 2]) -> f32 {
        (w[0] * w[0] + w[1] * w[1]).max(f32::MIN_POSITIVE)
    }

    /// The gradients in w and u, from the gradient in û.
    fn backward(&self, of_kept: [f32; 2]) -> [[f32; 2]; 2] {
        let (w, u) = (self.unit.w, self.u);
        let (square, along) = (Self::square(w), w[0] * u[0] + w[1] * u[1]);
        let more = (e::softplus(along) - 1.0 - along) / square;
        let of_more = of_kept[0] * w[0] + of_kept[1] * w[1];
        let of_along = of_more * (e::sigmoid(along) - 1.0) / square;
        let of_w = [0, 1].map(|k| more * of_kept[k] + of_along * u[k] - 2.0 * of_more * more / square * w[k]);
        [of_w, [0, 1].map(|k| of_kept[k] + of_along * w[k])]
    }
}

impl PlanarFlow {
    /// The `(inputs, outputs)` of the weights, for `layers` of at least one.
    pub fn sizes(layers: usize) -> Vec<(usize, usize)> {
        vec![(2, layers), (2 * layers - 1, 1)]
    }

    /// The flow with these `weights`, which fit.
    pub fn new(layers: usize, weights: Vec<f32>) -> Self {
        let gradient = vec![0.0; weights.len()];
        Self { layers, weights, gradient, calls: Vec::new() }
    }

    fn layer(&self, k: usize) -> PlanarLayer {
        let at = |index: usize| self.weights[index];
        let last = 3 * self.layers + 2 * k;
        PlanarLayer::new([at(k), at(self.layers + k)], at(2 * self.layers + k), [at(last), at(last + 1)])
    }

    /// The layer that points pass at `t`, and the share of that layer that is behind them.
    /// On the border of two layers this is the end of the first, since sampling goes backwards.
    #[cfg(feature = "engine")]
    fn place(&self, t: f32) -> (usize, f64) {
        /// Single precision blurs the border.
        const BLUR: f64 = 1e-3;
        let count = f64::from(t) * self.layers as f64;
        let layer = (count - BLUR).floor().clamp(0.0, (self.layers - 1) as f64);
        let within = count - layer;
        (layer as usize, if (within - 1.0).abs() < BLUR { 1.0 } else { within.clamp(0.0, 1.0) })
    }
}

impl Differentiable for PlanarFlow {
    /// K times the change by the layer of this time, for points at the start of that layer.
    fn forward(&mut self, x: &Vectors, features: Features, directions: &[Vectors]) -> Jet {
        let (rows, count) = (x.len(), self.layers as f32);
        let t = features.row(0).first().copied().unwrap_or_default();
        let layer = ((t * count) as usize).min(self.layers - 1);
        let mut unit = self.layer(layer).unit;
        unit.u = unit.u.map(|u| count * u);
        let second = |i: usize, k: usize| spread(rows, |row| directions.iter().map(|v| v[row][i] * v[row][k]).sum());
        let spread_of_directions = (!directions.is_empty()).then(|| [second(0, 0), second(0, 1), second(1, 1)]);
        let x = coordinates(x);
        let open = vec![[1.0; LANES]; x[0].len()];
        let mut bends = vec![[0.0; LANES]; open.len()];
        bend(unit, [&x[0], &x[1]], &mut bends);
        let [mut first, mut other] = [(); 2].map(|()| spread(rows, |_| 0.0));
        add(unit, &open, &bends, [&mut first, &mut other]);
        let mut trace = spread(rows, |_| 0.0);
        if let Some(spread) = &spread_of_directions {
            add_trace(unit, &open, &bends, spread, &mut trace);
        }
        self.calls.push(Call { rows, layer, x, spread: spread_of_directions, bends });
        Jet { value: points([&first, &other], rows), trace: trace.as_flattened()[..rows].to_vec() }
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        let Some(call) = self.calls.pop() else {
            return Vec::new();
        };
        let (value, trace) = (coordinates(pull.value), spread(pull.trace.len(), |row| pull.trace[row]));
        let count = self.layers as f32;
        let layer = self.layer(call.layer);
        let unit = Unit { u: layer.unit.u.map(|u| count * u), ..layer.unit };
        let open = vec![[1.0; LANES]; call.bends.len()];
        let rows = UnitCall {
            x: [&call.x[0], &call.x[1]],
            spread: call.spread.as_ref().filter(|_| !trace.is_empty()),
            gates: &open,
            bends: &call.bends,
            value: [&value[0], &value[1]],
            trace: &trace,
        };
        let [mut of_x, mut of_y] = [(); 2].map(|()| spread(call.rows, |_| 0.0));
        let UnitGradients { w, b, u } =
            backward(unit, &rows, [&mut of_x, &mut of_y], &mut vec![[0.0; LANES]; open.len()]);
        let [of_w, of_u] = layer.backward([0, 1].map(|k| count * sum(&u[k])));
        let mut accumulate = |index: usize, of_weight: f32| self.gradient[index] += pull.share * of_weight;
        let last = 3 * self.layers + 2 * call.layer;
        accumulate(2 * self.layers + call.layer, sum(&b));
        for k in 0..2 {
            accumulate(k * self.layers + call.layer, sum(&w[k]) + of_w[k]);
            accumulate(last + k, of_u[k]);
        }
        points([&of_x, &of_y], call.rows)
    }
}

impl Tape for PlanarFlow {
    fn forget(&mut self) {
        self.calls.pop();
    }

    fn held_bytes(&self) -> usize {
        let lanes = |call: &Call| {
            let of_directions = call.spread.iter().flatten().map(Vec::len).sum::<usize>();
            3 * call.bends.len() + of_directions
        };
        self.calls.iter().map(lanes).sum::<usize>() * size_of::<Lane>()
    }
}

impl Weighted for PlanarFlow {
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

/// The start `α = wᵀy` of a point that a layer moves to `end = α + μ tanh(α + b)`, for `μ > −1`.
/// The right side increases with α, so Newton's method is kept within a bracket; a step that would leave it halves it instead.
#[cfg(feature = "engine")]
fn undone(end: f64, mu: f64, b: f64) -> f64 {
    let (mut low, mut high) = (end - mu.abs(), end + mu.abs());
    let mut alpha = end;
    for _ in 0..60 {
        let bend = libm::tanh(alpha + b);
        let error = alpha + mu * bend - end;
        if error.abs() < 1e-13 * (1.0 + end.abs()) {
            break;
        }
        if error > 0.0 {
            high = alpha
        } else {
            low = alpha
        }
        let newton = alpha - error / (1.0 + mu * (1.0 - bend * bend));
        alpha = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
    }
    alpha
}

#[cfg(feature = "engine")]
mod evaluated {
    use super::{PlanarFlow, undone};
    use crate::{
        math::points::SingleCloud,
        nn::{Divergence, Features, Predict},
    };

    impl PlanarFlow {
        /// The velocity of points within a layer, and its divergence.
        /// The velocity is `K û tanh(α + b)`, with α at the start of the layer. The divergence is `K μ tanh′/(1 + s μ tanh′)`
        /// with `μ = wᵀû`, where s is the share of the layer that is behind the points.
        fn evaluate(&self, x: &SingleCloud, scale: f64, features: Features) -> (SingleCloud, Vec<f32>) {
            let (layer, share) = self.place(features.row(0).first().copied().unwrap_or_default());
            let unit = self.layer(layer).unit;
            let (w, u, b) = (unit.w.map(f64::from), unit.u.map(f64::from), f64::from(unit.b));
            let (mu, count) = (w[0] * u[0] + w[1] * u[1], self.layers as f64);
            let of_point = |x: &[f32; 2]| {
                let end = scale * (w[0] * f64::from(x[0]) + w[1] * f64::from(x[1]));
                let bend = libm::tanh(undone(end, share * mu, b) + b);
                let change = mu * (1.0 - bend * bend);
                (u.map(|u| (count * u * bend) as f32), (scale * count * change / (1.0 + share * change)) as f32)
            };
            x.iter().map(of_point).unzip()
        }
    }

    impl Predict<SingleCloud> for PlanarFlow {
        fn predict(&self, x: &SingleCloud, scale: f64, features: Features) -> SingleCloud {
            self.evaluate(x, scale, features).0
        }
    }

    impl Divergence<SingleCloud> for PlanarFlow {
        fn predict_with_divergence(&self, x: &SingleCloud, scale: f64, features: Features) -> (SingleCloud, Vec<f32>) {
            self.evaluate(x, scale, features)
        }
    }
}
