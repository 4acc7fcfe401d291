//! Tests of files of runs: read as they were written, and refused by name.

use super::*;
use crate::protocol::{Change, decode};

/// A run of the experiment of `link` at step 7.
fn example(link: &str) -> RunFile {
    let experiment = decode(link).unwrap();
    let parameters = nn::count(&experiment.task.sizes());
    let buffer = |seed| nn::init(&experiment.task.sizes(), seed);
    let buffers = vec![buffer(1), vec![0.5; parameters], vec![1e-30; parameters], buffer(2)];
    let mut losses = LossCurve::default();
    (1..=7).for_each(|step| losses.push(step, 1.0 / step as f64));
    RunFile { experiment, checkpoint: Checkpoint { step: 7, ..Checkpoint::default() }, buffers, losses }
}

fn read(bytes: &[u8], task: &Task) -> RunFile {
    match RunFile::open(bytes, task).unwrap() {
        Opened::Run(run) => *run,
        Opened::Weights(_) => panic!("these are weights alone"),
    }
}

#[test]
fn a_run_is_read_as_it_was_written() {
    for link in ["network.width=8", "objective=planar-cnf", "objective=planar-flow", "task=imitate"] {
        let run = example(link);
        let bytes = run.to_bytes().unwrap();
        let again = read(&bytes, &Task::default());
        assert_eq!(again.experiment, run.experiment, "{link}");
        assert_eq!(again.checkpoint, run.checkpoint);
        assert_eq!(again.buffers, run.buffers);
        assert_eq!(again.losses.buckets(), run.losses.buckets());
        assert_eq!(again.to_bytes().unwrap(), bytes, "{link}: equal runs are equal files");
        assert_eq!(RunFile::weights(&bytes, &run.experiment.task).unwrap(), run.buffers[3], "{link}");
    }
}

#[test]
fn a_brief_file_has_the_averaged_weights_alone() {
    let run = example("network.width=8");
    let [brief, whole] = [run.to_brief_bytes().unwrap(), run.to_bytes().unwrap()];
    let again = read(&brief, &Task::default());
    assert_eq!((again.experiment, again.checkpoint), (run.experiment, run.checkpoint));
    let none = vec![0.0; run.buffers[3].len()];
    assert_eq!(again.buffers, [run.buffers[3].clone(), none.clone(), none, run.buffers[3].clone()]);
    assert!(brief.len() + 3 * 4 * run.buffers[3].len() < whole.len() + 100);
}

#[test]
fn learned_times_keep_their_bits_and_their_losses() {
    let mut run = example("network.width=8");
    run.checkpoint.learned = Some(vec![0.1_f64.to_bits(), (-0.0_f64).to_bits()]);
    run.buffers.push(vec![1.5; 32]);
    let again = read(&run.to_bytes().unwrap(), &run.experiment.task);
    assert_eq!((again.checkpoint, again.buffers), (run.checkpoint, run.buffers));
}

#[test]
fn weights_without_a_run_are_for_the_present_network() {
    let RunFile { experiment, buffers, .. } = example("network.width=8");
    let bytes = weights::written(&weights::tensors(&experiment.task, &buffers[3]).unwrap(), None).unwrap();
    assert!(matches!(RunFile::open(&bytes, &experiment.task).unwrap(), Opened::Weights(read) if read == buffers[3]));
    let begun = RunFile::beginning(experiment.task.clone(), buffers[3].clone());
    assert_eq!(read(&begun.to_bytes().unwrap(), &Task::default()).buffers, begun.buffers);
    let other = decode("network.width=16").unwrap().task;
    let error = RunFile::open(&bytes, &other).unwrap_err().to_string();
    assert!(error.starts_with("0.weight: it has the shape [8, 3], not [16, 3]"), "{error}");
}

#[test]
fn what_is_no_run_is_refused_by_name() {
    let run = example("network.width=8");
    let refused = |change: &dyn Fn(&mut RunFile)| {
        let mut run = run.clone();
        change(&mut run);
        RunFile::open(&run.to_bytes().unwrap(), &run.experiment.task).unwrap_err().to_string()
    };
    let said = refused(&|run| run.buffers[0][3] = f32::NAN);
    assert_eq!(said, "run.weights: it has numbers that are not finite");
    let said = refused(&|run| run.buffers[1].push(0.0));
    assert_eq!(said, "run.first_moment: it has the shape [195], not [194]");
    assert_eq!(refused(&|run| run.checkpoint.changes = 1), "state: it is after change 1, but the experiment has 0");
    assert_eq!(refused(&|run| run.checkpoint.step = 6), "state: there are losses after step 6");
    let said = refused(&|run| {
        run.experiment.changes = vec![Change { step: 9, set: [("seed".to_owned(), "3".to_owned())].into() }];
        run.checkpoint.changes = 1;
    });
    assert!(said.contains("step 9") || said.contains("seed"), "{said}");
    let said = refused(&|run| run.checkpoint.learned = Some(vec![1]));
    assert_eq!(said, "run.unseen: the tensor is missing");
    let said = refused(&|run| run.checkpoint.learned = Some(vec![f64::NAN.to_bits()]));
    assert_eq!(said, "state: the learned times and weighting are not finite");
    let error = RunFile::open(b"no tensors at all", &run.experiment.task).unwrap_err().to_string();
    assert!(error.starts_with("file: it is no safetensors file"), "{error}");
}

#[test]
fn every_shorter_file_is_refused() {
    let run = example("network.width=8&network.depth=1");
    let bytes = run.to_bytes().unwrap();
    for length in (0..bytes.len()).step_by(7) {
        assert!(RunFile::open(&bytes[..length], &run.experiment.task).is_err(), "{length} bytes");
    }
}
