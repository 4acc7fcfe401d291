/// An explicit Runge–Kutta rule (Butcher, 1964) for `ẋ = f(x, t)`:
///
/// `kᵢ = f(x + h Σⱼ aᵢⱼ kⱼ, t + cᵢ h)` for `j < i`, then `x′ = x + h Σᵢ bᵢ kᵢ`, which errs by O(h^{order + 1}) a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tableau {
    pub order: u32,
    /// c; the first is 0.
    pub nodes: &'static [f64],
    /// a: the weights of the earlier stages at each; the first row is empty.
    pub stages: &'static [&'static [f64]],
    /// b.
    pub weights: &'static [f64],
    /// b less the weights of a rule of lower order, for step control; empty where there is none.
    pub error: &'static [f64],
}

impl Tableau {
    /// The rule of this order, 1 to 5: Euler, midpoint, Kutta's, Runge–Kutta and Dormand–Prince.
    pub fn of_order(order: u32) -> &'static Self {
        match order {
            0 | 1 => &EULER,
            2 => &MIDPOINT,
            3 => &KUTTA_3,
            4 => &RUNGE_KUTTA_4,
            _ => &DORMAND_PRINCE,
        }
    }

    /// Whether steps follow from the error.
    pub fn is_adaptive(&self) -> bool {
        !self.error.is_empty()
    }

    /// How many stages the result is made of. An adaptive rule has one more, which is the first stage of the next step.
    pub fn used(&self) -> usize {
        self.weights.iter().rposition(|weight| *weight != 0.0).map_or(0, |last| last + 1)
    }
}

/// Order 1.
pub static EULER: Tableau = Tableau { order: 1, nodes: &[0.0], stages: &[&[]], weights: &[1.0], error: &[] };

/// Order 2: the whole step with the velocity half way.
pub static MIDPOINT: Tableau =
    Tableau { order: 2, nodes: &[0.0, 0.5], stages: &[&[], &[0.5]], weights: &[0.0, 1.0], error: &[] };

/// Order 3 (Kutta, 1901); along a field of time alone it is Simpson's rule.
pub static KUTTA_3: Tableau = Tableau {
    order: 3,
    nodes: &[0.0, 0.5, 1.0],
    stages: &[&[], &[0.5], &[-1.0, 2.0]],
    weights: &[1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0],
    error: &[],
};

/// Order 4 (Kutta, 1901).
pub static RUNGE_KUTTA_4: Tableau = Tableau {
    order: 4,
    nodes: &[0.0, 0.5, 0.5, 1.0],
    stages: &[&[], &[0.5], &[0.0, 0.5], &[0.0, 0.0, 1.0]],
    weights: &[1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0],
    error: &[],
};

/// Orders 5 and 4 (Dormand and Prince, 1980). The last stage is asked at the result.
pub static DORMAND_PRINCE: Tableau = Tableau {
    order: 5,
    nodes: &[0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0],
    stages: &[
        &[],
        &[1.0 / 5.0],
        &[3.0 / 40.0, 9.0 / 40.0],
        &[44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0],
        &[19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0],
        &[9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0],
        &[35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0],
    ],
    weights: &[35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0, 0.0],
    error: &[71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// A step of the rule for a number.
    fn step(rule: &Tableau, f: impl Fn(f64, f64) -> f64, x: f64, t: f64, h: f64) -> f64 {
        let mut slopes: Vec<f64> = Vec::new();
        let sum = |weights: &[f64], slopes: &[f64]| weights.iter().zip(slopes).map(|(w, k)| w * k).sum::<f64>();
        for (node, weights) in rule.nodes.iter().zip(rule.stages) {
            slopes.push(f(x + h * sum(weights, &slopes), t + node * h));
        }
        x + h * sum(rule.weights, &slopes)
    }

    #[test]
    fn every_rule_has_its_order() {
        // ẋ = x cos t has the solution e^{sin t}.
        let f = |x: f64, t: f64| x * t.cos();
        for order in 1..=5 {
            let rule = Tableau::of_order(order);
            assert_eq!(rule.order, order);
            let error = |n: u32| {
                let h = 2.0 / f64::from(n);
                let end = (0..n).fold(1.0, |x, i| step(rule, f, x, f64::from(i) * h, h));
                (end - 2f64.sin().exp()).abs()
            };
            let slope = (error(40) / error(80)).log2();
            assert!((slope - f64::from(order)).abs() < 0.25, "order {order}: {slope}");
        }
    }

    #[test]
    fn rows_add_up_to_their_nodes() {
        for order in 1..=5 {
            let rule = Tableau::of_order(order);
            assert_eq!([rule.nodes.len(), rule.stages.len()], [rule.weights.len(); 2]);
            for (node, row) in rule.nodes.iter().zip(rule.stages) {
                assert!((row.iter().sum::<f64>() - node).abs() < 1e-14);
            }
            assert!((rule.weights.iter().sum::<f64>() - 1.0).abs() < 1e-14);
            assert!(rule.error.iter().sum::<f64>().abs() < 1e-14);
        }
        assert_eq!([DORMAND_PRINCE.used(), RUNGE_KUTTA_4.used()], [6, 4]);
    }
}
