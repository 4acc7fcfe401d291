//! What a perfect network would do: particles of an experiment in its exact field.

use crate::{
    math::{field::Field as _, metric::ModeReport, points::Cloud},
    protocol::{ExactRun, Generate},
};

/// `count` particles of `task`, moved by its sampler in the exact field; another cloud for each `seed` and `round`.
/// `None` where the exact field is not known.
pub fn particles(task: &Generate, count: usize, seed: u64, round: u64) -> Option<ExactRun> {
    task.exact_run(count, seed, round)
}

/// The path of one particle in the exact field, from `start` at t = 1 to t = 0, in so many steps of the midpoint method.
/// `None` where the exact field is not known.
pub fn path(task: &Generate, start: [f64; 2], steps: u32) -> Option<Cloud> {
    let field = task.exact_field()?;
    let velocity = |at: [f64; 2], t: f64| field.velocity(&vec![at], t).first().copied();
    let back = |at: [f64; 2], by: f64, v: [f64; 2]| [0, 1].map(|k| at[k] - by * v[k]);
    let step = 1.0 / f64::from(steps.max(1));
    let mut path = vec![start];
    for index in 0..steps {
        let (at, t) = (*path.last()?, 1.0 - f64::from(index) * step);
        let middle = back(at, step / 2.0, velocity(at, t)?);
        path.push(back(at, step, velocity(middle, t - step / 2.0)?));
    }
    Some(path)
}

/// The share of `cloud` that belongs to the first component of the data.
pub fn first_share(task: &Generate, cloud: &Cloud) -> Option<f64> {
    let report = ModeReport::new(cloud, &task.data_mixture()?).ok()?;
    report.shares.first().map(|share| share.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Task;

    #[test]
    fn particles_go_from_the_source_to_the_data() {
        let mut task = Task::default().setting();
        let ExactRun { times, clouds, .. } = particles(&task, 200, 1, 0).unwrap();
        assert_eq!((times.len(), times[0], times[times.len() - 1]), (clouds.len(), 1.0, 0.0));
        let spread = |cloud: &Cloud| cloud.iter().map(|[x, y]| x.hypot(*y)).sum::<f64>() / 200.0;
        // The mean distance from the centre is √(π/2) for the noise and nearly the radius for the eight Gaussians.
        let [first, last] = [&clouds[0], &clouds[clouds.len() - 1]].map(spread);
        assert!((first - 1.25).abs() < 0.2 && (last - 2.85).abs() < 0.2, "{first} {last}");
        let share = first_share(&task, &clouds[clouds.len() - 1]).unwrap();
        assert!((share - 0.125).abs() < 0.1, "{share}");
        let again = |seed, round| particles(&task, 200, seed, round).unwrap().clouds;
        assert!(again(1, 0) == clouds && again(1, 1) != clouds && again(2, 0) != clouds);
        let way = path(&task, [0.4, 0.1], 50).unwrap();
        let [first, last] = [way[0], way[50]];
        assert!(first == [0.4, 0.1] && (last[0].hypot(last[1]) - 2.83).abs() < 0.8, "{last:?}");
        task.sampling.one_start = true;
        let one = particles(&task, 5, 1, 0).unwrap().clouds;
        assert!(one[0].iter().all(|point| *point == clouds[0][0]));
    }
}
