//! The table of the lesson: one answer under all names, at the marked point.

use leptos::prelude::*;

use crate::{
    locale::Words,
    math::{
        parametrization::{ParametrizationConfig, Velocity, convert},
        schedule::Coeffs,
    },
    ui::{Pane, ask_about, numbers},
};

pub const WORDS: Words = Words::new(include_str!("../text/en/targets-table.ftl"));

/// The names in the order of the table: ids of parametrisations, and their symbols.
pub const NAMES: [(&str, &str); 6] =
    [("eps", "ε"), ("x", "x"), ("v", "v"), ("edm-f", "F"), ("score", "s"), ("velocity", "u")];

/// An answer under one name: that of the network, the exact one, and their distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    pub learned: [f64; 2],
    pub exact: [f64; 2],
    pub apart: f64,
}

/// What the learned and the exact velocity at `x` are as an answer called `name`; `None` where it has no value.
pub fn said(name: &str, coeffs: &Coeffs, x: [f64; 2], learned: [f64; 2], exact: [f64; 2]) -> Option<Said> {
    let to = ParametrizationConfig::from_id(name)?;
    let [of_point, of_velocity] = convert(&Velocity {}, &*to, coeffs);
    let answer = |velocity: [f64; 2]| [0, 1].map(|k| of_point * x[k] + of_velocity * velocity[k]);
    let (learned, exact) = (answer(learned), answer(exact));
    let apart = (learned[0] - exact[0]).hypot(learned[1] - exact[1]);
    apart.is_finite().then_some(Said { learned, exact, apart })
}

/// How many times as large an error of the answer called `name` is in the velocity.
pub fn rate_of(name: &str, coeffs: &Coeffs) -> Option<f64> {
    let from = ParametrizationConfig::from_id(name)?;
    let [_, of_answer] = convert(&*from, &Velocity {}, coeffs);
    Some(of_answer.abs())
}

/// [`rate_of`] at the time that is shown.
pub fn rate(pane: Pane, name: &str) -> Option<String> {
    let t = pane.time.shown.get();
    let rate = pane.experiment.with(|task| rate_of(name, &task.generate()?.schedule.at(t)))?;
    Some(if rate.is_finite() { format!("{rate:.2}") } else { "∞".to_owned() })
}

/// The answer of the network and the exact one under all names, at the marked point and the time that is shown.
pub fn table(pane: Pane) -> AnyView {
    let place = move || (pane.marked.get(), pane.time.shown.get());
    ask_about(pane, move || Some(place()));
    let row = move |(name, sign): (&'static str, &'static str)| {
        let here = Memo::new(move |_| {
            let (x, t) = place();
            let (learned, exact) = pane.points.with(|points| points.as_ref()?.at(x, t))?;
            let coeffs = pane.experiment.with(|task| Some(task.generate()?.schedule.at(t)))?;
            said(name, &coeffs, x, learned.velocity, exact?.velocity)
        });
        let shown = move |pick: fn(&Said) -> String| here.get().map_or_else(|| "–".to_owned(), |said| pick(&said));
        view! {
            <tr data-testid=format!("name-{name}")>
                <th scope="row"><i>{sign}</i>" "{WORDS.say(name)}</th>
                <td class="value">{move || shown(|said| numbers::point(said.learned))}</td>
                <td class="value">{move || shown(|said| numbers::point(said.exact))}</td>
                <td class="value">{move || shown(|said| format!("{:.2}", said.apart))}</td>
            </tr>
        }
    };
    let head = |name: &'static str| view! { <th scope="col" class="value">{WORDS.say(name)}</th> };
    view! {
        <div class="inspector" data-testid="names">
            <table class="figures">
                <thead><tr><th scope="col">{WORDS.say("answer")}</th>{["network", "exact", "error"].map(head)}</tr></thead>
                <tbody>{NAMES.map(row).into_iter().collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
