//! The memory of the page.

use std::{collections::HashMap, fs};

use serde_json::json;

use crate::page::{Page, Result};

/// Keeps the memory of the page's program.
pub const WATCH: &str = r"
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const make = WebAssembly[name];
        WebAssembly[name] = async (...args) => {
            const made = await make.apply(WebAssembly, args);
            window.spy.memory = (made.instance ?? made).exports.memory;
            return made;
        };
    }";

/// What is held after a collection of garbage, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// The heap of JavaScript.
    pub script: f64,
    /// The memory of the page's program, which never shrinks.
    pub program: f64,
    /// The resident memory of the browser's processes that show pages, with all workers; `None` where it cannot be known.
    pub renderers: Option<f64>,
}

impl Memory {
    /// Collects garbage and measures.
    pub async fn measure(page: &Page) -> Result<Self> {
        page.ask_browser("Performance.enable", json!({})).await?;
        // What the tests themselves keep is not the page's.
        let forget =
            "const spy = window.spy; spy.turns.length = 0; spy.workers = spy.workers.filter(w => w.alive); return true";
        page.evaluate::<bool>(forget).await?;
        page.ask_browser("HeapProfiler.collectGarbage", json!({})).await?;
        let answer = page.ask_browser("Performance.getMetrics", json!({})).await?;
        let metrics = answer["metrics"].as_array().cloned().unwrap_or_default();
        let heap = metrics.iter().find(|metric| metric["name"] == "JSHeapUsedSize");
        let script = heap.and_then(|metric| metric["value"].as_f64()).ok_or("the browser tells no size of its heap")?;
        let program = page.evaluate("return window.spy.memory.buffer.byteLength").await?;
        Ok(Self { script, program, renderers: renderers() })
    }
}

/// The resident memory of all renderers that descend from this process.
fn renderers() -> Option<f64> {
    /// The size of a page of memory.
    const PAGE: f64 = 4096.0;
    let pids = fs::read_dir("/proc").ok()?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let parent = |pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name before may have spaces.
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    let parents: HashMap<u32, u32> = pids.filter_map(|pid| Some((pid, parent(pid)?))).collect();
    let descends = |mut pid: u32| {
        while let Some(parent) = parents.get(&pid) {
            if *parent == std::process::id() {
                return true;
            }
            pid = *parent;
        }
        false
    };
    let shows =
        |pid: u32| fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| contains(&line, b"--type=renderer"));
    let resident = |pid: u32| {
        let sizes = fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
        sizes.split_whitespace().nth(1)?.parse::<f64>().ok()
    };
    let pages = parents.keys().copied().filter(|pid| descends(*pid) && shows(*pid)).filter_map(resident);
    Some(PAGE * pages.sum::<f64>()).filter(|bytes| *bytes > 0.0)
}

fn contains(line: &[u8], part: &[u8]) -> bool {
    line.windows(part.len()).any(|window| window == part)
}
