//! The distribution shift of sampling: the sampler's own points against the noised data that training saw.

use super::{Keep, Learned, SampleRun};
use crate::{
    math::{metric::Shift, points::Cloud},
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
    let exact = experiment.exact_run(POINTS, experiment.seed, 0);
    let rows = run.times().iter().zip(&clouds).map(|(&t, cloud)| {
        let drawn = [0, 1].map(|draw| experiment.noised(t, POINTS, FRESH + draw));
        let of = |cloud: &Cloud| Shift::new(t, cloud, [&drawn[0], &drawn[1]]);
        let exact = exact.as_ref().and_then(|run| run.clouds.get(run.times.iter().position(|time| *time == t)?));
        ShiftAt { learned: of(cloud), exact: exact.map(of) }
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{engine::Trainer, math::extremes::smallest};

    #[test]
    fn even_the_exact_denoiser_leaves_the_points_too_close_together() {
        let mut task = Generate::default();
        task.select("objective", "ddpm").unwrap();
        task.sampling.steps = 10;
        let rows = block_on(shift(&task, block_on(Trainer::host(task.clone()).learned()).unwrap())).unwrap();
        assert_eq!(rows.len(), 11);
        let exact = smallest(rows.iter().filter_map(|row| row.exact.map(|shift| shift.variance)));
        assert!((-0.5..-0.1).contains(&exact), "{exact}");
        // Both begin with the same noise, as the noised data do but for what is left of them.
        assert!(rows[0].exact.unwrap().variance.abs() < 0.1 && rows[0].learned.variance.abs() < 0.1, "{:?}", rows[0]);
        task.select("coupling", "ot").unwrap();
        task.select("sampler", "ddim").unwrap();
        assert!(block_on(shift(&task, block_on(Trainer::host(task.clone()).learned()).unwrap())).unwrap().is_empty());
    }
}
