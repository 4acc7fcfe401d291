use crate::math::{
    dataset::GaussianMixture,
    oracle::{Component, Mixture},
    registry::FieldError,
};

/// A Gaussian as handles shape it. Unlike a [`Component`] it keeps its angle while it is round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bell {
    pub mean: [f64; 2],
    /// The standard deviations along its two axes.
    pub stds: [f64; 2],
    /// The angle of the first axis from the x axis, anticlockwise, in degrees from −180 to 180.
    pub angle: f64,
    /// Its share of the mixture.
    pub weight: f64,
}

/// What a handle shapes: the mean, or the length and the angle of one of the two axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    Mean,
    Axis(usize),
}

impl Handle {
    pub const ALL: [Self; 3] = [Self::Mean, Self::Axis(0), Self::Axis(1)];
}

impl Bell {
    /// The least and the greatest standard deviation.
    pub const STDS: [f64; 2] = [0.25, 2.2];
    /// The least and the greatest share.
    pub const SHARES: [f64; 2] = [0.02, 0.96];

    /// A round one of weight 1.
    pub const fn round(mean: [f64; 2], std: f64) -> Self {
        Self { mean, stds: [std; 2], angle: 0.0, weight: 1.0 }
    }

    pub fn component(&self) -> Component {
        Component::ellipse(self.mean, self.stds, self.angle, self.weight)
    }

    /// The mixture of these Gaussians.
    ///
    /// # Errors
    /// No Gaussian, or too many.
    pub fn mixture(bells: &[Self]) -> Result<GaussianMixture, FieldError> {
        GaussianMixture::new(bells.iter().map(Self::component))
    }

    /// The Gaussians of a mixture.
    pub fn all_of(mixture: &Mixture) -> Vec<Self> {
        mixture.components().iter().copied().map(Self::from).collect()
    }

    /// Where a handle is, in a square of half width `extent`: at the mean, or at the end of an axis one standard deviation away,
    /// the other end where the first one is outside.
    pub fn place(&self, handle: Handle, extent: f64) -> [f64; 2] {
        let Handle::Axis(axis) = handle else { return self.mean };
        let along = [0, 1].map(|k| if k == axis { self.stds[k] } else { 0.0 });
        let [x, y] = turned(along, self.angle);
        let ends = [1.0, -1.0].map(|side| [self.mean[0] + side * x, self.mean[1] + side * y]);
        if ends[0].iter().all(|c| c.abs() <= extent) { ends[0] } else { ends[1] }
    }

    /// With a handle at the point of the square that is nearest to `to`.
    pub fn dragged(&self, handle: Handle, to: [f64; 2], extent: f64) -> Self {
        let to = to.map(|c| c.clamp(-extent, extent));
        let Handle::Axis(axis) = handle else { return Self { mean: to, ..*self } };
        let [x, y] = [0, 1].map(|k| to[k] - self.mean[k]);
        let length = x.hypot(y);
        if length == 0.0 {
            return *self;
        }
        let angle = y.atan2(x).to_degrees() - 90.0 * axis as f64;
        Self { angle: principal(angle), ..self.with_std(axis, length) }
    }

    /// With a mean that is moved within the square.
    pub fn moved(&self, by: [f64; 2], extent: f64) -> Self {
        self.dragged(Handle::Mean, [0, 1].map(|k| self.mean[k] + by[k]), extent)
    }

    /// With an axis that is longer by this length.
    pub fn stretched(&self, axis: usize, by: f64) -> Self {
        self.with_std(axis, self.stds[axis.min(1)] + by)
    }

    /// Turned anticlockwise by so many degrees.
    pub fn turned(&self, by: f64) -> Self {
        Self { angle: principal(self.angle + by), ..*self }
    }

    /// Whether a point is within two standard deviations.
    pub fn holds(&self, at: [f64; 2]) -> bool {
        self.component().covariance.squared_distance([0, 1].map(|k| at[k] - self.mean[k])) <= 4.0
    }

    fn with_std(&self, axis: usize, std: f64) -> Self {
        let [least, most] = Self::STDS;
        let stds = [0, 1].map(|k| if k == axis { std.clamp(least, most) } else { self.stds[k] });
        Self { stds, ..*self }
    }
}

impl From<Component> for Bell {
    fn from(component: Component) -> Self {
        let Component { mean, covariance, weight } = component;
        Self { mean, stds: covariance.stds(), angle: principal(covariance.angle()), weight }
    }
}

/// Gives one of the Gaussians this share of the mixture; the others keep the ratios of theirs.
pub fn set_share(bells: &mut [Bell], index: usize, share: f64) {
    let [least, most] = Bell::SHARES;
    let share = if bells.len() > 1 { share.clamp(least, most) } else { 1.0 };
    let others: f64 = bells.iter().enumerate().filter(|(k, _)| *k != index).map(|(_, bell)| bell.weight).sum();
    for (k, bell) in bells.iter_mut().enumerate() {
        bell.weight = if k == index { share } else { bell.weight / others * (1.0 - share) };
    }
}

/// The same angle from −180 to 180 degrees.
fn principal(angle: f64) -> f64 {
    (angle + 180.0).rem_euclid(360.0) - 180.0
}

/// A vector turned anticlockwise by an angle in degrees.
fn turned([x, y]: [f64; 2], angle: f64) -> [f64; 2] {
    let (sin, cos) = angle.to_radians().sin_cos();
    [cos * x - sin * y, sin * x + cos * y]
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: f64 = 4.0;

    fn near(a: [f64; 2], b: [f64; 2]) -> bool {
        (0..2).all(|k| (a[k] - b[k]).abs() < 1e-9)
    }

    #[test]
    fn a_handle_goes_where_it_is_dragged() {
        let bell = Bell { angle: 40.0, ..Bell::round([0.5, -0.5], 0.8) };
        for to in [[1.5, -0.5], [0.5, 1.0], [-0.5, -1.0], [0.2, -1.4]] {
            for handle in Handle::ALL {
                let dragged = bell.dragged(handle, to, EXTENT);
                assert!(near(dragged.place(handle, EXTENT), to), "{handle:?}, {to:?}: {dragged:?}");
                assert_eq!(dragged.weight, bell.weight);
            }
            // The other axis keeps its length.
            assert_eq!(bell.dragged(Handle::Axis(1), to, EXTENT).stds[0], 0.8);
        }
        assert_eq!(bell.dragged(Handle::Axis(0), bell.mean, EXTENT), bell, "no direction, no change");
    }

    #[test]
    fn a_round_one_keeps_its_handles_at_its_angle() {
        let bell = Bell { angle: 90.0, ..Bell::round([0.0; 2], 1.0) };
        assert!(near(bell.place(Handle::Axis(0), EXTENT), [0.0, 1.0]));
        assert!(near(bell.place(Handle::Axis(1), EXTENT), [-1.0, 0.0]));
        assert!(near(bell.turned(-90.0).place(Handle::Axis(0), EXTENT), [1.0, 0.0]));
    }

    #[test]
    fn handles_stay_in_the_square_and_lengths_within_their_limits() {
        let corner = Bell::round([3.9, 0.0], 1.0);
        assert!(near(corner.place(Handle::Axis(0), EXTENT), [2.9, 0.0]), "the other end");
        let bell = Bell::round([0.0; 2], 1.0);
        assert_eq!(bell.dragged(Handle::Mean, [9.0, -9.0], EXTENT).mean, [4.0, -4.0]);
        assert_eq!(bell.moved([0.5, 9.0], EXTENT).mean, [0.5, 4.0]);
        assert_eq!(bell.dragged(Handle::Axis(0), [4.0, 0.0], EXTENT).stds, [Bell::STDS[1], 1.0]);
        assert_eq!(bell.stretched(1, -9.0).stds, [1.0, Bell::STDS[0]]);
        assert!(bell.holds([1.4, 1.4]) && !bell.holds([1.5, 1.5]));
    }

    #[test]
    fn shares_sum_to_one_and_keep_their_ratios() {
        let mut bells = [1.0, 2.0, 3.0].map(|weight| Bell { weight: weight / 6.0, ..Bell::round([0.0; 2], 1.0) });
        set_share(&mut bells, 2, 0.7);
        let weights = bells.map(|bell| bell.weight);
        assert!(near([weights[0], weights[1]], [0.1, 0.2]) && weights[2] == 0.7, "{weights:?}");
        set_share(&mut bells, 0, 5.0);
        assert_eq!(bells[0].weight, Bell::SHARES[1]);
        let mut one = [Bell::round([0.0; 2], 1.0)];
        set_share(&mut one, 0, 0.3);
        assert_eq!(one[0].weight, 1.0);
    }

    #[test]
    fn a_mixture_gives_its_gaussians_back() {
        use crate::math::dataset::Dataset;

        let bells = [
            Bell { angle: 30.0, weight: 0.25, stds: [0.5, 1.5], mean: [1.0, -1.0] },
            Bell { weight: 0.75, ..Bell::round([0.0; 2], 0.5) },
        ];
        assert_eq!(Bell::all_of(&Bell::mixture(&bells).unwrap().mixture()), bells);
        assert!(Bell::mixture(&[]).is_err());
    }
}
