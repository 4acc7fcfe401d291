//! Ours beside others, on the same work.

use crate::{
    plan::{Engine, PEAK},
    report::Series,
    rounds::Outcome,
    table::{cell, number, percent, table},
};

/// Every workload with every engine.
pub fn print(outcome: &Outcome) {
    println!("{}", outcome.machine.describe());
    if let Some(peak) = outcome.peak() {
        println!("Peak of wasm SIMD on one core: {} GFLOP/s (multiply and add)\n", number(peak));
    }
    let header = ["workload", "engine", "median, ms", "10–90 %, ms", "GFLOP/s", "of peak", "÷ ours", "÷ ours, range"];
    let rows: Vec<_> =
        outcome.series.iter().filter(|series| series.workload != PEAK).map(|series| row(outcome, series)).collect();
    println!("{}", table(2, &header, &rows));
    println!(
        "Milliseconds are per training step, or per run of sampling; over the rounds, the median of their medians and of\n\
         the ends of their spreads. ÷ ours compares with our engine on the same kind of device, round by round. Ours runs\n\
         in a worker of a page without threads, and also averages its weights. TensorFlow.js runs on the main thread of a\n\
         page that gives it threads, of which it takes half as many as there are cores."
    );
}

fn row(outcome: &Outcome, series: &Series) -> Vec<String> {
    let Series { engine, workload, .. } = series;
    let gflops = series.gflops();
    let share = || Some(gflops? / outcome.peak()?);
    let ratio = engine.ours().and_then(|ours: Engine| series.ratio(outcome.find(ours, workload)?));
    vec![
        workload.clone(),
        engine.name().to_owned(),
        cell(series.median_ms()),
        range(series.spread_ms()),
        cell(gflops),
        percent(engine.is_bound_by_wasm().then(share).flatten()),
        cell(ratio.map(|[middle, ..]| middle)),
        range(ratio.map(|[_, low, high]| [low, high])),
    ]
}

fn range(ends: Option<[f64; 2]>) -> String {
    ends.map_or_else(|| "–".to_owned(), |[low, high]| format!("{}–{}", number(low), number(high)))
}
