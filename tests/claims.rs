//! The claims of the lessons, with the trainer and the figures of the page.
//!
//! One seed; `cargo xtask claims` takes five or more, and prints every figure.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A claim that cannot be trained is an error.

use pollster::block_on;
use scorefield::{
    engine::{Backend, SampleRun, assess},
    lesson::{
        LESSONS,
        checkpoint::Trained,
        kit::{Claim, Evidence, Lesson},
    },
    protocol::{Experiment, LossCurve, Quality, Task},
    run_file::{Opened, RunFile},
};

/// The number of seeds; `SCOREFIELD_SEEDS` says otherwise.
const SEEDS: u64 = 1;

/// Trains an experiment and takes its results.
fn evidence(backend: &Backend, task: Task, steps: u64) -> Evidence {
    let mut trainer = backend.begin(&task.clone().into()).unwrap();
    (0..steps).for_each(|_| block_on(trainer.step()).unwrap());
    let mut curve = LossCurve::default();
    block_on(trainer.losses()).unwrap().into_iter().for_each(|(step, loss)| curve.push(step, loss));
    let loss = curve.late_mean().unwrap_or(f64::NAN);
    let Some(experiment) = task.generate() else {
        let averaged = block_on(trainer.snapshot()).unwrap().averaged;
        let series = trainer.follow(&averaged, Evidence::PATHS).map(|followed| followed.figures());
        return Evidence { task, loss, samples: Vec::new(), quality: Quality::default(), series };
    };
    let learned = || block_on(trainer.learned()).unwrap();
    let mut run = SampleRun::new(experiment, Evidence::SAMPLES as usize, learned());
    while run.advance() {}
    let samples = block_on(run.last()).unwrap();
    let quality = block_on(assess(experiment, learned())).unwrap();
    Evidence { task, loss, samples, quality, series: None }
}

/// The figure of a claim with one seed.
fn figure(backend: &Backend, lesson: &Lesson, claim: &Claim, seed: u64) -> Option<f64> {
    let with_seed = |name: &str| {
        let mut task = lesson.task(name).unwrap();
        *task.seed_mut() = seed;
        task
    };
    let runs: Vec<Evidence> = claim.runs.iter().map(|run| evidence(backend, with_seed(run.task), run.steps)).collect();
    (claim.figure)(seed, &runs)
}

/// Writes the trained weights of every lesson into the folder `SCOREFIELD_CHECKPOINTS`: `cargo xtask checkpoints`.
#[test]
#[ignore = "it trains every lesson to its rest"]
fn checkpoints_are_written() {
    let folder = setting("SCOREFIELD_CHECKPOINTS").expect("SCOREFIELD_CHECKPOINTS is a folder");
    let only = setting("SCOREFIELD_LESSON");
    let backend = block_on(Backend::cpu()).unwrap();
    for run in trained().filter(|run| only.as_ref().is_none_or(|id| id == run.lesson.id)) {
        let experiment = Experiment::from(run.lesson.task(run.task).unwrap());
        let mut trainer = backend.begin(&experiment).unwrap();
        (0..run.steps).for_each(|_| block_on(trainer.step()).unwrap());
        let mut losses = LossCurve::default();
        block_on(trainer.losses()).unwrap().into_iter().for_each(|(step, loss)| losses.push(step, loss));
        let averaged = block_on(trainer.snapshot()).unwrap().averaged;
        let mut file = RunFile::beginning(experiment.task.clone(), averaged);
        (file.checkpoint.step, file.losses) = (run.steps, losses);
        let bytes = file.to_brief_bytes().unwrap();
        println!("{}: {} steps, {} bytes", run.file(), run.steps, bytes.len());
        std::fs::write(std::path::Path::new(&folder).join(run.file()), bytes).unwrap();
    }
}

/// The runs of all lessons that rest, each once, with its most steps.
fn trained() -> impl Iterator<Item = Trained> {
    let mut found: Vec<Trained> = Vec::new();
    for lesson in &LESSONS {
        for run in lesson.steps.iter().filter_map(|step| Trained::of(lesson, step)) {
            match found.iter_mut().find(|known| known.file() == run.file()) {
                Some(known) => known.steps = known.steps.max(run.steps),
                None => found.push(run),
            }
        }
    }
    found.into_iter()
}

/// Every run that a lesson trains to its rest has a file with its experiment.
#[test]
fn every_run_has_its_checkpoint() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public/checkpoints");
    let mut wanted: std::collections::BTreeSet<String> = trained().map(|run| run.file()).collect();
    for run in trained() {
        let bytes = std::fs::read(folder.join(run.file())).unwrap_or_else(|error| panic!("{}: {error}", run.file()));
        let task = run.lesson.task(run.task).unwrap();
        let Opened::Run(file) = RunFile::open(&bytes, &task).unwrap() else { panic!("{}: weights alone", run.file()) };
        assert_eq!(file.experiment, Experiment::from(task), "{}: run cargo xtask checkpoints", run.file());
        assert_eq!(file.checkpoint.step, run.steps, "{}: run cargo xtask checkpoints", run.file());
        assert!(bytes.len() < 200_000, "{}: {} bytes", run.file(), bytes.len());
    }
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "README.md" || wanted.remove(&name), "{name} belongs to no lesson");
    }
    assert!(wanted.is_empty(), "{wanted:?}");
}

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

#[test]
fn every_claim_comes_true() {
    let seeds = setting("SCOREFIELD_SEEDS").map_or(SEEDS, |text| text.parse().expect("SCOREFIELD_SEEDS is a number"));
    let only = setting("SCOREFIELD_LESSON");
    let backend = block_on(Backend::cpu()).unwrap();
    let mut broken = Vec::new();
    for lesson in LESSONS.iter().filter(|lesson| only.as_ref().is_none_or(|id| id == lesson.id)) {
        for claim in lesson.claims {
            let begun = std::time::Instant::now();
            let figures: Vec<Option<f64>> = (0..seeds).map(|seed| figure(&backend, lesson, claim, seed)).collect();
            let held = figures.iter().filter(|figure| figure.is_some_and(|figure| claim.holds.admits(figure))).count();
            let steps: u64 = claim.runs.iter().map(|run| run.steps).sum();
            println!(
                "{}, {}: {held} of {seeds}, {:?}, {figures:.4?}; {steps} steps, {:.1} s a seed",
                lesson.id,
                claim.id,
                claim.holds,
                begun.elapsed().as_secs_f64() / seeds as f64
            );
            if held as u64 != seeds {
                broken.push(format!("{}, {}: {figures:?}", lesson.id, claim.id));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
