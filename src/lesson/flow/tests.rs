//! The claims of the lesson, tested with the exact field.

use super::*;
use crate::math::{
    extremes::smallest,
    metric::{Trajectories, exact_w2, path_energy},
    oracle::Oracle,
    points::{Cloud, StreamNoise},
    rng::{Purpose, Stream},
    sampler::{Heun, Memory, Sampler},
    schedule::ScheduleConfig,
};

const SEEDS: u64 = 5;

fn setting(task: fn() -> Task) -> (Generate, Oracle<ScheduleConfig>) {
    let task = task().setting();
    let oracle = task.oracle().unwrap();
    (task, oracle)
}

/// The times and the positions of `n` particles of the exact flow from the source to the data.
fn flow(task: fn() -> Task, n: usize, seed: u64) -> (Vec<f64>, Vec<Cloud>) {
    let (task, oracle) = setting(task);
    let steps = 64;
    let times: Vec<f64> = (0..=steps).rev().map(|k| f64::from(k) / f64::from(steps)).collect();
    let mut clouds = vec![task.source.sample(n, &mut Stream::new(seed, Purpose::Start, 0))];
    let (mut rng, mut memory) = (Stream::new(seed, Purpose::Sampling, 0), Memory::default());
    for stretch in times.windows(2) {
        let noise = &mut StreamNoise::new(&mut rng);
        let next = Heun {}.step(&oracle, clouds.last().unwrap(), stretch[0], stretch[1], noise, &mut memory).next;
        clouds.push(next);
    }
    (times, clouds)
}

/// The path energy of the exact flow, and the squared distance between its ends.
fn energies(task: fn() -> Task, n: usize, seed: u64) -> [f64; 2] {
    let (times, clouds) = flow(task, n, seed);
    let energy = path_energy(&Trajectories::new(&times, &clouds).unwrap()).unwrap().value;
    [energy, exact_w2(&clouds[0], clouds.last().unwrap()).unwrap().powi(2)]
}

#[test]
fn the_mean_of_the_pairs_at_the_crossing_is_the_field_and_no_pair_goes_that_way() {
    let (_, oracle) = setting(crossing);
    for seed in 0..SEEDS {
        let n = 20_000;
        let through = oracle.through(CENTRE, HALF, n, &mut Stream::new(seed, Purpose::Display, 2)).unwrap();
        for axis in 0..2 {
            let mean = through.ways.iter().map(|way| way.velocity[axis]).sum::<f64>() / n as f64;
            let square = through.ways.iter().map(|way| (way.velocity[axis] - mean).powi(2)).sum::<f64>() / n as f64;
            let error = (square / n as f64).sqrt();
            assert!(
                (mean - through.velocity[axis]).abs() < 4.0 * error,
                "{mean} ± {error}, not {:?}",
                through.velocity
            );
        }
        // The mean is straight to the right: samples move against the velocity.
        assert!(through.velocity[0] < -3.0 && through.velocity[1].abs() < 1e-9, "{:?}", through.velocity);
        let steep = through.ways.iter().filter(|way| way.velocity[1].abs() > 0.5).count();
        assert!(steep > n * 99 / 100, "{steep} of {n} lead up or down");
    }
}

#[test]
fn nobody_crosses_and_both_targets_are_reached() {
    for seed in 0..SEEDS {
        let n = 400;
        let (_, clouds) = flow(crossing, n, seed);
        let (start, end) = (&clouds[0], clouds.last().unwrap());
        let kept = start.iter().zip(end).filter(|(from, to)| (from[1] > 0.0) == (to[1] > 0.0)).count();
        assert!(kept >= n * 99 / 100, "{kept} of {n} end on their side");
        let above = end.iter().filter(|to| to[1] > 0.0).count() as f64 / n as f64;
        // Tolerance: four standard errors of a share of one half.
        assert!((above - 0.5).abs() < 4.0 * 0.5 / (n as f64).sqrt(), "{above}");
        assert!(end.iter().all(|to| (to[0] - 2.0).abs() < 1.2 && (to[1].abs() - 1.0).abs() < 1.2));
    }
}

#[test]
fn straight_to_a_point_is_not_straight_to_a_distribution() {
    for seed in 0..SEEDS {
        let [energy, least] = energies(crossing, 400, seed);
        assert!(energy > 1.05 * least, "two pairs that cross: {energy}, and {least} would do");
        let [energy, least] = energies(eight, 400, seed);
        assert!(energy > 1.5 * least, "eight Gaussians: {energy}, and {least} would do");
        let (task, _) = setting(eight);
        let ends = |dataset: &DatasetConfig, purpose| dataset.sample(4000, &mut Stream::new(seed, purpose, 0));
        let (data, noise) = (ends(&task.data, Purpose::Data), ends(&task.source, Purpose::Source));
        let lines = data.iter().zip(&noise).map(|(d, n)| (d[0] - n[0]).powi(2) + (d[1] - n[1]).powi(2));
        let lines = lines.sum::<f64>() / data.len() as f64;
        assert!(energy < lines, "the flow spends {energy}, its lines {lines}");
    }
}

#[test]
fn the_path_of_the_question_sinks_and_rises_and_no_straight_line_is_right() {
    let path = upper_path();
    let lowest = smallest(path.iter().map(|at| at[1]));
    let last = path[path.len() - 1];
    assert!(
        (0.0..0.6).contains(&lowest) && (last[0] - 2.0).abs() < 0.3 && (last[1] - 1.0).abs() < 0.3,
        "{lowest} {last:?}"
    );
    let Some(Question::Drawing(drawing)) = PATH.ask else { panic!() };
    for to in [[2.0, 1.0], [2.0, -1.0]] {
        let straight = drawing.given(&vec![UPPER, to]);
        assert_eq!(PATH.ask.unwrap().is_right(straight), Some(false), "{to:?}");
    }
    assert_eq!(PATH.ask.unwrap().is_right(drawing.given(&path)), Some(true));
}
