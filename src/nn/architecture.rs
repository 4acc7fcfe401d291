use super::{
    Io, Network, layer_sizes,
    planar::{PlanarField, PlanarFlow},
};

/// Which network an objective trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// The multilayer perceptron of the experiment.
    Mlp,
    /// A [`PlanarField`].
    PlanarField { units: usize },
    /// A [`PlanarFlow`].
    PlanarFlow { layers: usize },
}

impl Architecture {
    /// What the layers are called in files: those of a perceptron as PyTorch's `nn.Sequential` numbers them.
    pub fn layer_names(self, layers: usize) -> Vec<String> {
        match self {
            Self::Mlp => (0..layers).map(|layer| (2 * layer).to_string()).collect(),
            Self::PlanarField { .. } => ["units", "gates", "pushes"].map(str::to_owned).into(),
            Self::PlanarFlow { .. } => ["units", "pushes"].map(str::to_owned).into(),
        }
    }

    /// The `(inputs, outputs)` of every layer between what `io` says goes in and comes out.
    pub fn sizes(self, network: &Network, io: &Io) -> Vec<(usize, usize)> {
        match self {
            Self::Mlp => layer_sizes(network, io),
            Self::PlanarField { units } => PlanarField::sizes(units, io.features()),
            Self::PlanarFlow { layers } => PlanarFlow::sizes(layers),
        }
    }
}
