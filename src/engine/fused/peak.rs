//! How fast the processor multiplies and adds when nothing else is in the way.

use std::hint::black_box;

use wide::f32x8;

use crate::protocol::{PEAK_LANES, PEAK_ROUNDS};

/// Sums that do not wait for each other. With the two factors they just fit into the sixteen registers of SSE, and they
/// are enough to keep two units of four lanes busy over the eight or so cycles of a multiplication and an addition.
const SUMS: usize = PEAK_LANES as usize / 8;

/// Takes every lane through `a ← a x + y`, [`PEAK_ROUNDS`] times: what [`Workload::Peak`](crate::protocol::Workload)
/// counts.
pub(in crate::engine) fn peak() {
    // They come to y/(1 − x) = 1 from wherever they start, and so stay far from zero and from infinity.
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
