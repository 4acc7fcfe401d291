//! Running other programs.

use std::process::{Command, Stdio};

use crate::error::{Error, Result};

/// Prints the command line, runs it on our own terminal and waits; an exit status other than zero
/// is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    eprintln!("$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Error::Failed { command: line, status }),
        Err(source) => Err(Error::Start { command: line, source }),
    }
}

/// The same, with standard output kept instead of shown.
pub fn run_for_output(command: &mut Command) -> Result<String> {
    let line = line(command);
    eprintln!("$ {line}");
    match command.output() {
        Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        Ok(output) => Err(Error::Failed { command: line, status: output.status }),
        Err(source) => Err(Error::Start { command: line, source }),
    }
}

/// Standard output of a quiet question such as `trunk --version`; `None` where the program is
/// absent or fails, which the caller takes for "not there".
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
