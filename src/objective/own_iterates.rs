use super::{
    Ddpm, Effort, Loss, Objective, Outcome, Recipe, Scope,
    loss::{Plan, part},
    regression::{Regression, RegressionPair},
};
use crate::{
    math::{
        parametrization::invert,
        rng::{Purpose, Stream, normal},
        sampler::Posterior,
        schedule::Coeffs,
        weighting::Level,
    },
    nn::{Differentiable, Features, Pull, Vectors},
};

crate::configured! {
    /// Diffusion that also trains on its own iterates: some rows are noised further than wanted, and come back by a few steps of the model
    /// itself. Their label is either the exact mean noise in that point, as an expert who corrects the learner would say it (DAgger; Ross et
    /// al., 2011), or the noise that leads to the data point of the row (scheduled sampling; Bengio et al., 2015).
    pub struct OwnIterates("ddpm-iterates", "Diffusion on its own iterates") {
        /// The steps of the chain.
        chain: u32 = 20, "Chain", "T", "steps", 2..=1000, Log;
        /// The steps of the model before the row.
        back: u32 = 1, "Own steps", "m", "steps", 1..=1000, Log;
        /// The share of such rows, once it has risen.
        share: f64 = 0.5, "Share", "", "", 0.0..=1.0, Linear;
        /// The training steps over which the share rises from 0.
        rise: u32 = 2000, "Rises over", "", "steps", 1..=1_000_000, Log;
        /// The labels of all rows: the exact mean noise, or the noise of the row's data point.
        exact: bool = true, "Exact labels", "", "", 0..=1, Linear;
    }
}

impl Objective for OwnIterates {
    fn recipe(&self) -> Recipe {
        Ddpm {}.recipe()
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn is_explicit(&self) -> bool {
        self.exact
    }
}

/// A row of training: a point at a time of the chain, and its label.
struct Row {
    x: [f64; 2],
    /// The number of steps from the data, `t = level/T`.
    level: u32,
    pair: RegressionPair,
}

impl OwnIterates {
    fn time(&self, level: u32) -> f64 {
        f64::from(level) / f64::from(self.chain.max(1))
    }

    /// The share of rows that are own iterates after so many training steps.
    fn share_at(&self, step: u64) -> f64 {
        self.share * (step as f64 / f64::from(self.rise.max(1))).min(1.0)
    }

    /// One step of ancestral sampling of rows that are at `from` (Ho et al., 2020, algorithm 2), with this noise.
    fn back(&self, setting: &Regression, predicted: &[f64; 2], row: &Row, fresh: [f64; 2]) -> [f64; 2] {
        let [at, to] = [row.level, row.level - 1].map(|level| setting.schedule.at(self.time(level)));
        let [of_x, of_prediction] = invert(setting.parametrization, &at).data;
        let Posterior { of_x: kept, of_data, variance, .. } = Posterior::new(&at, &to);
        [0, 1].map(|k| {
            let denoised = of_x * row.x[k] + of_prediction * predicted[k];
            kept * row.x[k] + of_data * denoised + variance.sqrt() * fresh[k]
        })
    }

    /// The rows of a step, the own iterates first.
    fn rows(&self, setting: &Regression, pairs: &[RegressionPair], step: u64) -> (Vec<Row>, Vec<u32>) {
        let own = (self.share_at(step) * pairs.len() as f64).round() as usize;
        let row = |(index, pair): (usize, &RegressionPair)| {
            let wanted = 1 + (pair.u * f64::from(self.chain)) as u32;
            let wanted = wanted.min(self.chain);
            let level = if index < own { (wanted + self.back).min(self.chain) } else { wanted };
            let x = setting.schedule.at(self.time(level)).point(pair.data, pair.noise);
            (Row { x, level, pair: *pair }, wanted)
        };
        pairs.iter().enumerate().map(row).unzip()
    }
}

/// The prediction of `network` for these rows, `[n, 2]`.
fn predict(
    network: &mut dyn Differentiable,
    setting: &Regression,
    time: impl Fn(u32) -> f64,
    rows: &[&Row],
) -> Vec<[f64; 2]> {
    let (inputs, features) = inputs(setting, time, rows);
    let told = Features::PerRow { values: &features, width: setting.num_features() };
    let value = network.forward(&inputs, told, &[]).value;
    network.forget();
    value.iter().map(|value| value.map(f64::from)).collect()
}

fn inputs(setting: &Regression, time: impl Fn(u32) -> f64, rows: &[&Row]) -> (Vectors, Vec<f32>) {
    let mut features = Vec::new();
    let input = |row: &&Row| {
        let t = time(row.level);
        setting.append_features(t, row.pair.class, &mut features);
        let scale = setting.schedule.at(t).input_scale();
        row.x.map(|x| (scale * x) as f32)
    };
    let inputs = rows.iter().map(input).collect();
    (inputs, features)
}

impl Loss for OwnIterates {
    fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, batches, networks, step, rows: wanted, .. } = scope;
        let network = networks.model;
        let pairs = batches.draw_pairs(setting, step);
        let share = 1.0 / pairs.len().max(1) as f64;
        let (mut rows, targets) = self.rows(setting, pairs, step);
        // Noise for every row and move, so that the rows are the same in whatever parts they are asked for.
        let mut rng = Stream::new(setting.seed, Purpose::Bridge, step);
        let mut evaluations = 1;
        for _ in 0..self.back.min(self.chain) {
            let fresh: Vec<[f64; 2]> = rows.iter().map(|_| normal(&mut rng)).collect();
            let ahead = |index: &usize| wanted.contains(index) && rows[*index].level > targets[*index];
            let moving: Vec<usize> = (0..rows.len()).filter(ahead).collect();
            if moving.is_empty() {
                continue;
            }
            let chosen: Vec<&Row> = moving.iter().map(|&index| &rows[index]).collect();
            let predicted = predict(network, setting, |level| self.time(level), &chosen);
            evaluations += 1;
            for (index, predicted) in moving.into_iter().zip(&predicted) {
                rows[index].x = self.back(setting, predicted, &rows[index], fresh[index]);
                rows[index].level -= 1;
            }
        }
        let rows: Vec<&Row> = part(&rows, &wanted).iter().collect();
        let (inputs, features) = inputs(setting, |level| self.time(level), &rows);
        let told = Features::PerRow { values: &features, width: setting.num_features() };
        let value = network.forward(&inputs, told, &[]).value;
        let held_bytes = network.held_bytes();
        let (mut losses, mut pulls) = (Vec::new(), Vectors::new());
        for (row, value) in rows.iter().zip(&value) {
            let t = self.time(row.level);
            let level = Level::new(setting.schedule, setting.timing, setting.parametrization, t);
            let weight = setting.weighting.weight(&level);
            let label = label(setting, row, &level.coeffs);
            let [a, b] = setting.parametrization.target(&level.coeffs);
            let error = [0, 1].map(|k| f64::from(value[k]) - a * label[0][k] - b * label[1][k]);
            losses.push((0.5 * weight * (error[0] * error[0] + error[1] * error[1])) as f32);
            pulls.push(error.map(|error| (share * weight * error) as f32));
        }
        network.backward(Pull { value: &pulls, trace: &[], share: 1.0 });
        let effort = Effort { evaluations, held_bytes, ..Effort::default() };
        Outcome { rows: losses, effort, ..Outcome::default() }
    }

    fn plan(&self) -> Plan {
        let forward = self.share * f64::from(self.back.min(self.chain));
        Plan { evaluations: 1.0, directions: 0.0, kept: 1.0, forward, beside: 0.0 }
    }
}

/// The data and the noise that the row is taught: the exact means in its point, or its own data and what noise then is.
fn label(setting: &Regression, row: &Row, coeffs: &Coeffs) -> [[f64; 2]; 2] {
    match setting.exact.and_then(|oracle| oracle.posterior(&[row.x], coeffs).next()) {
        Some(exact) => [exact.data, exact.noise],
        None => [row.pair.data, coeffs.noise_of(row.x, row.pair.data)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::extremes::largest,
        objective::{ObjectiveConfig, regression::Batches},
        protocol::Generate,
    };

    fn task(exact: bool, back: u32, share: f64) -> Generate {
        let objective = OwnIterates { exact, back, share, rise: 1, ..OwnIterates::default() };
        Generate::preset(ObjectiveConfig::OwnIterates(objective))
    }

    #[test]
    fn the_first_rows_are_noised_further_and_come_back() {
        let task = task(false, 3, 0.25);
        let (setting, mut batches) = (task.regression(), Batches::new(&task.regression()));
        let ObjectiveConfig::OwnIterates(objective) = &task.objective else { panic!("another objective") };
        let pairs = batches.draw_pairs(&setting, 5).to_vec();
        let (rows, targets) = objective.rows(&setting, &pairs, 5);
        let ahead = rows.iter().zip(&targets).filter(|(row, target)| row.level > **target).count();
        // Rows whose wanted level is the last cannot begin beyond it.
        assert!((40..=64).contains(&ahead), "{ahead}");
        assert!(
            rows.iter().zip(&targets).all(|(row, target)| row.level <= 20 && *target >= 1 && row.level - target <= 3)
        );
        assert_eq!(objective.share_at(0), 0.0);
    }

    /// With a perfect prediction a step back is the step of the sampler.
    #[test]
    fn a_step_back_is_one_of_the_ancestral_sampler() {
        use crate::math::{
            field::Field as _,
            points::{Cloud, Noise},
            sampler::{Ddpm as Ancestral, Memory, Sampler as _},
        };

        struct One;

        impl Noise<Cloud> for One {
            fn normal_like(&mut self, like: &Cloud) -> Cloud {
                vec![[0.3, -0.7]; like.len()]
            }

            fn exponential_like(&mut self, like: &Cloud) -> Vec<f64> {
                vec![1.0; like.len()]
            }
        }

        let task = task(true, 1, 1.0);
        let ObjectiveConfig::OwnIterates(objective) = &task.objective else { panic!("another objective") };
        let (setting, oracle) = (task.regression(), task.oracle().unwrap());
        let mut batches = Batches::new(&setting);
        let pair = batches.draw_pairs(&setting, 0)[0];
        for level in [2, 10, 20] {
            let row = Row { x: [0.4, -1.1], level, pair };
            let coeffs = setting.schedule.at(objective.time(level));
            let noise = oracle.posterior(&[row.x], &coeffs).next().unwrap().noise;
            // The recipe predicts the noise.
            let found = objective.back(&setting, &noise, &row, [0.3, -0.7]);
            let [t, s] = [level, level - 1].map(|level| objective.time(level));
            let sampler = Ancestral::default();
            let step = sampler.step(&oracle, &vec![row.x], t, s, &mut One, &mut Memory::default());
            let expected = step.next[0];
            assert!(largest((0..2).map(|k| (found[k] - expected[k]).abs())) < 1e-9, "{found:?} {expected:?}");
            assert!(oracle.schedule().at(s).sigma > 0.0);
        }
    }
}
