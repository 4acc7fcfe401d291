//! The choice of the number of points, and the download of the samples.

use leptos::prelude::*;

use crate::ui::{Pane, browser, icon, stage::Stage, words::STAGE};

const COUNTS: [u32; 5] = [500, 1000, 2000, 5000, 20_000];

/// The samples at t = 0 as lines of CSV.
fn csv(points: &[f32]) -> String {
    let mut text = String::from("x,y\n");
    for point in points.chunks_exact(2) {
        if let [x, y] = point {
            text.push_str(&format!("{x},{y}\n"));
        }
    }
    text
}

#[component]
pub fn StageMenu() -> impl IntoView {
    let pane = Pane::get();
    let choose = move |event| {
        if let Ok(count) = event_target_value(&event).parse() {
            pane.count.set(count);
        }
    };
    let export = move |_| {
        let text = pane.stage.with_value(|stage: &Stage| stage.look(|scene| csv(scene.samples.last())));
        if browser::download("scorefield-samples.csv", &text).is_none() {
            pane.notice.set(Some(STAGE.say("browser-would-not-save")));
        }
    };
    let option = move |n: u32| {
        view! { <option value=n.to_string() selected=move || pane.count.get() == n>{n.to_string()}</option> }
    };
    view! {
        <div class="stage-menu">
            <label class="points" title=STAGE.say("points-title")>
                <span>{STAGE.say("points")}</span>
                <select data-testid="count" on:change=choose>{COUNTS.map(option).collect_view()}</select>
            </label>
            <button
                class="icon" data-testid="export-samples"
                title=STAGE.say("save-samples") aria-label=STAGE.say("save-samples")
                on:click=export
            >{icon::download()}</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_written_one_a_line() {
        assert_eq!(csv(&[1.0, -2.5, 0.25, 3.0]), "x,y\n1,-2.5\n0.25,3\n");
    }
}
