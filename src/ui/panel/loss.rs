//! The panel of the loss; it has both curves where two runs are compared.

use std::time::Duration;

use leptos::{html, prelude::*};

use super::entry::PanelEntry;
use crate::{
    plot::{LossStyle, draw_loss},
    protocol::{Change, Class, LossCurve, Task},
    ui::{
        Pane, chart,
        comparison::{LineSample, together},
        focus,
        frames::Seat,
        icon,
        listening::Timer,
        numbers::{grouped, loss_text},
        pane::{Progress, Side},
        registered, resize,
        words::{self, with_views},
    },
};

/// The least time between two drawings.
const REST: Duration = Duration::from_millis(160);
/// The share of the ground in the colour of an earlier curve.
const FADED: f64 = 0.5;

pub const PANEL: PanelEntry = PanelEntry {
    id: "loss",
    title: "Loss by training step",
    applies: |_| true,
    view: |pane| view! { <LossChart pane=pane/> }.into_any(),
};

#[component]
fn LossChart(pane: Pane) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let (resting, rest) = (StoredValue::new(false), Timer::new());
    let seat = chart::seat(pane, node, move |canvas| paint(pane, canvas));
    Effect::new(move || {
        pane.other.track();
        pane.page.palette.track();
        together::both(pane).for_each(|pane| {
            pane.curve_version.track();
            pane.before.track();
            pane.irreducible.track();
            pane.conceals_floor.track();
        });
        pane.log_loss.track();
        if node.get().is_none() || resting.get_value() {
            return;
        }
        resting.set_value(true);
        seat.with_value(Seat::request);
        // New losses are drawn at the end of the rest.
        rest.start(REST, move || {
            resting.set_value(false);
            seat.with_value(Seat::request);
        });
    });
    resize::keep_sharp(node, move |canvas| paint(pane, canvas));
    let is_compared = move || pane.other.get().is_some();
    let described = move || {
        let is_compared = is_compared();
        let one = |pane: Pane| {
            let described = described(pane.progress.get());
            if is_compared { pane.side.of(&described) } else { described }
        };
        together::both(pane).map(one).collect::<Vec<_>>().join(" ")
    };
    let legend = move || {
        let entry = |side: Side| view! { <li><LineSample side=side/>{side.name()}</li> };
        is_compared().then(|| view! { <ul class="legend">{[Side::Left, Side::Right].map(entry)}</ul> })
    };
    let is_empty = move || {
        is_compared();
        together::both(pane).all(|pane| pane.progress.get().loss.is_none() && pane.before.with(Option::is_none))
    };
    view! {
        <figure class="loss-chart">
            <figcaption>
                <span>{registered::panel(PANEL.id, PANEL.title)}</span>
                {legend}
                <button
                    class="toggle" data-testid="log-loss" aria-pressed=move || pane.log_loss.get().to_string()
                    title=words::PANELS.say("loss-log-title") on:click=move |_| pane.log_loss.update(|log| *log = !*log)
                >{words::PANELS.say("loss-log")}</button>
            </figcaption>
            <div class="chart">
                <canvas node_ref=node data-testid="loss-chart" role="img" aria-label=described></canvas>
                <p class="unstarted" hidden=move || !is_empty()>
                    {words::PANELS.say("loss-unstarted")}
                </p>
            </div>
            {move || {
                pane.other.track();
                together::both(pane).map(|pane| view! { <Before pane=pane/> }).collect_view()
            }}
            {move || {
                pane.other.track();
                together::both(pane).map(|pane| view! { <Floor pane=pane/> }).collect_view()
            }}
            <Changes pane=pane/>
        </figure>
    }
}

/// A sentence about the run of `pane`, which names its side where there are two.
fn of_side(pane: Pane, sentence: String) -> String {
    if pane.other.get().is_some() { pane.side.of(&sentence) } else { sentence }
}

/// What the grey curve was, and the button that removes it.
#[component]
fn Before(pane: Pane) -> impl IntoView {
    let remove = move |_| {
        focus::hand_on(&["log-loss"]);
        pane.before.set(None);
    };
    move || {
        let before = pane.before.get()?;
        let sentence = of_side(pane, pane.experiment.with(|task| before.sentence(task)));
        Some(view! {
            <p class="before" data-testid="before">
                <span>{sentence}</span>
                <button
                    class="icon" data-testid="remove-before" aria-label=words::PANELS.say("remove-before") title=words::PANELS.say("remove-before")
                    on:click=remove
                >{icon::close()}</button>
            </p>
        })
    }
}

/// The changes of settings with their steps, and the switch for training on when the data change.
#[component]
fn Changes(pane: Pane) -> impl IntoView {
    let list = move || {
        let entry = |(pane, Change { step, set }): (Pane, Change)| {
            let step = ("step", grouped(step).into());
            let at = match pane.other.get() {
                Some(_) => {
                    words::PANELS.with("changed-at-side", &[("side", pane.side.name().to_lowercase().into()), step])
                }
                None => words::PANELS.with("changed-at", &[step]),
            };
            let changes = set.iter().map(|(key, value)| pane.experiment.with(|task| worded(task, key, value)));
            let changes = changes.collect::<Vec<_>>().join(", ");
            let entry = words::PANELS.with("changed", &[("changes", changes.into())]);
            view! { <li>{with_views(&entry, move |_| view! { <b>{at.clone()}</b> }.into_any())}</li> }
        };
        let all =
            together::both(pane).flat_map(|pane| pane.changes.get().into_iter().map(move |change| (pane, change)));
        let all: Vec<_> = all.map(entry).collect();
        (!all.is_empty()).then(|| view! { <ol class="changes" data-testid="changes">{all}</ol> })
    };
    let has_data = move || pane.experiment.with(|task| task.infos().iter().any(|info| info.class == Class::Either));
    view! {
        {list}
        <label class="goes-on" hidden=move || !has_data() || pane.is_in_lesson() title=words::PANELS.say("goes-on-title")>
            <input
                type="checkbox" data-testid="goes-on"
                prop:checked=move || pane.goes_on.get()
                on:change=move |event| pane.goes_on.set(event_target_checked(&event))
            />
            {words::PANELS.say("goes-on")}
        </label>
    }
}

/// A changed setting in the words of the page: «Weighting Sigmoid», «Batch 64».
fn worded(task: &Task, key: &str, value: &str) -> String {
    let (slot_key, name) = key.split_once('.').unwrap_or((key, ""));
    let title = registered::slot_title(slot_key, task.info(slot_key).map_or(slot_key, |info| info.title));
    let Some(slot) = task.slot(slot_key) else {
        return format!("{key} {value}");
    };
    match slot.config().fields().iter().find(|field| field.name == name) {
        Some(field) => format!("{} {value}", registered::field_label(slot_key, slot.config().id(), field)),
        None if name.is_empty() => {
            format!("{title} {}", registered::label(slot_key, value, slot.label_of(value).unwrap_or(value)))
        }
        None => {
            let payload = registered::payload(slot_key, slot.config().id(), name);
            words::PANELS.with("changed-payload", &[("setting", title.into()), ("payload", payload.into())])
        }
    }
}

/// The loss that no network can go below.
fn floor(pane: Pane) -> Option<f64> {
    if pane.conceals_floor.get() {
        return None;
    }
    pane.irreducible.with(|known| known.as_ref().map(|known| known.loss.value))
}

/// Whether there is a curve.
fn has_begun(pane: &Pane) -> bool {
    pane.curve.with_value(|curve| curve.last().is_some())
}

/// Says the loss that no network can go below.
#[component]
fn Floor(pane: Pane) -> impl IntoView {
    move || {
        let floor = floor(pane).filter(|floor| *floor > 0.0)?;
        let sentence = of_side(pane, words::PANELS.say("floor"));
        let sentence = with_views(&sentence, |_| view! { <b>{loss_text(floor)}</b> }.into_any());
        Some(view! { <p class="floor" data-testid="floor" data-value=floor.to_string()>{sentence}</p> })
    }
}

fn described(progress: Progress) -> String {
    let Some(loss) = progress.loss else { return words::PANELS.say("loss-none") };
    let values = [("loss", format!("{loss:.4}").into()), ("step", progress.step.to_string().into())];
    words::PANELS.with("loss-described", &values)
}

fn paint(pane: Pane, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(pane, canvas, "the loss", |surface, palette| {
        let lines = [palette.model, palette.ink].map(|colour| colour.plotted());
        let marks =
            together::both(pane).flat_map(|pane| pane.changes.get_untracked()).map(|change| change.step).collect();
        let style = LossStyle {
            frame: chart::frame(palette),
            lines,
            before: together::both(pane).filter_map(|pane| pane.before.get_untracked()).map(|run| run.curve).collect(),
            before_line: palette.ink.towards(palette.ground, FADED).plotted(),
            floors: untrack(move || together::both(pane).filter(has_begun).filter_map(floor).collect()),
            floor_line: palette.exact.plotted(),
            log_y: pane.log_loss.get_untracked(),
            marks,
            mark: palette.ink.plotted(),
        };
        let curves: Vec<LossCurve> = together::both(pane).map(|pane| pane.curve.get_value()).collect();
        draw_loss(surface, &curves.iter().collect::<Vec<_>>(), &style)
    });
}
