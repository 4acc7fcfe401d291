//! The lesson on noise: a chain of small steps is one jump, and what it forgets is not what the eye sees.

mod picture;

use std::sync::LazyLock;

use super::{
    chain::{RATES, STEPS, chain, time_of},
    kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Step, Symbol, shown},
};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, GaussianMixture},
        extremes::largest,
        field::Field,
        metric::{Distance, EnergyDistance},
        oracle::Component,
        points::Cloud,
        rng::{Purpose, Stream},
        schedule::{self, Coeffs, Cosine, ScheduleConfig},
    },
    protocol::{Generate, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "noise",
    part: Part::Matching,
    minutes: 8,
    words: Words::new(include_str!("text/en/noise.ftl")),
    thumbnail: "<g fill='var(--data)'><circle cx='12' cy='16' r='2.500'/><circle cx='16' cy='12' r='2.500'/><circle cx='18' cy='18' r='2.500'/>\
        <circle cx='12' cy='38' r='2.500'/><circle cx='16' cy='42' r='2.500'/><circle cx='19' cy='37' r='2.500'/></g>\
        <path d='M19 18 30 14 36 26 47 21 53 33 64 27 72 30 80 22' fill='none' stroke='var(--noise)' stroke-width='1.500'/>\
        <g fill='var(--noise)'><circle cx='80' cy='22' r='2.500'/><circle cx='72' cy='32' r='2.500'/><circle cx='86' cy='30' r='2.500'/>\
        <circle cx='78' cy='40' r='2.500'/><circle cx='70' cy='16' r='2.500'/><circle cx='88' cy='14' r='2.500'/></g>",
    tasks: &[("two", two), ("cosine", cosine)],
    panels: &[],
    blocks: &[
        ("step", Block::Formula(STEP)),
        ("jump", Block::Formula(JUMP)),
        ("posterior", Block::Formula(POSTERIOR)),
        ("both", Block::View(picture::both)),
        ("curve", Block::View(picture::curve)),
        ("sohl2015", Block::Paper(SOHL)),
        ("ho2020", Block::Paper(HO)),
        ("nichol2021", Block::Paper(NICHOL)),
    ],
    numbers: &[
        ("steps", STEPS as f64),
        ("first", RATES[0]),
        ("last", RATES[1]),
        ("limit", 100.0 * LIMIT),
        ("heap", HEAP),
        ("told", TOLD),
        ("later", LATER),
    ],
    steps: &[ASK, CHAIN, SEE, WHY, TRANSFER, FURTHER],
    claims: &[ONE_JUMP, BEYOND_THE_EYE],
};

/// The share of right guesses at which a mode counts as forgotten.
const LIMIT: f64 = 0.6;
/// The first step after which the density has one hill, and how many of 100 guesses are right there.
const HEAP: f64 = 21.0;
const TOLD: f64 = 82.0;
/// The step at which the modes are forgotten on the cosine path.
const LATER: f64 = 46.0;
/// Half the distance of the two modes.
const SIDE: f64 = 1.9;

/// Two heaps of data, in equal parts.
fn two() -> Task {
    Task::Generate(chain(heaps()))
}

/// The same on the cosine path.
fn cosine() -> Task {
    Task::Generate(Generate { schedule: ScheduleConfig::Cosine(Cosine::default()), ..chain(heaps()) })
}

/// T of a task, also where its path is no chain.
fn chain_of(task: &Generate) -> u32 {
    match &task.schedule {
        ScheduleConfig::LinearChain(chain) => chain.steps,
        _ => task.sampling.steps,
    }
}

fn heaps() -> DatasetConfig {
    let heap = |x: f64| Component::round([x, 0.0], 0.5, 1.0);
    DatasetConfig::GaussianMixture(GaussianMixture::new([-SIDE, SIDE].map(heap)).unwrap_or_default())
}

const STEP: Formula = Formula {
    mathml: "<math display='block'><msub><mi>x</mi><mi>i</mi></msub><mo>=</mo><msqrt><mrow><mn>1</mn><mo>−</mo>\
             <msub data-symbol='beta'><mi>β</mi><mi>i</mi></msub></mrow></msqrt>\
             <msub><mi>x</mi><mrow><mi>i</mi><mo>−</mo><mn>1</mn></mrow></msub><mo>+</mo>\
             <msqrt><msub data-symbol='beta'><mi>β</mi><mi>i</mi></msub></msqrt>\
             <msub data-symbol='fresh'><mi>ε</mi><mi>i</mi></msub></math>",
    symbols: &[
        Symbol::new("beta", "<msub><mi>β</mi><mi>i</mi></msub>"),
        Symbol::new("fresh", "<msub><mi>ε</mi><mi>i</mi></msub>"),
    ],
    terms: &[],
};

const JUMP: Formula = Formula {
    mathml: "<math display='block'><msub data-symbol='point'><mi>x</mi><mi>t</mi></msub><mo>=</mo><mi data-symbol='alpha'>α</mi>\
             <msub data-symbol='origin'><mi>x</mi><mn>0</mn></msub><mo>+</mo><mi data-symbol='sigma'>σ</mi><mi data-symbol='noise'>ε</mi>\
             </math><math display='block'><msup><mi data-symbol='alpha'>α</mi><mn>2</mn></msup><mo>=</mo><msub><mover><mi>α</mi><mo>¯</mo></mover>\
             <mi>t</mi></msub><mo>=</mo><mo>(</mo><mn>1</mn><mo>−</mo><msub><mi>β</mi><mn>1</mn></msub><mo>)</mo><mo>⋯</mo><mo>(</mo>\
             <mn>1</mn><mo>−</mo><msub><mi>β</mi><mi>t</mi></msub><mo>)</mo><mo>,</mo><msup><mi data-symbol='sigma'>σ</mi><mn>2</mn></msup>\
             <mo>=</mo><mn>1</mn><mo>−</mo><msup><mi data-symbol='alpha'>α</mi><mn>2</mn></msup></math>",
    symbols: &[
        Symbol {
            layers: &["modes"],
            value: Some(shown::time),
            drag: Some(&shown::TIME),
            ..Symbol::new("point", "<msub><mi>x</mi><mi>t</mi></msub>")
        },
        Symbol { value: Some(shown::alpha), drag: Some(&shown::TIME), ..Symbol::new("alpha", "<mi>α</mi>") },
        Symbol::new("origin", "<msub><mi>x</mi><mn>0</mn></msub>"),
        Symbol { value: Some(shown::sigma), drag: Some(&shown::TIME), ..Symbol::new("sigma", "<mi>σ</mi>") },
        Symbol::new("noise", "<mi>ε</mi>"),
    ],
    terms: &[],
};

const POSTERIOR: Formula = Formula {
    mathml: "<math display='block'><mi>p</mi><mo>(</mo><mi>k</mi><mo>|</mo><msub><mi>x</mi><mi>t</mi></msub><mo>)</mo><mo>=</mo>\
             <mfrac><mrow><msub><mi>w</mi><mi>k</mi></msub><mi>p</mi><mo>(</mo><msub><mi>x</mi><mi>t</mi></msub><mo>|</mo><mi>k</mi>\
             <mo>)</mo></mrow><mrow><mi>p</mi><mo>(</mo><msub><mi>x</mi><mi>t</mi></msub><mo>)</mo></mrow></mfrac></math>",
    symbols: &[],
    terms: &[],
};

const SOHL: Paper = Paper {
    authors: "Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli (2015)",
    title: "Deep unsupervised learning using nonequilibrium thermodynamics",
    address: "https://arxiv.org/abs/1503.03585",
};

const HO: Paper = Paper {
    authors: "Ho, Jain and Abbeel (2020)",
    title: "Denoising diffusion probabilistic models",
    address: "https://arxiv.org/abs/2006.11239",
};

const NICHOL: Paper = Paper {
    authors: "Nichol and Dhariwal (2021)",
    title: "Improved denoising diffusion probabilistic models",
    address: "https://arxiv.org/abs/2102.09672",
};

/// The energy distance of chain and jump, in units of that of two jumps.
const ONE_JUMP: Claim =
    Claim { id: "one-jump", runs: &[], figure: |seed, _| chain_beside_jump(&two(), seed), holds: Bound::AtMost(1.5) };

/// The share of right guesses at the first step after which the density has one hill.
const BEYOND_THE_EYE: Claim = Claim {
    id: "beyond-the-eye",
    runs: &[],
    figure: |seed, _| told(&two(), first_heap(&two())?, seed),
    holds: Bound::AtLeast(0.75),
};

/// Points for an expectation, and those of a cloud whose distances are measured, with the number of such clouds.
const POINTS: usize = 4000;
const CLOUD: usize = 200;
const CLOUDS: u64 = 24;

/// How often the best guess of the mode is right after this step.
fn told(task: &Task, step: u32, seed: u64) -> Option<f64> {
    let oracle = task.generate()?.oracle()?;
    let rng = &mut Stream::new(seed, Purpose::Display, 3);
    oracle.told_apart(time_of(step), POINTS, rng).map(|share| share.value)
}

/// The first step after which at most [`LIMIT`] of the best guesses are right.
fn forgotten(task: &Task) -> Option<u32> {
    (1..=STEPS).find(|step| told(task, *step, 0).is_some_and(|share| share <= LIMIT))
}

/// The first step after which no place between the modes is denser than the middle.
fn first_heap(task: &Task) -> Option<u32> {
    let oracle = task.generate()?.oracle()?;
    let between: Cloud = (0..=40).map(|k| [SIDE * f64::from(k) / 40.0, 0.0]).collect();
    (1..=STEPS).find(|step| {
        let density = oracle.log_density(&between, time_of(*step)).unwrap_or_default();
        density.first().is_some_and(|middle| *middle >= largest(density.iter().copied()))
    })
}

/// The mean energy distance between clouds by the chain and by the jump at three steps, over that of two clouds by the jump.
fn chain_beside_jump(task: &Task, seed: u64) -> Option<f64> {
    let task = task.generate()?;
    let betas = task.schedule.betas(STEPS);
    let (mut found, mut floor) = (0.0, 0.0);
    for round in 0..CLOUDS {
        let rng = &mut Stream::new(seed, Purpose::Display, 16 + round);
        let clouds = schedule::chain(&betas, task.data.sample(CLOUD, rng), rng);
        for step in [10, 25, 40] {
            let coeffs = task.schedule.at(time_of(step));
            let [one, other, third] = [(); 3].map(|()| jump(task, &coeffs, rng));
            found += EnergyDistance {}.distance(clouds.get(step as usize)?, &one).ok()?;
            floor += EnergyDistance {}.distance(&other, &third).ok()?;
        }
    }
    Some(found / floor)
}

/// A fresh cloud by the jump.
fn jump(task: &Generate, coeffs: &Coeffs, rng: &mut Stream) -> Cloud {
    let (data, noise) = (task.data.sample(CLOUD, rng), task.source.sample(CLOUD, rng));
    data.into_iter().zip(noise).map(|(data, noise)| coeffs.point(data, noise)).collect()
}

const ASK: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: STEPS as f64,
        step: 1.0,
        start: 5.0,
        truth: || *FORGOTTEN,
        near: 4.0,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "two")
};

static FORGOTTEN: LazyLock<f64> = LazyLock::new(|| forgotten(&two()).map_or(f64::NAN, f64::from));

const CHAIN: Step = Step { enter: coloured, ..Step::new("chain", "two") };

const SEE: Step = Step { controls: &["schedule"], enter: coloured, ..Step::new("see", "two") };

const WHY: Step = Step { enter: coloured, ..Step::new("why", "two") };

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 3 }),
    enter: |pane| {
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("transfer", "cosine")
};

const FURTHER: Step = Step { controls: &["schedule"], enter: coloured, ..Step::new("further", "cosine") };

fn coloured(pane: Pane) {
    pane.pause();
    pane.show_only(&["modes"]);
}

#[cfg(test)]
mod tests;
