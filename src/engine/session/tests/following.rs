use super::*;
use crate::engine::job::PATHS;

/// A session that trains this objective, with a standing question about its solutions or gates.
fn following(objective: &str, question: impl Into<Question>) -> Session {
    let (mut session, mut task) = (session(), Task::from(small()));
    task.select("objective", objective).unwrap();
    configure(&mut session, 1, task);
    ask(&mut session, question);
    session
}

#[test]
fn observed_paths_are_followed_where_there_are_any() {
    let mut session = following("neural-ode", SeriesRequest);
    let events = work(&mut session, 100);
    let Event::Answer { run: RUN, step: 0, answer: Answer::Series(figures), .. } = events[0].head else {
        panic!("{:?}", events[0].head)
    };
    assert_eq!((events.len(), figures.paths as usize), (1, PATHS));
    let [times, observed, state_times, states, evaluated_times, evaluated, back_times, adjoint] =
        &events[0].buffers[..]
    else {
        panic!("{} buffers", events[0].buffers.len())
    };
    // Twelve observations after the start, one step of four stages to each.
    let points = |n: usize| 2 * PATHS * n;
    assert_eq!([times.len(), observed.len()], [13, points(13)]);
    assert_eq!([state_times.len(), states.len()], [13, points(13)]);
    assert_eq!([evaluated_times.len(), evaluated.len()], [48, points(48)]);
    assert_eq!([back_times.len(), adjoint.len()], [24, points(24)]);
    assert!(figures.loss > 0.0 && figures.by_adjoint.held_bytes < figures.by_backpropagation.held_bytes, "{figures:?}");
    // Training moves the paths; answers wait until the page has drawn, and fields leave them their turn.
    let request = FieldRequest { grid: PlaneGrid { size: 3, extent: 2.0, t: 0.5 }, learned: true, exact: false };
    ask(&mut session, request);
    send(&mut session, Command::Run { run: RUN });
    let count =
        |events: &[Message<Event>], topic| answers(events).iter().filter(|(_, answer)| answer.topic() == topic).count();
    assert_eq!(count(&work(&mut session, 20), Topic::Series), 0);
    for _ in 0..3 {
        draw(&mut session);
        let events = work(&mut session, 20);
        assert_eq!([Topic::Series, Topic::Field].map(|topic| count(&events, topic)), [1, 1]);
    }

    configure(&mut session, 1, small());
    ask(&mut session, SeriesRequest);
    ask(&mut session, GatesRequest);
    assert!(work(&mut session, 100).is_empty());
    assert!(!session.is_busy());
}

#[test]
fn gates_are_read_where_there_are_any() {
    let mut session = following("planar-cnf", GatesRequest);
    let events = work(&mut session, 100);
    assert!(matches!(answers(&events)[..], [(0, Answer::Gates(_))]));
    let (times, gates) = (events[0].buffers[0].len(), &events[0].buffers[1]);
    assert!(
        gates.len() > times && gates.len().is_multiple_of(times) && gates.iter().all(|gate| (0.0..=1.0).contains(gate))
    );
}

#[test]
fn at_rest_every_slice_works_and_none_waits() {
    let mut session = following("planar-cnf", GatesRequest);
    let request = FieldRequest { grid: PlaneGrid { size: 3, extent: 2.0, t: 0.5 }, learned: true, exact: false };
    ask(&mut session, request);
    ask(&mut session, SampleRequest { count: 10 });
    send(&mut session, Command::Run { run: RUN });
    for _ in 0..5 {
        draw(&mut session);
        work(&mut session, 5);
    }
    send(&mut session, Command::Pause { run: RUN });
    for _ in 0..5 {
        draw(&mut session);
        while session.is_busy() {
            assert!(block_on(session.advance()), "a slice had nothing to do");
            while session.next_event().is_some() {}
        }
    }
}
