//! The distances against POT and SciPy: see `tests/golden/generate/pot_solvers.py`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Golden {
    clouds: BTreeMap<String, Cloud>,
    distances: Vec<Distances>,
    line: Line,
}

#[derive(Deserialize)]
struct Distances {
    a: String,
    b: String,
    w2: Option<f64>,
    sliced: BTreeMap<u32, f64>,
    energy: f64,
    mmd2: BTreeMap<String, f64>,
    mmd2_median: f64,
}

#[derive(Deserialize)]
struct Line {
    a: String,
    b: String,
    energy: f64,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../../tests/golden/pot.json")).unwrap()
}

#[test]
fn distances_are_those_of_pot_and_scipy() {
    let Golden { clouds, distances, .. } = golden();
    for expected in distances {
        let (a, b) = (&clouds[&expected.a], &clouds[&expected.b]);
        let check = |distance: &dyn Distance, expected: f64| {
            let error = (distance.distance(a, b).unwrap() - expected).abs();
            assert!(error <= 1e-10, "{error}");
        };
        for (directions, expected) in expected.sliced {
            check(&SlicedW2 { directions }, expected);
        }
        check(&EnergyDistance::default(), expected.energy);
        for (bandwidth, expected) in expected.mmd2 {
            check(&Mmd { bandwidth: bandwidth.parse().unwrap() }, expected);
        }
        check(&Mmd::default(), expected.mmd2_median);
        if let Some(w2) = expected.w2 {
            check(&ExactW2::default(), w2);
        }
    }
}

#[test]
fn on_a_line_the_energy_distance_is_that_of_scipy() {
    let Golden { clouds, line, .. } = golden();
    let flat = |name: &String| -> Cloud { clouds[name].iter().map(|p| [p[0], 0.0]).collect() };
    let energy = EnergyDistance::default().distance(&flat(&line.a), &flat(&line.b)).unwrap();
    assert!((energy - line.energy).abs() <= 1e-10, "{energy} against {}", line.energy);
}
