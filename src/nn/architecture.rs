use super::{
    Heads, Io, Network, layer_sizes,
    planar::{PlanarField, PlanarFlow},
};

/// Which network an objective trains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Architecture {
    /// The multilayer perceptron of the experiment.
    Mlp,
    /// A [`PlanarField`].
    PlanarField { units: usize },
    /// A [`PlanarFlow`].
    PlanarFlow { layers: usize },
    /// An energy `f(x) = MLP(x) + c ‖x‖²` with the `confinement` c. Its perceptron has one output, and the point as its only input.
    /// The prediction is the score `−∇f` of the density `e^{−f}/Z`.
    Energy { confinement: f64 },
}

impl Architecture {
    /// The names of the layers in files; those of a perceptron are numbered as by PyTorch's `nn.Sequential`.
    pub fn layer_names(self, layers: usize) -> Vec<String> {
        match self {
            Self::Mlp | Self::Energy { .. } => (0..layers).map(|layer| (2 * layer).to_string()).collect(),
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
            Self::Energy { .. } => {
                let io = Io { time: 0, condition: 0, heads: Heads::prediction(1), ..io.clone() };
                layer_sizes(network, &io)
            }
        }
    }

    /// Whether it is made of the layers of a perceptron, whose inputs have a gain.
    pub fn has_gain(self) -> bool {
        matches!(self, Self::Mlp | Self::Energy { .. })
    }
}
