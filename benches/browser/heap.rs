//! Measures whether the memory of our engine grows with the training steps.

use crate::{
    plan::Plan,
    report::{Measured, Result},
    stage::Stage,
    table::{number, table},
};

const WORKLOAD: &str = "train-3x64-b256";
/// The total number of training steps.
const STEPS: u64 = 500_000;
/// The budgets of the first run and of the longest run that the page accepts.
const SHORT_MS: u64 = 1_000;
const LONGEST_MS: u64 = 60_000;

/// Prints the memory after a short run of every engine, and after long runs in the same worker until [`STEPS`] are done.
pub async fn print(stage: &Stage<'_>, plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for &engine in &plan.engines {
        let row = |steps: u64, run: &Measured| {
            let heap = run.heap_bytes.map_or_else(|| "–".to_owned(), |bytes| bytes.to_string());
            vec![engine.name().to_owned(), steps.to_string(), number(run.median_ms), heap]
        };
        let short = stage.measure(engine, WORKLOAD, SHORT_MS).await?.measured()?;
        rows.push(row(short.repetitions, &short));
        // A part of the budget is the warm-up.
        let budget_ms = ((STEPS as f64 * short.median_ms * 1.3) as u64).min(LONGEST_MS);
        stage.visit(engine, WORKLOAD, budget_ms).await?;
        let mut steps = 0;
        while steps < STEPS {
            let run = stage.press(budget_ms).await?.measured()?;
            steps += run.repetitions;
            eprintln!("{}: {steps} steps of {STEPS}", engine.name());
            rows.push(row(steps, &run));
        }
        stage.leave().await?;
    }
    println!("Memory of {WORKLOAD}, steps of the warm-up not counted:\n");
    println!("{}", table(1, &["engine", "steps so far", "ms", "heap, bytes"], &rows));
    Ok(())
}
