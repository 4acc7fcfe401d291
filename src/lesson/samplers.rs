//! The lesson on samplers: the fewest evaluations for good samples.

use std::sync::LazyLock;

use super::kit::{
    Axis, Block, Bound, Claim, Drawing, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, exact, shown,
};
use crate::{
    locale::Words,
    math::{
        metric::{Estimate, sliced_w2},
        points::Cloud,
        rng::{Purpose, Stream},
    },
    protocol::{Generate, Task},
    ui::{Pane, SketchKind},
};

pub const LESSON: Lesson = Lesson {
    id: "samplers",
    part: Part::OneLoss,
    minutes: 9,
    words: Words::new(include_str!("text/en/samplers.ftl")),
    thumbnail: "<path d='M12 42C30 42 40 12 84 12' fill='none' stroke='var(--exact)' stroke-width='2.500'/>\
        <path d='M12 42 40 42 62 20 84 14' fill='none' stroke='var(--model)' stroke-width='2'/>\
        <g fill='var(--model)'><circle cx='40' cy='42' r='3'/><circle cx='62' cy='20' r='3'/></g>\
        <circle cx='12' cy='42' r='4' fill='var(--noise)'/><circle cx='84' cy='12' r='4' fill='var(--data)'/>",
    tasks: &[("golf", golf), ("few", few)],
    panels: &["loss", "quality"],
    blocks: &[
        ("euler", Block::Formula(EULER)),
        ("heun", Block::Formula(HEUN)),
        ("karras2022", Block::Paper(KARRAS)),
        ("hairer1993", Block::Paper(HAIRER)),
    ],
    numbers: &[("limit", LIMIT), ("euler", OF_EULER), ("heun", OF_HEUN)],
    steps: &[ASK, RUN, SEE, WHY, ONE, TRANSFER, FURTHER],
    claims: &[HALF, TRAINED_TOO],
};

/// Good samples are at most so many floors from the data.
const LIMIT: f64 = 1.5;
/// The evaluations that Euler's and Heun's method need for it with the exact field and the first seed.
const OF_EULER: f64 = 27.0;
const OF_HEUN: f64 = 6.0;
/// Training steps after which the samples of [`golf`] are good.
const TRAINED: u64 = 6000;
/// Samples, and directions of the sliced distance.
const SAMPLES: usize = 8000;
const DIRECTIONS: u32 = 64;
/// Fresh samples of the data that a cloud is compared with.
const FRESH: u64 = 4;
/// The most steps that are tried.
const MOST: u32 = 64;

/// Eight Gaussians with Euler's method in six steps.
fn golf() -> Task {
    with("euler", 6)
}

/// The same with Heun's method in three steps, which evaluates the network as often.
fn few() -> Task {
    with("heun", 3)
}

fn with(sampler: &str, steps: u32) -> Task {
    let mut task = Generate::default();
    // The id is in the registry, as a test checks.
    let _ = task.select("sampler", sampler);
    task.sampling.steps = steps;
    Task::Generate(task)
}

const EULER: Formula = Formula {
    mathml: "<math display='block'><msub data-symbol='point'><mi>x</mi><mi>s</mi></msub><mo>=</mo><msub><mi>x</mi><mi>t</mi></msub><mo>+</mo>\
             <mrow data-symbol='length'><mo>(</mo><mi>s</mi><mo>−</mo><mi>t</mi><mo>)</mo></mrow><mi data-symbol='field'>v</mi>\
             <mrow><mo>(</mo><msub><mi>x</mi><mi>t</mi></msub><mo>,</mo><mi data-symbol='time'>t</mi><mo>)</mo></mrow></math>",
    symbols: &[
        Symbol { layers: &["samples", "trajectories"], ..Symbol::new("point", "<msub><mi>x</mi><mi>s</mi></msub>") },
        Symbol::new("length", "<mi>s</mi><mo>−</mo><mi>t</mi>"),
        Symbol { layers: &["learned"], ..Symbol::new("field", "<mi>v</mi>") },
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
    ],
    terms: &[],
};

const HEUN: Formula = Formula {
    mathml: "<math display='block'><msub><mi>x</mi><mi>s</mi></msub><mo>=</mo><msub><mi>x</mi><mi>t</mi></msub><mo>+</mo>\
             <mfrac><mrow><mi>s</mi><mo>−</mo><mi>t</mi></mrow><mn>2</mn></mfrac><mrow><mo>(</mo><mi>v</mi><mrow><mo>(</mo>\
             <msub><mi>x</mi><mi>t</mi></msub><mo>,</mo><mi>t</mi><mo>)</mo></mrow><mo>+</mo><mi>v</mi><mrow><mo>(</mo>\
             <msup><mi>x</mi><mo>′</mo></msup><mo>,</mo><mi>s</mi><mo>)</mo></mrow><mo>)</mo></mrow></math>",
    symbols: &[],
    terms: &[],
};

const KARRAS: Paper = Paper {
    authors: "Karras, Aittala, Aila and Laine (2022)",
    title: "Elucidating the design space of diffusion-based generative models",
    address: "https://arxiv.org/abs/2206.00364",
};

const HAIRER: Paper = Paper {
    authors: "Hairer, Nørsett and Wanner (1993)",
    title: "Solving ordinary differential equations I",
    address: "https://doi.org/10.1007/978-3-540-78862-1",
};

/// The evaluations that Heun's method needs, over those of Euler's.
const HALF: Claim = Claim {
    id: "half",
    runs: &[],
    figure: |seed, _| Some(needed("heun", seed)? / needed("euler", seed)?),
    holds: Bound::AtMost(0.5),
};

/// The sliced distance of a trained model by Euler's method over that by Heun's, both with six evaluations.
const TRAINED_TOO: Claim = Claim {
    id: "trained",
    runs: &[Run { task: "golf", steps: TRAINED }, Run { task: "few", steps: TRAINED }],
    figure: |_, runs| Some(runs.first()?.merit("sliced-w2")? / runs.get(1)?.merit("sliced-w2")?),
    holds: Bound::AtLeast(1.1),
};

/// The evaluations of the exact field that the sampler needs for samples at most [`LIMIT`] floors from the data.
fn needed(sampler: &str, seed: u64) -> Option<f64> {
    let data = |round: u64| {
        let task = golf().setting();
        task.data.sample(SAMPLES, &mut Stream::new(seed, Purpose::Display, 32 + round))
    };
    let fresh: Vec<_> = (0..2 * FRESH).map(data).collect();
    let mean = |distances: Vec<f64>| Estimate::mean(&distances).ok().map(|mean| mean.value);
    let floor = mean(fresh.chunks(2).map(|pair| sliced_w2(&pair[0], &pair[1], DIRECTIONS)).collect())?;
    let of_step = if sampler == "euler" { 1 } else { 2 };
    let steps = (1..=MOST).find(|steps| {
        let task = with(sampler, *steps).setting();
        let samples = exact::particles(&task, SAMPLES, seed, 0).and_then(|mut particles| particles.clouds.pop());
        let distance = samples.and_then(|samples| {
            mean(fresh.iter().take(FRESH as usize).map(|data| sliced_w2(&samples, data, DIRECTIONS)).collect())
        });
        distance.is_some_and(|distance| distance <= LIMIT * floor)
    })?;
    Some(f64::from(of_step * steps))
}

/// The samples of the exact field after a single step of Euler's method.
fn after_one_step() -> Cloud {
    let task = with("euler", 1).setting();
    exact::particles(&task, 300, 0, 0).and_then(|mut particles| particles.clouds.pop()).unwrap_or_default()
}

static NEEDED: LazyLock<f64> = LazyLock::new(|| needed("heun", 0).unwrap_or(f64::NAN));

const ASK: Step = Step {
    ask: Some(Question::Number(Axis { from: 2.0, to: 30.0, step: 2.0, start: 20.0, truth: || *NEEDED, near: 2.0 })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(1.0);
    },
    ..Step::new("ask", "golf")
};

const RUN: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "golf")
};

const SEE: Step = Step {
    controls: &["sampler", "sampling"],
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
    },
    ..Step::new("see", "golf")
};

const WHY: Step = Step {
    controls: &["sampler", "sampling"],
    enter: |pane| pane.show_only(&["samples", "trajectories", "learned"]),
    ..Step::new("why", "golf")
};

/// The cloud that the reader draws.
const ONE: Step = Step {
    ask: Some(Question::Drawing(Drawing {
        kind: SketchKind::Cloud,
        pen: [1.5, 1.5],
        truth: after_one_step,
        near: 0.6,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("one", "golf")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| pane.show_only(&["data", "samples", "trajectories"]),
    ..Step::new("transfer", "golf")
};

const FURTHER: Step =
    Step { controls: &["sampler", "sampling", "grid"], leave: Pane::pause, ..Step::new("further", "golf") };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_text_are_those_of_the_library() {
        assert_eq!([needed("euler", 0), needed("heun", 0)], [Some(OF_EULER), Some(OF_HEUN)]);
        for (task, id) in [(golf(), "euler"), (few(), "heun")] {
            assert_eq!(task.slot("sampler").unwrap().config().id(), id);
        }
    }
}
