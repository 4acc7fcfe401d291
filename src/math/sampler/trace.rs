use super::{Memory, Sampler};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

/// The clouds of a whole run: `start`, and the cloud after every step, one for each of the falling `times`.
pub fn trace<P: Points>(
    sampler: &dyn Sampler<P>,
    field: &dyn Field<P>,
    start: P,
    times: &[f64],
    noise: &mut dyn Noise<P>,
) -> Vec<P> {
    trace_counted(sampler, field, start, times, noise).0
}

/// The same, and how often the field was evaluated.
pub fn trace_counted<P: Points>(
    sampler: &dyn Sampler<P>,
    field: &dyn Field<P>,
    start: P,
    times: &[f64],
    noise: &mut dyn Noise<P>,
) -> (Vec<P>, u32) {
    let steps = times.len().saturating_sub(1);
    let mut memory = Memory::of_run(u32::try_from(steps).unwrap_or(u32::MAX));
    let mut clouds = Vec::with_capacity(times.len());
    let (mut cloud, mut count) = (start, 0);
    for stretch in times.windows(2) {
        let step = sampler.step(field, &cloud, stretch[0], stretch[1], noise, &mut memory);
        count += step.evaluations;
        clouds.push(std::mem::replace(&mut cloud, step.next));
    }
    clouds.push(cloud);
    (clouds, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        oracle::{Mixture, Oracle},
        points::{Cloud, StreamNoise},
        rng::{Purpose, Stream},
        sampler::{Euler, Langevin},
        schedule::{FlowOt, ScheduleConfig},
    };

    #[test]
    fn a_run_has_a_cloud_for_each_time() {
        let field = Oracle::new(
            ScheduleConfig::FlowOt(FlowOt {}),
            Mixture::equal([[2.0, 0.0]], 0.0),
            Mixture::equal([[0.0; 2]], 1.0),
        )
        .unwrap();
        let start: Cloud = vec![[1.0, 1.0], [-1.0, 0.5]];
        let mut rng = Stream::new(1, Purpose::Sampling, 0);
        let mut run = |sampler: &dyn Sampler<Cloud>, times: &[f64]| {
            trace(sampler, &field, start.clone(), times, &mut StreamNoise::new(&mut rng))
        };
        // To a single point every line is straight, and Euler's method is exact.
        let clouds = run(&Euler {}, &[1.0, 0.5, 0.0]);
        assert_eq!((clouds.len(), &clouds[0]), (3, &start));
        for (point, wanted) in clouds[1].iter().zip([[1.5, 0.5], [0.5, 0.25]]) {
            assert!((point[0] - wanted[0]).abs() < 1e-9 && (point[1] - wanted[1]).abs() < 1e-9, "{point:?}");
        }
        assert!(clouds[2].iter().all(|point| (point[0] - 2.0).hypot(point[1]) < 1e-9));
        // All moves of a step are taken: one step of many moves forgets the start.
        let moved = run(&Langevin { rate: 0.05, level: 0.5, moves: 100 }, &[1.0, 0.0]);
        assert!(moved[1].iter().all(|point| (point[0] - 1.0).abs() < 3.0), "{:?}", moved[1]);
        assert_eq!(run(&Euler {}, &[1.0]).len(), 1);
    }
}
