//! What the model and the exact field say where the mouse rests.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    protocol::{FieldAt, PlanePoint, PointsRequest},
    ui::{
        Pane,
        listening::Timer,
        numbers::{point, short},
        words::STAGE,
    },
};

/// How long the mouse must rest.
const REST: Duration = Duration::from_millis(180);

/// The read-out at the lower edge of the stage.
#[component]
pub fn Readout() -> impl IntoView {
    let pane = Pane::get();
    let rest = Timer::new();
    Effect::new(move || {
        let (at, t) = (pane.hovered.get(), pane.time.shown.get());
        // Every frame comes here while time runs.
        if pane.hovering.with_untracked(Option::is_some) {
            pane.hovering.set(None);
        }
        let Some([x, y]) = at else { return rest.stop() };
        rest.start(REST, move || {
            pane.hovering.set(Some(PointsRequest { t, points: vec![PlanePoint { x, y }] }));
            pane.redraw();
        });
    });
    let said = move || {
        let PointsRequest { t, points } = pane.hovering.get()?;
        let PlanePoint { x, y } = *points.first()?;
        let (learned, exact) = pane.points.with(|known| known.as_ref()?.at([x, y], t))?;
        Some(([x, y], learned, exact))
    };
    move || {
        let (at, learned, exact) = said()?;
        let line = |name: String, of: fn(&FieldAt) -> [f64; 2]| {
            let exact = exact.as_ref().map(|exact| view! { <b class="exact">{point(of(exact))}</b> });
            view! { <li>{name}" "<b class="model">{point(of(&learned))}</b>" "{exact}</li> }
        };
        let density = exact.filter(|exact| exact.log_density.is_finite());
        let density = density.map(|exact| view! { <li>"log p "<b class="exact">{short(exact.log_density)}</b></li> });
        Some(view! {
            <ul class="readout" data-testid="readout" aria-hidden="true">
                <li>{point(at)}</li>
                {line(STAGE.say("velocity"), |field| field.velocity)}
                {line(STAGE.say("score"), |field| field.score)}
                {line(STAGE.say("denoised"), |field| field.denoised)}
                {density}
            </ul>
        })
    }
}
