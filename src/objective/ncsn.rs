use super::{Objective, Recipe, denoising_score::ladder};
use crate::math::timing::{Ladder, TimingConfig};

crate::configured! {
    /// Denoising score matching at the levels of a geometric ladder alone (NCSN, Song and Ermon, 2019, eq. 6 and section
    /// 4.2), then annealed Langevin dynamics from level to level.
    pub struct Ncsn("ncsn", "Noise-conditional score (NCSN)") {}
}

impl Objective for Ncsn {
    fn recipe(&self) -> Recipe {
        Recipe { timing: TimingConfig::Ladder(Ladder::default()), ..ladder() }
    }
}
