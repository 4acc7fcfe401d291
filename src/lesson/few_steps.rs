//! The lesson on few steps: which training survives a single evaluation.

use super::kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, exact, shown};
use crate::{
    locale::Words,
    math::metric::sliced_w2,
    math::rng::{Purpose, Stream},
    protocol::{Generate, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "few-steps",
    part: Part::Steering,
    minutes: 11,
    words: Words::new(include_str!("text/en/few-steps.ftl")),
    thumbnail: "<path d='M12 42C30 42 40 12 84 12' fill='none' stroke='var(--exact)' stroke-width='2' stroke-opacity='0.5'/>\
        <path d='M12 42 84 12M76 11 85 11.600 80 19' fill='none' stroke='var(--model)' stroke-width='2.500'/>\
        <circle cx='12' cy='42' r='4' fill='var(--noise)'/><circle cx='84' cy='12' r='4' fill='var(--data)'/>",
    tasks: &[("flow", flow), ("reflow", reflow), ("shortcut", shortcut), ("distilled", distilled)],
    panels: &["loss", "quality"],
    blocks: &[
        ("mean", Block::Formula(MEAN)),
        ("halves", Block::Formula(HALVES)),
        ("end", Block::Formula(END)),
        ("liu2023", Block::Paper(LIU)),
        ("song2023", Block::Paper(SONG)),
        ("frans2024", Block::Paper(FRANS)),
        ("geng2025", Block::Paper(GENG)),
    ],
    numbers: &[("trained", TRAINED as f64), ("round", ROUND)],
    steps: &[ASK, FLOW, REFLOW, SHORTCUT, DISTILLED, TRANSFER, FURTHER],
    claims: &[FAR, STRAIGHT, JUMPS, MAPPED],
};

/// Training steps of every method, and of the first round of reflow.
const TRAINED: u64 = 5000;
const ROUND: f64 = 2500.0;
/// Samples, and directions of the sliced distance.
const SAMPLES: usize = 2000;
const DIRECTIONS: u32 = 64;

/// Eight Gaussians in one step.
fn with(objective: &str) -> Generate {
    let mut task = Generate::default();
    // The id is in the registry, as a test checks.
    let _ = task.select("objective", objective);
    task.sampling.steps = 1;
    task
}

fn flow() -> Task {
    let mut task = with("flow-matching");
    let _ = task.select("sampler", "euler");
    task.sampling.steps = 1;
    task.into()
}

/// Flow matching, then again on the pairs that it makes.
fn reflow() -> Task {
    let mut task = with("rectified-flow");
    let _ = task.put("objective", &[("steps", ROUND)]);
    let _ = task.select("sampler", "euler");
    task.sampling.steps = 1;
    task.into()
}

fn shortcut() -> Task {
    with("shortcut").into()
}

/// A target that follows sooner than that of the default.
fn distilled() -> Task {
    let mut task = with("consistency-distillation");
    task.training.ema = 0.99;
    task.into()
}

const MEAN: Formula = Formula {
    mathml: "<math display='block'><msub><mi data-symbol='end'>x</mi><mn>0</mn></msub><mo>=</mo><msub><mi>x</mi><mn>1</mn></msub><mo>−</mo>\
             <munderover><mo>∫</mo><mn>0</mn><mn>1</mn></munderover><mi data-symbol='field'>v</mi><mrow><mo>(</mo><msub><mi>x</mi><mi>t</mi></msub><mo>,</mo>\
             <mi data-symbol='time'>t</mi><mo>)</mo></mrow><mi>d</mi><mi>t</mi></math>",
    symbols: &[
        Symbol { layers: &["samples"], ..Symbol::new("end", "<msub><mi>x</mi><mn>0</mn></msub>") },
        Symbol { layers: &["learned"], ..Symbol::new("field", "<mi>v</mi>") },
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
    ],
    terms: &[],
};

const HALVES: Formula = Formula {
    mathml: "<math display='block'><mi>u</mi><mrow><mo>(</mo><mn>2</mn><mi>d</mi><mo>)</mo></mrow><mo>=</mo><mfrac><mrow><mi>u</mi>\
             <mrow><mo>(</mo><mi>d</mi><mo>)</mo></mrow><mo>+</mo><msup><mi>u</mi><mo>′</mo></msup><mrow><mo>(</mo><mi>d</mi><mo>)</mo></mrow></mrow><mn>2</mn></mfrac></math>",
    symbols: &[],
    terms: &[],
};

const END: Formula = Formula {
    mathml: "<math display='block'><mi>f</mi><mrow><mo>(</mo><msub><mi>x</mi><mi>t</mi></msub><mo>,</mo><mi>t</mi><mo>)</mo></mrow><mo>=</mo>\
             <mi>f</mi><mrow><mo>(</mo><msub><mi>x</mi><mi>s</mi></msub><mo>,</mo><mi>s</mi><mo>)</mo></mrow></math>",
    symbols: &[],
    terms: &[],
};

const LIU: Paper = Paper {
    authors: "Liu, Gong and Liu (2023)",
    title: "Flow straight and fast: learning to generate and transfer data with rectified flow",
    address: "https://arxiv.org/abs/2209.03003",
};

const SONG: Paper = Paper {
    authors: "Song, Dhariwal, Chen and Sutskever (2023)",
    title: "Consistency models",
    address: "https://arxiv.org/abs/2303.01469",
};

const FRANS: Paper = Paper {
    authors: "Frans, Hafner, Levine and Abbeel (2024)",
    title: "One step diffusion via shortcut models",
    address: "https://arxiv.org/abs/2410.12557",
};

const GENG: Paper = Paper {
    authors: "Geng, Deng, Bai, Kolter and He (2025)",
    title: "Mean flows for one-step generative modeling",
    address: "https://arxiv.org/abs/2505.13447",
};

/// The sliced distance of the one-step samples of a run, in units of that of fresh data.
const FAR: Claim = Claim {
    id: "far",
    runs: &[Run { task: "flow", steps: TRAINED }],
    figure: |_, runs| runs.first()?.in_floors("sliced-w2"),
    holds: Bound::AtLeast(5.0),
};

const STRAIGHT: Claim = Claim {
    id: "straight",
    runs: &[Run { task: "reflow", steps: TRAINED }],
    figure: |_, runs| runs.first()?.in_floors("sliced-w2"),
    holds: Bound::AtMost(2.5),
};

const JUMPS: Claim = Claim {
    id: "jumps",
    runs: &[Run { task: "shortcut", steps: TRAINED }],
    figure: |_, runs| runs.first()?.in_floors("sliced-w2"),
    holds: Bound::AtMost(3.0),
};

const MAPPED: Claim = Claim {
    id: "mapped",
    runs: &[Run { task: "distilled", steps: TRAINED }],
    figure: |_, runs| runs.first()?.in_floors("sliced-w2"),
    holds: Bound::AtMost(2.5),
};

/// The sliced distance of samples of the exact field in one step from the data, in units of that of fresh data.
fn floors_of_one_step() -> f64 {
    let task = flow().setting();
    let Some(samples) = exact::particles(&task, SAMPLES, 0, 0).and_then(|mut particles| particles.clouds.pop()) else {
        return f64::NAN;
    };
    let fresh = |draw: u64| task.data.sample(SAMPLES, &mut Stream::new(0, Purpose::Display, 70 + draw));
    sliced_w2(&samples, &fresh(0), DIRECTIONS) / sliced_w2(&fresh(1), &fresh(0), DIRECTIONS)
}

fn trains(pane: Pane) {
    pane.show_only(&["data", "samples"]);
    pane.hold(0.0);
    pane.train();
}

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 4, right: 4 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "flow")
};

const FLOW: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
        pane.train();
    },
    done: |pane| pane.steps_done() >= 1000,
    rests_at: Some(TRAINED),
    ..Step::new("flow", "flow")
};

const REFLOW: Step = Step { enter: trains, rests_at: Some(TRAINED), ..Step::new("reflow", "reflow") };

const SHORTCUT: Step = Step { enter: trains, rests_at: Some(TRAINED), ..Step::new("shortcut", "shortcut") };

const DISTILLED: Step =
    Step { controls: &["sampling"], enter: trains, rests_at: Some(TRAINED), ..Step::new("distilled", "distilled") };

const TRANSFER: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 40.0,
        step: 1.0,
        start: 2.0,
        truth: floors_of_one_step,
        near: 6.0,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
    },
    ..Step::new("transfer", "flow")
};

const FURTHER: Step = Step {
    controls: &["objective", "sampling"],
    enter: |pane| pane.show_only(&["data", "samples"]),
    leave: Pane::pause,
    ..Step::new("further", "distilled")
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_takes_one_step() {
        for (task, id) in [
            (flow(), "flow-matching"),
            (reflow(), "rectified-flow"),
            (shortcut(), "shortcut"),
            (distilled(), "consistency-distillation"),
        ] {
            assert_eq!(task.validate(), Ok(()), "{id}");
            assert_eq!(task.slot("objective").unwrap().config().id(), id);
            assert_eq!(task.generate().unwrap().sampling.steps, 1, "{id}");
        }
        assert_eq!(reflow().slot("objective").unwrap().config().get(1), ROUND);
        let floors = floors_of_one_step();
        assert!((8.0..40.0).contains(&floors), "{floors}");
    }
}
