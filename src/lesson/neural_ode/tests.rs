//! What the words say of the solvers.

use super::*;

#[test]
fn its_solvers_are_what_the_text_says() {
    let field = |task: fn() -> Task, name: &str| {
        let task = task();
        let config = task.slot("objective").unwrap().config();
        config.get(config.fields().iter().position(|field| field.name == name).unwrap())
    };
    let fields = |task, names: &[&str]| names.iter().map(|name| field(task, name)).collect::<Vec<_>>();
    assert_eq!(fields(cubic, &["order", "tolerance", "cubic", "observations"]), [5.0, TOLERANCE, 1.0, OBSERVATIONS]);
    assert_eq!(fields(linear, &["order", "tolerance", "cubic", "observations"]), [5.0, TOLERANCE, 0.0, OBSERVATIONS]);
    assert_eq!(fields(layers, &["residual"]), [1.0]);
    // Four evaluations a step.
    let observations = field(four, "observations");
    assert_eq!((field(four, "order"), field(four, "steps")), (4.0, STEPS));
    assert_eq!(4.0 * STEPS * observations, KEPT);
}

#[test]
fn spirals_that_slow_down_are_evaluated_early_and_the_others_evenly() {
    let mut apart = 0.0;
    for seed in 0..5 {
        let [early, even] = [cubic(), linear()].map(|task| half_evaluated(&task, seed).unwrap());
        assert!(early < 0.45 && early < even, "seed {seed}: {early}, {even}");
        apart += (even - early) / 5.0;
    }
    // The paths of a seed turn at speeds of their own.
    assert!(apart > 0.03, "{apart}");
    let even = half_of(linear);
    assert!((even - 0.5).abs() < 0.12, "{even}");
}
