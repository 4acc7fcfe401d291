//! One planar unit, `σ u tanh(wᵀx + b)` with a gate σ, and its backward pass.

use super::lanes::{LANES, Lane};
use crate::nn::elementary as e;

/// The weights of a unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) w: [f32; 2],
    pub(super) b: f32,
    pub(super) u: [f32; 2],
}

/// `tanh(wᵀx + b)` of every row.
#[multiversion::multiversion(targets("x86_64+avx2"))]
pub(super) fn bend(unit: Unit, [x, y]: [&[Lane]; 2], bends: &mut [Lane]) {
    let Unit { w, b, .. } = unit;
    for (bend, (x, y)) in bends.iter_mut().zip(x.iter().zip(y)) {
        for lane in 0..LANES {
            bend[lane] = 2.0 * e::sigmoid(2.0 * (w[0] * x[lane] + w[1] * y[lane] + b)) - 1.0;
        }
    }
}

/// Adds `σ u tanh` to the velocity.
#[multiversion::multiversion(targets("x86_64+avx2"))]
pub(super) fn add(unit: Unit, gates: &[Lane], bends: &[Lane], [x, y]: [&mut [Lane]; 2]) {
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
pub(super) fn add_trace(unit: Unit, gates: &[Lane], bends: &[Lane], [xx, xy, yy]: &[Vec<Lane>; 3], trace: &mut [Lane]) {
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

/// The gradients in the weights of a unit, lane by lane.
#[derive(Default)]
pub(super) struct UnitGradients {
    pub(super) w: [Lane; 2],
    pub(super) b: Lane,
    pub(super) u: [Lane; 2],
}

/// The rows of a call as one unit sees them.
pub(super) struct UnitCall<'a> {
    pub(super) x: [&'a [Lane]; 2],
    pub(super) spread: Option<&'a [Vec<Lane>; 3]>,
    pub(super) gates: &'a [Lane],
    pub(super) bends: &'a [Lane],
    /// The gradients in velocity and trace of every row.
    pub(super) value: [&'a [Lane]; 2],
    pub(super) trace: &'a [Lane],
}

/// The backward pass of one unit.
///
/// `p` and `τ` are the gradients in velocity and trace, `q = pᵀu` and `e = τ uᵀ V w`. The gradient in the sum before tanh is
/// `σ tanh′ (q − 2 tanh e)`, and in the gate `tanh q + tanh′ e`. Adds the gradient in the points to `of_x` and `of_y`, and
/// writes the gradient in the gate before its sigmoid to `of_gate`.
#[multiversion::multiversion(targets("x86_64+avx2"))]
pub(super) fn backward(
    unit: Unit,
    rows: &UnitCall,
    [of_x, of_y]: [&mut [Lane]; 2],
    of_gate: &mut [Lane],
) -> UnitGradients {
    let Unit { w, u, .. } = unit;
    let mut gradients = UnitGradients::default();
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
            gradients.b[lane] += of_sum;
            for k in 0..2 {
                gradients.u[k][lane] += gate * (bend * p[k] + slope * along_w[k]);
                gradients.w[k][lane] += of_sum * at(rows.x[k]) + gate * slope * along_u[k];
            }
            of_x[block][lane] += of_sum * w[0];
            of_y[block][lane] += of_sum * w[1];
        }
    }
    gradients
}
