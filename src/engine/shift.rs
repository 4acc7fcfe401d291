//! The distribution shift of sampling: the sampler's own points against the noised data that training saw.

use super::{Keep, Learned, SampleRun, sampler_bench::walk};
use crate::{
    math::{
        metric::Shift,
        points::Cloud,
        rng::{Purpose, Stream},
    },
    protocol::{EngineError, Generate},
};

/// The shift at one time, of the model and of the exact field in the same sampler. What the exact field lacks is the sampler's fault;
/// the rest is the model's.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct ShiftAt {
    pub learned: Shift,
    /// Absent where the exact field is not known.
    pub exact: Option<Shift>,
}

/// Points of each cloud, and the most times.
const POINTS: usize = 2000;
const TIMES: usize = 21;
/// Data and noise that nothing else draws.
const FRESH: u64 = 1 << 22;

/// The shift over the times of sampling, from noise to data; nothing where the law of noised points is not that of independent data and noise.
///
/// # Errors
/// When the device fails.
pub async fn shift(experiment: &Generate, learned: Learned) -> Result<Vec<ShiftAt>, EngineError> {
    let is_known = experiment.coupling.is_independent()
        && experiment.bridge.keeps_path()
        && experiment.objective.reflow().is_none()
        && experiment.objective.has_pairs();
    if !is_known {
        return Ok(Vec::new());
    }
    let mut run = SampleRun::with(experiment, POINTS, learned, Keep::Some(TIMES));
    while run.advance() {}
    let clouds = run.clouds().await?;
    let exact = experiment.exact_field().map(|field| walk(experiment, &field, POINTS));
    let all = experiment.grid.times(&*experiment.schedule, experiment.sampling.steps);
    let rows = run.times().iter().zip(&clouds).map(|(&t, cloud)| {
        let drawn = [noised(experiment, t, 0), noised(experiment, t, 1)];
        let noised = [&drawn[0], &drawn[1]];
        let index = all.iter().position(|time| *time == t);
        let exact = exact.as_ref().zip(index).and_then(|(clouds, index)| clouds.get(index));
        ShiftAt { learned: Shift::new(t, cloud, noised), exact: exact.map(|cloud| Shift::new(t, cloud, noised)) }
    });
    Ok(rows.collect())
}

/// Fresh points of the law of noised data at `t`.
fn noised(experiment: &Generate, t: f64, draw: u64) -> Cloud {
    let coeffs = experiment.schedule.at(t);
    let stream = |purpose| Stream::new(experiment.seed, purpose, FRESH + draw);
    let data = experiment.sample_data(POINTS, &mut stream(Purpose::Display));
    let noise = experiment.source.sample(POINTS, &mut stream(Purpose::Start));
    data.into_iter().zip(noise).map(|(data, noise)| coeffs.point(data, noise)).collect()
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::engine::Trainer;

    #[test]
    fn even_the_exact_denoiser_leaves_the_points_too_close_together() {
        let mut task = Generate::default();
        task.select("objective", "ddpm").unwrap();
        task.sampling.steps = 10;
        let rows = block_on(shift(&task, block_on(Trainer::host(task.clone()).learned()).unwrap())).unwrap();
        assert_eq!(rows.len(), 11);
        let worst = |of: fn(&ShiftAt) -> Option<Shift>| {
            rows.iter()
                .filter_map(|row| of(row).map(|shift| shift.variance))
                .fold(0.0_f64, |a, b| if b < a { b } else { a })
        };
        let exact = worst(|row| row.exact);
        assert!((-0.5..-0.1).contains(&exact), "{exact}");
        // Both begin with the same noise, as the noised data do but for what is left of them.
        assert!(rows[0].exact.unwrap().variance.abs() < 0.1 && rows[0].learned.variance.abs() < 0.1, "{:?}", rows[0]);
        task.select("coupling", "ot").unwrap();
        task.select("sampler", "ddim").unwrap();
        assert!(block_on(shift(&task, block_on(Trainer::host(task.clone()).learned()).unwrap())).unwrap().is_empty());
    }
}
