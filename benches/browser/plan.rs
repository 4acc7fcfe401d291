//! The plan of the measurements that `cargo xtask bench` writes.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{chromium::setting, report::Result};

#[derive(Debug, Deserialize)]
pub struct Plan {
    pub mode: Mode,
    pub rounds: usize,
    /// The time for each measurement, including the warm-up.
    pub budget_ms: u64,
    pub engines: Vec<Engine>,
    pub workloads: Vec<String>,
    /// Whether to use the machine's own WebGPU adapter instead of a software one.
    pub hardware: bool,
    /// The folder of the built page.
    pub site: PathBuf,
    /// The folder in which npm installed TensorFlow.js.
    pub tfjs: PathBuf,
    /// Our engine as a native program, and the Python that has PyTorch.
    pub native: Option<PathBuf>,
    pub python: Option<PathBuf>,
    /// The file for all measurements.
    pub json: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Our engine beside others.
    Compare,
    /// The growth of the times with the work.
    Growth,
    /// The time of a step of each objective.
    Objectives,
    /// Whether the memory grows with the steps.
    Heap,
}

/// The program that computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    Cpu,
    Webgpu,
    TfjsCpu,
    TfjsWasm,
    TfjsWebgpu,
    Native,
    Torch,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "ours, wasm",
            Self::Webgpu => "ours, WebGPU",
            Self::TfjsCpu => "tfjs, cpu",
            Self::TfjsWasm => "tfjs, wasm",
            Self::TfjsWebgpu => "tfjs, WebGPU",
            Self::Native => "ours, native",
            Self::Torch => "PyTorch, native",
        }
    }

    /// Our own engine on the same kind of device; `None` for our own.
    pub fn ours(self) -> Option<Self> {
        match self {
            Self::Cpu | Self::Webgpu | Self::Native => None,
            Self::TfjsCpu | Self::TfjsWasm => Some(Self::Cpu),
            Self::TfjsWebgpu => Some(Self::Webgpu),
            Self::Torch => Some(Self::Native),
        }
    }

    /// Whether it computes in the browser on the CPU, so that the peak of wasm is a bound.
    pub fn is_bound_by_wasm(self) -> bool {
        matches!(self, Self::Cpu | Self::TfjsCpu | Self::TfjsWasm)
    }

    /// Whether it can run `workload`: only our page on the CPU can measure the peak.
    pub fn can(self, workload: &str) -> bool {
        workload != PEAK || self == Self::Cpu
    }
}

/// The label of the loop that measures the peak of wasm.
pub const PEAK: &str = "peak";

impl Plan {
    /// The plan in the file that the environment names.
    pub fn read() -> Result<Self> {
        let path = setting("SCOREFIELD_BENCH_PLAN");
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
    }
}
