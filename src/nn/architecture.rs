use super::{Network, embedding::Embedding, layer_sizes, planar::PlanarField};

/// Which network an objective trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// The multilayer perceptron of the experiment.
    Mlp,
    /// A [`PlanarField`].
    PlanarField { units: usize },
}

impl Architecture {
    /// The `(inputs, outputs)` of every layer behind this time `embedding`.
    pub fn sizes(self, network: &Network, embedding: &dyn Embedding) -> Vec<(usize, usize)> {
        match self {
            Self::Mlp => layer_sizes(network, embedding),
            Self::PlanarField { units } => PlanarField::sizes(units, embedding.size()),
        }
    }
}
