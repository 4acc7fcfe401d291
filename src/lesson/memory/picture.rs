//! The table of the lesson.

use std::sync::LazyLock;

use leptos::prelude::*;

use super::{fresh, perfect};
use crate::{locale::Words, ui::Pane};

pub const WORDS: Words = Words::new(include_str!("../text/en/memory-tables.ftl"));

const COUNTS: [usize; 4] = [5, 20, 200, 1000];

/// The distance to the nearest training point: of samples in the exact field, and of fresh data.
pub fn table(_: Pane) -> AnyView {
    static ROWS: LazyLock<Vec<[String; 3]>> = LazyLock::new(|| COUNTS.into_iter().filter_map(row).collect());
    let head = |name: &'static str| view! { <th scope="col" class="value">{WORDS.say(name)}</th> };
    let row = |cells: &'static [String; 3]| {
        let cells = cells.each_ref().map(|cell| view! { <td class="value">{cell.as_str()}</td> });
        view! { <tr>{cells.into_iter().collect_view()}</tr> }
    };
    view! {
        <div class="inspector" data-testid="nearest">
            <table class="figures">
                <thead><tr>{["points", "exact", "fresh"].map(head).into_iter().collect_view()}</tr></thead>
                <tbody>{ROWS.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(count: usize) -> Option<[String; 3]> {
    Some([count.to_string(), format!("{:.3}", perfect(count, 0)?), format!("{:.3}", fresh(count, 0))])
}
