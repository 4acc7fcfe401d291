//! A table of numbers between the paragraphs of a text.

use leptos::prelude::*;

use crate::locale::Words;

/// A table with these heads, which are messages of `words`; `name` is its name for tests.
pub fn table<const N: usize>(
    words: &'static Words,
    heads: [&'static str; N],
    rows: &'static [[String; N]],
    name: &'static str,
) -> AnyView {
    let head = |name: &'static str| view! { <th scope="col" class="value">{words.say(name)}</th> };
    let row = |cells: &'static [String; N]| {
        let cells = cells.each_ref().map(|cell| view! { <td class="value">{cell.as_str()}</td> });
        view! { <tr>{cells.into_iter().collect_view()}</tr> }
    };
    view! {
        <div class="inspector" data-testid=name>
            <table class="figures">
                <thead><tr>{heads.map(head).into_iter().collect_view()}</tr></thead>
                <tbody>{rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
