//! A cloud of samples at any time between noise and data.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::math::points::Cloud;

/// The recorded trajectory of every point, as the engine sent it.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// `[steps + 1]`, falling from 1 to 0.
    times: Vec<f32>,
    /// `[steps + 1, count, 2]`.
    positions: Vec<f32>,
    pub count: usize,
    /// A number that no other cloud has; 0 if it is empty.
    id: u32,
}

/// The number of clouds so far.
static CLOUDS: AtomicU32 = AtomicU32::new(0);

impl Samples {
    /// Samples of these shapes; empty if the shapes do not fit.
    pub fn new(times: Vec<f32>, positions: Vec<f32>, count: usize) -> Self {
        let fits = times.len() > 1 && count > 0 && positions.len() == times.len() * count * 2;
        if !fits {
            return Self::default();
        }
        Self { times, positions, count, id: CLOUDS.fetch_add(1, Ordering::Relaxed) + 1 }
    }

    /// A number that no other cloud has.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// All recorded points, `[steps + 1, count, 2]`.
    pub fn positions(&self) -> &[f32] {
        &self.positions
    }

    /// The number of recorded steps before `t` that are at most `time` away; at most `most`, at least 1.
    pub fn steps_within(&self, t: f64, time: f64, most: usize) -> usize {
        let (step, _) = self.locate(t);
        let is_near = |back: &usize| self.time_at(step - back).is_some_and(|at| at <= t + time);
        1 + (1..=step).take_while(is_near).take(most - 1).count()
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The cloud at the `step`-th time, `[count, 2]`; empty past the end.
    pub fn at_step(&self, step: usize) -> &[f32] {
        let size = 2 * self.count;
        self.positions.get(step * size..(step + 1) * size).unwrap_or_default()
    }

    /// The `step`-th time.
    pub fn time_at(&self, step: usize) -> Option<f64> {
        self.times.get(step).copied().map(f64::from)
    }

    /// The number of recorded times.
    pub fn times(&self) -> usize {
        self.times.len()
    }

    /// The last cloud, at the data.
    pub fn last(&self) -> &[f32] {
        self.at_step(self.times.len().saturating_sub(1))
    }

    /// The last cloud as points.
    pub fn cloud(&self) -> Cloud {
        self.last().as_chunks::<2>().0.iter().map(|point| point.map(f64::from)).collect()
    }

    /// The step at or before `t`, and the share of the step from there to the next, from 0 to 1.
    pub fn locate(&self, t: f64) -> (usize, f32) {
        let t = t as f32;
        let next = self.times.partition_point(|&time| time > t).clamp(1, self.times.len().max(2) - 1);
        match (self.times.get(next - 1), self.times.get(next)) {
            (Some(&before), Some(&after)) if before > after => {
                (next - 1, ((before - t) / (before - after)).clamp(0.0, 1.0))
            }
            _ => (next - 1, 1.0),
        }
    }

    /// Calls `visit` with every point at the time `t`, with linear interpolation between recorded times.
    pub fn each_at(&self, t: f64, mut visit: impl FnMut(f32, f32)) {
        let (step, share) = self.locate(t);
        let (before, after) = (self.at_step(step), self.at_step(step + 1));
        for (from, to) in before.chunks_exact(2).zip(after.chunks_exact(2)) {
            if let ([x, y], [to_x, to_y]) = (from, to) {
                visit(x + (to_x - x) * share, y + (to_y - y) * share);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_found_between_their_steps() {
        let samples = Samples::new(vec![1.0, 0.5, 0.0], vec![0.0, 0.0, 1.0, 2.0, 3.0, 2.0], 1);
        let at = |t| {
            let mut seen = Vec::new();
            samples.each_at(t, |x, y| seen.push((x, y)));
            seen
        };
        assert_eq!(at(1.0), [(0.0, 0.0)]);
        assert_eq!(at(0.75), [(0.5, 1.0)]);
        assert_eq!(at(0.5), [(1.0, 2.0)]);
        assert_eq!(at(0.0), [(3.0, 2.0)]);
        assert_eq!(at(-1.0), [(3.0, 2.0)]);
        assert_eq!([1.0, 0.75, 0.25, 0.0].map(|t| samples.steps_within(t, 0.6, 8)), [1, 1, 1, 1]);
        assert_eq!([samples.steps_within(0.25, 0.75, 8), samples.steps_within(0.25, 0.75, 1)], [2, 1]);
    }

    #[test]
    fn what_does_not_fit_is_nothing() {
        assert!(Samples::new(vec![1.0, 0.0], vec![0.0; 3], 1).is_empty());
        Samples::default().each_at(0.3, |_, _| panic!("there is nothing to see"));
    }
}
