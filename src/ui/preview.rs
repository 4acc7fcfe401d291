//! A preview without an engine: points move from noise to data along an exact field.

use std::cell::Cell;

use leptos::{html, prelude::*};
use web_sys::HtmlCanvasElement;

use super::{Page, browser, clock::Clock, frames::Seat, palette::Palette, resize, stage::Samples, words::PAGE};
use crate::{
    math::{
        points::{Cloud, StreamNoise},
        rng::{Purpose, Stream},
        sampler::{Heun, Memory, Sampler},
    },
    protocol::Generate,
};

/// The number of points and of steps.
const COUNT: usize = 400;
const STEPS: u32 = 48;
/// The length of the trace of a point, in time.
const TRACE: f64 = 0.06;
/// The longest time that one frame advances: time in which the page was hidden is not made up.
const LONGEST_MS: f64 = 50.0;

/// The trajectories of points from the source of `task` to its data; empty without an exact field.
fn flow(task: &Generate) -> Samples {
    let Some(oracle) = task.oracle() else {
        return Samples::default();
    };
    let times = task.grid.times(&*task.schedule, STEPS);
    let mut cloud: Cloud = task.source.sample(COUNT, &mut Stream::new(task.seed, Purpose::Display, 1));
    let mut rng = Stream::new(task.seed, Purpose::Sampling, 0);
    let mut memory = Memory::default();
    let numbers = |cloud: &Cloud| cloud.iter().flatten().map(|c| *c as f32).collect::<Vec<_>>();
    let mut positions = numbers(&cloud);
    for stretch in times.windows(2) {
        let noise = &mut StreamNoise::new(&mut rng);
        cloud = Heun {}.step(&oracle, &cloud, stretch[0], stretch[1], noise, &mut memory).next;
        positions.extend(numbers(&cloud));
    }
    Samples::new(times.into_iter().map(|t| t as f32).collect(), positions, COUNT)
}

/// An animation of the exact flow of the default experiment; a still picture for readers who prefer reduced motion.
#[component]
pub fn FlowPreview() -> impl IntoView {
    let page = Page::get();
    let node = NodeRef::<html::Canvas>::new();
    let task = Generate::default();
    let extent = task.data.extent().max(task.source.extent());
    let samples = flow(&task);
    let is_still = browser::prefers_stillness();
    let (clock, last) = (Cell::new(Clock::default()), Cell::new(None));
    if !is_still {
        let mut playing = Clock::default();
        playing.toggle();
        clock.set(playing);
    }
    let seat = StoredValue::new_local(page.frames().seat(move |now_ms| {
        let mut moved = clock.get();
        moved.advance(last.replace(Some(now_ms)).map_or(0.0, |last: f64| now_ms - last).clamp(0.0, LONGEST_MS));
        clock.set(moved);
        if let Some(canvas) = node.get_untracked() {
            draw(&canvas, &samples, moved.t, extent, &page.palette.get_untracked());
        }
        !is_still
    }));
    let request = move || seat.try_with_value(Seat::request);
    resize::keep_sharp(node, move |_| {
        request();
    });
    Effect::new(move || {
        page.palette.track();
        node.track();
        request();
    });
    view! {
        <canvas
            node_ref=node class="preview" role="img" data-testid="preview"
            aria-label=PAGE.say("preview")
        ></canvas>
    }
}

/// Draws the points at `t`, each with a short trace.
fn draw(canvas: &HtmlCanvasElement, samples: &Samples, t: f64, extent: f64, palette: &Palette) {
    let Some(context) = browser::context_2d(canvas) else {
        return;
    };
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let unit = width.min(height) / (2.0 * extent);
    let place = |x: f32, y: f32| [0.5 * width + unit * f64::from(x), 0.5 * height - unit * f64::from(y)];
    let at = |t: f64| {
        let mut points = Vec::with_capacity(samples.count);
        samples.each_at(t, |x, y| points.push(place(x, y)));
        points
    };
    let (now, before) = (at(t), at((t + TRACE).min(1.0)));
    let colour = palette.noise.towards(palette.exact, 1.0 - t);
    context.clear_rect(0.0, 0.0, width, height);
    context.set_stroke_style_str(&colour.css(0.35));
    context.set_line_width(browser::device_pixel_ratio());
    context.begin_path();
    for ([x, y], [from_x, from_y]) in now.iter().zip(&before) {
        context.move_to(*from_x, *from_y);
        context.line_to(*x, *y);
    }
    context.stroke();
    context.set_fill_style_str(&colour.css(0.85));
    let size = 3.0 * browser::device_pixel_ratio();
    for [x, y] in now {
        context.fill_rect(x - 0.5 * size, y - 0.5 * size, size, size);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_of_the_home_page_end_at_the_data() {
        let task = Generate::default();
        let samples = flow(&task);
        assert_eq!((samples.count, samples.times()), (COUNT, STEPS as usize + 1));
        let (data, mut near) = (task.data.mixture(), 0);
        samples.each_at(0.0, |x, y| {
            let to_mean = |mean: [f64; 2]| (mean[0] - f64::from(x)).hypot(mean[1] - f64::from(y));
            // Within four standard deviations of a mean.
            near += usize::from(data.components().iter().any(|c| to_mean(c.mean) < 4.0 * c.covariance.std_of(0)));
        });
        assert!(near > COUNT * 95 / 100, "{near} of {COUNT}");
    }
}
