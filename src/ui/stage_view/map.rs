//! The choice of the map that colours the stage, and the bar of its colours.

use leptos::prelude::*;

use crate::{
    protocol::MapKind,
    ui::{Pane, stage::CONTOURS, words::STAGE},
};

/// A choice: key, kind of map.
type Choice = (&'static str, Option<MapKind>);

const MAPS: [Choice; 5] = [
    ("none", None),
    ("learned", Some(MapKind::LearnedDensity)),
    ("exact", Some(MapKind::ExactDensity)),
    ("difference", Some(MapKind::DensityDifference)),
    ("error", Some(MapKind::VelocityError)),
];

#[component]
pub fn MapChoice() -> impl IntoView {
    let pane = Pane::get();
    let choose = move |event| {
        let value = event_target_value(&event);
        pane.map.set(MAPS.iter().find(|(key, _)| *key == value).and_then(|(_, kind)| *kind));
    };
    let option = move |(key, kind): Choice| {
        let label = STAGE.say(&format!("map-{key}"));
        let missing = move || kind.is_some_and(MapKind::is_exact) && !pane.has_exact.get();
        view! { <option value=key selected=move || pane.map.get() == kind disabled=missing>{label}</option> }
    };
    let help = move || {
        let chosen = pane.map.get();
        MAPS.iter().find(|(_, kind)| *kind == chosen).map(|(key, _)| STAGE.say(&format!("map-{key}-help")))
    };
    let has_contours = move || pane.layers.with(|layers| layers.shows(CONTOURS));
    view! {
        <div class="map-choice">
            <MapScale/>
            <button
                class="contours" data-testid="contours" title=STAGE.say("contours-title") hidden=move || pane.map.get().is_none()
                aria-pressed=move || has_contours().to_string()
                on:click=move |_| pane.layers.update(|layers| layers.toggle(CONTOURS))
            >{STAGE.say("contours")}</button>
            <select data-testid="map" aria-label=STAGE.say("map") title=help on:change=choose>{MAPS.map(option).collect_view()}</select>
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
        let key = MAPS.iter().find(|(_, known)| *known == Some(kind)).map_or("", |(key, _)| key);
        let label = STAGE.with("map-scale", &[("least", (&*least).into()), ("most", (&*most).into())]);
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
