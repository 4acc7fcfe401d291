//! Objectives for sampling in one step or few.
//!
//! A network either predicts the mean velocity of a whole step, which it is told the length of, or maps a point to the end of its ODE.

mod consistency;
mod distillation;
mod levels;
mod meanflow;
mod shortcut;
mod spans;

pub use consistency::Consistency;
pub use distillation::ConsistencyDistillation;
pub use meanflow::MeanFlow;
pub use shortcut::Shortcut;

#[cfg(test)]
mod tests {
    use super::{distillation::heun, levels::neighbours, *};
    use crate::{
        math::{
            dataset::{Dataset as _, DatasetConfig, Normal},
            extremes::largest,
            metric::Estimate,
            oracle::{Mixture, Oracle},
            schedule::{Edm, Schedule as _, ScheduleConfig},
        },
        nn::{Differentiable, Features, Jet, Pull, Tape, Vectors},
        objective::{ObjectiveConfig, Scope, regression::Batches},
        protocol::Generate,
    };

    /// The exact answer for N(0, s²) on the straight path, from the features (t, t − r), and what it was asked and told.
    #[derive(Default)]
    struct Perfect {
        std: f64,
        x: Vectors,
        spans: Vec<f32>,
        pulls: Vectors,
    }

    impl Perfect {
        fn spread(&self, t: f64) -> f64 {
            ((1.0 - t) * self.std).hypot(t)
        }

        /// The factor of z in u, and its derivative by t at the same r.
        fn factor(&self, t: f64, span: f64) -> [f64; 2] {
            let rate = (t - (1.0 - t) * self.std.powi(2)) / self.spread(t).powi(2);
            if span == 0.0 {
                return [rate, f64::NAN];
            }
            let ratio = self.spread(t - span) / self.spread(t);
            let factor = (1.0 - ratio) / span;
            [factor, (ratio * rate - factor) / span]
        }
    }

    impl Tape for Perfect {
        fn forget(&mut self) {}

        fn held_bytes(&self) -> usize {
            0
        }
    }

    impl Differentiable for Perfect {
        fn forward(&mut self, x: &Vectors, features: Features, _: &[Vectors]) -> Jet {
            // A network without steps is told the time alone.
            let told = |row: usize| [0, 1].map(|k| f64::from(features.row(row).get(k).copied().unwrap_or_default()));
            self.spans = (0..x.len()).map(|row| told(row)[1] as f32).collect();
            self.x.clone_from(x);
            let value = |(row, x): (usize, &[f32; 2])| {
                let [t, span] = told(row);
                x.map(|z| (self.factor(t, span)[0] * f64::from(z)) as f32)
            };
            Jet { value: x.iter().enumerate().map(value).collect(), trace: Vec::new() }
        }

        fn backward(&mut self, pull: Pull) -> Vectors {
            self.pulls.clone_from(pull.value);
            pull.value.clone()
        }

        fn pushforward(
            &mut self,
            x: &Vectors,
            features: Features,
            along: (&Vectors, Features),
        ) -> Option<[Vectors; 2]> {
            let change = |row: usize| {
                let [t, span] = [0, 1].map(|k| f64::from(features.row(row)[k]));
                // Time and length grow alike, so that r stays.
                assert_eq!(along.1.row(row), [1.0, 1.0]);
                let [factor, slope] = self.factor(t, span);
                [0, 1].map(|k| (factor * f64::from(along.0[row][k]) + slope * f64::from(x[row][k])) as f32)
            };
            Some([x.clone(), (0..x.len()).map(change).collect()])
        }
    }

    fn gaussian(objective: ObjectiveConfig, std: f64) -> Generate {
        let mut task = Generate { data: DatasetConfig::Normal(Normal { std }), ..Generate::preset(objective) };
        task.training.batch = 4096;
        task
    }

    /// The shortest step of the usual shortcut.
    const SHORTEST: f64 = 1.0 / 64.0;

    /// The products of pull and point, row by row, for steps and for velocities.
    fn products(task: &Generate, steps: u64) -> [Vec<f64>; 2] {
        let (setting, loss) = (task.regression(), task.objective.loss().unwrap());
        let mut batches = Batches::new(&setting);
        let mut found = [Vec::new(), Vec::new()];
        for step in 0..steps {
            let mut network = Perfect { std: 0.5, ..Perfect::default() };
            loss.gradient(Scope::new(&setting, &mut batches, &mut network, step));
            for ((x, pull), span) in network.x.iter().zip(&network.pulls).zip(&network.spans) {
                let product = f64::from(x[0] * pull[0] + x[1] * pull[1]) * f64::from(task.training.batch);
                // The shortest step of a shortcut is learned from velocities, and so errs as Euler's method does.
                if task.objective.loss().is_some_and(|loss| !loss.wants_target()) || f64::from(*span) != SHORTEST {
                    found[usize::from(*span == 0.0)].push(product);
                }
            }
        }
        found
    }

    #[test]
    fn the_mean_velocity_is_where_the_gradients_of_meanflow_and_shortcut_vanish() {
        let meanflow = MeanFlow { power: 0.0, ..MeanFlow::default() };
        for objective in [ObjectiveConfig::MeanFlow(meanflow), ObjectiveConfig::Shortcut(Shortcut::default())] {
            let task = gaussian(objective, 0.5);
            for (index, products) in products(&task, 8).iter().enumerate() {
                let Estimate { value, std_error } = Estimate::mean(products).unwrap();
                let id = format!("{:?}, {index}", task.objective);
                // Two exact steps end where one does. Numbers are of single precision.
                assert!(value.abs() < 4.0 * std_error + 1e-5, "{id}: {value} ± {std_error}");
                assert!(products.len() > 4000);
            }
        }
    }

    #[test]
    fn a_step_of_a_shortcut_begins_at_a_multiple_of_its_length() {
        let task = gaussian(ObjectiveConfig::Shortcut(Shortcut::default()), 0.5);
        let (setting, loss) = (task.regression(), task.objective.loss().unwrap());
        let mut network = Perfect { std: 0.5, ..Perfect::default() };
        loss.gradient(Scope::new(&setting, &mut Batches::new(&setting), &mut network, 3));
        let steps = network.spans.iter().filter(|span| **span > 0.0).count();
        assert_eq!(steps, 1024);
        let lengths: Vec<f32> = (0..=6).map(|halved| (-f32::from(halved as u8)).exp2()).collect();
        assert!(lengths.iter().all(|length| network.spans.contains(length)));
        assert!(network.spans.iter().all(|span| *span == 0.0 || lengths.contains(span)));
    }

    #[test]
    fn rows_in_parts_are_the_rows_of_a_step() {
        for id in ["meanflow", "shortcut", "consistency", "consistency-distillation"] {
            let mut task = Generate::default();
            task.select("objective", id).unwrap();
            assert_eq!(task.validate(), Ok(()), "{id}");
            let (setting, oracle) = (task.regression(), task.oracle());
            let setting = crate::objective::regression::Regression { exact: oracle.as_ref(), ..setting };
            let loss = task.objective.loss().unwrap();
            let of = |rows: std::ops::Range<usize>| {
                let (mut network, mut batches) = (Perfect { std: 0.5, ..Perfect::default() }, Batches::new(&setting));
                let mut scope = Scope::new(&setting, &mut batches, &mut network, 7);
                scope.rows = rows;
                let losses = loss.gradient(scope).rows;
                (losses, network.pulls)
            };
            let (whole, first, rest) = (of(0..256), of(0..100), of(100..256));
            assert_eq!(whole.0, [first.0, rest.0].concat(), "{id}");
            assert_eq!(whole.1, [first.1, rest.1].concat(), "{id}");
        }
    }

    #[test]
    fn levels_double_in_stages_of_one_length() {
        let training = Consistency { over: 600, ..Consistency::default() };
        assert_eq!(
            [0, 99, 100, 250, 499, 500, 10_000].map(|step| training.count(step)),
            [10, 10, 20, 40, 160, 320, 320]
        );
        assert_eq!(neighbours(0.0, 4), [0.0, 0.25]);
        assert_eq!(neighbours(0.6, 4), [0.5, 0.75]);
        assert_eq!(neighbours(1.0, 4), [0.75, 1.0]);
    }

    /// The consistency function of N(0, s²) with the least noise σ₀ is `z √((s² + σ₀²)/(s² + σ²))` (closed form).
    #[test]
    fn steps_of_the_teacher_end_at_the_consistency_function_of_a_gaussian() {
        let path = Edm { sigma_min: 0.002, ..Edm::default() };
        let teacher = Oracle::new(
            ScheduleConfig::Edm(path.clone()),
            Mixture::equal([[0.0; 2]], 1.0),
            Normal::default().mixture(),
        )
        .unwrap();
        // From σ = 1 to the end, in steps of equal length on EDM's levels.
        let from = path.time_of(0.0);
        assert!((path.at(from).sigma - 1.0).abs() < 1e-12);
        let count = 2000;
        let time = |i: u32| from * (1.0 - f64::from(i) / f64::from(count));
        let end = (0..count).fold([1.0, -2.0], |x, i| heun(&teacher, x, [time(i), time(i + 1)]));
        let expected = ((1.0 + 0.002_f64.powi(2)) / 2.0).sqrt();
        assert!((expected - 0.707_108_2).abs() < 5e-8);
        assert!(largest([end[0] - expected, end[1] + 2.0 * expected].map(f64::abs)) < 1e-6, "{end:?} {expected}");
    }
}
