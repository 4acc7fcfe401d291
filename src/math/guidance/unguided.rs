use super::{Blend, Guidance, Weaker};

crate::configured! {
    /// The learned field alone.
    pub struct Unguided("none", "None") {}
}

impl Guidance for Unguided {
    fn blend(&self, _: f64, _: f64) -> Blend {
        Blend::Own
    }

    fn weaker(&self) -> Option<Weaker> {
        None
    }
}
