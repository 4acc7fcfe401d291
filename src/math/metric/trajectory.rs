use super::{MetricError, check_clouds};
use crate::math::points::Cloud;

/// Recorded trajectories: the places of n points at each of at least two times, with straight lines between them.
#[derive(Clone, Copy, Debug)]
pub struct Trajectories<'a> {
    times: &'a [f64],
    clouds: &'a [Cloud],
}

impl<'a> Trajectories<'a> {
    /// The trajectories that lie at `clouds[k]`, `[n, 2]`, at `times[k]`.
    ///
    /// # Errors
    /// [`MetricError::Trajectories`] unless there is one cloud for each of at least two times, all of one size, and the
    /// times only rise or only fall; [`MetricError::Empty`] without points, [`MetricError::NotFinite`] where they diverged.
    pub fn new(times: &'a [f64], clouds: &'a [Cloud]) -> Result<Self, MetricError> {
        let monotone = times.windows(2).all(|t| t[0] < t[1]) || times.windows(2).all(|t| t[0] > t[1]);
        let one_size = clouds.windows(2).all(|pair| pair[0].len() == pair[1].len());
        if times.len() < 2 || times.len() != clouds.len() || !monotone || !one_size {
            return Err(MetricError::Trajectories);
        }
        check_clouds(&clouds.iter().collect::<Vec<_>>())?;
        Ok(Self { times, clouds })
    }

    /// For each trajectory `∫ ‖v − reference‖² |dt|`, where `v` is its constant velocity between two recorded times and
    /// `reference` is found from its two ends and the time between them.
    pub(super) fn integrals(&self, reference: impl Fn([f64; 2], [f64; 2], f64) -> [f64; 2]) -> Vec<f64> {
        let (Some(first), Some(last)) = (self.clouds.first(), self.clouds.last()) else {
            return Vec::new();
        };
        let duration = self.times[self.times.len() - 1] - self.times[0];
        (0..first.len())
            .map(|i| {
                let reference = reference(first[i], last[i], duration);
                let pieces = self.times.windows(2).zip(self.clouds.windows(2));
                pieces
                    .map(|(t, x)| {
                        let dt = t[1] - t[0];
                        let error = [0, 1].map(|k| (x[1][i][k] - x[0][i][k]) / dt - reference[k]);
                        (error[0] * error[0] + error[1] * error[1]) * dt.abs()
                    })
                    .sum()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_trajectory_is_refused() {
        let cloud = vec![[0.0; 2]];
        let (two, three) = (vec![cloud.clone(); 2], vec![cloud.clone(); 3]);
        assert!(Trajectories::new(&[1.0, 0.0], &two).is_ok());
        for (times, clouds) in
            [(&[1.0][..], &two[..1]), (&[1.0, 0.0], &three), (&[0.0, 1.0, 0.5], &three), (&[0.5, 0.5], &two)]
        {
            assert_eq!(Trajectories::new(times, clouds).err(), Some(MetricError::Trajectories));
        }
        let torn = [cloud, vec![[0.0; 2]; 2]];
        assert_eq!(Trajectories::new(&[1.0, 0.0], &torn).err(), Some(MetricError::Trajectories));
        let empty = [Cloud::new(), Cloud::new()];
        assert_eq!(Trajectories::new(&[1.0, 0.0], &empty).err(), Some(MetricError::Empty));
        let diverged = [vec![[0.0; 2]], vec![[f64::NAN; 2]]];
        assert_eq!(Trajectories::new(&[1.0, 0.0], &diverged).err(), Some(MetricError::NotFinite));
    }
}
