//! Time embeddings: how the time enters the network.

mod concat;
mod fourier;

pub use concat::Concat;
pub use fourier::Fourier;

/// A fixed feature vector for a time.
pub trait Embedding {
    /// The number of features.
    fn size(&self) -> usize;

    /// Appends the features of `t`, `size()` numbers of order 1.
    fn append(&self, t: f64, features: &mut Vec<f32>);

    /// Appends the derivatives of these features by `t`.
    fn append_slopes(&self, t: f64, slopes: &mut Vec<f32>);
}

crate::registry! {
    /// The registry of time embeddings.
    pub enum EmbeddingConfig("embeddings"): Embedding {
        Concat("concat") = Concat,
        Fourier("fourier") = Fourier,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedding_keeps_its_size_and_scale() {
        for embedding in EmbeddingConfig::all() {
            for t in [0.0, 0.3, 1.0] {
                let mut features = Vec::new();
                embedding.append(t, &mut features);
                assert_eq!(features.len(), embedding.size());
                assert!(features.iter().all(|x| x.abs() <= 1.0), "{embedding:?}");
            }
        }
    }

    #[test]
    fn slopes_are_the_derivatives_of_the_features() {
        for embedding in EmbeddingConfig::all() {
            let at = |t: f64| {
                let mut features = Vec::new();
                embedding.append(t, &mut features);
                features
            };
            // Single precision: features near 1 are rounded to 6e-8, which the division by 2h makes 1e-4.
            let (t, h) = (0.37, 3e-4);
            let mut slopes = Vec::new();
            embedding.append_slopes(t, &mut slopes);
            assert_eq!(slopes.len(), embedding.size());
            for (slope, (after, before)) in slopes.iter().zip(at(t + h).iter().zip(&at(t - h))) {
                let expected = f64::from(after - before) / (2.0 * h);
                assert!((f64::from(*slope) - expected).abs() < 1e-3, "{embedding:?}: {slope} {expected}");
            }
        }
    }
}
