use rand_core::RngCore;

use super::{
    Bounds, Disc, Environment, State,
    geometry::{between, shortened},
};
use crate::math::rng;

crate::configured! {
    /// A goal behind an obstacle, with one way around above and one below. The mean of the two ways leads into the obstacle.
    pub struct Detour("detour", "Detour") {
        /// The agent starts left of the obstacle, up to this far above or below the axis.
        start_spread: f64 = 0.003, "Spread of the start", "", "", 0.0..=0.1, Linear;
        /// Radius of the obstacle at the origin.
        radius: f64 = 0.5, "Radius of the obstacle", "R", "", 0.1..=0.6, Linear;
        /// Radius of the goal.
        goal_radius: f64 = 0.15, "Radius of the goal", "", "", 0.05..=0.3, Linear;
        /// How far an agent can move in one step.
        limit: f64 = 0.18, "Longest step", "", "", 0.05..=0.5, Linear;
        /// How far the expert moves in one step.
        speed: f64 = 0.15, "Speed of the expert", "", "", 0.05..=0.3, Linear;
        /// Steps after which an agent that has not arrived is out of time.
        horizon: u32 = 30, "Horizon", "H", "steps", 30..=200, Log;
    }
}

const START: [f64; 2] = [-1.5, 0.0];
const GOAL: [f64; 2] = [1.5, 0.0];
/// The expert turns at a corner at ±this, on either side.
const CORNER: f64 = 0.75;

/// `p ← p + a` with `‖a‖ ≤ limit`, `p` in the plane, from `(−1.5, U(−spread, spread))` to the goal at `(1.5, 0)`.
///
/// The whole segment of a step must miss the obstacle. If only the end of the step had to, an agent could cut through the
/// edge by `R − √(R² − limit²/4)`, which is 0.008 with the usual numbers and hardly visible.
impl Environment for Detour {
    fn action_limit(&self) -> f64 {
        self.limit
    }

    fn horizon(&self) -> usize {
        self.horizon as usize
    }

    fn start(&self, rng: &mut dyn RngCore) -> State {
        vec![START[0], START[1] + self.start_spread * (2.0 * rng::uniform(rng) - 1.0)]
    }

    fn step(&self, state: &[f64], action: &[f64], _: &mut dyn RngCore) -> State {
        state.iter().zip(self.limited(action)).map(|(p, a)| p + a).collect()
    }

    fn position(&self, state: &[f64]) -> [f64; 2] {
        [0, 1].map(|k| state.get(k).copied().unwrap_or(f64::NAN))
    }

    fn obstacles(&self) -> Vec<Disc> {
        vec![Disc { centre: [0.0; 2], radius: self.radius }]
    }

    fn goal(&self) -> Option<Disc> {
        Some(Disc { centre: GOAL, radius: self.goal_radius })
    }

    fn bounds(&self) -> Bounds {
        Bounds { low: [-2.0, -1.5], high: [2.0, 1.5] }
    }

    fn ways(&self) -> &'static [&'static str] {
        &["up", "down"]
    }

    /// Up where `y ≥ 0` when the trail crosses `x = 0` to the right, for the last time if it does so more than once.
    fn way(&self, trail: &[[f64; 2]]) -> Option<usize> {
        let crossing = trail.windows(2).rev().find(|pair| pair[0][0] < 0.0 && pair[1][0] >= 0.0)?;
        let share = crossing[0][0] / (crossing[0][0] - crossing[1][0]);
        let [_, y] = between(crossing[0], crossing[1], share);
        Some(usize::from(y < 0.0))
    }

    fn route(&self, way: usize) -> Vec<[f64; 2]> {
        let y = if way == 0 { CORNER } else { -CORNER };
        vec![[-CORNER, y], [CORNER, y], GOAL]
    }

    fn speed(&self) -> f64 {
        self.speed.min(self.limit)
    }

    fn towards(&self, state: &[f64], target: [f64; 2]) -> Vec<f64> {
        let [x, y] = self.position(state);
        shortened(&[target[0] - x, target[1] - y], self.speed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_on_which_a_trail_passes_the_obstacle_is_its_way() {
        let detour = Detour::default();
        let way = |trail: &[[f64; 2]]| detour.way(trail).map(|way| detour.ways()[way]);
        assert_eq!(way(&[[-1.0, 0.0], [-0.5, 0.9]]), None);
        assert_eq!(way(&[[-0.1, -0.2], [0.3, 1.0]]), Some("up"), "y is 0.1 at x = 0");
        assert_eq!(way(&[[-0.1, -0.4], [0.3, 0.4]]), Some("down"), "y is −0.2 at x = 0");
        assert_eq!(way(&[[-0.1, 0.8], [0.1, 0.8], [-0.1, -0.8], [0.1, -0.8]]), Some("down"), "the last time counts");
    }
}
