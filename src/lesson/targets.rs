//! The lesson on what a network predicts: many names for one answer, and where each of them makes errors larger.

mod measured;
mod names;

use super::kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, Term, shown};
use crate::{
    locale::Words,
    math::{
        parametrization::{Eps, V},
        schedule::{Schedule as _, ScheduleConfig, Trigonometric},
    },
    protocol::{Generate, Task},
    ui::Pane,
};
use measured::{OF_VELOCITY, at_the_data, at_the_noise, half_way, measured};

pub const LESSON: Lesson = Lesson {
    id: "targets",
    part: Part::OneLoss,
    minutes: 10,
    words: Words::new(include_str!("text/en/targets.ftl")),
    thumbnail: "<path d='M12 46C12 24 30 10 84 10' fill='none' stroke='var(--ink-3)' stroke-width='1.500'/>\
        <g fill='none' stroke-width='2.500'><path d='M30 22 30 44' stroke='var(--data)'/><path d='M30 22 62 22' stroke='var(--noise)'/>\
        <path d='M30 22 54 8' stroke='var(--model)'/></g><circle cx='30' cy='22' r='4' fill='var(--ink-2)'/>",
    tasks: &[("noise", noise), ("data", data), ("mixed", mixed), ("straight", straight)],
    panels: &["loss", "quality"],
    blocks: &[
        ("names", Block::View(names::table)),
        ("balance", Block::Formula(BALANCE)),
        ("rates", Block::Formula(RATES)),
        ("ho2020", Block::Paper(HO)),
        ("salimans2022", Block::Paper(SALIMANS)),
        ("karras2022", Block::Paper(KARRAS)),
        ("kingma2023", Block::Paper(KINGMA)),
        ("gao2024", Block::Paper(GAO)),
    ],
    numbers: &[("late", LATE), ("ratio", RATIO), ("error", ERROR), ("near", NEAR), ("steps", TRAINED as f64)],
    steps: &[ASK, RUN, SEE, WHY, DATA, MIXED, TRANSFER, FURTHER],
    claims: &[RATE, NEAR_THE_NOISE, NEAR_THE_DATA, MIDDLE, LIKELIHOOD],
};

/// Training steps of every network.
const TRAINED: u64 = 3000;
/// A time near the noise, and how much larger an error of the noise is in the data there.
const LATE: f64 = 0.9;
const RATIO: f64 = 6.3;
/// A time near the data.
const EARLY: f64 = 0.1;
/// The error of the noise in the last question.
const ERROR: f64 = 0.1;
/// A time near the noise in the last question.
const NEAR: f64 = 0.95;
/// The point of the table.
const MARK: [f64; 2] = [1.0, 0.6];

/// A quarter of a circle from data to noise. The network answers with the quantity called `name`, and is trained with the plain
/// squared error of it.
fn predicting(name: &str) -> Task {
    let mut task = Generate { schedule: ScheduleConfig::Trigonometric(Trigonometric {}), ..Generate::default() };
    // The ids are in the registry, as a test checks.
    let _ = task.select("parametrization", name);
    let _ = task.select("sampler", "ddim");
    task.sampling.steps = 50;
    task.into()
}

fn noise() -> Task {
    predicting("eps")
}

fn data() -> Task {
    predicting("x")
}

fn mixed() -> Task {
    predicting("v")
}

/// The noise on the straight path.
fn straight() -> Task {
    let mut task = noise();
    // The id is in the registry, as a test checks.
    let _ = task.select("schedule", "fm-ot");
    task
}

const BALANCE: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='alpha'>α</mi><msub data-symbol='of-data'><mi>δ</mi><mi>x</mi></msub><mo>+</mo>\
             <mi data-symbol='sigma'>σ</mi><msub data-symbol='of-noise'><mi>δ</mi><mi>ε</mi></msub><mo>=</mo><mn>0</mn></math>",
    symbols: &[
        Symbol { value: Some(shown::alpha), ..Symbol::new("alpha", "<mi>α</mi>") },
        Symbol::new("of-data", "<msub><mi>δ</mi><mi>x</mi></msub>"),
        Symbol { value: Some(shown::sigma), ..Symbol::new("sigma", "<mi>σ</mi>") },
        Symbol::new("of-noise", "<msub><mi>δ</mi><mi>ε</mi></msub>"),
    ],
    terms: &[],
};

const RATES: Formula = Formula {
    mathml: "<math display='block'><mo>‖</mo><msub data-symbol='of-velocity'><mi>δ</mi><mi>u</mi></msub><mo>‖</mo><mo>=</mo>\
             <mfrac><mi>π</mi><mn>2</mn></mfrac><mfrac><mrow><mo>‖</mo><msub><mi>δ</mi><mi>ε</mi></msub><mo>‖</mo></mrow>\
             <mi>α</mi></mfrac><mo>=</mo><mfrac><mi>π</mi><mn>2</mn></mfrac><mfrac><mrow><mo>‖</mo><msub><mi>δ</mi><mi>x</mi></msub>\
             <mo>‖</mo></mrow><mi>σ</mi></mfrac><mo>=</mo><mfrac><mi>π</mi><mn>2</mn></mfrac><mo>‖</mo><msub data-symbol='of-v'>\
             <mi>δ</mi><mi>v</mi></msub><mo>‖</mo></math>",
    symbols: &[
        Symbol { layers: &["learned", "exact"], ..Symbol::new("of-velocity", "<msub><mi>δ</mi><mi>u</mi></msub>") },
        Symbol::new("of-v", "<msub><mi>δ</mi><mi>v</mi></msub>"),
    ],
    terms: &[
        Term { id: "noise", value: |pane| names::rate(pane, "eps") },
        Term { id: "data", value: |pane| names::rate(pane, "x") },
        Term { id: "v", value: |pane| names::rate(pane, "v") },
        Term { id: "score", value: |pane| names::rate(pane, "score") },
        Term { id: "f", value: |pane| names::rate(pane, "edm-f") },
    ],
};

const HO: Paper = Paper {
    authors: "Ho, Jain and Abbeel (2020)",
    title: "Denoising diffusion probabilistic models",
    address: "https://arxiv.org/abs/2006.11239",
};

const SALIMANS: Paper = Paper {
    authors: "Salimans and Ho (2022)",
    title: "Progressive distillation for fast sampling of diffusion models",
    address: "https://arxiv.org/abs/2202.00512",
};

const KARRAS: Paper = Paper {
    authors: "Karras, Aittala, Aila and Laine (2022)",
    title: "Elucidating the design space of diffusion-based generative models",
    address: "https://arxiv.org/abs/2206.00364",
};

const KINGMA: Paper = Paper {
    authors: "Kingma and Gao (2023)",
    title: "Understanding diffusion objectives as the ELBO with simple data augmentation",
    address: "https://arxiv.org/abs/2303.00848",
};

const GAO: Paper = Paper {
    authors: "Gao, Hoogeboom, Heek, De Bortoli, Murphy and Salimans (2024)",
    title: "Diffusion meets flow matching: two sides of the same coin",
    address: "https://diffusionflow.github.io",
};

/// How much larger random errors of the noise are in the velocity than the same errors of v, at [`LATE`].
const RATE: Claim = Claim {
    id: "rate",
    runs: &[],
    figure: |seed, _| {
        let coeffs = Trigonometric {}.at(LATE);
        Some(measured(&Eps {}, &coeffs, seed)? / measured(&V {}, &coeffs, seed)?)
    },
    holds: Bound::AtLeast(6.0),
};

/// The error of the velocity near the noise of a network that predicts the noise, over that of one that predicts v.
const NEAR_THE_NOISE: Claim = Claim {
    id: "near-noise",
    runs: &[Run { task: "noise", steps: TRAINED }, Run { task: "mixed", steps: TRAINED }],
    figure: |_, runs| Some(at_the_noise(runs.first()?)? / at_the_noise(runs.get(1)?)?),
    holds: Bound::AtLeast(2.0),
};

/// The error of the velocity near the data of a network that predicts the data, over that of one that predicts v.
const NEAR_THE_DATA: Claim = Claim {
    id: "near-data",
    runs: &[Run { task: "data", steps: TRAINED }, Run { task: "mixed", steps: TRAINED }],
    figure: |_, runs| Some(at_the_data(runs.first()?)? / at_the_data(runs.get(1)?)?),
    holds: Bound::AtLeast(5.0),
};

/// The larger of both errors half-way, over that of a network that predicts v.
const MIDDLE: Claim = Claim {
    id: "middle",
    runs: &[
        Run { task: "noise", steps: TRAINED },
        Run { task: "data", steps: TRAINED },
        Run { task: "mixed", steps: TRAINED },
    ],
    figure: |_, runs| {
        let [noise, data, mixed] = [runs.first()?, runs.get(1)?, runs.get(2)?].map(half_way);
        Some(noise?.max(data?) / mixed?)
    },
    holds: Bound::AtMost(1.6),
};

/// The negative log-likelihood by a network that predicts the data, less that by one that predicts v, in nats.
const LIKELIHOOD: Claim = Claim {
    id: "likelihood",
    runs: &[Run { task: "data", steps: TRAINED }, Run { task: "mixed", steps: TRAINED }],
    figure: |_, runs| Some(runs.first()?.merit("nll")? - runs.get(1)?.merit("nll")?),
    holds: Bound::AtLeast(3.0),
};

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.5);
    },
    ..Step::new("ask", "noise")
};

const RUN: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "learned", "exact"]);
        pane.hold(LATE);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "noise")
};

const SEE: Step = Step {
    enter: |pane| {
        pane.show_only(&["learned", "exact", "pairs"]);
        pane.mark(MARK);
        pane.hold(LATE);
    },
    ..Step::new("see", "noise")
};

const WHY: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "learned", "exact"]);
        pane.hold(LATE);
    },
    ..Step::new("why", "noise")
};

const DATA: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "learned", "exact"]);
        pane.hold(EARLY);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("data", "data")
};

const MIXED: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "learned", "exact"]);
        pane.hold(LATE);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("mixed", "mixed")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Number(Axis { from: 0.0, to: 3.0, step: 0.1, start: 0.1, truth: || *OF_VELOCITY, near: 0.25 })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(NEAR);
    },
    ..Step::new("transfer", "straight")
};

const FURTHER: Step = Step {
    controls: &["parametrization", "schedule"],
    enter: |pane| {
        pane.show_only(&["data", "learned", "exact"]);
        pane.mark(MARK);
        pane.train();
    },
    leave: Pane::pause,
    ..Step::new("further", "straight")
};

#[cfg(test)]
mod tests;
