//! Measurements as text for readers.

use crate::{
    protocol::{BackendKind, Measurement, Workload},
    ui::{numbers::grouped, registered, words::BENCHMARK},
};

/// About three significant digits: `0.447`, `1.23`, `12.3`, `1 234`.
pub fn number(value: f64) -> String {
    match value {
        _ if !value.is_finite() => "–".to_owned(),
        99.95.. => grouped(value.round() as u64),
        9.995.. => format!("{value:.1}"),
        0.9995.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A rate with two significant digits: `2 300`, `87`.
pub fn about(value: f64) -> String {
    let mut unit = 1;
    let whole = value.max(0.0).round() as u64;
    while whole / unit >= 100 {
        unit *= 10;
    }
    grouped((whole + unit / 2) / unit * unit)
}

/// `less than a second`, `about 3 s`, `about 2 min`.
pub fn duration(seconds: f64) -> String {
    match seconds {
        119.5.. => BENCHMARK.with("about-minutes", &[("minutes", about(seconds / 60.0).into())]),
        0.95.. => BENCHMARK.with("about-seconds", &[("seconds", about(seconds).into())]),
        _ => BENCHMARK.say("less-than-a-second"),
    }
}

/// The name of the device that an engine runs on.
pub fn place(kind: BackendKind) -> String {
    BENCHMARK.say(match kind {
        BackendKind::Cpu => "the-cpu",
        BackendKind::WebGpu => "the-webgpu",
    })
}

/// What the work is.
pub fn work(workload: &Workload) -> String {
    let of = |name: &'static str, number: u32| (name, number.to_string().into());
    match *workload {
        Workload::Train { width, depth, batch } => {
            BENCHMARK.with("work-train", &[of("depth", depth), of("width", width), of("batch", batch)])
        }
        Workload::Sample { width, depth, particles, steps } => {
            let points = ("points", grouped(particles.into()).into());
            BENCHMARK.with("work-sample", &[of("depth", depth), of("width", width), points, of("steps", steps)])
        }
        Workload::Objective { .. } => {
            let task = workload.task();
            let slot = task.as_ref().and_then(|task| task.slot("objective"));
            let label = slot.map(|slot| registered::config_label("objective", slot.config())).unwrap_or_default();
            BENCHMARK.with("work-objective", &[("objective", label.into())])
        }
        Workload::Peak => BENCHMARK.say("work-peak"),
    }
}

/// How often it is done, with its unit.
pub fn rate(measured: &Measurement) -> Option<(String, String)> {
    let unit = match measured.workload {
        Workload::Train { .. } | Workload::Objective { .. } => BENCHMARK.say("steps-a-second"),
        Workload::Sample { .. } => BENCHMARK.say("points-a-second"),
        Workload::Peak => return None,
    };
    measured.per_second().map(|rate| (number(rate), unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_or_so() {
        let texts = [0.0004, 0.4471, 0.9999, 1.234, 12.34, 99.96, 1234.4, f64::NAN].map(number);
        assert_eq!(texts, ["0.000", "0.447", "1.00", "1.23", "12.3", "100", "1\u{2009}234", "–"]);
        assert_eq!(
            [0.2, 87.4, 99.6, 2349.0, 283_456.0].map(about),
            ["0", "87", "100", "2\u{2009}300", "280\u{2009}000"]
        );
        assert_eq!(
            [0.3, 3.4, 75.0, 150.0].map(duration),
            ["less than a second", "about 3 s", "about 75 s", "about 3 min"]
        );
    }

    #[test]
    fn work_is_told_in_words() {
        let [peak, train, _, sample] = Workload::STANDARD;
        assert_eq!(work(&train), "Train 3 × 64, 200 points a step");
        assert_eq!(work(&sample), "Sample 3 × 128, 5\u{2009}000 points, 50 steps");
        let measured = |workload| Measurement::new(workload, vec![2.0], 5, None).unwrap();
        assert_eq!(rate(&measured(train)), Some(("500".to_owned(), "steps/s".to_owned())));
        assert_eq!(rate(&measured(peak)), None);
    }
}
