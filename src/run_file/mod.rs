//! A run as a file: its weights under the names and in the layout of PyTorch, with all that it needs to go on.
//!
//! The file is in the format of safetensors.
//!
//! | Tensor | Shape | Content |
//! | --- | --- | --- |
//! | `0.weight`, `0.bias`, `2.weight`, … | `[outputs, inputs]`, `[outputs]` | the averaged weights |
//! | `run.weights` | `[parameters]` | the weights that are trained |
//! | `run.first_moment`, `run.second_moment` | `[parameters]` | the moments of the optimiser |
//! | `run.unseen` | `[steps · batch]` | only if times or weighting are learned: the losses that they have not used yet |
//!
//! `[parameters]` is layer by layer, matrix `[inputs, outputs]` then bias. The metadata are the texts `scorefield` (the version of
//! this form), `experiment` (as `experiment.json`), `state` (step, changes, learned times) and `losses` (the curve).

mod weights;

use std::collections::HashMap;

use safetensors::SafeTensors;

pub use weights::FileError;
use weights::{Tensor, numbers};

use crate::{
    math::text::Limit,
    nn,
    protocol::{Checkpoint, Experiment, LossCurve, Task},
};

/// The version of the form that is written.
const VERSION: &str = "1";
/// The tensors of the state: the buffers of a [`Checkpoint`] but for the averaged weights.
const STATE: [&str; 3] = ["run.weights", "run.first_moment", "run.second_moment"];
const UNSEEN: &str = "run.unseen";

/// A run, with all that it needs to go on.
#[derive(Clone, Debug)]
pub struct RunFile {
    pub experiment: Experiment,
    pub checkpoint: Checkpoint,
    /// The buffers of the checkpoint.
    pub buffers: Vec<Vec<f32>>,
    pub losses: LossCurve,
}

/// What a file holds.
#[derive(Debug)]
pub enum Opened {
    Run(Box<RunFile>),
    /// Weights alone, in the layout of [`nn::Parameters::from_flat`].
    Weights(Vec<f32>),
}

impl RunFile {
    /// The content of the file.
    ///
    /// # Errors
    /// The buffers are not those of a checkpoint of this experiment.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FileError> {
        let Self { experiment, checkpoint, buffers, losses } = self;
        let [trained, first, second, averaged, unseen @ ..] = &buffers[..] else {
            return Err(FileError::new("buffers", format!("there are {}, not 4 or 5", buffers.len())));
        };
        let mut tensors = weights::tensors(&experiment.task, averaged)?;
        tensors
            .extend(STATE.into_iter().zip([trained, first, second]).map(|(name, buffer)| Tensor::flat(name, buffer)));
        tensors.extend(unseen.iter().map(|buffer| Tensor::flat(UNSEEN, buffer)));
        let text = |name: &'static str, text: serde_json::Result<String>| {
            Ok((name.to_owned(), text.map_err(|error| FileError::new(name, error))?))
        };
        let metadata: HashMap<String, String> = [
            Ok(("scorefield".to_owned(), VERSION.to_owned())),
            Ok(("experiment".to_owned(), experiment.to_json().map_err(|error| FileError::new("experiment", error))?)),
            text("state", serde_json::to_string(checkpoint)),
            text("losses", serde_json::to_string(losses)),
        ]
        .into_iter()
        .collect::<Result<_, FileError>>()?;
        weights::written(&tensors, metadata)
    }

    /// Reads a run, or weights for the network of `task`.
    ///
    /// # Errors
    /// The first tensor or text that is missing, unknown, of another form, or not finite.
    pub fn open(bytes: &[u8], task: &Task) -> Result<Opened, FileError> {
        Limit::RUN.check(bytes.len()).map_err(|error| FileError::new("file", error))?;
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(weights::no_safetensors)?;
        let Some(metadata) = header.metadata().as_ref().filter(|texts| texts.contains_key("scorefield")) else {
            return Self::weights(bytes, task).map(Opened::Weights);
        };
        let text = |name: &'static str| {
            metadata.get(name).map(String::as_str).ok_or_else(|| FileError::new(name, "the text is missing"))
        };
        let version = text("scorefield")?;
        if version != VERSION {
            let why =
                format!("the version {} of this file is not known; {VERSION} is", crate::math::text::quoted(version));
            return Err(FileError::new("scorefield", why));
        }
        let experiment =
            Experiment::from_json(text("experiment")?).map_err(|error| FileError::new("experiment", error))?;
        let checkpoint: Checkpoint = parsed("state", text("state")?)?;
        let losses: LossCurve = parsed("losses", text("losses")?)?;
        if let Some(why) = misfit(&experiment, &checkpoint, &losses) {
            return Err(FileError::new("state", why));
        }
        let file = SafeTensors::deserialize(bytes).map_err(weights::no_safetensors)?;
        let averaged = weights::read(&file, &experiment.task)?;
        let parameters = nn::count(&experiment.task.sizes());
        let mut buffers =
            STATE.into_iter().map(|name| numbers(&file, name, &[parameters])).collect::<Result<Vec<_>, _>>()?;
        buffers.push(averaged);
        if checkpoint.learned.is_some() {
            let shape = file.tensor(UNSEEN).map(|tensor| tensor.shape().to_vec()).unwrap_or_default();
            buffers.push(numbers(&file, UNSEEN, &shape)?);
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

/// A text of the metadata.
fn parsed<T: serde::de::DeserializeOwned>(name: &'static str, text: &str) -> Result<T, FileError> {
    serde_json::from_str(text)
        .map_err(|error| FileError::new(name, crate::math::text::brief_message(&error.to_string())))
}

/// Why a state cannot be one of this experiment.
fn misfit(experiment: &Experiment, checkpoint: &Checkpoint, losses: &LossCurve) -> Option<String> {
    let &Checkpoint { step, changes, ref learned } = checkpoint;
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
