//! The lesson on imitation: the mean of two good actions can be a bad action.

use super::{Block, Choice, Lesson, Part, Question, Step};
use crate::{
    math::world::{DemonstrationsConfig, Detour, EnvironmentConfig, Scripted},
    protocol::{Imitate, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "behaviour",
    title: "Two ways round",
    part: Part::Imitation,
    minutes: 10,
    claim: "Where an expert goes above or below, the mean square goes straight into the obstacle; a diffusion policy takes both ways.",
    thumbnail: "<circle cx='48' cy='27' r='9' fill='var(--noise)'/>\
        <g fill='none' stroke='var(--data)' stroke-width='2'><path d='M10 27C26 4 70 4 86 27M10 27C26 50 70 50 86 27'/></g>\
        <path d='M10 27H38' fill='none' stroke='var(--model)' stroke-width='2.500'/>\
        <circle cx='86' cy='27' r='4' fill='var(--exact)'/>",
    tasks: &[("mean", mean), ("diffusion", diffusion), ("trembling", trembling)],
    panels: &["loss", "rollouts"],
    steps: &[ASK, RUN, WHY, SAMPLE, TRANSFER, FURTHER],
};

/// Steps after which both policies do what the lesson says, with each of five seeds. The mean rests there: where it trains on,
/// its field gets so steep between the ways that a small bias makes it lean to one, by 6,000 steps with two of five seeds.
const TRAINED: u64 = 3000;
/// The noise of the trembling expert, which is enough to break the tie, and the spread of its starts.
const TREMBLING: f64 = 0.02;

/// A policy that predicts the mean action.
fn mean() -> Task {
    let mut task = Task::Imitate(Imitate::default());
    // The id is in the registry, as a test checks.
    let _ = task.select("policy", "mean-square");
    task
}

/// A policy that denoises its action.
fn diffusion() -> Task {
    Task::Imitate(Imitate::default())
}

/// A policy that predicts the mean action of an expert whose hand trembles.
fn trembling() -> Task {
    let mut task = mean();
    if let Some(task) = task.imitate_mut() {
        task.demonstrations = DemonstrationsConfig::Scripted(Scripted { noise: TREMBLING, ..Scripted::default() });
        task.environment = EnvironmentConfig::Detour(Detour { start_spread: TREMBLING, ..Detour::default() });
    }
    task
}

const ASK: Step = Step {
    id: "ask",
    title: "An expert with two habits",
    text: &[
        Block::Words(
            "An agent starts on the left and is to reach the goal on the right. A disc is in the way. The expert has shown a \
             hundred paths: half of them lead above the disc, half below.",
        ),
        Block::Words(
            "A network sees where the agent is and learns which step the expert takes there. Its loss is the mean squared \
             difference between its step and the expert's. Then two hundred agents follow the network.",
        ),
    ],
    ask: Some(Question {
        ask: "Where will the agents go?",
        choices: &[
            Choice {
                text: "Half of them above the disc, half of them below, as the expert does.",
                is_right: false,
                answer: "The network gives one step for each place. All agents start at nearly the same place, and so they all \
                         get the same step. Nothing is left to choose between above and below.",
            },
            Choice {
                text: "All of them the same way, above or below.",
                is_right: false,
                answer: "That would need a reason to prefer one way. At the start as many steps lead up as down, and the loss \
                         is least at their mean.",
            },
            Choice {
                text: "Straight ahead, into the disc.",
                is_right: true,
                answer: "At the start as many steps lead up as down. The step with the least mean squared difference is their \
                         mean, and that leads straight ahead.",
            },
        ],
    }),
    task: "mean",
    controls: &[],
    enter: |pane| {
        pane.pause();
        pane.show_only(&["demonstrations"]);
    },
    leave: |_| (),
    done: |_| false,
    rests_at: None,
};

const RUN: Step = Step {
    id: "run",
    title: "Train by mean square",
    text: &[
        Block::Words(
            "The network trains now. The trails that begin at the start are agents that follow it as it is at this moment; they \
             are violet where an agent hits the disc. The panel Rollouts counts how many reach the goal, beside the expert's own \
             share.",
        ),
        Block::Words("The loss falls and stays above zero: two actions at one place leave a difference."),
    ],
    ask: None,
    task: "mean",
    controls: &[],
    enter: |pane| {
        pane.show_only(&["demonstrations", "rollouts"]);
        pane.train();
    },
    leave: |_| (),
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
};

const WHY: Step = Step {
    id: "why",
    title: "The mean of two good steps",
    text: &[
        Block::Words("Of all steps, the one with the least mean squared difference to the expert's is their mean:"),
        Block::Formula {
            mathml: "<math display='block'><mi>π</mi><mo>(</mo><mi>o</mi><mo>)</mo><mo>=</mo><mi>E</mi><mo>[</mo>\
                     <mi>a</mi><mo>|</mo><mi>o</mi><mo>]</mo></math>",
            words: "The policy gives, for what is observed, the mean of the expert's actions there.",
        },
        Block::Words(
            "Up is good and down is good. Their mean is neither. A loss that asks for one answer cannot be right where \
             there are two.",
        ),
    ],
    ask: None,
    task: "mean",
    controls: &[],
    enter: |pane| pane.show_only(&["demonstrations", "rollouts"]),
    leave: Pane::pause,
    done: |_| true,
    rests_at: None,
};

const SAMPLE: Step = Step {
    id: "sample",
    title: "Draw the action instead",
    text: &[
        Block::Words(
            "This policy learns the distribution of the expert's steps. For every step of every agent it begins with noise \
             and removes it in twenty steps, as in the lessons on diffusion; what the agent sees goes into the network \
             beside the noised step.",
        ),
        Block::Words(
            "Each agent draws its own noise, and so some go above and some below. Watch the shares of both ways, beside those \
             of the expert.",
        ),
    ],
    ask: None,
    task: "diffusion",
    controls: &["sampling"],
    enter: |pane| {
        pane.show_only(&["demonstrations", "rollouts"]);
        pane.train();
    },
    leave: Pane::pause,
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: None,
};

const TRANSFER: Step = Step {
    id: "transfer",
    title: "A trembling hand",
    text: &[Block::Words(
        "The same network learns by mean square again, from an expert whose hand trembles more: every step has noise of \
             standard deviation 0.02 instead of 0.003, and the starts lie as far apart. Give it some six thousand steps.",
    )],
    ask: Some(Question {
        ask: "What will the agents that follow the mean do now?",
        choices: &[
            Choice {
                text: "Run into the disc, as before.",
                is_right: false,
                answer: "The demonstrations now spread. A little above the middle most of the shown paths lead up, \
                         and the mean there leads up.",
            },
            Choice {
                text: "Reach the goal, nearly all of them.",
                is_right: true,
                answer: "Noise breaks the tie: a little above the middle the shown paths lead up, a little below they lead down. \
                         The mean is a good step nearly everywhere, and only the line between is bad.",
            },
            Choice {
                text: "Miss the goal, because they tremble too.",
                is_right: false,
                answer: "They do not tremble: a mean has no noise. It is the data that are spread out now.",
            },
        ],
    }),
    task: "trembling",
    controls: &["demonstrations"],
    enter: |pane| {
        pane.show_only(&["demonstrations", "rollouts"]);
        pane.train();
    },
    leave: Pane::pause,
    done: |_| false,
    rests_at: None,
};

const FURTHER: Step = Step {
    id: "further",
    title: "Further",
    text: &[
        Block::Words("Policies that denoise their actions:"),
        Block::Paper {
            authors: "Chi, Feng, Du, Xu, Cousineau, Burchfiel and Song (2023)",
            title: "Diffusion policy: visuomotor policy learning via action diffusion",
            place: "section 2",
            address: "https://arxiv.org/abs/2303.04137",
        },
        Block::Words("Another way to keep several answers apart, by an energy:"),
        Block::Paper {
            authors: "Florence, Lynch, Zeng, Ramirez, Wahid, Downs, Wong, Lee, Mordatch and Tompson (2021)",
            title: "Implicit behavioral cloning",
            place: "section 3",
            address: "https://arxiv.org/abs/2109.00137",
        },
        Block::Words("In the playground you can demonstrate by dragging, and turn every setting."),
    ],
    ask: None,
    task: "diffusion",
    controls: &["demonstrations"],
    // The policy of this step is not trained.
    enter: |pane| pane.show_only(&["demonstrations"]),
    leave: |_| (),
    done: |_| true,
    rests_at: None,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_policies_are_what_the_text_says() {
        let policy = |task: Task| task.slot("policy").unwrap().config().id();
        assert_eq!([mean(), diffusion(), trembling()].map(policy), ["mean-square", "diffusion", "mean-square"]);
        let trembling = trembling();
        let noise = |task: &Task| task.slot("demonstrations").unwrap().config().get(1);
        assert_eq!((noise(&trembling), noise(&mean())), (TREMBLING, 0.003));
    }
}
