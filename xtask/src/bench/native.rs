//! Our engine as a native program: compares `benches/engine.rs` built with two profiles of cargo.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::command::run_for_output;
use crate::error::{Error, Result};
use crate::project::Project;

/// The way in which the program is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// With optimisation of the whole program, as in a release.
    Whole,
    /// In parts, without optimisation across them, as in a quick build.
    Parts,
}

impl Build {
    const BOTH: [Self; 2] = [Self::Whole, Self::Parts];

    fn label(self) -> &'static str {
        match self {
            Self::Whole => "lto = fat, codegen-units = 1",
            Self::Parts => "lto = off, codegen-units = 16",
        }
    }

    fn settings(self) -> [(&'static str, &'static str); 2] {
        match self {
            Self::Whole => [("CARGO_PROFILE_BENCH_LTO", "fat"), ("CARGO_PROFILE_BENCH_CODEGEN_UNITS", "1")],
            Self::Parts => [("CARGO_PROFILE_BENCH_LTO", "off"), ("CARGO_PROFILE_BENCH_CODEGEN_UNITS", "16")],
        }
    }
}

/// Builds the program and returns its path.
pub fn build(project: &Project, build: Build) -> Result<PathBuf> {
    let mut cargo = project.cargo(["bench", "-p", "scorefield", "--bench", "engine", "--features", "cli"]);
    cargo.args(["--no-run", "--message-format", "json-render-diagnostics"]).envs(build.settings());
    let messages = run_for_output(cargo.stderr(Stdio::inherit()))?;
    let program = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
        let is_it = message["target"]["name"] == "engine" && message["target"]["kind"][0] == "bench";
        message["executable"].as_str().filter(|_| is_it).map(PathBuf::from)
    });
    program.ok_or_else(|| Error::missing("the program of benches/engine.rs", "run `cargo clean` and try again"))
}

/// Measures `workloads` under both builds in turn, `rounds` times, and prints the medians and their ratio.
pub fn compare(project: &Project, workloads: &[String], rounds: u32, budget: u32) -> Result<()> {
    let mut programs = Vec::new();
    for kind in Build::BOTH {
        programs.push((kind, build(project, kind)?));
    }
    println!("{:<26} {:>30} {:>30} {:>7}", "median of ms", Build::Whole.label(), Build::Parts.label(), "ratio");
    for workload in workloads.iter().filter(|label| *label != "peak") {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..rounds {
            for (times, (_, program)) in times.iter_mut().zip(&programs) {
                times.push(measure(program, workload, budget)?);
            }
        }
        let [whole, parts] = times.map(median);
        println!("{workload:<26} {whole:>30.3} {parts:>30.3} {:>7.2}", parts / whole);
    }
    Ok(())
}

fn measure(program: &Path, workload: &str, budget: u32) -> Result<f64> {
    let mut run = Command::new(program);
    let report = run_for_output(run.args(["--workload", workload, "--budget", &budget.to_string()]))?;
    let report: Value = serde_json::from_str(&report).unwrap_or_default();
    report["results"][0]["median_ms"]
        .as_f64()
        .ok_or_else(|| Error::missing(format!("a time for {workload}"), "see above"))
}

/// The median; of an even number, the upper of the two middle values.
fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
