//! Grids: the times of a sampler's steps from noise to data.

mod custom;
mod fitted;
mod karras;
mod levels;
mod log_snr;
mod quadratic;
mod uniform;

pub use custom::CustomGrid;
pub use karras::Karras;
pub use levels::ChainLevels;
pub use log_snr::LogSnr;
pub use quadratic::Quadratic;
pub use uniform::UniformTime;

use super::schedule::{Schedule, reach};

/// A rule that spreads the steps of a sampler over a path.
pub trait Grid {
    /// The times `1 = t₀ > t₁ > … > t_steps = 0` of a run of `steps` steps on this path; one step at least.
    fn times(&self, schedule: &dyn Schedule, steps: u32) -> Vec<f64>;
}

/// The times `time(u)` at `u = i/n`, with the ends of the path at the ends.
fn spread(steps: u32, time: impl Fn(f64) -> f64) -> Vec<f64> {
    let n = steps.max(1);
    let mut times: Vec<f64> = (0..=n).map(|i| time(f64::from(i) / f64::from(n))).collect();
    times[0] = 1.0;
    times[n as usize] = 0.0;
    times
}

/// The times at `level(u)` for `u = i/(n − 1)`, then the data.
/// Rules on the axis of noise cannot reach zero noise by their own steps, so the last step jumps there (Karras et al., 2022,
/// eq. 5). Where a path keeps some noise at its end, there is no jump, and `u = i/n`.
fn spread_levels(schedule: &dyn Schedule, steps: u32, level: impl Fn(f64) -> f64) -> Vec<f64> {
    let n = steps.max(1);
    let jumps = u32::from(schedule.at(0.0).sigma == 0.0);
    let inner = f64::from(n.saturating_sub(jumps).max(1));
    spread(n, |u| schedule.time_of(level((u * f64::from(n) / inner).min(1.0))))
}

crate::registry! {
    /// The registry of grids.
    pub enum GridConfig("grids"): Grid {
        UniformTime("uniform") = UniformTime,
        LogSnr("log-snr") = LogSnr,
        Karras("karras") = Karras,
        Quadratic("quadratic") = Quadratic,
        ChainLevels("levels") = ChainLevels,
        Custom("custom") = CustomGrid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::{Edm, ScheduleConfig, VeGeometric};

    #[test]
    fn every_grid_runs_from_noise_to_data() {
        for grid in GridConfig::all() {
            for schedule in ScheduleConfig::all() {
                for steps in [1, 2, 7, 100] {
                    let times = grid.times(&*schedule, steps);
                    assert_eq!(times.len(), steps as usize + 1);
                    assert_eq!((times[0], times[steps as usize]), (1.0, 0.0));
                    assert!(times.windows(2).all(|pair| pair[1] < pair[0]), "{grid:?} on {schedule:?}: {times:?}");
                }
            }
        }
        assert_eq!(UniformTime {}.times(&Edm::default(), 4), [1.0, 0.75, 0.5, 0.25, 0.0]);
        assert_eq!(UniformTime {}.times(&Edm::default(), 0), [1.0, 0.0]);
    }

    #[test]
    fn karras_spaces_roots_of_the_noise_level() {
        // On EDM's own path with the same ρ this is uniform time.
        let edm = Edm::default();
        let times = Karras { rho: edm.rho }.times(&edm, 8);
        for (time, uniform) in times.iter().zip((UniformTime {}).times(&edm, 8)) {
            assert!((time - uniform).abs() < 1e-12, "{times:?}");
        }
    }

    #[test]
    fn uniform_log_snr_is_uniform_time_on_the_geometric_path() {
        let path = VeGeometric::default();
        for (time, uniform) in (LogSnr {}).times(&path, 8).iter().zip((UniformTime {}).times(&path, 8)) {
            assert!((time - uniform).abs() < 1e-12);
        }
    }
}
