use super::levels::{Place, Rung, learn, neighbours, recipe};
use crate::{
    math::{
        field::Field as _,
        oracle::Oracle,
        points::Cloud,
        schedule::ScheduleConfig,
        timing::{TimingConfig, Uniform},
    },
    objective::{Habits, Loss, Objective, Outcome, Plan, Recipe, Scope, loss::part, regression::RegressionPair},
};

crate::configured! {
    /// Consistency distillation (Song et al., 2023, algorithm 2): a point and the point that a teacher's ODE leads to at the level below
    /// must be mapped to one data point. The teacher is the exact field, with a step of Heun's method. The target is the averaged network: average over few steps (μ = 0.99).
    pub struct ConsistencyDistillation("consistency-distillation", "Consistency distillation") {
        /// The number of levels.
        levels: u32 = 40, "Levels", "N", "", 2..=1000, Log;
    }
}

impl Objective for ConsistencyDistillation {
    fn recipe(&self) -> Recipe {
        recipe(TimingConfig::Uniform(Uniform { start: 0.0 }))
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn is_explicit(&self) -> bool {
        true
    }

    fn maps_to_data(&self) -> bool {
        true
    }

    fn few_steps(&self) -> Option<u32> {
        Some(1)
    }

    /// A slower target lags too far behind: docs/COURSE.md, "Few steps".
    fn habits(&self) -> Habits {
        Habits { averaging: Some(0.99), ..Habits::default() }
    }
}

/// A step of Heun's method from `t` to `s`, with the noise-to-data ratio as the variable, in which trajectories are nearly straight
/// (Karras et al., 2022, algorithm 1).
pub(super) fn heun(teacher: &Oracle<ScheduleConfig>, x: [f64; 2], [t, s]: [f64; 2]) -> [f64; 2] {
    let [at, to] = [t, s].map(|t| teacher.schedule().at(t));
    // y = x/α is data + (σ/α) noise, and its derivative by σ/α is the mean noise.
    let noise = |y: [f64; 2], t: f64| {
        let coeffs = teacher.schedule().at(t);
        let cloud: Cloud = vec![y.map(|y| coeffs.alpha * y)];
        teacher.posterior(&cloud, &coeffs).next().map_or(y, |exact| exact.noise)
    };
    let step = to.sigma / to.alpha - at.sigma / at.alpha;
    let y = x.map(|x| x / at.alpha);
    let first = noise(y, t);
    let guess = [0, 1].map(|k| y[k] + step * first[k]);
    let second = if to.sigma > 0.0 { noise(guess, s) } else { first };
    [0, 1].map(|k| to.alpha * (y[k] + 0.5 * step * (first[k] + second[k])))
}

impl Loss for ConsistencyDistillation {
    fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, batches, networks, step, rows: wanted, .. } = scope;
        let pairs = batches.draw_pairs(setting, step);
        let share = 1.0 / pairs.len().max(1) as f64;
        let rung = |pair: &RegressionPair| {
            let [below, above] = neighbours(setting.timing.time(setting.schedule, pair.u), self.levels);
            let x = setting.schedule.at(above).point(pair.data, pair.noise);
            // Without a teacher the point stays on the line of its pair.
            let line = || setting.schedule.at(below).point(pair.data, pair.noise);
            let end = setting.exact.map_or_else(line, |teacher| heun(teacher, x, [above, below]));
            let place = |x: [f64; 2], t: f64| Place { x, t, class: pair.class };
            Rung { above: place(x, above), below: place(end, below), weight: 1.0 }
        };
        let rungs: Vec<Rung> = part(pairs, &wanted).iter().map(rung).collect();
        learn(setting, networks, &rungs, share, &|square| [square, 1.0])
    }

    fn plan(&self) -> Plan {
        // The exact field twice a row: some thousand operations for eight Gaussians.
        Plan { evaluations: 1.0, directions: 0.0, kept: 1.0, forward: 1.0, beside: 2000.0 }
    }

    fn wants_target(&self) -> bool {
        true
    }
}
