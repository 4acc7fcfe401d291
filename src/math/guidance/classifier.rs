use crate::math::{
    field::Field,
    points::Cloud,
    schedule::{Coeffs, Schedule, inside},
};

/// A field guided by a classifier (Dhariwal and Nichol, 2021, eq. 12): the score of all classes plus `scale ∇ log p(class | x)`.
///
/// The classifier is the exact one of Bayes: `∇ log p(class | x) = ∇ log p(x | class) − ∇ log p(x)`. One that knows noise takes both at
/// the time of sampling. One that was made for clean data takes both at the data, and is asked about noised points all the same.
#[derive(Clone, Debug)]
pub struct ByClassifier<'a, F> {
    pub all: &'a F,
    pub class: &'a F,
    pub scale: f64,
    /// Whether the classifier knows clean data alone.
    pub is_clean: bool,
}

impl<F: Field<Cloud>> ByClassifier<'_, F> {
    /// `∇ log p(class | x)`, shape `[n, 2]`.
    pub fn gradient(&self, x: &Cloud, t: f64) -> Cloud {
        let t = if self.is_clean { 0.0 } else { t };
        let rows = self.class.score(x, t).into_iter().zip(self.all.score(x, t));
        rows.map(|(class, all)| [0, 1].map(|k| class[k] - all[k])).collect()
    }
}

impl<F: Field<Cloud>> Field<Cloud> for ByClassifier<'_, F> {
    fn schedule(&self) -> &dyn Schedule {
        self.all.schedule()
    }

    /// The velocity of the guided denoised point: `α̇ x̂ + σ̇ n`, where a change of `x̂` changes the noise by `−α/σ`.
    fn velocity(&self, x: &Cloud, t: f64) -> Cloud {
        let Coeffs { alpha, sigma, d_alpha, d_sigma } = self.coeffs(self.nearest(t));
        // x̂ changes by (σ²/α) g, n by −σ g.
        let factor = self.scale * (d_alpha * sigma * sigma / alpha - d_sigma * sigma);
        moved(self.all.velocity(x, t), factor, &self.gradient(x, self.nearest(t)))
    }

    /// `x̂ + scale (σ²/α) ∇ log p(class | x)`, by Tweedie's formula.
    fn denoised(&self, x: &Cloud, t: f64) -> Cloud {
        let Coeffs { alpha, sigma, .. } = self.coeffs(self.nearest(t));
        moved(self.all.denoised(x, t), self.scale * sigma * sigma / alpha, &self.gradient(x, self.nearest(t)))
    }

    fn score(&self, x: &Cloud, t: f64) -> Cloud {
        moved(self.all.score(x, t), self.scale, &self.gradient(x, t))
    }
}

impl<F: Field<Cloud>> ByClassifier<'_, F> {
    /// `t`, or a time a little inside the path where no data are left, so that a score tells no denoised point.
    fn nearest(&self, t: f64) -> f64 {
        if self.coeffs(t).alpha == 0.0 { inside(t) } else { t }
    }
}

fn moved(mut points: Cloud, factor: f64, by: &Cloud) -> Cloud {
    points.iter_mut().zip(by).for_each(|(point, by)| (0..2).for_each(|k| point[k] += factor * by[k]));
    points
}
