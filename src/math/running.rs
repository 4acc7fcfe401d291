//! A mean and a variance that are kept up as numbers come.

/// Mean and variance of a stream of numbers in which a number counts `keep` times as much as the one after it; with
/// `keep = 1` all count alike, and it is the method of Welford (1962; West, 1979, for weights).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Running {
    /// How many numbers there were.
    count: u64,
    /// The sum of the weights, and that of their squares.
    weights: [f64; 2],
    mean: f64,
    /// The weighted sum of squared deviations from the mean.
    squares: f64,
}

impl Running {
    /// Takes in `x`; what came before keeps the share `keep` of its weight.
    pub fn push(&mut self, x: f64, keep: f64) {
        self.count += 1;
        let [weight, square] = self.weights;
        self.weights = [keep * weight + 1.0, keep * keep * square + 1.0];
        let before = x - self.mean;
        self.mean += before / self.weights[0];
        self.squares = keep * self.squares + before * (x - self.mean);
    }

    /// How many numbers there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; `None` before the first.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Their unbiased variance, `Σ w (x − mean)²/(Σ w − Σ w²/Σ w)`; `None` before the second.
    pub fn variance(&self) -> Option<f64> {
        let [weight, square] = self.weights;
        (self.count > 1).then(|| self.squares / (weight - square / weight))
    }

    /// The standard error of the mean, for independent numbers: the root of the variance times `Σ w²/(Σ w)²`.
    pub fn std_error(&self) -> Option<f64> {
        let [weight, square] = self.weights;
        self.variance().map(|variance| (variance * square).sqrt() / weight)
    }

    /// All of it as numbers, from which [`Running::restored`] makes it again.
    pub fn state(&self) -> [f64; 5] {
        let [weight, square] = self.weights;
        [self.count as f64, weight, square, self.mean, self.squares]
    }

    /// What [`Running::state`] wrote down.
    pub fn restored([count, weight, square, mean, squares]: [f64; 5]) -> Self {
        Self { count: count as u64, weights: [weight, square], mean, squares }
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
        let mut running = Running::default();
        assert_eq!((running.mean(), running.variance()), (None, None));
        numbers(1000).for_each(|x| running.push(x, 1.0));
        let mean = numbers(1000).sum::<f64>() / 1000.0;
        let variance = numbers(1000).map(|x| (x - mean).powi(2)).sum::<f64>() / 999.0;
        assert!((running.mean().unwrap() - mean).abs() < 1e-9);
        assert!((running.variance().unwrap() / variance - 1.0).abs() < 1e-12);
        assert!((running.std_error().unwrap() / (variance / 1000.0).sqrt() - 1.0).abs() < 1e-12);
        assert_eq!((running.count(), Running::restored(running.state())), (1000, running));
    }

    #[test]
    fn with_forgetting_it_is_the_weighted_sum() {
        let (n, keep) = (50, 0.9f64);
        let mut running = Running::default();
        numbers(n).for_each(|x| running.push(x, keep));
        let weight = |i: usize| keep.powi(n as i32 - 1 - i as i32);
        let sum = |f: &dyn Fn(usize, f64) -> f64| numbers(n).enumerate().map(|(i, x)| f(i, x)).sum::<f64>();
        let total = sum(&|i, _| weight(i));
        let mean = sum(&|i, x| weight(i) * x) / total;
        let square = sum(&|i, _| weight(i).powi(2));
        let variance = sum(&|i, x| weight(i) * (x - mean).powi(2)) / (total - square / total);
        assert!((running.mean().unwrap() / mean - 1.0).abs() < 1e-14);
        assert!((running.variance().unwrap() / variance - 1.0).abs() < 1e-9);
        let error = (variance * square).sqrt() / total;
        assert!((running.std_error().unwrap() / error - 1.0).abs() < 1e-9);
    }
}
