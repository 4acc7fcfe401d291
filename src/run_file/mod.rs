//! A run as a file: its weights under the names and in the layout of PyTorch, with all that it needs to go on.
//!
//! The file is in the format of safetensors.
//!
//! | Tensor | Shape | Content |
//! | --- | --- | --- |
//! | `0.weight`, `0.bias`, `2.weight`, … | `[outputs, inputs]`, `[outputs]` | the averaged weights |
//! | `run.weights` | `[parameters]` | the weights that are trained |
//! | `run.first_moment`, `run.second_moment` | `[parameters]` | the moments of the optimiser |
//! | `run.kept` | `[2 · points]` | only if the loss carries points from step to step: those points |
//! | `run.unseen` | `[steps · batch]` | only if times or weighting are learned: the losses that they have not used yet |
//!
//! A brief file has none of the tensors `run.…`: the weights are then the averaged ones, and the optimiser begins anew.
//!
//! `[parameters]` is layer by layer, matrix `[inputs, outputs]` then bias. The metadata have one text,
//! `scorefield`: JSON with the version `v` of this form, the text `experiment` (that of `experiment.json`), `state` (step, changes,
//! learned times) and `losses` (the curve). More texts would be written in a random order, and equal runs are equal files.

mod weights;

use safetensors::SafeTensors;
use serde::{Deserialize, Serialize};

pub use weights::FileError;
use weights::{Tensor, numbers};

use crate::{
    math::text::{Limit, brief_message},
    nn,
    protocol::{Checkpoint, Experiment, LossCurve, Task},
};

/// The name of the text in the metadata.
const KEY: &str = "scorefield";
/// The version of the form that is written.
const VERSION: u64 = 1;
/// The tensors of the state: the buffers of a [`Checkpoint`] but for the averaged weights.
const STATE: [&str; 3] = ["run.weights", "run.first_moment", "run.second_moment"];
const UNSEEN: &str = "run.unseen";
const KEPT: &str = "run.kept";
/// The most buckets of the loss curve in a brief file.
const BRIEF: usize = 120;

/// A run, with all that it needs to go on.
#[derive(Clone, Debug)]
pub struct RunFile {
    pub experiment: Experiment,
    pub checkpoint: Checkpoint,
    /// The buffers of the checkpoint.
    pub buffers: Vec<Vec<f32>>,
    pub losses: LossCurve,
}

/// What is beside the tensors.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    v: u64,
    experiment: String,
    state: Checkpoint,
    losses: LossCurve,
}

/// What a file holds.
#[derive(Debug)]
pub enum Opened {
    Run(Box<RunFile>),
    /// Weights alone, in the layout of [`nn::Parameters::from_flat`].
    Weights(Vec<f32>),
}

impl RunFile {
    /// A run of `task` before its first step, with these weights in the layout of [`nn::Parameters::from_flat`].
    pub fn beginning(task: Task, weights: Vec<f32>) -> Self {
        let moment = vec![0.0; weights.len()];
        let buffers = vec![weights.clone(), moment.clone(), moment, weights];
        Self { experiment: task.into(), checkpoint: Checkpoint::default(), buffers, losses: LossCurve::default() }
    }

    /// The content of the file.
    ///
    /// # Errors
    /// The buffers are not those of a checkpoint of this experiment.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FileError> {
        let [trained, first, second, averaged, more @ ..] = &self.buffers[..] else {
            return Err(FileError::new("buffers", format!("there are {}, not 4 to 6", self.buffers.len())));
        };
        let mut tensors = weights::tensors(&self.experiment.task, averaged)?;
        tensors
            .extend(STATE.into_iter().zip([trained, first, second]).map(|(name, buffer)| Tensor::flat(name, buffer)));
        let Checkpoint { learned, kept, .. } = &self.checkpoint;
        let names = [learned.is_some().then_some(UNSEEN), (*kept > 0).then_some(KEPT)].into_iter().flatten();
        tensors.extend(names.zip(more).map(|(name, buffer)| Tensor::flat(name, buffer)));
        self.written(&tensors, self.checkpoint.clone(), self.losses.clone())
    }

    /// The content of a brief file: the averaged weights, the experiment, the step, and a coarse loss curve.
    ///
    /// # Errors
    /// The buffers are not those of a checkpoint of this experiment, or times or weighting are learned.
    pub fn to_brief_bytes(&self) -> Result<Vec<u8>, FileError> {
        let state = Checkpoint { kept: 0, ..self.checkpoint.clone() };
        let wanted = 4 + usize::from(self.checkpoint.kept > 0);
        let Some(averaged) = self.buffers.get(3).filter(|_| self.buffers.len() == wanted) else {
            return Err(FileError::new("buffers", format!("there are {}, not {wanted}", self.buffers.len())));
        };
        self.written(&weights::tensors(&self.experiment.task, averaged)?, state, self.losses.thinned(BRIEF))
    }

    fn written(&self, tensors: &[Tensor], state: Checkpoint, losses: LossCurve) -> Result<Vec<u8>, FileError> {
        let head = Head {
            v: VERSION,
            experiment: self.experiment.to_json().map_err(|error| FileError::new("experiment", error))?,
            state,
            losses,
        };
        let head = serde_json::to_string(&head).map_err(|error| FileError::new(KEY, error))?;
        weights::written(tensors, Some([(KEY.to_owned(), head)].into()))
    }

    /// Reads a run, or weights for the network of `task`.
    ///
    /// # Errors
    /// The first tensor or text that is missing, unknown, of another form, or not finite.
    pub fn open(bytes: &[u8], task: &Task) -> Result<Opened, FileError> {
        Limit::RUN.check(bytes.len()).map_err(|error| FileError::new("file", error))?;
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(weights::no_safetensors)?;
        let Some(text) = header.metadata().as_ref().and_then(|texts| texts.get(KEY)) else {
            return Self::weights(bytes, task).map(Opened::Weights);
        };
        let wrong = |error: serde_json::Error| FileError::new(KEY, brief_message(&error.to_string()));
        // Another version may have other fields.
        let Version { v } = serde_json::from_str(text).map_err(wrong)?;
        if v != VERSION {
            return Err(FileError::new(KEY, format!("the version {v} of this file is not known; {VERSION} is")));
        }
        let Head { experiment, state: checkpoint, losses, .. } = serde_json::from_str(text).map_err(wrong)?;
        let experiment = Experiment::from_json(&experiment).map_err(|error| FileError::new("experiment", error))?;
        if let Some(why) = misfit(&experiment, &checkpoint, &losses) {
            return Err(FileError::new("state", why));
        }
        let file = SafeTensors::deserialize(bytes).map_err(weights::no_safetensors)?;
        let averaged = weights::read(&file, &experiment.task)?;
        let is_brief = checkpoint.learned.is_none()
            && checkpoint.kept == 0
            && file.names().iter().all(|name| !name.starts_with("run."));
        if is_brief {
            let moment = vec![0.0; averaged.len()];
            let buffers = vec![averaged.clone(), moment.clone(), moment, averaged];
            return Ok(Opened::Run(Box::new(Self { experiment, checkpoint, buffers, losses })));
        }
        let parameters = nn::count(&experiment.task.sizes());
        let mut buffers =
            STATE.into_iter().map(|name| numbers(&file, name, &[parameters])).collect::<Result<Vec<_>, _>>()?;
        buffers.push(averaged);
        if checkpoint.learned.is_some() {
            let shape = file.tensor(UNSEEN).map(|tensor| tensor.shape().to_vec()).unwrap_or_default();
            buffers.push(numbers(&file, UNSEEN, &shape)?);
        }
        if checkpoint.kept > 0 {
            buffers.push(numbers(&file, KEPT, &[checkpoint.kept.saturating_mul(2)])?);
        }
        Ok(Opened::Run(Box::new(Self { experiment, checkpoint, buffers, losses })))
    }

    /// Reads the averaged weights for the network of `task`, also those of a whole run.
    ///
    /// # Errors
    /// The tensor that is missing, unknown, of another shape or type, or not finite.
    pub fn weights(bytes: &[u8], task: &Task) -> Result<Vec<f32>, FileError> {
        Limit::RUN.check(bytes.len()).map_err(|error| FileError::new("file", error))?;
        weights::read(&SafeTensors::deserialize(bytes).map_err(weights::no_safetensors)?, task)
    }
}

/// The version of a head, whatever its other fields are.
#[derive(Deserialize)]
struct Version {
    v: u64,
}

/// Why a state cannot be one of this experiment.
fn misfit(experiment: &Experiment, checkpoint: &Checkpoint, losses: &LossCurve) -> Option<String> {
    let &Checkpoint { step, changes, ref learned, .. } = checkpoint;
    let known = experiment.changes.len();
    if changes > known {
        return Some(format!("it is after change {changes}, but the experiment has {known}"));
    }
    if let Some(change) = experiment.changes[..changes].iter().find(|change| change.step > step) {
        return Some(format!("the change after step {} is not made at step {step}", change.step));
    }
    if losses.last().is_some_and(|(last, _)| last > step) {
        return Some(format!("there are losses after step {step}"));
    }
    let sizes = experiment.task_at(step).map(|task| task.sizes());
    if sizes != Some(experiment.task.sizes()) {
        return Some(format!("the settings at step {step} have another network than the first"));
    }
    let are_finite = learned.iter().flatten().all(|&bits| f64::from_bits(bits).is_finite());
    (!are_finite).then(|| "the learned times and weighting are not finite".to_owned())
}

#[cfg(test)]
mod tests;
