use std::f64::consts::PI;

use super::Embedding;

crate::configured! {
    /// The time and its sines and cosines at octaves of half a turn (Tancik et al., 2020): sin(2ᵏπt), cos(2ᵏπt).
    pub struct Fourier("fourier", "Sines and cosines") {
        /// Number of octaves.
        octaves: u32 = 4, "Octaves", "K", "", 1..=8, Linear;
    }
}

impl Embedding for Fourier {
    fn size(&self) -> usize {
        1 + 2 * self.octaves as usize
    }

    fn append(&self, t: f64, features: &mut Vec<f32>) {
        features.push(t as f32);
        features.extend((0..self.octaves).flat_map(|k| {
            let (sin, cos) = (f64::from(1_u32 << k) * PI * t).sin_cos();
            [sin as f32, cos as f32]
        }));
    }

    fn append_slopes(&self, t: f64, slopes: &mut Vec<f32>) {
        slopes.push(1.0);
        slopes.extend((0..self.octaves).flat_map(|k| {
            let rate = f64::from(1_u32 << k) * PI;
            let (sin, cos) = (rate * t).sin_cos();
            [(rate * cos) as f32, (-rate * sin) as f32]
        }));
    }
}
