//! What the words say of the runs.

use super::*;

#[test]
fn its_runs_are_what_the_text_says() {
    let pairs = |task: fn() -> Task| task().slot("coupling").unwrap().config().id();
    assert_eq!(
        [independent, ot, reflow, bridge, told].map(pairs),
        ["independent", "ot", "independent", "sinkhorn", "ot"]
    );
    let field = |task: fn() -> Task, key: &str, name: &str| {
        let task = task();
        let config = task.slot(key).unwrap().config();
        config.get(config.fields().iter().position(|field| field.name == name).unwrap())
    };
    assert_eq!([ot, bridge, told].map(|task| field(task, "coupling", "pairs")), [TOGETHER; 3]);
    assert_eq!((field(bridge, "bridge", "sigma"), field(bridge, "coupling", "regularization")), (SIGMA, EPSILON));
    assert_eq!(EPSILON, 2.0 * SIGMA * SIGMA);
    assert_eq!(field(reflow, "objective", "steps"), ROUND);
    assert_eq!(told().generate().unwrap().class(), Some(0));
    // The first Gaussian is the one on the right.
    let right = told().generate().unwrap().data.class_mixture(0).unwrap();
    assert!((0..2).all(|axis| (right.moments(axis)[0] - [2.829, 0.0][axis]).abs() < 1e-9));
}

#[test]
fn the_mean_lies_between_the_moons() {
    let [x, y] = truth();
    let data = independent().generate().unwrap().data.clone();
    assert!(x.abs() < 0.1 && (y - 0.3).abs() < 0.1, "{x} {y}");
    let log_density = data.log_density_function().unwrap();
    // Less than a hundredth of the density on a moon.
    assert!(log_density([x, y]) < log_density([-1.0, 1.8]) - 4.0);
}
