//! A formula with its symbols: a symbol in focus tells its name and its value, and lights its picture on the stage.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::visit::Visit;
use crate::lesson::{
    WORDS,
    kit::{Formula, Symbol, Term},
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
    let size = format!("{:.2}em", size(formula.mathml));
    view! {
        <figure class="formula" node_ref=node data-testid=format!("formula-{name}") on:pointerover=over on:pointerleave=move |_| light(None)>
            <div style:font-size=size inner_html=set(formula.mathml)></div>
            {symbols}
            <figcaption>{words}</figcaption>
            {terms}
        </figure>
    }
}

/// The fences that keep their height beside a fraction; brackets enclose fractions and grow with them.
const SMALL: [&str; 4] = ["(", ")", "‖", "|"];
/// The characters of a formula that fit beside the stage at full size, and the least size of longer ones.
const FITS: f64 = 30.0;
const LEAST: f64 = 0.7;

/// MathML as it is shown.
fn set(mathml: &str) -> String {
    SMALL.iter().fold(mathml.to_owned(), |text, fence| {
        text.replace(&format!("<mo>{fence}</mo>"), &format!("<mo stretchy='false'>{fence}</mo>"))
    })
}

/// The size of a formula: long ones are smaller, so that they fit.
fn size(mathml: &str) -> f64 {
    let shown: usize =
        mathml.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.chars().count()).sum();
    (FITS / shown.max(1) as f64).clamp(LEAST, 1.0)
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
    fn a_long_formula_is_smaller() {
        assert_eq!(size("<math><mi>x</mi></math>"), 1.0);
        assert_eq!(size(&format!("<math><mi>{}</mi></math>", "x".repeat(40))), 0.75);
        assert_eq!(size(&format!("<math><mi>{}</mi></math>", "x".repeat(400))), LEAST);
    }
}
