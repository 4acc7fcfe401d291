//! The choice of the map that colours the stage, and the scale of its colours.

use leptos::prelude::*;

use crate::{protocol::MapKind, ui::Pane};

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
    view! {
        <div class="map-choice">
            <MapScale/>
            <select data-testid="map" aria-label="Map" title=help on:change=choose>{MAPS.map(option).collect_view()}</select>
        </div>
    }
}

/// The value of the strongest colour of the map.
#[component]
pub fn MapScale() -> impl IntoView {
    let pane = Pane::get();
    let scale = move || pane.map.get().and(pane.largest.get()).map(|largest| format!("up to {}", short(largest)));
    view! {
        <output class="map-scale" data-testid="map-scale" aria-live="off" title="The value of the strongest colour">
            {scale}
        </output>
    }
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
