//! Networks that are told the class of a point.

use super::*;
use crate::{math::registry::Slot as _, objective::ObjectiveConfig};

fn told(base: &Generate, dropout: f64) -> Generate {
    let mut experiment = base.clone();
    experiment.select("condition", "class").unwrap();
    experiment.condition.config_mut().set("dropout", dropout).unwrap();
    experiment
}

/// The weights of a plain network with rows of numbers in the first layer for so many classes, and where these stand.
fn widened(plain: &[f32], sizes: &[(usize, usize)], classes: usize) -> (Vec<f32>, std::ops::Range<usize>) {
    let (inputs, outputs) = sizes[0];
    let (matrix, rest) = plain.split_at(inputs * outputs);
    let rows: Vec<f32> = (1..=classes * outputs).map(|i| (i as f32 * 0.618).fract() - 0.5).collect();
    ([matrix, &rows, rest].concat(), matrix.len()..matrix.len() + rows.len())
}

#[test]
fn a_class_that_is_always_hidden_is_no_class_at_all() {
    let plain = small();
    let hidden = told(&plain, 1.0);
    for (mut plain, hidden) in trainers(&plain).into_iter().zip(trainers(&hidden)) {
        let start = block_on(plain.snapshot()).unwrap();
        let (weights, rows) = widened(&start.weights, plain.sizes(), 8);
        let zeros = vec![0.0; weights.len()];
        let start = Snapshot { averaged: weights.clone(), weights, moments: [zeros.clone(), zeros], ..start };
        let mut hidden = hidden.restored(&start).unwrap();
        for ((_, a), (_, b)) in train(&mut hidden, 100).iter().zip(train(&mut plain, 100)) {
            // The same sums in another order.
            assert!((a / b - 1.0).abs() < 1e-5, "{a} {b}");
        }
        // Hidden inputs do not change their weights.
        assert_eq!(block_on(hidden.snapshot()).unwrap().weights[rows.clone()], start.weights[rows]);
    }
}

#[test]
fn hiding_takes_no_number_from_anything_else() {
    let (plain, told) = (small(), told(&small(), 0.3));
    let [plain, told] = [plain.regression().draw(5), told.regression().draw(5)];
    assert_eq!((plain.target, plain.weight, plain.levels), (told.target, told.weight, told.levels));
    let rows = told.input.as_chunks::<11>().0;
    assert!(plain.input.as_chunks::<3>().0.iter().zip(rows).all(|(plain, row)| plain[..] == row[..3]));
    let shown = rows.iter().filter(|row| row[3..].iter().sum::<f32>() == 1.0).count();
    assert!(rows.iter().all(|row| [0.0, 1.0].contains(&row[3..].iter().sum::<f32>())));
    // 32 rows, of which each is shown with probability 0.7: five standard deviations are 13.
    assert!((10..=32).contains(&shown), "{shown}");
}

#[test]
fn every_objective_that_may_be_told_learns_from_the_class() {
    for objective in ObjectiveConfig::all().filter(|objective| objective.takes_condition()) {
        let mut experiment = Generate::preset(objective);
        experiment.select("data", "moons").unwrap();
        (experiment.network.width, experiment.network.depth, experiment.training.batch) = (16, 2, 32);
        let experiment = told(&experiment, 0.1);
        assert_eq!(experiment.validate(), Ok(()), "{:?}", experiment.objective);
        let run = || {
            let mut trainer = Trainer::host(experiment.clone());
            let before = block_on(trainer.snapshot()).unwrap().weights;
            let losses = train(&mut trainer, 5);
            (losses, before, block_on(trainer.snapshot()).unwrap().weights)
        };
        let (losses, before, after) = run();
        assert_eq!(run().0, losses);
        assert!(losses.iter().all(|(_, loss)| loss.is_finite()), "{:?}", experiment.objective);
        // The class is behind the features of the time, in the layer that takes them.
        let units = matches!(experiment.objective.architecture(), crate::nn::Architecture::PlanarField { .. });
        let sizes = experiment.layer_sizes();
        let (inputs, outputs) = sizes[usize::from(units)];
        let first = if units { (sizes[0].0 + 1) * sizes[0].1 } else { 0 };
        let rows = first + (inputs - 2) * outputs..first + inputs * outputs;
        assert!(before[rows.clone()].iter().zip(&after[rows]).any(|(a, b)| a != b), "{:?}", experiment.objective);
    }
}

#[test]
fn a_class_that_is_chosen_later_has_a_field_of_its_own() {
    let mut trainer = Trainer::host(told(&small(), 0.1));
    train(&mut trainer, 300);
    let mut chosen = trainer.experiment().clone();
    let points = [[0.5, 0.5], [-1.0, 0.0]];
    let mut velocity = |class: u32| {
        chosen.sampling.class = class;
        trainer.resample(&chosen.clone().into());
        let learned = block_on(trainer.learned()).unwrap();
        block_on(learned.velocity(&points, 0.6)).unwrap()
    };
    let (all, first, fifth) = (velocity(0), velocity(1), velocity(5));
    // The first Gaussian lies to the right, the fifth to the left, and the velocity points away from the data.
    assert!(first[0] < all[0] && all[0] < fifth[0], "{first:?} {all:?} {fifth:?}");
    assert!(first[2] < all[2] && all[2] < fifth[2], "{first:?} {all:?} {fifth:?}");
}
