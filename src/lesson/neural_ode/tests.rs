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
    // The observations of each seed move the figure by some hundredths.
    let mean = |task: Task| (0..10).map(|seed| half_evaluated(&task, seed).unwrap()).sum::<f64>() / 10.0;
    let [early, even] = [cubic(), linear()].map(mean);
    assert!(early < even - 0.05 && (even - 0.5).abs() < 0.06, "{early}, {even}");
    let even = half_of(linear);
    assert!((even - 0.5).abs() < 0.12, "{even}");
}
