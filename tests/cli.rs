//! Tests of the command line as a user runs it.
#![allow(clippy::unwrap_used)] // A test that cannot be set up should stop.

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
fn shows_what_a_link_a_file_and_standard_input_mean() {
    let from_link = scorefield(&["show", "https://example.org/scorefield/#data=moons&objective=ddpm"]);
    let from_hash = scorefield(&["show", "data=moons&objective=ddpm"]);
    assert!(from_link.status.success());
    assert_eq!(from_link.stdout, from_hash.stdout);
    let preset = scorefield(&["show", "preset:tong-ot-cfm-moons"]);
    assert!(preset.status.success());
    assert_eq!(preset.stdout, scorefield(&["show", "preset=tong-ot-cfm-moons"]).stdout);
    let path = folder("show").with_extension("json");
    std::fs::write(&path, &from_link.stdout).unwrap();
    assert_eq!(scorefield(&["show", path.to_str().unwrap()]).stdout, from_link.stdout);
    let mut child = Command::new(env!("CARGO_BIN_EXE_scorefield"))
        .args(["show", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&from_link.stdout).unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, from_link.stdout);
}

#[test]
fn an_address_and_an_escaped_link_mean_what_they_do_in_the_page() {
    let shown = |argument: &str| {
        let result = scorefield(&["show", argument]);
        assert!(result.status.success(), "{argument}: {}", text(&result.stderr));
        result.stdout
    };
    for address in [
        "https://example.org/scorefield/",
        "https://example.org/scorefield/#",
        "https://example.org/?engine=cpu",
        "https://example.org/#lesson=playground",
    ] {
        assert_eq!(shown(address), shown(""), "{address}");
    }
    for link in [
        "https://example.org/#data%3Dmoons%26data.noise%3D0.2",
        "data%3Dmoons&data.noise=0.2",
        "https://example.org/#lesson=flow&step=3&data=moons&data.noise=0.2",
    ] {
        assert_eq!(shown(link), shown("data=moons&data.noise=0.2"), "{link}");
    }
    let refused = scorefield(&["show", "https://example.org/#lesson=flow&step=2"]);
    assert!(text(&refused.stderr).starts_with("scorefield: lesson: "), "{}", text(&refused.stderr));
}

#[test]
fn an_experiment_is_read_in_every_unicode_form() {
    let json = r#"{"v": 2, "data": {"id": "moons", "noise": 0.2}}"#;
    let path = folder("unicode").with_extension("json");
    let utf16: Vec<u8> = json.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [[b"\xEF\xBB\xBF", json.as_bytes()].concat(), [b"\xFF\xFE", &utf16[..]].concat(), utf16.clone()] {
        std::fs::write(&path, bytes).unwrap();
        let shown = scorefield(&["show", path.to_str().unwrap()]);
        assert_eq!(text(&shown.stdout), text(&scorefield(&["show", "v=2&data=moons&data.noise=0.2"]).stdout));
    }
}

#[test]
fn a_table_is_the_data_and_what_was_read_is_said() {
    let path = folder("table").with_extension("csv");
    let data = path.to_str().unwrap();
    let utf16: Vec<u8> = "\u{feff}x\ty\r\n0,5\t-1\r\n2\t3,25\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, said) in [
        (
            &b"x,y\n0.5,-1\n2,3.25\n"[..],
            "2 points, 2 columns between commas, columns chosen by the names in the header.",
        ),
        (
            "\u{feff}Höhe;Breite;Art\n0,5;−1;a\n2;3,25;b\n".as_bytes(),
            "2 points, 3 columns between semicolons, decimal commas, header skipped, third column read as labels, which are \
             not used.",
        ),
        (&utf16, "2 points, 2 columns between tabs, decimal commas, columns chosen by the names in the header."),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let shown = scorefield(&["show", "data=points&data.std=0.2&seed=4", "--data", data]);
        assert_eq!(text(&shown.stderr), format!("scorefield: {data}: {said}\n"));
        let link = "data=points&data.std=0.2&data.points=0.5,-1;2,3.25&seed=4";
        assert_eq!(text(&shown.stdout), text(&scorefield(&["show", link]).stdout));
    }
    let out = folder("run-table");
    let arguments =
        ["run", "network.width=8", "--data", data, "--steps", "3", "--samples", "1e1", "--nll", "0", "--out"];
    let result = scorefield(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert!(result.status.success(), "{}", text(&result.stderr));
    assert!(std::fs::read_to_string(out.join("experiment.json")).unwrap().contains("\"points\": \"0.5,-1;2,3.25\""));
}

#[test]
fn a_table_or_a_file_that_cannot_be_read_is_named_with_its_line_and_not_printed() {
    let path = folder("wrong").with_extension("csv");
    let file = path.to_str().unwrap();
    let long = "x".repeat(100_000);
    let refused = |arguments: &[&str], bytes: &[u8], why: &str| {
        std::fs::write(&path, bytes).unwrap();
        let result = scorefield(arguments);
        let message = text(&result.stderr);
        assert_eq!((result.status.code(), result.stdout.len()), (Some(2), 0), "{message}");
        assert!(message.contains(why), "{why}: {message}");
        assert!(message.chars().count() < 700 && message.lines().count() == 1, "{message}");
    };
    let table = ["show", "", "--data", file];
    refused(&table, format!("x,y\n1,2\n\n3,{long}").as_bytes(), "line 4 has «xxx");
    refused(&table, b"1,2\n3,\xE4", "line 2 is neither UTF-8 nor UTF-16");
    refused(&table, b"", "there are no points");
    refused(&table, long.as_bytes(), "must be 2 numbers: x, y");
    refused(&table, " ".repeat(10 << 20).as_bytes(), "10485760 bytes");
    refused(&["show", "task=imitate", "--data", file], b"1,2", "the task imitate has no data set");
    refused(&["show", "", "--data", "no-such-table.csv"], b"", "data: «no-such-table.csv»");
    refused(&["show", file], b"1,2", "give it as --data");
    refused(&["show", "", "--data", "x=1"], b"", "data: «x=1»");
    let path = path.with_extension("json");
    let file = path.to_str().unwrap();
    for (json, why) in [
        (format!("\n\n{{\"v\": 2,\n\"data\": \"{long}\"}}"), "at line 4"),
        (format!("{{\"v\": 2,\n \"{long}\": 1}}"), "at line 2"),
        (format!("{{\"v\": 2,\n {long}}}"), "at line 2"),
        (format!("[\"{long}\"]"), "line 1"),
        (long.clone(), "link: «xxx"),
    ] {
        std::fs::write(&path, json).unwrap();
        let result = scorefield(&["show", file]);
        let message = text(&result.stderr);
        assert!(message.contains(why) && message.chars().count() < 1200, "{why}: {message}");
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
fn a_diverged_run_keeps_its_losses_and_its_last_finite_weights() {
    let out = folder("run-diverged");
    let run = |steps: &str, weights: Option<&Path>, out: &Path| {
        let link = "network.width=8&training.batch=1";
        let mut arguments = vec!["run", link, "--steps", steps, "--samples", "10", "--nll", "0"];
        arguments.extend(["--out", out.to_str().unwrap()]);
        arguments.extend(weights.into_iter().flat_map(|path| ["--weights", path.to_str().unwrap()]));
        scorefield(&arguments)
    };
    // Predictions so large that the squares of some of them are not finite.
    let begun = folder("run-before-divergence");
    assert!(run("0", None, &begun).status.success());
    let large = begun.join("large.safetensors");
    std::fs::write(&large, enlarged(&begun.join("weights.safetensors"), 8e19)).unwrap();
    let result = run("300", Some(&large), &out);
    let said = text(&result.stderr);
    assert_eq!(result.status.code(), Some(1), "{said}");
    let metrics = std::fs::read_to_string(out.join("metrics.json")).unwrap();
    let metrics: serde_json::Value = serde_json::from_str(&metrics).unwrap();
    let (step, kept) = (metrics["diverged_at"].as_u64().unwrap(), metrics["steps"].as_u64().unwrap());
    assert!(said.contains(&format!("training diverged at step {step}:")), "{said}");
    assert!(said.contains(&format!("the weights of step {kept};")) && said.lines().count() == 1, "{said}");
    let losses = std::fs::read_to_string(out.join("loss.csv")).unwrap();
    let losses: Vec<_> = losses.lines().skip(1).map(|line| line.split_once(',').unwrap()).collect();
    let steps: Vec<u64> = losses.iter().map(|(step, _)| step.parse().unwrap()).collect();
    assert_eq!(steps, (1..step).collect::<Vec<_>>());
    assert!(losses.iter().all(|(_, loss)| loss.parse::<f64>().unwrap().is_finite()));
    assert!(step > 2, "no loss was finite: {said}");
    assert_eq!(kept, step - 2, "the last weights with a finite loss");
    assert!(out.join("experiment.json").exists() && !out.join("samples.csv").exists());
    // The weights are finite: a run starts from them.
    let again = folder("run-after-divergence");
    let weights = out.join("weights.safetensors");
    let result = run("0", Some(&weights), &again);
    assert!(result.status.success(), "{}", text(&result.stderr));
    assert_eq!(std::fs::read(&weights).unwrap(), std::fs::read(again.join("weights.safetensors")).unwrap());
}

/// The file of weights at `path` with the last matrix multiplied by `factor`.
fn enlarged(path: &Path, factor: f32) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let scaled = |name: &str, data: &[u8]| -> Vec<u8> {
        let factor = if name == "6.weight" { factor } else { 1.0 };
        data.as_chunks::<4>().0.iter().flat_map(|x| (factor * f32::from_le_bytes(*x)).to_le_bytes()).collect()
    };
    let parts: Vec<_> = file
        .tensors()
        .into_iter()
        .map(|(name, tensor)| (scaled(&name, tensor.data()), name, tensor.shape().to_vec()))
        .collect();
    let views = parts.iter().map(|(data, name, shape)| {
        (name, safetensors::tensor::TensorView::new(safetensors::Dtype::F32, shape.clone(), data).unwrap())
    });
    safetensors::serialize(views, None).unwrap()
}

#[test]
fn weights_that_do_not_fit_are_refused_by_file_and_tensor() {
    let out = folder("run-weights");
    let arguments = ["run", "network.width=8", "--steps", "5", "--nll", "0", "--samples", "10", "--out"];
    assert!(scorefield(&[&arguments[..], &[out.to_str().unwrap()]].concat()).status.success());
    let weights = out.join("weights.safetensors");
    let broken = out.join("broken.safetensors");
    std::fs::write(&broken, "no tensors at all").unwrap();
    let fresh = folder("run-weights-refused");
    for (link, file, why) in [
        ("network.width=16", &weights, "0.weight has the shape [8, 3], not [16, 3]"),
        ("network.width=8&network.depth=2", &weights, "this network has no tensor «6."),
        ("network.width=8&network.depth=4", &weights, "6.weight has the shape [2, 8], not [8, 8]"),
        ("network.width=8", &broken, "it is no safetensors file"),
        ("network.width=8", &out.join("absent"), "absent"),
    ] {
        let arguments = ["run", link, "--weights", file.to_str().unwrap(), "--out", fresh.to_str().unwrap()];
        let result = scorefield(&arguments);
        let said = text(&result.stderr);
        assert_eq!(result.status.code(), Some(2), "{link}: {said}");
        assert!(said.starts_with("scorefield: weights: ") && said.contains(why), "{link}: {said}");
    }
    assert!(!fresh.exists(), "a refused run left something behind");
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
fn an_empty_file_is_no_experiment() {
    let path = folder("empty").with_extension("json");
    for content in ["", " \n", "\u{feff}"] {
        std::fs::write(&path, content).unwrap();
        let shown = scorefield(&["show", path.to_str().unwrap()]);
        assert_eq!((shown.status.code(), shown.stdout.len()), (Some(2), 0), "{content:?}");
        assert!(text(&shown.stderr).contains("is empty"), "{}", text(&shown.stderr));
    }
    let shown = scorefield(&["show", "-"]);
    assert_eq!((shown.status.code(), shown.stdout.len()), (Some(2), 0), "standard input");
    // An empty argument is the default experiment; an empty file is not.
    assert!(scorefield(&["show", ""]).status.success());
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
