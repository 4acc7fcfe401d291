//! Draws clouds of samples and their trails with WebGL2: the states of a cloud go to the GPU once, and a frame moves them there.
//!
//! There is one context for all stages, since browsers allow few. A stage copies the picture before the next one is drawn.

use std::cell::RefCell;

use js_sys::Float32Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    HtmlCanvasElement, WebGl2RenderingContext as Gl, WebGlContextAttributes, WebGlProgram, WebGlShader, WebGlTexture,
};

use super::{place::Place, samples::Samples};
use crate::ui::{browser, palette::Rgb};

/// How the points of a cloud look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub colour: Rgb,
    pub opacity: f64,
    /// The radius of a dot, or half the width of a trail, in pixels.
    pub radius: f64,
    /// The number of recorded steps that a trail goes back; 0 for dots.
    pub tail: usize,
}

/// The width of the texture that holds the points of a cloud, one after the other.
const ROW: usize = 4096;
/// The number of clouds whose points stay on the GPU: two of each of two stages.
const CLOUDS: usize = 4;
/// The vertices of a segment of a trail: two triangles.
const CORNERS: usize = 6;

/// What both vertex shaders begin with: the `i`-th recorded point, and the place between two steps.
const POINTS: &str = "#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D points;
uniform int count;
uniform int step_before;
uniform vec2 weights;
uniform float extent;
uniform float radius;
uniform float pixels;
vec2 at(int step, int particle) {
    int i = step * count + particle;
    int row = textureSize(points, 0).x;
    return texelFetch(points, ivec2(i % row, i / row), 0).xy / extent;
}
vec2 now(int particle) {
    return weights.x * at(step_before, particle) + weights.y * at(step_before + 1, particle);
}
";

const DOT: &str = "
void main() {
    gl_Position = vec4(now(gl_VertexID), 0.0, 1.0);
    gl_PointSize = 2.0 * radius + 1.0;
}";

/// The edge is as soft as a pixel is wide.
const DOT_PIXEL: &str = "#version 300 es
precision highp float;
uniform float radius;
uniform vec4 colour;
out vec4 pixel;
void main() {
    float away = length(gl_PointCoord - 0.5) * (2.0 * radius + 1.0);
    pixel = colour * clamp(radius + 0.5 - away, 0.0, 1.0);
}";

const TRAIL: &str = "
uniform int tail;
out float strength;
vec2 back(int steps, int particle) {
    return steps == 0 ? now(particle) : at(max(step_before + 1 - steps, 0), particle);
}
void main() {
    int corner = gl_VertexID % 6;
    int segment = gl_VertexID / 6 % tail;
    int particle = gl_VertexID / 6 / tail;
    vec2 young = back(segment, particle);
    vec2 old = back(segment + 1, particle);
    bool is_old = corner == 1 || corner == 2 || corner == 4;
    float side = corner == 0 || corner == 1 || corner == 3 ? 1.0 : -1.0;
    vec2 way = young - old;
    vec2 across = length(way) > 1e-6 ? vec2(-way.y, way.x) / length(way) : vec2(0.0);
    gl_Position = vec4((is_old ? old : young) + across * side * 2.0 * radius / pixels, 0.0, 1.0);
    strength = 1.0 - float(segment + (is_old ? 1 : 0)) / float(tail);
}";

const TRAIL_PIXEL: &str = "#version 300 es
precision highp float;
uniform vec4 colour;
in float strength;
out vec4 pixel;
void main() { pixel = colour * strength; }";

/// The context and its programs.
struct Board {
    canvas: HtmlCanvasElement,
    gl: Gl,
    dots: WebGlProgram,
    trails: WebGlProgram,
    /// The clouds on the GPU, the last one that was drawn at the end.
    clouds: Vec<(u32, WebGlTexture)>,
}

enum State {
    Unknown,
    Ready(Board),
    /// There is no WebGL2 here, or only one without a GPU, which is slower than a canvas.
    Missing,
}

thread_local! {
    static BOARD: RefCell<State> = const { RefCell::new(State::Unknown) };
}

/// A place between two recorded steps: the step, and the weights of the points there and of those at the next step.
pub type Between = (usize, [f32; 2]);

/// Draws `samples` at a place between two steps and passes the picture, a square of `place.size` pixels, to `copy`; false where WebGL2 is missing.
pub fn draw(samples: &Samples, at: Between, place: Place, look: &Look, copy: impl FnOnce(&HtmlCanvasElement)) -> bool {
    BOARD.with_borrow_mut(|state| {
        if matches!(state, State::Unknown) {
            *state = Board::new().map_or(State::Missing, State::Ready);
        }
        let State::Ready(board) = state else {
            return false;
        };
        if board.draw(samples, at, place, look).is_none() {
            // A lost context, for instance: canvases go on.
            *state = State::Missing;
            return false;
        }
        copy(&board.canvas);
        true
    })
}

/// Whether clouds are drawn with WebGL2; `None` before the first one.
pub fn is_used() -> Option<bool> {
    BOARD.with_borrow(|state| match state {
        State::Unknown => None,
        State::Ready(_) => Some(true),
        State::Missing => Some(false),
    })
}

impl Board {
    fn new() -> Option<Self> {
        let wish = browser::query("stage");
        if wish.as_deref() == Some("canvas") {
            return None;
        }
        let canvas: HtmlCanvasElement = browser::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
        let options = WebGlContextAttributes::new();
        options.set_depth(false);
        options.set_antialias(false);
        options.set_fail_if_major_performance_caveat(wish.as_deref() != Some("webgl2"));
        let options: &JsValue = options.as_ref();
        let gl: Gl = canvas.get_context_with_context_options("webgl2", options).ok()??.dyn_into().ok()?;
        if wish.is_none() && is_software(&gl) {
            return None;
        }
        let dots = program(&gl, DOT, DOT_PIXEL)?;
        let trails = program(&gl, TRAIL, TRAIL_PIXEL)?;
        gl.enable(Gl::BLEND);
        gl.blend_func(Gl::ONE, Gl::ONE_MINUS_SRC_ALPHA);
        Some(Self { canvas, gl, dots, trails, clouds: Vec::new() })
    }

    fn draw(&mut self, samples: &Samples, (step, weights): Between, place: Place, look: &Look) -> Option<()> {
        let size = place.size as u32;
        if self.canvas.width() != size || self.canvas.height() != size {
            self.canvas.set_width(size);
            self.canvas.set_height(size);
        }
        self.bind(samples)?;
        let gl = &self.gl;
        gl.viewport(0, 0, size as i32, size as i32);
        gl.clear_color(0.0, 0.0, 0.0, 0.0);
        gl.clear(Gl::COLOR_BUFFER_BIT);
        let program = if look.tail == 0 { &self.dots } else { &self.trails };
        gl.use_program(Some(program));
        let place_of = |name: &str| gl.get_uniform_location(program, name);
        gl.uniform1i(place_of("count").as_ref(), samples.count as i32);
        gl.uniform1i(place_of("step_before").as_ref(), step as i32);
        gl.uniform2f(place_of("weights").as_ref(), weights[0], weights[1]);
        gl.uniform1f(place_of("extent").as_ref(), place.extent as f32);
        gl.uniform1f(place_of("radius").as_ref(), look.radius as f32);
        gl.uniform1f(place_of("pixels").as_ref(), place.size as f32);
        gl.uniform1i(place_of("tail").as_ref(), look.tail as i32);
        // Colours are multiplied by their opacity.
        let opacity = look.opacity as f32;
        let [r, g, b] = look.colour.0.map(|c| f32::from(c) / 255.0 * opacity);
        gl.uniform4f(place_of("colour").as_ref(), r, g, b, opacity);
        let (mode, vertices) = match look.tail {
            0 => (Gl::POINTS, samples.count),
            tail => (Gl::TRIANGLES, CORNERS * tail * samples.count),
        };
        gl.draw_arrays(mode, 0, vertices as i32);
        (!gl.is_context_lost()).then_some(())
    }

    /// Makes the points of `samples` the texture that is read.
    fn bind(&mut self, samples: &Samples) -> Option<()> {
        if let Some(index) = self.clouds.iter().position(|(id, _)| *id == samples.id()) {
            let known = self.clouds.remove(index);
            self.gl.bind_texture(Gl::TEXTURE_2D, Some(&known.1));
            self.clouds.push(known);
            return Some(());
        }
        if self.clouds.len() >= CLOUDS {
            let (_, oldest) = self.clouds.remove(0);
            self.gl.delete_texture(Some(&oldest));
        }
        let texture = self.gl.create_texture()?;
        self.gl.bind_texture(Gl::TEXTURE_2D, Some(&texture));
        for key in [Gl::TEXTURE_MIN_FILTER, Gl::TEXTURE_MAG_FILTER] {
            self.gl.tex_parameteri(Gl::TEXTURE_2D, key, Gl::NEAREST as i32);
        }
        let positions = samples.positions();
        let rows = (positions.len() / 2).div_ceil(ROW);
        let texels = Float32Array::new_with_length((2 * ROW * rows) as u32);
        texels.subarray(0, positions.len() as u32).copy_from(positions);
        let loaded = self.gl.tex_image_2d_with_i32_and_i32_and_i32_and_format_and_type_and_opt_array_buffer_view(
            Gl::TEXTURE_2D,
            0,
            Gl::RG32F as i32,
            ROW as i32,
            rows as i32,
            0,
            Gl::RG,
            Gl::FLOAT,
            Some(&texels),
        );
        loaded.ok()?;
        self.clouds.push((samples.id(), texture));
        Some(())
    }
}

/// Whether the processor draws what a GPU should: not every browser says so when it is asked for a fast context.
fn is_software(gl: &Gl) -> bool {
    if gl.get_extension("WEBGL_debug_renderer_info").ok().flatten().is_none() {
        return false;
    }
    let name = gl.get_parameter(UNMASKED_RENDERER).ok().and_then(|name| name.as_string()).unwrap_or_default();
    ["SwiftShader", "llvmpipe", "Software", "Microsoft Basic Render"].iter().any(|known| name.contains(known))
}

/// The name of the renderer, `UNMASKED_RENDERER_WEBGL` of the extension WEBGL_debug_renderer_info.
const UNMASKED_RENDERER: u32 = 0x9246;

/// A program whose vertex shader begins with [`POINTS`].
fn program(gl: &Gl, vertex: &str, fragment: &str) -> Option<WebGlProgram> {
    let program = gl.create_program()?;
    for (kind, source) in [(Gl::VERTEX_SHADER, &*format!("{POINTS}{vertex}")), (Gl::FRAGMENT_SHADER, fragment)] {
        gl.attach_shader(&program, &shader(gl, kind, source)?);
    }
    gl.link_program(&program);
    let is_linked = gl.get_program_parameter(&program, Gl::LINK_STATUS).as_bool() == Some(true);
    if !is_linked {
        browser::log(&format!("WebGL2: {}", gl.get_program_info_log(&program).unwrap_or_default()));
    }
    is_linked.then_some(program)
}

fn shader(gl: &Gl, kind: u32, source: &str) -> Option<WebGlShader> {
    let shader = gl.create_shader(kind)?;
    gl.shader_source(&shader, source);
    gl.compile_shader(&shader);
    let is_compiled = gl.get_shader_parameter(&shader, Gl::COMPILE_STATUS).as_bool() == Some(true);
    if !is_compiled {
        browser::log(&format!("WebGL2: {}", gl.get_shader_info_log(&shader).unwrap_or_default()));
    }
    is_compiled.then_some(shader)
}
