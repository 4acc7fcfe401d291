//! Published experiments, with the published figures.
//!
//! A paper is one file with a function that returns its [`Preset`]s, and one line in [`PAPERS`]. The choice of presets in
//! the page, the link key `preset`, the command line and the tables of `cargo xtask bench --tables` follow from that.

mod c2ot;
mod langevin;
mod likelihood;
mod tiny_diffusion;
mod tong;

use super::Generate;

/// A published experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// The name in links and on the command line.
    pub id: String,
    pub title: String,
    /// Paper and table.
    pub source: &'static str,
    pub task: Generate,
    /// Training steps.
    pub steps: u64,
    /// The number of sampled points, and of data to compare them with.
    pub samples: usize,
    pub figures: Vec<Figure>,
}

/// A published figure.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Figure {
    pub measure: Measure,
    /// The published value; `None` for an experiment that was added here.
    pub published: Option<f64>,
    /// The value of a perfect model, if it is known and not 0.
    pub floor: Option<f64>,
}

/// A figure of merit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Exact W₂ between the samples and as many fresh data.
    W2,
    /// The square of [`Measure::W2`].
    SquaredW2,
    /// The same for samples of all classes, as many of each, drawn by a model that is told the class.
    ClassesSquaredW2,
    /// −log p of fresh data, in nats.
    Nll,
    /// The share of the samples at the first mode of the data.
    FirstMode,
    /// `|E ∫ ‖v‖² dt − W₂²|/W₂²`, with W₂ between source and data (NPE).
    PathEnergy,
}

impl Measure {
    /// The name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::W2 => "W2",
            Self::SquaredW2 => "W2^2",
            Self::ClassesSquaredW2 => "W2^2 by class",
            Self::Nll => "NLL",
            Self::FirstMode => "share",
            Self::PathEnergy => "NPE",
        }
    }
}

/// The presets of every paper.
const PAPERS: [fn() -> Vec<Preset>; 5] =
    [tong::presets, c2ot::presets, likelihood::presets, langevin::presets, tiny_diffusion::presets];

/// Every preset, in the order of the papers.
pub fn presets() -> Vec<Preset> {
    PAPERS.iter().flat_map(|paper| paper()).collect()
}

/// The preset called `id`.
pub fn preset(id: &str) -> Option<Preset> {
    presets().into_iter().find(|preset| preset.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Experiment, Task, decode, encode};

    #[test]
    fn every_preset_has_an_id_of_its_own_trains_and_survives_links_and_files() {
        let all = presets();
        for (i, preset) in all.iter().enumerate() {
            let Preset { id, title, source, task, .. } = preset;
            assert!(all.iter().skip(i + 1).all(|other| other.id != *id), "{id}");
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{id}");
            assert!(!title.is_empty() && !source.is_empty() && preset.steps > 0 && preset.samples > 0, "{id}");
            let experiment = Experiment::from(Task::from(task.clone()));
            assert_eq!(experiment.validate(), Ok(()), "{id}");
            assert_eq!(decode(&encode(&experiment)).as_ref(), Ok(&experiment), "{id}");
            assert_eq!(Experiment::from_json(&experiment.to_json().unwrap()).as_ref(), Ok(&experiment), "{id}");
            assert_eq!(super::preset(id).as_ref(), Some(preset));
            assert!(preset.figures.iter().all(|figure| figure.published.is_none_or(f64::is_finite)), "{id}");
        }
        assert!(super::preset("nothing").is_none());
    }
}
