//! The questions of a pane to its run: clouds, fields, a map, series, policies, gates, and the quality of the model.

use leptos::prelude::*;

use crate::{
    protocol::{
        FieldRequest, GatesRequest, MapRequest, PlaneGrid, QualityRequest, Question, RolloutsRequest, SampleRequest,
        SeriesRequest, Topic,
    },
    ui::{
        Pane, browser,
        engines::{Engines, FIELD_PATIENCE_MS, MAP_PATIENCE_MS, Turn},
        stage::{DIFFERENCE, EXACT, LEARNED},
    },
};

/// Points along a side of the grid of arrows.
const GRID: u32 = 20;
/// Cells along a side of a map.
const MAP_GRID: u32 = 56;

/// Asks for clouds while the task has samples.
pub fn ask_for_samples(pane: Pane, engines: &mut Engines) {
    // A task that fits a series or imitates an expert has no samples.
    let wanted = engines.known.as_ref().is_some_and(|task| task.generates());
    let request = wanted.then(|| SampleRequest { count: pane.count.get_untracked() });
    engines.ask(Topic::Cloud, request.map(Question::from));
}

/// Asks for a cloud again if the last one is older than the weights.
///
/// The engine sends new clouds by itself only while it trains.
pub fn refresh_samples(pane: Pane, engines: &mut Engines) {
    let step = pane.progress.with_untracked(|progress| progress.step);
    // The past does not change.
    if pane.looking.get_untracked().is_some() {
        return;
    }
    if !pane.running.get_untracked()
        && engines.known.is_some()
        && engines.sampled.is_some_and(|sampled| sampled != step)
    {
        engines.sampled = Some(step);
        ask_for_samples(pane, engines);
    }
}

/// Sends the question if its turn is now; requests another frame if its turn is soon.
fn take(pane: Pane, engines: &mut Engines, turn: Turn, topic: Topic, question: Option<Question>) {
    match turn {
        Turn::Now => engines.ask(topic, question),
        Turn::Soon => pane.redraw(),
        Turn::None => {}
    }
}

/// Asks for the fields that the stage shows at `t`, unless an answer is still awaited.
pub fn probe(pane: Pane, t: f64, extent: f64) {
    let is_compared = pane.other.with_untracked(Option::is_some);
    let [learned, exact] = pane.layers.with_untracked(|layers| {
        let differs = layers.shows(DIFFERENCE) && is_compared;
        [layers.shows(LEARNED) || differs, layers.shows(EXACT) && pane.has_exact.get_untracked()]
    });
    let request =
        (learned || exact).then_some(FieldRequest { grid: PlaneGrid { size: GRID, extent, t }, learned, exact });
    pane.with_engines(move |engines| {
        if let Some(known) = &engines.known {
            let request = request.filter(|_| known.is_in_plane());
            let turn = engines.probing.ask(request, browser::now_ms(), FIELD_PATIENCE_MS);
            take(pane, engines, turn, Topic::Field, request.map(Question::from));
        }
    });
}

/// Asks for the map that the stage shows at `t`, unless an answer is still awaited.
pub fn map(pane: Pane, t: f64, extent: f64) {
    let grid = PlaneGrid { size: MAP_GRID, extent, t };
    let kind = pane.map.get_untracked().filter(|_| pane.generates.get_untracked());
    let request = kind.map(|kind| MapRequest { grid, kind });
    pane.with_engines(move |engines| {
        if engines.known.is_some() {
            let turn = engines.mapping.ask(request, browser::now_ms(), MAP_PATIENCE_MS);
            take(pane, engines, turn, Topic::Map, request.map(Question::from));
        }
    });
}

/// Asks for the series while one is fitted, for rollouts of a policy, and for gates where the model has some.
pub fn follow(pane: Pane) {
    pane.with_engines(move |engines| {
        let Some(known) = &engines.known else {
            return;
        };
        let question: Option<Question> = match () {
            () if known.series().is_some() => Some(SeriesRequest.into()),
            () if known.imitate().is_some() => Some(RolloutsRequest { count: pane.agents.get_untracked() }.into()),
            () if known.has_gates() => Some(GatesRequest.into()),
            () => None,
        };
        if engines.following != question {
            if let Some(last) = std::mem::replace(&mut engines.following, question.clone()) {
                engines.ask(last.topic(), None);
            }
            if let Some(question) = question {
                engines.ask(question.topic(), Some(question));
            }
        }
    });
}

/// Asks about the points that the page wants to know about, when these have changed.
pub fn points(pane: Pane) {
    // An inspector comes before the mouse.
    let wanted = pane.asked.get_untracked().or_else(|| pane.hovering.get_untracked());
    pane.with_engines(move |engines| {
        if engines.known.as_ref().is_some_and(|task| task.is_in_plane()) && engines.asked != wanted {
            engines.asked.clone_from(&wanted);
            engines.ask(Topic::Points, wanted.map(Question::from));
        }
    });
}

/// Starts or stops measuring the quality of the model, as the page needs it.
pub fn assess(pane: Pane) {
    let wanted = pane.assessing.get_untracked() && pane.generates.get_untracked();
    pane.with_engines(move |engines| {
        if engines.known.is_some() && engines.assessing != wanted {
            engines.assessing = wanted;
            engines.ask(Topic::Quality, wanted.then(|| QualityRequest.into()));
        }
    });
}

/// Asks for the comparison of samplers that the page wants, when this has changed.
pub fn bench(pane: Pane) {
    let wanted = pane.bench_asked.get_untracked();
    pane.with_engines(move |engines| {
        if engines.known.as_ref().is_some_and(|task| task.generates()) && engines.comparing != wanted {
            engines.comparing.clone_from(&wanted);
            engines.ask(Topic::Bench, wanted.map(Question::from));
        }
    });
}
