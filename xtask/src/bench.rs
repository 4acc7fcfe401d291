//! `cargo xtask bench`: measures how fast the page computes, beside TensorFlow.js in the same browser and native PyTorch.
//!
//! This module builds and installs everything; `benches/browser` drives the browser and prints the tables. That is a
//! separate program, so that no other command has to compile the browser driver.

mod native;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::command::{ask, run as run_command};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::provision::{Browser, SiteTools};
use crate::site::{self, Mode};
use crate::tables;

#[derive(clap::Args)]
pub struct Args {
    /// Measure a quickly built page instead of the released one
    #[arg(long, conflicts_with = "site")]
    dev: bool,
    /// Measure the page in this folder instead of building it
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// The number of rounds, in each of which every engine is measured
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Milliseconds for each measurement, a fifth of them to warm up
    #[arg(long, value_name = "MS", default_value_t = 3000, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    budget: u32,
    /// Engines to measure, separated by commas [default: all; ours on the CPU with --growth, --objectives and --heap]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    engines: Option<Vec<Engine>>,
    /// Workloads to measure, separated by commas; any sizes work, for example train-2x32-b64
    #[arg(
        long,
        value_name = "LABELS",
        value_delimiter = ',',
        default_values = ["peak", "train-3x64-b200", "train-3x128-b256", "sample-3x128-n5000-s50"]
    )]
    workloads: Vec<String>,
    /// Measure WebGPU on this machine's own adapter instead of a software one
    #[arg(long)]
    hardware: bool,
    /// Add our engine and PyTorch as native programs; $PYTHON names a Python with PyTorch
    #[arg(long)]
    torch: bool,
    /// Measure how our times grow with width, batch and particles
    #[arg(long, conflicts_with_all = ["workloads", "torch"])]
    growth: bool,
    /// Measure a training step of each objective
    #[arg(long, conflicts_with_all = ["workloads", "torch", "growth"])]
    objectives: bool,
    /// Compare our native engine with one that is built quickly
    #[arg(long, conflicts_with_all = ["torch", "growth", "objectives", "engines", "site", "dev", "hardware", "json"])]
    profiles: bool,
    /// Measure whether our memory grows within 500,000 training steps
    #[arg(long, conflicts_with_all = ["workloads", "torch", "growth", "objectives", "profiles", "json", "rounds", "budget"])]
    heap: bool,
    /// Write all measurements into this file
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    #[command(flatten)]
    pub published: tables::Published,
}

/// The program that computes in the browser.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Cpu,
    Webgpu,
    TfjsCpu,
    TfjsWasm,
    TfjsWebgpu,
}

impl Engine {
    const ALL: [Self; 5] = [Self::Cpu, Self::TfjsCpu, Self::TfjsWasm, Self::Webgpu, Self::TfjsWebgpu];

    /// The name in the plan.
    fn id(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Webgpu => "webgpu",
            Self::TfjsCpu => "tfjs-cpu",
            Self::TfjsWasm => "tfjs-wasm",
            Self::TfjsWebgpu => "tfjs-webgpu",
        }
    }

    fn is_tfjs(self) -> bool {
        matches!(self, Self::TfjsCpu | Self::TfjsWasm | Self::TfjsWebgpu)
    }
}

impl Args {
    fn mode(&self) -> &'static str {
        match (self.growth, self.objectives, self.heap) {
            (true, ..) => "growth",
            (_, true, _) => "objectives",
            (.., true) => "heap",
            _ => "compare",
        }
    }

    fn engines(&self) -> Vec<Engine> {
        let alone = self.growth || self.objectives || self.heap;
        self.engines.clone().unwrap_or_else(|| if alone { vec![Engine::Cpu] } else { Engine::ALL.to_vec() })
    }
}

pub fn run(project: &Project, args: &Args) -> Result<()> {
    if args.profiles {
        return native::compare(project, &args.workloads, args.rounds, args.budget);
    }
    let engines = args.engines();
    // Missing tools are reported before a build of several minutes.
    let browser = Browser::provide()?;
    let python = args.torch.then(python).transpose()?;
    let tfjs = project.target.join("tfjs");
    if engines.iter().any(|engine| engine.is_tfjs()) {
        install_tfjs(project, &tfjs)?;
    }
    let site = match &args.site {
        Some(folder) => absolute(folder)?,
        None => site::build(project, &SiteTools::provide(project)?, Mode::dev_if(args.dev))?,
    };
    let native = args.torch.then(|| native::build(project, native::Build::Parts)).transpose()?;
    let mut names: Vec<_> = engines.iter().map(|engine| engine.id()).collect();
    if args.torch {
        names.extend(["native", "torch"]);
    }
    let plan = json!({
        "mode": args.mode(),
        "rounds": args.rounds,
        "budget_ms": args.budget,
        "engines": names,
        "workloads": args.workloads,
        "hardware": args.hardware,
        "site": site,
        "tfjs": tfjs,
        "native": native,
        "python": python,
        "json": args.json.as_deref().map(absolute).transpose()?,
    });
    drive(project, &browser, &plan)
}

/// Runs the driver, built with the profile of the tests: it computes nothing itself and shares their dependencies.
fn drive(project: &Project, browser: &Browser, plan: &Value) -> Result<()> {
    let path = project.target.join("bench-plan.json");
    fs::write(&path, plan.to_string()).map_err(Error::io(&path))?;
    run_command(
        project
            .cargo(["bench", "--profile", "dev", "-p", "scorefield", "--bench", "browser", "--features", "e2e"])
            .env("SCOREFIELD_BENCH_PLAN", &path)
            .env("SCOREFIELD_CHROMIUM", &browser.chromium)
            .env("SCOREFIELD_CHROMEDRIVER", &browser.chromedriver),
    )
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(Error::io(path))
}

/// Installs exactly the packages of `benches/tfjs/package-lock.json` with npm, unless that is done.
fn install_tfjs(project: &Project, folder: &Path) -> Result<()> {
    let (source, lock) = (project.root.join("benches").join("tfjs"), "package-lock.json");
    let wanted = source.join(lock);
    let wanted = fs::read(&wanted).map_err(Error::io(&wanted))?;
    // npm writes its own list into the folder when all packages are installed.
    let complete = folder.join("node_modules").join(".package-lock.json").is_file();
    if complete && fs::read(folder.join(lock)).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if ask(Command::new(npm).arg("--version")).is_none() {
        return Err(Error::missing("npm", NPM_REMEDY));
    }
    fs::create_dir_all(folder).map_err(Error::io(folder))?;
    for file in ["package.json", lock] {
        let copy = folder.join(file);
        fs::copy(source.join(file), &copy).map_err(Error::io(&copy))?;
    }
    let mut install = project.command(npm);
    install.args(["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    run_command(&mut install)
}

const NPM_REMEDY: &str = "install Node.js with npm (Debian: apt-get install npm; Fedora: dnf install nodejs-npm; Arch: \
    pacman -S npm; macOS: brew install node), or measure ours alone with --engines cpu,webgpu";

/// The Python of `$PYTHON`, or `python3`; it must have PyTorch.
fn python() -> Result<PathBuf> {
    let named = env::var_os("PYTHON").filter(|name| !name.is_empty());
    let python = PathBuf::from(named.unwrap_or_else(|| "python3".into()));
    if ask(Command::new(&python).args(["-c", "import torch"])).is_some() {
        return Ok(python);
    }
    let what = format!("PyTorch for {}", python.display());
    Err(Error::missing(what, "install torch there (pip install torch), or name a Python that has it in PYTHON"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        args: Args,
    }

    fn parse(line: &str) -> Option<Args> {
        Cli::try_parse_from(line.split_whitespace()).ok().map(|cli| cli.args)
    }

    #[test]
    fn ours_alone_grows() {
        let ids = |args: Args| args.engines().into_iter().map(Engine::id).collect::<Vec<_>>();
        let plain = parse("bench").expect("no argument is needed");
        assert_eq!(plain.mode(), "compare");
        assert_eq!(ids(plain).len(), Engine::ALL.len());
        let growth = parse("bench --growth").expect("a mode");
        assert_eq!(growth.mode(), "growth");
        assert_eq!(ids(growth), ["cpu"]);
        let chosen = parse("bench --heap --engines webgpu,tfjs-wasm").expect("names of engines");
        assert_eq!(ids(chosen), ["webgpu", "tfjs-wasm"]);
    }

    #[test]
    fn what_makes_no_sense_together_is_refused() {
        for line in [
            "bench --presets tong",
            "bench --growth --heap",
            "bench --dev --site dist",
            "bench --rounds 0",
            "bench --engines gpu",
        ] {
            assert!(parse(line).is_none(), "{line}");
        }
    }

    /// The lock file names no registry, so that each installation can choose one.
    #[test]
    fn the_lock_names_exact_versions_and_no_registry() {
        let project = Project::locate().expect("the checkout is found");
        let read = |file: &str| {
            let path = project.root.join("benches/tfjs").join(file);
            let text = fs::read_to_string(path).expect("the file is committed");
            serde_json::from_str::<Value>(&text).expect("it is JSON")
        };
        let (package, lock) = (read("package.json"), read("package-lock.json"));
        let wanted = package["dependencies"].as_object().expect("some packages");
        for (name, version) in wanted {
            assert_eq!(&lock["packages"][format!("node_modules/{name}")]["version"], version, "{name}");
        }
        for (name, entry) in lock["packages"].as_object().expect("some packages") {
            assert!(entry["resolved"].is_null(), "{name} is tied to a host");
        }
    }
}
