//! A table of numbers between the paragraphs of a text.

use leptos::prelude::*;

use super::Parts;
use crate::locale::Words;

/// What stands in a cell that is not known yet.
const AWAITED: &str = "…";

/// A table with these heads, which are messages of `words`; `name` is its name for tests. Its rows appear as they are computed.
pub fn table<const N: usize, const ROWS: usize>(
    words: &'static Words,
    heads: [&'static str; N],
    rows: &'static Parts<[String; N], ROWS>,
    name: &'static str,
) -> AnyView {
    let done = rows.begin();
    let head = |name: &'static str| view! { <th scope="col" class="value">{words.say(name)}</th> };
    let row = |index: usize| {
        let cell = |column: usize| {
            let text = move || match rows.get(index) {
                Some(cells) => cells.get(column).map_or("", String::as_str),
                None if done.get() <= index => AWAITED,
                None => "",
            };
            view! { <td class="value">{text}</td> }
        };
        view! { <tr>{(0..N).map(cell).collect_view()}</tr> }
    };
    view! {
        <div class="inspector" data-testid=name aria-busy=move || (done.get() < ROWS).to_string()>
            <table class="figures">
                <thead><tr>{heads.map(head).into_iter().collect_view()}</tr></thead>
                <tbody>{(0..ROWS).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
