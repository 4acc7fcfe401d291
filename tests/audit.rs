//! Audits every sampler on every schedule and with every prediction: more steps, a higher order or another prediction must not
//! make the samples of an exact field worse.

#![allow(clippy::unwrap_used, clippy::panic)] // A case that cannot be run is an error.

use std::{cmp::Ordering, collections::BTreeMap};

use scorefield::{
    math::{
        bridge::Unbridged,
        dataset::{Dataset, EightGaussians, Normal},
        extremes::smallest,
        field::Field,
        grid::{Grid, UniformTime},
        metric::sliced_w2,
        oracle::Oracle,
        parametrization::{Parametrization, ParametrizationConfig},
        points::{Cloud, StreamNoise},
        registry::Slot as _,
        rng::{Purpose, Stream},
        sampler::{Ddim, Dpmpp, DpmppSde, EdmHeun, EulerMaruyama, Memory, Rk4, Sampler, SamplerConfig},
        schedule::{ScheduleConfig, inside},
    },
    nn::{Features, NetworkField, Predict, embedding::Embedding},
};

const STEPS: [u32; 5] = [1, 2, 3, 4, 8];
const POINTS: usize = 200;

/// A network that has learned its target exactly, and says it in single precision.
struct Perfect<'a> {
    oracle: &'a Oracle<ScheduleConfig>,
    parametrization: &'a dyn Parametrization,
}

/// The time in two numbers of single precision, which together are exact enough for the ends of a path.
struct InTwo;

impl Embedding for InTwo {
    fn size(&self) -> usize {
        2
    }

    fn append(&self, t: f64, features: &mut Vec<f32>) {
        features.extend([t as f32, (t - f64::from(t as f32)) as f32]);
    }

    fn append_slopes(&self, _: f64, slopes: &mut Vec<f32>) {
        slopes.extend([0.5, 0.5]);
    }
}

impl Predict<Cloud> for Perfect<'_> {
    fn predict(&self, x: &Cloud, scale: f64, features: Features) -> Cloud {
        let t: f64 = features.row(0).iter().copied().map(f64::from).sum();
        let coeffs = self.oracle.schedule().at(t);
        // A target that is infinite at an end of the path is learned a little inside.
        let targets = [t, inside(t)].map(|t| self.parametrization.target(&self.oracle.coeffs(t)));
        let [a, b] = if targets[0].iter().all(|c| c.is_finite()) { targets[0] } else { targets[1] };
        let x: Cloud = x.iter().map(|x| x.map(|c| c * scale / coeffs.input_scale())).collect();
        let said = self.oracle.posterior(&x, &coeffs).map(|at| [0, 1].map(|k| a * at.data[k] + b * at.noise[k]));
        said.map(|y| y.map(|c| f64::from(c as f32))).collect()
    }
}

/// The sliced distance of samples from the data.
fn error(sampler: &SamplerConfig, field: &dyn Field<Cloud>, steps: u32, data: &Cloud) -> f64 {
    let sigma = field.coeffs(1.0).sigma;
    let source = Normal::default().sample(POINTS, &mut Stream::new(11, Purpose::Start, 0));
    let mut x: Cloud = source.into_iter().map(|x| x.map(|c| sigma * c)).collect();
    let mut rng = Stream::new(11, Purpose::Sampling, 0);
    let (mut noise, mut memory) = (StreamNoise::new(&mut rng), Memory::of_run(steps));
    for pair in (UniformTime {}).times(field.schedule(), steps).windows(2) {
        x = sampler.step(field, &x, pair[0], pair[1], &mut noise, &mut memory).next;
    }
    sliced_w2(&x, data, 32)
}

/// Every sampler, and its kinds, by name.
fn samplers() -> Vec<(String, SamplerConfig)> {
    let kinds = [
        ("ddim, η = 1", SamplerConfig::Ddim(Ddim { eta: 1.0 })),
        ("euler-maruyama, η = ½", SamplerConfig::EulerMaruyama(EulerMaruyama { eta: 0.5 })),
        ("edm, churned", SamplerConfig::EdmHeun(EdmHeun { churn: 0.3, ..EdmHeun::default() })),
        ("rk4, 3/8", SamplerConfig::Rk4(Rk4 { three_eighths: true })),
        ("dpmpp, order 1", SamplerConfig::Dpmpp(Dpmpp { order: 1, exact: true })),
        ("dpmpp, order 3", SamplerConfig::Dpmpp(Dpmpp { order: 3, exact: true })),
        ("dpmpp, order 2 of diffusers", SamplerConfig::Dpmpp(Dpmpp { order: 2, exact: false })),
        ("dpmpp-sde, order 1", SamplerConfig::DpmppSde(DpmppSde { order: 1 })),
    ];
    let usual = SamplerConfig::all().map(|sampler| (sampler.config().id().to_owned(), sampler));
    usual.chain(kinds.map(|(name, sampler)| (name.to_owned(), sampler))).collect()
}

/// What may grow: the samplers whose names begin so, the schedules (none for all), and why.
struct Exception {
    samplers: &'static [&'static str],
    schedules: &'static [&'static str],
    why: &'static str,
}

const EXCEPTIONS: [Exception; 10] = [
    Exception {
        samplers: &["consistency"],
        schedules: &[],
        why: "the mean data point is not the end of the ODE, and every step loses spread",
    },
    Exception {
        samplers: &["jump"],
        schedules: &["ve", "edm", "custom", "vp-sigmoid", "sub-vp", "vp-linear", "ddpm-chain"],
        why: "without a network for such steps they are those of euler",
    },
    Exception {
        samplers: &["annealed"],
        schedules: &[],
        why: "its moves remove a fixed share of the noise of a level, and so lag behind levels that are far apart",
    },
    Exception {
        samplers: &["euler", "heun", "midpoint", "rk4"],
        schedules: &["ve", "edm"],
        why: "the equation is stiff in t: σ falls by more than a factor of e in a step, where explicit rules are unstable",
    },
    Exception {
        samplers: &["euler", "midpoint"],
        schedules: &["custom", "vp-sigmoid", "sub-vp", "vp-linear", "ddpm-chain"],
        why: "the same on paths whose noise falls fast at one end: a step of a third of the time is beyond stability",
    },
    Exception {
        samplers: &["ddim", "ddpm", "dpmpp", "predictor"],
        schedules: &["ve"],
        why: "two steps happen to stop at σ = 0.7, where the modes part; three or four do not",
    },
    Exception {
        samplers: &["dpmpp"],
        schedules: &["edm"],
        why: "in eight steps the inner ones are of full order and longer than 1 in ln σ, where the modes part: beyond the polynomial",
    },
    Exception {
        samplers: &["edm"],
        schedules: &["sub-vp", "vp-sigmoid"],
        why: "the second slope is taken where the first step has left the distribution, for σ/α falls a hundredfold in a step",
    },
    Exception {
        samplers: &["midpoint"],
        schedules: &["cosine", "shifted-cosine", "trigonometric"],
        why: "one step has its slope from t = ½ alone, at a point that Euler's half step has put off the distribution",
    },
    Exception {
        samplers: &["heun"],
        schedules: &["vp-linear", "vp-sigmoid", "ddpm-chain"],
        why: "its last slope lies at t = 0, where a predicted velocity is infinite on these paths and is learned a little inside",
    },
];

/// Where there is an exception for a case, its number.
fn exception(sampler: &str, schedule: &str) -> Option<usize> {
    EXCEPTIONS.iter().position(|exception| {
        let Exception { samplers, schedules, .. } = exception;
        samplers.iter().any(|begin| sampler.starts_with(begin))
            && (schedules.is_empty() || schedules.contains(&schedule))
    })
}

/// Rules by rising order, of one kind.
const ORDERS: [&[&str]; 4] = [
    &["dpmpp, order 1", "dpmpp", "dpmpp, order 3"],
    &["dpmpp-sde, order 1", "dpmpp-sde"],
    &["euler", "heun", "rk4"],
    &["euler", "midpoint", "rk4, 3/8"],
];

/// Whether an error is larger than another beyond the noise of so many points.
fn is_worse(error: f64, than: f64) -> bool {
    // NaN is worse than anything.
    !matches!(error.partial_cmp(&(1.15 * than + 0.08)), Some(Ordering::Less | Ordering::Equal))
}

type Row = ((String, String, String), [f64; 5]);

/// The errors of every sampler with every prediction on one schedule.
fn rows(schedule: &ScheduleConfig) -> Vec<Row> {
    let data = EightGaussians::default();
    let points = data.sample(2 * POINTS, &mut Stream::new(11, Purpose::Display, 0));
    let oracle = Oracle::new(schedule.clone(), data.mixture(), Normal::default().mixture()).unwrap();
    let mut rows = Vec::new();
    for parametrization in ParametrizationConfig::all() {
        let field = NetworkField {
            class: None,
            spans: false,
            network: &Perfect { oracle: &oracle, parametrization: &*parametrization },
            schedule: &**schedule,
            bridge: &Unbridged {},
            parametrization: &*parametrization,
            embedding: &InTwo,
            condition: Features::NONE,
        };
        for (name, sampler) in samplers() {
            let errors = STEPS.map(|steps| error(&sampler, &field, steps, &points));
            let [schedule, prediction] = [schedule.config().id(), parametrization.config().id()].map(str::to_owned);
            rows.push(((name, schedule, prediction), errors));
        }
    }
    rows
}

#[test]
fn more_steps_a_higher_order_or_another_prediction_do_not_make_samples_worse() {
    // On one thread, for other tests measure times.
    let table: BTreeMap<_, _> = ScheduleConfig::all().flat_map(|schedule| rows(&schedule)).collect();
    let (mut found, mut used, mut compared) = (Vec::new(), [0; EXCEPTIONS.len()], 0);
    let mut judge = |(sampler, schedule, prediction): &(String, String, String), what: String, is_bad: bool| {
        compared += 1;
        match exception(sampler, schedule).filter(|_| is_bad) {
            Some(number) => used[number] += 1,
            None if is_bad => found.push(format!("{sampler} on {schedule} with {prediction}: {what}")),
            None => {}
        }
    };
    for (case @ (_, schedule, prediction), errors) in &table {
        for later in 1..STEPS.len() {
            let best = smallest(errors[..later].iter().copied());
            let what = format!("{} steps err by {:.2}, fewer by {best:.2}", STEPS[later], errors[later]);
            judge(case, what, is_worse(errors[later], best));
        }
        let usual = table[&(case.0.clone(), schedule.clone(), "v".to_owned())];
        for (steps, (error, usual)) in STEPS.iter().zip(errors.iter().zip(usual)) {
            let what = format!("{steps} steps err by {error:.2}, with v by {usual:.2}");
            judge(case, what, is_worse(*error, usual));
        }
        for pair in ORDERS.iter().flat_map(|kind| kind.windows(2)).filter(|pair| pair[0] == case.0) {
            let higher = (pair[1].to_owned(), schedule.clone(), prediction.clone());
            for (steps, (error, lower)) in STEPS.iter().zip(table[&higher].iter().zip(errors)) {
                let what = format!("{steps} steps err by {error:.2}, by {} {lower:.2}", pair[0]);
                judge(&higher, what, is_worse(*error, *lower));
            }
        }
    }
    println!("{} cases, {compared} comparisons, exceptions {used:?}", table.len() * STEPS.len());
    assert!(found.is_empty(), "{} of {compared}:\n{}", found.len(), found.join("\n"));
    for (exception, used) in EXCEPTIONS.iter().zip(used) {
        assert!(used > 0, "no longer needed: {}", exception.why);
    }
}
