use serde::{Deserialize, Serialize};

use super::{Demonstrations, Demonstrator, Environment, Experts, Outcome, Rollouts, nearest::Nearest};
use crate::math::{
    metric::{Estimate, MetricError},
    points::Cloud,
};

/// The figures of agents. A share has the binomial standard error `√(p (1 − p)/n)`, a mean that of independent agents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The number of agents, n.
    pub agents: usize,
    /// The share that reached the goal. Agents that are still running count as not there.
    pub success: Estimate,
    /// The share that touched an obstacle.
    pub collision: Estimate,
    /// Steps to the goal of those that reached it; `None` where fewer than two did.
    pub steps_to_goal: Option<Estimate>,
    /// The share of each of the environment's ways among those that reached the goal; `None` where none did.
    pub ways: Option<Vec<Estimate>>,
    /// `−Σ p ln p` of these shares, in nats: 0 where all go the same way, ln 2 where two ways are equally likely.
    pub way_entropy: Option<Estimate>,
    /// The mean distance of an agent's positions from the nearest position of any demonstration.
    /// `None` with fewer than two agents, or without demonstrations.
    pub distance: Option<Estimate>,
}

/// A share of `count` in `n`.
fn share(count: usize, n: usize) -> Estimate {
    let value = count as f64 / n as f64;
    Estimate { value, std_error: (value * (1.0 - value) / n as f64).sqrt() }
}

/// A mean with a standard error that is known.
fn mean(numbers: &[f64]) -> Option<Estimate> {
    if numbers.len() < 2 { None } else { Estimate::mean(numbers).ok() }
}

/// The entropy of `counts`, with the first two terms of its variance.
/// The variance is `(Σ p ln² p − H²)/n + (K − 1)/2n²` for K ways that were taken (Harris, 1975); the first term is 0 where all
/// ways are equally likely.
fn entropy(counts: &[usize]) -> Estimate {
    let n = counts.iter().sum::<usize>() as f64;
    let taken: Vec<f64> = counts.iter().filter(|count| **count > 0).map(|count| *count as f64 / n).collect();
    let value = -taken.iter().map(|p| p * libm::log(*p)).sum::<f64>();
    let first = taken.iter().map(|p| p * libm::log(*p).powi(2)).sum::<f64>() - value * value;
    let second = taken.len().saturating_sub(1) as f64 / (2.0 * n * n);
    // The value of a sum that is 0 exactly may be a little less, or −0.
    Estimate { value: value.max(0.0), std_error: (first.max(0.0) / n + second).sqrt() }
}

impl Figures {
    /// The figures of `rollouts`, finished or not, compared with what they imitate.
    ///
    /// # Errors
    /// [`MetricError::Empty`] without agents.
    pub fn of_rollouts(
        environment: &dyn Environment,
        rollouts: &Rollouts,
        demonstrations: &Demonstrations,
    ) -> Result<Self, MetricError> {
        let shown = Nearest::new(demonstrations.positions());
        let agents: Vec<_> = rollouts.trails().iter().zip(rollouts.outcomes().iter().copied()).collect();
        Self::new(environment, &agents, Some(&shown))
    }

    /// The figures of the demonstrations themselves, without a distance.
    ///
    /// # Errors
    /// [`MetricError::Empty`] without demonstrations.
    pub fn of_demonstrations(
        environment: &dyn Environment,
        demonstrations: &Demonstrations,
    ) -> Result<Self, MetricError> {
        let agents: Vec<_> = demonstrations.paths.iter().map(|path| (&path.trail, path.outcome)).collect();
        Self::new(environment, &agents, None)
    }

    fn new(
        environment: &dyn Environment,
        agents: &[(&Cloud, Outcome)],
        shown: Option<&Nearest>,
    ) -> Result<Self, MetricError> {
        if agents.is_empty() {
            return Err(MetricError::Empty);
        }
        let n = agents.len();
        let counted = |is: fn(Outcome) -> bool| share(agents.iter().filter(|(_, outcome)| is(*outcome)).count(), n);
        let arrivals: Vec<f64> = agents.iter().filter_map(|(_, outcome)| outcome.arrival()).map(|k| k as f64).collect();
        let mut counts = vec![0; environment.ways().len()];
        let ways = agents.iter().filter(|(_, outcome)| outcome.is_success());
        for way in ways.filter_map(|(trail, _)| environment.way(trail)) {
            // An unknown way cannot be shown.
            if let Some(count) = counts.get_mut(way) {
                *count += 1;
            }
        }
        let told = counts.iter().sum();
        let apart = |shown: &Nearest| {
            let of = |trail: &Cloud| trail.iter().map(|p| shown.distance(*p)).sum::<f64>() / trail.len() as f64;
            mean(&agents.iter().map(|(trail, _)| of(trail)).collect::<Vec<_>>())
        };
        Ok(Self {
            agents: n,
            success: counted(Outcome::is_success),
            collision: counted(Outcome::is_collision),
            steps_to_goal: mean(&arrivals),
            ways: (told > 0).then(|| counts.iter().map(|count| share(*count, told)).collect()),
            way_entropy: (told > 0).then(|| entropy(&counts)),
            distance: shown.filter(|shown| !shown.is_empty()).and_then(apart),
        })
    }
}

/// The best figures of an imitation: those of `n` fresh rollouts of the expert, with its noise in the `demonstrations`.
/// Where the expert cannot be run again, those of the demonstrations.
///
/// # Errors
/// [`MetricError::Empty`] where there are neither.
pub fn floor(
    environment: &dyn Environment,
    demonstrator: &dyn Demonstrator,
    demonstrations: &Demonstrations,
    n: usize,
    seed: u64,
    draw: u32,
) -> Result<Figures, MetricError> {
    match demonstrator.expert() {
        Some(expert) => {
            let rollouts = Experts::rollouts(expert, environment, n, seed, draw);
            Figures::of_rollouts(environment, &rollouts, demonstrations)
        }
        None => Figures::of_demonstrations(environment, demonstrations),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::world::{Demonstration, Detour};

    fn trail(y: f64, end: f64) -> Cloud {
        vec![[-1.5, 0.0], [-0.5, y], [0.5, y], [end, 0.0]]
    }

    fn figures(agents: &[(Cloud, Outcome)], shown: Option<&Nearest>) -> Figures {
        let agents: Vec<_> = agents.iter().map(|(trail, outcome)| (trail, *outcome)).collect();
        Figures::new(&Detour::default(), &agents, shown).unwrap()
    }

    #[test]
    fn every_figure_is_that_of_a_count_by_hand() {
        let reached = |step| Outcome::Reached { step };
        let agents = [
            (trail(1.0, 1.5), reached(20)),
            (trail(1.0, 1.5), reached(24)),
            (trail(1.0, 1.5), reached(22)),
            (trail(-1.0, 1.5), reached(26)),
            (vec![[-1.5, 0.0], [-0.4, 0.0]], Outcome::Collided { step: 1 }),
            (trail(-1.0, 1.0), Outcome::OutOfTime),
            (trail(-1.0, 1.0), Outcome::Running),
            (vec![[-1.5, 0.0]], Outcome::Diverged { step: 1 }),
        ];
        let shown = Nearest::new([[-1.5, 0.0], [-0.5, 1.0], [0.5, 1.0], [1.5, 0.0]]);
        let found = figures(&agents, Some(&shown));
        let close = |found: Estimate, value: f64, std_error: f64| {
            let right = (found.value - value).abs() < 1e-12 && (found.std_error - std_error).abs() < 1e-12;
            assert!(right, "{found:?} is not {value} ± {std_error}");
        };
        assert_eq!(found.agents, 8);
        close(found.success, 0.5, (0.25f64 / 8.0).sqrt());
        close(found.collision, 0.125, (0.125f64 * 0.875 / 8.0).sqrt());
        // 20, 24, 22, 26: the unbiased variance is 20/3.
        close(found.steps_to_goal.unwrap(), 23.0, (20.0f64 / 3.0 / 4.0).sqrt());
        let ways = found.ways.unwrap();
        close(ways[0], 0.75, (0.1875f64 / 4.0).sqrt());
        close(ways[1], 0.25, (0.1875f64 / 4.0).sqrt());
        let (p, q) = (0.75f64, 0.25f64);
        let value = -p * p.ln() - q * q.ln();
        let first = p * p.ln().powi(2) + q * q.ln().powi(2) - value * value;
        close(found.way_entropy.unwrap(), value, (first / 4.0 + 1.0 / 32.0).sqrt());
        // From (−0.5, −1) and (0.5, −1) the nearest shown points are √2 away, the start and the goal at distance √2 as well;
        // from (1, 0) it is the goal, ½ away; from (−0.4, 0) it is (−0.5, 1).
        let down = 2f64.sqrt() * 2.0;
        let apart = [0.0, 0.0, 0.0, down / 4.0, 1.01f64.sqrt() / 2.0, (down + 0.5) / 4.0, (down + 0.5) / 4.0, 0.0];
        let mean = Estimate::mean(&apart).unwrap();
        close(found.distance.unwrap(), mean.value, mean.std_error);
    }

    #[test]
    fn what_nobody_did_has_no_figure() {
        let hit = (vec![[-1.5, 0.0], [-0.4, 0.0]], Outcome::Collided { step: 1 });
        let found = figures(&[hit], Some(&Nearest::new([])));
        assert_eq!((found.success.value, found.collision.value), (0.0, 1.0));
        assert_eq!((found.steps_to_goal, found.ways, found.way_entropy, found.distance), (None, None, None, None));
        assert_eq!(Figures::new(&Detour::default(), &[], None), Err(MetricError::Empty));
        let json = serde_json::to_string(&figures(&[(trail(1.0, 1.5), Outcome::Reached { step: 3 })], None)).unwrap();
        assert!(!json.contains("inf") && serde_json::from_str::<Figures>(&json).is_ok(), "{json}");
    }

    #[test]
    fn the_entropy_of_ways_is_as_sure_as_it_says() {
        assert_eq!(entropy(&[7, 0]), Estimate { value: 0.0, std_error: 0.0 });
        let even = entropy(&[100, 100]);
        // There 2n (ln 2 − H) is χ² of one degree, whose standard deviation is √2.
        assert!((even.value - 2f64.ln()).abs() < 1e-15);
        assert!((even.std_error - 2f64.sqrt() / 400.0).abs() < 1e-9, "{even:?}");
    }

    #[test]
    fn demonstrations_have_figures_of_their_own() {
        let path = |y: f64, outcome| Demonstration { moments: Vec::new(), trail: trail(y, 1.5), outcome };
        let detour = Detour::default();
        let paths = vec![path(1.0, Outcome::Reached { step: 3 }), path(0.2, Outcome::Collided { step: 1 })];
        let found = Figures::of_demonstrations(&detour, &Demonstrations::new(&detour, paths)).unwrap();
        assert_eq!((found.success.value, found.collision.value, found.distance), (0.5, 0.5, None));
        assert_eq!(found.ways.unwrap()[0].value, 1.0);
    }
}
