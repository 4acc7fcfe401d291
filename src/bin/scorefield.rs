//! The command line: the page's experiments without the page.

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
