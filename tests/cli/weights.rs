//! Weights that a run leaves behind, and those that it starts from.

use super::*;

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
    assert_eq!(tensors(&weights), tensors(&again.join("weights.safetensors")));
}

/// The averaged weights in the file at `path`, by name.
fn tensors(path: &Path) -> Vec<(String, Vec<u8>)> {
    let bytes = std::fs::read(path).unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let mut found: Vec<_> = file.tensors().into_iter().map(|(name, tensor)| (name, tensor.data().to_vec())).collect();
    found.retain(|(name, _)| !name.starts_with("run."));
    found.sort();
    found
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
        ("network.width=16", &weights, "0.weight: it has the shape [8, 3], not [16, 3]"),
        ("network.width=8&network.depth=2", &weights, "this network has no tensor «6."),
        ("network.width=8&network.depth=4", &weights, "6.weight: it has the shape [2, 8], not [8, 8]"),
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
