//! The three products of a layer, for a batch in panels.
//!
//! Every inner loop runs over whole contiguous vectors, whatever the width of the layer, and the numbers are the same for every
//! vector width of the machine.

use wide::{f32x4, f32x8};

use super::{
    lanes::Lanes,
    panel::{Column, PANEL},
};

/// Compiles a kernel for the vectors of every machine, and calls the best one that this machine has.
macro_rules! for_every_machine {
    ($(#[$doc:meta])* $name:ident = $kernel:ident($($argument:ident: $kind:ty),+ $(,)?)) => {
        $(#[$doc])*
        pub(super) fn $name($($argument: $kind),+) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn with_avx($($argument: $kind),+) {
                    $kernel::<super::lanes::Avx>($($argument),+);
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: the feature has just been found.
                    return unsafe { with_avx($($argument),+) };
                }
            }
            $kernel::<f32x8>($($argument),+);
        }
    };
}

for_every_machine! {
    /// `z = xᵀ W + b`, panel by panel: `x` is `[panels, inputs]` rows, `weight` `[inputs, outputs]`, `z` `[panels, outputs]`
    /// rows.
    forward = affine(weight: &[f32], bias: &[f32], inputs: usize, x: &[Column], z: &mut [Column])
}

for_every_machine! {
    /// `dx = W dz`, panel by panel: the gradient in the inputs from that in the outputs.
    backward = transposed(weight: &[f32], inputs: usize, outputs: usize, dz: &[Column], dx: &mut [Column])
}

#[inline(always)]
fn affine<L: Lanes>(weight: &[f32], bias: &[f32], inputs: usize, x: &[Column], z: &mut [Column]) {
    let outputs = bias.len();
    let (bias, odd) = bias.as_chunks::<4>();
    for (x, z) in x.chunks_exact(inputs).zip(z.chunks_exact_mut(outputs)) {
        let (blocks, rest) = z.as_chunks_mut::<4>();
        for (block, (z, bias)) in blocks.iter_mut().zip(bias).enumerate() {
            let weights = weight.chunks_exact(outputs).filter_map(|row| row[4 * block..].first_chunk());
            weighted_sums::<L, _>(bias, x.iter().zip(weights), z);
        }
        for (k, (z, bias)) in rest.iter_mut().zip(odd).enumerate() {
            let weights = weight.chunks_exact(outputs).map(|row| row[outputs - odd.len() + k]);
            weighted_sum::<L>(*bias, x.iter().zip(weights), z);
        }
    }
}

#[inline(always)]
fn transposed<L: Lanes>(weight: &[f32], inputs: usize, outputs: usize, dz: &[Column], dx: &mut [Column]) {
    for (dz, dx) in dz.chunks_exact(outputs).zip(dx.chunks_exact_mut(inputs)) {
        let (blocks, rest) = dx.as_chunks_mut::<4>();
        let (quads, singles) = weight.split_at(blocks.len() * 4 * outputs);
        for (dx, quad) in blocks.iter_mut().zip(quads.chunks_exact(4 * outputs)) {
            let (front, back) = quad.split_at(2 * outputs);
            let ((a, b), (c, d)) = (front.split_at(outputs), back.split_at(outputs));
            let weights = a.iter().zip(b).zip(c.iter().zip(d)).map(|((a, b), (c, d))| [*a, *b, *c, *d]);
            weighted_sums::<L, _>(&[0.0; 4], dz.iter().zip(weights), dx);
        }
        for (dx, single) in rest.iter_mut().zip(singles.chunks_exact(outputs)) {
            weighted_sum::<L>(0.0, dz.iter().zip(single.iter().copied()), dx);
        }
    }
}

/// `result[k] = start[k] + Σ weight[k] row` over four outputs at once, each row loaded once for all of them.
#[inline(always)]
fn weighted_sums<'a, L: Lanes, W: std::borrow::Borrow<[f32; 4]>>(
    start: &[f32; 4],
    terms: impl Iterator<Item = (&'a Column, W)> + Clone,
    result: &mut [Column; 4],
) {
    for part in 0..L::PARTS {
        let (mut a, mut b) = (L::splat(start[0]), L::splat(start[1]));
        let (mut c, mut d) = (L::splat(start[2]), L::splat(start[3]));
        for (row, weight) in terms.clone() {
            let (row, weight) = (L::load(row, part), weight.borrow());
            a = a.plus(L::splat(weight[0]), row);
            b = b.plus(L::splat(weight[1]), row);
            c = c.plus(L::splat(weight[2]), row);
            d = d.plus(L::splat(weight[3]), row);
        }
        a.store(&mut result[0], part);
        b.store(&mut result[1], part);
        c.store(&mut result[2], part);
        d.store(&mut result[3], part);
    }
}

/// `result = start + Σ weight row`.
#[inline(always)]
fn weighted_sum<'a, L: Lanes>(start: f32, terms: impl Iterator<Item = (&'a Column, f32)> + Clone, result: &mut Column) {
    for part in 0..L::PARTS {
        let mut sum = L::splat(start);
        for (row, weight) in terms.clone() {
            sum = sum.plus(L::splat(weight), L::load(row, part));
        }
        sum.store(result, part);
    }
}

/// The transposed batch: for sums over the batch its rows must be contiguous.
#[derive(Clone, Debug, Default)]
pub(super) struct Turned {
    /// One side of the product, in panels of its features: `[feature panels, batch]` rows.
    side: Vec<Column>,
    /// The product, `[feature panels, features of the other side]` rows.
    sums: Vec<Column>,
}

impl Turned {
    /// Transposes `side`, `[panels, features]` rows.
    fn turn(&mut self, features: usize, side: &[Column]) {
        let batch = side.len() / features * PANEL;
        self.side.resize(batch * features.div_ceil(PANEL), [0.0; PANEL]);
        for (first, turned) in (0..features).step_by(PANEL).zip(self.side.chunks_exact_mut(batch)) {
            let last = features.min(first + PANEL);
            if last < first + PANEL {
                turned.fill([0.0; PANEL]);
            }
            for (panel, turned) in side.chunks_exact(features).zip(turned.as_chunks_mut().0) {
                turn_panel(&panel[first..last], turned);
            }
        }
    }

    /// `Σ other side` over the batch, row by row: `other` is `[panels, features]` rows, `side` has been transposed.
    fn multiply(&mut self, features: usize, other: &[Column]) {
        let batch = other.len() / features * PANEL;
        self.sums.resize(self.side.len() / batch * features, [0.0; PANEL]);
        for (side, sums) in self.side.chunks_exact(batch).zip(self.sums.chunks_exact_mut(features)) {
            outer(features, other, side, sums);
        }
    }
}

/// Transposes up to sixteen features of a panel's rows; the places of missing features keep their values.
fn turn_panel(features: &[Column], turned: &mut [Column; PANEL]) {
    let (fours, rest) = features.as_chunks::<4>();
    for (four, features) in fours.iter().enumerate() {
        for (quarter, rows) in turned.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let part = |k: usize| f32x4::new(features[k].as_chunks().0[quarter]);
            let lanes = f32x4::transpose([part(0), part(1), part(2), part(3)]);
            for k in 0..4 {
                rows[k].as_chunks_mut().0[four] = lanes[k].to_array();
            }
        }
    }
    for (feature, values) in rest.iter().enumerate() {
        for (row, value) in turned.iter_mut().zip(values) {
            row[4 * fours.len() + feature] = *value;
        }
    }
}

for_every_machine! {
    /// `sums[k] = Σ left[k] right` over the batch: `left` is `[panels, features]` rows, `right` `[batch]` rows, `sums`
    /// `[features]`.
    outer = outer_products(features: usize, left: &[Column], right: &[Column], sums: &mut [Column])
}

#[inline(always)]
fn outer_products<L: Lanes>(features: usize, left: &[Column], right: &[Column], sums: &mut [Column]) {
    let (blocks, rest) = sums.as_chunks_mut::<4>();
    let (odd, right) = (4 * blocks.len(), right.as_chunks::<PANEL>().0);
    for (block, sums) in blocks.iter_mut().enumerate() {
        let left = left.chunks_exact(features).filter_map(|panel| panel[4 * block..].first_chunk());
        outer_sums::<L, 4>(left.zip(right), sums);
    }
    for (k, sum) in rest.iter_mut().enumerate() {
        let left = left.chunks_exact(features).map(|panel| std::array::from_ref(&panel[odd + k]));
        outer_sums::<L, 1>(left.zip(right), std::array::from_mut(sum));
    }
}

/// `sums[k] = Σ left[k] right`, each row of the batch loaded once for all `k`.
#[inline(always)]
fn outer_sums<'a, L: Lanes, const N: usize>(
    panels: impl Iterator<Item = (&'a [Column; N], &'a [Column; PANEL])> + Clone,
    sums: &mut [Column; N],
) {
    for part in 0..L::PARTS {
        let mut parts = [L::splat(0.0); N];
        for (left, right) in panels.clone() {
            for (lane, row) in right.iter().enumerate() {
                let row = L::load(row, part);
                // Indexed: a build without optimisation across its parts would call the adapters of an iterator for each row.
                for k in 0..N {
                    parts[k] = parts[k].plus(L::splat(left[k][lane]), row);
                }
            }
        }
        for (sum, lanes) in sums.iter_mut().zip(&parts) {
            lanes.store(sum, part);
        }
    }
}

/// `dW = x dzᵀ` and `db = Σ dz`, summed over the batch row by row: `dw` is `[inputs, outputs]`, `db` `[outputs]`.
///
/// One side is transposed, so that vectors hold several of its features: the side that fills them better.
pub(super) fn gradient(
    inputs: usize,
    x: &[Column],
    dz: &[Column],
    turned: &mut Turned,
    dw: &mut [f32],
    db: &mut [f32],
) {
    let outputs = db.len();
    if inputs * outputs.div_ceil(PANEL) <= outputs * inputs.div_ceil(PANEL) {
        turned.turn(outputs, dz);
        turned.multiply(inputs, x);
        for (panel, sums) in turned.sums.chunks_exact(inputs).enumerate() {
            let (first, last) = (panel * PANEL, outputs.min((panel + 1) * PANEL));
            for (dw, sum) in dw.chunks_exact_mut(outputs).zip(sums) {
                dw[first..last].copy_from_slice(&sum[..last - first]);
            }
        }
        for (db, dz) in db.chunks_mut(PANEL).zip(turned.side.chunks_exact(dz.len() / outputs * PANEL)) {
            let mut sum = [0.0; PANEL];
            for dz in dz {
                sum.iter_mut().zip(dz).for_each(|(sum, dz)| *sum += dz);
            }
            db.copy_from_slice(&sum[..db.len()]);
        }
    } else {
        turned.turn(inputs, x);
        turned.multiply(outputs, dz);
        for (panel, sums) in turned.sums.chunks_exact(outputs).enumerate() {
            for (lane, dw) in dw.chunks_exact_mut(outputs).skip(panel * PANEL).take(PANEL).enumerate() {
                dw.iter_mut().zip(sums).for_each(|(dw, sum)| *dw = sum[lane]);
            }
        }
        db.fill(0.0);
        for dz in dz.chunks_exact(outputs) {
            db.iter_mut().zip(dz).for_each(|(sum, dz)| *sum = dz.iter().fold(*sum, |sum, dz| sum + dz));
        }
    }
}

/// `db = Σ dz` alone: `dz` is `[panels, outputs]` rows.
pub(super) fn sums(dz: &[Column], db: &mut [f32]) {
    db.fill(0.0);
    for dz in dz.chunks_exact(db.len().max(1)) {
        db.iter_mut().zip(dz).for_each(|(sum, dz)| *sum += dz.iter().sum::<f32>());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern, between −1 and 1.
    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        (0..n as u32).map(|i| (f64::from((i + 1) * seed) * 0.618_034).fract() as f32 * 2.0 - 1.0).collect()
    }

    fn rows(n: usize, seed: u32) -> Vec<Column> {
        numbers(n * PANEL, seed).as_chunks().0.to_vec()
    }

    #[test]
    fn every_width_of_vectors_gives_the_same_bits() {
        let (inputs, outputs, panels) = (37, 19, 3);
        let (weight, bias) = (numbers(inputs * outputs, 7), numbers(outputs, 11));
        let (x, dz) = (rows(panels * inputs, 13), rows(panels * outputs, 17));
        let results = |narrow: bool| {
            let (mut z, mut dx) = (vec![[0.0; PANEL]; panels * outputs], vec![[0.0; PANEL]; panels * inputs]);
            if narrow {
                affine::<f32x8>(&weight, &bias, inputs, &x, &mut z);
                transposed::<f32x8>(&weight, inputs, outputs, &dz, &mut dx);
            } else {
                forward(&weight, &bias, inputs, &x, &mut z);
                backward(&weight, inputs, outputs, &dz, &mut dx);
            }
            [z, dx].map(|rows| rows.into_flattened().into_iter().map(f32::to_bits).collect::<Vec<_>>())
        };
        assert_eq!(results(true), results(false));
    }

    #[test]
    fn products_agree_with_sums_in_double_precision() {
        for (inputs, outputs, panels) in [(1, 1, 1), (3, 17, 2), (4, 8, 1), (17, 2, 3), (20, 33, 2)] {
            let (weight, bias) = (numbers(inputs * outputs, 7), numbers(outputs, 11));
            let (x, dz) = (rows(panels * inputs, 13), rows(panels * outputs, 17));
            let (mut z, mut dx) = (vec![[0.0; PANEL]; panels * outputs], vec![[0.0; PANEL]; panels * inputs]);
            let (mut dw, mut db) = (vec![0.0; inputs * outputs], vec![0.0; outputs]);
            forward(&weight, &bias, inputs, &x, &mut z);
            backward(&weight, inputs, outputs, &dz, &mut dx);
            gradient(inputs, &x, &dz, &mut Turned::default(), &mut dw, &mut db);
            let close = |found: f32, exact: f64| assert!((f64::from(found) - exact).abs() < 2e-5, "{found} {exact}");
            for p in 0..panels {
                for lane in 0..PANEL {
                    for o in 0..outputs {
                        let sum = |i: usize| f64::from(weight[i * outputs + o]) * f64::from(x[p * inputs + i][lane]);
                        close(z[p * outputs + o][lane], f64::from(bias[o]) + (0..inputs).map(sum).sum::<f64>());
                    }
                    for i in 0..inputs {
                        let sum = |o: usize| f64::from(weight[i * outputs + o]) * f64::from(dz[p * outputs + o][lane]);
                        close(dx[p * inputs + i][lane], (0..outputs).map(sum).sum());
                    }
                }
            }
            let every = || (0..panels).flat_map(|p| (0..PANEL).map(move |lane| (p, lane)));
            for o in 0..outputs {
                close(db[o], every().map(|(p, lane)| f64::from(dz[p * outputs + o][lane])).sum());
                for i in 0..inputs {
                    let sum = |(p, lane): (usize, usize)| {
                        f64::from(x[p * inputs + i][lane]) * f64::from(dz[p * outputs + o][lane])
                    };
                    close(dw[i * outputs + o], every().map(sum).sum());
                }
            }
        }
    }
}
