use super::{Ddim, Memory, Sampler, Step, Stochastic, all_parts};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// Correct the cloud at its noise level by a few Langevin moves, then predict the next level by DDIM (Song et al., 2021,
    /// algorithms 2 and 3). A move replaces the share δ of the noise in a point by fresh noise, x ← α x̂ + √(1 − δ) (x − α x̂)
    /// + √δ σ n; for small δ that is Langevin with rate ½δσ².
    pub struct PredictorCorrector("predictor-corrector", "Predictor–corrector") {
        /// Langevin moves before each step.
        corrections: u32 = 1, "Corrections", "", "", 0..=20, Linear;
        /// The share of the noise that a move replaces.
        delta: f64 = 0.05, "Renewed noise", "δ", "", 0.0..=1.0, Linear;
    }
}

impl Stochastic for PredictorCorrector {
    fn is_stochastic(&self) -> bool {
        self.corrections > 0 && self.delta > 0.0
    }

    fn parts(&self) -> u32 {
        self.corrections + 1
    }
}

impl<P: Points> Sampler<P> for PredictorCorrector {
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        all_parts(self, field, x, [t, s], noise, memory)
    }

    /// A correction, or at last the prediction.
    fn part(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        if memory.part == self.corrections {
            return Ddim { eta: 0.0 }.step(field, x, t, s, noise, memory);
        }
        let (at, kept) = (field.coeffs(t), (1.0 - self.delta).sqrt());
        let (denoised, fresh) = (field.denoised(x, t), noise.normal_like(x));
        let terms = [(at.alpha * (1.0 - kept), &denoised), (self.delta.sqrt() * at.sigma, &fresh)];
        Step::new(P::lincomb((kept, x), &terms), 1)
    }
}
