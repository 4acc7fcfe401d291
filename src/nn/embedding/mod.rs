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
}
