//! Whether the memory of our engine grows with the steps it has trained.

use crate::{
    plan::Plan,
    report::{Measured, Result},
    stage::Stage,
    table::{number, table},
};

const WORKLOAD: &str = "train-3x64-b256";
/// Of the long run.
const STEPS: f64 = 500_000.0;
/// In the short run, milliseconds.
const SHORT_MS: u64 = 1_000;

/// A short run and a long one of every engine.
pub async fn print(stage: &Stage<'_>, plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    let mut failure = None;
    for &engine in &plan.engines {
        let run = async |budget_ms| -> Result<Measured> {
            let report = stage.measure(engine, WORKLOAD, budget_ms).await?;
            Ok(report.results.into_iter().next().ok_or("the report is empty")?)
        };
        let short = run(SHORT_MS).await?;
        // The warm-up takes a part of the budget, and a machine is not always equally fast.
        let budget_ms = (STEPS * short.median_ms * 1.4) as u64;
        eprintln!("{}: {} s for {STEPS} steps", engine.name(), budget_ms / 1000);
        let long = run(budget_ms).await?;
        if (long.repetitions as f64) < STEPS {
            failure = Some(format!("{}: no more than {} steps were done", engine.name(), long.repetitions));
        }
        for measured in [short, long] {
            let heap = measured.heap_bytes.map_or_else(|| "–".to_owned(), |bytes| bytes.to_string());
            let time = number(measured.median_ms);
            rows.push(vec![engine.name().to_owned(), measured.repetitions.to_string(), time, heap]);
        }
    }
    println!("Memory after training {WORKLOAD}:\n");
    println!("{}", table(1, &["engine", "steps timed", "ms", "heap, bytes"], &rows));
    failure.map_or(Ok(()), |failure| Err(failure.into()))
}
