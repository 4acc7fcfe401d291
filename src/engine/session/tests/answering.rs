//! Every command has its answer, and a run that goes back reports it.

use super::*;

#[test]
fn a_measurement_that_gives_way_to_another_is_answered_too() {
    let mut session = session();
    let [first, second] = [16, 32].map(|batch| Workload::Train { width: 8, depth: 1, batch });
    assert_eq!(send(&mut session, Command::Measure { workload: first, budget_ms: 60 }), []);
    work(&mut session, 1);
    let refused = Workload::Train { width: 1, depth: 1, batch: 16 };
    let events = send(&mut session, Command::Measure { workload: refused, budget_ms: 60 });
    assert!(matches!(events[..], [Message { head: Event::Measured(of, Err(_)), .. }] if of == refused), "{events:?}");
    let events = send(&mut session, Command::Measure { workload: second, budget_ms: 60 });
    assert_eq!(events, [Event::Measured(first, Err(EngineError::Superseded)).into()]);
    let events = work(&mut session, 10_000);
    assert!(matches!(events[..], [Message { head: Event::Measured(of, Ok(_)), .. }] if of == second), "{events:?}");
}

#[test]
fn no_steps_are_none_and_are_answered() {
    let mut session = session();
    configure(&mut session, 1, small());
    send(&mut session, Command::Run { run: RUN });
    let reached = loop {
        work(&mut session, 1);
        let reached = session.run.as_ref().unwrap().subject.trainer.step_count();
        if reached > 0 {
            break reached;
        }
    };
    for _ in 0..2 {
        let events = send(&mut session, Command::Step { run: RUN, steps: 0 });
        let is_told = |event: &Message<Event>| matches!(&event.head, Event::Stats(RUN, stats) if !stats.running && stats.step == reached);
        assert!(events.iter().any(is_told), "{events:?}");
        assert!(!session.is_busy(), "it rests");
    }
    assert_eq!(session.run.as_ref().unwrap().subject.trainer.step_count(), reached);
}

#[test]
fn a_run_that_falls_back_forgets_what_came_later() {
    let mut session = session();
    configure(&mut session, 1, small());
    assert_eq!(losses(&mut session, 100).last().unwrap().0, 100);
    ask(&mut session, SampleRequest { count: 5 });
    assert_eq!(sampled(&mut session), [100]);
    // The weights become NaN without a loss that shows it, and the history keeps some before one does.
    let run = session.run.as_mut().unwrap();
    let mut broken = block_on(run.subject.trainer.snapshot()).unwrap();
    broken.weights[0] = f32::NAN;
    run.subject.trainer.replace(&broken);
    send(&mut session, Command::Step { run: RUN, steps: 200 });
    let events = work(&mut session, 10_000);
    let failed =
        events.iter().position(|event| matches!(event.head, Event::Failed(RUN, EngineError::NonFinite { .. })));
    let run = session.run.as_ref().unwrap();
    let step = run.subject.trainer.step_count();
    let told = &events[failed.unwrap()..];
    let history = told.iter().find_map(|event| match &event.head {
        Event::History(RUN, history) => Some(history.steps.clone()),
        _ => None,
    });
    assert_eq!(history.unwrap(), run.subject.history.steps());
    assert!(step <= 100 && run.subject.history.steps().iter().all(|kept| *kept <= step), "{step}");
    // Its step is reported at once.
    let stats =
        told.iter().find_map(|event| if let Event::Stats(RUN, stats) = &event.head { Some(stats) } else { None });
    let stats = stats.unwrap();
    assert!(stats.step == step && !stats.running && stats.losses.iter().all(|(at, _)| *at <= step), "{stats:?}");
    // The cloud is that of the earlier weights, and the run continues from there.
    assert_eq!(sampled(&mut session).last(), Some(&step));
    let again = losses(&mut session, 3);
    assert_eq!(again.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [step + 1, step + 2, step + 3]);
}
