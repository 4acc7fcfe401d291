//! The switches of the layers, which are also the legend, and their keys.

use leptos::prelude::*;

use crate::ui::{
    Pane, focus, registered,
    stage::layer::{LAYERS, LayerEntry},
    words::STAGE,
};

/// The number of switches that are always seen in the playground; a button shows the others.
const SEEN: usize = 7;

/// The layers that have a switch for `pane`, in order.
fn switched(pane: Pane) -> Vec<&'static LayerEntry> {
    let is_compared = pane.other.with(Option::is_some);
    let is_offered =
        |layer: &LayerEntry| pane.offered.with(|offered| offered.as_ref().is_none_or(|ids| ids.shows(layer.id)));
    let is_there = |layer: &&LayerEntry| {
        layer.swatch.is_some()
            && is_offered(layer)
            && pane.experiment.with(|experiment| layer.is_there(experiment, is_compared))
    };
    LAYERS.iter().filter(is_there).collect()
}

fn is_missing(pane: Pane, layer: &LayerEntry) -> bool {
    layer.needs_exact && !pane.has_exact.get()
}

fn toggle(pane: Pane, layer: &LayerEntry) {
    pane.layers.update(|layers| layers.toggle(layer.id));
}

/// Switches the layer of a digit key; false if there is none.
pub fn press(pane: Pane, key: &str) -> bool {
    let layers = untrack(|| switched(pane));
    let layer = key.parse::<usize>().ok().and_then(|n| layers.get(n.checked_sub(1)?).copied());
    layer.filter(|layer| untrack(|| !is_missing(pane, layer))).map(|layer| toggle(pane, layer)).is_some()
}

/// The switches in a row.
#[component]
pub fn LayerSwitches() -> impl IntoView {
    let pane = Pane::get();
    let shows_all = RwSignal::new(false);
    let all = Memo::new(move |_| switched(pane).iter().map(|layer| layer.id).collect::<Vec<_>>());
    let has_more = move || !pane.is_in_lesson() && all.with(Vec::len) > SEEN;
    let there = Memo::new(move |_| {
        let mut there = all.get();
        if has_more() && !shows_all.get() {
            // What is on can always be switched off.
            let mut index = 0;
            there.retain(|id| {
                index += 1;
                index <= SEEN || pane.layers.with(|layers| layers.shows(id))
            });
        }
        there
    });
    let switch = move |layer: &'static LayerEntry| {
        let swatch = layer.swatch?;
        let missing = move || is_missing(pane, layer);
        let title = move || match missing() {
            true => STAGE.say("layer-unknown"),
            false => registered::layer_help(layer.id, layer.help),
        };
        Some(view! {
            <button
                class=format!("layer {}", swatch.colour)
                data-testid=format!("layer-{}", layer.id)
                aria-pressed=move || pane.layers.with(|layers| layers.shows(layer.id)).to_string()
                aria-disabled=move || missing().to_string()
                hidden=move || there.with(|there| !there.contains(&layer.id))
                title=title
                on:click=focus::unless(missing, move || toggle(pane, layer))
            >
                <span class=format!("swatch {}", swatch.shape) aria-hidden="true"></span>
                {registered::layer(layer.id, layer.title)}
            </button>
        })
    };
    let switches = LAYERS.iter().map(switch).collect_view();
    view! {
        <div class="layers" role="group" aria-label=STAGE.say("layers")>
            {switches}
            <button
                class="layer more" data-testid="more-layers" aria-expanded=move || shows_all.get().to_string()
                hidden=move || !has_more() on:click=move |_| shows_all.update(|all| *all = !*all)
            >{move || STAGE.say(if shows_all.get() { "layers-fewer" } else { "layers-more" })}</button>
        </div>
    }
}
