//! The learned field of a run at one moment, for evaluation.

#[cfg(feature = "gpu")]
use super::gpu::{Context, GpuCloud, GpuNetwork};
use super::{energy::HostEnergy, networks::AveragedNetwork};
use crate::{
    math::{
        bridge::BridgeConfig,
        field::Field,
        guidance::{GuidanceConfig, Guided, Weaker},
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
    /// The earlier state that guidance goes away from, where the rule wants one and it is known.
    pub(super) earlier: Option<PlacedNetwork>,
}

/// A network, on the host or on the device.
#[derive(Clone, Debug)]
pub(super) enum PlacedNetwork {
    Host(AveragedNetwork),
    #[cfg(feature = "gpu")]
    Gpu(GpuNetwork, Context),
}

impl PlacedNetwork {
    pub(super) fn on_host(&self) -> Option<&AveragedNetwork> {
        match self {
            Self::Host(network) => Some(network),
            #[cfg(feature = "gpu")]
            Self::Gpu(..) => None,
        }
    }

    #[cfg(feature = "gpu")]
    pub(super) fn on_gpu(&self) -> Option<&GpuNetwork> {
        match self {
            Self::Host(_) => None,
            Self::Gpu(network, _) => Some(network),
        }
    }
}

/// What turns a network into a field.
#[derive(Clone, Debug)]
pub(super) struct Model {
    schedule: ScheduleConfig,
    bridge: BridgeConfig,
    parametrization: ParametrizationConfig,
    embedding: EmbeddingConfig,
    /// The features of the class that is sampled and shown, and those of all classes together.
    condition: Vec<f32>,
    all_classes: Vec<f32>,
    guidance: GuidanceConfig,
    /// The class that is sampled and shown.
    class: Option<u32>,
    spans: bool,
}

impl Model {
    pub(super) fn new(experiment: &Generate) -> Self {
        Self {
            schedule: experiment.schedule.clone(),
            bridge: experiment.bridge.clone(),
            parametrization: experiment.parametrization.clone(),
            embedding: experiment.embedding.clone(),
            condition: experiment.condition_features(),
            all_classes: experiment.unconditional_features(),
            guidance: experiment.guidance.clone(),
            class: experiment.class(),
            spans: experiment.objective.spans(),
        }
    }

    fn features(&self, t: f64) -> Vec<f32> {
        let mut features = Vec::with_capacity(self.embedding.size());
        self.embedding.append(t, &mut features);
        features.extend(&self.condition);
        features
    }

    /// The field of `network`, guided where the experiment wants it; `earlier` is the earlier state of the network.
    pub(super) fn field<'a, N>(&'a self, network: &'a N, earlier: Option<&'a N>) -> Guided<NetworkField<'a, N>> {
        // A classifier pushes the field of all classes; otherwise the network itself is told the class.
        let own = match self.guidance.classifier() {
            Some(_) => NetworkField { class: self.class, ..self.told(network, &self.all_classes) },
            None => self.told(network, &self.condition),
        };
        let weak = self.guidance.weaker().and_then(|weaker| match weaker {
            Weaker::AllClasses => Some(self.told(network, &self.all_classes)),
            Weaker::Earlier(_) => earlier.map(|network| self.told(network, &self.condition)),
        });
        Guided::new(own, weak, self.guidance.clone())
    }

    fn told<'a, N>(&'a self, network: &'a N, condition: &'a [f32]) -> NetworkField<'a, N> {
        NetworkField {
            network,
            schedule: &*self.schedule,
            bridge: &*self.bridge,
            parametrization: &*self.parametrization,
            embedding: &*self.embedding,
            condition: Features::Shared(condition),
            spans: self.spans,
            class: None,
        }
    }
}

impl Learned {
    pub(super) fn new(experiment: &Generate, network: PlacedNetwork) -> Self {
        Self { model: Model::new(experiment), network, earlier: None }
    }

    /// The same, with an earlier state of the network for guidance. Both networks must be on the host or on the device.
    pub(super) fn with_earlier(self, earlier: Option<PlacedNetwork>) -> Self {
        Self { earlier, ..self }
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
                let earlier = self.earlier.as_ref().and_then(PlacedNetwork::on_host);
                let points: SingleCloud = points.iter().map(|point| point.map(|c| c as f32)).collect();
                Ok(question.of(&self.model.field(network, earlier), &points, t).into_flattened())
            }
            #[cfg(feature = "gpu")]
            PlacedNetwork::Gpu(network, context) => {
                let points = GpuCloud::upload(context, points);
                let earlier = self.earlier.as_ref().and_then(PlacedNetwork::on_gpu);
                GpuCloud::read(&[question.of(&self.model.field(network, earlier), &points, t)]).await
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
