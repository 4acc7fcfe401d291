use super::levels::{Place, Rung, learn, neighbours, recipe};
use crate::{
    math::timing::{LogSnrNormal, TimingConfig},
    objective::{Habits, Loss, Objective, Outcome, Plan, Recipe, Scope, loss::part, regression::RegressionPair},
};

crate::configured! {
    /// Improved consistency training (Song and Dhariwal, 2024): a point and the same point with a little less of the same noise must be
    /// mapped to one data point. No teacher is needed. The levels of noise lie closer and closer (table 1).
    pub struct Consistency("consistency", "Consistency training") {
        /// The number of levels at first.
        least: u32 = 10, "Levels at first", "s₀", "", 2..=1000, Log;
        /// The number of levels at the end.
        most: u32 = 320, "Levels at the end", "s₁", "", 2..=1280, Log;
        /// The training steps in which the number of levels doubles from the first to the last.
        over: u32 = 10_000, "Doubles within", "K", "steps", 1..=1_000_000, Log;
        /// Where the distance of two data points turns from squared to plain (pseudo-Huber), for one coordinate.
        huber: f64 = 0.00054, "Pseudo-Huber", "c", "", 0.00001..=10.0, Log;
    }
}

impl Objective for Consistency {
    /// ln σ is normal with mean −0.6 and spread 1.6, as λ with mean 1.2 and spread 3.2.
    fn recipe(&self) -> Recipe {
        recipe(TimingConfig::LogSnrNormal(LogSnrNormal { mean: 1.2, std: 3.2 }))
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn maps_to_data(&self) -> bool {
        true
    }

    fn few_steps(&self) -> Option<u32> {
        Some(2)
    }

    /// With twice the rate some runs end far off: docs/COURSE.md, "Few steps".
    fn habits(&self) -> Habits {
        Habits { rate: Some(0.001), ..Habits::default() }
    }
}

impl Consistency {
    /// The number of levels after so many training steps: it doubles in stages of one length (Song and Dhariwal, 2024, section 3.4).
    pub(super) fn count(&self, step: u64) -> u32 {
        let doublings = (self.most / self.least.max(1)).max(1).ilog2();
        let stage = (u64::from(self.over) / u64::from(doublings + 1)).max(1);
        let done = (step / stage).min(u64::from(doublings)) as u32;
        self.least.saturating_mul(1 << done).min(self.most.max(self.least))
    }
}

impl Loss for Consistency {
    fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, batches, networks, step, rows: wanted, .. } = scope;
        let pairs = batches.draw_pairs(setting, step);
        let (share, count) = (1.0 / pairs.len().max(1) as f64, self.count(step));
        let rung = |pair: &RegressionPair| {
            let [below, above] = neighbours(setting.timing.time(setting.schedule, pair.u), count);
            let place = |t: f64| Place { x: setting.schedule.at(t).point(pair.data, pair.noise), t, class: pair.class };
            let weight = 1.0 / (setting.schedule.at(above).sigma - setting.schedule.at(below).sigma);
            Rung { above: place(above), below: place(below), weight }
        };
        let rungs: Vec<Rung> = part(pairs, &wanted).iter().map(rung).collect();
        // √d c, with d = 2 coordinates.
        let square = 2.0 * self.huber * self.huber;
        let metric = move |squared: f64| {
            let size = (squared + square).sqrt();
            [size - square.sqrt(), 0.5 / size]
        };
        learn(setting, networks, &rungs, share, &metric)
    }

    fn plan(&self) -> Plan {
        Plan { evaluations: 1.0, directions: 0.0, kept: 1.0, forward: 1.0, beside: 0.0 }
    }
}
