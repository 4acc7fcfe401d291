//! The networks that an objective trains on the host, and their evaluation afterwards.

use std::sync::Arc;

use super::{
    classifier::Classifier,
    energy::{HostEnergy, TapedEnergy},
    fused::{HostNetwork, TapedNetwork},
};
use crate::{
    math::points::SingleCloud,
    nn::{
        Architecture, Divergence, Features, Predict, Trainable, Weighted as _,
        planar::{PlanarField, PlanarFlow},
    },
    protocol::Generate,
};

/// The network that `experiment` trains with a loss of its own, without weights.
pub(super) fn trainable(experiment: &Generate, sizes: &[(usize, usize)]) -> Box<dyn Trainable> {
    let nothing = vec![0.0; crate::nn::count(sizes)];
    match experiment.objective.architecture() {
        Architecture::Mlp => Box::new(TapedNetwork::new(sizes, &experiment.activation)),
        Architecture::PlanarField { units } => Box::new(PlanarField::new(units, experiment.io().features(), nothing)),
        Architecture::PlanarFlow { layers } => Box::new(PlanarFlow::new(layers, nothing)),
        Architecture::Energy { confinement } => Box::new(TapedEnergy::new(sizes, &experiment.activation, confinement)),
    }
}

/// The same network with the weights of one moment, for evaluation.
#[derive(Clone, Debug)]
pub(super) enum AveragedNetwork {
    Mlp(HostNetwork),
    PlanarField(PlanarField),
    PlanarFlow(PlanarFlow),
    Energy(HostEnergy),
    /// With a classifier that pushes its field towards a class.
    Judged(Box<Self>, Arc<Classifier>),
}

impl AveragedNetwork {
    /// The network that `experiment` trains, with `weights` that fit it.
    pub(super) fn new(experiment: &Generate, sizes: &[(usize, usize)], weights: Vec<f32>) -> Self {
        match experiment.objective.architecture() {
            Architecture::Mlp => {
                let network = HostNetwork::new(sizes, &experiment.activation, weights);
                Self::Mlp(network.with_heads(experiment.objective.heads()))
            }
            Architecture::PlanarField { units } => {
                Self::PlanarField(PlanarField::new(units, experiment.io().features(), weights))
            }
            Architecture::PlanarFlow { layers } => Self::PlanarFlow(PlanarFlow::new(layers, weights)),
            Architecture::Energy { confinement } => {
                Self::Energy(HostEnergy::new(sizes, &experiment.activation, confinement, weights))
            }
        }
    }

    /// The number of multiplications with a weight in one prediction, about.
    pub(super) fn products(&self) -> usize {
        match self {
            Self::Mlp(network) => network.products(),
            Self::PlanarField(field) => field.gradient().len(),
            Self::PlanarFlow(flow) => flow.gradient().len(),
            Self::Energy(energy) => energy.products(),
            Self::Judged(network, _) => network.products(),
        }
    }

    fn network(&self) -> &dyn Divergence<SingleCloud> {
        match self {
            Self::Mlp(network) => network,
            Self::PlanarField(field) => field,
            Self::PlanarFlow(flow) => flow,
            Self::Energy(energy) => energy,
            Self::Judged(network, _) => network.network(),
        }
    }

    /// The gates of the units at the time with these `features`; `None` where there are none.
    pub(super) fn gates(&self, features: &[f32]) -> Option<Vec<f32>> {
        match self {
            Self::Mlp(_) | Self::PlanarFlow(_) | Self::Energy(_) => None,
            Self::PlanarField(field) => Some(field.gates(features)),
            Self::Judged(network, _) => network.gates(features),
        }
    }
}

impl Predict<SingleCloud> for AveragedNetwork {
    fn predict(&self, x: &SingleCloud, scale: f64, features: Features) -> SingleCloud {
        self.network().predict(x, scale, features)
    }

    fn predict_with(&self, head: &str, x: &SingleCloud, scale: f64, features: Features) -> Option<[SingleCloud; 2]> {
        self.network().predict_with(head, x, scale, features)
    }

    fn class_score(&self, x: &SingleCloud, scale: f64, time: Features, class: u32) -> Option<SingleCloud> {
        match self {
            Self::Judged(_, classifier) => Some(classifier.gradient(x, scale, time, class)),
            _ => None,
        }
    }

    fn predict_with_log_density(&self, x: &SingleCloud, features: Features) -> Option<(SingleCloud, Vec<f32>)> {
        self.network().predict_with_log_density(x, features)
    }
}

impl Divergence<SingleCloud> for AveragedNetwork {
    fn predict_with_divergence(&self, x: &SingleCloud, scale: f64, features: Features) -> (SingleCloud, Vec<f32>) {
        self.network().predict_with_divergence(x, scale, features)
    }
}
