use super::spans::{Inputs, Start};
use crate::{
    math::{
        rng::{Purpose, Stream, uniform},
        sampler::{Jump, SamplerConfig},
        timing::{LogitNormal, TimingConfig},
    },
    nn::Pull,
    objective::{
        Effort, Loss, Objective, Outcome, Plan, Recipe, Scope,
        loss::part,
        regression::{Regression, RegressionPair},
    },
};

crate::configured! {
    /// MeanFlow (Geng et al., 2025): the network learns the mean velocity between two times. Its definition, differentiated by the later
    /// time, is the target: `u = v − (t − r) du/dt` (eq. 6), with the derivative along the flow of the network itself.
    pub struct MeanFlow("meanflow", "MeanFlow") {
        /// The share of rows whose two times are equal: they learn the velocity itself, as flow matching does.
        instant: f64 = 0.75, "Share without a step", "", "", 0.0..=1.0, Linear;
        /// The power of the squared error that a row's weight is divided by; 0 is the squared error. Images take 1, where the errors of all
        /// rows are about alike. In the plane they are not, and the network then learns frequent velocities in place of their mean.
        power: f64 = 0.0, "Adaptive power", "p", "", 0.0..=1.5, Linear;
    }
}

/// Added to the squared error before the power is taken.
const LEAST: f64 = 0.01;

impl Objective for MeanFlow {
    fn recipe(&self) -> Recipe {
        Recipe {
            timing: TimingConfig::LogitNormal(LogitNormal { mean: -0.4, std: 1.0 }),
            sampler: SamplerConfig::Jump(Jump {}),
            ..Recipe::default()
        }
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

impl MeanFlow {
    /// The start of each pair's step, later time first; the other time has the same law.
    fn starts(&self, setting: &Regression, pairs: &[RegressionPair], step: u64) -> Vec<Start> {
        let mut rng = Stream::new(setting.seed, Purpose::Span, step);
        let start = |pair: &RegressionPair| {
            let [first, second] = [pair.u, uniform(&mut rng)].map(|u| setting.timing.time(setting.schedule, u));
            let t = first.max(second);
            let span = if uniform(&mut rng) < self.instant { 0.0 } else { t - first.min(second) };
            Start { x: setting.schedule.at(t).point(pair.data, pair.noise), t, span, class: pair.class }
        };
        pairs.iter().map(start).collect()
    }
}

impl Loss for MeanFlow {
    fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, batches, networks, step, rows: wanted, .. } = scope;
        let network = networks.model;
        let pairs = batches.draw_pairs(setting, step);
        let share = 1.0 / pairs.len().max(1) as f64;
        let starts = self.starts(setting, pairs, step);
        let (pairs, starts) = (part(pairs, &wanted), part(&starts, &wanted));
        let velocity =
            |(pair, start): (&RegressionPair, &Start)| setting.schedule.at(start.t).velocity(pair.data, pair.noise);
        let mut targets: Vec<[f64; 2]> = pairs.iter().zip(starts).map(velocity).collect();
        let moving: Vec<usize> = (0..starts.len()).filter(|&row| starts[row].span > 0.0).collect();
        let chosen: Vec<Start> = moving.iter().map(|&row| starts[row]).collect();
        let velocities: Vec<[f64; 2]> = moving.iter().map(|&row| targets[row]).collect();
        let along = Inputs::moving(setting, &chosen, &velocities);
        let Some(changes) = Inputs::new(setting, &chosen).change(network, &along) else {
            // A network without this derivative cannot be trained: the run ends here.
            return Outcome { rows: vec![f32::NAN; starts.len()], ..Outcome::default() };
        };
        for (row, change) in moving.into_iter().zip(changes) {
            targets[row] = [0, 1].map(|k| targets[row][k] - starts[row].span * change[k]);
        }
        let predicted = Inputs::new(setting, starts).forward(network);
        let held_bytes = network.held_bytes();
        let (mut losses, mut pulls) = (Vec::new(), Vec::new());
        for (predicted, target) in predicted.iter().zip(&targets) {
            let error = [0, 1].map(|k| predicted[k] - target[k]);
            let square = error[0] * error[0] + error[1] * error[1];
            let weight = (square + LEAST).powf(-self.power);
            losses.push((weight * square) as f32);
            pulls.push(error.map(|error| (2.0 * share * weight * error) as f32));
        }
        network.backward(Pull { value: &pulls, trace: &[], share: 1.0 });
        Outcome {
            rows: losses,
            effort: Effort { evaluations: 2, held_bytes, ..Effort::default() },
            ..Outcome::default()
        }
    }

    fn plan(&self) -> Plan {
        Plan { evaluations: 1.0, directions: 0.0, kept: 1.0, forward: 2.0 * (1.0 - self.instant), beside: 0.0 }
    }
}
