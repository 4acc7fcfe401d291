use super::Embedding;

crate::configured! {
    /// The time itself as one more input.
    pub struct Concat("concat", "t as an input") {}
}

impl Embedding for Concat {
    fn size(&self) -> usize {
        1
    }

    fn features(&self, t: f64) -> Vec<f64> {
        vec![t]
    }
}
