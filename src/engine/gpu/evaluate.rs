//! The network of the device, as samplers evaluate it.

use super::{GpuCloud, GpuNetwork, GpuScalars};
use crate::{
    math::points::{Noise, StreamNoise},
    nn::{Divergence, Features, Predict},
};

impl Predict<GpuCloud> for GpuNetwork {
    fn predict(&self, x: &GpuCloud, scale: f64, features: Features) -> GpuCloud {
        self.answer(x, scale as f32, features)
    }
}

impl Divergence<GpuCloud> for GpuNetwork {
    fn predict_with_divergence(&self, x: &GpuCloud, scale: f64, features: Features) -> (GpuCloud, GpuScalars) {
        self.answer_with_divergence(x, scale as f32, features)
    }
}

/// Drawn on the host, so that every engine sees the same noise.
impl Noise<GpuCloud> for StreamNoise<'_> {
    fn normal_like(&mut self, like: &GpuCloud) -> GpuCloud {
        GpuCloud::upload(like.context(), &self.normals(like.count()))
    }

    fn exponential_like(&mut self, like: &GpuCloud) -> GpuScalars {
        GpuScalars::upload(like.context(), &self.exponentials(like.count()))
    }
}
