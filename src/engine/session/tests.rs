use pollster::block_on;

use super::*;
use crate::protocol::{
    Answer, CloudAnswer, FieldAnswer, FieldKind, FieldRequest, GatesRequest, Generate, MapAnswer, MapKind, MapRequest,
    Measurement, PlaneGrid, Quality, QualityRequest, Question, SampleRequest, SeriesRequest, Task, Topic, Warning,
    Workload,
};

mod answering;
mod bounds;
mod classes;
mod following;
mod jobs;
mod retarget;

/// The first run of every session here.
const RUN: RunId = RunId(1);

fn session() -> Session {
    let mut session = Session::new(block_on(Backend::cpu()).unwrap());
    assert!(matches!(session.next_event().unwrap().head, Event::Started(_)));
    session
}

fn send(session: &mut Session, command: Command) -> Vec<Message<Event>> {
    block_on(session.handle(command.into()));
    std::iter::from_fn(|| session.next_event()).collect()
}

fn configure(session: &mut Session, run: u32, task: impl Into<Task>) -> Vec<Message<Event>> {
    let experiment = Box::new(task.into().into());
    send(session, Command::Configure { run: RunId(run), experiment, restore: None })
}

fn ask(session: &mut Session, question: impl Into<Question>) {
    assert!(send(session, Command::Ask { run: RUN, question: question.into() }).is_empty());
}

/// The page draws all answers that were sent.
fn draw(session: &mut Session) {
    let sent = session.run.as_ref().unwrap().frames.count();
    for frame in 1..=sent {
        send(session, Command::Acknowledge { run: RUN, frame });
    }
}

/// The answers among these events, with their step.
fn answers(events: &[Message<Event>]) -> Vec<(u64, Answer)> {
    let of = |message: &Message<Event>| match &message.head {
        Event::Answer { run: RUN, step, answer, .. } => Some((*step, answer.clone())),
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

/// Works until nothing is left to do, or `slices` are over.
fn work(session: &mut Session, slices: usize) -> Vec<Message<Event>> {
    let mut events = Vec::new();
    for _ in 0..slices {
        if !session.is_busy() {
            break;
        }
        block_on(session.advance());
        events.extend(std::iter::from_fn(|| session.next_event()));
    }
    events
}

fn small() -> Generate {
    let mut experiment = Generate::default();
    experiment.network.width = 8;
    experiment.training.batch = 16;
    experiment.sampling.steps = 4;
    experiment
}

#[test]
fn steps_are_counted_and_reported() {
    let mut session = session();
    assert_eq!(configure(&mut session, 1, small())[0].head, Event::Ready(RUN));
    assert!(!session.is_busy());
    send(&mut session, Command::Step { run: RUN, steps: 7 });
    let events = work(&mut session, 100);
    let mut losses = Vec::new();
    for event in &events {
        if let Event::Stats(RUN, stats) = &event.head {
            losses.extend(stats.losses.iter().map(|(step, _)| *step));
        }
    }
    assert_eq!(losses, [1, 2, 3, 4, 5, 6, 7]);
    assert!(
        events
            .iter()
            .any(|event| matches!(event.head, Event::Checkpoint { checkpoint: Checkpoint { step: 7, .. }, .. }))
    );
    assert!(!session.is_busy());
}

#[test]
fn clouds_and_fields_wait_for_the_page() {
    let mut session = session();
    configure(&mut session, 1, small());
    ask(&mut session, SampleRequest { count: 10 });
    let request = FieldRequest { grid: PlaneGrid { size: 3, extent: 2.0, t: 0.5 }, learned: true, exact: true };
    ask(&mut session, request);
    let events = work(&mut session, 100);
    let [
        Message {
            head: Event::Answer { run: RUN, frame: 1, step: 0, revision: 0, answer: Answer::Cloud(cloud) },
            buffers,
        },
        Message { head: Event::Answer { frame: 2, answer: Answer::Field(field), .. }, buffers: fields },
    ] = &events[..]
    else {
        panic!("what is due is begun together: {events:?}");
    };
    assert_eq!(*cloud, CloudAnswer { count: 10 });
    assert_eq!(buffers[0], [1.0, 0.75, 0.5, 0.25, 0.0]);
    assert_eq!(buffers[1].len(), 5 * 10 * 2);
    let kinds = vec![FieldKind::Learned, FieldKind::Exact];
    assert_eq!(*field, FieldAnswer { grid: request.grid, kinds });
    assert_eq!(fields.iter().map(Vec::len).collect::<Vec<_>>(), [18, 18]);
    // The weights change, but nothing new is begun for the stage before both are drawn.
    send(&mut session, Command::Step { run: RUN, steps: 1 });
    assert!(answers(&work(&mut session, 100)).is_empty());
    send(&mut session, Command::Acknowledge { run: RUN, frame: 1 });
    assert!(!session.is_busy());
    send(&mut session, Command::Acknowledge { run: RUN, frame: 2 });
    let events = answers(&work(&mut session, 100));
    let [(1, Answer::Cloud(_)), (1, Answer::Field(field))] = &events[..] else { panic!("{events:?}") };
    assert_eq!(field.kinds, [FieldKind::Learned], "the exact one stays as it is");
}

#[test]
fn a_checkpoint_brings_the_run_back() {
    let mut session = session();
    configure(&mut session, 1, small());
    send(&mut session, Command::Step { run: RUN, steps: 5 });
    let checkpoint =
        work(&mut session, 100).into_iter().find(|event| matches!(event.head, Event::Checkpoint { .. })).unwrap();
    let restore = Some(Checkpoint { step: 5, ..Checkpoint::default() });
    let experiment = Box::new(Task::from(small()).into());
    let head = Command::Configure { run: RunId(2), experiment, restore: restore.clone() };
    block_on(session.handle(Message { head, buffers: checkpoint.buffers.clone() }));
    assert_eq!(session.next_event().unwrap().head, Event::Ready(RunId(2)));
    send(&mut session, Command::Step { run: RunId(2), steps: 1 });
    assert!(work(&mut session, 100).iter().any(
        |event| matches!(&event.head, Event::Stats(RunId(2), stats) if stats.step == 6 && stats.losses[0].0 == 6)
    ));
    let head = Command::Configure { run: RunId(3), experiment: Box::default(), restore };
    block_on(session.handle(Message { head, buffers: checkpoint.buffers }));
    let refused = session.next_event().unwrap().head;
    assert!(matches!(refused, Event::Failed(RunId(3), EngineError::Checkpoint(_))), "{refused:?}");
}

#[test]
fn an_impossible_experiment_is_refused_by_name() {
    let mut session = session();
    let mut experiment = small();
    experiment.training.batch = 0;
    let events = configure(&mut session, 4, experiment);
    let Event::Failed(RunId(4), EngineError::Experiment(error)) = &events[0].head else {
        panic!("{events:?}");
    };
    assert_eq!(error.field, "training.batch");
    send(&mut session, Command::Run { run: RunId(4) });
    assert!(!session.is_busy());
}

#[test]
fn a_limited_speed_is_kept() {
    let mut session = session();
    configure(&mut session, 1, small());
    send(&mut session, Command::Speed { run: RUN, steps_per_second: Some(50.0) });
    send(&mut session, Command::Run { run: RUN });
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(200) {
        block_on(session.advance());
    }
    let steps = session.run.as_ref().unwrap().subject.trainer.step_count();
    assert!((5..=15).contains(&steps), "{steps} steps in 0.2 s at 50 a second");
}

/// Works until the measurement is done; its result, and the number of slices.
fn measure(session: &mut Session, workload: Workload) -> (Result<Measurement, EngineError>, usize) {
    let asked = send(session, Command::Measure { workload, budget_ms: 60 });
    for slice in 1.. {
        assert!(session.is_busy() && asked.is_empty());
        block_on(session.advance());
        if let Some(Message { head: Event::Measured(of, outcome), .. }) = session.next_event() {
            assert_eq!(of, workload);
            return (outcome, slice);
        }
        // It answers between slices.
        assert_eq!(send(session, Command::Ping { nonce: slice as u32 })[0].head, Event::Pong { nonce: slice as u32 });
    }
    unreachable!()
}

#[test]
fn work_is_measured_in_slices() {
    let mut session = session();
    let train = Workload::Train { width: 8, depth: 1, batch: 16 };
    let sample = Workload::Sample { width: 8, depth: 1, particles: 100, steps: 3 };
    for workload in [Workload::Peak, train, sample] {
        let (measured, slices) = measure(&mut session, workload);
        let measured = measured.unwrap();
        assert_eq!(measured.workload, workload);
        assert!(measured.repetitions >= 5 && slices > 5, "{measured:?}");
        assert!(0.0 < measured.low_ms && measured.low_ms <= measured.median_ms);
        assert!(measured.median_ms <= measured.high_ms && measured.high_ms.is_finite());
        assert!(!session.is_busy());
    }
}

#[test]
fn a_run_rests_while_something_is_measured() {
    let mut session = session();
    configure(&mut session, 1, small());
    send(&mut session, Command::Run { run: RUN });
    measure(&mut session, Workload::Peak).0.unwrap();
    let steps = |session: &Session| session.run.as_ref().unwrap().subject.trainer.step_count();
    assert_eq!(steps(&session), 0);
    block_on(session.advance());
    assert!(steps(&session) > 0);
}

#[test]
fn what_cannot_be_measured_is_refused_by_name() {
    let workload = Workload::Train { width: 1, depth: 1, batch: 16 };
    let events = send(&mut session(), Command::Measure { workload, budget_ms: 60 });
    let [Message { head: Event::Measured(_, Err(EngineError::Experiment(error))), .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(error.field, "network.width");
}

#[test]
fn it_says_that_it_is_alive() {
    assert_eq!(send(&mut session(), Command::Ping { nonce: 9 })[0].head, Event::Pong { nonce: 9 });
}

#[test]
fn many_losses_become_few() {
    let losses: Vec<_> = (1..=1000).map(|step| (step, step as f64)).collect();
    let few = condense(losses);
    assert!(few.len() <= MAX_LOSSES && few.last().unwrap().0 == 1000);
    assert_eq!(few[0], (16, 8.5));
}

/// The losses of `steps` more steps.
fn losses(session: &mut Session, steps: u32) -> Vec<(u64, f64)> {
    let run = session.run.as_ref().unwrap().id();
    send(session, Command::Step { run, steps });
    let reported = work(session, 10_000).into_iter().filter_map(|event| match event.head {
        Event::Stats(_, stats) => Some(stats.losses),
        _ => None,
    });
    reported.flatten().collect()
}

/// The steps of the clouds that come after the page has drawn.
fn sampled(session: &mut Session) -> Vec<u64> {
    draw(session);
    let answers = answers(&work(session, 10_000)).into_iter();
    answers.filter(|(_, answer)| answer.topic() == Topic::Cloud).map(|(step, _)| step).collect()
}

#[test]
fn a_rewound_run_replays_the_very_same_losses() {
    for (key, id) in [("objective", "ddpm"), ("timing", "adaptive")] {
        let mut experiment = small();
        experiment.select(key, id).unwrap();
        let mut session = session();
        configure(&mut session, 1, experiment);
        let first = losses(&mut session, 60);
        let events = send(&mut session, Command::Rewind { run: RUN, step: 30, replay: false });
        assert_eq!(events[0].head, Event::Rewound { run: RUN, step: 32 });
        let Event::History(_, history) = &events[1].head else { panic!("{events:?}") };
        assert_eq!(history.steps, [0, 16, 32]);
        assert!(history.bytes > 0);
        assert!(!session.is_busy(), "it rests");
        let again = losses(&mut session, 28);
        assert_eq!(again, first[32..], "{id}");
        // Through a checkpoint in between, as after the end of an engine.
        let checkpoint = send(&mut session, Command::Rewind { run: RUN, step: 0, replay: false }).pop().unwrap();
        assert!(matches!(checkpoint.head, Event::Checkpoint { .. }));
        losses(&mut session, 23);
        send(&mut session, Command::Run { run: RUN });
        let Some(Message { head: Event::Checkpoint { checkpoint, .. }, buffers }) =
            send(&mut session, Command::Pause { run: RUN }).pop()
        else {
            panic!("no checkpoint");
        };
        let written = serde_json::to_string(&checkpoint).unwrap();
        let restore = Some(serde_json::from_str(&written).unwrap());
        let mut experiment = small();
        experiment.select(key, id).unwrap();
        let experiment = Box::new(Task::from(experiment).into());
        let head = Command::Configure { run: RunId(2), experiment, restore };
        block_on(session.handle(Message { head, buffers }));
        assert_eq!(losses(&mut session, 37), first[23..], "{id}");
    }
}

#[test]
fn earlier_weights_are_shown_while_training_goes_on() {
    let mut session = session();
    configure(&mut session, 1, small());
    losses(&mut session, 40);
    ask(&mut session, SampleRequest { count: 5 });
    assert_eq!(sampled(&mut session), [40]);
    send(&mut session, Command::Look { run: RUN, step: Some(20) });
    assert_eq!(sampled(&mut session), [16]);
    losses(&mut session, 20);
    assert!(sampled(&mut session).is_empty(), "they stay as they are");
    let request = FieldRequest { grid: PlaneGrid { size: 3, extent: 2.0, t: 0.5 }, learned: true, exact: false };
    ask(&mut session, request);
    let events = answers(&work(&mut session, 100));
    assert!(matches!(events[..], [(16, Answer::Field(_))]), "{events:?}");
    send(&mut session, Command::Look { run: RUN, step: None });
    assert_eq!(sampled(&mut session), [60]);
}

#[test]
fn maps_come_in_slices_and_densities_sum_to_one() {
    let mut session = session();
    configure(&mut session, 1, small());
    losses(&mut session, 20);
    let grid = PlaneGrid { size: 40, extent: 6.0, t: 0.2 };
    let mut map = |kind: MapKind| {
        ask(&mut session, MapRequest { grid, kind });
        let (mut slices, mut events) = (0, Vec::new());
        while session.is_busy() {
            events.extend(work(&mut session, 1));
            slices += 1;
        }
        draw(&mut session);
        let [Message { head: Event::Answer { step: 20, answer: Answer::Map(map), .. }, buffers }] = &events[..] else {
            panic!("{events:?}");
        };
        let MapAnswer { kind: found, evaluations, .. } = map;
        let walks = matches!(kind, MapKind::LearnedDensity | MapKind::DensityDifference);
        assert_eq!((*found, *evaluations > 0), (kind, walks));
        assert!(slices > 1 || !walks, "{slices} slices");
        buffers[0].clone()
    };
    let [learned, exact, difference] =
        [MapKind::LearnedDensity, MapKind::ExactDensity, MapKind::DensityDifference].map(&mut map);
    for density in [&learned, &exact] {
        let total: f64 = density.iter().map(|density| f64::from(*density) * 0.09).sum();
        assert!((total - 1.0).abs() < 0.01, "{total}");
    }
    assert!(difference.iter().zip(learned.iter().zip(&exact)).all(|(d, (a, b))| (d - (a - b)).abs() < 1e-6));
    let error = map(MapKind::VelocityError);
    // The same from both fields.
    let request = FieldRequest { grid, learned: true, exact: true };
    ask(&mut session, request);
    let fields = work(&mut session, 100).swap_remove(0).buffers;
    let [learned, exact] = [0, 1].map(|which| fields[which].as_chunks::<2>().0);
    for (i, error) in error.iter().enumerate() {
        let expected = (learned[i][0] - exact[i][0]).hypot(learned[i][1] - exact[i][1]);
        assert!((error - expected).abs() < 1e-4 * (1.0 + expected), "{i}: {error} {expected}");
    }
}

#[test]
fn the_quality_comes_while_it_is_wanted_and_the_levels_with_every_pause() {
    let mut session = session();
    configure(&mut session, 1, small());
    ask(&mut session, QualityRequest);
    let quality = |events: &[Message<Event>]| -> Vec<(u64, Quality)> {
        let of = |(step, answer)| if let Answer::Quality(quality) = answer { Some((step, quality)) } else { None };
        answers(events).into_iter().filter_map(of).collect()
    };
    let until_idle = |session: &mut Session| {
        let mut events = Vec::new();
        while session.is_busy() {
            events.extend(work(session, 1));
            draw(session);
        }
        events
    };
    let [(0, before)] = &quality(&until_idle(&mut session))[..] else { panic!("one for the resting weights") };
    send(&mut session, Command::Step { run: RUN, steps: 200 });
    let events = until_idle(&mut session);
    let found = quality(&events);
    let Some((200, after)) = found.last() else { panic!("{found:?}") };
    assert_eq!((before.merits.len(), before.errors.len()), (after.merits.len(), after.errors.len()));
    let floors = |quality: &Quality| quality.merits.iter().map(|merit| merit.floor).collect::<Vec<_>>();
    assert_eq!(floors(before), floors(after), "they are those of the data");
    assert!(after.merits[0].value.unwrap() < before.merits[0].value.unwrap());
    let levels = events.iter().rev().find(|message| matches!(message.head, Event::Levels { .. })).unwrap();
    let seen: f64 = crate::math::levels::from_flat(&levels.buffers[0]).iter().map(|row| row.count).sum();
    assert_eq!(seen, 200.0 * f64::from(small().training.batch));
    send(&mut session, Command::Cancel { run: RUN, topic: Topic::Quality });
    send(&mut session, Command::Step { run: RUN, steps: 1 });
    assert!(quality(&until_idle(&mut session)).is_empty());
}
