//! The lesson on flow matching: the learned field is the mean of the velocities of crossing lines.

use super::{Block, Choice, Lesson, Part, Question, Step};
use crate::{
    math::{
        dataset::{DatasetConfig, GaussianMixture},
        oracle::Component,
    },
    protocol::{Generate, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "flow",
    title: "Why the field averages",
    part: Part::Flows,
    minutes: 10,
    claim: "Where lines cross, the field of the flow is the mean of their velocities, so no particle crosses.",
    thumbnail: "<g fill='none' stroke='var(--noise)' stroke-width='1.500'><path d='M16 14 80 40M16 40 80 14'/></g>\
        <g fill='none' stroke='var(--model)' stroke-width='2.500'><path d='M16 14C44 26 52 26 80 14M16 40C44 28 52 28 80 40'/></g>\
        <g fill='var(--noise)'><circle cx='16' cy='14' r='4'/><circle cx='16' cy='40' r='4'/></g>\
        <g fill='var(--data)'><circle cx='80' cy='14' r='4'/><circle cx='80' cy='40' r='4'/></g>",
    tasks: &[("crossing", crossing), ("eight", eight)],
    panels: &["loss", "quality"],
    steps: &[ASK, RUN, SEE, TURN, WHY, TRANSFER, FURTHER],
};

/// Training steps after which the field of [`crossing`] looks like the exact one.
const TRAINED: u64 = 500;
/// The point and the time at which the lines cross.
const CENTRE: [f64; 2] = [0.0, 0.0];
const HALF: f64 = 0.5;

/// Two starts at x = −2 and two targets at x = 2.
fn crossing() -> Task {
    let pair = |x: f64| {
        GaussianMixture::new([[x, 1.0], [x, -1.0]].map(|mean| Component::round(mean, 0.2, 1.0))).unwrap_or_default()
    };
    let [source, data] = [-2.0, 2.0].map(|x| DatasetConfig::GaussianMixture(pair(x)));
    Task::Generate(Generate { data, source, ..Generate::default() })
}

/// Noise in the middle, eight Gaussians around it.
fn eight() -> Task {
    Task::Generate(Generate::default())
}

const ASK: Step = Step {
    id: "ask",
    title: "Two lines cross",
    text: &[
        Block::Words(
            "Particles start in two places on the left and are to end at two targets on the right. Move the line of time \
             under the picture from noise to data to see both ends.",
        ),
        Block::Words(
            "Training draws a start and a target at random and joins them by a straight line. A particle moves along its \
             line at one speed. Half of the lines stay above or below; the other half lead through the centre, \
             from above or from below, and are there at half time.",
        ),
    ],
    ask: Some(Question {
        ask: "The network learns one velocity for each place and time. Which one does it learn for the centre at half time?",
        choices: &[
            Choice {
                text: "That of the particle's own line: down to the right, or up to the right.",
                is_right: false,
                answer: "The network is told the place and the time, not the line. At the centre both lines ask for the same \
                         input, so there can be only one output.",
            },
            Choice {
                text: "Straight to the right, between the two lines.",
                is_right: true,
                answer: "Both lines go to the right, and as many lead up as down. What is left in the mean is straight to the \
                         right, which is the velocity of none of the lines.",
            },
            Choice {
                text: "None: the lines cancel, and the particle stops.",
                is_right: false,
                answer: "Up and down cancel, but both lines go to the right. The mean of the two velocities is not zero.",
            },
        ],
    }),
    task: "crossing",
    controls: &[],
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(1.0);
    },
    leave: |_| (),
    done: |_| false,
    rests_at: None,
};

const RUN: Step = Step {
    id: "run",
    title: "Train the field",
    text: &[
        Block::Words(
            "The network trains now. At every step it sees many pairs of a start and a target, each at some time on its \
             line, and is told the velocity of that line there. The loss is the mean squared difference.",
        ),
        Block::Words(
            "The thin lines are pairs that lead through the centre, the orange arrows are the learned field at half time. \
             Watch the orange arrows at the centre while the step counter runs.",
        ),
    ],
    ask: None,
    task: "crossing",
    controls: &[],
    enter: |pane| {
        pane.show_only(&["learned", "pairs"]);
        pane.mark(CENTRE);
        pane.hold(HALF);
        pane.train();
    },
    leave: |_| (),
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: None,
};

const SEE: Step = Step {
    id: "see",
    title: "The mean of the pairs",
    text: &[
        Block::Words(
            "Each thin arrow at the marked point is the velocity of one pair whose line is there at half time, drawn as \
             often as training meets it. Every one of them leads up or down. The thick green arrow is their mean: the exact \
             field. The orange arrows are what the network has learned; they come near the green ones.",
        ),
        Block::Words(
            "Press elsewhere on the stage, or move the mark with the arrow keys. Near the upper or the lower edge of the \
             cloud only one kind of line passes, and there the mean is the velocity of that line.",
        ),
    ],
    ask: None,
    task: "crossing",
    controls: &[],
    enter: |pane| {
        pane.show_only(&["learned", "exact", "pairs"]);
        pane.mark(CENTRE);
        pane.hold(HALF);
        pane.train();
    },
    leave: |_| (),
    done: |_| true,
    rests_at: None,
};

const TURN: Step = Step {
    id: "turn",
    title: "Nobody crosses",
    text: &[
        Block::Words(
            "Now follow the particles. Their paths bend towards the centre, meet the mean velocity there, and turn \
             back: who starts above ends above.",
        ),
        Block::Words(
            "Two paths of a flow are never at one place at one time, because there the field would have to give two \
             answers. The particles still arrive at both targets, half of them at each. The flow keeps the crowd of every \
             moment, not the partner of each particle.",
        ),
    ],
    ask: None,
    task: "crossing",
    controls: &[],
    enter: |pane| {
        pane.show_only(&["samples", "trajectories"]);
        pane.hold(0.0);
        pane.train();
    },
    leave: Pane::pause,
    done: |_| true,
    rests_at: None,
};

const WHY: Step = Step {
    id: "why",
    title: "Why the mean",
    text: &[
        Block::Words(
            "Of all numbers, the one with the least mean squared distance to many others is their mean. Hence:",
        ),
        Block::Formula {
            mathml: "<math display='block'><mi>v</mi><mo>(</mo><mi>x</mi><mo>,</mo><mi>t</mi><mo>)</mo><mo>=</mo><mi>E</mi>\
                     <mo>[</mo><mi>noise</mi><mo>−</mo><mi>data</mi><mo>|</mo><msub><mi>x</mi><mi>t</mi></msub><mo>=</mo>\
                     <mi>x</mi><mo>]</mo></math>",
            words: "The learned velocity at a place and a time is the mean of noise minus data over all pairs that are there \
                    at that time.",
        },
        Block::Formula {
            mathml: "<math display='block'><msub><mi>x</mi><mi>t</mi></msub><mo>=</mo><mo>(</mo><mn>1</mn><mo>−</mo>\
                     <mi>t</mi><mo>)</mo><mi>data</mi><mo>+</mo><mi>t</mi><mi>noise</mi></math>",
            words: "A pair is on its straight line, at the data for t = 0 and at the noise for t = 1. Sampling goes from \
                    t = 1 to t = 0, and so against this velocity.",
        },
        Block::Words(
            "This field moves the crowd as the lines do: at every time there are as many particles at every place as there \
             are lines. That is why sampling with the mean still ends at the data.",
        ),
    ],
    ask: None,
    task: "crossing",
    controls: &[],
    enter: |pane| {
        pane.show_only(&["learned", "exact", "pairs"]);
        pane.mark(CENTRE);
        pane.hold(HALF);
        pane.train();
    },
    leave: Pane::pause,
    done: |_| true,
    rests_at: None,
};

const TRANSFER: Step = Step {
    id: "transfer",
    title: "Straight lines, bent paths",
    text: &[
        Block::Words(
            "Other data: noise in the middle, eight Gaussians around it. Again every line of training is straight. The path \
             energy says how much motion a flow spends:",
        ),
        Block::Formula {
            mathml: "<math display='block'><mi>E</mi><msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><msup><mrow><mo>‖</mo>\
                     <mi>v</mi><mo>(</mo><msub><mi>x</mi><mi>t</mi></msub><mo>,</mo><mi>t</mi><mo>)</mo><mo>‖</mo></mrow>\
                     <mn>2</mn></msup><mi>d</mi><mi>t</mi><mo>≥</mo><msubsup><mi>W</mi><mn>2</mn><mn>2</mn></msubsup></math>",
            words: "No flow from the noise to the data has less path energy than the squared distance W₂ between the two.",
        },
        Block::Words(
            "Commit first. Then train, open the panel Quality, and compare the row Path energy with its least value beside \
             it. For yourself: what will happen when the pairs are drawn by optimal transport? Change the setting Pairs \
             of data and noise while it trains.",
        ),
    ],
    ask: Some(Question {
        ask: "How much path energy will the trained flow have?",
        choices: &[
            Choice {
                text: "As much as W₂²: all its lines were straight.",
                is_right: false,
                answer: "A line of training is straight to one target. The mean of many lines points to the middle \
                         of all targets at first, and turns later. The exact flow has more than one and a half times W₂².",
            },
            Choice {
                text: "Less than W₂²: averaging shortens the paths.",
                is_right: false,
                answer: "Averaging does save energy against the lines themselves, but no flow goes below W₂². The exact flow has \
                         more than one and a half times W₂².",
            },
            Choice {
                text: "Clearly more than W₂².",
                is_right: true,
                answer: "The exact flow has more than one and a half times W₂², and less than the lines that it averages. \
                         Straight to a point is not straight to a distribution.",
            },
        ],
    }),
    task: "eight",
    controls: &["coupling"],
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
    },
    leave: Pane::pause,
    done: |_| false,
    rests_at: None,
};

const FURTHER: Step = Step {
    id: "further",
    title: "Further",
    text: &[
        Block::Words("The mean over all lines at a point, and why its loss may be taken line by line:"),
        Block::Paper {
            authors: "Lipman, Chen, Ben-Hamu, Nickel and Le (2023)",
            title: "Flow matching for generative modeling",
            place: "equation 8 and theorem 2",
            address: "https://arxiv.org/abs/2210.02747",
        },
        Block::Words(
            "Straight lines that a flow may not cross, and how training again on its own pairs straightens it:",
        ),
        Block::Paper {
            authors: "Liu, Gong and Liu (2023)",
            title: "Flow straight and fast: learning to generate and transfer data with rectified flow",
            place: "section 2",
            address: "https://arxiv.org/abs/2209.03003",
        },
        Block::Words("Pairs by optimal transport:"),
        Block::Paper {
            authors: "Tong, Fatras, Malkin, Huguet, Zhang, Rector-Brooks, Wolf and Bengio (2024)",
            title: "Improving and generalizing flow-based generative models with minibatch optimal transport",
            place: "section 3",
            address: "https://arxiv.org/abs/2302.00482",
        },
        Block::Words("In the playground this very experiment is open to all settings."),
    ],
    ask: None,
    task: "eight",
    controls: &["coupling"],
    enter: |_| (),
    leave: |_| (),
    done: |_| true,
    rests_at: None,
};

#[cfg(test)]
mod tests;
