//! Demonstrations of an expert, path by path, and the rows that a policy is trained on.

use rand_core::RngCore;

use super::{End, Environment, Expert, Outcome, State};
use crate::math::points::Cloud;

/// A source of demonstrations.
pub trait Demonstrator {
    /// The demonstrations in `environment`, in the run with this `seed`.
    fn demonstrations(&self, environment: &dyn Environment, seed: u64) -> Demonstrations;

    /// Whether any demonstration has a step to learn from.
    fn has_steps(&self, environment: &dyn Environment, seed: u64) -> bool {
        self.demonstrations(environment, seed).paths.iter().any(|path| !path.moments.is_empty())
    }

    /// The expert that can be run again; `None` where there are only the demonstrations.
    fn expert(&self) -> Option<Expert> {
        None
    }
}

/// One step of a demonstration.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Steps since the start.
    pub time: usize,
    /// The observation before the action, `[observation_width]`.
    pub observation: Vec<f64>,
    /// The action that was carried out, `[action_width]`, in the units of the environment.
    pub action: Vec<f64>,
}

/// One path from the start, with its observations and actions.
#[derive(Clone, Debug, PartialEq)]
pub struct Demonstration {
    pub moments: Vec<Moment>,
    /// The positions, one more than moments.
    pub trail: Cloud,
    /// The outcome of the path. A dragged path may hit an obstacle and go on; then this is a collision.
    pub outcome: Outcome,
}

impl Demonstration {
    /// The path from `state` on with the actions of `actor`, until the goal or the horizon.
    /// A collision ends it too, unless it `goes_through`.
    pub fn record(
        environment: &dyn Environment,
        mut state: State,
        goes_through: bool,
        rng: &mut dyn RngCore,
        mut actor: impl FnMut(&[f64], &mut dyn RngCore) -> Option<Vec<f64>>,
    ) -> Self {
        let mut trail = vec![environment.position(&state)];
        let (mut moments, mut outcome) = (Vec::new(), Outcome::Running);
        while moments.len() < environment.horizon()
            && let Some(action) = actor(&state, rng)
        {
            let action = environment.limited(&action);
            let next = environment.step(&state, &action, rng);
            let [from, to] = [&state, &next].map(|state| environment.position(state));
            moments.push(Moment { time: moments.len(), observation: environment.observe(&state), action });
            trail.push(to);
            state = next;
            let end = environment.end(from, to);
            if outcome == Outcome::Running {
                outcome = Outcome::after(moments.len(), end, environment.horizon());
            }
            if end == Some(End::Reached) || (end == Some(End::Collided) && !goes_through) {
                break;
            }
        }
        Self { moments, trail, outcome }
    }
}

/// All demonstrations of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Demonstrations {
    pub paths: Vec<Demonstration>,
    observation_width: usize,
    action_width: usize,
    action_scale: f64,
}

/// Rows to train a policy on: the observation, and the action divided by the environment's action scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// `[n, observation_width]`, row by row.
    pub observations: Vec<f64>,
    /// `[n, action_width]`, row by row; of chunks, `[n, horizon · action_width]`, the first action first.
    pub actions: Vec<f64>,
    pub observation_width: usize,
    pub action_width: usize,
}

impl Pairs {
    /// The number of rows, n.
    pub fn len(&self) -> usize {
        self.actions.len() / self.action_width.max(1)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Observation and action of row `index`; `None` past the end.
    pub fn row(&self, index: usize) -> Option<(&[f64], &[f64])> {
        let [o, a] = [self.observation_width, self.action_width];
        let observation = self.observations.get(index * o..(index + 1) * o)?;
        Some((observation, self.actions.get(index * a..(index + 1) * a)?))
    }
}

impl Demonstrations {
    /// The `paths` that were recorded in `environment`.
    pub fn new(environment: &dyn Environment, paths: Vec<Demonstration>) -> Self {
        Self {
            paths,
            observation_width: environment.observation_width(),
            action_width: environment.action_width(),
            action_scale: environment.action_scale(),
        }
    }

    /// Every moment of every path, one after another.
    pub fn pairs(&self) -> Pairs {
        self.chunks(1)
    }

    /// For every moment of every path the next `horizon` actions, its own the first (Chi et al., 2023, section 3.1).
    /// `horizon` is their T_p, and at least one. Where the path ends before, its last action is repeated, as in their code.
    pub fn chunks(&self, horizon: usize) -> Pairs {
        let horizon = horizon.max(1);
        let (mut observations, mut actions) = (Vec::new(), Vec::new());
        for moments in self.paths.iter().map(|path| &path.moments) {
            for (k, moment) in moments.iter().enumerate() {
                observations.extend(&moment.observation);
                let ahead = (k..k + horizon).filter_map(|j| moments.get(j).or(moments.last()));
                actions.extend(ahead.flat_map(|moment| &moment.action).map(|a| a / self.action_scale));
            }
        }
        let action_width = horizon * self.action_width;
        Pairs { observations, actions, observation_width: self.observation_width, action_width }
    }

    /// All positions of all paths.
    pub fn positions(&self) -> impl Iterator<Item = [f64; 2]> {
        self.paths.iter().flat_map(|path| path.trail.iter().copied())
    }

    /// The numbers, from 1, of the paths that hit an obstacle.
    pub fn collisions(&self) -> Vec<usize> {
        let numbered = (1..).zip(&self.paths);
        numbered.filter(|(_, path)| path.outcome.is_collision()).map(|(number, _)| number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::world::Detour;

    /// Demonstrations whose actions are 0.1, 0.2, … times (1, −1), and whose observations count in tens.
    fn counted(lengths: &[usize]) -> Demonstrations {
        let moment = |time: usize| {
            let x = time as f64;
            Moment {
                time,
                observation: vec![10.0 * x, 10.0 * x + 1.0],
                action: vec![0.1 * (x + 1.0), -0.1 * (x + 1.0)],
            }
        };
        let path = |&length: &usize| Demonstration {
            moments: (0..length).map(moment).collect(),
            trail: vec![[0.0; 2]; length + 1],
            outcome: Outcome::Running,
        };
        Demonstrations::new(&Detour::default(), lengths.iter().map(path).collect())
    }

    fn close(found: &[f64], expected: &[f64]) -> bool {
        found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn pairs_are_all_moments_in_a_row_with_scaled_actions() {
        let pairs = counted(&[2, 0, 1]).pairs();
        assert_eq!((pairs.len(), pairs.observation_width, pairs.action_width), (3, 2, 2));
        assert_eq!(pairs.observations, [0.0, 1.0, 10.0, 11.0, 0.0, 1.0]);
        assert!(close(&pairs.actions, &[1.0, -1.0, 2.0, -2.0, 1.0, -1.0]), "{pairs:?}");
        assert_eq!(pairs.row(1).map(|(seen, _)| seen), Some(&[10.0, 11.0][..]));
        assert_eq!(pairs.row(3), None);
        assert!(counted(&[]).pairs().is_empty());
    }

    #[test]
    fn chunks_repeat_the_last_action_of_their_own_path() {
        let demonstrations = counted(&[3, 1]);
        let chunks = demonstrations.chunks(2);
        assert_eq!((chunks.len(), chunks.action_width), (4, 4));
        let expected = [[1.0, -1.0, 2.0, -2.0], [2.0, -2.0, 3.0, -3.0], [3.0, -3.0, 3.0, -3.0], [1.0, -1.0, 1.0, -1.0]];
        assert!(close(&chunks.actions, expected.as_flattened()), "{chunks:?}");
        assert_eq!(chunks.observations, demonstrations.pairs().observations);
        assert_eq!(demonstrations.chunks(0), demonstrations.pairs());
    }
}
