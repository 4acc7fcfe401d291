use super::CliError;
use crate::{
    math::{
        bridge::BridgeConfig,
        coupling::CouplingConfig,
        dataset::DatasetConfig,
        grid::GridConfig,
        guidance::GuidanceConfig,
        metric::MetricConfig,
        parallel::ParallelConfig,
        parametrization::ParametrizationConfig,
        quantiles::QuantilesConfig,
        sampler::SamplerConfig,
        schedule::ScheduleConfig,
        text::quoted,
        timing::TimingConfig,
        weighting::WeightingConfig,
        world::{DemonstrationsConfig, EnvironmentConfig},
    },
    nn::{
        activation::ActivationConfig, condition::ConditionConfig, embedding::EmbeddingConfig,
        lr_schedule::LrScheduleConfig, optimizer::OptimizerConfig,
    },
    objective::{FitConfig, ObjectiveConfig, policy::PolicyConfig},
    protocol::presets,
};

/// Every kind with its ids.
const KINDS: [(&str, &[&str]); 23] = [
    (DatasetConfig::KEY, DatasetConfig::IDS),
    (CouplingConfig::KEY, CouplingConfig::IDS),
    (BridgeConfig::KEY, BridgeConfig::IDS),
    (ObjectiveConfig::KEY, ObjectiveConfig::IDS),
    (FitConfig::KEY, FitConfig::IDS),
    (ScheduleConfig::KEY, ScheduleConfig::IDS),
    (ParametrizationConfig::KEY, ParametrizationConfig::IDS),
    (WeightingConfig::KEY, WeightingConfig::IDS),
    (TimingConfig::KEY, TimingConfig::IDS),
    (QuantilesConfig::KEY, QuantilesConfig::IDS),
    (ActivationConfig::KEY, ActivationConfig::IDS),
    (EmbeddingConfig::KEY, EmbeddingConfig::IDS),
    (ConditionConfig::KEY, ConditionConfig::IDS),
    (OptimizerConfig::KEY, OptimizerConfig::IDS),
    (LrScheduleConfig::KEY, LrScheduleConfig::IDS),
    (SamplerConfig::KEY, SamplerConfig::IDS),
    (GridConfig::KEY, GridConfig::IDS),
    (GuidanceConfig::KEY, GuidanceConfig::IDS),
    (ParallelConfig::KEY, ParallelConfig::IDS),
    (MetricConfig::KEY, MetricConfig::IDS),
    (EnvironmentConfig::KEY, EnvironmentConfig::IDS),
    (DemonstrationsConfig::KEY, DemonstrationsConfig::IDS),
    (PolicyConfig::KEY, PolicyConfig::IDS),
];

/// The name under which published experiments are listed beside the kinds of configuration.
const PRESETS: &str = "presets";

/// The kinds, or the ids of one kind, one on each line.
pub(super) fn list(kind: Option<&str>) -> Result<String, CliError> {
    let presets = presets();
    let lines: Vec<&str> = match kind {
        None => KINDS.iter().map(|(kind, _)| *kind).chain([PRESETS]).collect(),
        Some(PRESETS) => presets.iter().map(|preset| preset.id.as_str()).collect(),
        Some(wanted) => match KINDS.iter().find(|(kind, _)| *kind == wanted) {
            Some((_, ids)) => ids.to_vec(),
            None => {
                let known = KINDS.map(|(kind, _)| kind).join(", ") + ", " + PRESETS;
                let message = format!("{} is not known; there are {known}", quoted(wanted));
                return Err(CliError::Input { field: "kind", message });
            }
        },
    };
    Ok(lines.join("\n") + "\n")
}
