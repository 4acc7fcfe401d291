/// The covariance `R diag(s₁², s₂²) Rᵀ` of a Gaussian of the plane: an ellipse with standard deviations `s₁` and `s₂`
/// along two perpendicular axes, turned anticlockwise by an angle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Covariance {
    stds: [f64; 2],
    /// In degrees, as it was given; 0 for a round one.
    angle: f64,
    /// Cosine and sine of the angle: the first axis as a unit vector.
    axis: [f64; 2],
}

impl Covariance {
    /// `std² I`, the same in every direction.
    pub fn round(std: f64) -> Self {
        Self { stds: [std; 2], angle: 0.0, axis: [1.0, 0.0] }
    }

    /// Standard deviations along the first axis, which is the x axis turned anticlockwise by `angle` degrees, and along
    /// the second, which is the y axis turned likewise. Two equal ones make a round covariance, which has no angle.
    pub fn ellipse(stds: [f64; 2], angle: f64) -> Self {
        if stds[0] == stds[1] {
            return Self::round(stds[0]);
        }
        let (sin, cos) = angle.to_radians().sin_cos();
        Self { stds, angle, axis: [cos, sin] }
    }

    /// The covariance with the matrix `[Σ_xx, Σ_xy, Σ_yy]`, which is positive semidefinite; its first axis is the longer one.
    pub fn of_matrix([xx, xy, yy]: [f64; 3]) -> Self {
        let (middle, half) = (0.5 * (xx + yy), (0.5 * (xx - yy)).hypot(xy));
        // Rounding must not make the lesser variance negative.
        let stds = [middle + half, (middle - half).max(0.0)].map(f64::sqrt);
        Self::ellipse(stds, (0.5 * (2.0 * xy).atan2(xx - yy)).to_degrees())
    }

    /// The standard deviations along the two axes.
    pub fn stds(&self) -> [f64; 2] {
        self.stds
    }

    /// The angle by which the axes are turned anticlockwise, in degrees.
    pub fn angle(&self) -> f64 {
        self.angle
    }

    /// Whether it is the same in all directions.
    pub fn is_round(&self) -> bool {
        self.stds[0] == self.stds[1]
    }

    /// The same axes with standard deviations of at least `least`.
    pub fn at_least(&self, least: f64) -> Self {
        Self { stds: self.stds.map(|std| std.max(least)), ..*self }
    }

    /// `√Σₖₖ`, the standard deviation of coordinate `k`.
    pub fn std_of(&self, k: usize) -> f64 {
        let [cos, sin] = self.axis;
        let [first, second] = if k == 0 { [cos, sin] } else { [sin, cos] };
        (first * self.stds[0]).hypot(second * self.stds[1])
    }

    /// The matrix `[Σ_xx, Σ_xy, Σ_yy]`.
    pub fn matrix(&self) -> [f64; 3] {
        let ([cos, sin], [a, b]) = (self.axis, self.variances());
        [cos * cos * a + sin * sin * b, cos * sin * (a - b), sin * sin * a + cos * cos * b]
    }

    /// `|Σ| = s₁² s₂²`.
    pub fn determinant(&self) -> f64 {
        let [a, b] = self.variances();
        a * b
    }

    /// `tr(Σ adj T)`, the mixed term of the determinant `|pΣ + qT| = p²|Σ| + pq tr(Σ adj T) + q²|T|`; a sum without
    /// cancellation.
    pub fn mixed_determinant(&self, other: &Self) -> f64 {
        let ([a, b], [c, d]) = (self.variances(), other.variances());
        let ([cos, sin], [other_cos, other_sin]) = (self.axis, other.axis);
        let aligned = (cos * other_cos + sin * other_sin).powi(2);
        let crossed = (cos * other_sin - sin * other_cos).powi(2);
        (a * d + b * c) * aligned + (a * c + b * d) * crossed
    }

    /// The vector of this covariance from a standard normal one: `R diag(s₁, s₂) z`.
    pub fn spread(&self, z: [f64; 2]) -> [f64; 2] {
        let ([cos, sin], [a, b]) = (self.axis, [self.stds[0] * z[0], self.stds[1] * z[1]]);
        [cos * a - sin * b, sin * a + cos * b]
    }

    /// A vector in the coordinates of the two axes: `Rᵀ r`.
    pub fn principal(&self, r: [f64; 2]) -> [f64; 2] {
        let [cos, sin] = self.axis;
        [cos * r[0] + sin * r[1], cos * r[1] - sin * r[0]]
    }

    /// The squared Mahalanobis distance `rᵀ Σ⁻¹ r`.
    pub fn squared_distance(&self, r: [f64; 2]) -> f64 {
        let ([u, v], [a, b]) = (self.principal(r), self.variances());
        u * u / a + v * v / b
    }

    fn variances(&self) -> [f64; 2] {
        self.stds.map(|std| std * std)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-14 * (1.0 + b.abs()), "{a} {b}");
    }

    #[test]
    fn a_turn_by_thirty_degrees_is_the_textbook_one() {
        let covariance = Covariance::ellipse([2.0, 1.0], 30.0);
        let [xx, xy, yy] = covariance.matrix();
        for (value, expected) in [(xx, 3.25), (xy, 3.0 * 3f64.sqrt() / 4.0), (yy, 1.75)] {
            assert_close(value, expected);
        }
        assert_close(covariance.determinant(), xx * yy - xy * xy);
        assert_close(covariance.std_of(0), xx.sqrt());
        assert_close(covariance.std_of(1), yy.sqrt());
        // The long axis leans anticlockwise from the x axis.
        let [x, y] = covariance.spread([1.0, 0.0]);
        assert_close(y / x, 30f64.to_radians().tan());
        assert_close(covariance.squared_distance([x, y]), 1.0);
        assert_close(covariance.squared_distance(covariance.spread([0.6, -0.8])), 1.0);
    }

    #[test]
    fn a_matrix_gives_its_axes_back() {
        for (stds, angle) in [([2.0, 0.5], 30.0), ([1.5, 1.0], -70.0), ([0.7, 0.7], 0.0), ([0.5, 2.0], 10.0)] {
            let given = Covariance::ellipse(stds, angle);
            let found = Covariance::of_matrix(given.matrix());
            (0..3).for_each(|k| assert!((found.matrix()[k] - given.matrix()[k]).abs() < 1e-12, "{found:?}"));
            assert!(found.stds()[0] >= found.stds()[1]);
        }
    }

    #[test]
    fn quarter_turns_exchange_the_axes() {
        let (turned, plain) = (Covariance::ellipse([2.0, 0.5], 90.0), Covariance::ellipse([0.5, 2.0], 0.0));
        for (a, b) in turned.matrix().into_iter().zip(plain.matrix()) {
            assert_close(a, b);
        }
    }

    #[test]
    fn equal_axes_are_round() {
        assert_eq!(Covariance::ellipse([0.7; 2], 25.0), Covariance::round(0.7));
        assert!(Covariance::round(0.7).is_round() && !Covariance::ellipse([0.7, 0.6], 0.0).is_round());
        assert_eq!(Covariance::round(0.3).spread([1.1, -0.7]), [0.3 * 1.1, 0.3 * -0.7]);
    }

    #[test]
    fn the_mixed_term_belongs_to_the_determinant_of_a_sum() {
        let (a, b) = (Covariance::ellipse([2.0, 0.1], 20.0), Covariance::ellipse([0.3, 1.0], -65.0));
        let (p, q) = (0.7, 1.9);
        let [xx, xy, yy] = std::array::from_fn(|k| p * a.matrix()[k] + q * b.matrix()[k]);
        let sum = p * p * a.determinant() + p * q * a.mixed_determinant(&b) + q * q * b.determinant();
        assert_close(sum, xx * yy - xy * xy);
    }
}
