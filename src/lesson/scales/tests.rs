//! What the lesson says of the mathematics, in the exact field.

use super::*;

#[test]
fn its_numbers_are_those_of_its_chains() {
    let task = annealed().setting();
    let SamplerConfig::Annealed(chains) = &task.sampler else { panic!("{:?}", task.sampler) };
    let number = |name| LESSON.numbers.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    assert_eq!(number("levels"), Some(f64::from(task.sampling.steps)));
    assert_eq!(number("moves"), Some(f64::from(chains.moves)));
    let (means, most) = (task.data_mixture().unwrap(), |task: Task| task.setting().schedule.at(1.0).sigma);
    let [a, b] = [0, 1].map(|hill| means.components()[hill].mean);
    assert!(((a[0] - b[0]).hypot(a[1] - b[1]) - APART).abs() < 0.05);
    assert!((most(short()) - LOW).abs() < 1e-9 && (most(annealed()) - TOP).abs() < 1e-9);
    assert_eq!(raw().learner().training.ema, 0.0);
}

#[test]
fn a_ladder_that_begins_low_leaves_chains_where_they_began() {
    for seed in 0..3 {
        let short = exact_share(&short().setting(), CHAINS, seed).unwrap();
        let long = exact_share(&annealed().setting(), CHAINS, seed).unwrap();
        assert!((0.53..0.66).contains(&short) && long > 0.72, "{short} {long}");
        assert!((truth() - short).abs() < 0.06);
    }
}
