//! What the stage shows, and the switches for it, which are its legend as well.

use leptos::prelude::*;

use super::Stage;
use crate::ui::App;

/// Which layers are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    pub data: bool,
    pub samples: bool,
    pub trajectories: bool,
    pub learned: bool,
    pub exact: bool,
    pub pairs: bool,
    pub adjoint: bool,
}

impl Default for Layers {
    fn default() -> Self {
        Self {
            data: true,
            samples: true,
            trajectories: false,
            learned: true,
            exact: false,
            pairs: false,
            adjoint: true,
        }
    }
}

/// One switch.
#[derive(Debug)]
pub struct Layer {
    id: &'static str,
    /// The name of its colour, and the look of its swatch.
    colour: &'static str,
    shape: &'static str,
    /// What it is where samples go from noise to data, and where a series is fitted; nothing where it is not there.
    samples: Option<Words>,
    series: Option<Words>,
    flag: fn(&mut Layers) -> &mut bool,
}

/// The name of a layer, and what it shows.
type Words = (&'static str, &'static str);

/// Every switch, in the order of the keys 1 to 7.
pub const LAYERS: &[Layer] = &[
    Layer {
        id: "data",
        colour: "data",
        shape: "dots",
        samples: Some((
            "Data",
            "The expert's points, noised up to the time on the scrubber: blue is data, grey is noise.",
        )),
        series: Some(("Observations", "Where the spirals were seen, at irregular times.")),
        flag: |layers| &mut layers.data,
    },
    Layer {
        id: "samples",
        colour: "model",
        shape: "dots",
        samples: Some(("Samples", "Points on their way from noise to data, as the model leads them.")),
        series: Some(("Paths", "Where the model leads the first points that were seen.")),
        flag: |layers| &mut layers.samples,
    },
    Layer {
        id: "trajectories",
        colour: "model",
        shape: "path",
        samples: Some(("Paths", "The whole way of 64 samples.")),
        series: Some((
            "Evaluations",
            "Where the solver asked the network; a residual network is asked once from one observation to the next.",
        )),
        flag: |layers| &mut layers.trajectories,
    },
    Layer {
        id: "learned",
        colour: "model",
        shape: "arrow",
        samples: Some(("Learned field", "Where the model sends a point at this time.")),
        series: Some(("Learned field", "Where the model sends a point at this time.")),
        flag: |layers| &mut layers.learned,
    },
    Layer {
        id: "exact",
        colour: "exact",
        shape: "arrow",
        samples: Some(("Exact field", "Where a perfect model would send it: the closed form for the same data.")),
        series: None,
        flag: |layers| &mut layers.exact,
    },
    Layer {
        id: "pairs",
        colour: "ink",
        shape: "path",
        samples: Some((
            "Pairs",
            "Pairs of data and noise whose paths meet at the marked point: their velocities average to the exact field.",
        )),
        series: None,
        flag: |layers| &mut layers.pairs,
    },
    Layer {
        id: "adjoint",
        colour: "accent",
        shape: "arrow",
        samples: None,
        series: Some((
            "Adjoint",
            "How the loss would change if the state were moved: it runs backwards, and jumps at every observation.",
        )),
        flag: |layers| &mut layers.adjoint,
    },
];

/// Shows or hides a layer.
pub fn toggle(app: App, layer: &Layer) {
    app.layers.update(|layers| {
        let flag = (layer.flag)(layers);
        *flag = !*flag;
    });
}

/// The switches in a row.
#[component]
pub fn LayerSwitches() -> impl IntoView {
    let app = App::get();
    Effect::new(move || {
        let layers = app.layers.get();
        app.stage.with_value(|stage: &Stage| stage.update(|scene| scene.layers = layers));
    });
    let switch = move |layer: &'static Layer| {
        let words = move || if app.fits_series.get() { layer.series } else { layer.samples };
        let is_on = move || *(layer.flag)(&mut app.layers.get());
        let missing = move || matches!(layer.id, "exact" | "pairs") && !app.has_exact.get();
        let title = move || match missing() {
            true => {
                "Not known here: the exact field needs independent pairs, and data and source of few enough components."
            }
            false => words().map_or("", |(_, help)| help),
        };
        view! {
            <button
                class=format!("layer {}", layer.colour)
                data-testid=format!("layer-{}", layer.id)
                aria-pressed=move || is_on().to_string()
                disabled=missing
                hidden=move || words().is_none()
                title=title
                on:click=move |_| toggle(app, layer)
            >
                <span class=format!("swatch {}", layer.shape) aria-hidden="true"></span>
                {move || words().map(|(label, _)| label)}
            </button>
        }
    };
    let switches = LAYERS.iter().map(switch).collect_view();
    view! { <div class="layers" role="group" aria-label="Layers of the stage">{switches}</div> }
}
