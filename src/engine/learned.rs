//! The learned field of a run at one moment, for evaluation.

#[cfg(feature = "gpu")]
use super::gpu::{Context, GpuCloud, GpuNetwork};
use super::{energy::HostEnergy, networks::AveragedNetwork};
use crate::{
    math::{
        bridge::BridgeConfig,
        field::Field,
        parametrization::ParametrizationConfig,
        points::{Points, SingleCloud},
        schedule::ScheduleConfig,
    },
    nn::{Features, NetworkField, embedding::EmbeddingConfig},
    protocol::{EngineError, Generate},
};

/// The field of the averaged weights of one moment.
#[derive(Clone, Debug)]
pub struct Learned {
    pub(super) model: Model,
    pub(super) network: PlacedNetwork,
}

/// A network, on the host or on the device.
#[derive(Clone, Debug)]
pub(super) enum PlacedNetwork {
    Host(AveragedNetwork),
    #[cfg(feature = "gpu")]
    Gpu(GpuNetwork, Context),
}

/// What turns a network into a field.
#[derive(Clone, Debug)]
pub(super) struct Model {
    schedule: ScheduleConfig,
    bridge: BridgeConfig,
    parametrization: ParametrizationConfig,
    embedding: EmbeddingConfig,
    /// The features of the class that is sampled and shown.
    condition: Vec<f32>,
}

impl Model {
    pub(super) fn new(experiment: &Generate) -> Self {
        Self {
            schedule: experiment.schedule.clone(),
            bridge: experiment.bridge.clone(),
            parametrization: experiment.parametrization.clone(),
            embedding: experiment.embedding.clone(),
            condition: experiment.condition_features(),
        }
    }

    fn features(&self, t: f64) -> Vec<f32> {
        let mut features = Vec::with_capacity(self.embedding.size());
        self.embedding.append(t, &mut features);
        features.extend(&self.condition);
        features
    }

    pub(super) fn field<'a, N>(&'a self, network: &'a N) -> NetworkField<'a, N> {
        NetworkField {
            network,
            schedule: &*self.schedule,
            bridge: &*self.bridge,
            parametrization: &*self.parametrization,
            embedding: &*self.embedding,
            condition: Features::Shared(&self.condition),
        }
    }
}

impl Learned {
    pub(super) fn new(experiment: &Generate, network: PlacedNetwork) -> Self {
        Self { model: Model::new(experiment), network }
    }

    /// The same weights, for the class of `experiment`.
    pub fn of_class(self, experiment: &Generate) -> Self {
        Self { model: Model::new(experiment), ..self }
    }

    /// The energy whose density is the model, where it is one.
    pub(super) fn energy(&self) -> Option<&HostEnergy> {
        match &self.network {
            PlacedNetwork::Host(AveragedNetwork::Energy(energy)) => Some(energy),
            _ => None,
        }
    }

    /// The velocity at `points` at the time `t`, `[n, 2]` row by row.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn velocity(&self, points: &[[f64; 2]], t: f64) -> Result<Vec<f32>, EngineError> {
        self.evaluate(FieldQuestion::Velocity, points, t).await
    }

    /// The score at `points` at the time `t`, `[n, 2]` row by row; valid where the source is standard normal.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn score(&self, points: &[[f64; 2]], t: f64) -> Result<Vec<f32>, EngineError> {
        self.evaluate(FieldQuestion::Score, points, t).await
    }

    /// The denoised points `E[data | x_t]` at `points` at the time `t`, `[n, 2]` row by row.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn denoised(&self, points: &[[f64; 2]], t: f64) -> Result<Vec<f32>, EngineError> {
        self.evaluate(FieldQuestion::Denoised, points, t).await
    }

    /// The gates σₘ(t) at each of these times, `[times, units]`; `None` where the network has none.
    pub fn gates(&self, times: &[f64]) -> Option<Vec<Vec<f32>>> {
        match &self.network {
            PlacedNetwork::Host(network) => times.iter().map(|t| network.gates(&self.model.features(*t))).collect(),
            #[cfg(feature = "gpu")]
            PlacedNetwork::Gpu(..) => None,
        }
    }

    async fn evaluate(&self, question: FieldQuestion, points: &[[f64; 2]], t: f64) -> Result<Vec<f32>, EngineError> {
        match &self.network {
            PlacedNetwork::Host(network) => {
                let points: SingleCloud = points.iter().map(|point| point.map(|c| c as f32)).collect();
                Ok(question.of(&self.model.field(network), &points, t).into_flattened())
            }
            #[cfg(feature = "gpu")]
            PlacedNetwork::Gpu(network, context) => {
                let points = GpuCloud::upload(context, points);
                GpuCloud::read(&[question.of(&self.model.field(network), &points, t)]).await
            }
        }
    }
}

/// The quantity that is evaluated.
#[derive(Clone, Copy)]
enum FieldQuestion {
    Velocity,
    Denoised,
    Score,
}

impl FieldQuestion {
    fn of<P: Points>(self, field: &impl Field<P>, points: &P, t: f64) -> P {
        match self {
            Self::Velocity => field.velocity(points, t),
            Self::Denoised => field.denoised(points, t),
            Self::Score => field.score(points, t),
        }
    }
}
