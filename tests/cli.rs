//! Tests of the command line as a user runs it.
#![allow(clippy::unwrap_used)] // A test that cannot be set up should stop.

#[path = "cli/input.rs"]
mod input;
#[path = "cli/weights.rs"]
mod weights;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn scorefield(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorefield")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The path of a folder for one test, which does not exist when the test starts.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        std::fs::remove_dir_all(&path).unwrap();
    }
    path
}

#[test]
fn lists_every_kind_and_its_ids() {
    let kinds = scorefield(&["list"]);
    assert!(kinds.status.success());
    for kind in text(&kinds.stdout).lines() {
        let ids = scorefield(&["list", kind]);
        assert!(ids.status.success() && !ids.stdout.is_empty(), "{kind}");
    }
    let count = |kind: &str| text(&scorefield(&["list", kind]).stdout).lines().count();
    assert!(text(&scorefield(&["list", "samplers"]).stdout).starts_with("euler\nheun\n"));
    for (kind, least) in
        [("datasets", 20), ("schedules", 10), ("parametrizations", 6), ("weightings", 13), ("samplers", 14)]
    {
        assert!(count(kind) >= least, "{kind}: {}", count(kind));
    }
}

#[test]
fn runs_an_experiment_and_repeats_it_exactly() {
    let run = |name: &str| {
        let out = folder(name);
        let arguments = [
            "run",
            "data=moons&network.width=16",
            "--steps",
            "120",
            "--samples",
            "200",
            "--nll",
            "300",
            "--seed",
            "3",
            "--gradient-noise",
            "4",
        ];
        let result = scorefield(&[&arguments[..], &["--out", out.to_str().unwrap()]].concat());
        assert!(result.status.success(), "{}", text(&result.stderr));
        out
    };
    let (first, second) = (run("run-1"), run("run-2"));
    let read = |file: &str| std::fs::read_to_string(first.join(file)).unwrap();
    for file in [
        "experiment.json",
        "loss.csv",
        "loss_by_level.csv",
        "samples.csv",
        "errors.csv",
        "shift.csv",
        "weights.safetensors",
        "density.csv",
    ] {
        assert_eq!(std::fs::read(first.join(file)).unwrap(), std::fs::read(second.join(file)).unwrap(), "{file}");
    }
    assert!(read("experiment.json").contains("\"seed\": 3"));
    let losses: Vec<_> = read("loss.csv").lines().map(str::to_owned).collect();
    assert_eq!((losses.len(), losses[0].as_str()), (121, "step,loss"));
    assert!(losses[1].starts_with("1,") && losses[120].starts_with("120,"));
    assert_eq!(read("samples.csv").lines().count(), 201);
    assert_eq!(read("density.csv").lines().count(), 80 * 80 + 1);
    let metrics: serde_json::Value = serde_json::from_str(&read("metrics.json")).unwrap();
    for key in ["sliced_w2", "sliced_w2_floor", "loss", "ms_per_step", "nll_std_error"] {
        assert!(metrics[key].is_f64(), "{key} in {metrics}");
    }
    for key in ["evidence_bound", "gradient_noise"] {
        assert!(metrics[key].is_object(), "{key} in {metrics}");
    }
    let levels = read("loss_by_level.csv");
    assert_eq!((levels.lines().count(), levels.lines().next().unwrap().split(',').count()), (51, 9));
    let figure = |key: &str| metrics[key].as_f64().unwrap();
    assert!(figure("nll") > figure("nll_floor") && figure("nll_evaluations") > 50.0, "{metrics}");
    assert!((figure("density_integral") - 1.0).abs() < 0.05, "{metrics}");
    let weights = std::fs::read(first.join("weights.safetensors")).unwrap();
    let weights = safetensors::SafeTensors::deserialize(&weights).unwrap();
    assert_eq!(weights.tensor("0.weight").unwrap().shape(), [16, 3]);
    assert_eq!(weights.tensor("6.bias").unwrap().shape(), [2]);
}

#[test]
fn a_fit_of_a_series_writes_its_paths_and_no_samples() {
    let out = folder("run-series");
    let arguments = ["run", "objective=neural-ode&objective.paths=5&network.width=8", "--steps", "3", "--out"];
    let result = scorefield(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert!(result.status.success(), "{}", text(&result.stderr));
    assert!(
        ["samples.csv", "errors.csv", "density.csv", "loss_by_level.csv"].iter().all(|file| !out.join(file).exists())
    );
    let series = std::fs::read_to_string(out.join("series.csv")).unwrap();
    let count = |kind: &str| series.lines().filter(|line| line.starts_with(kind)).count();
    // Twelve observations after the start, one step of four stages to each, forwards and backwards.
    assert_eq!(["observed", "state", "evaluated", "adjoint"].map(count), [13, 13, 48, 24].map(|times| 5 * times));
    let metrics = std::fs::read_to_string(out.join("metrics.json")).unwrap();
    let metrics: serde_json::Value = serde_json::from_str(&metrics).unwrap();
    assert_eq!(metrics["series"]["by_backpropagation"]["evaluations"], 96, "{metrics}");
    assert!(metrics["series"]["disagreement"].is_f64() && metrics["sliced_w2"].is_null(), "{metrics}");
}

#[test]
fn a_policy_is_rolled_out_and_has_no_samples() {
    for policy in ["mean-square", "diffusion"] {
        let out = folder(&format!("run-{policy}"));
        let link = format!("task=imitate&policy={policy}&sampling.steps=3&network.width=8");
        let arguments = ["run", &link, "--steps", "3", "--samples", "20", "--out"];
        let result = scorefield(&[&arguments[..], &[out.to_str().unwrap()]].concat());
        assert!(result.status.success(), "{}", text(&result.stderr));
        let left_out = ["samples.csv", "errors.csv", "density.csv", "series.csv"];
        assert!(left_out.iter().all(|file| !out.join(file).exists()));
        let rollouts = std::fs::read_to_string(out.join("rollouts.csv")).unwrap();
        assert!(rollouts.starts_with("agent,step,x,y,outcome\n0,0,-1.5,") && !rollouts.contains("running"));
        assert_eq!(rollouts.lines().filter(|line| line.split(',').nth(1) == Some("0")).count(), 20);
        let metrics = std::fs::read_to_string(out.join("metrics.json")).unwrap();
        let metrics: serde_json::Value = serde_json::from_str(&metrics).unwrap();
        let found = &metrics["rollouts"];
        assert!(found["policy"]["success"]["std_error"].is_f64() && found["policy"]["agents"] == 20, "{metrics}");
        assert_eq!((&found["expert"]["success"]["value"], &found["way_names"][0]), (&1.0.into(), &"up".into()));
        assert!(metrics["sliced_w2"].is_null(), "{metrics}");
    }
}

#[test]
fn a_density_is_found_only_on_demand() {
    let out = folder("run-without-likelihood");
    let arguments = ["run", "network.width=8", "--steps", "3", "--samples", "10", "--nll", "0", "--out"];
    assert!(scorefield(&[&arguments[..], &[out.to_str().unwrap()]].concat()).status.success());
    let metrics = std::fs::read_to_string(out.join("metrics.json")).unwrap();
    let metrics: serde_json::Value = serde_json::from_str(&metrics).unwrap();
    assert!(metrics["nll"].is_null() && !out.join("density.csv").exists(), "{metrics}");
    // The figures of the page are there with any options.
    let merits = metrics["quality"]["merits"].as_array().unwrap();
    let ids: Vec<_> = merits.iter().filter_map(|merit| merit["id"].as_str()).collect();
    assert_eq!(ids, ["sliced-w2", "energy-distance", "mmd", "w2-exact", "nll", "one-step", "path-energy", "curvature"]);
    assert!(merits.iter().all(|merit| merit["value"].is_number() && merit["floor"]["value"].is_number()), "{metrics}");
}

#[test]
fn bad_input_is_named_in_one_line_and_nothing_is_written_over() {
    let taken = folder("taken");
    std::fs::create_dir_all(&taken).unwrap();
    std::fs::write(taken.join("loss.csv"), "precious").unwrap();
    let taken = taken.to_str().unwrap();
    let fresh = folder("fresh");
    let out = fresh.to_str().unwrap();
    for (arguments, field) in [
        (vec!["list", "colours"], "kind"),
        (vec!["show", "data=mons"], "data"),
        (vec!["show", "preset:nothing"], "preset"),
        (vec!["show", "no-such-file.json"], "experiment"),
        (vec!["show", "training.batch=0"], "training.batch"),
        (vec!["show", "data=drawing"], "data.dabs"),
        (vec!["run", "optimizer.rate=7", "--out", out], "optimizer.rate"),
        (vec!["run", "", "--samples", "0", "--out", out], "samples"),
        (vec!["run", "", "--nll", "1000001", "--out", out], "nll"),
        (vec!["run", "", "--seed", "9007199254740992", "--out", out], "seed"),
        (vec!["run", "", "--gradient-noise", "1", "--out", out], "gradient-noise"),
        (vec!["run", "", "--out", taken], "out"),
    ] {
        let result = scorefield(&arguments);
        let message = text(&result.stderr);
        assert_eq!(result.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.starts_with(&format!("scorefield: {field}: ")), "{arguments:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(result.stdout.is_empty());
    }
    assert!(!fresh.exists(), "a refused run left something behind");
    assert_eq!(std::fs::read_to_string(format!("{taken}/loss.csv")).unwrap(), "precious");
}

#[test]
fn a_network_that_is_told_the_class_has_a_figure_for_each() {
    let out = folder("run-classes");
    let run = |experiment: &str, out: &str| {
        scorefield(&["run", experiment, "--steps", "60", "--samples", "160", "--nll", "50", "--out", out])
    };
    let result = run("condition=class&network.width=16&sampling.class=3", out.to_str().unwrap());
    assert!(result.status.success(), "{}", text(&result.stderr));
    let metrics = std::fs::read_to_string(out.join("metrics.json")).unwrap();
    let metrics: serde_json::Value = serde_json::from_str(&metrics).unwrap();
    let classes = metrics["per_class"].as_array().unwrap();
    assert_eq!(classes.len(), 8);
    for (index, figure) in classes.iter().enumerate() {
        assert_eq!((figure["class"].as_u64(), figure["samples"].as_u64()), (Some(index as u64 + 1), Some(20)));
        assert!(figure["sliced_w2"].as_f64() > Some(0.0) && figure["sliced_w2_floor"].as_f64() > Some(0.0), "{figure}");
    }
    // The density of one class is not that of the data.
    assert!(metrics["nll"].is_f64() && metrics["nll_floor"].is_null(), "{metrics}");
    // Weights of the first layer: point, time, and a column for each class.
    let weights = std::fs::read(out.join("weights.safetensors")).unwrap();
    let weights = safetensors::SafeTensors::deserialize(&weights).unwrap();
    assert_eq!(weights.tensor("0.weight").unwrap().shape(), [16, 11]);
    let refused = run("data=swissroll&condition=class", folder("run-no-classes").to_str().unwrap());
    assert!(
        refused.status.code() == Some(2) && text(&refused.stderr).contains("condition"),
        "{}",
        text(&refused.stderr)
    );
}
