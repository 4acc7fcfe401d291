use super::Tableau;

/// An equation `ẋ = f(x, t)`, and how its states follow from its slopes.
pub trait Equation {
    type State: Clone;
    /// The value of `f` at a stage.
    type Slope;

    /// The slope at `x + Σ cᵢ kᵢ` and the time `t`, which is that of this `stage` of the rule.
    fn slope(&mut self, x: &Self::State, terms: &[(f64, &Self::Slope)], t: f64, stage: usize) -> Self::Slope;

    /// `x + Σ cᵢ kᵢ`.
    fn moved(&self, x: &Self::State, terms: &[(f64, &Self::Slope)]) -> Self::State;
}

/// The state after one step of length `h` from `x`. `at` gives the time of a node of the rule: usually `t + node h`.
pub fn step<E: Equation>(equation: &mut E, rule: &Tableau, x: &E::State, h: f64, at: impl Fn(f64) -> f64) -> E::State {
    let mut slopes = Vec::with_capacity(rule.used());
    evaluate(equation, rule, x, h, at, rule.used(), &mut slopes);
    equation.moved(x, &terms(rule.weights(h), &slopes))
}

/// Evaluates the slopes of the first `count` stages that are not known yet.
pub(super) fn evaluate<E: Equation>(
    equation: &mut E,
    rule: &Tableau,
    x: &E::State,
    h: f64,
    at: impl Fn(f64) -> f64,
    count: usize,
    slopes: &mut Vec<E::Slope>,
) {
    for stage in slopes.len()..count {
        let slope = equation.slope(x, &terms(rule.stage(stage, h), slopes), at(rule.nodes[stage]), stage);
        slopes.push(slope);
    }
}

/// The slopes with their coefficients, without those of coefficient 0.
pub(super) fn terms<K>(coefficients: impl Iterator<Item = f64>, slopes: &[K]) -> Vec<(f64, &K)> {
    coefficients.zip(slopes).filter(|(coefficient, _)| *coefficient != 0.0).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{DORMAND_PRINCE, EULER, HEUN, KUTTA_3, MIDPOINT, RUNGE_KUTTA_4, THREE_EIGHTHS};
    use super::*;

    /// An equation for a number.
    pub(in super::super) struct Scalar<F>(pub F);

    impl<F: Fn(f64, f64) -> f64> Equation for Scalar<F> {
        type State = f64;
        type Slope = f64;

        fn slope(&mut self, x: &f64, terms: &[(f64, &f64)], t: f64, _: usize) -> f64 {
            (self.0)(self.moved(x, terms), t)
        }

        fn moved(&self, x: &f64, terms: &[(f64, &f64)]) -> f64 {
            terms.iter().fold(*x, |x, (c, slope)| x + c * *slope)
        }
    }

    #[test]
    fn every_rule_has_its_order() {
        // ẋ = x cos t has the solution e^{sin t}.
        let mut equation = Scalar(|x: f64, t: f64| x * t.cos());
        for rule in [&EULER, &MIDPOINT, &HEUN, &KUTTA_3, &RUNGE_KUTTA_4, &THREE_EIGHTHS, &DORMAND_PRINCE] {
            let mut error = |n: u32| {
                let h = 2.0 / f64::from(n);
                let end = (0..n).fold(1.0, |x, i| step(&mut equation, rule, &x, h, |node| (f64::from(i) + node) * h));
                (end - 2f64.sin().exp()).abs()
            };
            let slope = (error(40) / error(80)).log2();
            assert!((slope - f64::from(rule.order)).abs() < 0.25, "{rule:?}: {slope}");
        }
    }
}
