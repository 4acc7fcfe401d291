//! The processor's peak speed of multiplication and addition.

use std::hint::black_box;

use wide::f32x8;

use crate::protocol::{PEAK_LANES, PEAK_ROUNDS};

/// Sums that do not depend on each other. With the two factors they just fit into the sixteen registers of SSE, and they
/// are enough to keep two units of four lanes busy over the eight or so cycles of a multiplication and an addition.
const SUMS: usize = PEAK_LANES as usize / 8;

/// Applies `a ← a x + y` to every lane, [`PEAK_ROUNDS`] times.
/// [`Workload::Peak`](crate::protocol::Workload) counts these operations.
pub(in crate::engine) fn peak() {
    // They converge to y/(1 − x) = 1 from any start, and so stay far from zero and from infinity.
    let (x, y) = black_box((0.75, 0.25));
    let (x, y) = (f32x8::splat(x), f32x8::splat(y));
    let mut sums: [f32x8; SUMS] = black_box(std::array::from_fn(|k| f32x8::splat(k as f32)));
    for _ in 0..PEAK_ROUNDS {
        for sum in &mut sums {
            *sum = *sum * x + y;
        }
    }
    black_box(sums);
}
