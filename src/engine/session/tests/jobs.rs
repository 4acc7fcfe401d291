//! Tests for every question, and for every run.

use super::*;
use crate::{
    engine::Trainer,
    objective::{ObjectiveConfig, RectifiedFlow},
    protocol::{BenchRequest, Imitate, PlanePoint, PointsRequest, RolloutsRequest},
};

/// A question about this topic, and an experiment that has an answer.
fn example(topic: Topic) -> (Task, Question) {
    let grid = PlaneGrid { size: 3, extent: 2.0, t: 0.5 };
    if topic == Topic::Rollouts {
        let mut task = Imitate::default();
        (task.network.width, task.network.depth, task.sampling.steps) = (8, 2, 2);
        return (task.into(), RolloutsRequest { count: 5 }.into());
    }
    let (objective, question): (_, Question) = match topic {
        Topic::Cloud => ("flow-matching", SampleRequest { count: 5 }.into()),
        Topic::Field => ("flow-matching", FieldRequest { grid, learned: true, exact: false }.into()),
        Topic::Map => ("flow-matching", MapRequest { grid, kind: MapKind::VelocityError }.into()),
        Topic::Quality => ("flow-matching", QualityRequest.into()),
        Topic::Series => ("neural-ode", SeriesRequest.into()),
        Topic::Gates => ("planar-cnf", GatesRequest.into()),
        Topic::Points => {
            let point = PlanePoint { x: 1.0, y: 0.5 };
            ("flow-matching", PointsRequest { t: 0.5, points: vec![point] }.into())
        }
        Topic::Bench => {
            let [samplers, grids] = ["euler", "uniform"].map(|id| vec![id.to_owned()]);
            let request = BenchRequest { samplers, grids, steps: vec![2], seeds: 2, samples: 20, is_exact: false };
            ("flow-matching", request.into())
        }
        Topic::Rollouts => unreachable!("it has another task"),
    };
    let mut task = Task::from(small());
    task.select("objective", objective).unwrap();
    (task, question)
}

/// Works until nothing is left to do; frame, step and topic of every answer.
fn until_idle(session: &mut Session) -> Vec<(u64, u64, Topic)> {
    let mut found = Vec::new();
    while session.is_busy() {
        found.extend(work(session, 1).into_iter().filter_map(|message| match message.head {
            Event::Answer { run: RUN, frame, step, revision: 0, answer } => Some((frame, step, answer.topic())),
            _ => None,
        }));
    }
    found
}

#[test]
fn every_question_is_answered_until_it_is_cancelled() {
    for &topic in Topic::ALL {
        let (experiment, question) = example(topic);
        let mut session = session();
        configure(&mut session, 1, experiment);
        ask(&mut session, question.clone());
        assert_eq!(until_idle(&mut session), [(1, 0, topic)], "at once, and once");
        send(&mut session, Command::Step { run: RUN, steps: 1 });
        assert_eq!(until_idle(&mut session), [], "{topic:?}: the page has not drawn the first");
        send(&mut session, Command::Acknowledge { run: RUN, frame: 1 });
        assert_eq!(until_idle(&mut session), [(2, 1, topic)]);
        draw(&mut session);
        send(&mut session, Command::Look { run: RUN, step: Some(0) });
        assert_eq!(until_idle(&mut session), [(3, 0, topic)]);
        draw(&mut session);
        send(&mut session, Command::Step { run: RUN, steps: 1 });
        assert_eq!(until_idle(&mut session), [], "{topic:?}: the past does not change");
        send(&mut session, Command::Rewind { run: RUN, step: 0, replay: false });
        assert_eq!(until_idle(&mut session), [(4, 0, topic)]);
        draw(&mut session);
        send(&mut session, Command::Cancel { run: RUN, topic });
        send(&mut session, Command::Step { run: RUN, steps: 1 });
        assert_eq!(until_idle(&mut session), [], "{topic:?}");
        ask(&mut session, question);
        assert_eq!(until_idle(&mut session), [(5, 1, topic)]);
    }
}

#[test]
fn another_sampler_shows_in_what_samples_alone() {
    for &topic in Topic::ALL {
        let (experiment, question) = example(topic);
        let mut session = session();
        configure(&mut session, 1, experiment.clone());
        ask(&mut session, question);
        until_idle(&mut session);
        draw(&mut session);
        let mut other = experiment;
        if let Some(other) = other.generate_mut() {
            other.sampling.steps = 7;
        }
        if let Some(other) = other.imitate_mut() {
            other.sampling.steps = 3;
        }
        send(&mut session, Command::Resample { run: RUN, task: Box::new(other) });
        assert_eq!(
            until_idle(&mut session).len(),
            usize::from(matches!(topic, Topic::Cloud | Topic::Quality | Topic::Rollouts)),
            "{topic:?}"
        );
    }
}

#[test]
fn an_engine_that_is_to_rest_is_idle_whatever_it_was_doing() {
    // Jobs that lost a race: a large map, or anything else, may be half done while it trains.
    let grid = PlaneGrid { size: 56, extent: 4.0, t: 0.0 };
    let map = (Task::from(small()), MapRequest { grid, kind: MapKind::DensityDifference }.into());
    for (experiment, question) in Topic::ALL.iter().map(|&topic| example(topic)).chain([map]) {
        let mut session = session();
        configure(&mut session, 1, experiment);
        ask(&mut session, question.clone());
        send(&mut session, Command::Run { run: RUN });
        work(&mut session, 1);
        for command in Command::rest(RUN) {
            send(&mut session, command);
        }
        assert!(!session.is_busy(), "{question:?}");
        draw(&mut session);
        assert!(!session.is_busy() && work(&mut session, 10).is_empty(), "{question:?}");
    }
}

#[test]
fn commands_of_another_run_are_ignored() {
    let mut session = session();
    configure(&mut session, 7, small());
    let task = Box::new(Task::from(Generate { seed: 1, ..small() }));
    for command in [
        Command::Run { run: RUN },
        Command::Step { run: RUN, steps: 1 },
        Command::Resample { run: RUN, task: task.clone() },
        Command::Retarget { run: RUN, task },
        Command::Ask { run: RUN, question: QualityRequest.into() },
        Command::Look { run: RUN, step: Some(0) },
        Command::Rewind { run: RUN, step: 0, replay: true },
    ] {
        assert_eq!(send(&mut session, command.clone()), [], "{command:?}");
        assert!(!session.is_busy(), "{command:?}");
    }
    let run = RunId(7);
    send(&mut session, Command::Ask { run, question: SampleRequest { count: 5 }.into() });
    while session.is_busy() {
        work(&mut session, 1);
    }
    send(&mut session, Command::Step { run, steps: 1 });
    send(&mut session, Command::Acknowledge { run: RUN, frame: 1 });
    send(&mut session, Command::Cancel { run: RUN, topic: Topic::Cloud });
    let is_answer = |message: &Message<Event>| matches!(message.head, Event::Answer { .. });
    assert!(!work(&mut session, 100).iter().any(is_answer));
    send(&mut session, Command::Acknowledge { run, frame: 1 });
    assert!(work(&mut session, 100).iter().any(is_answer));
}

#[test]
fn what_is_not_understood_is_said() {
    let mut session = session();
    session.misunderstand("no such command".to_owned());
    assert_eq!(session.next_event().unwrap().head, Event::Misunderstood { why: "no such command".to_owned() });
}

#[test]
fn a_round_of_reflow_begins_in_slices_and_trains_on_the_same_pairs() {
    let objective = ObjectiveConfig::RectifiedFlow(RectifiedFlow { rounds: 2, steps: 10, pairs: 20_000, walk: 40 });
    let mut experiment = Generate::preset(objective);
    (experiment.network.width, experiment.network.depth, experiment.training.batch) = (32, 2, 16);
    let mut session = session();
    configure(&mut session, 1, experiment.clone());
    send(&mut session, Command::Step { run: RUN, steps: 20 });
    let (mut losses, mut waiting) = (Vec::new(), 0);
    while session.is_busy() {
        let step = |session: &Session| session.run.as_ref().unwrap().subject.trainer.step_count();
        let before = step(&session);
        let events = work(&mut session, 1);
        waiting += u32::from(before == 10 && step(&session) == 10);
        losses.extend(events.into_iter().flat_map(|event| match event.head {
            Event::Stats(_, stats) => stats.losses,
            _ => Vec::new(),
        }));
    }
    // Twenty thousand points in forty steps of a network of a thousand weights are some 800 million products.
    assert!(waiting > 3, "{waiting} slices");
    let mut alone = Trainer::host(experiment);
    (0..20).for_each(|_| block_on(alone.step()).unwrap());
    assert_eq!(block_on(alone.losses()).unwrap(), losses);
}
