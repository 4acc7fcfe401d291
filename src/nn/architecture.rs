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
    /// The names of the layers in files; those of a perceptron are numbered as by PyTorch's `nn.Sequential`.
    pub fn layer_names(self, layers: usize) -> Vec<String> {
        match self {
            Self::Mlp => (0..layers).map(|layer| (2 * layer).to_string()).collect(),
            Self::PlanarField { .. } => ["units", "gates", "pushes"].map(str::to_owned).into(),
            Self::PlanarFlow { .. } => ["units", "pushes"].map(str::to_owned).into(),
        }
    }

    /// The `(inputs, outputs)` of every layer, with the inputs and outputs of `io`.
    pub fn sizes(self, network: &Network, io: &Io) -> Vec<(usize, usize)> {
        match self {
            Self::Mlp => layer_sizes(network, io),
            Self::PlanarField { units } => PlanarField::sizes(units, io.features()),
            Self::PlanarFlow { layers } => PlanarFlow::sizes(layers),
        }
    }
}
