//! Everything that was measured, for programs.

use serde::Serialize;

use super::sheet::{Outcome, Sheet, SheetRow, Standing};
use crate::{
    protocol::{BackendKind, Measurement},
    ui::{browser, engines},
};

#[derive(Debug, Serialize)]
struct Report<'a> {
    /// The version of the page that measured.
    version: &'static str,
    user_agent: String,
    /// The number of processors that the browser reports.
    cores: u32,
    budget_ms: u32,
    engines: Vec<Engine<'a>>,
    results: Vec<Result<'a>>,
}

#[derive(Debug, Serialize)]
struct Engine<'a> {
    engine: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Why it was not measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Result<'a> {
    engine: &'static str,
    workload: String,
    #[serde(flatten)]
    found: Option<Found>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Found {
    median_ms: f64,
    low_ms: f64,
    high_ms: f64,
    repetitions: u32,
    gflops: Option<f64>,
    per_second: Option<f64>,
    heap_bytes: Option<u64>,
}

impl From<&Measurement> for Found {
    fn from(measured: &Measurement) -> Self {
        let Measurement { median_ms, low_ms, high_ms, repetitions, heap_bytes, .. } = *measured;
        let (gflops, per_second) = (measured.gflops(), measured.per_second());
        Self { median_ms, low_ms, high_ms, repetitions, gflops, per_second, heap_bytes }
    }
}

/// The sheet as JSON.
pub fn json(sheet: &Sheet, budget_ms: u32) -> String {
    let navigator = browser::window().map(|window| window.navigator());
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        user_agent: navigator.as_ref().and_then(|navigator| navigator.user_agent().ok()).unwrap_or_default(),
        cores: navigator.map_or(0, |navigator| navigator.hardware_concurrency() as u32),
        budget_ms,
        engines: engines(sheet),
        results: sheet.rows.iter().map(result).collect(),
    };
    // This does not fail: numbers that are not finite become null.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn engines(sheet: &Sheet) -> Vec<Engine<'_>> {
    let engine = |kind: BackendKind| {
        let (name, absent) = match sheet.standing(kind) {
            Standing::Ready(info) => (Some(info.name.as_str()), None),
            Standing::Away(why) | Standing::Failed(why) => (None, Some(why.as_str())),
            Standing::Starting => (None, None),
        };
        Engine { engine: engines::key(kind), name, absent }
    };
    [BackendKind::Cpu, BackendKind::WebGpu].map(engine).into()
}

fn result(row: &SheetRow) -> Result<'_> {
    let error = match &row.outcome {
        Outcome::Failed(why) => Some(why.as_str()),
        _ => None,
    };
    Result {
        engine: engines::key(row.engine),
        workload: row.workload.label(),
        found: row.measurement().map(Found::from),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::{BackendInfo, Workload},
        ui::benchmark::Request,
    };

    #[test]
    fn results_and_errors_have_their_own_forms() {
        let request = Request { workloads: Workload::STANDARD[..2].to_vec(), ..Request::default() };
        let mut sheet = Sheet::new(&request);
        let info = BackendInfo { kind: BackendKind::Cpu, name: "SIMD".to_owned(), step_ms: 1.0, build: String::new() };
        sheet.stand(BackendKind::Cpu, Standing::Ready(info));
        sheet.stand(BackendKind::WebGpu, Standing::Away("no adapter".to_owned()));
        sheet.begin();
        sheet.next();
        let measured = Measurement::new(Workload::Peak, vec![0.48], 9, Some(65_536)).unwrap();
        sheet.answer(BackendKind::Cpu, Outcome::Done(measured));
        sheet.stand(BackendKind::Cpu, Standing::Failed("gone".to_owned()));
        let json = |part| serde_json::to_value(part).unwrap();
        let results: Vec<_> = sheet.rows.iter().map(|row| json(result(row))).collect();
        assert_eq!((&results[0]["engine"], &results[0]["workload"]), (&json_text("cpu"), &json_text("peak")));
        assert_eq!((results[0]["repetitions"].as_u64(), results[0]["heap_bytes"].as_u64()), (Some(9), Some(65_536)));
        assert!(results[0]["gflops"].is_number() && results[0].get("error").is_none());
        assert_eq!(results[1]["error"], json_text("gone"));
        assert!(results[1].get("median_ms").is_none());
        assert_eq!(serde_json::to_value(engines(&sheet)).unwrap()[1]["absent"], json_text("no adapter"));
    }

    fn json_text(text: &str) -> serde_json::Value {
        serde_json::Value::String(text.to_owned())
    }
}
