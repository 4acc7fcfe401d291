//! The panels of the training column, one in each file, listed in the registry [`PANELS`].

mod bench;
mod entry;
mod figures;
mod gates;
mod history;
mod inspect_sampling;
mod inspect_training;
mod levels;
mod loss;
mod quality;
mod rollouts;
mod series;

pub use figures::ask_about;
pub use history::PastBadge;

use leptos::prelude::*;

use self::entry::PanelEntry;
use super::Pane;

/// Every panel, in the order of the page.
pub static PANELS: [PanelEntry; 10] = [
    loss::PANEL,
    history::PANEL,
    gates::PANEL,
    series::PANEL,
    rollouts::PANEL,
    inspect_training::PANEL,
    inspect_sampling::PANEL,
    levels::PANEL,
    quality::PANEL,
    bench::PANEL,
];

/// The panels that apply to the run of `pane`; with `only`, those of them with these ids.
#[component]
pub fn Panels(pane: Pane, only: Option<&'static [&'static str]>) -> impl IntoView {
    let panel = move |entry: &'static PanelEntry| {
        let applies = Memo::new(move |_| pane.experiment.with(entry.applies));
        let test_id = format!("panel-{}", entry.id);
        view! { <div class="panel" data-testid=test_id>{move || applies.get().then(|| (entry.view)(pane))}</div> }
    };
    let is_named = move |entry: &&'static PanelEntry| only.is_none_or(|ids| ids.contains(&entry.id));
    PANELS.iter().filter(is_named).map(panel).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        objective::ObjectiveConfig,
        protocol::{Task, Version},
    };

    #[test]
    fn every_panel_has_an_id_and_a_title_of_its_own() {
        for (index, panel) in PANELS.iter().enumerate() {
            assert!(!panel.id.is_empty() && !panel.title.is_empty());
            let others = || PANELS.iter().skip(index + 1);
            assert!(others().all(|other| other.id != panel.id && other.title != panel.title), "{}", panel.id);
        }
    }

    #[test]
    fn every_panel_is_there_for_some_task_and_the_loss_for_all() {
        let mut seen = [false; PANELS.len()];
        let tasks = Task::ALL.iter().filter_map(|(id, _)| Task::usual(id, Version::NEWEST));
        let objectives = ObjectiveConfig::IDS.iter().map(|id| {
            let mut task = Task::default();
            task.select("objective", id).unwrap();
            task
        });
        for task in tasks.chain(objectives) {
            for (seen, panel) in seen.iter_mut().zip(&PANELS) {
                let applies = (panel.applies)(&task);
                *seen |= applies;
                assert!(applies || !["loss", "training-time"].contains(&panel.id), "{task:?}: {}", panel.id);
            }
        }
        assert_eq!(seen, [true; PANELS.len()]);
    }
}
