//! The lesson on sampling in parallel: the whole path is guessed at once, and falls into place.

mod picture;

use super::kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Step, Symbol, shown};
use crate::{
    locale::Words,
    math::{
        extremes::largest,
        parallel::{Method, SamplerChain, Sweeps},
        points::Cloud,
        rng::{Purpose, Stream},
        sampler::Euler,
    },
    protocol::{Generate, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "parallel",
    part: Part::Steering,
    minutes: 8,
    words: Words::new(include_str!("text/en/parallel.ftl")),
    thumbnail: "<path d='M12 42C30 42 44 14 84 14' fill='none' stroke='var(--exact)' stroke-width='2.500'/>\
        <path d='M12 42H84' fill='none' stroke='var(--model)' stroke-opacity='0.4' stroke-width='2'/>\
        <path d='M12 42C28 42 50 26 84 24' fill='none' stroke='var(--model)' stroke-opacity='0.7' stroke-width='2'/>\
        <circle cx='12' cy='42' r='4' fill='var(--noise)'/><circle cx='84' cy='14' r='4' fill='var(--data)'/>",
    tasks: &[("hundred", hundred), ("picard", picard)],
    panels: &["loss", "quality"],
    blocks: &[
        ("chain", Block::Formula(CHAIN)),
        ("sum", Block::Formula(SUM)),
        ("sweeps", Block::View(picture::sweeps)),
        ("linear", Block::Formula(LINEAR)),
        ("table", Block::View(picture::table)),
        ("shih2023", Block::Paper(SHIH)),
        ("lim2024", Block::Paper(LIM)),
    ],
    numbers: &[("steps", STEPS as f64), ("many", MANY as f64), ("near", NEAR), ("trained", TRAINED as f64)],
    steps: &[ASK, SWEEP, NEWTON, TEN_TIMES, LIVE, TRANSFER, FURTHER],
    claims: &[PICARD_FEW, NEWTON_FEW, FLAT, NEWTON_FLAT, EQUAL, WORK],
};

/// The steps of the chain, and ten times as many.
const STEPS: u32 = 100;
const MANY: u32 = 1000;
/// A path is there when no state is further from the sequential one than this.
const NEAR: f64 = 0.001;
/// Training steps after which the samples are good.
const TRAINED: u64 = 3000;
/// Chains of a figure.
const CHAINS: usize = 20;
/// The methods with a tolerance far below what is asked for.
const PICARD: Method = Method::Picard { tolerance: 1e-9, window: usize::MAX, is_relative: false };
const NEWTON_METHOD: Method = Method::Newton { tolerance: 1e-9, is_diagonal: false };

/// Eight Gaussians with Euler's method in a hundred steps.
fn hundred() -> Task {
    let mut task = Generate::default();
    // The ids are in the registry, as a test checks.
    let _ = task.select("sampler", "euler");
    task.sampling.steps = STEPS;
    task.into()
}

fn picard() -> Task {
    let mut task = hundred();
    if let Some(task) = task.generate_mut() {
        let _ = task.select("parallel", "picard");
    }
    task
}

const CHAIN: Formula = Formula {
    mathml: "<math display='block'><msub><mi data-symbol='state'>x</mi><mrow><mi>i</mi><mo>+</mo><mn>1</mn></mrow></msub><mo>=</mo>\
             <msub><mi data-symbol='map'>F</mi><mi>i</mi></msub><mrow><mo>(</mo><msub><mi>x</mi><mi>i</mi></msub><mo>)</mo></mrow></math>",
    symbols: &[
        Symbol { layers: &["samples", "trajectories"], value: Some(shown::time), ..Symbol::new("state", "<mi>x</mi>") },
        Symbol { layers: &["learned"], ..Symbol::new("map", "<mi>F</mi>") },
    ],
    terms: &[],
};

const SUM: Formula = Formula {
    mathml: "<math display='block'><msub><mi>x</mi><mi>j</mi></msub><mo>←</mo><msub><mi>x</mi><mn>0</mn></msub><mo>+</mo>\
             <munder><mo>∑</mo><mrow><mi>i</mi><mo>&lt;</mo><mi>j</mi></mrow></munder><mrow><mo>(</mo><msub><mi>F</mi><mi>i</mi></msub>\
             <mrow><mo>(</mo><msub><mi>x</mi><mi>i</mi></msub><mo>)</mo></mrow><mo>−</mo><msub><mi>x</mi><mi>i</mi></msub><mo>)</mo></mrow></math>",
    symbols: &[],
    terms: &[],
};

const LINEAR: Formula = Formula {
    mathml: "<math display='block'><msub><mi>x</mi><mrow><mi>i</mi><mo>+</mo><mn>1</mn></mrow></msub><mo>←</mo><msub><mi>F</mi><mi>i</mi></msub>\
             <mrow><mo>(</mo><msub><mi>y</mi><mi>i</mi></msub><mo>)</mo></mrow><mo>+</mo><msub><mi>J</mi><mi>i</mi></msub>\
             <mrow><mo>(</mo><msub><mi>x</mi><mi>i</mi></msub><mo>−</mo><msub><mi>y</mi><mi>i</mi></msub><mo>)</mo></mrow></math>",
    symbols: &[],
    terms: &[],
};

const SHIH: Paper = Paper {
    authors: "Shih, Belkhale, Ermon, Sadigh and Anari (2023)",
    title: "Parallel sampling of diffusion models",
    address: "https://arxiv.org/abs/2305.16317",
};

const LIM: Paper = Paper {
    authors: "Lim, Zhu, Selfridge and Kasim (2024)",
    title: "Parallelizing non-linear sequential models over the sequence length",
    address: "https://arxiv.org/abs/2309.12252",
};

/// Trajectories of some points of the exact field by Euler's method.
struct Swept {
    /// The states, one after the other.
    exact: Vec<Cloud>,
    /// The guesses of them before the first sweep and after each, until they are that near; the last one is the result.
    guesses: Vec<Vec<Cloud>>,
    /// The evaluations of the field for each point.
    evaluations: u32,
}

fn swept(method: Method, steps: u32, count: usize, seed: u64) -> Option<Swept> {
    let task = hundred().setting();
    let field = task.exact_field()?;
    let times = task.grid.times(&*task.schedule, steps);
    let chain = SamplerChain { field: &field, sampler: &Euler {}, times: &times, noises: &[] };
    let start = task.source.sample(count, &mut Stream::new(seed, Purpose::Start, 0));
    let all = |method: Method| Sweeps::new(method, start.clone(), steps as usize);
    let mut one_by_one = all(Method::Sequential);
    while one_by_one.sweep(&chain) {}
    let exact = one_by_one.into_states();
    let (mut sweeps, mut guesses) = (all(method), vec![vec![start.clone(); steps as usize + 1]]);
    while apart(guesses.last()?, &exact) > NEAR && sweeps.sweep(&chain) {
        guesses.push(sweeps.states().to_vec());
    }
    Some(Swept { exact, guesses, evaluations: sweeps.evaluations })
}

/// The largest distance of two states of one time.
fn apart(a: &[Cloud], b: &[Cloud]) -> f64 {
    let distance = |(a, b): (&[f64; 2], &[f64; 2])| (a[0] - b[0]).hypot(a[1] - b[1]);
    let all = a.iter().zip(b).flat_map(|(a, b)| a.iter().zip(b)).map(distance);
    largest(all)
}

/// The sweeps until the paths of some points are near to the sequential ones.
fn needed(method: Method, steps: u32, seed: u64) -> Option<f64> {
    swept(method, steps, CHAINS, seed).map(|swept| swept.guesses.len() as f64 - 1.0)
}

const PICARD_FEW: Claim =
    Claim { id: "picard", runs: &[], figure: |seed, _| needed(PICARD, STEPS, seed), holds: Bound::AtMost(15.0) };

const NEWTON_FEW: Claim =
    Claim { id: "newton", runs: &[], figure: |seed, _| needed(NEWTON_METHOD, STEPS, seed), holds: Bound::AtMost(6.0) };

/// The further sweeps of Picard's iteration for ten times as many steps.
const FLAT: Claim = Claim {
    id: "flat",
    runs: &[],
    figure: |seed, _| Some(needed(PICARD, MANY, seed)? - needed(PICARD, STEPS, seed)?),
    holds: Bound::Within(-2.0, 3.0),
};

const NEWTON_FLAT: Claim = Claim {
    id: "newton-flat",
    runs: &[],
    figure: |seed, _| Some(needed(NEWTON_METHOD, MANY, seed)? - needed(NEWTON_METHOD, STEPS, seed)?),
    holds: Bound::Within(-1.0, 2.0),
};

/// The distance of the result from the sequential path.
const EQUAL: Claim = Claim {
    id: "equal",
    runs: &[],
    figure: |seed, _| {
        let swept = swept(NEWTON_METHOD, STEPS, CHAINS, seed)?;
        Some(apart(swept.guesses.last()?, &swept.exact))
    },
    holds: Bound::AtMost(NEAR),
};

/// The evaluations of Picard's iteration over those of one step after the other.
const WORK: Claim = Claim {
    id: "work",
    runs: &[],
    figure: |seed, _| Some(f64::from(swept(PICARD, STEPS, CHAINS, seed)?.evaluations) / f64::from(STEPS)),
    holds: Bound::AtLeast(3.0),
};

const ASK: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 100.0,
        step: 1.0,
        start: 50.0,
        truth: || needed(PICARD, STEPS, 0).unwrap_or(f64::NAN),
        near: 5.0,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(1.0);
    },
    ..Step::new("ask", "hundred")
};

const SWEEP: Step = Step { enter: |pane| pane.show_only(&["data"]), ..Step::new("sweep", "hundred") };

const NEWTON: Step = Step { enter: |pane| pane.show_only(&["data"]), ..Step::new("newton", "hundred") };

const TEN_TIMES: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 1 }),
    enter: |pane| pane.show_only(&["data"]),
    ..Step::new("ten-times", "hundred")
};

const LIVE: Step = Step {
    controls: &["parallel", "sampler"],
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("live", "picard")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| pane.show_only(&["data", "samples", "trajectories"]),
    ..Step::new("transfer", "picard")
};

const FURTHER: Step = Step {
    controls: &["parallel", "sampler", "sampling"],
    enter: |pane| pane.show_only(&["data", "samples", "trajectories"]),
    leave: Pane::pause,
    ..Step::new("further", "picard")
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newton_needs_fewer_sweeps_than_picard() {
        let [picard, newton] = [PICARD, NEWTON_METHOD].map(|method| needed(method, STEPS, 0).unwrap());
        assert!(newton < picard && picard < f64::from(STEPS) / 4.0, "{newton} {picard}");
        for (task, id) in [(hundred(), "sequential"), (super::picard(), "picard")] {
            assert_eq!(task.slot("parallel").unwrap().config().id(), id);
            assert_eq!(task.slot("sampler").unwrap().config().id(), "euler");
        }
    }
}
