use super::Condition;

crate::configured! {
    /// The network is told point and time alone, and learns all classes together.
    pub struct Unconditional("none", "None") {}
}

impl Condition for Unconditional {
    fn size(&self, _: usize) -> usize {
        0
    }

    fn append(&self, _: Option<u32>, _: usize, _: &mut Vec<f32>) {}

    fn dropout(&self) -> f64 {
        0.0
    }

    fn is_none(&self) -> bool {
        true
    }
}
