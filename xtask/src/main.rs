//! Builds, serves and tests the project: `cargo xtask <command>`.
//!
//! Each command first installs the tools that it needs, in the versions that this repository pins, so that a new clone with
//! rustup works without further steps.

mod bench;
mod check;
mod claims;
mod command;
mod dist;
mod error;
mod project;
mod provision;
mod serve;
mod server;
mod site;
mod tables;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use project::Project;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, serve and test scorefield")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the page and serve it on this machine
    Serve(serve::Args),
    /// Build the page into the target folder
    Build(site::Args),
    /// Build the page into a folder that any static host can serve
    Dist(dist::Args),
    /// Run every test: native, in wasm, and of the page in a browser
    Test(test::Args),
    /// Measure how fast the page computes, beside TensorFlow.js
    Bench(bench::Args),
    /// Train what the lessons claim, with several seeds
    Claims(claims::Args),
    /// Train the lessons' weights, which the page shows where training takes long
    Checkpoints(claims::CheckpointArgs),
    /// Run the linters: rustfmt, clippy, rustdoc, cargo-deny
    Check,
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let result = Project::locate().and_then(|project| match command {
        Command::Serve(args) => serve::run(&project, &args),
        Command::Build(args) => site::run(&project, &args),
        Command::Dist(args) => dist::run(&project, &args),
        Command::Test(args) => test::run(&project, &args),
        Command::Bench(args) if args.published.tables => tables::run(&project, &args.published),
        Command::Bench(args) => bench::run(&project, &args),
        Command::Claims(args) => claims::run(&project, &args),
        Command::Checkpoints(args) => claims::checkpoints(&project, &args),
        Command::Check => check::run(&project),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
