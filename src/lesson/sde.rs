//! The lesson on the reverse SDE: the same crowd at every time, and particles that walk in other ways.

use std::sync::OnceLock;

use super::kit::{
    Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, exact::particles, shown,
};
use crate::{
    locale::Words,
    math::{
        extremes::largest,
        metric::{Distance as _, EnergyDistance, ModeReport, correlation},
        points::Cloud,
        rng::{Purpose, Stream},
        sampler::{EulerMaruyama, SamplerConfig},
    },
    protocol::{Generate, Sampling, Task, Training},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "sde",
    part: Part::Scores,
    minutes: 10,
    words: Words::new(include_str!("text/en/sde.ftl")),
    thumbnail: "<g fill='none' stroke='var(--model)' stroke-width='2'>\
        <path d='M12 12C40 10 56 24 84 22M12 42C40 44 56 30 84 32'/></g>\
        <g fill='none' stroke='var(--noise)' stroke-width='1.500'>\
        <path d='M12 12 22 24 30 15 41 34 50 26 62 40 72 33 84 42M12 42 21 31 33 40 43 20 55 29 64 14 74 20 84 12'/></g>\
        <g fill='var(--data)'><circle cx='84' cy='12' r='3'/><circle cx='84' cy='22' r='3'/><circle cx='84' cy='32' r='3'/>\
        <circle cx='84' cy='42' r='3'/></g>",
    tasks: &[("walks", walks), ("one", one), ("half", half)],
    panels: &["loss", "inspect-sampling"],
    blocks: &[
        ("reverse", Block::Formula(REVERSE)),
        ("song2021", Block::Paper(SONG)),
        ("karras2022", Block::Paper(KARRAS)),
        ("ddim2021", Block::Paper(DDIM)),
    ],
    numbers: &[("kept", LEAST_KEPT)],
    steps: &[ASK, RUN, SEE, WHY, ONE, TRANSFER, FURTHER],
    claims: &[CROWD, KEPT, LOST, ALL],
};

/// Training steps after which the samples look like the data.
const TRAINED: u64 = 3000;
/// Steps from noise to data.
const STEPS: u32 = 100;

/// Eight Gaussians on the path of this objective, with the noise dial at `eta`.
fn dial(objective: &str, eta: f64) -> Generate {
    let mut task = Generate::default();
    // The id is in the registry, as a test checks.
    let _ = task.select("objective", objective);
    task.sampler = SamplerConfig::EulerMaruyama(EulerMaruyama { eta });
    task.sampling = Sampling { steps: STEPS, ..Sampling::default() };
    task.training = Training { ema: 0.999, ema_warm_up: true, ..Training::default() };
    task.network.gain = 4.0;
    task
}

/// Fresh noise in every step.
fn walks() -> Task {
    dial("vp-sde", 1.0).into()
}

/// The same, from one start.
fn one() -> Task {
    let mut task = dial("vp-sde", 1.0);
    task.sampling.one_start = true;
    task.into()
}

/// Another path, and half the noise.
fn half() -> Task {
    dial("sub-vp-sde", 0.5).into()
}

const REVERSE: Formula = Formula {
    mathml: "<math display='block'><mi>d</mi><mi data-symbol='point'>x</mi><mo>=</mo><mo>(</mo><mi data-symbol='drift'>f</mi>\
             <mi data-symbol='drift'>x</mi><mo>−</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mo>(</mo><mn>1</mn><mo>+</mo>\
             <msup data-symbol='dial'><mi>η</mi><mn>2</mn></msup><mo>)</mo><msup><mi>g</mi><mn>2</mn></msup>\
             <mi data-symbol='score'>s</mi><mo>)</mo><mi>d</mi><mi data-symbol='time'>t</mi><mo>+</mo>\
             <mi data-symbol='dial'>η</mi><mi data-symbol='fresh'>g</mi><mi>d</mi><mi data-symbol='fresh'>w</mi></math>",
    symbols: &[
        Symbol { layers: &["samples", "starts"], ..Symbol::new("point", "<mi>x</mi>") },
        Symbol::new("drift", "<mi>f</mi><mi>x</mi>"),
        Symbol { value: Some(eta), ..Symbol::new("dial", "<mi>η</mi>") },
        Symbol { layers: &["learned", "exact"], ..Symbol::new("score", "<mi>s</mi>") },
        Symbol { layers: &["samples", "starts"], ..Symbol::new("fresh", "<mi>g</mi><mi>d</mi><mi>w</mi>") },
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
    ],
    terms: &[],
};

const SONG: Paper = Paper {
    authors: "Song, Sohl-Dickstein, Kingma, Kumar, Ermon and Poole (2021)",
    title: "Score-based generative modeling through stochastic differential equations",
    address: "https://arxiv.org/abs/2011.13456",
};

const KARRAS: Paper = Paper {
    authors: "Karras, Aittala, Aila and Laine (2022)",
    title: "Elucidating the design space of diffusion-based generative models",
    address: "https://arxiv.org/abs/2206.00364",
};

const DDIM: Paper = Paper {
    authors: "Song, Meng and Ermon (2021)",
    title: "Denoising diffusion implicit models",
    address: "https://arxiv.org/abs/2010.02502",
};

/// The noise dial of the run.
fn eta(pane: Pane) -> Option<String> {
    let dial = pane.with_config("sampler", |sampler| {
        let index = sampler.fields().iter().position(|field| field.name == "eta")?;
        Some(sampler.get(index))
    });
    dial.flatten().map(numbers::short)
}

/// The energy distance of the clouds with and without noise, the worst of five times, over that of two clouds of noised data.
const CROWD: Claim = Claim { id: "crowd", runs: &[], figure: |seed, _| worst_gap(seed), holds: Bound::AtMost(2.0) };

/// The correlation of start and end without noise, and the least that it is.
const LEAST_KEPT: f64 = 0.9;
const KEPT: Claim = Claim {
    id: "kept",
    runs: &[],
    figure: |seed, _| start_and_end(&dial("vp-sde", 0.0), seed),
    holds: Bound::AtLeast(LEAST_KEPT),
};

/// The same with noise.
const LOST: Claim = Claim {
    id: "lost",
    runs: &[],
    figure: |seed, _| start_and_end(&dial("vp-sde", 1.0), seed),
    holds: Bound::Within(-0.1, 0.1),
};

/// How far the shares of the eight Gaussians are from equal, with samples of the trained network that all start at one place.
const ALL: Claim = Claim {
    id: "all",
    runs: &[Run { task: "one", steps: TRAINED }],
    figure: |_, runs| {
        let run = runs.first()?;
        let data = run.task.generate()?.data_mixture()?;
        ModeReport::new(&run.samples, &data).ok().map(|report| report.total_variation)
    },
    holds: Bound::AtMost(0.1),
};

/// Particles of one correlation.
const PARTICLES: usize = 1000;

fn start_and_end(task: &Generate, seed: u64) -> Option<f64> {
    let clouds = particles(task, PARTICLES, seed, 0)?.clouds;
    correlation(clouds.first()?, clouds.last()?).ok()
}

/// The five steps after which clouds are compared; the last is at the data.
const COMPARED: [usize; 5] = [20, 40, 60, 80, 100];
/// Pairs of clouds, and points of each: the mean of many small pairs has less spread than one large pair.
const PAIRS: u64 = 16;
const POINTS: usize = 250;

fn worst_gap(seed: u64) -> Option<f64> {
    let [calm, noisy] = [0.0, 1.0].map(|eta| dial("vp-sde", eta));
    let (mut gaps, mut floors) = ([0.0; 5], [0.0; 5]);
    for pair in 0..PAIRS {
        let [own, other] = [2 * pair, 2 * pair + 1];
        let calm_run = particles(&calm, POINTS, seed, own)?;
        let noisy_clouds = particles(&noisy, POINTS, seed, other)?.clouds;
        for (index, step) in COMPARED.into_iter().enumerate() {
            let at = calm.schedule.at(*calm_run.times.get(step)?);
            let noised = |round| -> Cloud {
                let data = calm.data.sample(POINTS, &mut Stream::new(seed, Purpose::Display, round));
                let noise = calm.source.sample(POINTS, &mut Stream::new(seed, Purpose::Source, round));
                data.into_iter().zip(noise).map(|(data, noise)| at.point(data, noise)).collect()
            };
            let apart = |a: &Cloud, b: &Cloud| EnergyDistance {}.distance(a, b).ok();
            gaps[index] += apart(calm_run.clouds.get(step)?, noisy_clouds.get(step)?)?;
            floors[index] += apart(&noised(own), &noised(other))?;
        }
    }
    Some(largest(gaps.iter().zip(floors).map(|(gap, floor)| gap / floor)))
}

/// The correlation of start and end in the exact field, the right answer to a question.
const fn answer(truth: fn() -> f64) -> Question {
    Question::Number(Axis { from: -0.2, to: 1.0, step: 0.05, start: 0.5, truth, near: 0.1 })
}

fn with_noise() -> f64 {
    static TRUTH: OnceLock<f64> = OnceLock::new();
    *TRUTH.get_or_init(|| start_and_end(&dial("vp-sde", 1.0), 0).unwrap_or(f64::NAN))
}

fn with_half_the_noise() -> f64 {
    static TRUTH: OnceLock<f64> = OnceLock::new();
    *TRUTH.get_or_init(|| start_and_end(&dial("sub-vp-sde", 0.5), 0).unwrap_or(f64::NAN))
}

/// Whether the run draws fresh noise, and whether all its particles have one start.
fn set(pane: Pane, eta: f64, one_start: bool) {
    pane.set_field("sampler", "eta", eta);
    pane.set_field("sampling", "one_start", f64::from(u8::from(one_start)));
}

const ASK: Step = Step {
    ask: Some(answer(with_noise)),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(1.0);
    },
    ..Step::new("ask", "walks")
};

const RUN: Step = Step {
    enter: |pane| {
        set(pane, 1.0, false);
        pane.show_only(&["data", "samples"]);
        pane.hold(0.0);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "walks")
};

const SEE: Step = Step {
    controls: &["sampler"],
    enter: |pane| {
        set(pane, 1.0, false);
        pane.show_only(&["starts"]);
        pane.hold(0.0);
    },
    ..Step::new("see", "walks")
};

const WHY: Step = Step {
    controls: &["sampler"],
    enter: |pane| {
        pane.show_only(&["starts", "learned", "exact"]);
        pane.hold(0.4);
    },
    ..Step::new("why", "walks")
};

/// Without noise at first, so that the picture does not tell the answer.
const ONE: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 3 }),
    controls: &["sampler"],
    enter: |pane| {
        pane.pause();
        set(pane, 0.0, true);
        pane.show_only(&["samples", "trajectories"]);
        pane.hold(0.0);
    },
    leave: |pane| set(pane, 1.0, false),
    ..Step::new("one", "walks")
};

const TRANSFER: Step = Step {
    ask: Some(answer(with_half_the_noise)),
    controls: &["sampler"],
    enter: |pane| {
        set(pane, 0.5, false);
        pane.show_only(&["starts"]);
        pane.hold(1.0);
        pane.train();
    },
    leave: Pane::pause,
    rests_at: Some(TRAINED),
    ..Step::new("transfer", "half")
};

const FURTHER: Step = Step {
    controls: &["sampler"],
    enter: |pane| {
        set(pane, 0.5, false);
        pane.show_only(&["starts", "trajectories"]);
        pane.hold(0.0);
    },
    ..Step::new("further", "half")
};

#[cfg(test)]
mod tests;
