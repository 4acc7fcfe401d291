use rand_core::RngCore;

use crate::math::{assignment::squared_distance, rng};

/// Scalings beyond these bounds are folded into the potentials before they can overflow.
const SAFE: std::ops::Range<f64> = 1e-100..1e100;

/// A plan of entropic optimal transport between two clouds of n points, `[n, n]`: the mass from each data point (row) to each
/// source point (column). The total mass is 1.
#[derive(Clone, Debug)]
pub struct Plan {
    n: usize,
    mass: Vec<f64>,
}

impl Plan {
    /// The plan `P = e^{(fᵢ + gⱼ − ‖dataᵢ − sourceⱼ‖²)/ε}` after so many `iterations` of Sinkhorn's algorithm (Cuturi, 2013,
    /// algorithm 1), each of which scales first the columns to the marginal 1/n, then the rows.
    ///
    /// The rows are therefore exact, the columns as far as it has converged. Scalings are kept near 1 by potentials, and a
    /// step that would underflow is computed in the log domain (Schmitzer, 2019, section 3.1), so that any ε > 0 is safe.
    /// `None` when the sizes differ or are 0, ε is not positive, or a squared distance is not finite.
    pub fn new(data: &[[f64; 2]], source: &[[f64; 2]], regularization: f64, iterations: u32) -> Option<Self> {
        let n = data.len();
        let cost: Vec<f64> =
            data.iter().flat_map(|&p| source.iter().map(move |&q| squared_distance(p, q) / regularization)).collect();
        let is_fit = n > 0 && n == source.len() && regularization > 0.0 && cost.iter().all(|c| c.is_finite());
        is_fit.then(|| {
            let mut scaling = Scaling::new(n, cost);
            for _ in 0..iterations.max(1) {
                scaling.fit_columns();
                scaling.fit_rows();
            }
            Self { n, mass: scaling.mass() }
        })
    }

    /// The number of points of each cloud.
    pub fn size(&self) -> usize {
        self.n
    }

    /// The mass from data point `row` to every source point.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.mass[row * self.n..(row + 1) * self.n]
    }

    /// For each data point one source point, drawn from its row: the data keeps its distribution exactly.
    pub fn partners(&self, rng: &mut dyn RngCore) -> Vec<usize> {
        (0..self.n).map(|i| draw(self.row(i), rng)).collect()
    }

    /// `count` pairs (data, source) drawn with replacement from the whole plan, as by torchcfm's `OTPlanSampler.sample_map`.
    /// A data point may occur twice or not at all.
    pub fn pairs(&self, count: usize, rng: &mut dyn RngCore) -> Vec<(usize, usize)> {
        (0..count).map(|_| draw(&self.mass, rng)).map(|k| (k / self.n, k % self.n)).collect()
    }
}

/// An index drawn in proportion to its mass.
fn draw(mass: &[f64], rng: &mut dyn RngCore) -> usize {
    let mut left = rng::uniform(rng) * mass.iter().sum::<f64>();
    let found = mass.iter().position(|m| {
        left -= m;
        left < 0.0
    });
    // Rounding may leave a little mass beyond the end.
    found.or_else(|| mass.iter().rposition(|m| *m > 0.0)).unwrap_or(0)
}

/// `P = diag(u) K diag(v)` with `K = e^{log_u + log_v − cost}`: the potentials, and the scalings since.
struct Scaling {
    n: usize,
    /// Squared distances over ε, row by row.
    cost: Vec<f64>,
    kernel: Vec<f64>,
    log_u: Vec<f64>,
    log_v: Vec<f64>,
    u: Vec<f64>,
    v: Vec<f64>,
}

impl Scaling {
    fn new(n: usize, cost: Vec<f64>) -> Self {
        // An empty kernel makes the first step use the log domain.
        let (zeros, ones) = (vec![0.0; n], vec![1.0; n]);
        Self { n, kernel: vec![0.0; n * n], cost, log_u: zeros.clone(), log_v: zeros, u: ones.clone(), v: ones }
    }

    /// `v = (1/n)/Kᵀu`.
    fn fit_columns(&mut self) {
        let mut sums = vec![0.0; self.n];
        for (row, u) in self.kernel.chunks_exact(self.n).zip(&self.u) {
            for (sum, k) in sums.iter_mut().zip(row) {
                *sum += k * u;
            }
        }
        if sums.iter().all(|sum| SAFE.contains(sum)) {
            self.v = sums.iter().map(|sum| 1.0 / (self.n as f64 * sum)).collect();
        } else {
            self.fold();
            let (log_u, cost, n) = (&self.log_u, &self.cost, self.n);
            let column = |j: usize| (0..n).map(move |i| log_u[i] - cost[i * n + j]);
            self.log_v = (0..n).map(|j| -log_sum_exp(column(j)) - libm::log(n as f64)).collect();
            self.renew();
        }
    }

    /// `u = (1/n)/K v`.
    fn fit_rows(&mut self) {
        let dot = |row: &[f64]| row.iter().zip(&self.v).map(|(k, v)| k * v).sum::<f64>();
        let sums: Vec<f64> = self.kernel.chunks_exact(self.n).map(dot).collect();
        if sums.iter().all(|sum| SAFE.contains(sum)) {
            self.u = sums.iter().map(|sum| 1.0 / (self.n as f64 * sum)).collect();
        } else {
            self.fold();
            let (log_v, cost, n) = (&self.log_v, &self.cost, self.n);
            let row = |i: usize| (0..n).map(move |j| log_v[j] - cost[i * n + j]);
            self.log_u = (0..n).map(|i| -log_sum_exp(row(i)) - libm::log(n as f64)).collect();
            self.renew();
        }
    }

    /// Folds the scalings into the potentials.
    fn fold(&mut self) {
        for (logs, scale) in [(&mut self.log_u, &mut self.u), (&mut self.log_v, &mut self.v)] {
            for (log, scale) in logs.iter_mut().zip(scale) {
                *log += libm::log(*scale);
                *scale = 1.0;
            }
        }
    }

    /// The kernel of the present potentials.
    fn renew(&mut self) {
        let rows = self.kernel.chunks_exact_mut(self.n).zip(self.cost.chunks_exact(self.n));
        for ((kernel, cost), u) in rows.zip(&self.log_u) {
            for ((k, c), v) in kernel.iter_mut().zip(cost).zip(&self.log_v) {
                *k = libm::exp(u + v - c);
            }
        }
    }

    fn mass(mut self) -> Vec<f64> {
        self.fold();
        self.renew();
        self.kernel
    }
}

/// `ln Σ e^x`, with the largest exponent factored out.
fn log_sum_exp(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    largest + libm::log(terms.map(|x| libm::exp(x - largest)).sum())
}

#[cfg(test)]
mod tests {
    use super::{super::tests::ends, *};
    use crate::math::rng::{Purpose, Stream};

    #[test]
    fn marginals_are_met_for_every_regularisation() {
        let (data, source) = ends(40, 0);
        // Exponents up to 60² over 0.01, beyond those of any data set; their rounding is 10⁻¹⁰.
        for (spread, regularization) in [(1.0, 100.0), (1.0, 0.5), (1.0, 0.05), (6.0, 0.01), (20.0, 0.01)] {
            let far: Vec<_> = data.iter().map(|p| p.map(|c| spread * c)).collect();
            let plan = Plan::new(&far, &source, regularization, 200).unwrap();
            for i in 0..plan.size() {
                let row: f64 = plan.row(i).iter().sum();
                assert!((row - 1.0 / 40.0).abs() < 1e-9 / 40.0, "row {i} of {regularization}: {row}");
            }
            if regularization >= 0.5 {
                let column = |j: usize| (0..40).map(|i| plan.row(i)[j]).sum::<f64>();
                assert!((0..40).all(|j| (column(j) - 1.0 / 40.0).abs() < 1e-9));
            }
        }
    }

    #[test]
    fn folding_changes_nothing() {
        // The plain algorithm in the log domain, step by step.
        let (data, source) = ends(12, 3);
        let (n, regularization, iterations) = (12, 0.05, 30);
        let cost = |i: usize, j: usize| squared_distance(data[i], source[j]) / regularization;
        let (mut f, mut g) = (vec![0.0; n], vec![0.0; n]);
        let log_n = (n as f64).ln();
        for _ in 0..iterations {
            g = (0..n).map(|j| -log_n - log_sum_exp((0..n).map(|i| f[i] - cost(i, j)))).collect();
            f = (0..n).map(|i| -log_n - log_sum_exp((0..n).map(|j| g[j] - cost(i, j)))).collect();
        }
        let plan = Plan::new(&data, &source, regularization, iterations).unwrap();
        for (i, f) in f.iter().enumerate() {
            for (j, mass) in plan.row(i).iter().enumerate() {
                assert!((mass - (f + g[j] - cost(i, j)).exp()).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn draws_follow_the_plan() {
        let plan = Plan { n: 2, mass: vec![0.4, 0.1, 0.0, 0.5] };
        let mut rng = Stream::new(1, Purpose::Time, 0);
        let draws = 10_000;
        let switched = (0..draws).filter(|_| plan.partners(&mut rng)[0] == 1).count() as f64 / f64::from(draws);
        // A share of 0.2 with four binomial errors.
        assert!((switched - 0.2).abs() < 4.0 * (0.16 / f64::from(draws)).sqrt(), "{switched}");
        assert!((0..100).all(|_| plan.partners(&mut rng)[1] == 1));
        let pairs = plan.pairs(draws as usize, &mut rng);
        let share = |pair| pairs.iter().filter(|p| **p == pair).count() as f64 / f64::from(draws);
        for (pair, mass) in [((0, 0), 0.4), ((0, 1), 0.1), ((1, 0), 0.0), ((1, 1), 0.5)] {
            assert!((share(pair) - mass).abs() < 4.0 * (0.25 / f64::from(draws)).sqrt(), "{pair:?}");
        }
    }

    #[test]
    fn no_plan_where_there_can_be_none() {
        assert!(Plan::new(&[], &[], 1.0, 5).is_none());
        assert!(Plan::new(&[[0.0; 2]], &[[0.0; 2]; 2], 1.0, 5).is_none());
        assert!(Plan::new(&[[0.0; 2]], &[[1.0; 2]], 0.0, 5).is_none());
        assert!(Plan::new(&[[f64::NAN; 2]], &[[0.0; 2]], 1.0, 5).is_none());
        assert_eq!(Plan::new(&[[0.0; 2]], &[[9.0; 2]], 0.01, 5).unwrap().row(0), [1.0]);
    }
}
