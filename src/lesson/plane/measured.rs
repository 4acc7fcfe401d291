//! The two experiments of the lesson, with noise of any dimension.

use crate::math::{
    assignment::{optimal_assignment, squared_distance},
    extremes::smallest,
    metric::Estimate,
    points::{Noise as _, Points as _, Rows, StreamNoise},
    rng::{Purpose, Stream},
};

/// The points of the first experiment.
pub const POINTS: usize = 20_000;

/// So many points of N(0, I), `[count, dimension]`.
fn noise(count: usize, dimension: usize, rng: &mut Stream) -> Option<Rows<f64>> {
    let like = Rows::new(vec![0.0; count * dimension], dimension)?;
    Some(StreamNoise::new(rng).normal_like(&like))
}

/// The distances of `count` points of noise from the middle.
pub fn lengths(count: usize, dimension: usize, seed: u64) -> Option<Vec<f64>> {
    let points = noise(count, dimension, &mut Stream::new(seed, Purpose::Start, 16))?;
    Some(Rows::dot(&points, &points).into_iter().map(f64::sqrt).collect())
}

/// The share of noise whose distance from the middle is less than `reach`.
pub fn within(reach: f64, dimension: usize, seed: u64) -> Option<f64> {
    let lengths = lengths(POINTS, dimension, seed)?;
    Some(lengths.iter().filter(|length| **length < reach).count() as f64 / lengths.len() as f64)
}

/// The batches that a figure is the mean of.
const BATCHES: u64 = 4;

/// The points of data and noise of a batch, both N(0, I).
fn ends(batch: usize, dimension: usize, seed: u64, round: u64) -> Option<[Rows<f64>; 2]> {
    let end = |purpose| noise(batch, dimension, &mut Stream::new(seed, purpose, 17 + round));
    Some([end(Purpose::Data)?, end(Purpose::Source)?])
}

/// The mean squared distance of a data point from the nearest point of noise in its batch, over that from any, which is 2d.
/// No pairs of the batch are shorter, since a point of noise may be the nearest of many.
pub fn nearest(batch: usize, dimension: usize, seed: u64) -> Option<f64> {
    let square = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
    let mut least = Vec::new();
    for round in 0..BATCHES {
        let [data, noise] = ends(batch, dimension, seed, round)?;
        least.extend(data.iter().map(|data| smallest(noise.iter().map(|noise| square(data, noise)))));
    }
    Some(mean(&least)? / (2 * dimension) as f64)
}

/// The mean squared length of pairs of optimal transport in the plane, over that of independent ones, which is 4.
pub fn matched(batch: usize, seed: u64) -> Option<f64> {
    let mut paired = Vec::new();
    for round in 0..BATCHES {
        let [data, noise] = ends(batch, 2, seed, round)?.map(|end| end.values().as_chunks::<2>().0.to_vec());
        let partners = optimal_assignment(&data, &noise)?;
        paired.extend(data.iter().zip(partners).map(|(&data, k)| squared_distance(data, noise[k])));
    }
    Some(mean(&paired)? / 4.0)
}

fn mean(numbers: &[f64]) -> Option<f64> {
    Estimate::mean(numbers).ok().map(|mean| mean.value)
}
