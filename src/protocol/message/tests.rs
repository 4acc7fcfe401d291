//! Every message can be read again, with any numbers in it.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::*;
use crate::{
    math::{metric::Estimate, ode::Status, world::Figures},
    protocol::{
        BenchAnswer, BenchRequest, BenchRow, Change, CloudAnswer, Cost, ErrorAt, FieldAnswer, FieldKind, FieldRequest,
        GatesAnswer, GatesRequest, MapAnswer, MapKind, MapRequest, Merit, PlaneGrid, PlanePoint, PointsAnswer,
        PointsRequest, Quality, QualityRequest, RolloutsAnswer, RolloutsRequest, SampleRequest, SeriesFigures,
        SeriesRequest, Version,
    },
};

const RUN: RunId = RunId(3);
const GRID: PlaneGrid = PlaneGrid { size: 4, extent: 0.5, t: 0.5 };
const WORK: Workload = Workload::Train { width: 8, depth: 1, batch: 16 };

/// Every choice in every slot of every task.
fn tasks() -> Vec<Task> {
    let mut tasks = Vec::new();
    for (id, _) in Task::ALL {
        let usual = Task::usual(id, Version::NEWEST).unwrap();
        for (key, slot) in usual.slots() {
            for choice in slot.ids() {
                let mut task = usual.clone();
                task.select(key, choice).unwrap();
                tasks.push(task);
            }
        }
    }
    tasks
}

fn checkpoint() -> Checkpoint {
    Checkpoint { step: 5, changes: 1, learned: Some(vec![f64::NAN.to_bits()]), kept: 3 }
}

fn points() -> PointsRequest {
    PointsRequest { t: 0.5, points: vec![PlanePoint { x: 0.5, y: 0.5 }] }
}

fn question(topic: Topic) -> Question {
    match topic {
        Topic::Cloud => SampleRequest { count: 5 }.into(),
        Topic::Field => FieldRequest { grid: GRID, learned: true, exact: true }.into(),
        Topic::Map => MapRequest { grid: GRID, kind: MapKind::LearnedDensity }.into(),
        Topic::Quality => QualityRequest.into(),
        Topic::Series => SeriesRequest.into(),
        Topic::Gates => GatesRequest.into(),
        Topic::Points => points().into(),
        Topic::Rollouts => RolloutsRequest { count: 5 }.into(),
        Topic::Bench => {
            let [samplers, grids] = ["euler", "fitted-1"].map(|id| vec![id.to_owned()]);
            BenchRequest { samplers, grids, steps: vec![2, 4], seeds: 3, samples: 100, is_exact: true }.into()
        }
    }
}

fn answer(topic: Topic) -> Answer {
    let estimate = Estimate { value: 0.5, std_error: 0.5 };
    match topic {
        Topic::Cloud => CloudAnswer { count: 5 }.into(),
        Topic::Field => FieldAnswer { grid: GRID, kinds: vec![FieldKind::Learned, FieldKind::Exact] }.into(),
        Topic::Map => MapAnswer { grid: GRID, kind: MapKind::VelocityError, evaluations: 2 }.into(),
        Topic::Quality => Quality {
            merits: vec![Merit {
                id: "w2".to_owned(),
                label: "W₂".to_owned(),
                value: Some(0.5),
                floor: Some(estimate),
            }],
            errors: vec![ErrorAt { t: 0.5, near: 0.5, far: 0.5 }],
            evaluations: 2,
            rounds: 2,
            rejected: 1,
            status: Status::OutOfTries,
        }
        .into(),
        Topic::Series => SeriesFigures {
            paths: 6,
            loss: 0.5,
            by_backpropagation: Cost { evaluations: 1, rejected: 2, held_bytes: 3 },
            by_adjoint: Cost::default(),
            disagreement: 0.5,
        }
        .into(),
        Topic::Gates => GatesAnswer { units: 2 }.into(),
        Topic::Points => PointsAnswer { request: points(), has_exact: true }.into(),
        Topic::Bench => {
            let row = BenchRow {
                sampler: "euler".to_owned(),
                grid: "uniform".to_owned(),
                steps: 2,
                evaluations: 0.5,
                sliced_w2: estimate,
                floor: estimate,
                coverage: Some(estimate),
                within: None,
            };
            BenchAnswer { rows: vec![row], left: 3 }.into()
        }
        Topic::Rollouts => {
            let figures = Box::new(Figures {
                agents: 5,
                success: estimate,
                collision: estimate,
                steps_to_goal: Some(estimate),
                ways: Some(vec![estimate; 2]),
                way_entropy: Some(estimate),
                distance: Some(estimate),
            });
            RolloutsAnswer { agents: 5, steps: 9, figures: Some(figures.clone()), floor: Some(figures) }.into()
        }
    }
}

fn commands() -> Vec<Command> {
    let mut commands = vec![
        Command::Run { run: RUN },
        Command::Pause { run: RUN },
        Command::Step { run: RUN, steps: 3 },
        Command::Speed { run: RUN, steps_per_second: Some(0.5) },
        Command::Look { run: RUN, step: Some(4) },
        Command::Rewind { run: RUN, step: 4, replay: true },
        Command::Acknowledge { run: RUN, frame: 7 },
        Command::Measure { workload: WORK, budget_ms: 60 },
        Command::Ping { nonce: 1 },
    ];
    for task in tasks() {
        let change = Change { step: 2, set: vec![("weighting".to_owned(), "sigmoid".to_owned())] };
        let experiment = Box::new(Experiment { task: task.clone(), changes: vec![change] });
        commands.push(Command::Configure { run: RUN, experiment, restore: Some(checkpoint()) });
        commands.push(Command::Resample { run: RUN, task: Box::new(task.clone()) });
        commands.push(Command::Retarget { run: RUN, task: Box::new(task) });
    }
    for &topic in Topic::ALL {
        commands.push(Command::Ask { run: RUN, question: question(topic) });
        commands.push(Command::Cancel { run: RUN, topic });
    }
    commands
}

fn events() -> Vec<Event> {
    let errors = [
        EngineError::Experiment(ExperimentError::new("coupling", "no pairs")),
        EngineError::NonFinite { step: 4 },
        EngineError::Device("it is gone".to_owned()),
        EngineError::Checkpoint("two buffers".to_owned()),
        EngineError::Superseded,
    ];
    let info = BackendInfo { kind: BackendKind::Cpu, name: "CPU".to_owned(), step_ms: 0.5, build: String::new() };
    let stats = Stats { step: 9, losses: vec![(8, 0.5), (9, 0.5)], steps_per_second: 0.5, running: true };
    let measured =
        Measurement { workload: WORK, median_ms: 0.5, low_ms: 0.5, high_ms: 0.5, repetitions: 5, heap_bytes: Some(6) };
    let mut events = vec![
        Event::Started(info),
        Event::Ready(RUN),
        Event::Stats(RUN, stats),
        Event::Retargeted { run: RUN, step: 4 },
        Event::History(RUN, HistoryReport { steps: vec![0, 16], bytes: 9 }),
        Event::Rewound { run: RUN, step: 4 },
        Event::Checkpoint { run: RUN, checkpoint: checkpoint() },
        Event::Levels { run: RUN, step: 4 },
        Event::Warning(RUN, Warning::NoExactField),
        Event::Warning(RUN, Warning::NoMap),
        Event::Warning(RUN, Numerics::FaintStart { times: 10 }.into()),
        Event::Warning(RUN, Numerics::Floored { field: "Tolerance".to_owned() }.into()),
        Event::Measured(WORK, Ok(measured)),
        Event::Pong { nonce: 1 },
        Event::Misunderstood { why: "no such command".to_owned() },
    ];
    for error in errors {
        events.push(Event::Unavailable(error.clone()));
        events.push(Event::Failed(RUN, error.clone()));
        events.push(Event::Measured(WORK, Err(error)));
    }
    for &topic in Topic::ALL {
        events.push(Event::Answer { run: RUN, frame: 2, step: 9, revision: 1, answer: answer(topic) });
    }
    events
}

/// The JSON pointers to the real numbers of a value.
fn reals(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(number) if number.is_f64() => found.push(at.to_owned()),
        Value::Array(parts) => {
            parts.iter().enumerate().for_each(|(i, part)| reals(part, &format!("{at}/{i}"), found));
        }
        Value::Object(parts) => parts.iter().for_each(|(key, part)| reals(part, &format!("{at}/{key}"), found)),
        _ => {}
    }
}

/// Replaces each real number in turn by NaN and the infinities, and checks that the message is read again.
///
/// Returns the number of such numbers.
fn hold<T: Serialize + DeserializeOwned>(message: &T) -> usize {
    let whole = serde_json::to_value(message).unwrap();
    let mut places = Vec::new();
    reals(&whole, "", &mut places);
    for place in &places {
        for text in ["NaN", "inf", "-inf"] {
            let mut broken = whole.clone();
            *broken.pointer_mut(place).unwrap() = text.into();
            let read: T = serde_json::from_value(broken.clone())
                .unwrap_or_else(|error| panic!("{text} at {place} cannot be read: {error} in {broken}"));
            // The text that goes over the wire.
            let written: Value = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
            assert_eq!(written, broken, "{text} at {place}");
        }
    }
    places.len()
}

#[test]
fn every_command_survives_nan_and_infinity_in_each_of_its_numbers() {
    let commands = commands();
    let total: usize = commands.iter().map(hold).sum();
    assert!(total > 1000, "{total} numbers");
    // The match is exhaustive, so that a new command does not compile without a case here.
    let kind = |command: &Command| match command {
        Command::Configure { .. } => 0,
        Command::Run { .. } => 1,
        Command::Pause { .. } => 2,
        Command::Step { .. } => 3,
        Command::Speed { .. } => 4,
        Command::Resample { .. } => 5,
        Command::Retarget { .. } => 6,
        Command::Ask { .. } => 7,
        Command::Cancel { .. } => 8,
        Command::Look { .. } => 9,
        Command::Rewind { .. } => 10,
        Command::Acknowledge { .. } => 11,
        Command::Measure { .. } => 12,
        Command::Ping { .. } => 13,
    };
    assert!((0..14).all(|wanted| commands.iter().any(|command| kind(command) == wanted)));
}

#[test]
fn every_event_survives_nan_and_infinity_in_each_of_its_numbers() {
    let events = events();
    let total: usize = events.iter().map(hold).sum();
    assert!(total >= 30, "{total} numbers");
    // The match is exhaustive, so that a new event does not compile without a case here.
    let kind = |event: &Event| match event {
        Event::Started(_) => 0,
        Event::Unavailable(_) => 1,
        Event::Ready(_) => 2,
        Event::Stats(..) => 3,
        Event::Answer { .. } => 4,
        Event::Retargeted { .. } => 5,
        Event::History(..) => 6,
        Event::Rewound { .. } => 7,
        Event::Checkpoint { .. } => 8,
        Event::Levels { .. } => 9,
        Event::Warning(..) => 10,
        Event::Failed(..) => 11,
        Event::Measured(..) => 12,
        Event::Pong { .. } => 13,
        Event::Misunderstood { .. } => 14,
    };
    assert!((0..15).all(|wanted| events.iter().any(|event| kind(event) == wanted)));
}
