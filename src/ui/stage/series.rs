//! A series of observations, and the trajectories of a neural ODE along them.

use crate::protocol::SeriesFigures;

/// The points of all paths at some times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    /// `[n]`, rising or falling.
    pub times: Vec<f32>,
    /// `[n, paths, 2]`.
    points: Vec<f32>,
}

impl Track {
    /// The number of paths.
    fn paths(&self) -> usize {
        self.points.len() / (2 * self.times.len().max(1))
    }

    /// The point, or the vector, of the path `path` at the `index`-th time.
    fn at(&self, index: usize, path: usize) -> Option<[f64; 2]> {
        let (points, _) = self.points.as_chunks::<2>();
        points.get(index * self.paths() + path).map(|point| point.map(f64::from))
    }

    /// The points of the path `path` in order.
    pub fn path(&self, path: usize) -> impl Iterator<Item = [f64; 2]> {
        (0..self.times.len()).filter_map(move |index| self.at(index, path))
    }

    /// The point of the path `path` at `s`, with linear interpolation; the times must rise.
    pub fn between(&self, path: usize, s: f64) -> Option<[f64; 2]> {
        let s = s as f32;
        let next = self.times.partition_point(|time| *time <= s).clamp(1, self.times.len().max(2) - 1);
        let (before, after) = (self.at(next - 1, path)?, self.at(next, path)?);
        let span = f64::from(self.times[next] - self.times[next - 1]);
        let share = if span > 0.0 { (f64::from(s - self.times[next - 1]) / span).clamp(0.0, 1.0) } else { 1.0 };
        Some([0, 1].map(|k| before[k] + share * (after[k] - before[k])))
    }

    /// The times, each with the length of the vector of the path `path`.
    pub fn lengths(&self, path: usize) -> Vec<(f64, f64)> {
        self.times.iter().zip(self.path(path)).map(|(t, [x, y])| (f64::from(*t), x.hypot(y))).collect()
    }
}

/// The observations, and the solver's states and evaluations: see [`SeriesFigures`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesPicture {
    pub observed: Track,
    pub states: Track,
    pub evaluated: Track,
    /// The adjoint at the times of the backward pass.
    pub adjoint: Track,
}

impl SeriesPicture {
    /// Reads the buffers of an answer; `None` if their shapes do not fit.
    pub fn new(buffers: Vec<Vec<f32>>, paths: usize) -> Option<Self> {
        let [times, observed, state_times, states, asked_times, evaluated, adjoint_times, adjoint] =
            <[Vec<f32>; SeriesFigures::BUFFERS]>::try_from(buffers).ok()?;
        let track = |times: Vec<f32>, points: Vec<f32>| {
            (points.len() == 2 * paths * times.len()).then_some(Track { times, points })
        };
        Some(Self {
            observed: track(times, observed)?,
            states: track(state_times, states)?,
            evaluated: track(asked_times, evaluated)?,
            adjoint: track(adjoint_times, adjoint)?,
        })
    }

    pub fn paths(&self) -> usize {
        self.observed.paths()
    }

    /// The adjoint of the path `path` at `s`, interpolated between the times of the backward pass.
    ///
    /// At a jump it is the value after the jump.
    pub fn adjoint_at(&self, path: usize, s: f64) -> Option<[f64; 2]> {
        let times = &self.adjoint.times;
        let before = times.iter().rposition(|time| f64::from(*time) >= s - 1e-6)?;
        let now = self.adjoint.at(before, path)?;
        let Some((next, time)) = self.adjoint.at(before + 1, path).zip(times.get(before + 1)) else {
            return Some(now);
        };
        let [from, to] = [times[before], *time].map(f64::from);
        let share = ((from - s) / (from - to)).clamp(0.0, 1.0);
        Some([0, 1].map(|k| now[k] + share * (next[k] - now[k])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_become_tracks_only_if_they_fit() {
        let track = |n: usize| vec![vec![0.0; n], vec![1.0; 4 * n]];
        let mut buffers = [track(3), track(5), track(8)].concat();
        buffers.extend([vec![0.0; 4], vec![2.0; 16]]);
        let series = SeriesPicture::new(buffers.clone(), 2).unwrap();
        assert_eq!([series.paths(), series.evaluated.times.len()], [2, 8]);
        assert_eq!(series.adjoint.lengths(1)[3], (0.0, 8f64.sqrt()));
        assert_eq!(SeriesPicture::new(buffers.clone(), 3), None);
        buffers.pop();
        assert_eq!(SeriesPicture::new(buffers, 2), None);
    }

    #[test]
    fn paths_go_straight_from_state_to_state() {
        let track = Track { times: vec![0.0, 0.5, 1.0], points: vec![0.0, 0.0, 1.0, 2.0, 3.0, 2.0] };
        let found = [0.0, 0.25, 0.75, 1.0, 2.0].map(|s| track.between(0, s).unwrap());
        assert_eq!(found, [[0.0, 0.0], [0.5, 1.0], [2.0, 2.0], [3.0, 2.0], [3.0, 2.0]]);
        assert_eq!(Track::default().between(0, 0.5), None);
    }

    #[test]
    fn behind_a_jump_its_adjoint_counts() {
        let adjoint = Track { times: vec![1.0, 0.5, 0.5, 0.0], points: vec![1.0, 0.0, 3.0, 0.0, 7.0, 0.0, 9.0, 0.0] };
        let series = SeriesPicture { adjoint, ..SeriesPicture::default() };
        let found = [1.0, 0.75, 0.5, 0.25, 0.0].map(|s| series.adjoint_at(0, s).unwrap());
        // At the observation itself, after the jump.
        assert_eq!(found.map(|[x, _]| x), [1.0, 2.0, 7.0, 8.0, 9.0]);
    }
}
