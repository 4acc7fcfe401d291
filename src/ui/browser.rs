//! The functions of the browser that the page uses; without a browser each returns nothing.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

pub fn window() -> Option<web_sys::Window> {
    // Outside wasm the bindings panic.
    if cfg!(target_arch = "wasm32") { web_sys::window() } else { None }
}

pub fn document() -> Option<web_sys::Document> {
    window()?.document()
}

/// Loads the page again from its address.
pub fn reload() {
    if let Some(window) = window() {
        // Without a location there is nothing to load again.
        let _ = window.location().reload();
    }
}

/// Scrolls the first element of this selector to its beginning, and the page to the element where it begins above the view.
pub fn show_start_of(selector: &str) {
    let Some(element) = document().and_then(|document| document.query_selector(selector).ok().flatten()) else {
        return;
    };
    element.set_scroll_top(0);
    if element.get_bounding_client_rect().top() < 0.0 {
        element.scroll_into_view();
    }
}

/// Scrolls to the top of the page.
pub fn scroll_to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Milliseconds since the page was opened.
pub fn now_ms() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Whether the page was loaded by a link or an address, and not by a reload, by the history, or because the browser had
/// discarded its tab.
pub fn is_new_visit() -> bool {
    let of = |object: &wasm_bindgen::JsValue, key: &str| js_sys::Reflect::get(object, &key.into()).ok();
    let entries = window().and_then(|window| window.performance()).map(|it| it.get_entries_by_type("navigation"));
    let kind = entries.and_then(|entries| of(&entries.get(0), "type")).and_then(|kind| kind.as_string());
    let was_discarded = document().and_then(|document| of(&document, "wasDiscarded")?.as_bool()).unwrap_or(false);
    kind.is_none_or(|kind| kind == "navigate") && !was_discarded
}

/// Whether the page is hidden.
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Whether the reader prefers reduced motion.
pub fn prefers_stillness() -> bool {
    matches_media("(prefers-reduced-motion: reduce)")
}

pub fn matches_media(query: &str) -> bool {
    window().and_then(|window| window.match_media(query).ok().flatten()).is_some_and(|list| list.matches())
}

/// A value of the query string, `engine` for instance.
pub fn query(key: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(key)
}

/// Reads what [`store`] kept; `None` when storage is forbidden.
pub fn stored(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(&format!("scorefield.{key}")).ok()?
}

/// Keeps a value beyond this visit.
///
/// A full or forbidden storage is no error: the link carries the same.
pub fn store(key: &str, value: &str) {
    if let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) {
        let _ = storage.set_item(&format!("scorefield.{key}"), value);
    }
}

/// The storage of this tab, which a reload keeps.
fn tab() -> Option<web_sys::Storage> {
    window()?.session_storage().ok()?
}

/// Keeps a value until the tab is closed, or removes it. A full or forbidden storage is no error: the run then begins anew.
pub fn keep_for_tab(key: &str, value: Option<&str>) {
    let key = format!("scorefield.{key}");
    if let Some(storage) = tab() {
        // An older value must not stay where the new one has no room.
        if value.is_none_or(|value| storage.set_item(&key, value).is_err()) {
            let _ = storage.remove_item(&key);
        }
    }
}

/// Reads what [`keep_for_tab`] kept.
pub fn kept_for_tab(key: &str) -> Option<String> {
    tab()?.get_item(&format!("scorefield.{key}")).ok()?
}

/// The drawing context of a canvas.
pub fn context_2d(canvas: &web_sys::HtmlCanvasElement) -> Option<web_sys::CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

pub fn device_pixel_ratio() -> f64 {
    window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(1.0, 3.0)
}

/// Writes a message for developers to the console.
pub fn log(text: &str) {
    web_sys::console::warn_1(&text.into());
}

/// Offers `text` as a download.
pub fn download(name: &str, text: &str) -> Option<()> {
    offer(name, "text/csv", &text.into())
}

/// Offers `bytes` as a download.
pub fn download_bytes(name: &str, bytes: &[u8]) -> Option<()> {
    // Outside wasm the bindings panic.
    window().and_then(|_| offer(name, "application/octet-stream", &js_sys::Uint8Array::from(bytes)))
}

/// The content of a file; `None` where the browser cannot read it.
/// The bytes at an address of this site; `None` where there are none.
pub async fn fetched(address: &str) -> Option<Vec<u8>> {
    let response: web_sys::Response = JsFuture::from(window()?.fetch_with_str(address)).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

pub async fn bytes_of(file: &web_sys::File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

fn offer(name: &str, kind: &str, part: &wasm_bindgen::JsValue) -> Option<()> {
    let parts = js_sys::Array::of1(part);
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let anchor: web_sys::HtmlAnchorElement = document()?.create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // A download that has begun holds the blob itself.
    leptos::prelude::set_timeout(
        move || {
            let _ = web_sys::Url::revoke_object_url(&url);
        },
        std::time::Duration::from_secs(10),
    );
    Some(())
}

/// Puts `text` on the clipboard; false where that is forbidden, as on pages without encryption.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else {
        return false;
    };
    let navigator = window.navigator();
    let has_clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|value| value.is_truthy());
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
