//! Running means and variances.

/// Running means and variances of `N` streams of numbers that come together.
/// A number counts `keep` times as much as the one after it. With `keep = 1` all count alike, and it is the method of Welford
/// (1962; West, 1979, for weights).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Running<const N: usize = 1> {
    /// How many numbers there were in each.
    count: u64,
    /// The sum of the weights, and that of their squares.
    weights: [f64; 2],
    mean: [f64; N],
    /// The weighted sums of squared deviations from the means.
    squares: [f64; N],
}

impl<const N: usize> Default for Running<N> {
    fn default() -> Self {
        Self { count: 0, weights: [0.0; 2], mean: [0.0; N], squares: [0.0; N] }
    }
}

impl<const N: usize> Running<N> {
    /// Adds one number of each stream; the earlier numbers keep the share `keep` of their weight.
    pub fn push(&mut self, numbers: [f64; N], keep: f64) {
        self.count += 1;
        let [weight, square] = self.weights;
        self.weights = [keep * weight + 1.0, keep * keep * square + 1.0];
        let share = 1.0 / self.weights[0];
        for ((mean, squares), x) in self.mean.iter_mut().zip(&mut self.squares).zip(numbers) {
            let before = x - *mean;
            *mean += before * share;
            *squares = keep * *squares + before * (x - *mean);
        }
    }

    /// How many numbers there were in each.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their means; `None` before the first.
    pub fn mean(&self) -> Option<[f64; N]> {
        (self.count > 0).then_some(self.mean)
    }

    /// Their unbiased variances, `Σ w (x − mean)²/(Σ w − Σ w²/Σ w)`; `None` before the second.
    pub fn variance(&self) -> Option<[f64; N]> {
        let [weight, square] = self.weights;
        (self.count > 1).then(|| self.squares.map(|squares| squares / (weight - square / weight)))
    }

    /// The standard errors of the means, for independent numbers: the root of the variance times `Σ w²/(Σ w)²`.
    pub fn std_error(&self) -> Option<[f64; N]> {
        let [weight, square] = self.weights;
        self.variance().map(|variance| variance.map(|variance| (variance * square).sqrt() / weight))
    }
}

impl Running {
    /// The whole state as numbers, for [`Running::restored`].
    pub fn state(&self) -> [f64; 5] {
        let ([weight, square], [mean], [squares]) = (self.weights, self.mean, self.squares);
        [self.count as f64, weight, square, mean, squares]
    }

    /// The inverse of [`Running::state`].
    pub fn restored([count, weight, square, mean, squares]: [f64; 5]) -> Self {
        Self { count: count as u64, weights: [weight, square], mean: [mean], squares: [squares] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: u32) -> impl Iterator<Item = f64> {
        (0..n).map(|i| 1e6 + f64::from(i * 7919 % 101))
    }

    #[test]
    fn without_forgetting_it_is_the_textbook_variance() {
        let mut running = Running::<1>::default();
        assert_eq!((running.mean(), running.variance()), (None, None));
        numbers(1000).for_each(|x| running.push([x], 1.0));
        let mean = numbers(1000).sum::<f64>() / 1000.0;
        let variance = numbers(1000).map(|x| (x - mean).powi(2)).sum::<f64>() / 999.0;
        assert!((running.mean().unwrap()[0] - mean).abs() < 1e-9);
        assert!((running.variance().unwrap()[0] / variance - 1.0).abs() < 1e-12);
        assert!((running.std_error().unwrap()[0] / (variance / 1000.0).sqrt() - 1.0).abs() < 1e-12);
        assert_eq!((running.count(), Running::restored(running.state())), (1000, running));
    }

    #[test]
    fn with_forgetting_it_is_the_weighted_sum() {
        let (n, keep) = (50, 0.9f64);
        let mut running = Running::<1>::default();
        numbers(n).for_each(|x| running.push([x], keep));
        let weight = |i: usize| keep.powi(n as i32 - 1 - i as i32);
        let sum = |f: &dyn Fn(usize, f64) -> f64| numbers(n).enumerate().map(|(i, x)| f(i, x)).sum::<f64>();
        let total = sum(&|i, _| weight(i));
        let mean = sum(&|i, x| weight(i) * x) / total;
        let square = sum(&|i, _| weight(i).powi(2));
        let variance = sum(&|i, x| weight(i) * (x - mean).powi(2)) / (total - square / total);
        assert!((running.mean().unwrap()[0] / mean - 1.0).abs() < 1e-14);
        assert!((running.variance().unwrap()[0] / variance - 1.0).abs() < 1e-9);
        let error = (variance * square).sqrt() / total;
        assert!((running.std_error().unwrap()[0] / error - 1.0).abs() < 1e-9);
    }
}
