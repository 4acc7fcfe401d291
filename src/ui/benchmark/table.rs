//! The table of the results.

use leptos::prelude::*;

use super::{
    Runner,
    sheet::{Outcome, Sheet, SheetRow},
    words,
};
use crate::{
    protocol::{BackendKind, Measurement},
    ui::{engines, words::BENCHMARK},
};

#[component]
pub fn Results(runner: Runner) -> impl IntoView {
    let rows = move || runner.sheet.with(|sheet| sheet.rows.iter().map(|row| line(sheet, row)).collect_view());
    view! {
        <table class="results" data-testid="bench-results">
            <caption class="sr">{BENCHMARK.say("table")}</caption>
            <thead><tr>
                <th scope="col">{BENCHMARK.say("engine")}</th>
                <th scope="col">{BENCHMARK.say("work")}</th>
                <th scope="col" class="figure">{BENCHMARK.say("median")}</th>
                <th scope="col" class="figure" title=BENCHMARK.say("range-title")>"10–90 %"</th>
                <th scope="col" class="figure">{BENCHMARK.say("rate")}</th>
                <th scope="col" class="figure" title=BENCHMARK.say("gflops-title")>"GFLOP/s"</th>
                <th scope="col" title=BENCHMARK.say("of-peak-title")>{BENCHMARK.say("of-peak")}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn line(sheet: &Sheet, row: &SheetRow) -> impl IntoView + use<> {
    let (engine, state) = (engines::key(row.engine), state(&row.outcome));
    let figures = match &row.outcome {
        Outcome::Done(measured) => figures(measured, share(sheet, row, measured)).into_any(),
        Outcome::Planned => view! { <td class="waiting" colspan="5">"–"</td> }.into_any(),
        Outcome::Running => view! {
            <td class="waiting" colspan="5"><span class="lamp" aria-hidden="true"></span>{BENCHMARK.say("measuring-row")}</td>
        }
        .into_any(),
        Outcome::Failed(why) => view! { <td class="objection" colspan="5">{why.clone()}</td> }.into_any(),
    };
    view! {
        <tr class=state data-testid=format!("bench-row-{engine}-{}", row.workload) data-state=state>
            <td class="engine-name">{engines::name(row.engine)}</td>
            <th scope="row">{words::work(&row.workload)}</th>
            {figures}
        </tr>
    }
}

fn state(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Planned => "planned",
        Outcome::Running => "running",
        Outcome::Done(_) => "done",
        Outcome::Failed(_) => "failed",
    }
}

/// The share of the processor's peak; only for work on the CPU.
fn share(sheet: &Sheet, row: &SheetRow, measured: &Measurement) -> Option<f64> {
    let peak = sheet.peak().filter(|_| row.engine == BackendKind::Cpu)?;
    measured.share_of(peak)
}

fn figures(measured: &Measurement, share: Option<f64>) -> impl IntoView + use<> {
    let rate = match words::rate(measured) {
        Some((rate, unit)) => view! { {rate}<span class="unit">{unit}</span> }.into_any(),
        None => "–".into_any(),
    };
    let share = share.map_or_else(
        || "–".into_any(),
        |share| {
            let percent = format!("{:.0}", 100.0 * share);
            let width = format!("{:.1}%", 100.0 * share.clamp(0.0, 1.0));
            view! {
                <span class="bar" aria-hidden="true"><span style:width=width></span></span>
                <span class="percent">{percent}<span class="unit">"%"</span></span>
            }
            .into_any()
        },
    );
    let ms = || view! { <span class="unit">"ms"</span> };
    view! {
        <td class="figure" data-label=BENCHMARK.say("median")>{words::number(measured.median_ms)}{ms()}</td>
        <td class="figure range" data-label="10–90 %">
            {words::number(measured.low_ms)}"–"{words::number(measured.high_ms)}{ms()}
        </td>
        <td class="figure" data-label=BENCHMARK.say("rate")>{rate}</td>
        <td class="figure" data-label="GFLOP/s">{measured.gflops().map_or_else(|| "–".to_owned(), words::number)}</td>
        <td class="share-of-peak" data-label=BENCHMARK.say("of-peak")><div>{share}</div></td>
    }
}
