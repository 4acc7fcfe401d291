//! The three products of a layer, for a batch that lies in panels.
//!
//! A panel holds [`PANEL`] rows of the batch side by side: the value of feature `i` for its rows is one array, and the
//! arrays of all features follow each other. So every inner loop runs over whole vectors that lie together, whatever the
//! width of the layer, and the numbers come out the same however wide the vectors of the machine are.

use wide::f32x8;

use super::lanes::Lanes;

/// Rows of a panel.
pub(super) const PANEL: usize = 16;

/// One feature of the rows of a panel.
pub(super) type Row = [f32; PANEL];

/// Compiles a kernel for the vectors of every machine, and calls the best that this one has.
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
    /// `z = xᵀ W + b`, panel by panel: `x` is `[panels, inputs]` rows, `weight` `[inputs, outputs]`, `z` `[panels, outputs]` rows.
    forward = affine(weight: &[f32], bias: &[f32], inputs: usize, x: &[Row], z: &mut [Row])
}

for_every_machine! {
    /// `dx = W dz`, panel by panel: what a change of the outputs is worth at the inputs.
    backward = transposed(weight: &[f32], inputs: usize, outputs: usize, dz: &[Row], dx: &mut [Row])
}

#[inline(always)]
fn affine<L: Lanes>(weight: &[f32], bias: &[f32], inputs: usize, x: &[Row], z: &mut [Row]) {
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
fn transposed<L: Lanes>(weight: &[f32], inputs: usize, outputs: usize, dz: &[Row], dx: &mut [Row]) {
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
    terms: impl Iterator<Item = (&'a Row, W)> + Clone,
    result: &mut [Row; 4],
) {
    for part in 0..L::PARTS {
        let [mut a, mut b, mut c, mut d] = start.map(L::splat);
        for (row, weight) in terms.clone() {
            let (row, weight) = (L::load(row, part), weight.borrow());
            a = a.plus(L::splat(weight[0]), row);
            b = b.plus(L::splat(weight[1]), row);
            c = c.plus(L::splat(weight[2]), row);
            d = d.plus(L::splat(weight[3]), row);
        }
        for (result, sum) in result.iter_mut().zip([a, b, c, d]) {
            sum.store(result, part);
        }
    }
}

/// `result = start + Σ weight row`.
#[inline(always)]
fn weighted_sum<'a, L: Lanes>(start: f32, terms: impl Iterator<Item = (&'a Row, f32)> + Clone, result: &mut Row) {
    for part in 0..L::PARTS {
        let mut sum = L::splat(start);
        for (row, weight) in terms.clone() {
            sum = sum.plus(L::splat(weight), L::load(row, part));
        }
        sum.store(result, part);
    }
}

/// The batch the other way round: for the sums over it its rows must follow each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Turned {
    /// Features of the input, `[batch, inputs]`.
    x: Vec<f32>,
    /// What the outputs are worth, in panels of outputs: `[output panels, batch]` rows.
    dz: Vec<Row>,
    /// The gradient of the weights, `[output panels, inputs]` rows.
    dw: Vec<Row>,
    /// Where its sums start.
    zeros: Vec<f32>,
}

impl Turned {
    fn turn(&mut self, inputs: usize, outputs: usize, x: &[Row], dz: &[Row]) {
        let batch = x.len() / inputs * PANEL;
        self.x.resize(batch * inputs, 0.0);
        for (x, turned) in x.chunks_exact(inputs).zip(self.x.chunks_exact_mut(PANEL * inputs)) {
            for (row, turned) in turned.chunks_exact_mut(inputs).enumerate() {
                for (x, turned) in x.iter().zip(turned) {
                    *turned = x[row];
                }
            }
        }
        self.zeros.resize(inputs, 0.0);
        self.dw.resize(outputs.div_ceil(PANEL) * inputs, [0.0; PANEL]);
        self.dz.clear();
        self.dz.resize(batch * outputs.div_ceil(PANEL), [0.0; PANEL]);
        for (o, turned) in self.dz.chunks_exact_mut(batch).enumerate() {
            for (dz, turned) in dz.chunks_exact(outputs).zip(turned.as_chunks_mut::<PANEL>().0) {
                for (lane, dz) in dz[o * PANEL..].iter().take(PANEL).enumerate() {
                    for row in 0..PANEL {
                        turned[row][lane] = dz[row];
                    }
                }
            }
        }
    }
}

/// `dW = x dzᵀ` and `db = Σ dz`, summed over the batch row by row: `dw` is `[inputs, outputs]`, `db` `[outputs]`.
///
/// With the batch turned round this is the product of [`forward`], with rows of the batch in the place of inputs.
pub(super) fn gradient(inputs: usize, x: &[Row], dz: &[Row], turned: &mut Turned, dw: &mut [f32], db: &mut [f32]) {
    let outputs = db.len();
    turned.turn(inputs, outputs, x, dz);
    let batch = x.len() / inputs * PANEL;
    forward(&turned.x, &turned.zeros, batch, &turned.dz, &mut turned.dw);
    for (o, (sums, dz)) in turned.dw.chunks_exact(inputs).zip(turned.dz.chunks_exact(batch)).enumerate() {
        let (first, last) = (o * PANEL, outputs.min((o + 1) * PANEL));
        for (sum, dw) in sums.iter().zip(dw.chunks_exact_mut(outputs)) {
            dw[first..last].copy_from_slice(&sum[..last - first]);
        }
        let mut sum = [0.0; PANEL];
        for dz in dz {
            for lane in 0..PANEL {
                sum[lane] += dz[lane];
            }
        }
        db[first..last].copy_from_slice(&sum[..last - first]);
    }
}

/// `db = Σ dz` alone: `dz` is `[panels, outputs]` rows.
pub(super) fn sums(dz: &[Row], db: &mut [f32]) {
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

    fn rows(n: usize, seed: u32) -> Vec<Row> {
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
