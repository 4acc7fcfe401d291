use super::CliError;
use crate::{
    math::{
        dataset::DatasetConfig, parametrization::ParametrizationConfig, sampler::SamplerConfig,
        schedule::ScheduleConfig, timing::TimingConfig, weighting::WeightingConfig,
    },
    nn::{activation::ActivationConfig, embedding::EmbeddingConfig, optimizer::OptimizerConfig},
    objective::ObjectiveConfig,
};

/// Every kind with its ids.
const KINDS: [(&str, &[&str]); 10] = [
    (DatasetConfig::KEY, DatasetConfig::IDS),
    (ObjectiveConfig::KEY, ObjectiveConfig::IDS),
    (ScheduleConfig::KEY, ScheduleConfig::IDS),
    (ParametrizationConfig::KEY, ParametrizationConfig::IDS),
    (WeightingConfig::KEY, WeightingConfig::IDS),
    (TimingConfig::KEY, TimingConfig::IDS),
    (ActivationConfig::KEY, ActivationConfig::IDS),
    (EmbeddingConfig::KEY, EmbeddingConfig::IDS),
    (OptimizerConfig::KEY, OptimizerConfig::IDS),
    (SamplerConfig::KEY, SamplerConfig::IDS),
];

/// The kinds, or the ids of one kind, one a line.
pub(super) fn list(kind: Option<&str>) -> Result<String, CliError> {
    let lines: Vec<&str> = match kind {
        None => KINDS.iter().map(|(kind, _)| *kind).collect(),
        Some(wanted) => match KINDS.iter().find(|(kind, _)| *kind == wanted) {
            Some((_, ids)) => ids.to_vec(),
            None => {
                let known = KINDS.map(|(kind, _)| kind).join(", ");
                let message = format!("«{wanted}» is not known; there are {known}");
                return Err(CliError::Input { field: "kind", message });
            }
        },
    };
    Ok(lines.join("\n") + "\n")
}
