use super::*;
use crate::engine::session::follow;

/// A session that trains this objective, and follows its insides.
fn following(objective: &str) -> Session {
    let (mut session, mut task) = (session(), Task::from(small()));
    task.select("objective", objective).unwrap();
    configure(&mut session, 1, task);
    send(&mut session, Command::Follow { wanted: true });
    session
}

#[test]
fn observed_paths_are_followed_where_there_are_any() {
    let mut session = following("neural-ode");
    let events = work(&mut session, 100);
    let Event::Followed { run: RunId(1), step: 0, walk } = events[0].head else { panic!("{:?}", events[0].head) };
    assert_eq!((events.len(), walk.paths as usize), (1, follow::PATHS));
    let [times, observed, state_times, states, asked_times, asked, back_times, adjoint] = &events[0].buffers[..] else {
        panic!("{} buffers", events[0].buffers.len())
    };
    // Twelve observations after the start, one step of four stages to each.
    let points = |n: usize| 2 * follow::PATHS * n;
    assert_eq!([times.len(), observed.len()], [13, points(13)]);
    assert_eq!([state_times.len(), states.len()], [13, points(13)]);
    assert_eq!([asked_times.len(), asked.len()], [48, points(48)]);
    assert_eq!([back_times.len(), adjoint.len()], [24, points(24)]);
    assert!(walk.loss > 0.0 && walk.by_adjoint.held_bytes < walk.by_backpropagation.held_bytes, "{walk:?}");
    // Training moves the paths; the page asks no more than it draws, and fields leave them their turn.
    let request = FieldRequest { grid: Grid { size: 3, extent: 2.0, t: 0.5 }, learned: true, exact: false };
    send(&mut session, Command::Probe { request: Some(request) });
    send(&mut session, Command::Run);
    let is_followed = |event: &Message<Event>| matches!(event.head, Event::Followed { .. });
    assert!(!work(&mut session, 20).iter().any(is_followed));
    for _ in 0..3 {
        send(&mut session, Command::Acknowledge);
        let events = work(&mut session, 20);
        assert_eq!(events.iter().filter(|event| is_followed(event)).count(), 1);
        assert!(events.iter().any(|event| matches!(event.head, Event::Field { .. })));
    }

    configure(&mut session, 2, small());
    send(&mut session, Command::Follow { wanted: true });
    assert!(work(&mut session, 100).is_empty());
    assert!(!session.is_busy());
}

#[test]
fn gates_are_read_where_there_are_any() {
    let mut session = following("planar-cnf");
    let events = work(&mut session, 100);
    assert!(matches!(events[0].head, Event::Gates { run: RunId(1), step: 0 }));
    let (times, gates) = (events[0].buffers[0].len(), &events[0].buffers[1]);
    assert!(
        gates.len() > times && gates.len().is_multiple_of(times) && gates.iter().all(|gate| (0.0..=1.0).contains(gate))
    );
}

#[test]
fn at_rest_every_slice_works_and_none_waits() {
    let mut session = following("planar-cnf");
    let request = FieldRequest { grid: Grid { size: 3, extent: 2.0, t: 0.5 }, learned: true, exact: false };
    send(&mut session, Command::Probe { request: Some(request) });
    send(&mut session, Command::Sample { request: Some(SampleRequest { count: 10 }) });
    send(&mut session, Command::Run);
    for _ in 0..5 {
        send(&mut session, Command::Acknowledge);
        work(&mut session, 5);
    }
    send(&mut session, Command::Pause);
    for _ in 0..5 {
        send(&mut session, Command::Acknowledge);
        while session.is_busy() {
            assert!(block_on(session.advance()), "a slice had nothing to do");
            while session.next_event().is_some() {}
        }
    }
}
