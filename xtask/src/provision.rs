//! Finds the tools that a command needs, and installs the missing ones.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{ask, run};
use crate::error::{Error, Result};
use crate::project::{Project, WASM_TARGET};

/// The pinned version of Trunk, which is not in the lock file because it is no dependency of the crate.
///
/// 0.22 needs a newer rustc than rust-toolchain.toml names.
const TRUNK_VERSION: &str = "0.21.14";

/// The build options of a tool: compiling it takes longer than all of its runs, so it is barely optimised.
struct Build {
    opt_level: &'static str,
    options: &'static [&'static str],
}

/// Trunk copies files, so it needs no optimisation; it is built without TLS and without its check for updates.
const TRUNK: Build = Build { opt_level: "0", options: &["--no-default-features"] };
/// wasm-bindgen reads and writes whole programs, so it is optimised a little.
const WASM_BINDGEN: Build = Build { opt_level: "1", options: &[] };

/// The tools that build the page.
pub struct SiteTools {
    pub trunk: PathBuf,
    pub wasm_bindgen: PathBuf,
}

impl SiteTools {
    pub fn provide(project: &Project) -> Result<Self> {
        wasm_target(project)?;
        // The generated JavaScript and the crate must agree to the last digit.
        let bindgen_version = project.locked_version("wasm-bindgen")?;
        Ok(Self {
            wasm_bindgen: tool(project, "wasm-bindgen-cli", "wasm-bindgen", &bindgen_version, &WASM_BINDGEN)?,
            trunk: tool(project, "trunk", "trunk", TRUNK_VERSION, &TRUNK)?,
        })
    }

    /// Runs wasm tests; installed together with wasm-bindgen.
    pub fn test_runner(&self) -> Result<PathBuf> {
        let runner = self.wasm_bindgen.with_file_name(executable("wasm-bindgen-test-runner"));
        if runner.is_file() {
            return Ok(runner);
        }
        let remedy = format!("reinstall wasm-bindgen-cli, found as {}", self.wasm_bindgen.display());
        Err(Error::missing("wasm-bindgen-test-runner", remedy))
    }

    /// The `PATH` for Trunk, which uses the first wasm-bindgen on it.
    pub fn search_path(&self) -> OsString {
        let old = env::var_os("PATH").unwrap_or_default();
        let first = self.wasm_bindgen.parent().map(Path::to_owned);
        env::join_paths(first.into_iter().chain(env::split_paths(&old))).unwrap_or(old)
    }
}

/// Makes sure that the pinned toolchain can compile to wasm.
pub fn wasm_target(project: &Project) -> Result<()> {
    let mut question = project.command("rustc");
    question.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    if ask(&mut question).is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    run(project.command("rustup").args(["target", "add", WASM_TARGET]))
}

/// The path of a program of exactly `version`: from `PATH`, from this project's tools, or newly installed.
fn tool(project: &Project, package: &str, program: &str, version: &str, build: &Build) -> Result<PathBuf> {
    let installed = project.tools().join("bin").join(executable(program));
    let candidates = find_on_path(program).into_iter().chain([installed.clone()]);
    for candidate in candidates {
        let answer = ask(Command::new(&candidate).arg("--version"));
        // "trunk 0.21.14", "wasm-bindgen 0.2.130"
        if answer.is_some_and(|text| text.split_whitespace().nth(1) == Some(version)) {
            return Ok(candidate);
        }
    }
    let install = |extra: &[&str]| {
        let mut cargo = project.cargo(["install", package, "--version", version, "--root"]);
        let profile = [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "false"), ("OPT_LEVEL", build.opt_level)];
        cargo.envs(profile.map(|(key, value)| (format!("CARGO_PROFILE_RELEASE_{key}"), value)));
        cargo.arg(project.tools()).args(build.options).args(extra);
        run(cargo.env("CARGO_TARGET_DIR", project.target.join("tools-build")))
    };
    // The tool's own lock file is preferred, but an outdated mirror may lack one of its versions.
    install(&["--locked"]).or_else(|_| install(&[]))?;
    Ok(installed)
}

/// A browser and the program that drives it.
pub struct Browser {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
}

impl Browser {
    /// `CHROMIUM` and `CHROMEDRIVER` where set, else from `PATH`, else from the system's packages.
    pub fn provide() -> Result<Self> {
        if let Some(browser) = Self::find() {
            return Ok(browser);
        }
        install_browser()?;
        Self::find().ok_or_else(|| Error::missing("Chromium or chromedriver", BROWSER_REMEDY))
    }

    fn find() -> Option<Self> {
        const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        Some(Self {
            chromium: find_program("CHROMIUM", &CHROMIUM)?,
            chromedriver: find_program("CHROMEDRIVER", &["chromedriver"])?,
        })
    }
}

const BROWSER_REMEDY: &str = "install both in matching versions, or name them in CHROMIUM and \
    CHROMEDRIVER. Debian: apt-get install chromium chromium-driver. Fedora: dnf install chromium \
    chromedriver. Arch: pacman -S chromium. macOS: brew install --cask chromium chromedriver";

/// Installs the browser where no password is needed: as root on a Debian-like system.
fn install_browser() -> Result<()> {
    let root = ask(Command::new("id").arg("-u")).as_deref() == Some("0");
    let Some(apt) = find_on_path("apt-get").filter(|_| root) else {
        return Err(Error::missing("Chromium or chromedriver", BROWSER_REMEDY));
    };
    run(Command::new(&apt).arg("update"))?;
    run(Command::new(&apt).env("DEBIAN_FRONTEND", "noninteractive").args([
        "install",
        "-y",
        "chromium",
        "chromium-driver",
    ]))
}

fn find_program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .or_else(|| names.iter().find_map(|name| find_on_path(name)))
}

fn find_on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(executable(program))).find(|file| file.is_file())
}

fn executable(program: &str) -> String {
    format!("{program}{}", env::consts::EXE_SUFFIX)
}
