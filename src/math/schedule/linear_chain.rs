use super::{Coeffs, Schedule, vp_linear::variance_preserving};

crate::configured! {
    /// The chain of Ho et al. (2020, section 4) itself: T steps with rates β₁ … β_T on a straight line, and
    /// α² = ᾱ_i = (1 − β₁) ⋯ (1 − β_i) at t = i/T to the last digit. Between its levels the product goes on smoothly.
    pub struct LinearChain("ddpm-chain", "DDPM's chain, linear β") {
        /// The rate of the first step, next to the data.
        first: f64 = 1e-4, "First rate", "β₁", "", 1e-5..=2.5e-3, Log;
        /// The rate of the last step, next to the noise.
        last: f64 = 0.02, "Last rate", "β_T", "", 5e-3..=0.5, Log;
        /// Steps of the chain.
        steps: u32 = 1000, "Steps", "T", "", 10..=4000, Log;
    }
}

/// The coefficients of the Euler–Maclaurin formula at midpoints, `B₂ₖ(½)/(2k)!`.
const BERNOULLI: [f64; 3] = [-1.0 / 24.0, 7.0 / 5760.0, -31.0 / 967_680.0];

impl LinearChain {
    fn slope(&self) -> f64 {
        (self.last - self.first) / f64::from(self.steps.max(2) - 1)
    }

    /// `ln(1/ᾱ)` after `n` steps, with its derivative in `n`.
    /// It is the sum of `f(j) = −ln(1 − β_j)`: `f(1) n` up to the first step, and from there on `∫ f` between the midpoints
    /// with the corrections of Euler and Maclaurin. The omitted ones are below 10⁻¹⁴.
    fn decay(&self, n: f64) -> [f64; 2] {
        let first = -(-self.first).ln_1p();
        if n <= 1.0 {
            return [first * n, first];
        }
        let slope = self.slope();
        let beta = |x: f64| self.first + (x - 1.0) * slope;
        // The antiderivative of −ln(1 − β), and the odd derivatives (2k)! (β̇/(1 − β))^{2k+1} of f.
        let primitive = |x: f64| ((1.0 - beta(x)) * (-beta(x)).ln_1p() + beta(x)) / slope;
        let corrections = |x: f64| {
            let r = slope / (1.0 - beta(x));
            let odd = [r, 2.0 * r.powi(3), 24.0 * r.powi(5)];
            let even = [r * r, 6.0 * r.powi(4), 120.0 * r.powi(6)];
            [odd, even].map(|derivatives| BERNOULLI.iter().zip(derivatives).map(|(b, d)| b * d).sum::<f64>())
        };
        let ([from, _], [to, rate]) = (corrections(1.5), corrections(n + 0.5));
        let integral = first + primitive(n + 0.5) - primitive(1.5) + to - from;
        [integral, -(-beta(n + 0.5)).ln_1p() + rate]
    }
}

impl Schedule for LinearChain {
    fn at(&self, t: f64) -> Coeffs {
        let steps = f64::from(self.steps);
        let [integral, rate] = self.decay(t * steps);
        variance_preserving(rate * steps, integral)
    }

    /// Sampling starts from N(0, I), whatever data remains at the end of the chain (Ho et al., 2020, algorithm 2).
    fn start(&self) -> f64 {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_the_products_of_the_chain() {
        // The chain of Ho et al., that of tiny-diffusion with T = 50, and coarse ones.
        for (first, last, steps) in [(1e-4, 0.02, 1000), (1e-4, 0.02, 50), (2e-3, 0.4, 50), (1e-5, 0.5, 10)] {
            let chain = LinearChain { first, last, steps };
            let mut kept = 1.0;
            for (i, u) in (1..=steps).zip(super::super::spaced(steps)) {
                kept *= 1.0 - (first + u * (last - first));
                let found = chain.at(f64::from(i) / f64::from(steps));
                let tolerance = if steps == 10 { 1e-9 } else { 2e-12 };
                assert!((found.alpha.powi(2) / kept - 1.0).abs() < tolerance, "{chain:?} at {i}: {found:?} {kept}");
                assert!((found.sigma.powi(2) / (1.0 - kept) - 1.0).abs() < 1e3 * tolerance, "{chain:?} at {i}");
            }
            let rates = chain.betas(steps);
            assert!((rates[0] / first - 1.0).abs() < 1e-8 && (rates[steps as usize - 1] / last - 1.0).abs() < 1e-8);
        }
    }

    #[test]
    fn every_chain_falls_from_the_data_on() {
        for steps in [10, 50, 4000] {
            let chain = LinearChain { first: 1e-5, last: 0.5, steps };
            let levels: Vec<f64> = (1..500).map(|i| chain.at(f64::from(i) / 500.0).log_snr()).collect();
            assert!(levels.windows(2).all(|pair| pair[1] < pair[0]), "{steps}");
        }
    }
}
