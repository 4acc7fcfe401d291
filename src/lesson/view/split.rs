//! The votes of a class: a number and a bar for each choice, typed in by the lecturer.

use leptos::prelude::*;

use super::visit::Visit;
use crate::{
    lesson::WORDS,
    math::typed,
    ui::{browser, votes_at},
};

#[component]
pub fn Split(visit: Visit, index: usize, of: usize, right: usize) -> impl IntoView {
    let kept = format!("votes.{}.{index}", visit.lesson.id);
    // A link brings its own votes; without it those of this browser stay.
    let known = votes_at(index).or_else(|| browser::stored(&kept)).unwrap_or_default();
    let votes = RwSignal::new(read(&known, of));
    let in_link = visit.pane.page.votes;
    Effect::new(move || {
        let text = written(&votes.get());
        browser::store(&kept, &text);
        in_link.set(if votes.with(|votes| votes.iter().any(|vote| *vote > 0)) { text } else { String::new() });
    });
    on_cleanup(move || {
        in_link.try_set(String::new());
    });
    let is_open = untrack(move || votes.with(|votes| votes.iter().any(|vote| *vote > 0)));
    let most = move || votes.with(|votes| votes.iter().copied().max().unwrap_or_default()).max(1);
    let is_committed = move || visit.given(index).is_some();
    let bar = move |k: usize| {
        let number = move || votes.with(|votes| votes.get(k).copied().unwrap_or_default());
        let width = move || format!("{}%", 100 * number() / most());
        let label = WORDS.with("votes", &[("number", (k as f64 + 1.0).into())]);
        let typed = move |event| {
            let number = typed::whole(&event_target_value(&event)).ok().and_then(|number| u32::try_from(number).ok());
            let number = number.unwrap_or_default().min(MOST);
            votes.update(|votes| votes.iter_mut().skip(k).take(1).for_each(|vote| *vote = number));
        };
        view! {
            <li class:right=move || is_committed() && k + 1 == right>
                <input
                    type="text" inputmode="numeric" size="4" aria-label=label data-testid=format!("votes-{k}")
                    prop:value=move || number().to_string() on:change=typed
                />
                <span class="bar" style:width=width></span>
            </li>
        }
    };
    view! {
        <details class="split" data-testid="split" open=is_open>
            <summary>{WORDS.say("class")}</summary>
            <p class="hint">{WORDS.say("class-help")}</p>
            <ol>{(0..of).map(bar).collect_view()}</ol>
        </details>
    }
}

/// The most votes for one answer.
const MOST: u32 = 9999;

/// The votes of a stored text, one for each of `of` choices.
fn read(text: &str, of: usize) -> Vec<u32> {
    let mut votes: Vec<u32> = text.split('-').map(|vote| vote.parse().unwrap_or_default()).collect();
    votes.iter_mut().for_each(|vote| *vote = (*vote).min(MOST));
    votes.resize(of, 0);
    votes
}

fn written(votes: &[u32]) -> String {
    votes.iter().map(u32::to_string).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_are_kept() {
        assert_eq!(read("3-0-12", 3), [3, 0, 12]);
        assert_eq!(written(&[3, 0, 12]), "3-0-12");
        assert_eq!([read("", 2), read("x-1-5", 2)], [[0, 0], [0, 1]]);
    }
}
