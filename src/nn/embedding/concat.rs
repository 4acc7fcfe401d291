use super::Embedding;

crate::configured! {
    /// The time itself as one more input.
    pub struct Concat("concat", "t as an input") {}
}

impl Embedding for Concat {
    fn size(&self) -> usize {
        1
    }

    fn append(&self, t: f64, features: &mut Vec<f32>) {
        features.push(t as f32);
    }

    fn append_slopes(&self, _: f64, slopes: &mut Vec<f32>) {
        slopes.push(1.0);
    }
}
