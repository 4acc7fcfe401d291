use super::{Blend, Guidance, Weaker};

crate::configured! {
    /// Classifier guidance (Dhariwal and Nichol, 2021, eq. 12): the field of all classes, pushed along the gradient of the log
    /// probability that a classifier gives to the class. The classifier is a network of its own, trained beside the run. It has the size of
    /// the run's network. One that was trained on clean points is asked about noised ones all the same.
    pub struct Judged("classifier", "Classifier") {
        /// 0 is all classes, 1 is the class if the classifier is right, more goes beyond it.
        scale: f64 = 1.0, "Scale", "w", "", 0.0..=10.0, Linear;
        /// Trains the classifier on data without noise.
        clean: bool = false, "Trained on clean points", "", "", 0..=1, Linear;
    }
}

impl Guidance for Judged {
    fn blend(&self, _: f64, _: f64) -> Blend {
        Blend::Along(self.scale)
    }

    fn weaker(&self) -> Option<Weaker> {
        Some(Weaker::AllClasses)
    }

    /// The divergence of a classifier's gradient is not computed.
    fn is_linear(&self) -> bool {
        false
    }

    fn classifier(&self) -> Option<Training> {
        Some(if self.clean { Training::Clean } else { Training::Noised })
    }
}

/// What a classifier is trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Training {
    /// Points of all times, with the time.
    Noised,
    /// Data alone.
    Clean,
}
