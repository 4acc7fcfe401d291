//! The command line: runs the experiments of the page natively.

use std::process::ExitCode;

use clap::Parser;
use scorefield::cli::{Arguments, execute};

fn main() -> ExitCode {
    match execute(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("scorefield: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
