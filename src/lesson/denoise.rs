//! The lesson on denoising: the best guess is a mean, and so the loss has a floor above zero.

mod picture;

use std::sync::LazyLock;

use super::{
    chain::{STEPS, chain, time_of},
    kit::{Axis, Block, Bound, Claim, Evidence, Formula, Lesson, Paper, Part, Pin, Question, Run, Step, Symbol, shown},
};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, EightGaussians, Normal},
        extremes::smallest,
        field::Field,
        rng::{Purpose, Stream},
    },
    protocol::Task,
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "denoise",
    part: Part::Matching,
    minutes: 10,
    words: Words::new(include_str!("text/en/denoise.ftl")),
    thumbnail: "<g fill='none' stroke='var(--noise)' stroke-width='1.500'><path d='M20 27 70 12M20 27 74 27M20 27 70 42'/></g>\
        <g fill='var(--data)'><circle cx='70' cy='12' r='4'/><circle cx='76' cy='27' r='4'/><circle cx='70' cy='42' r='4'/></g>\
        <circle cx='20' cy='27' r='4' fill='var(--noise)'/><circle cx='52' cy='27' r='5' fill='var(--exact)'/>",
    tasks: &[("eight", eight), ("tight", tight)],
    panels: &["loss", "inspect-training"],
    blocks: &[
        ("cloud", Block::View(picture::cloud)),
        ("target", Block::Formula(TARGET)),
        ("mean", Block::Formula(MEAN)),
        ("split", Block::Formula(SPLIT)),
        ("vincent2011", Block::Paper(VINCENT)),
        ("efron2011", Block::Paper(EFRON)),
        ("ho2020", Block::Paper(HO)),
    ],
    numbers: &[
        ("step", NOISED_STEP as f64),
        ("steps", STEPS as f64),
        ("alpha", KEPT),
        ("sigma", ADDED),
        ("tight", TIGHT),
    ],
    steps: &[ASK, CLOUD, SETTLE, RUN, WHY, TRANSFER, FURTHER],
    claims: &[BLUR, FLOOR],
};

/// A noised point between two of the modes, and the step after which it is there.
const NOISED: [f64; 2] = [1.32, 0.55];
const NOISED_STEP: u32 = 18;
/// The share of data and the noise at that step, and the floor of the loss for a tight heap, as the words have them.
const KEPT: f64 = 0.56;
const ADDED: f64 = 0.83;
const TIGHT: f64 = 0.02;
/// Steps after which the loss has settled.
const TRAINED: u64 = 5000;

fn eight() -> Task {
    Task::Generate(chain(DatasetConfig::EightGaussians(EightGaussians::default())))
}

/// One tight heap of data in the middle.
fn tight() -> Task {
    Task::Generate(chain(DatasetConfig::Normal(Normal { std: 0.05 })))
}

const TARGET: Formula = Formula {
    mathml: "<math display='block'><mi>loss</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mi data-symbol='expectation'>E</mi>\
             <msup><mrow><mo>‖</mo><msub data-symbol='guess'><mi>ε</mi><mi>θ</mi></msub><mo>(</mo><msub data-symbol='point'><mi>x</mi>\
             <mi>t</mi></msub><mo>,</mo><mi data-symbol='time'>t</mi><mo>)</mo><mo>−</mo><mi data-symbol='noise'>ε</mi><mo>‖</mo></mrow>\
             <mn>2</mn></msup></math>",
    symbols: &[
        Symbol { value: Some(shown::loss), ..Symbol::new("expectation", "<mi>E</mi>") },
        Symbol::new("guess", "<msub><mi>ε</mi><mi>θ</mi></msub>"),
        Symbol { layers: &["data"], ..Symbol::new("point", "<msub><mi>x</mi><mi>t</mi></msub>") },
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
        Symbol::new("noise", "<mi>ε</mi>"),
    ],
    terms: &[],
};

const MEAN: Formula = Formula {
    mathml: "<math display='block'><msub><mover><mi>x</mi><mo>^</mo></mover><mn>0</mn></msub><mo>=</mo><mi>E</mi><mo>[</mo>\
             <msub><mi>x</mi><mn>0</mn></msub><mo>|</mo><msub data-symbol='marked'><mi>x</mi><mi>t</mi></msub><mo>]</mo><mo>=</mo>\
             <mfrac><mrow><msub data-symbol='marked'><mi>x</mi><mi>t</mi></msub><mo>−</mo><mi data-symbol='sigma'>σ</mi><mi>E</mi><mo>[</mo>\
             <mi>ε</mi><mo>|</mo><msub data-symbol='marked'><mi>x</mi><mi>t</mi></msub><mo>]</mo></mrow><mi data-symbol='alpha'>α</mi>\
             </mfrac></math>",
    symbols: &[
        Symbol { value: Some(shown::mark), ..Symbol::new("marked", "<msub><mi>x</mi><mi>t</mi></msub>") },
        Symbol { value: Some(shown::alpha), drag: Some(&shown::TIME), ..Symbol::new("alpha", "<mi>α</mi>") },
        Symbol { value: Some(shown::sigma), drag: Some(&shown::TIME), ..Symbol::new("sigma", "<mi>σ</mi>") },
    ],
    terms: &[],
};

const SPLIT: Formula = Formula {
    mathml: "<math display='block'><mi>loss</mi><mo>=</mo><munder><mrow><mfrac><mn>1</mn><mn>2</mn></mfrac><mi>E</mi><msup><mrow><mo>‖</mo>\
             <msub><mi>ε</mi><mi>θ</mi></msub><mo>−</mo><mi>E</mi><mo>[</mo><mi>ε</mi><mo>|</mo><msub><mi>x</mi><mi>t</mi></msub><mo>]</mo>\
             <mo>‖</mo></mrow><mn>2</mn></msup></mrow><mtext>can be learned</mtext></munder><mo>+</mo><munder><mrow>\
             <mfrac><mn>1</mn><mn>2</mn></mfrac><mi>E</mi><msup><mrow><mo>‖</mo><mi>ε</mi><mo>−</mo><mi>E</mi><mo>[</mo><mi>ε</mi><mo>|</mo>\
             <msub><mi>x</mi><mi>t</mi></msub><mo>]</mo><mo>‖</mo></mrow><mn>2</mn></msup></mrow><mtext>floor</mtext></munder></math>",
    symbols: &[],
    terms: &[],
};

const VINCENT: Paper = Paper {
    authors: "Vincent (2011)",
    title: "A connection between score matching and denoising autoencoders",
    address: "https://www.iro.umontreal.ca/~vincentp/Publications/smdae_techreport.pdf",
};

const EFRON: Paper = Paper {
    authors: "Efron (2011)",
    title: "Tweedie's formula and selection bias",
    address: "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3325056/",
};

const HO: Paper = Paper {
    authors: "Ho, Jain and Abbeel (2020)",
    title: "Denoising diffusion probabilistic models",
    address: "https://arxiv.org/abs/2006.11239",
};

/// The distance of the best guess from the nearest centre of a mode, in standard deviations of a mode.
const BLUR: Claim = Claim { id: "blur", runs: &[], figure: |_, _| from_the_data(), holds: Bound::AtLeast(2.5) };

/// The loss, in units of the irreducible one.
const FLOOR: Claim = Claim {
    id: "floor",
    runs: &[Run { task: "eight", steps: TRAINED }],
    figure: |_, runs| {
        let Evidence { task, loss, .. } = runs.first()?;
        Some(loss / irreducible(task)?)
    },
    holds: Bound::Within(0.95, 1.08),
};

/// The irreducible loss.
fn irreducible(task: &Task) -> Option<f64> {
    task.generate()?.irreducible().map(|irreducible| irreducible.loss.value)
}

/// The mean of the data that the noised point can have come from.
fn origin() -> Option<[f64; 2]> {
    eight().generate()?.oracle()?.denoised(&vec![NOISED], time_of(NOISED_STEP)).first().copied()
}

/// The distance of [`origin`] from the nearest centre of a mode, in standard deviations of a mode.
fn from_the_data() -> Option<f64> {
    let ([x, y], task) = (origin()?, eight());
    let oracle = task.generate()?.oracle()?;
    let modes = oracle.data().components().iter();
    let apart = modes.map(|mode| (mode.mean[0] - x).hypot(mode.mean[1] - y) / mode.covariance.stds()[0]);
    Some(smallest(apart))
}

static SETTLED: LazyLock<f64> = LazyLock::new(|| irreducible(&eight()).unwrap_or(f64::NAN));

/// Where no training and no picture tells.
fn quiet(pane: Pane) {
    pane.pause();
    pane.conceal_floor(true);
}

const ASK: Step = Step {
    ask: Some(Question::Point(Pin {
        start: [1.6, -0.8],
        from: Some(NOISED),
        truth: || origin().unwrap_or([f64::NAN; 2]),
        near: 0.4,
    })),
    enter: |pane| {
        quiet(pane);
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "eight")
};

const CLOUD: Step = Step {
    enter: |pane| {
        quiet(pane);
        pane.show_only(&["data", "pairs"]);
        pane.mark(NOISED);
        pane.hold(time_of(NOISED_STEP));
    },
    ..Step::new("cloud", "eight")
};

const SETTLE: Step = Step {
    ask: Some(Question::Number(Axis { from: 0.0, to: 1.2, step: 0.01, start: 1.0, truth: || *SETTLED, near: 0.08 })),
    enter: |pane| {
        quiet(pane);
        pane.show_only(&["data"]);
        pane.hold(time_of(NOISED_STEP));
    },
    ..Step::new("settle", "eight")
};

const RUN: Step = Step {
    enter: |pane| {
        pane.show_only(&["data"]);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "eight")
};

const WHY: Step = Step {
    enter: |pane| {
        pane.show_only(&["data"]);
        pane.mark(NOISED);
        pane.hold(time_of(NOISED_STEP));
    },
    leave: Pane::pause,
    ..Step::new("why", "eight")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 1 }),
    enter: |pane| {
        quiet(pane);
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    leave: Pane::pause,
    ..Step::new("transfer", "tight")
};

const FURTHER: Step = Step {
    controls: &["data", "schedule"],
    enter: |pane| pane.show_only(&["data"]),
    leave: Pane::pause,
    ..Step::new("further", "tight")
};

/// Points that the marked one may have come from.
const POSSIBLE: usize = 300;

/// Data that the point `x` at the time `t` may have come from, and their mean.
fn possible(task: &Task, x: [f64; 2], t: f64) -> Option<(Vec<[f64; 2]>, [f64; 2])> {
    let oracle = task.generate()?.oracle()?;
    let through = oracle.through(x, t, POSSIBLE, &mut Stream::new(0, Purpose::Display, 5))?;
    let mean = oracle.denoised(&vec![x], t).first().copied()?;
    Some((through.ways.into_iter().map(|way| way.data).collect(), mean))
}

#[cfg(test)]
mod tests;
