//! Times the mathematics on one core: `cargo bench --bench math`.

use criterion::{Criterion, criterion_group, criterion_main};
use scorefield::math::{
    assignment::optimal_assignment,
    coupling::{CouplingConfig, Endpoints},
    dataset::{Dataset, EightGaussians, Moons, Normal},
    oracle::{Mixture, Oracle},
    points::Cloud,
    registry::Slot,
    rng::{Purpose, Stream},
    schedule::ScheduleConfig,
};
use std::hint::black_box;

fn draw(data: &dyn Dataset, n: usize) -> Cloud {
    data.sample(n, &mut Stream::new(1, Purpose::Data, 0))
}

/// The exact matching of 64 to 512 pairs; target: 200 µs and 10 ms.
fn assignment(c: &mut Criterion) {
    for n in [64, 128, 256, 512] {
        let (data, source) = (draw(&EightGaussians::default(), n), draw(&Normal::default(), n));
        let name = format!("assignment/{n}");
        c.bench_function(&name, |b| b.iter(|| optimal_assignment(black_box(&data), black_box(&source))));
    }
}

/// Every coupling on a batch of 256.
fn couplings(c: &mut Criterion) {
    let (data, source) = (draw(&EightGaussians::default(), 256), draw(&Normal::default(), 256));
    let Some(ends) = Endpoints::new(&data, &source) else {
        return;
    };
    for coupling in CouplingConfig::all() {
        let name = format!("coupling/{}/256", coupling.config().id());
        let mut rng = Stream::new(1, Purpose::Source, 0);
        c.bench_function(&name, |b| b.iter(|| coupling.partners(black_box(&ends), &mut rng)));
    }
}

/// The oracle of a finite set of 2,000 points, evaluated at 1,000 points; target: 8 ms.
fn finite_set(c: &mut Criterion) {
    let data = Mixture::equal(draw(&Moons::default(), 2000), 0.01);
    let schedule = ScheduleConfig::FlowOt(Default::default());
    let coeffs = schedule.at(0.5);
    let Some(oracle) = Oracle::new(schedule, data, Mixture::equal([[0.0; 2]], 1.0)) else {
        return;
    };
    let queries = draw(&Normal::default(), 1000);
    c.bench_function("oracle/1000 queries/2000 points", |b| {
        b.iter(|| oracle.posterior(black_box(&queries), &coeffs).map(|posterior| posterior.data[0]).sum::<f64>());
    });
}

criterion_group!(benches, assignment, couplings, finite_set);
criterion_main!(benches);
