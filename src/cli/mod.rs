//! `scorefield list | show | run`: the experiments of the page on the same engine, natively.

mod density;
mod figures;
mod list;
mod output;
mod rollouts;
mod run;
mod series;
mod table;

use std::{
    io::{self, Read as _},
    path::PathBuf,
};

use clap::{Parser, Subcommand, ValueEnum};

use crate::protocol::{EngineError, Experiment, ExperimentError, Preset, decode, preset};

/// Train and sample 2D generative models.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the kinds, or the ids of one kind, one on each line
    List { kind: Option<String> },
    /// Print an experiment as normalised JSON
    Show {
        /// A file, a link, its hash, preset:ID, or - for standard input
        experiment: String,
    },
    /// Train, sample, measure, and write the results
    Run(run::Options),
}

/// The device that computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BackendChoice {
    Cpu,
    Wgpu,
}

/// The trainer that takes the training steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TrainerChoice {
    /// The trainer of the page.
    Fast,
    /// burn's automatic differentiation, against which the others are tested.
    Reference,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    #[error("{field}: {message}")]
    Input { field: &'static str, message: String },
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("{path}: {error}")]
    File { path: PathBuf, error: io::Error },
    #[error("{0}")]
    Output(io::Error),
}

impl CliError {
    /// The exit status: 2 for errors that the user can fix in the input, 1 for all others.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Experiment(_) | Self::Input { .. } | Self::Engine(EngineError::Experiment(_)) => 2,
            _ => 1,
        }
    }
}

/// Runs the command of the arguments.
///
/// # Errors
/// One line for the user, see [`CliError`].
pub fn execute(arguments: Arguments) -> Result<(), CliError> {
    match arguments.command {
        Action::List { kind } => print(&list::list(kind.as_deref())?),
        Action::Show { experiment } => print(&(read_experiment(&experiment)?.to_json()? + "\n")),
        Action::Run(options) => run::run(&options),
    }
}

/// Writes to standard output; a pipe that is closed early is no error.
fn print(text: &str) -> Result<(), CliError> {
    match io::Write::write_all(&mut io::stdout(), text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::Output(error)),
        _ => Ok(()),
    }
}

/// The prefix of the id of a preset.
const PRESET: &str = "preset:";

/// The preset that an argument names, if it names one.
fn read_preset(argument: &str) -> Option<Preset> {
    argument.strip_prefix(PRESET).and_then(preset)
}

/// Reads and validates an experiment: JSON from a file or standard input, a link, or a preset by its id.
fn read_experiment(argument: &str) -> Result<Experiment, CliError> {
    let wrong = |message: String| CliError::Input { field: "experiment", message };
    let text = if argument == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(|error| wrong(format!("standard input: {error}")))?;
        text
    } else if std::path::Path::new(argument).is_file() {
        std::fs::read_to_string(argument).map_err(|error| wrong(format!("{argument}: {error}")))?
    } else if let Some(id) = argument.strip_prefix(PRESET) {
        format!("preset={id}")
    } else if argument.is_empty() || argument.contains(['#', '=']) {
        argument.to_owned()
    } else {
        return Err(wrong(format!("there is no file «{argument}», and it is not a link")));
    };
    // Some editors put a byte order mark before the text.
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() && !argument.is_empty() {
        return Err(wrong(format!("«{argument}» is empty")));
    }
    if text.starts_with('{') {
        return Ok(Experiment::from_json(text)?);
    }
    let experiment = decode(text)?;
    experiment.validate()?;
    Ok(experiment)
}
