//! The panel that compares samplers: their distance from the data against their evaluations of the field.

use std::collections::BTreeSet;

use leptos::{html, prelude::*};

use super::entry::PanelEntry;
use crate::{
    math::{
        grid::GridConfig,
        metric::Estimate,
        registry::{Configured, Slot},
        sampler::SamplerConfig,
    },
    plot::{BenchLine, BenchStyle, bench_svg, draw_bench},
    protocol::{BenchRequest, BenchRow, Generate, Task},
    ui::{Pane, browser, chart, numbers::short, palette::KINDS, registered, words::PANELS},
};

pub const PANEL: PanelEntry = PanelEntry {
    id: "bench",
    title: "Samplers compared",
    applies: Task::generates,
    view: |pane| view! { <BenchPanel pane=pane/> }.into_any(),
};

/// The samplers that are chosen at first, besides that of the experiment.
const USUAL: [&str; 2] = ["euler", "heun"];
/// The grids that are fitted to the field, for rules of the first and the second order.
const FITTED: [&str; 2] = ["fitted-1", "fitted-2"];
/// What can be chosen, and the place of the usual choice.
const STEPS: ([u32; 5], usize) = ([8, 16, 32, 64, 128], 2);
const SEEDS: ([u32; 4], usize) = ([1, 3, 5, 10], 1);
const POINTS: ([u32; 3], usize) = ([500, 1000, 4000], 1);

/// The choices of the panel.
#[derive(Clone, Copy)]
struct Choice {
    samplers: RwSignal<BTreeSet<&'static str>>,
    grids: RwSignal<BTreeSet<&'static str>>,
    most_steps: RwSignal<u32>,
    seeds: RwSignal<u32>,
    points: RwSignal<u32>,
    is_exact: RwSignal<bool>,
}

impl Choice {
    fn new(task: &Generate) -> Self {
        let own = [task.sampler.config().id()].into_iter().chain(USUAL);
        Self {
            samplers: RwSignal::new(own.filter(|id| fitting(task).any(|known| known.config().id() == *id)).collect()),
            grids: RwSignal::new([task.grid.config().id()].into()),
            most_steps: RwSignal::new(STEPS.0[STEPS.1]),
            seeds: RwSignal::new(SEEDS.0[SEEDS.1]),
            points: RwSignal::new(POINTS.0[POINTS.1]),
            is_exact: RwSignal::new(false),
        }
    }

    fn request(self) -> BenchRequest {
        let most = self.most_steps.get_untracked();
        let named = |ids: RwSignal<BTreeSet<&'static str>>| {
            ids.with_untracked(|ids| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>())
        };
        BenchRequest {
            samplers: named(self.samplers),
            grids: named(self.grids),
            steps: (0..=most.ilog2()).map(|k| 1 << k).collect(),
            seeds: self.seeds.get_untracked(),
            samples: self.points.get_untracked(),
            is_exact: self.is_exact.get_untracked(),
        }
    }
}

/// The samplers that fit the task.
fn fitting(task: &Generate) -> impl Iterator<Item = SamplerConfig> + '_ {
    SamplerConfig::all().filter(|sampler| Generate { sampler: sampler.clone(), ..task.clone() }.validate().is_ok())
}

#[component]
fn BenchPanel(pane: Pane) -> impl IntoView {
    let open = RwSignal::new(false);
    let details = NodeRef::<html::Details>::new();
    let toggled = move |_| open.set(details.get_untracked().is_some_and(|details| details.open()));
    // What is compared depends on the settings, so that a comparison ends with them.
    let task = Memo::new(move |_| pane.experiment.with(|task| task.generate().cloned()));
    let inside = move || task.get().filter(|_| open.get()).map(|task| view! { <Comparison pane=pane task=task/> });
    view! {
        <details class="group samplers" data-testid=PANEL.id node_ref=details on:toggle=toggled>
            <summary data-testid="open-bench">{registered::panel(PANEL.id, PANEL.title)}</summary>
            {inside}
        </details>
    }
}

#[component]
fn Comparison(pane: Pane, task: Generate) -> impl IntoView {
    let choice = Choice::new(&task);
    let stop = move || {
        pane.bench_asked.try_set(None);
        pane.redraw();
    };
    on_cleanup(stop);
    // A comparison that is done can be made again.
    let is_under_way = move || {
        let is_done = pane.bench.with(|bench| bench.as_ref().is_some_and(|bench| bench.left == 0));
        pane.bench_asked.with(Option::is_some) && !is_done
    };
    let toggle = move |_| match untrack(is_under_way) {
        true => stop(),
        false => {
            pane.bench.set(None);
            pane.bench_asked.set(Some(choice.request()));
            pane.redraw();
        }
    };
    let samplers = fitting(&task).map(|sampler| named("sampler", sampler.config()));
    let grids = GridConfig::all().map(|grid| named("grid", grid.config()));
    let fitted = FITTED.map(|id| (id, PANELS.say(&format!("bench-{id}"))));
    let exact = task.exact_field().is_some().then(|| {
        view! {
            <label class="check">
                <input type="checkbox" data-testid="bench-exact" on:change=move |event| choice.is_exact.set(event_target_checked(&event))/>
                {PANELS.say("bench-exact")}
            </label>
        }
    });
    let button = move || PANELS.say(if is_under_way() { "bench-stop" } else { "bench-start" });
    view! {
        <div class="choices">
            <Several name="bench-samplers" of=samplers.collect() chosen=choice.samplers/>
            <Several name="bench-grids" of=grids.chain(fitted).collect() chosen=choice.grids/>
            <Number name="bench-steps" of=&STEPS.0 chosen=choice.most_steps/>
            <Number name="bench-seeds" of=&SEEDS.0 chosen=choice.seeds/>
            <Number name="bench-points" of=&POINTS.0 chosen=choice.points/>
            {exact}
        </div>
        <button class="main" data-testid="bench-start" on:click=toggle>{button}</button>
        <Results pane=pane/>
    }
}

/// The id of a configuration in the slot `key`, and its name.
fn named(key: &str, config: &dyn Configured) -> (&'static str, String) {
    (config.id(), registered::config_label(key, config))
}

/// Check boxes under a name.
#[component]
fn Several(
    name: &'static str,
    of: Vec<(&'static str, String)>,
    chosen: RwSignal<BTreeSet<&'static str>>,
) -> impl IntoView {
    let boxes = of.into_iter().map(|(id, label)| {
        let change = move |event| {
            let is_chosen = event_target_checked(&event);
            chosen.update(|chosen| {
                if is_chosen { chosen.insert(id) } else { chosen.remove(id) };
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" data-testid=format!("{name}-{id}") prop:checked=move || chosen.with(|ids| ids.contains(id)) on:change=change/>
                {label}
            </label>
        }
    });
    view! { <fieldset><legend>{PANELS.say(name)}</legend>{boxes.collect_view()}</fieldset> }
}

/// One of a few numbers.
#[component]
fn Number(name: &'static str, of: &'static [u32], chosen: RwSignal<u32>) -> impl IntoView {
    let options = of.iter().map(|number| {
        view! { <option value=number.to_string() selected=move || chosen.get() == *number>{number.to_string()}</option> }
    });
    let change = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            chosen.set(number);
        }
    };
    view! {
        <label class="row"><span>{PANELS.say(name)}</span><select data-testid=name on:change=change>{options.collect_view()}</select></label>
    }
}

/// The chart, the table, and the files.
#[component]
fn Results(pane: Pane) -> impl IntoView {
    let rows = Memo::new(move |_| pane.bench.with(|bench| bench.as_ref().map(|bench| bench.rows.clone())));
    let rows = move || rows.get().unwrap_or_default();
    let canvas =
        chart::canvas(pane, PANELS.say("bench-chart"), move || pane.bench.track(), move |canvas| paint(pane, canvas));
    let none = move || pane.bench.with(|bench| bench.as_ref().is_none_or(|bench| bench.rows.is_empty()));
    let left = move || {
        let asked = pane.bench_asked.with(Option::is_some);
        let left = pane.bench.with(|bench| bench.as_ref().map(|bench| bench.left));
        match left {
            Some(0) => None,
            Some(left) => Some(PANELS.with("bench-left", &[("rows", f64::from(left).into())])),
            None => asked.then(|| PANELS.say("bench-waiting")),
        }
    };
    let save_csv = move |_| {
        let _ = browser::download("scorefield-samplers.csv", &BenchRow::csv(&untrack(rows)));
    };
    let save_svg = move |_| {
        let rows = untrack(rows);
        match bench_svg(&BenchLine::all(&rows), BenchLine::floor(&rows)) {
            Ok(svg) => drop(browser::download("scorefield-samplers.svg", &svg)),
            Err(error) => browser::log(&format!("the chart of samplers could not be saved: {error}")),
        }
    };
    let heads = ["bench-sampler", "bench-evaluations", "bench-distance", "bench-coverage"];
    let heads =
        heads.map(|head| view! { <th scope="col" title=PANELS.say(&format!("{head}-title"))>{PANELS.say(head)}</th> });
    view! {
        <p class="hint" role="status" data-testid="bench-left">{left}</p>
        <div hidden=none>
            <figure class="errors-chart"><div class="chart">{canvas}</div></figure>
            <p class="hint">{PANELS.say("bench-axes")}</p>
            <div class="wide"><table class="figures" data-testid="bench-rows">
                <thead><tr>{heads.into_iter().collect_view()}</tr></thead>
                <tbody>{move || lines(&rows())}</tbody>
            </table></div>
            <p class="files">
                <button class="plain" data-testid="bench-csv" on:click=save_csv>{PANELS.say("bench-csv")}</button>
                <button class="plain" data-testid="bench-svg" on:click=save_svg>{PANELS.say("bench-svg")}</button>
            </p>
        </div>
    }
}

/// The lines of the table; the first of each line of the chart has its colour and its name.
fn lines(rows: &[BenchRow]) -> impl IntoView + use<> {
    let (mut last, mut place) = (None, 0);
    let line = |row: &BenchRow| {
        let name = (row.sampler.clone(), row.grid.clone());
        if last.as_ref().is_some_and(|last| *last != name) {
            place += 1;
        }
        let head = (last.as_ref() != Some(&name)).then(|| {
            let swatch = format!("var(--kind-{})", place % KINDS + 1);
            view! { <i class="swatch" style:background=swatch></i>{format!("{}, {}", row.sampler, row.grid)} }
        });
        last = Some(name);
        view! {
            <tr>
                <th scope="row">{head}</th>
                <td class="value">{short(row.evaluations)}</td>
                <td class="value">{figure(row.sliced_w2)}" / "{short(row.floor.value)}</td>
                <td class="value">{row.coverage.map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", 100.0 * share.value))}</td>
            </tr>
        }
    };
    rows.iter().map(line).collect_view()
}

fn figure(Estimate { value, std_error }: Estimate) -> String {
    match std_error.is_finite() {
        true => format!("{} ± {}", short(value), short(std_error)),
        false => short(value),
    }
}

fn paint(pane: Pane, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(pane, canvas, "the samplers", |surface, palette| {
        let lines = palette.kinds.map(|colour| colour.plotted()).to_vec();
        let floor = palette.exact.plotted();
        let style = BenchStyle { frame: chart::frame(palette), lines, floor, has_names: false };
        pane.bench.with_untracked(|bench| {
            let rows = bench.as_ref().map_or(&[][..], |bench| &bench.rows);
            draw_bench(surface, &BenchLine::all(rows), BenchLine::floor(rows), &style)
        })
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_choice_fits_the_experiment() {
        let mut task = Generate::default();
        for (sampler, fits) in [("heun", 2), ("ddim", 3)] {
            task.select("sampler", sampler).unwrap();
            let request = Choice::new(&task).request();
            assert_eq!((request.samplers.len(), &request.steps[..]), (fits, &[1, 2, 4, 8, 16, 32][..]));
            assert_eq!(request.grids, [task.grid.config().id()]);
        }
        assert!(fitting(&task).count() > 5);
    }

    #[test]
    fn a_figure_without_an_error_stands_alone() {
        assert_eq!(figure(Estimate { value: 0.5, std_error: 0.25 }), "0.500 ± 0.250");
        assert_eq!(figure(Estimate { value: 0.5, std_error: f64::NAN }), "0.500");
    }
}
