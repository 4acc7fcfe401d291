//! The environment, its expert and the agents of a policy, as the stage shows them.

use crate::{
    math::{points::Cloud, world::Disc},
    protocol::{Imitate, RolloutsAnswer},
};

/// An environment with the demonstrations of its expert.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    pub obstacles: Vec<Disc>,
    pub goal: Option<Disc>,
    /// The points of every demonstration.
    pub demonstrations: Vec<Cloud>,
    /// The index of the way that each demonstration took.
    pub ways: Vec<Option<usize>>,
    /// Half the width of the square that shows everything.
    pub reach: f64,
}

impl World {
    pub fn new(task: &Imitate) -> Self {
        let environment = &*task.environment;
        let demonstrations: Vec<Cloud> = task.shown().paths.into_iter().map(|path| path.trail).collect();
        let bounds = environment.bounds();
        Self {
            obstacles: environment.obstacles(),
            goal: environment.goal(),
            ways: demonstrations.iter().map(|trail| environment.way(trail)).collect(),
            demonstrations,
            reach: bounds.low.iter().chain(&bounds.high).fold(0.0, |reach, c| c.abs().max(reach)),
        }
    }

    /// The start of the demonstrations; `None` if there are none.
    pub fn start(&self) -> Option<[f64; 2]> {
        self.demonstrations.first()?.first().copied()
    }
}

/// The outcome of an agent, as its colour shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The agent reached the goal, by this way if it is known.
    Arrived(Option<usize>),
    Collided,
    /// The agent ran out of time or diverged.
    Lost,
}

/// The trajectories of agents: see [`RolloutsAnswer`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agents {
    /// `[agents, places, 2]`.
    trails: Vec<f32>,
    places: usize,
    fates: Vec<Fate>,
}

impl Agents {
    /// Reads the buffers of an answer; `None` if their shapes do not fit.
    pub fn new(buffers: Vec<Vec<f32>>, answer: &RolloutsAnswer) -> Option<Self> {
        let [trails, codes, ways] = <[Vec<f32>; RolloutsAnswer::BUFFERS]>::try_from(buffers).ok()?;
        let (agents, places) = (answer.agents as usize, answer.steps as usize + 1);
        if [trails.len(), codes.len(), ways.len()] != [2 * agents * places, agents, agents] {
            return None;
        }
        let fate = |(code, way): (&f32, &f32)| match *code {
            RolloutsAnswer::REACHED => Fate::Arrived((*way >= 0.0).then_some(*way as usize)),
            RolloutsAnswer::COLLIDED => Fate::Collided,
            _ => Fate::Lost,
        };
        Some(Self { fates: codes.iter().zip(&ways).map(fate).collect(), trails, places })
    }

    /// The outcome of every agent.
    pub fn fates(&self) -> &[Fate] {
        &self.fates
    }

    /// The points of an agent.
    pub fn trail(&self, agent: usize) -> impl Iterator<Item = [f64; 2]> + Clone {
        let (points, _) = self.trails.as_chunks::<2>();
        let start = agent * self.places;
        points.iter().skip(start).take(self.places).map(|point| point.map(f64::from))
    }

    /// The number of points that an agent has visited at this share of the time, at least 1.
    pub fn places_at(&self, share: f64) -> usize {
        1 + (share.clamp(0.0, 1.0) * self.places.saturating_sub(1) as f64).round() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_become_agents_only_if_they_fit() {
        let answer = RolloutsAnswer { agents: 2, steps: 2, figures: None, floor: None };
        let buffers = vec![(0..12).map(|i| i as f32).collect(), vec![1.0, 2.0], vec![1.0, -1.0]];
        let agents = Agents::new(buffers.clone(), &answer).unwrap();
        assert_eq!(agents.fates(), [Fate::Arrived(Some(1)), Fate::Collided]);
        assert_eq!(agents.trail(1).collect::<Vec<_>>(), [[6.0, 7.0], [8.0, 9.0], [10.0, 11.0]]);
        assert_eq!([0.0, 0.5, 1.0, 7.0].map(|share| agents.places_at(share)), [1, 2, 3, 3]);
        let other = RolloutsAnswer { agents: 3, ..answer };
        assert_eq!(Agents::new(buffers, &other), None);
    }

    #[test]
    fn a_world_shows_what_the_expert_did() {
        let world = World::new(&Imitate::default());
        assert_eq!((world.demonstrations.len(), world.obstacles.len(), world.reach), (100, 1, 2.0));
        assert!(world.goal.is_some() && world.ways.iter().all(Option::is_some));
        assert!(world.start().is_some_and(|[x, _]| x == -1.5));
    }
}
