//! Compares our engine with others on the same workloads.

use crate::{
    plan::PEAK,
    report::Series,
    rounds::Outcome,
    table::{cell, percent, range, table},
};

/// Prints every workload with every engine.
pub fn print(outcome: &Outcome) {
    println!("{}", outcome.describe());
    let header =
        ["workload", "engine", "rounds", "median, ms", "10–90 %, ms", "GFLOP/s", "of peak", "÷ ours", "÷ ours, range"];
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
    let summary = outcome.summary(series);
    let ratio = summary.times_ours;
    vec![
        summary.workload,
        summary.engine.name().to_owned(),
        summary.rounds.to_string(),
        cell(summary.median_ms),
        range(summary.spread_ms),
        cell(summary.gflops),
        percent(summary.share_of_peak),
        cell(ratio.map(|[middle, ..]| middle)),
        range(ratio.map(|[_, low, high]| [low, high])),
    ]
}
