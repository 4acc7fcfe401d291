//! Other settings while a run goes on.

use super::*;
use crate::protocol::{Change, Experiment};

/// The small experiment with other settings.
fn with(changes: &[(&str, &str)]) -> Generate {
    let mut experiment = small();
    changes.iter().for_each(|(key, id)| experiment.select(key, id).unwrap());
    experiment
}

fn retarget(session: &mut Session, experiment: &Generate) -> Vec<Message<Event>> {
    send(session, Command::Retarget { run: RUN, task: Box::new(experiment.clone().into()) })
}

/// A session that trains for 40 steps, with other settings after 20 of them; and all losses.
fn changed(before: &Generate, after: &Generate) -> (Session, Vec<(u64, f64)>) {
    let mut session = session();
    configure(&mut session, 1, before.clone());
    let mut all = losses(&mut session, 20);
    let events = retarget(&mut session, after);
    assert_eq!(events[0].head, Event::Retargeted { run: RUN, step: 20 });
    assert!(events.iter().any(|event| matches!(event.head, Event::Checkpoint { .. })));
    all.extend(losses(&mut session, 20));
    (session, all)
}

/// An experiment that changes from `before` to `after` after step 20.
fn planned_change(before: &Generate, after: &Generate) -> Experiment {
    let [before, after] = [before, after].map(|task| Task::from(task.clone()));
    let changes = Change::between(20, &before, &after).into_iter().collect();
    Experiment { task: before, changes }
}

/// Pairs of settings, with and without something that learns.
fn examples() -> [(Generate, Generate); 3] {
    let mut batch = with(&[("timing", "adaptive")]);
    batch.training.batch = 24;
    [
        (small(), with(&[("weighting", "sigmoid"), ("data", "moons")])),
        (with(&[("timing", "adaptive")]), batch),
        (with(&[("timing", "adaptive")]), with(&[("timing", "adaptive"), ("weighting", "learned")])),
    ]
}

#[test]
fn a_planned_change_gives_the_losses_of_one_made_while_training() {
    for (before, after) in examples() {
        let (_, expected) = changed(&before, &after);
        let mut planned = session();
        let experiment = Box::new(planned_change(&before, &after));
        send(&mut planned, Command::Configure { run: RUN, experiment, restore: None });
        send(&mut planned, Command::Step { run: RUN, steps: 40 });
        let (mut found, mut told) = (Vec::new(), Vec::new());
        for event in work(&mut planned, 10_000) {
            match event.head {
                Event::Stats(_, stats) => found.extend(stats.losses),
                Event::Retargeted { step, .. } => told.push(step),
                _ => {}
            }
        }
        assert_eq!((found, told), (expected, vec![20]));
    }
}

#[test]
fn a_rewound_run_replays_its_changes_or_keeps_its_settings() {
    for (before, after) in examples() {
        let (mut session, all) = changed(&before, &after);
        let events = send(&mut session, Command::Rewind { run: RUN, step: 16, replay: true });
        assert_eq!(events[0].head, Event::Rewound { run: RUN, step: 16 });
        assert_eq!(losses(&mut session, 24), all[16..]);
        // A second time, from a step after the change.
        send(&mut session, Command::Rewind { run: RUN, step: 32, replay: true });
        assert_eq!(losses(&mut session, 8), all[32..]);

        send(&mut session, Command::Rewind { run: RUN, step: 16, replay: false });
        let kept = losses(&mut session, 24);
        let mut early = super::session();
        configure(&mut early, 1, before);
        losses(&mut early, 16);
        retarget(&mut early, &after);
        assert_eq!(losses(&mut early, 24), kept);
        assert_ne!(kept, all[16..]);
    }
}

#[test]
fn a_checkpoint_after_a_change_brings_the_run_back() {
    for (before, after) in examples() {
        let (mut session, _) = changed(&before, &after);
        losses(&mut session, 3);
        send(&mut session, Command::Run { run: RUN });
        let Some(Message { head: Event::Checkpoint { checkpoint, .. }, buffers }) =
            send(&mut session, Command::Pause { run: RUN }).pop()
        else {
            panic!("no checkpoint");
        };
        let rest = losses(&mut session, 20);
        // By its log, or by its present settings alone.
        for experiment in [planned_change(&before, &after), Task::from(after).into()] {
            let restore = Some(checkpoint.clone());
            let head = Command::Configure { run: RUN, experiment: Box::new(experiment), restore };
            block_on(session.handle(Message { head, buffers: buffers.clone() }));
            assert_eq!(losses(&mut session, 20), rest);
        }
    }
}

#[test]
fn what_was_found_is_found_anew() {
    let mut session = session();
    configure(&mut session, 1, small());
    let request = FieldRequest { grid: PlaneGrid { size: 3, extent: 2.0, t: 0.5 }, learned: true, exact: true };
    ask(&mut session, request);
    ask(&mut session, QualityRequest);
    let both = |session: &mut Session| {
        let mut events = Vec::new();
        while session.is_busy() {
            events.extend(work(session, 1));
        }
        draw(session);
        let buffers = |topic: Topic| {
            let of = |event: &&Message<Event>| matches!(&event.head, Event::Answer { answer, .. } if answer.topic() == topic);
            events.iter().find(of).map(|event| event.buffers.clone())
        };
        let quality = answers(&events).into_iter().find_map(|(_, answer)| match answer {
            Answer::Quality(quality) => Some(quality),
            _ => None,
        });
        (buffers(Topic::Field).unwrap(), quality.unwrap())
    };
    let (field, quality) = both(&mut session);
    let events = retarget(&mut session, &with(&[("data", "moons")]));
    assert!(!events.iter().any(|event| matches!(event.head, Event::Warning(..))));
    let (other_field, other_quality) = both(&mut session);
    assert_eq!(field[0], other_field[0], "the weights stay");
    assert_ne!(field[1], other_field[1], "the exact field is that of other data");
    assert_ne!(quality.merits[0].floor, other_quality.merits[0].floor, "and so are the floors");
    // Without an exact field the page gets a warning.
    let events = retarget(&mut session, &with(&[("coupling", "ot")]));
    let heads: Vec<_> = events[..2].iter().map(|event| event.head.clone()).collect();
    assert_eq!(heads, [Event::Retargeted { run: RUN, step: 0 }, Event::Warning(RUN, Warning::NoExactField)]);
}

#[test]
fn a_refused_change_leaves_the_run_as_it_is() {
    let mut session = session();
    configure(&mut session, 1, small());
    let mut all = losses(&mut session, 5);
    let mut wider = small();
    wider.network.width += 1;
    let events = retarget(&mut session, &wider);
    let Event::Failed(RUN, EngineError::Experiment(error)) = &events[0].head else { panic!("{events:?}") };
    assert_eq!(error.field, "network");
    all.extend(losses(&mut session, 5));
    configure(&mut session, 1, small());
    assert_eq!(losses(&mut session, 10), all);
    // An invalid plan is rejected before the run begins.
    let change = |step: u64, key: &str, value: &str| Change { step, set: vec![(key.to_owned(), value.to_owned())] };
    for changes in
        [vec![change(5, "network.width", "9")], vec![change(9, "weighting", "elbo"), change(5, "weighting", "unit")]]
    {
        let experiment = Box::new(Experiment { task: small().into(), changes });
        let events = send(&mut session, Command::Configure { run: RUN, experiment, restore: None });
        assert!(matches!(events[0].head, Event::Failed(RUN, EngineError::Experiment(_))), "{events:?}");
    }
}
