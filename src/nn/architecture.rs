use super::{
    Network,
    embedding::Embedding,
    layer_sizes,
    planar::{PlanarField, PlanarFlow},
};

/// Which network an objective trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// The multilayer perceptron of the experiment.
    Mlp,
    /// The same with two more outputs, for the noise of a bridge.
    MlpWithLatent,
    /// A [`PlanarField`].
    PlanarField { units: usize },
    /// A [`PlanarFlow`].
    PlanarFlow { layers: usize },
}

impl Architecture {
    /// What the layers are called in files: those of a perceptron as PyTorch's `nn.Sequential` numbers them.
    pub fn layer_names(self, layers: usize) -> Vec<String> {
        match self {
            Self::Mlp | Self::MlpWithLatent => (0..layers).map(|layer| (2 * layer).to_string()).collect(),
            Self::PlanarField { .. } => ["units", "gates", "pushes"].map(str::to_owned).into(),
            Self::PlanarFlow { .. } => ["units", "pushes"].map(str::to_owned).into(),
        }
    }

    /// The `(inputs, outputs)` of every layer behind this time `embedding`.
    pub fn sizes(self, network: &Network, embedding: &dyn Embedding) -> Vec<(usize, usize)> {
        match self {
            Self::Mlp => layer_sizes(network, embedding, 2),
            Self::MlpWithLatent => layer_sizes(network, embedding, 4),
            Self::PlanarField { units } => PlanarField::sizes(units, embedding.size()),
            Self::PlanarFlow { layers } => PlanarFlow::sizes(layers),
        }
    }
}
