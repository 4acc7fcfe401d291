//! When the stage is drawn: once per animation frame, and only if something has changed.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{
    draw,
    grids::{Heat, Vectors},
    picture::Pictures,
    samples::Samples,
    scene::Scene,
    series::SeriesPicture,
    sight::{EngineQuestion, Onlooker, Sight},
    world::Agents,
};
use crate::{
    protocol::{MapKind, PlaneGrid, RolloutsAnswer},
    ui::{
        browser,
        clock::Clock,
        frames::{FrameLoop, Seat},
        listening::Listening,
    },
};

/// Answers of the engine are drawn no more often.
const REST_MS: f64 = 90.0;

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
#[derive(Clone, Debug)]
pub struct Stage(Rc<Inner>);

type Listener = Rc<dyn Fn(&Frame)>;

struct Inner {
    sight: Sight,
    seat: Seat,
    scene: RefCell<Scene>,
    canvas: RefCell<Option<(HtmlCanvasElement, CanvasRenderingContext2d)>>,
    pictures: RefCell<Pictures>,
    listeners: RefCell<Vec<Listener>>,
    dirty: Cell<bool>,
    fresh: Cell<bool>,
    /// The time that was drawn last.
    drawn_t: Cell<f64>,
    /// When that was, in milliseconds.
    drawn_ms: Cell<f64>,
    /// Whether fields and maps have been asked for and have not come.
    awaits: Cell<[bool; 2]>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("sight", &self.sight).finish_non_exhaustive()
    }
}

impl Onlooker for Inner {
    fn invalidate(&self) {
        self.dirty.set(true);
        self.seat.request();
    }

    fn extent_at(&self, t: f64) -> f64 {
        self.scene.borrow().extent_at(t)
    }

    fn usual_length(&self) -> Option<f64> {
        self.scene.borrow().usual
    }

    fn awaits(&self, asked: EngineQuestion) -> bool {
        self.awaits.get()[asked as usize]
    }
}

impl Stage {
    /// A stage that is drawn in the loop `frames`, with the time and the extent of `sight`.
    pub fn new(frames: &FrameLoop, sight: Sight) -> Self {
        let inner = Rc::new_cyclic(|stage: &Weak<Inner>| {
            sight.join(stage.clone());
            let stage = stage.clone();
            let seat = frames.seat(move |now_ms| stage.upgrade().is_some_and(|inner| Stage(inner).frame(now_ms)));
            Inner {
                sight,
                seat,
                scene: RefCell::default(),
                canvas: RefCell::default(),
                pictures: RefCell::default(),
                listeners: RefCell::default(),
                dirty: Cell::new(false),
                fresh: Cell::new(false),
                drawn_t: Cell::new(f64::NAN),
                drawn_ms: Cell::new(f64::NEG_INFINITY),
                awaits: Cell::default(),
            }
        });
        Self(inner)
    }

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

    /// Calls `listener` after every frame, as long as what is returned lives.
    pub fn listen(&self, listener: impl Fn(&Frame) + 'static) -> Listening {
        let listener: Listener = Rc::new(listener);
        let (stage, own) = (Rc::downgrade(&self.0), listener.clone());
        self.0.listeners.borrow_mut().push(listener);
        Listening::new(move || {
            if let Some(stage) = stage.upgrade() {
                stage.listeners.borrow_mut().retain(|listener| !Rc::ptr_eq(listener, &own));
            }
        })
    }

    /// Whether the engine owes fields, and a map.
    pub fn set_awaits(&self, fields: bool, map: bool) {
        self.0.awaits.set([fields, map]);
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
        let series = SeriesPicture::new(buffers, paths);
        let is_known = series.is_some();
        self.update(|scene| scene.series = series);
        is_known
    }

    /// The agents of a policy have acted; false if that cannot be read.
    pub fn take_rollouts(&self, buffers: Vec<Vec<f32>>, answer: &RolloutsAnswer) -> bool {
        self.0.fresh.set(true);
        let agents = Agents::new(buffers, answer);
        let is_known = agents.is_some();
        self.update(|scene| scene.agents = agents);
        is_known
    }

    /// A vector field has arrived.
    pub fn take_field(&self, learned: bool, grid: PlaneGrid, velocities: Vec<f32>) {
        self.0.fresh.set(true);
        let vectors = Some(Vectors { grid, velocities });
        self.update(|scene| {
            if learned {
                scene.learned = vectors;
            } else {
                scene.exact = vectors;
            }
            scene.measure();
        });
    }

    /// A map has arrived; its largest number, however it is signed.
    pub fn take_map(&self, kind: MapKind, grid: PlaneGrid, numbers: Vec<f32>) -> Option<f32> {
        self.0.fresh.set(true);
        self.update(|scene| {
            let version = scene.heat.as_ref().map_or(0, |heat| heat.version.wrapping_add(1));
            scene.heat = Some(Heat { grid, numbers, kind, version });
        });
        self.look(|scene| scene.heat.as_ref().map(Heat::largest))
    }

    /// Draws again, in the next animation frame.
    pub fn invalidate(&self) {
        self.0.invalidate();
    }

    /// One animation frame; true if the next is needed too.
    fn frame(&self, now_ms: f64) -> bool {
        let inner = &self.0;
        let clock = inner.sight.advance(now_ms);
        let moved = inner.drawn_t.replace(clock.t) != clock.t;
        // What the engine says may wait a little: a page that draws every answer at once has time for nothing else.
        if inner.fresh.get() && !moved && now_ms - inner.drawn_ms.get() < REST_MS {
            return true;
        }
        if inner.dirty.replace(false) || moved {
            inner.drawn_ms.set(now_ms);
            let (extent, usual) = (inner.sight.extent(clock.t), inner.sight.usual_length());
            inner.scene.borrow_mut().set_out(clock.t, extent);
            if let Some((canvas, context)) = &*inner.canvas.borrow() {
                draw::draw(context, canvas, &inner.scene.borrow(), [clock.t, usual], &mut inner.pictures.borrow_mut());
            }
            let frame = Frame { clock, extent, acknowledges: inner.fresh.replace(false) };
            inner.listeners.borrow().iter().for_each(|listener| listener(&frame));
        }
        clock.playing
    }
}
