//! The lesson on couplings: which pairs leave a flow that one step can follow.

use leptos::prelude::{Get as _, With as _};

use super::kit::{Block, Bound, Claim, Formula, Lesson, Paper, Part, Pin, Question, Run, Step, Symbol, Term, shown};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, EightGaussians, Moons},
        extremes::largest,
        field::Field as _,
        oracle::Oracle,
        points::Cloud,
        rng::{Purpose, Stream},
        schedule::ScheduleConfig,
    },
    protocol::{Generate, Sampling, Task},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "couplings",
    part: Part::Flows,
    minutes: 12,
    words: Words::new(include_str!("text/en/couplings.ftl")),
    thumbnail: "<g fill='none' stroke='var(--noise)' stroke-width='1.500'><path d='M12 12 44 42M12 42 44 12M12 27 44 27'/></g>\
        <g fill='none' stroke='var(--model)' stroke-width='2.500'><path d='M56 12 84 12M56 27 84 27M56 42 84 42'/></g>\
        <g fill='var(--data)'><circle cx='84' cy='12' r='4'/><circle cx='84' cy='27' r='4'/><circle cx='84' cy='42' r='4'/></g>",
    tasks: &[("independent", independent), ("ot", ot), ("reflow", reflow), ("bridge", bridge), ("told", told)],
    panels: &["loss", "quality"],
    blocks: &[
        ("end", Block::Formula(END)),
        ("transport", Block::Formula(TRANSPORT)),
        ("bridge", Block::Formula(BRIDGE)),
        ("tong2024", Block::Paper(TONG)),
        ("pooladian2023", Block::Paper(POOLADIAN)),
        ("liu2023", Block::Paper(LIU)),
        ("cheng2025", Block::Paper(CHENG)),
    ],
    numbers: &[("round", ROUND), ("sigma", SIGMA), ("epsilon", EPSILON), ("together", TOGETHER)],
    steps: &[ASK, RUN, WHY, PAIRED, REFLOW, NOISE, TRANSFER, FURTHER],
    claims: &[PLACE, INDEPENDENT, OT, REFLOWED_TWICE, LOOSE, TOLD],
};

/// Training steps after which one step of every method ends where the lesson says.
const TRAINED: u64 = 2000;
/// Training steps of the first round of reflow.
const ROUND: f64 = 2000.0;
/// Training steps after which reflow is done.
const REFLOWED: u64 = 4000;
/// The points that optimal transport matches together: fewer than a batch, so that a step takes some milliseconds.
const TOGETHER: f64 = 64.0;
/// The diffusion of the bridge, and the entropy 2σ² of its pairs.
const SIGMA: f64 = 2.0;
const EPSILON: f64 = 8.0;
/// The particle of the question.
const START: [f64; 2] = [1.5, -1.0];
/// The time at which sampling starts.
const NOISE_TIME: f64 = 1.0;

/// Noise to two moons in one step of Euler's method.
fn one_step_with(objective: &str) -> Task {
    let mut task = Task::Generate(Generate {
        data: DatasetConfig::Moons(Moons::default()),
        sampling: Sampling { steps: 1, ..Sampling::default() },
        ..Generate::default()
    });
    // Ids and names are in the registry, as a test checks.
    let _ = task.select("objective", objective);
    task
}

/// Sets a field of the slot `key`.
fn set(task: &mut Task, key: &str, field: &str, value: f64) {
    if let Some(slot) = task.slot_mut(key) {
        let _ = slot.config_mut().set(field, value);
    }
}

fn independent() -> Task {
    one_step_with("flow-matching")
}

/// Pairs of optimal transport within each batch.
fn ot() -> Task {
    let mut task = one_step_with("ot-cfm");
    set(&mut task, "coupling", "pairs", TOGETHER);
    task
}

/// Two rounds: independent pairs, then those of the flow.
fn reflow() -> Task {
    let mut task = one_step_with("rectified-flow");
    set(&mut task, "objective", "steps", ROUND);
    task
}

/// A Schrödinger bridge with so much noise that its pairs are loose.
fn bridge() -> Task {
    let mut task = one_step_with("sb-cfm");
    set(&mut task, "bridge", "sigma", SIGMA);
    set(&mut task, "coupling", "regularization", EPSILON);
    set(&mut task, "coupling", "pairs", TOGETHER);
    task
}

/// Eight Gaussians. The network is told the class, of which the pairs of optimal transport know nothing; it samples the Gaussian
/// on the right.
fn told() -> Task {
    let mut task = ot();
    if let Some(task) = task.generate_mut() {
        task.data = DatasetConfig::EightGaussians(EightGaussians::default());
        task.sampling.class = 1;
    }
    let _ = task.select("condition", "class");
    task
}

const END: Formula = Formula {
    mathml: "<math display='block'><msub data-symbol='start'><mi>x</mi><mn>1</mn></msub><mo>−</mo><mi data-symbol='field'>v</mi>\
             <mo>(</mo><msub data-symbol='start'><mi>x</mi><mn>1</mn></msub><mo>,</mo><mn>1</mn><mo>)</mo><mo>=</mo>\
             <mi data-symbol='mean'>E</mi><mo>[</mo><mi data-symbol='mean'>data</mi><mo>|</mo>\
             <msub data-symbol='start'><mi>x</mi><mn>1</mn></msub><mo>]</mo></math>",
    symbols: &[
        Symbol {
            layers: &["pairs"],
            value: Some(shown::mark),
            ..Symbol::new("start", "<msub><mi>x</mi><mn>1</mn></msub>")
        },
        Symbol { layers: &["learned", "exact"], value: Some(velocity), ..Symbol::new("field", "<mi>v</mi>") },
        Symbol {
            layers: &["pairs"],
            value: Some(end),
            ..Symbol::new("mean", "<mi>E</mi><mo>[</mo><mi>data</mi><mo>]</mo>")
        },
    ],
    terms: &[Term { id: "velocity", value: velocity }, Term { id: "end", value: end }],
};

const TRANSPORT: Formula = Formula {
    mathml: "<math display='block'><munder><mi>min</mi><mi>π</mi></munder><munder><mo>∑</mo><mi>i</mi></munder>\
             <msup><mrow><mo>‖</mo><msub><mi>noise</mi><mrow><mi>π</mi><mo>(</mo><mi>i</mi><mo>)</mo></mrow></msub><mo>−</mo>\
             <msub><mi>data</mi><mi>i</mi></msub><mo>‖</mo></mrow><mn>2</mn></msup></math>",
    symbols: &[],
    terms: &[],
};

const BRIDGE: Formula = Formula {
    mathml: "<math display='block'><msub><mi>x</mi><mi>t</mi></msub><mo>=</mo><mo>(</mo><mn>1</mn><mo>−</mo><mi>t</mi><mo>)</mo>\
             <mi>data</mi><mo>+</mo><mi>t</mi><mi>noise</mi><mo>+</mo><mi>σ</mi><msqrt><mi>t</mi><mo>(</mo><mn>1</mn><mo>−</mo>\
             <mi>t</mi><mo>)</mo></msqrt><mi>z</mi></math>",
    symbols: &[],
    terms: &[],
};

const TONG: Paper = Paper {
    authors: "Tong, Fatras, Malkin, Huguet, Zhang, Rector-Brooks, Wolf and Bengio (2024)",
    title: "Improving and generalizing flow-based generative models with minibatch optimal transport",
    address: "https://arxiv.org/abs/2302.00482",
};

const POOLADIAN: Paper = Paper {
    authors: "Pooladian, Ben-Hamu, Domingo-Enrich, Amos, Lipman and Chen (2023)",
    title: "Multisample flow matching: straightening flows with minibatch couplings",
    address: "https://arxiv.org/abs/2304.14772",
};

const LIU: Paper = Paper {
    authors: "Liu, Gong and Liu (2023)",
    title: "Flow straight and fast: learning to generate and transfer data with rectified flow",
    address: "https://arxiv.org/abs/2209.03003",
};

const CHENG: Paper = Paper {
    authors: "Cheng and Schwing (2025)",
    title: "The curse of conditions: analyzing and improving optimal transport for conditional flow-based generation",
    address: "https://arxiv.org/abs/2503.10636",
};

fn oracle(task: &Task) -> Option<Oracle<ScheduleConfig>> {
    task.generate()?.oracle()
}

/// Where one step of the exact flow from `x` ends.
fn end_of_one_step(task: &Task, x: &Cloud) -> Option<Cloud> {
    Some(oracle(task)?.denoised(x, NOISE_TIME))
}

/// The exact velocity at the marked point, at the noise.
fn velocity(pane: Pane) -> Option<String> {
    let at = vec![pane.marked.get()];
    let velocity = pane.experiment.with(|task| Some(oracle(task)?.velocity(&at, NOISE_TIME)))?;
    velocity.first().copied().map(numbers::point)
}

/// The end of one step of the exact flow from the marked point.
fn end(pane: Pane) -> Option<String> {
    let at = vec![pane.marked.get()];
    pane.experiment.with(|task| end_of_one_step(task, &at))?.first().copied().map(numbers::point)
}

/// Where the particle of the question ends.
fn truth() -> [f64; 2] {
    end_of_one_step(&independent(), &vec![START]).and_then(|ends| ends.first().copied()).unwrap_or([f64::NAN; 2])
}

/// The greatest distance between the ends of one step of the exact flow from 200 starts.
const PLACE: Claim = Claim { id: "place", runs: &[], figure: |seed, _| apart(seed), holds: Bound::AtMost(1e-9) };

fn apart(seed: u64) -> Option<f64> {
    let task = independent();
    let starts = task.generate()?.source.sample(200, &mut Stream::new(seed, Purpose::Start, 0));
    let ends = end_of_one_step(&task, &starts)?;
    let first = ends.first()?;
    Some(largest(ends.iter().map(|end| (end[0] - first[0]).hypot(end[1] - first[1]))))
}

/// W₂ after one step of Euler's method.
const fn one_step_claim(id: &'static str, runs: &'static [Run], holds: Bound) -> Claim {
    Claim { id, runs, figure: |_, runs| runs.first()?.merit("one-step"), holds }
}

const INDEPENDENT: Claim =
    one_step_claim("independent", &[Run { task: "independent", steps: TRAINED }], Bound::AtLeast(1.4));
const OT: Claim = one_step_claim("ot", &[Run { task: "ot", steps: TRAINED }], Bound::AtMost(0.6));
const REFLOWED_TWICE: Claim = one_step_claim("reflow", &[Run { task: "reflow", steps: REFLOWED }], Bound::AtMost(0.6));
const LOOSE: Claim = one_step_claim("loose", &[Run { task: "bridge", steps: TRAINED }], Bound::AtLeast(0.9));
const TOLD: Claim = one_step_claim("told", &[Run { task: "told", steps: TRAINED }], Bound::AtLeast(1.2));

const ASK: Step = Step {
    ask: Some(Question::Point(Pin { start: START, from: None, truth, near: 0.5 })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(NOISE_TIME);
    },
    ..Step::new("ask", "independent")
};

const RUN: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "independent")
};

const WHY: Step = Step {
    enter: |pane| {
        pane.show_only(&["learned", "exact", "pairs"]);
        pane.mark(START);
        pane.hold(NOISE_TIME);
    },
    leave: Pane::pause,
    ..Step::new("why", "independent")
};

const PAIRED: Step =
    Step { done: |pane| pane.steps_done() >= TRAINED, rests_at: Some(TRAINED), ..one_step("ot", "ot") };

const REFLOW: Step =
    Step { done: |pane| pane.steps_done() >= REFLOWED, rests_at: Some(REFLOWED), ..one_step("reflow", "reflow") };

const NOISE: Step = Step { controls: &["coupling", "bridge"], ..one_step("bridge", "bridge") };

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    controls: &["coupling"],
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
    },
    ..one_step("transfer", "told")
};

const FURTHER: Step = Step { controls: &["coupling", "sampling"], ..Step::new("further", "told") };

/// A step that trains and shows the samples of one Euler step.
const fn one_step(id: &'static str, task: &'static str) -> Step {
    Step {
        enter: |pane| {
            pane.show_only(&["data", "samples", "trajectories"]);
            pane.hold(0.0);
            pane.train();
        },
        leave: Pane::pause,
        ..Step::new(id, task)
    }
}

#[cfg(test)]
mod tests;
