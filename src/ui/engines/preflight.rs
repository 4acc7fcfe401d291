//! Checks whether the WebGPU engine can run, before it is fetched.
//!
//! It uses plain JavaScript reflection, since the Rust bindings to WebGPU are not stable yet.

use std::fmt;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::ui::{browser, words::ENGINES};

/// Why the WebGPU engine is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    NoApi,
    NoAdapter,
    Software,
    // burn measures kernels with timestamps, and panics where they are missing.
    NoTimestamps,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ENGINES.say(match self {
            Self::NoApi => "no-webgpu",
            Self::NoAdapter => "no-adapter",
            Self::Software => "software-adapter",
            Self::NoTimestamps => "no-timestamps",
        }))
    }
}

/// Looks for an adapter that the engine can run on. With `forced` a software adapter is accepted.
///
/// # Errors
/// The reason why there is no such adapter.
pub async fn preflight(forced: bool) -> Result<(), Unfit> {
    let gpu = browser::window().and_then(|window| property(window.navigator().as_ref(), "gpu")).ok_or(Unfit::NoApi)?;
    let adapter = request_adapter(&gpu).await.ok_or(Unfit::NoAdapter)?;
    if !forced && is_fallback(&adapter) {
        return Err(Unfit::Software);
    }
    if has_feature(&adapter, "timestamp-query") { Ok(()) } else { Err(Unfit::NoTimestamps) }
}

/// A property, unless it is undefined or null.
fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

async fn request_adapter(gpu: &JsValue) -> Option<JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"powerPreference".into(), &"high-performance".into()).ok()?;
    let request: Function = property(gpu, "requestAdapter")?.dyn_into().ok()?;
    let promise: Promise = request.call1(gpu, &options).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok().filter(|adapter| !adapter.is_null() && !adapter.is_undefined())
}

/// Whether the adapter is a software one. Newer browsers have the flag in the adapter's information.
fn is_fallback(adapter: &JsValue) -> bool {
    let flag = |of: &JsValue| property(of, "isFallbackAdapter").is_some_and(|flag| flag.is_truthy());
    flag(adapter) || property(adapter, "info").is_some_and(|info| flag(&info))
}

fn has_feature(adapter: &JsValue, name: &str) -> bool {
    let ask = || {
        let features = property(adapter, "features")?;
        let has: Function = property(&features, "has")?.dyn_into().ok()?;
        has.call1(&features, &name.into()).ok()
    };
    ask().is_some_and(|answer| answer.is_truthy())
}
