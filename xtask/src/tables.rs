//! `cargo xtask bench --tables`: runs published experiments natively, and prints their figures beside the published ones.
//!
//! The command line does one run for each preset and seed; this module averages and prints the figures.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{run as run_command, run_for_output};
use crate::error::{Error, Result};
use crate::project::Project;

#[derive(clap::Args)]
pub struct Published {
    /// Run published experiments and print their figures beside the published ones
    #[arg(long)]
    pub tables: bool,
    /// Presets, as beginnings of their ids separated by commas [default: all]
    #[arg(long, value_name = "IDS", value_delimiter = ',', requires = "tables")]
    presets: Vec<String>,
    /// The number of seeds for each preset, from 0 on
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..), requires = "tables")]
    seeds: u64,
    /// Training steps instead of those of the preset
    #[arg(long, requires = "tables")]
    steps: Option<u64>,
    /// Points to sample instead of as many as the preset
    #[arg(long, requires = "tables")]
    samples: Option<usize>,
    /// Keep the results of every run in this folder, and use those that are already there
    #[arg(long, value_name = "DIR", requires = "tables")]
    keep: Option<PathBuf>,
}

/// One figure of one preset over all seeds.
struct Line {
    preset: String,
    figure: String,
    values: Vec<f64>,
    published: Option<f64>,
    floor: Option<f64>,
}

pub fn run(project: &Project, args: &Published) -> Result<()> {
    let program = build(project)?;
    let presets = run_for_output(std::process::Command::new(&program).args(["list", "presets"]))?;
    let folder = args.keep.clone().unwrap_or_else(|| project.target.join("tables"));
    if args.keep.is_none() && folder.exists() {
        fs::remove_dir_all(&folder).map_err(Error::io(&folder))?;
    }
    println!("{:28} {:6} {:>9} {:>9} {:>10} {:>7}", "preset", "figure", "mean", "sd", "published", "floor");
    for preset in presets.lines().filter(|id| args.wants(id)) {
        let mut lines: BTreeMap<usize, Line> = BTreeMap::new();
        for seed in 0..args.seeds {
            let out = folder.join(preset).join(seed.to_string());
            if !out.join("metrics.json").exists() {
                train(&program, preset, seed, args, &out)?;
            }
            collect(preset, &out, &mut lines)?;
        }
        lines.values().for_each(Line::print);
    }
    Ok(())
}

impl Published {
    fn wants(&self, id: &str) -> bool {
        self.presets.is_empty() || self.presets.iter().any(|beginning| id.starts_with(beginning.as_str()))
    }
}

fn train(program: &Path, preset: &str, seed: u64, args: &Published, out: &Path) -> Result<()> {
    let mut command = std::process::Command::new(program);
    command.arg("run").arg(format!("preset:{preset}")).args(["--seed", &seed.to_string()]).arg("--out").arg(out);
    for (name, value) in [("--steps", args.steps), ("--samples", args.samples.map(|n| n as u64))] {
        if let Some(value) = value {
            command.args([name, &value.to_string()]);
        }
    }
    run_command(&mut command)
}

/// Adds the figures of a run to the lines of its preset.
fn collect(preset: &str, out: &Path, lines: &mut BTreeMap<usize, Line>) -> Result<()> {
    let path = out.join("metrics.json");
    let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
    let metrics: Value = serde_json::from_str(&text).unwrap_or_default();
    for (index, figure) in metrics["figures"].as_array().into_iter().flatten().enumerate() {
        let line = lines.entry(index).or_insert_with(|| Line {
            preset: preset.to_owned(),
            figure: figure["name"].as_str().unwrap_or_default().to_owned(),
            values: Vec::new(),
            published: figure["published"].as_f64(),
            floor: figure["floor"].as_f64(),
        });
        // A run that diverged has no figure, and must not improve the mean.
        line.values.push(figure["value"].as_f64().unwrap_or(f64::NAN));
    }
    Ok(())
}

impl Line {
    fn print(&self) {
        let Self { preset, figure, values, .. } = self;
        let (mean, sd) = mean_and_deviation(values);
        let [published, floor] = [self.published, self.floor].map(|x| x.map_or(String::new(), |x| format!("{x:.3}")));
        println!("{preset:28} {figure:6} {mean:9.4} {sd:9.4} {published:>10} {floor:>7}");
    }
}

/// The mean and the standard deviation over seeds; NaN for a single seed.
fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, if values.len() > 1 { (square / (n - 1.0)).sqrt() } else { f64::NAN })
}

/// Builds the command line, optimised as the release except for link-time optimisation, and returns its path.
fn build(project: &Project) -> Result<PathBuf> {
    let mut build =
        project.cargo(["build", "--release", "-p", "scorefield", "--bin", "scorefield", "--features", "cli"]);
    run_command(build.env("CARGO_PROFILE_RELEASE_LTO", "off"))?;
    Ok(project.target.join("release").join(format!("scorefield{}", std::env::consts::EXE_SUFFIX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviations_are_those_of_a_sample() {
        assert_eq!(mean_and_deviation(&[1.0, 2.0, 3.0]), (2.0, 1.0));
        let (mean, sd) = mean_and_deviation(&[4.0]);
        assert!(mean == 4.0 && sd.is_nan());
        assert!(mean_and_deviation(&[1.0, f64::NAN]).0.is_nan(), "a run that diverged is not left out");
    }
}
