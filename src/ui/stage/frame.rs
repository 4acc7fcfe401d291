//! Draws the stage at most once per animation frame, and only if something has changed.

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
    webgl,
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

/// The least time between two drawings of new answers of the engine.
const REST_MS: f64 = 90.0;

/// The result of a frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub clock: Clock,
    /// Half the width of what is shown.
    pub extent: f64,
    /// Whether new answers of the engine have been drawn.
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
    /// The time `t` that was drawn last.
    drawn_t: Cell<f64>,
    /// When that was, in milliseconds.
    drawn_ms: Cell<f64>,
    /// Whether answers about fields and about maps are awaited.
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

    /// Changes the scene.
    pub fn update(&self, change: impl FnOnce(&mut Scene)) {
        // While the scene is drawn it cannot be changed.
        if let Ok(mut scene) = self.0.scene.try_borrow_mut() {
            change(&mut scene);
        }
        self.invalidate();
    }

    /// Reads the scene.
    pub fn look<T>(&self, look: impl FnOnce(&Scene) -> T) -> T {
        look(&self.0.scene.borrow())
    }

    /// Calls `listener` after every frame, as long as the returned value lives.
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

    /// Sets whether answers about fields and about a map are awaited.
    pub fn set_awaits(&self, fields: bool, map: bool) {
        self.0.awaits.set([fields, map]);
    }

    /// Takes a cloud of an earlier step (`past`) or of the present weights, and sends its final points as an event.
    pub fn take_samples(&self, times: Vec<f32>, positions: Vec<f32>, count: usize, past: bool) {
        self.0.fresh.set(true);
        self.update(|scene| {
            let last = std::mem::replace(&mut scene.samples, Samples::new(times, positions, count));
            match past {
                // The first cloud of an earlier step: the present cloud stays as a shadow.
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

    /// Takes the trajectories of a neural ODE; false if the shapes do not fit.
    pub fn take_series(&self, buffers: Vec<Vec<f32>>, paths: usize) -> bool {
        self.0.fresh.set(true);
        let series = SeriesPicture::new(buffers, paths);
        let is_known = series.is_some();
        self.update(|scene| scene.series = series);
        is_known
    }

    /// Takes the rollouts of a policy; false if the shapes do not fit.
    pub fn take_rollouts(&self, buffers: Vec<Vec<f32>>, answer: &RolloutsAnswer) -> bool {
        self.0.fresh.set(true);
        let agents = Agents::new(buffers, answer);
        let is_known = agents.is_some();
        self.update(|scene| scene.agents = agents);
        is_known
    }

    /// Takes a vector field.
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

    /// Takes a map, and returns its largest absolute value.
    pub fn take_map(&self, kind: MapKind, grid: PlaneGrid, numbers: Vec<f32>) -> Option<f32> {
        self.0.fresh.set(true);
        self.update(|scene| {
            let version = scene.heat.as_ref().map_or(0, |heat| heat.version.wrapping_add(1));
            scene.heat = Some(Heat { grid, numbers, kind, version });
        });
        self.look(|scene| scene.heat.as_ref().map(Heat::largest))
    }

    /// Redraws in the next animation frame.
    pub fn invalidate(&self) {
        self.0.invalidate();
    }

    /// Tells the document what draws the points, once that is known.
    fn tell_who_draws(&self) {
        let who = webgl::is_used().map(|is_used| if is_used { "webgl2" } else { "canvas" });
        if let (Some(who), Some((canvas, _))) = (who, &*self.0.canvas.borrow())
            && canvas.dataset().get("drawnBy").as_deref() != Some(who)
        {
            let _ = canvas.dataset().set("drawnBy", who);
        }
    }

    /// Runs one animation frame; true if another one is needed.
    fn frame(&self, now_ms: f64) -> bool {
        let inner = &self.0;
        let clock = inner.sight.advance(now_ms);
        let moved = inner.drawn_t.replace(clock.t) != clock.t;
        // Answers of the engine are drawn at most every `REST_MS`, so that the page has time for other work.
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
            self.tell_who_draws();
            let frame = Frame { clock, extent, acknowledges: inner.fresh.replace(false) };
            inner.listeners.borrow().iter().for_each(|listener| listener(&frame));
        }
        clock.playing
    }
}
