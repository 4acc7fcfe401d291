//! Gives a canvas as many pixels as the screen has, whenever its size on the page changes.

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlCanvasElement, ResizeObserver};

use super::{browser, listening::Listening};

/// Keeps the canvas in `node` sharp, and calls `resized` whenever it was emptied by that.
pub fn keep_sharp(node: NodeRef<html::Canvas>, resized: impl Fn(HtmlCanvasElement) + Clone + 'static) {
    Effect::new(move || {
        let Some(canvas) = node.get() else {
            return;
        };
        let (watched, resized) = (canvas.clone(), resized.clone());
        let callback = Closure::<dyn Fn()>::new(move || {
            if fit(&watched) {
                resized(watched.clone());
            }
        });
        let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&canvas);
        // The closure must live as long as the observer calls it.
        Listening::new(move || {
            observer.disconnect();
            drop(callback);
        })
        .keep();
    });
}

/// Fits the backing store to the element; true if that changed it.
fn fit(canvas: &HtmlCanvasElement) -> bool {
    let scale = browser::device_pixel_ratio();
    let pixels = |length: i32| (f64::from(length) * scale).round() as u32;
    let (width, height) = (pixels(canvas.client_width()), pixels(canvas.client_height()));
    if width == 0 || height == 0 || (canvas.width(), canvas.height()) == (width, height) {
        return false;
    }
    canvas.set_width(width);
    canvas.set_height(height);
    true
}
