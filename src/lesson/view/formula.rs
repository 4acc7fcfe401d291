//! A formula with its symbols: a symbol in focus tells its name and its value, and lights its picture on the stage.

use std::time::Duration;

use leptos::{html, prelude::*};
use leptos_use::use_resize_observer;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::visit::Visit;
use crate::{
    lesson::{
        WORDS,
        kit::{Formula, Symbol, Term},
    },
    ui::listening::Timer,
};

/// The attribute of the elements that show a symbol.
const SYMBOL: &str = "data-symbol";

#[component]
pub fn FormulaView(visit: Visit, name: String, formula: &'static Formula) -> impl IntoView {
    let Visit { lesson, pane, .. } = visit;
    let node = NodeRef::<html::Figure>::new();
    let lit = RwSignal::new(None::<&'static Symbol>);
    let find = move |id: &str| formula.symbols.iter().find(|symbol| symbol.id == id);
    let light = move |symbol: Option<&'static Symbol>| {
        lit.set(symbol);
        pane.light(symbol.map_or(&[], |symbol| symbol.layers));
    };
    // The elements of a formula know the symbol that they show.
    Effect::new(move || {
        let id = lit.get().map(|symbol| symbol.id);
        let Some(figure) = node.get() else { return };
        let Ok(marked) = figure.query_selector_all(&format!("[{SYMBOL}]")) else { return };
        for index in 0..marked.length() {
            if let Some(element) = marked.item(index).and_then(|element| element.dyn_into::<Element>().ok()) {
                let is_lit = id.is_some() && element.get_attribute(SYMBOL).as_deref() == id;
                let _ = element.class_list().toggle_with_force("lit", is_lit);
            }
        }
    });
    on_cleanup(move || pane.light(&[]));
    let over = move |event: leptos::ev::PointerEvent| {
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let shown = element.and_then(|element| element.closest(&format!("[{SYMBOL}]")).ok().flatten());
        let symbol = shown.and_then(|element| element.get_attribute(SYMBOL)).and_then(|id| find(&id));
        if symbol.is_some() {
            light(symbol);
        }
    };
    let button = move |symbol: &'static Symbol| {
        let is_lit = move || lit.get().is_some_and(|lit| lit.id == symbol.id);
        let math = format!("<math>{}</math>", symbol.sign);
        let toggle = move |_| light(if untrack(is_lit) { None } else { Some(symbol) });
        view! {
            <li>
                <button
                    class="symbol" data-testid=format!("symbol-{}", symbol.id) data-symbol=symbol.id
                    aria-pressed=move || is_lit().to_string() title=lesson.say(&format!("symbol-{}", symbol.id))
                    on:click=toggle on:focus=move |_| light(Some(symbol)) inner_html=math
                ></button>
            </li>
        }
    };
    let meaning = move || {
        let symbol = lit.get()?;
        let name = lesson.say(&format!("symbol-{}", symbol.id));
        Some(match symbol.value.and_then(|value| value(pane)) {
            Some(value) => WORDS.with("symbol-value", &[("name", name.into()), ("value", value.into())]),
            None => name,
        })
    };
    let slider = move || {
        let drag = lit.get()?.drag?;
        let moved = move |event| {
            if let Ok(number) = event_target_value(&event).parse() {
                (drag.write)(pane, number);
            }
        };
        Some(view! {
            <input
                type="range" data-testid="drag" aria-label=WORDS.say("drag-symbol")
                min=drag.from.to_string() max=drag.to.to_string() step=drag.step.to_string()
                prop:value=move || (drag.read)(pane).to_string() on:input=moved
            />
        })
    };
    // Terms may take long to compute, and are computed only where they are seen.
    let shows_terms = RwSignal::new(false);
    let toggled = move |event: leptos::ev::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        shows_terms.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    let term = move |term: &'static Term| {
        let value = move || {
            let value = if shows_terms.get() { (term.value)(pane) } else { None };
            value.unwrap_or_else(|| WORDS.say("unknown"))
        };
        view! { <li><span>{lesson.say(&format!("term-{}", term.id))}</span><output aria-live="off">{value}</output></li> }
    };
    let terms = (!formula.terms.is_empty()).then(|| {
        view! {
            <details class="terms" data-testid="terms" on:toggle=toggled>
                <summary>{WORDS.say("term-by-term")}</summary>
                <ol>{formula.terms.iter().map(term).collect_view()}</ol>
            </details>
        }
    });
    let symbols = (!formula.symbols.is_empty()).then(|| {
        view! {
            <ul class="symbols" aria-label=WORDS.say("symbols")>{formula.symbols.iter().map(button).collect_view()}</ul>
            <p class="meaning" data-testid="meaning">{meaning}</p>
            {slider}
        }
    });
    let words = lesson.say(&format!("formula-{name}"));
    let body = NodeRef::<html::Div>::new();
    // Not at once: another size within the observer's call would call it again.
    let (timer, size) = (Timer::new(), RwSignal::new(1.0));
    use_resize_observer(body, move |_, _| {
        timer.start(Duration::ZERO, move || {
            let body = body.try_get_untracked().flatten();
            if let Some(fitting) = body.and_then(|body| fitting(&body, size.get_untracked())) {
                size.set(fitting);
            }
        });
    });
    view! {
        <figure class="formula" node_ref=node data-testid=format!("formula-{name}") on:pointerover=over on:pointerleave=move |_| light(None)>
            <div node_ref=body><div class="set" style:font-size=move || format!("{:.3}em", size.get()) inner_html=set(formula.mathml)></div></div>
            {symbols}
            <figcaption>{words}</figcaption>
            {terms}
        </figure>
    }
}

/// The fences that keep their height beside a fraction; brackets enclose fractions and grow with them.
const SMALL: [&str; 4] = ["(", ")", "‖", "|"];
/// The least size of a formula that is too long for its line; beyond, it scrolls.
const LEAST: f64 = 0.7;
/// The space around the name of a function.
const THIN: &str = "<mspace width='0.167em'/>";
const LOG: &str = "<mi>log</mi>";

/// MathML as it is shown.
fn set(mathml: &str) -> String {
    let text = SMALL.iter().fold(mathml.to_owned(), |text, fence| {
        text.replace(&format!("<mo>{fence}</mo>"), &format!("<mo stretchy='false'>{fence}</mo>"))
    });
    text.split(LOG)
        .map(str::to_owned)
        .reduce(|before, after| before.clone() + &around(&before, &after) + &after)
        .unwrap_or_default()
}

/// The name of the logarithm with the spaces that it needs between these.
fn around(before: &str, after: &str) -> String {
    let follows_a_name = before.ends_with("∇</mo>") || before.ends_with("</mi>");
    let has_fence = after.trim_start_matches("<mrow>").starts_with("<mo stretchy='false'");
    let space = |is_needed: bool| if is_needed { THIN } else { "" };
    format!("{}{LOG}{}", space(follows_a_name), space(!has_fence))
}

/// The size at which the formula in `body`, now of this `size`, fits into its line.
fn fitting(body: &HtmlElement, size: f64) -> Option<f64> {
    let formula = body.first_element_child()?.dyn_into::<HtmlElement>().ok()?;
    let needed = f64::from(formula.offset_width()) / size;
    Some(share(needed, f64::from(body.client_width())))
}

/// The size of a formula of this width at full size, in a line with so much room.
fn share(needed: f64, room: f64) -> f64 {
    if needed > room && room > 0.0 { (room / needed).max(LEAST) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_keep_their_height_and_brackets_grow() {
        let set = set("<math><mo>(</mo><mo>[</mo></math>");
        assert_eq!(set, "<math><mo stretchy='false'>(</mo><mo>[</mo></math>");
    }

    #[test]
    fn the_logarithm_has_space_where_letters_are_beside_it() {
        let spaces = |formula: &str| set(formula).matches(THIN).count();
        assert_eq!(spaces("<mo>−</mo><mi>log</mi><mo>(</mo>"), 0);
        assert_eq!(spaces("<mo>−</mo><mi>log</mi><mi>p</mi>"), 1);
        assert_eq!(spaces("<mo>∇</mo><mi>log</mi><mi>p</mi><mo>+</mo><mi>d</mi><mi>log</mi><mrow><mo>(</mo>"), 3);
        assert_eq!(spaces("<mi>x</mi>"), 0);
    }

    #[test]
    fn a_formula_that_is_too_long_is_smaller() {
        assert_eq!(
            [share(200.0, 300.0), share(400.0, 300.0), share(900.0, 300.0), share(10.0, 0.0)],
            [1.0, 0.75, LEAST, 1.0]
        );
    }
}
