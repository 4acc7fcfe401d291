//! When the stage is drawn: once per animation frame, and only if something has changed.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{
    draw,
    samples::Samples,
    scene::{Heat, Scene, Vectors},
    series::Series,
    sprite::Sprites,
};
use crate::{
    protocol::{Grid, MapKind},
    ui::{browser, clock::Clock},
};

/// A pause of the page must not make the clock leap.
const LONGEST_FRAME_MS: f64 = 100.0;

/// What a frame came to.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub clock: Clock,
    /// Half the width of what is shown.
    pub extent: f64,
    /// Something new of the engine has been drawn.
    pub acknowledges: bool,
}

/// A handle to the stage.
#[derive(Clone, Debug, Default)]
pub struct Stage(Rc<Inner>);

type Listener = Box<dyn Fn(&Frame)>;

#[derive(Default)]
struct Inner {
    scene: RefCell<Scene>,
    clock: Cell<Clock>,
    canvas: RefCell<Option<(HtmlCanvasElement, CanvasRenderingContext2d)>>,
    sprites: RefCell<Sprites>,
    listeners: RefCell<Vec<Listener>>,
    scheduled: Cell<bool>,
    dirty: Cell<bool>,
    fresh: Cell<bool>,
    last_ms: Cell<f64>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl Stage {
    /// Draws on `canvas` from now on.
    pub fn attach(&self, canvas: HtmlCanvasElement) {
        if let Some(context) = browser::context_2d(&canvas) {
            *self.0.canvas.borrow_mut() = Some((canvas, context));
            self.invalidate();
        }
    }

    /// Changes what is shown.
    pub fn update(&self, change: impl FnOnce(&mut Scene)) {
        // Nothing that is called while the scene is drawn changes it.
        if let Ok(mut scene) = self.0.scene.try_borrow_mut() {
            change(&mut scene);
        }
        self.invalidate();
    }

    /// Looks at what is shown.
    pub fn look<T>(&self, look: impl FnOnce(&Scene) -> T) -> T {
        look(&self.0.scene.borrow())
    }

    pub fn clock(&self) -> Clock {
        self.0.clock.get()
    }

    pub fn set_clock(&self, change: impl FnOnce(&mut Clock)) {
        let mut clock = self.0.clock.get();
        change(&mut clock);
        self.0.clock.set(clock);
        self.invalidate();
    }

    /// Calls `listener` after every frame.
    pub fn listen(&self, listener: impl Fn(&Frame) + 'static) {
        self.0.listeners.borrow_mut().push(Box::new(listener));
    }

    /// A cloud has arrived, of the `past` or of the present weights; whoever listens on the canvas is told where it ends.
    pub fn take_samples(&self, times: Vec<f32>, positions: Vec<f32>, count: usize, past: bool) {
        self.0.fresh.set(true);
        self.update(|scene| {
            let last = std::mem::replace(&mut scene.samples, Samples::new(times, positions, count));
            match past {
                // The first cloud of the past: what was seen until now stays as a shadow.
                true if scene.present.is_empty() => scene.present = last,
                true => {}
                false => scene.present = Samples::default(),
            }
        });
        let Some((canvas, _)) = self.0.canvas.borrow().clone() else {
            return;
        };
        let detail = self.look(|scene| js_sys::Float32Array::from(scene.samples.last()));
        let options = web_sys::CustomEventInit::new();
        options.set_detail(&detail);
        if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict("scorefield:samples", &options) {
            let _ = canvas.dispatch_event(&event);
        }
    }

    /// The paths of a neural ODE have been followed; false if that cannot be read.
    pub fn take_walk(&self, buffers: Vec<Vec<f32>>, paths: usize) -> bool {
        self.0.fresh.set(true);
        let series = Series::new(buffers, paths);
        let is_known = series.is_some();
        self.update(|scene| scene.series = series);
        is_known
    }

    /// A vector field has arrived.
    pub fn take_field(&self, learned: bool, grid: Grid, velocities: Vec<f32>) {
        self.0.fresh.set(true);
        let vectors = Some(Vectors { grid, velocities });
        self.update(|scene| if learned { scene.learned = vectors } else { scene.exact = vectors });
    }

    /// A map has arrived; its largest number, however it is signed.
    pub fn take_map(&self, kind: MapKind, grid: Grid, numbers: Vec<f32>) -> Option<f32> {
        self.0.fresh.set(true);
        self.update(|scene| {
            let version = scene.heat.as_ref().map_or(0, |heat| heat.version.wrapping_add(1));
            scene.heat = Some(Heat { grid, numbers, kind, version });
        });
        self.look(|scene| scene.heat.as_ref().map(Heat::largest))
    }

    /// Draws again, in the next animation frame.
    pub fn invalidate(&self) {
        self.0.dirty.set(true);
        self.schedule();
    }

    fn schedule(&self) {
        if self.0.scheduled.replace(true) {
            return;
        }
        let stage = self.clone();
        let callback = Closure::once_into_js(move |now: f64| stage.frame(now));
        let asked = browser::window().map(|window| window.request_animation_frame(callback.unchecked_ref()));
        if !matches!(asked, Some(Ok(_))) {
            self.0.scheduled.set(false);
        }
    }

    fn frame(&self, now_ms: f64) {
        let inner = &self.0;
        inner.scheduled.set(false);
        let elapsed = (now_ms - inner.last_ms.replace(now_ms)).clamp(0.0, LONGEST_FRAME_MS);
        let mut clock = inner.clock.get();
        let moved = clock.advance(elapsed);
        inner.clock.set(clock);
        if inner.dirty.replace(false) || moved {
            inner.scene.borrow_mut().zoom(clock.t);
            inner.scene.borrow_mut().lead(clock.t);
            if let Some((canvas, context)) = &*inner.canvas.borrow() {
                draw::draw(context, canvas, &inner.scene.borrow(), clock.t, &mut inner.sprites.borrow_mut());
            }
            let extent = self.look(|scene| scene.extent);
            let frame = Frame { clock, extent, acknowledges: inner.fresh.replace(false) };
            inner.listeners.borrow().iter().for_each(|listener| listener(&frame));
        }
        if clock.playing {
            self.schedule();
        }
    }
}
