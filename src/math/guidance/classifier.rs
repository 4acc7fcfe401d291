use crate::math::{
    field::Field,
    points::Cloud,
    schedule::{Coeffs, Schedule, inside},
};

/// How much the velocity and the denoised point change when the score changes by 1, with `x̂ = (x + σ² score)/α`.
pub fn per_score(Coeffs { alpha, sigma, d_alpha, d_sigma }: Coeffs) -> [f64; 2] {
    // x̂ changes by (σ²/α) g, the noise by −σ g, and the velocity is α̇ x̂ + σ̇ n.
    [d_alpha * sigma * sigma / alpha - d_sigma * sigma, sigma * sigma / alpha]
}

/// `t`, or a time a little inside the path where no data are left, so that a score tells no denoised point, and where noise begins with an
/// infinite rate.
pub fn where_scores_tell(schedule: &dyn Schedule, t: f64) -> f64 {
    let Coeffs { alpha, d_sigma, .. } = schedule.at(t);
    if alpha == 0.0 || !d_sigma.is_finite() { inside(t) } else { t }
}

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

    fn velocity(&self, x: &Cloud, t: f64) -> Cloud {
        let near = where_scores_tell(self.schedule(), t);
        let [of_velocity, _] = per_score(self.coeffs(near));
        moved(self.all.velocity(x, t), self.scale * of_velocity, &self.gradient(x, near))
    }

    fn denoised(&self, x: &Cloud, t: f64) -> Cloud {
        let near = where_scores_tell(self.schedule(), t);
        let [_, of_data] = per_score(self.coeffs(near));
        moved(self.all.denoised(x, t), self.scale * of_data, &self.gradient(x, near))
    }

    fn score(&self, x: &Cloud, t: f64) -> Cloud {
        moved(self.all.score(x, t), self.scale, &self.gradient(x, t))
    }
}

fn moved(mut points: Cloud, factor: f64, by: &Cloud) -> Cloud {
    points.iter_mut().zip(by).for_each(|(point, by)| (0..2).for_each(|k| point[k] += factor * by[k]));
    points
}
