//! Runs other programs.

use std::process::{Command, Stdio};

use crate::error::{Error, Result};

/// Prints the command line, runs it in this terminal and waits.
///
/// # Errors
/// An exit status other than zero.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    eprintln!("$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Error::Failed { command: line, status }),
        Err(source) => Err(Error::Start { command: line, source }),
    }
}

/// As [`run`], but returns the standard output instead of showing it.
pub fn run_for_output(command: &mut Command) -> Result<String> {
    let line = line(command);
    eprintln!("$ {line}");
    match command.output() {
        Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        Ok(output) => Err(Error::Failed { command: line, status: output.status }),
        Err(source) => Err(Error::Start { command: line, source }),
    }
}

/// The standard output of a query such as `trunk --version`; `None` if the program is absent or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
