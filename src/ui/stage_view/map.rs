//! The choice of the map that colours the stage, and the bar of its colours.

use leptos::prelude::*;

use crate::{
    protocol::MapKind,
    ui::{Pane, stage::CONTOURS},
};

/// A choice: key, name, help text, kind of map.
type Choice = (&'static str, &'static str, &'static str, Option<MapKind>);

const MAPS: [Choice; 5] = [
    ("none", "No map", "Colour the plane by a density, or by the error of the model", None),
    ("learned", "Learned density", "The density of the model at this time", Some(MapKind::LearnedDensity)),
    ("exact", "Exact density", "The exact density at this time", Some(MapKind::ExactDensity)),
    (
        "difference",
        "Density difference",
        "Where the model's density is too large (in its own colour) or too small (in that of the exact answer)",
        Some(MapKind::DensityDifference),
    ),
    (
        "error",
        "Field error",
        "The distance of the learned velocity from the exact one: large where there is little data",
        Some(MapKind::VelocityError),
    ),
];

#[component]
pub fn MapChoice() -> impl IntoView {
    let pane = Pane::get();
    let choose = move |event| {
        let value = event_target_value(&event);
        pane.map.set(MAPS.iter().find(|(key, ..)| *key == value).and_then(|(.., kind)| *kind));
    };
    let option = move |(key, label, _, kind): Choice| {
        let missing = move || kind.is_some_and(MapKind::is_exact) && !pane.has_exact.get();
        view! { <option value=key selected=move || pane.map.get() == kind disabled=missing>{label}</option> }
    };
    let help = move || {
        let chosen = pane.map.get();
        MAPS.iter().find(|(.., kind)| *kind == chosen).map(|(_, _, help, _)| *help)
    };
    let has_contours = move || pane.layers.with(|layers| layers.shows(CONTOURS));
    view! {
        <div class="map-choice">
            <MapScale/>
            <button
                class="contours" data-testid="contours" title="Lines of equal height" hidden=move || pane.map.get().is_none()
                aria-pressed=move || has_contours().to_string()
                on:click=move |_| pane.layers.update(|layers| layers.toggle(CONTOURS))
            >"Contours"</button>
            <select data-testid="map" aria-label="Map" title=help on:change=choose>{MAPS.map(option).collect_view()}</select>
        </div>
    }
}

/// The colour bar of the map: the colours and the numbers that they stand for.
#[component]
pub fn MapScale() -> impl IntoView {
    let pane = Pane::get();
    let shown = move || Some((pane.map.get()?, pane.largest.get()?));
    let bar = move || {
        let (kind, largest) = shown()?;
        let most = short(largest);
        let least = if kind.has_signs() { format!("−{most}") } else { "0".to_owned() };
        let key = MAPS.iter().find(|(.., known)| *known == Some(kind)).map_or("", |(key, ..)| key);
        let label = format!("Colours of the map: from {least} to {most}.");
        Some(view! {
            <span class="colour-bar" role="img" aria-label=label>
                <span>{least}</span><span class=format!("bar {key}")></span><span>{most}</span>
            </span>
        })
    };
    view! { <span class="map-scale" data-testid="map-scale" aria-live="off">{bar}</span> }
}

/// A number with two significant digits.
fn short(number: f32) -> String {
    if (0.01..1000.0).contains(&number) {
        let digits = (1.0 - number.log10().floor()).clamp(0.0, 3.0) as usize;
        format!("{number:.digits$}")
    } else {
        format!("{number:.1e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_two_digits() {
        let found: Vec<_> = [0.0123, 0.18, 2.34, 47.1, 356.0, 2.5e4, 1.2e-4].map(short).into();
        assert_eq!(found, ["0.012", "0.18", "2.3", "47", "356", "2.5e4", "1.2e-4"]);
    }
}
