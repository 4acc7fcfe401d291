//! Gives a canvas the pixels of the screen, whenever its size on the page or the number of pixels in it changes.

use std::{rc::Rc, time::Duration};

use leptos::{html, prelude::*};
use leptos_use::{use_device_pixel_ratio, use_resize_observer};
use web_sys::HtmlCanvasElement;

use super::{browser, listening::every};

/// The time between two looks at the number of pixels.
const LOOK: Duration = Duration::from_millis(500);

/// Keeps the canvas in `node` sharp, and calls `resized` whenever that emptied it, as long as the present owner lives.
pub fn keep_sharp(node: NodeRef<html::Canvas>, resized: impl Fn(HtmlCanvasElement) + 'static) {
    let refit = Rc::new(move || {
        if let Some(canvas) = node.try_get_untracked().flatten()
            && fit(&canvas)
        {
            resized(canvas);
        }
    });
    let (again, look) = (refit.clone(), refit.clone());
    let look = move || look();
    use_resize_observer(node, move |_, _| refit());
    // A zoom, or another screen: the size on the page may stay the same.
    if browser::window().is_some() {
        let ratio = use_device_pixel_ratio();
        Effect::new(move || {
            ratio.track();
            again();
        });
        // Some browsers tell of another number of pixels only with the next frame that something else asks for.
        every(LOOK, look);
    }
}

/// Fits the backing store to the element; true if its size changed.
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
