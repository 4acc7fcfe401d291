//! The best one-to-one matching of two clouds.

/// The permutation `π` that minimises `Σ ‖aᵢ − b_π(i)‖²`, by shortest augmenting paths (Crouse, 2016; the algorithm of
/// `scipy.optimize.linear_sum_assignment`).
///
/// `a` and `b` are `[n, 2]`. Between two clouds of equal weights this is exact optimal transport, since the extreme points
/// of the couplings are the permutations (Birkhoff, 1946). Time is O(n³), memory O(n²). `None` when the sizes differ, or
/// when a squared distance is not finite.
pub fn optimal_assignment(a: &[[f64; 2]], b: &[[f64; 2]]) -> Option<Vec<usize>> {
    let n = a.len();
    if n != b.len() {
        return None;
    }
    let cost = a.iter().flat_map(|&p| b.iter().map(move |&q| squared_distance(p, q))).collect();
    lsap::solve(n, n, &cost, false).ok().map(|(_, columns)| columns)
}

/// `‖p − q‖²`.
pub fn squared_distance(p: [f64; 2], q: [f64; 2]) -> f64 {
    let [x, y] = [p[0] - q[0], p[1] - q[1]];
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        points::Cloud,
        rng::{self, Purpose, Stream},
    };

    fn cost(a: &Cloud, b: &Cloud, partners: &[usize]) -> f64 {
        partners.iter().enumerate().map(|(i, &j)| squared_distance(a[i], b[j])).sum()
    }

    /// Calls `visit` with every permutation of `items[fixed..]`.
    fn permutations(items: &mut Vec<usize>, fixed: usize, visit: &mut dyn FnMut(&[usize])) {
        if fixed == items.len() {
            return visit(items);
        }
        for i in fixed..items.len() {
            items.swap(fixed, i);
            permutations(items, fixed + 1, visit);
            items.swap(fixed, i);
        }
    }

    #[test]
    fn no_permutation_costs_less() {
        for step in 0..20 {
            let mut rng = Stream::new(1, Purpose::Data, step);
            let mut draw = || -> Cloud { (0..6).map(|_| rng::normal(&mut rng)).collect() };
            let (a, b) = (draw(), draw());
            let mut least = f64::INFINITY;
            permutations(&mut (0..6).collect(), 0, &mut |p| least = least.min(cost(&a, &b, p)));
            assert!((cost(&a, &b, &optimal_assignment(&a, &b).unwrap()) - least).abs() < 1e-12);
        }
    }

    #[test]
    fn what_cannot_be_matched_is_refused() {
        assert_eq!(optimal_assignment(&[[0.0; 2]], &[]), None);
        assert_eq!(optimal_assignment(&[[f64::NAN, 0.0]], &[[0.0; 2]]), None);
        assert_eq!(optimal_assignment(&[[1e200, 0.0]], &[[0.0; 2]]), None);
        assert_eq!(optimal_assignment(&[], &[]), Some(Vec::new()));
    }
}
