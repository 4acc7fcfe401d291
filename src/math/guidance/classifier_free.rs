use super::{Blend, Guidance, Weaker};

crate::configured! {
    /// Classifier-free guidance (Ho and Salimans, 2022, eq. 6): the field of the class, pushed away from that of all classes. It does
    /// not sample the powered law p(x|c)^w p(x)^(1−w). It can be limited to an interval of noise levels (Kynkäänniemi et al., 2024).
    pub struct ClassifierFree("cfg", "Classifier-free") {
        /// 0 is all classes, 1 is the class, more goes beyond it.
        scale: f64 = 2.0, "Scale", "w", "", 0.0..=10.0, Linear;
        /// The lowest log signal-to-noise ratio with guidance.
        from: f64 = -20.0, "From", "λ", "", -20.0..=20.0, Linear;
        /// The highest log signal-to-noise ratio with guidance.
        to: f64 = 20.0, "To", "λ", "", -20.0..=20.0, Linear;
    }
}

impl ClassifierFree {
    /// Without a limit.
    pub fn of_scale(scale: f64) -> Self {
        Self { scale, ..Self::default() }
    }
}

/// From here on a bound of the interval is no bound.
const UNLIMITED: f64 = 20.0;

impl Guidance for ClassifierFree {
    fn blend(&self, _: f64, log_snr: f64) -> Blend {
        let is_above = self.from <= -UNLIMITED || log_snr >= self.from;
        let is_below = self.to >= UNLIMITED || log_snr <= self.to;
        if is_above && is_below { Blend::Along(self.scale) } else { Blend::Own }
    }

    fn weaker(&self) -> Option<Weaker> {
        Some(Weaker::AllClasses)
    }
}
