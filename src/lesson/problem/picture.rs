//! The picture of the editor: the samples, the Gaussians with their handles, the optima, and the map of the judge.

use leptos::prelude::*;

use super::{
    desk::{Desk, Show, WORDS},
    expert::{EXPERT, JUDGED, REVERSE},
    map::{LEVELS, Level},
};
use crate::{
    math::oracle::Component,
    ui::shaping::{Frame, SIDE, ShapingPicture},
};

fn frame() -> Frame {
    Frame { extent: EXPERT.extent }
}

#[component]
pub fn Picture(desk: Desk, show: Show) -> impl IntoView {
    let points = EXPERT.samples.iter().map(|at| {
        let [x, y] = frame().place(*at).map(|c| format!("{c:.1}"));
        view! { <circle class="sample" cx=x cy=y r="3.2"/> }
    });
    let optima = (show == Show::Optima)
        .then(|| [optimum("forward", EXPERT.forward()), optimum("reverse", *REVERSE)].collect_view());
    let names = (show == Show::Optima).then(|| {
        [name_of("forward", EXPERT.forward(), [0.0, 2.4]), name_of("reverse", *REVERSE, [2.4, 0.0])].collect_view()
    });
    let below = view! {
        <rect class="ground" width=SIDE height=SIDE rx="6"/>
        <Judged desk=desk/>
        {points.collect_view()}
        {optima}
    };
    view! {
        <div class:judging=move || desk.judges.get()>
            <ShapingPicture
                shaping=desk.shaping() id="fitting-picture" label=WORDS.say("picture") below=below.into_any()
                above=names.into_any()
            />
        </div>
    }
}

/// The best discriminator, as one path for each of its levels.
#[component]
fn Judged(desk: Desk) -> impl IntoView {
    let map = Memo::new(move |_| {
        let judged = if desk.judges.get() { EXPERT.judge(&desk.model()) } else { Vec::new() };
        Level::all(&judged, JUDGED, SIDE)
    });
    let path = move |level: usize| {
        let Level { class, opacity, .. } = Level::empty(level);
        let line = move || map.with(|map| map.get(level).map(|level| level.path.clone()));
        view! { <path class=format!("judged {class}") fill-opacity=format!("{opacity:.2}") d=line/> }
    };
    (0..LEVELS).map(path).collect_view()
}

/// The two ellipses of an optimum.
fn optimum(name: &'static str, gaussian: Component) -> impl IntoView {
    let [first, second] = gaussian.covariance.stds();
    let ring = |stds: f64| {
        let [rx, ry] = [first, second].map(|std| format!("{:.2}", frame().scale() * stds * std));
        view! { <ellipse rx=rx ry=ry/> }
    };
    view! {
        <g
            class=format!("optimum {name}") data-testid=format!("optimum-{name}")
            transform=frame().turned(gaussian.mean, gaussian.covariance.angle())
        >{[1.0, 2.0].map(ring).collect_view()}</g>
    }
}

/// The name of an optimum, beyond the outer end of an axis, `end` in standard deviations.
fn name_of(name: &'static str, gaussian: Component, end: [f64; 2]) -> impl IntoView {
    let (mean, [x, y]) = (gaussian.mean, gaussian.covariance.spread(end));
    let [x, y] = frame().place([mean[0] + x, mean[1] + y]).map(|c| format!("{c:.1}"));
    view! { <text class="name" x=x y=y text-anchor="middle" dominant-baseline="central">{WORDS.say(name)}</text> }
}
