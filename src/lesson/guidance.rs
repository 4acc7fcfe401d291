//! The lesson on guidance: a field pushed beyond its class, and the law that it does not sample.

mod measured;
mod picture;

use leptos::prelude::With as _;

use super::kit::{
    Axis, Block, Bound, Claim, Drawing, Evidence, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, training,
};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, GaussianMixture},
        guidance::{Autoguidance, CfgZero, ClassifierFree, GuidanceConfig, Judged},
        oracle::Component,
        parametrization::{ParametrizationConfig, V},
        schedule::{ScheduleConfig, VpLinear},
    },
    protocol::{Generate, Task},
    ui::{Pane, SketchKind, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "guidance",
    part: Part::Steering,
    minutes: 12,
    words: Words::new(include_str!("text/en/guidance.ftl")),
    thumbnail: "<g fill='var(--data)' fill-opacity='0.5'><circle cx='48' cy='22' r='9'/><circle cx='30' cy='42' r='9'/><circle cx='66' cy='42' r='9'/></g>\
        <path d='M48 24V8M44 12 48 7 52 12' fill='none' stroke='var(--exact)' stroke-width='2'/>\
        <g fill='var(--model)'><circle cx='47' cy='8' r='2'/><circle cx='50' cy='6' r='2'/><circle cx='45' cy='5' r='2'/></g>",
    tasks: &[("three", three), ("clean", clean), ("plain", plain), ("auto", auto)],
    panels: &["loss", "quality"],
    blocks: &[
        ("rule", Block::Formula(RULE)),
        ("law", Block::Formula(LAW)),
        ("scales", Block::View(picture::scales)),
        ("judges", Block::View(picture::judges)),
        ("dhariwal2021", Block::Paper(DHARIWAL)),
        ("ho2022", Block::Paper(HO)),
        ("bradley2024", Block::Paper(BRADLEY)),
        ("karras2024", Block::Paper(KARRAS)),
        ("fan2025", Block::Paper(FAN)),
        ("cheng2025", Block::Paper(CHENG)),
    ],
    numbers: &[
        ("scale", SCALE),
        ("wide", measured::WIDE),
        ("sampled", measured::SAMPLED),
        ("powered", measured::POWERED),
        ("trained", TRAINED as f64),
        ("earlier", EARLIER as f64),
    ],
    steps: &[ASK, RUN, SEE, WHY, ONE, JUDGE, TRAINED_JUDGE, CLEANER, TRANSFER, FURTHER],
    claims: &[OVERSHOOT, LEARNED, ZERO, SURE, NARROW, TOO_HIGH, CLEANER_SAMPLES, NARROWER],
};

/// The scale of the lesson.
const SCALE: f64 = 3.0;
/// Training steps after which guided samples are as in the exact field.
const TRAINED: u64 = 4000;
/// The radius of the three Gaussians' circle, and their standard deviation.
const RADIUS: f64 = 1.5;
const STD: f64 = 0.7;
/// The step of the earlier state for autoguidance, and those of the whole training.
const EARLIER: u32 = 1000;
const LATER: u64 = 3000;

/// Three Gaussians on a circle, the first above the origin, each a class; the samples are of the first.
pub(super) fn guided(guidance: GuidanceConfig) -> Generate {
    let at = |k: u32| {
        let angle = (90.0 + 120.0 * f64::from(k)).to_radians();
        Component::round([RADIUS * libm::cos(angle), RADIUS * libm::sin(angle)], STD, 1.0)
    };
    let data = GaussianMixture::new((0..3).map(at)).unwrap_or_default();
    let mut task = Generate { data: DatasetConfig::GaussianMixture(data), guidance, ..Generate::default() };
    // The id is in the registry, as a test checks.
    let _ = task.select("condition", "class");
    task.sampling.class = 1;
    task
}

pub(super) fn free(scale: f64) -> GuidanceConfig {
    GuidanceConfig::ClassifierFree(ClassifierFree::of_scale(scale))
}

pub(super) fn zero(scale: f64) -> GuidanceConfig {
    GuidanceConfig::CfgZero(CfgZero { scale, ..CfgZero::default() })
}

fn three() -> Task {
    guided(free(SCALE)).into()
}

/// The same, guided by a classifier that is trained on clean points. On the straight path its push would be unbounded at the noise.
fn clean() -> Task {
    let guidance = GuidanceConfig::Judged(Judged { scale: 1.0, clean: true });
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    // Near the data the velocity of this path is large; v is not.
    let parametrization = ParametrizationConfig::V(V {});
    Generate { schedule, parametrization, ..guided(guidance) }.into()
}

/// Eight Gaussians without a class. With inputs of gain 1 the network leaves more samples between them, which guidance can remove.
fn eight() -> Generate {
    let mut task = Generate::default();
    (task.network.gain, task.training.ema) = (1.0, 0.99);
    task
}

fn plain() -> Task {
    eight().into()
}

fn auto() -> Task {
    let guidance = GuidanceConfig::Autoguidance(Autoguidance { scale: SCALE, step: EARLIER });
    Generate { guidance, ..eight() }.into()
}

const RULE: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='guided'>v</mi><mo>=</mo><msub data-symbol='all'><mi>v</mi><mtext>all</mtext></msub><mo>+</mo>\
             <mi data-symbol='scale'>w</mi><mrow><mo>(</mo><msub data-symbol='class'><mi>v</mi><mi>c</mi></msub><mo>−</mo>\
             <msub><mi>v</mi><mtext>all</mtext></msub><mo>)</mo></mrow></math>",
    symbols: &[
        Symbol { layers: &["learned", "samples"], ..Symbol::new("guided", "<mi>v</mi>") },
        Symbol::new("all", "<msub><mi>v</mi><mtext>all</mtext></msub>"),
        Symbol { value: Some(scale), ..Symbol::new("scale", "<mi>w</mi>") },
        Symbol { layers: &["data"], ..Symbol::new("class", "<msub><mi>v</mi><mi>c</mi></msub>") },
    ],
    terms: &[],
};

const LAW: Formula = Formula {
    mathml: "<math display='block'><mi>p</mi><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow><mi>p</mi>\
             <msup><mrow><mo>(</mo><mi>c</mi><mo>|</mo><mi>x</mi><mo>)</mo></mrow><mi>w</mi></msup></math>",
    symbols: &[],
    terms: &[],
};

/// The scale of the guidance that is set: the first field of every rule that has one.
fn scale(pane: Pane) -> Option<String> {
    let scale = pane.experiment.with(|task| {
        let config = task.slot("guidance")?.config();
        (!config.fields().is_empty()).then(|| config.get(0))
    });
    scale.map(numbers::short)
}

const DHARIWAL: Paper = Paper {
    authors: "Dhariwal and Nichol (2021)",
    title: "Diffusion models beat GANs on image synthesis",
    address: "https://arxiv.org/abs/2105.05233",
};

const HO: Paper = Paper {
    authors: "Ho and Salimans (2022)",
    title: "Classifier-free diffusion guidance",
    address: "https://arxiv.org/abs/2207.12598",
};

const BRADLEY: Paper = Paper {
    authors: "Bradley and Nakkiran (2024)",
    title: "Classifier-free guidance is a predictor-corrector",
    address: "https://arxiv.org/abs/2408.09000",
};

const KARRAS: Paper = Paper {
    authors: "Karras, Aittala, Kynkäänniemi, Lehtinen, Aila and Laine (2024)",
    title: "Guiding a diffusion model with a bad version of itself",
    address: "https://arxiv.org/abs/2406.02507",
};

const FAN: Paper = Paper {
    authors: "Fan, Zheng, Yeh and Liu (2025)",
    title: "CFG-Zero*: improved classifier-free guidance for flow matching models",
    address: "https://arxiv.org/abs/2503.18886",
};

const CHENG: Paper = Paper {
    authors: "Cheng and Schwing (2025)",
    title: "The curse of conditions: analyzing and improving optimal transport for conditional flow-based generation",
    address: "https://arxiv.org/abs/2503.10636",
};

/// How far above the powered law the mean of the guided samples lies, in the exact field.
const OVERSHOOT: Claim = Claim {
    id: "overshoot",
    runs: &[],
    figure: |seed, _| {
        Some(measured::sampled(free(SCALE), measured::SAMPLES, seed)?.mean[1] - measured::powered(SCALE)?.mean[1])
    },
    holds: Bound::AtLeast(0.5),
};

/// The same of a trained network.
const LEARNED: Claim = Claim {
    id: "learned",
    runs: &[Run { task: "three", steps: TRAINED }],
    figure: |_, runs| Some(measured::Law::of(&runs.first()?.samples)?.mean[1] - measured::powered(SCALE)?.mean[1]),
    holds: Bound::AtLeast(0.4),
};

/// The distance of CFG-Zero* from the powered law, over that of classifier-free guidance.
const ZERO: Claim = Claim {
    id: "zero",
    runs: &[],
    figure: |seed, _| Some(measured::apart(zero(SCALE), SCALE, seed)? / measured::apart(free(SCALE), SCALE, seed)?),
    holds: Bound::AtMost(0.7),
};

/// The share of the samples by the clean classifier that belongs to the class.
const SURE: Claim = Claim {
    id: "sure",
    runs: &[],
    figure: |seed, _| Some(measured::by_classifier(true, measured::SAMPLES, seed)?.accuracy),
    holds: Bound::AtLeast(0.99),
};

/// Their variance in height, over that of the class.
const NARROW: Claim = Claim {
    id: "narrow",
    runs: &[],
    figure: |seed, _| Some(measured::by_classifier(true, measured::SAMPLES, seed)?.law.variance[1] / (STD * STD)),
    holds: Bound::AtMost(0.25),
};

/// How far above the class the samples by a trained classifier of clean points lie.
const TOO_HIGH: Claim = Claim {
    id: "too-high",
    runs: &[Run { task: "clean", steps: TRAINED }],
    figure: |_, runs| Some(measured::Law::of(&runs.first()?.samples)?.mean[1] - RADIUS),
    holds: Bound::AtLeast(0.3),
};

/// The share of samples far from all Gaussians with autoguidance, over that without.
const CLEANER_SAMPLES: Claim = Claim {
    id: "cleaner",
    runs: &[Run { task: "plain", steps: LATER }, Run { task: "auto", steps: LATER }],
    figure: |_, runs| {
        let outside = |run: &Evidence| measured::outside(&run.task, &run.samples);
        Some(outside(runs.get(1)?)? / outside(runs.first()?)?)
    },
    holds: Bound::AtMost(0.9),
};

/// The width of the Gaussians of the samples with autoguidance, over that without.
const NARROWER: Claim = Claim {
    id: "narrower",
    runs: &[Run { task: "plain", steps: LATER }, Run { task: "auto", steps: LATER }],
    figure: |_, runs| {
        let width = |run: &Evidence| measured::width(&run.task, &run.samples);
        Some(width(runs.get(1)?)? / width(runs.first()?)?)
    },
    holds: Bound::AtMost(0.95),
};

const ASK: Step = Step {
    ask: Some(Question::Drawing(Drawing {
        kind: SketchKind::Cloud,
        pen: [0.0, RADIUS],
        truth: measured::guided_cloud,
        near: 0.6,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "three")
};

const RUN: Step = Step {
    enter: training,
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "three")
};

const SEE: Step = Step {
    controls: &["guidance", "sampling"],
    enter: |pane| {
        pane.show_only(&["data", "samples"]);
        pane.hold(0.0);
    },
    ..Step::new("see", "three")
};

const WHY: Step = Step {
    controls: &["guidance"],
    enter: |pane| pane.show_only(&["data", "samples", "learned"]),
    ..Step::new("why", "three")
};

const ONE: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 1.5,
        step: 0.05,
        start: 1.0,
        truth: || measured::variance_of_two(SCALE),
        near: 0.1,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data", "samples"]);
    },
    ..Step::new("one", "three")
};

const JUDGE: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| pane.show_only(&["data", "samples"]),
    ..Step::new("judge", "three")
};

const TRAINED_JUDGE: Step = Step {
    controls: &["guidance"],
    enter: training,
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("trained-judge", "clean")
};

const CLEANER: Step = Step {
    controls: &["guidance"],
    enter: training,
    // No trained weights: they would lack the earlier state.
    done: |pane| pane.steps_done() >= LATER,
    ..Step::new("cleaner", "auto")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 1 }),
    enter: |pane| pane.show_only(&["data", "samples"]),
    ..Step::new("transfer", "auto")
};

const FURTHER: Step = Step {
    controls: &["guidance", "sampling"],
    enter: |pane| pane.show_only(&["data", "samples"]),
    leave: Pane::pause,
    ..Step::new("further", "three")
};

#[cfg(test)]
mod tests;
