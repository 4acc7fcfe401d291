//! The meaning of the numbers, in words.

use super::{
    sheet::{Sheet, Standing},
    words::{about, duration, place},
};
use crate::{
    protocol::{BackendKind, Measurement, Pace, STEPS_TO_LIKENESS, Workload},
    ui::{engines, words::BENCHMARK},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The main result.
    pub headline: String,
    /// The reasons for it.
    pub sentences: Vec<String>,
}

impl Verdict {
    /// The verdict on a finished sheet.
    pub fn of(sheet: &Sheet) -> Self {
        let Some((kind, why)) = chosen(sheet) else {
            let reasons = [BackendKind::Cpu, BackendKind::WebGpu].map(|kind| match sheet.standing(kind) {
                Standing::Away(why) | Standing::Failed(why) => {
                    let values = [("engine", engines::name(kind).into()), ("why", (&**why).into())];
                    BENCHMARK.with("engine-reason", &values)
                }
                Standing::Starting | Standing::Ready(_) => String::new(),
            });
            return Self { headline: BENCHMARK.say("no-engine"), sentences: reasons.into() };
        };
        let measured: Vec<_> = sheet.measured(kind).collect();
        let training = measured.iter().find_map(|measured| training(kind, measured)).unwrap_or_default();
        Self { headline: headline(&measured), sentences: training.into_iter().chain([why]).collect() }
    }
}

/// The engine that the page would train on, and why.
pub fn chosen(sheet: &Sheet) -> Option<(BackendKind, String)> {
    let (kind, why) = match (&sheet.cpu, &sheet.gpu) {
        (Standing::Ready(cpu), Standing::Ready(gpu)) => {
            let kind = if gpu.step_ms < cpu.step_ms { BackendKind::WebGpu } else { BackendKind::Cpu };
            (kind, engines::comparison([cpu.step_ms, gpu.step_ms]))
        }
        (Standing::Ready(_), Standing::Away(why) | Standing::Failed(why)) => (BackendKind::Cpu, why.clone()),
        (Standing::Away(why) | Standing::Failed(why), Standing::Ready(_)) => (BackendKind::WebGpu, why.clone()),
        _ => return None,
    };
    Some(match sheet.only {
        Some(only) => (only, BENCHMARK.with("only", &[("engine", place(only).into())])),
        None => (kind, BENCHMARK.with("chosen", &[("engine", place(kind).into()), ("why", why.into())])),
    })
}

/// The speed of this training, and the time until the first good samples.
fn training(kind: BackendKind, measured: &Measurement) -> Option<Vec<String>> {
    let Workload::Train { width, depth, .. } = measured.workload else {
        return None;
    };
    let (rate, wait) = (about(measured.per_second()?), duration(measured.seconds_to_likeness()?));
    let of_network =
        [("depth", depth.to_string()), ("width", width.to_string()), ("rate", rate), ("engine", place(kind))];
    let of_network = of_network.map(|(name, value)| (name, value.into()));
    let is_default = measured.workload.is_of_default_network();
    let steps = about(STEPS_TO_LIKENESS.into());
    Some(vec![
        BENCHMARK.with(if is_default { "pace-of-default" } else { "pace-of-network" }, &of_network),
        BENCHMARK.with("wait", &[("wait", wait.into()), ("steps", steps.into())]),
    ])
}

/// Whether lessons are live, according to the measurements.
fn headline(measured: &[&Measurement]) -> String {
    let paces: Vec<_> = measured.iter().filter_map(|measured| measured.pace()).collect();
    let usual = measured.iter().find(|measured| measured.workload.is_of_default_network());
    BENCHMARK.say(match (&paces[..], usual.and_then(|measured| measured.pace())) {
        ([], _) if measured.is_empty() => "verdict-nothing",
        ([], _) => "verdict-no-lessons",
        ([Pace::Live], _) => "verdict-this-live",
        ([Pace::Patient], _) => "verdict-this-patient",
        (paces, _) if paces.iter().all(|pace| *pace == Pace::Live) => "verdict-all-live",
        (_, Some(Pace::Live)) => "verdict-mostly-live",
        _ => "verdict-patient",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::BackendInfo,
        ui::benchmark::{Request, sheet::Outcome},
    };

    /// A finished sheet: a training step of the default network takes `ms` on the CPU.
    fn sheet(request: &Request, ms: f64) -> Sheet {
        let mut sheet = Sheet::new(request);
        let info = BackendInfo { kind: BackendKind::Cpu, name: "SIMD".to_owned(), step_ms: ms, build: String::new() };
        sheet.stand(BackendKind::Cpu, Standing::Ready(info));
        sheet.stand(BackendKind::WebGpu, Standing::Away("no WebGPU adapter".to_owned()));
        sheet.begin();
        let usual = Workload::STANDARD[1].flop().unwrap();
        while let Some((kind, workload)) = sheet.next() {
            let measured = Measurement::new(workload, vec![ms * workload.flop().unwrap() / usual], 5, None).unwrap();
            sheet.answer(kind, Outcome::Done(measured));
        }
        sheet
    }

    #[test]
    fn it_says_whether_lessons_are_live() {
        let headline = |ms| Verdict::of(&sheet(&Request::default(), ms)).headline;
        assert_eq!(headline(0.5), "Every lesson will be live on this device");
        assert!(headline(5.0).contains("large networks"));
        assert_eq!(headline(40.0), "Lessons work on this device, but take some patience");
        let one = Request { workloads: vec![Workload::STANDARD[1]], ..Request::default() };
        assert!(Verdict::of(&sheet(&one, 0.5)).headline.starts_with("A lesson with this work"));
        let peak = Request { workloads: vec![Workload::Peak], ..Request::default() };
        assert_eq!(Verdict::of(&sheet(&peak, 0.5)).headline, "This alone says nothing about lessons");
    }

    #[test]
    fn it_says_how_fast_how_long_and_why() {
        let verdict = Verdict::of(&sheet(&Request::default(), 4.0));
        assert_eq!(
            verdict.sentences,
            [
                "The default network, 3 layers of 64 neurons, makes about 250 training steps a second on the CPU.",
                "From Train to a good ring, or to eight Gaussians, it takes about 6 s, or 1\u{2009}500 steps.",
                "The page would train on the CPU: no WebGPU adapter.",
            ]
        );
        let only = Request { only: Some(BackendKind::Cpu), ..Request::default() };
        let verdict = Verdict::of(&sheet(&only, 4.0));
        assert_eq!(verdict.sentences[2], "Only the CPU was measured, as the address asks.");
    }

    #[test]
    fn of_two_engines_it_takes_the_one_that_the_page_takes() {
        let mut sheet = Sheet::new(&Request::default());
        for (kind, step_ms) in [(BackendKind::Cpu, 2.0), (BackendKind::WebGpu, 1.0)] {
            sheet.stand(
                kind,
                Standing::Ready(BackendInfo { kind, name: "adapter".to_owned(), step_ms, build: String::new() }),
            );
        }
        let (kind, why) = chosen(&sheet).unwrap();
        assert_eq!(kind, BackendKind::WebGpu);
        assert!(why.contains("1.0 ms/step") && why.contains("2.0 ms/step"), "{why}");
        sheet.stand(BackendKind::WebGpu, Standing::Failed("it no longer answers".to_owned()));
        assert_eq!(chosen(&sheet).unwrap().0, BackendKind::Cpu);
        sheet.stand(BackendKind::Cpu, Standing::Failed("its program failed".to_owned()));
        assert_eq!(Verdict::of(&sheet).headline, "No engine runs on this device");
    }
}
