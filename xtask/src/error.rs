//! The errors, each with a message that says what to do.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{command}` could not be started: {source}")]
    Start { command: String, source: std::io::Error },

    #[error("`{command}` failed ({status})")]
    Failed { command: String, status: ExitStatus },

    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },

    #[error("{what} is missing: {remedy}")]
    Missing { what: String, remedy: String },

    #[error("port {port} is already in use; stop what listens there or choose another with --port")]
    PortBusy { port: u16 },

    #[error("cannot listen on port {port}: {reason}")]
    Listen { port: u16, reason: String },

    #[error(
        "{} holds files that `cargo xtask dist` did not write; choose an empty folder",
        path.display()
    )]
    ForeignFolder { path: PathBuf },

    #[error("stage `{stage}` failed: {source}")]
    Stage { stage: &'static str, source: Box<Error> },
}

impl Error {
    /// Adds the path to an input or output error.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    pub fn missing(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Missing { what: what.into(), remedy: remedy.into() }
    }
}
