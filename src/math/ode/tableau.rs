/// An explicit Runge–Kutta rule (Butcher, 1964) for `ẋ = f(x, t)`:
///
/// `kᵢ = f(x + h Σⱼ aᵢⱼ kⱼ, t + cᵢ h)` for `j < i`, then `x′ = x + h Σᵢ bᵢ kᵢ`, with an error of O(h^{order + 1}) a step.
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

    /// Whether the error controls the length of steps.
    pub fn is_adaptive(&self) -> bool {
        !self.error.is_empty()
    }

    /// `h aᵢⱼ` for the earlier stages j of stage i.
    pub fn stage(&self, i: usize, h: f64) -> impl Iterator<Item = f64> {
        self.stages[i].iter().map(move |weight| h * weight)
    }

    /// `h bᵢ` for every stage i.
    pub fn weights(&self, h: f64) -> impl Iterator<Item = f64> {
        self.weights.iter().map(move |weight| h * weight)
    }

    /// Whether stage i is part of the result or of its error; others only lead to later ones.
    pub fn counts(&self, i: usize) -> bool {
        [self.weights, self.error].iter().any(|weights| weights.get(i).is_some_and(|weight| *weight != 0.0))
    }

    /// The number of stages of the result. An adaptive rule has one more, which is the first stage of the next step.
    pub fn used(&self) -> usize {
        self.weights.iter().rposition(|weight| *weight != 0.0).map_or(0, |last| last + 1)
    }
}

/// Order 1.
pub static EULER: Tableau = Tableau { order: 1, nodes: &[0.0], stages: &[&[]], weights: &[1.0], error: &[] };

/// Order 2: the whole step with the velocity half way.
pub static MIDPOINT: Tableau =
    Tableau { order: 2, nodes: &[0.0, 0.5], stages: &[&[], &[0.5]], weights: &[0.0, 1.0], error: &[] };

/// Order 2: the whole step with the mean of the velocities at both ends (Heun, 1900).
pub static HEUN: Tableau =
    Tableau { order: 2, nodes: &[0.0, 1.0], stages: &[&[], &[1.0]], weights: &[0.5, 0.5], error: &[] };

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

/// Order 4, Kutta's other rule, with its inner points at thirds of the step (Kutta, 1901).
pub static THREE_EIGHTHS: Tableau = Tableau {
    order: 4,
    nodes: &[0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0],
    stages: &[&[], &[1.0 / 3.0], &[-1.0 / 3.0, 1.0], &[1.0, -1.0, 1.0]],
    weights: &[0.125, 0.375, 0.375, 0.125],
    error: &[],
};

/// Orders 5 and 4 (Dormand and Prince, 1980). The last stage is evaluated at the result.
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

    #[test]
    fn rows_add_up_to_their_nodes() {
        let rules = [&EULER, &MIDPOINT, &HEUN, &KUTTA_3, &RUNGE_KUTTA_4, &THREE_EIGHTHS, &DORMAND_PRINCE];
        for rule in rules {
            assert_eq!([rule.nodes.len(), rule.stages.len()], [rule.weights.len(); 2]);
            for (i, node) in rule.nodes.iter().enumerate() {
                assert!((rule.stage(i, 1.0).sum::<f64>() - node).abs() < 1e-14);
            }
            assert!((rule.weights(1.0).sum::<f64>() - 1.0).abs() < 1e-14);
            assert!(rule.error.iter().sum::<f64>().abs() < 1e-14);
        }
        assert_eq!([DORMAND_PRINCE.used(), RUNGE_KUTTA_4.used()], [6, 4]);
        assert!((1..=5).all(|order| Tableau::of_order(order).order == order));
    }
}
