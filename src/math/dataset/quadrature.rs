//! Nodes and weights that stand in for an integral.

/// The positive nodes of the eight-point Gauss–Legendre rule on [−1, 1], with their weights (Abramowitz and Stegun,
/// table 25.4).
const LEGENDRE: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

/// Nodes and weights for ∫ over (0, 1), eight in each of `panels` equal parts; the weights sum to 1. Where a function is
/// smooth over the width h of a panel, the error falls as h¹⁶.
pub fn legendre(panels: usize) -> impl Iterator<Item = (f64, f64)> {
    let half = 0.5 / panels as f64;
    (0..panels).flat_map(move |panel| {
        let middle = (2 * panel + 1) as f64 * half;
        let signed = move |(node, weight): (f64, f64)| [(middle - half * node, weight), (middle + half * node, weight)];
        LEGENDRE.into_iter().flat_map(signed).map(move |(node, weight)| (node, weight * half))
    })
}

/// `n` equally spaced nodes and weights for N(0, std²), at most 4.5 standard deviations wide on either side. Their variance
/// is exact, and the weights sum to 1; for one node, or no spread, there is only 0.
pub fn gaussian(std: f64, n: u32) -> Vec<(f64, f64)> {
    if n < 2 || std <= 0.0 {
        return vec![(0.0, 1.0)];
    }
    let reach = f64::from(n).sqrt().min(4.5);
    let at = |i: u32| reach * (2.0 * f64::from(i) / f64::from(n - 1) - 1.0);
    let raw = || (0..n).map(|i| (at(i), libm::exp(-0.5 * at(i) * at(i))));
    let (total, square) =
        raw().fold((0.0, 0.0), |(total, square), (z, weight)| (total + weight, square + weight * z * z));
    let stretch = std / (square / total).sqrt();
    raw().map(|(z, weight)| (stretch * z, weight / total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legendre_integrates_polynomials_up_to_degree_fifteen() {
        for degree in 0..16 {
            let sum: f64 = legendre(1).map(|(u, weight)| weight * u.powi(degree)).sum();
            assert!((sum - 1.0 / f64::from(degree + 1)).abs() < 1e-15, "{degree}: {sum}");
        }
        let sum: f64 = legendre(3).map(|(u, weight)| weight * u.exp()).sum();
        assert!((sum - 1f64.exp_m1()).abs() < 1e-15);
    }

    #[test]
    fn gaussian_nodes_have_the_exact_variance() {
        for n in [2, 5, 40] {
            let square: f64 = gaussian(0.7, n).iter().map(|(z, weight)| weight * z * z).sum();
            assert!((square - 0.49).abs() < 1e-14, "{n}: {square}");
        }
        assert_eq!(gaussian(0.0, 9), [(0.0, 1.0)]);
    }
}
