use super::spans::{Inputs, Start, predict};
use crate::{
    math::{
        rng::{Purpose, Stream, uniform},
        sampler::{Jump, SamplerConfig},
    },
    nn::Pull,
    objective::{
        Effort, Loss, Objective, Outcome, Plan, Recipe, Scope,
        loss::part,
        regression::{Regression, RegressionPair},
    },
};

crate::configured! {
    /// Shortcut models (Frans et al., 2024): the network is told the length of its step. Short steps are learned as by flow matching; a
    /// step of twice the length must end where two steps of the averaged network end (algorithm 1).
    pub struct Shortcut("shortcut", "Shortcut") {
        /// The share of rows that learn from two steps of the network.
        share: f64 = 0.25, "Share of steps", "", "", 0.0..=1.0, Linear;
        /// How often the whole path is halved down to the shortest step that is learned.
        halvings: u32 = 6, "Halvings", "", "", 0..=10, Linear;
    }
}

impl Objective for Shortcut {
    fn recipe(&self) -> Recipe {
        Recipe { sampler: SamplerConfig::Jump(Jump {}), ..Recipe::default() }
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn spans(&self) -> bool {
        true
    }

    fn few_steps(&self) -> Option<u32> {
        Some(1)
    }

    fn follows_velocity(&self) -> bool {
        true
    }
}

impl Shortcut {
    /// The starts of all rows, those of steps first. A step begins at a multiple of its length.
    fn starts(&self, setting: &Regression, pairs: &[RegressionPair], step: u64) -> Vec<Start> {
        let mut rng = Stream::new(setting.seed, Purpose::Span, step);
        let steps = (self.share * pairs.len() as f64).round() as usize;
        let start = |(row, pair): (usize, &RegressionPair)| {
            let halved = (uniform(&mut rng) * f64::from(self.halvings + 1)).floor();
            let count = halved.exp2();
            let (t, span) = match row < steps {
                true => (((pair.u * count).floor() + 1.0).min(count) / count, 1.0 / count),
                false => (setting.timing.time(setting.schedule, pair.u), 0.0),
            };
            Start { x: setting.schedule.at(t).point(pair.data, pair.noise), t, span, class: pair.class }
        };
        pairs.iter().enumerate().map(start).collect()
    }

    /// The length that the network is asked for half a step: half its length, and none for the shortest.
    fn half(&self, start: &Start) -> f64 {
        let shortest = f64::from(self.halvings).exp2().recip();
        if start.span > shortest { 0.5 * start.span } else { 0.0 }
    }
}

impl Loss for Shortcut {
    fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, batches, mut networks, step, rows: wanted, .. } = scope;
        let network = &mut *networks.model;
        let pairs = batches.draw_pairs(setting, step);
        let share = 1.0 / pairs.len().max(1) as f64;
        let starts = self.starts(setting, pairs, step);
        let (pairs, starts) = (part(pairs, &wanted), part(&starts, &wanted));
        let velocity =
            |(pair, start): (&RegressionPair, &Start)| setting.schedule.at(start.t).velocity(pair.data, pair.noise);
        let mut targets: Vec<[f64; 2]> = pairs.iter().zip(starts).map(velocity).collect();
        let stepping: Vec<usize> = (0..starts.len()).filter(|&row| starts[row].span > 0.0).collect();
        let halves = |start: &Start| Start { span: self.half(start), ..*start };
        let first: Vec<Start> = stepping.iter().map(|&row| halves(&starts[row])).collect();
        let mut ask = |starts: &[Start]| match networks.target {
            Some(ref mut target) => predict(&mut **target, setting, starts),
            None => predict(network, setting, starts),
        };
        let before = ask(&first);
        let next = |((&row, first), u): ((&usize, &Start), &[f64; 2])| {
            let h = 0.5 * starts[row].span;
            Start { x: [0, 1].map(|k| first.x[k] - h * u[k]), t: first.t - h, ..*first }
        };
        let second: Vec<Start> = stepping.iter().zip(&first).zip(&before).map(next).collect();
        for ((&row, before), after) in stepping.iter().zip(&before).zip(&ask(&second)) {
            targets[row] = [0, 1].map(|k| 0.5 * (before[k] + after[k]));
        }
        let predicted = Inputs::new(setting, starts).forward(network);
        let held_bytes = network.held_bytes();
        let (mut losses, mut pulls) = (Vec::new(), Vec::new());
        for (predicted, target) in predicted.iter().zip(&targets) {
            let error = [0, 1].map(|k| predicted[k] - target[k]);
            losses.push((error[0] * error[0] + error[1] * error[1]) as f32);
            pulls.push(error.map(|error| (2.0 * share * error) as f32));
        }
        network.backward(Pull { value: &pulls, trace: &[], share: 1.0 });
        Outcome {
            rows: losses,
            effort: Effort { evaluations: 3, held_bytes, ..Effort::default() },
            ..Outcome::default()
        }
    }

    fn plan(&self) -> Plan {
        Plan { evaluations: 1.0, directions: 0.0, kept: 1.0, forward: 2.0 * self.share, beside: 0.0 }
    }

    fn wants_target(&self) -> bool {
        true
    }
}
