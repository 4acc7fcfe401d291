//! The folders of the project, and the pinned versions.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};

/// The target of the programs of the page.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The features of all tests outside the browser.
pub const NATIVE_FEATURES: &str = "cli,ui,reference";

/// The checkout and its build folder.
pub struct Project {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Project {
    pub fn locate() -> Result<Self> {
        // Read at run time: checkouts that share a target folder also share this program.
        let Some(manifest) = non_empty("CARGO_MANIFEST_DIR") else {
            return Err(Error::missing("the checkout", "start this program with `cargo xtask`"));
        };
        let root = manifest.parent().unwrap_or(&manifest).to_owned();
        let target = target_dir(&root)?;
        Ok(Self { root, target })
    }

    /// Tools that are installed for this project alone.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The version of `package` in Cargo.lock.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let lock = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
        version_in(&lock, package)
            .ok_or_else(|| Error::missing(format!("{package} in Cargo.lock"), "run `cargo generate-lockfile`"))
    }

    /// A command that runs in the checkout, with all build products in our target folder.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        // Cargo describes the xtask package in these variables; build scripts that watch them would run again whenever xtask
        // instead of the user calls cargo.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    pub fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command("cargo");
        command.args(args);
        command
    }
}

/// `CARGO_TARGET_DIR` where set; under CI a cache that outlives the checkout; else `target`.
fn target_dir(root: &Path) -> Result<PathBuf> {
    if let Some(chosen) = non_empty("CARGO_TARGET_DIR") {
        return std::path::absolute(&chosen).map_err(Error::io(&chosen));
    }
    if non_empty("CI").is_none() {
        return Ok(root.join("target"));
    }
    non_empty("XDG_CACHE_HOME")
        .or_else(|| non_empty("HOME").map(|home| home.join(".cache")))
        .map(|cache| cache.join("scorefield").join("target"))
        .ok_or_else(|| Error::missing("a cache folder", "set XDG_CACHE_HOME or CARGO_TARGET_DIR"))
}

fn non_empty(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The `version` line that follows a package's `name` line in a lock file.
fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n\
        [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";

    #[test]
    fn finds_the_exact_package() {
        assert_eq!(version_in(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
    }

    #[test]
    fn an_absent_package_has_no_version() {
        assert_eq!(version_in(LOCK, "wasm"), None);
        assert_eq!(version_in("", "wasm-bindgen"), None);
    }

    #[test]
    fn this_checkout_pins_wasm_bindgen() {
        let project = Project::locate().expect("the checkout is found");
        assert!(project.locked_version("wasm-bindgen").is_ok());
    }
}
