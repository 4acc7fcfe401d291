use super::{Blend, Guidance, Weaker};

crate::configured! {
    /// CFG-Zero* (Fan et al., 2025): classifier-free guidance in which the velocity of all classes is first scaled to fit that of the
    /// class, `s = (v_c · v_u)/‖v_u‖²` for every point. At the start of sampling, points stand still.
    pub struct CfgZero("cfg-zero", "CFG-Zero*") {
        /// 0 is all classes, scaled; 1 is the class; more goes beyond it.
        scale: f64 = 2.0, "Scale", "w", "", 0.0..=10.0, Linear;
        /// The share of the path, from the noise on, without any velocity.
        still: f64 = 0.04, "Still at first", "", "", 0.0..=0.5, Linear;
    }
}

impl Guidance for CfgZero {
    fn blend(&self, t: f64, _: f64) -> Blend {
        if t > 1.0 - self.still { Blend::Still } else { Blend::Projected(self.scale) }
    }

    fn weaker(&self) -> Option<Weaker> {
        Some(Weaker::AllClasses)
    }

    fn is_linear(&self) -> bool {
        false
    }
}
