//! The couplings against POT and torchcfm: see `tests/golden/generate/`.

use serde::Deserialize;

use super::*;
use crate::math::{
    assignment::squared_distance,
    points::Cloud,
    rng::{Purpose, Stream},
};

#[derive(Deserialize)]
struct Pot {
    sinkhorn: Entropic,
}

#[derive(Deserialize)]
struct Entropic {
    data: Cloud,
    source: Cloud,
    plans: Vec<ExpectedPlan>,
}

#[derive(Deserialize)]
struct ExpectedPlan {
    regularization: f64,
    iterations: u32,
    plan: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct TorchCfm {
    data: Cloud,
    source: Cloud,
    partners: Vec<usize>,
    mean_squared_distance: f64,
}

#[test]
fn plans_are_those_of_pot() {
    let Pot { sinkhorn } = serde_json::from_str(include_str!("../../../tests/golden/pot.json")).unwrap();
    for expected in sinkhorn.plans {
        let ExpectedPlan { regularization, iterations, .. } = expected;
        let plan = Plan::new(&sinkhorn.data, &sinkhorn.source, regularization, iterations).unwrap();
        for (i, row) in expected.plan.iter().enumerate() {
            for (mass, expected) in plan.row(i).iter().zip(row) {
                assert!((mass - expected).abs() <= 1e-10, "{regularization}: {mass} against {expected}");
            }
        }
    }
}

#[test]
fn optimal_pairs_are_those_of_torchcfm() {
    let golden: TorchCfm = serde_json::from_str(include_str!("../../../tests/golden/torchcfm.json")).unwrap();
    let ends = Endpoints::new(&golden.data, &golden.source).unwrap();
    let partners = OptimalTransport::default().partners(&ends, &mut Stream::new(1, Purpose::Time, 0)).unwrap();
    assert_eq!(partners, golden.partners);
    let total: f64 = partners.iter().zip(&golden.data).map(|(&j, &p)| squared_distance(p, golden.source[j])).sum();
    assert!((total / golden.data.len() as f64 - golden.mean_squared_distance).abs() <= 1e-10);
}
