//! The CPU engine as a worker of the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    scorefield::engine::worker::run_constructors();
    let build = option_env!("SCOREFIELD_BUILD").unwrap_or_default();
    wasm_bindgen_futures::spawn_local(scorefield::engine::worker::serve(scorefield::engine::Backend::cpu(), build));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program is a worker of the page and runs in a browser; see `cargo xtask serve`.");
}
