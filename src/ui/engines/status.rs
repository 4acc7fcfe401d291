//! What the page shows about its engine.

use crate::{
    protocol::{BackendInfo, BackendKind},
    ui::words::ENGINES,
};

/// Which engine runs, its state, and why it was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineStatus {
    pub kind: BackendKind,
    pub phase: Phase,
    pub info: Option<BackendInfo>,
    /// Why this engine was chosen.
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Starting,
    Ready,
    Restarting,
    Failed,
}

impl Default for EngineStatus {
    fn default() -> Self {
        Self { kind: BackendKind::Cpu, phase: Phase::Starting, info: None, why: String::new() }
    }
}

/// The name of an engine in the page.
pub fn name(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Cpu => "CPU",
        BackendKind::WebGpu => "WebGPU",
    }
}

/// The name of an engine in addresses and files.
pub fn key(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Cpu => "cpu",
        BackendKind::WebGpu => "webgpu",
    }
}

/// `1.2 ms/step`, `0.45 ms/step`
fn pace(step_ms: f64) -> String {
    let decimals = if step_ms < 1.0 { 2 } else { 1 };
    ENGINES.with("pace", &[("ms", format!("{step_ms:.decimals$}").into())])
}

impl EngineStatus {
    /// The `data-kind` of the indicator: empty until the engine is ready.
    pub fn key(&self) -> &'static str {
        if self.phase == Phase::Ready { key(self.kind) } else { "" }
    }

    /// Sets the reason why this engine runs.
    pub fn explain(&mut self, why: &str) {
        why.clone_into(&mut self.why);
    }

    /// The short text for the indicator.
    pub fn short(&self) -> String {
        let name = ("name", name(self.kind).into());
        match (self.phase, &self.info) {
            (Phase::Starting, _) => ENGINES.with("starting", &[name]),
            (Phase::Restarting, _) => ENGINES.with("restarting", &[name]),
            (Phase::Failed, _) => ENGINES.with("stopped", &[name]),
            (Phase::Ready, Some(info)) => ENGINES.with("ready", &[name, ("pace", pace(info.step_ms).into())]),
            (Phase::Ready, None) => self::name(self.kind).to_owned(),
        }
    }

    /// The full text: engine, adapter and reason.
    pub fn long(&self) -> String {
        let name = ("name", name(self.kind).into());
        let story = match &self.info {
            Some(BackendInfo { name: adapter, step_ms, .. }) => {
                let values = [name, ("adapter", (&**adapter).into()), ("pace", pace(*step_ms).into())];
                ENGINES.with("story-adapter", &values)
            }
            None => ENGINES.with("story", &[name]),
        };
        if self.why.is_empty() {
            return story;
        }
        ENGINES.with("because", &[("story", story.into()), ("why", (&*self.why).into())])
    }
}

/// The text that compares the times of two engines for a step.
pub fn comparison([cpu_ms, gpu_ms]: [f64; 2]) -> String {
    let gpu = if gpu_ms.is_finite() { pace(gpu_ms) } else { ENGINES.say("failed") };
    ENGINES.with("comparison", &[("cpu", pace(cpu_ms).into()), ("gpu", gpu.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indicator_says_what_runs_and_why() {
        let mut status = EngineStatus::default();
        assert_eq!((status.short().as_str(), status.key()), ("CPU starting", ""));
        status.phase = Phase::Ready;
        status.info =
            Some(BackendInfo { kind: BackendKind::Cpu, name: "flex".into(), step_ms: 2.94, build: String::new() });
        status.why = "No WebGPU adapter".into();
        assert_eq!((status.short().as_str(), status.key()), ("CPU · 2.9 ms/step", "cpu"));
        status.info =
            Some(BackendInfo { kind: BackendKind::Cpu, name: "SIMD".into(), step_ms: 0.447, build: String::new() });
        assert_eq!(status.short(), "CPU · 0.45 ms/step");
        assert!(status.long().ends_with("No WebGPU adapter."));
    }
}
