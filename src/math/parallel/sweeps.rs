use super::{
    Chain, Method,
    jacobian::{Jacobian, jacobians},
};
use crate::math::{extremes::largest, points::Coordinate};

/// Points of the plane.
type Cloud<T> = Vec<[T; 2]>;

/// A trajectory whose states are revised together.
#[derive(Clone, Debug)]
pub struct Sweeps<T> {
    method: Method,
    /// The guesses of all states; the first is the start.
    states: Vec<Cloud<T>>,
    /// The states up to this one are final.
    settled: usize,
    /// The maps of the present sweep that are evaluated, from `settled` on, with their Jacobians.
    images: Vec<(Cloud<T>, Vec<Jacobian>)>,
    /// Completed sweeps.
    pub rounds: u32,
    /// Evaluations of a map, for each point.
    pub evaluations: u32,
}

/// A guess that is further from the origin than this, or NaN, starts again from the image of the state before; where that is not
/// finite either, the old guess stays.
const FAR: f64 = 1e4;

impl<T: Coordinate> Sweeps<T> {
    /// A trajectory of so many `steps` from `start`, with `start` as the guess of every state.
    pub fn new(method: Method, start: Cloud<T>, steps: usize) -> Self {
        let states = vec![start; steps + 1];
        Self { method, states, settled: 0, images: Vec::new(), rounds: 0, evaluations: 0 }
    }

    /// The states, as far as they are known.
    pub fn states(&self) -> &[Cloud<T>] {
        &self.states
    }

    pub fn into_states(self) -> Vec<Cloud<T>> {
        self.states
    }

    /// Whether all states are final.
    pub fn is_done(&self) -> bool {
        self.settled + 1 >= self.states.len()
    }

    /// A whole sweep; false when all states were final before.
    pub fn sweep(&mut self, chain: &dyn Chain<Cloud<T>>) -> bool {
        if self.is_done() {
            return false;
        }
        while !self.advance(chain) {}
        true
    }

    /// Evaluates the next map of the sweep; true when the sweep is complete and the states are revised.
    pub fn advance(&mut self, chain: &dyn Chain<Cloud<T>>) -> bool {
        let steps = match self.method {
            Method::Sequential => 1,
            Method::Picard { window, .. } => window.max(1),
            Method::Newton { .. } => usize::MAX,
        };
        let end = self.settled.saturating_add(steps).min(self.states.len() - 1);
        let index = self.settled + self.images.len();
        if index < end {
            let image = self.evaluated(chain, index);
            self.images.push(image);
        }
        if self.settled + self.images.len() < end {
            return false;
        }
        let images = std::mem::take(&mut self.images);
        self.revise(chain, images);
        self.rounds += 1;
        true
    }

    /// The image of a state, and the Jacobians where the method needs them.
    fn evaluated(&mut self, chain: &dyn Chain<Cloud<T>>, index: usize) -> (Cloud<T>, Vec<Jacobian>) {
        let x = &self.states[index];
        let image = chain.image(index, x);
        self.evaluations += 1;
        let Method::Newton { is_diagonal, .. } = self.method else {
            return (image, Vec::new());
        };
        let (mut all, evaluations) = jacobians(chain, index, x);
        self.evaluations += evaluations;
        if is_diagonal {
            all.iter_mut().for_each(|jacobian| (jacobian[0][1], jacobian[1][0]) = (0.0, 0.0));
        }
        (image, all)
    }

    /// How far a state may move in a sweep and still has settled.
    fn tolerance(&self, chain: &dyn Chain<Cloud<T>>, index: usize) -> f64 {
        match self.method {
            Method::Sequential => 0.0,
            Method::Picard { tolerance, is_relative: true, .. } => {
                tolerance * std::f64::consts::SQRT_2 * chain.spread(index.saturating_sub(1))
            }
            Method::Picard { tolerance, .. } | Method::Newton { tolerance, .. } => tolerance,
        }
    }

    /// Revises the states that follow those with `images`, and finds which have settled.
    fn revise(&mut self, chain: &dyn Chain<Cloud<T>>, images: Vec<(Cloud<T>, Vec<Jacobian>)>) {
        let first = self.settled;
        // How far the state before has moved. The first one is final.
        let mut moved = vec![[0.0; 2]; self.states[first].len()];
        let mut is_settled = true;
        for (offset, (image, jacobians)) in images.into_iter().enumerate() {
            let index = first + offset + 1;
            let tolerance = self.tolerance(chain, index);
            let mut lengths = Vec::with_capacity(image.len());
            for (row, (state, at)) in self.states[index].iter_mut().zip(&image).enumerate() {
                let at = (*at).map(Into::into);
                // Picard's sum is the same with the identity in place of the Jacobian.
                let [a, b] = jacobians.get(row).copied().unwrap_or([[1.0, 0.0], [0.0, 1.0]]);
                let wanted = [a, b].map(|line| line[0] * moved[row][0] + line[1] * moved[row][1]);
                let new = [at[0] + wanted[0], at[1] + wanted[1]];
                let old: [f64; 2] = (*state).map(Into::into);
                // A comparison with NaN is false.
                let (new, is_known) = match new.iter().all(|c: &f64| c.abs() < FAR) {
                    true => (new, true),
                    false if offset == 0 || at.iter().all(|c: &f64| c.is_finite()) => (at, true),
                    false => (old, false),
                };
                moved[row] = [new[0] - old[0], new[1] - old[1]];
                let length = if is_known { moved[row][0].hypot(moved[row][1]) } else { f64::INFINITY };
                lengths.push(length);
                *state = new.map(T::rounded);
            }
            // The first revised state follows from a final one, and so is final.
            is_settled = offset == 0 || is_settled && (lengths.is_empty() || largest(lengths) <= tolerance);
            if is_settled {
                self.settled = index;
            }
        }
        // Behind a window the last state in it is the best guess.
        if let Method::Picard { window, .. } = self.method {
            let known = first.saturating_add(window.max(1)).min(self.states.len() - 1);
            let guess = self.states[known].clone();
            self.states.iter_mut().skip(known + 1).for_each(|state| state.clone_from(&guess));
        }
    }
}
