//! A network that is told the class of a point.

use super::*;

#[test]
fn another_class_is_shown_without_starting_over() {
    let mut session = session();
    let mut experiment = small();
    experiment.select("condition", "class").unwrap();
    configure(&mut session, 1, experiment.clone());
    send(&mut session, Command::Step { run: RUN, steps: 20 });
    work(&mut session, 100);
    ask(&mut session, FieldRequest { grid: PlaneGrid { size: 3, extent: 2.0, t: 0.5 }, learned: true, exact: true });
    let fields = |events: Vec<Message<Event>>| -> Vec<(u64, FieldKind, Vec<f32>)> {
        let field = |event: Message<Event>| match event.head {
            Event::Answer { step, answer: Answer::Field(FieldAnswer { kinds, .. }), .. } => {
                kinds.into_iter().zip(event.buffers).map(|(kind, buffer)| (step, kind, buffer)).collect()
            }
            _ => Vec::new(),
        };
        events.into_iter().flat_map(field).collect()
    };
    let all = fields(work(&mut session, 100));
    draw(&mut session);
    experiment.sampling.class = 3;
    send(&mut session, Command::Resample { run: RUN, task: Box::new(experiment.clone().into()) });
    let third = fields(work(&mut session, 100));
    // The learned and the exact field of the class, of the same weights.
    assert_eq!((all.len(), third.len()), (2, 2));
    for (all, third) in all.iter().zip(&third) {
        assert_eq!((all.0, all.1, third.0), (20, third.1, 20));
        assert_ne!(all.2, third.2);
    }
    draw(&mut session);
    // Another sampler leaves the fields as they are.
    experiment.select("sampler", "heun").unwrap();
    send(&mut session, Command::Resample { run: RUN, task: Box::new(experiment.into()) });
    assert!(fields(work(&mut session, 100)).is_empty());
}
