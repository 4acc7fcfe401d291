//! The claims of the lessons, with the trainer and the figures of the page.
//!
//! One seed; `cargo xtask claims` takes five or more, and prints every figure.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A claim that cannot be trained is an error.

use pollster::block_on;
use scorefield::{
    engine::{Backend, SampleRun, assess},
    lesson::{
        LESSONS,
        kit::{Claim, Evidence, Lesson},
    },
    protocol::{LossCurve, Quality, Task},
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
