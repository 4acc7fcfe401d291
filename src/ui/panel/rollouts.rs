//! The panel with the results of the agents of a policy and of the expert, and the buttons for demonstrations by hand.

use leptos::prelude::*;

use super::entry::PanelEntry;
use crate::{
    math::{metric::Estimate, world::Figures},
    ui::{
        Pane, demonstrating, focus, registered,
        words::{self, with_views},
    },
};

pub const PANEL: PanelEntry = PanelEntry {
    id: "rollouts",
    title: "Rollouts",
    applies: |task| task.imitate().is_some(),
    view: |pane| view! { <RolloutsPanel pane=pane/> }.into_any(),
};

const COUNTS: [u32; 4] = [50, 200, 500, 1000];

#[component]
fn RolloutsPanel(pane: Pane) -> impl IntoView {
    let figures = move |of_expert: bool| {
        pane.rollouts.with(|rollouts| {
            let rollouts = rollouts.as_ref()?;
            if of_expert { rollouts.floor.clone() } else { rollouts.figures.clone() }
        })
    };
    let row = move |id: String, label: String, shown: fn(&Figures, usize) -> Option<String>, index: usize| {
        let cell = move |of_expert| figures(of_expert).and_then(|figures| shown(&figures, index)).unwrap_or("–".into());
        view! {
            <tr data-testid=id>
                <th scope="row">{label}</th><td>{move || cell(false)}</td><td>{move || cell(true)}</td>
            </tr>
        }
    };
    let ways = Memo::new(move |_| pane.experiment.with(|task| task.imitate().map(|task| task.environment.ways())));
    let way = move |(index, name): (usize, &&'static str)| {
        row(
            format!("way-{name}"),
            words::PANELS.with("way-of", &[("way", registered::way(name).into())]),
            |figures, index| share(figures.ways.as_ref()?.get(index)?),
            index,
        )
    };
    let choose = move |event| {
        if let Ok(agents) = event_target_value(&event).parse() {
            pane.agents.set(agents);
            pane.redraw();
        }
    };
    let option = move |n: u32| {
        view! { <option value=n.to_string() selected=move || pane.agents.get() == n>{n.to_string()}</option> }
    };
    let agents = move |_: &str| {
        view! { <select data-testid="agents" on:change=choose>{COUNTS.map(option).collect_view()}</select> }.into_any()
    };
    view! {
        <details class="group quality rollouts" data-testid=PANEL.id open=true>
            <summary>{registered::panel(PANEL.id, PANEL.title)}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">
                            <label>{with_views(&words::PANELS.say("agents"), agents)}</label>
                        </th>
                        <th scope="col">{words::PANELS.say("policy")}</th>
                        <th scope="col" title=words::PANELS.say("expert-title")>{words::PANELS.say("expert")}</th>
                    </tr>
                </thead>
                <tbody>
                    {row("success".into(), words::PANELS.say("success"), |figures, _| share(&figures.success), 0)}
                    {move || ways.get().unwrap_or_default().iter().enumerate().map(way).collect_view()}
                    {row("collision".into(), words::PANELS.say("collision"), |figures, _| share(&figures.collision), 0)}
                    {row("steps-to-goal".into(), words::PANELS.say("steps-to-goal"), |figures, _| steps(figures), 0)}
                </tbody>
            </table>
            <Demonstrate pane=pane/>
        </details>
    }
}

/// The buttons for demonstrations by hand.
#[component]
fn Demonstrate(pane: Pane) -> impl IntoView {
    let none = move || demonstrating::count(pane) == 0;
    let is_off = move || none().to_string();
    view! {
        <div class="row demonstrate" role="group" aria-label=words::PANELS.say("by-hand")>
            <button
                data-testid="demonstrate" aria-pressed=move || pane.demonstrating.get().to_string()
                title=words::PANELS.say("demonstrate-title")
                on:click=move |_| demonstrating::toggle(pane)
            >{words::PANELS.say("demonstrate")}</button>
            <button
                data-testid="undo-demonstration" aria-disabled=is_off title=words::PANELS.say("undo-path-title")
                on:click=focus::unless(none, move || demonstrating::undo(pane))
            >{words::PANELS.say("undo-path")}</button>
            <button
                data-testid="clear-demonstrations" aria-disabled=is_off title=words::PANELS.say("clear-paths-title")
                on:click=focus::unless(none, move || demonstrating::clear(pane))
            >{words::PANELS.say("clear-paths")}</button>
        </div>
    }
}

/// A share with its standard error, in percent.
fn share(estimate: &Estimate) -> Option<String> {
    let [value, error] = [estimate.value, estimate.std_error].map(|share| 100.0 * share);
    value.is_finite().then(|| match error {
        0.0 => format!("{value:.0} %"),
        1.0.. => format!("{value:.0} ± {error:.0} %"),
        _ => format!("{value:.1} ± {error:.1} %"),
    })
}

fn steps(figures: &Figures) -> Option<String> {
    let Estimate { value, std_error } = figures.steps_to_goal?;
    Some(format!("{value:.1} ± {std_error:.1}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_their_standard_errors() {
        assert_eq!(share(&Estimate { value: 0.953, std_error: 0.0067 }).as_deref(), Some("95.3 ± 0.7 %"));
        assert_eq!(share(&Estimate { value: 0.473, std_error: 0.041 }).as_deref(), Some("47 ± 4 %"));
        assert_eq!(share(&Estimate { value: 1.0, std_error: 0.0 }).as_deref(), Some("100 %"));
        assert_eq!(share(&Estimate { value: f64::NAN, std_error: 0.0 }), None);
    }
}
