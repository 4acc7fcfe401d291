//! `scorefield list | show | run`: the experiments of the page on the same engine, natively.

mod bench;
mod density;
mod figures;
mod input;
mod list;
mod output;
mod rollouts;
mod run;
mod series;
mod table;

use std::{io, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

use crate::protocol::{EngineError, ExperimentError};

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
        /// A table of points as its data, comma- or tab-separated, or - for standard input
        #[arg(long)]
        data: Option<String>,
    },
    /// Train, sample, measure, and write the results
    Run(run::Options),
    /// Train, or take trained weights, and compare samplers: quality against evaluations of the field
    BenchSamplers(bench::Options),
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
    /// The results hold the losses before this step and the last weights whose loss was finite.
    #[error(
        "training diverged at step {step}: the loss is no longer finite; {out} keeps the losses before it and the weights of \
         step {kept}; a smaller learning rate helps"
    )]
    Diverged { step: u64, kept: u64, out: PathBuf },
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
        Action::Show { experiment, data } => {
            print(&(input::read_experiment(&experiment, data.as_deref())?.to_json()? + "\n"))
        }
        Action::Run(options) => run::run(&options),
        Action::BenchSamplers(options) => bench::run(&options),
    }
}

/// Writes to standard output; a pipe that is closed early is no error.
fn print(text: &str) -> Result<(), CliError> {
    match io::Write::write_all(&mut io::stdout(), text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::Output(error)),
        _ => Ok(()),
    }
}
