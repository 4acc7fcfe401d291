//! One field: a slider and a number, with its symbol, its unit and its range.

use leptos::prelude::*;
use web_sys::{HtmlInputElement, KeyboardEvent};

use super::scale::{TICKS, nudge, position, value_at};
use crate::{
    math::registry::{FieldInfo, ValueKind},
    ui::{Pane, registered, words::SETTINGS},
};

/// A number as text for readers.
pub fn plain(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 { format!("{value:e}") } else { value.to_string() }
}

#[component]
pub fn FieldControl(
    key: &'static str,
    /// The id of the configuration.
    config: &'static str,
    index: usize,
    field: FieldInfo,
) -> impl IntoView {
    let pane = Pane::get();
    let label = registered::field_label(key, config, &field);
    let id = format!("{key}.{}", field.name);
    let help = format!("help-{id}");
    let value = Memo::new(move |_| pane.with_config(key, |config| config.get(index)).unwrap_or(f64::NAN));
    // The refused text and the reason; the experiment keeps its last valid value.
    let refused = RwSignal::new(None::<(String, String)>);
    let set = move |value: f64| {
        refused.set(None);
        pane.set_field(key, field.name, value);
    };
    let objection = {
        let id = id.clone();
        move || {
            let typed = refused.get().map(|(_, why)| why);
            typed.or_else(|| pane.invalid.get().filter(|error| error.field == id).map(|error| error.message))
        }
    };
    let control = if field.kind == ValueKind::Switch {
        view! {
            <input
                type="checkbox" id=id.clone() data-testid=format!("field-{id}") aria-describedby=help.clone()
                prop:checked=move || value.get() != 0.0
                on:change=move |event| set(f64::from(u8::from(event_target_checked(&event))))
            />
        }
        .into_any()
    } else {
        numeric(field, &label, &id, &help, value, refused, set)
    };
    let symbol = (!field.symbol.is_empty()).then(|| view! { <i class="symbol">{field.symbol}</i> });
    let error_id = format!("error-{id}");
    let error = move || {
        objection().map(|why| view! { <p class="objection" role="alert" data-testid=error_id.clone()>{why}</p> })
    };
    view! {
        <div class="field" class:switch=field.kind == ValueKind::Switch>
            <label for=id><span>{label}</span>{symbol}</label>
            {control}
            <p class="help" id=help role="tooltip">
                {registered::field_help(key, config, &field)}" "
                {(field.kind != ValueKind::Switch).then(|| view! { <span class="range">{range(&field)}</span> })}
            </p>
            {error}
        </div>
    }
}

/// The range of a field with its unit.
fn range(field: &FieldInfo) -> String {
    let [least, most] = [field.min, field.max].map(plain);
    let unit = registered::unit(field.unit);
    SETTINGS.with("field-range", &[("least", least.into()), ("most", most.into()), ("unit", unit.into())])
}

/// The slider and the number of a field.
fn numeric(
    field: FieldInfo,
    label: &str,
    id: &str,
    help: &str,
    value: Memo<f64>,
    refused: RwSignal<Option<(String, String)>>,
    set: impl Fn(f64) + Copy + 'static,
) -> AnyView {
    let slide = move |event| {
        if let Ok(position) = event_target_value(&event).parse() {
            set(value_at(&field, position));
        }
    };
    let press = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => 1.0,
            "ArrowLeft" | "ArrowDown" => -1.0,
            "PageUp" => 10.0,
            "PageDown" => -10.0,
            _ => return,
        };
        event.prevent_default();
        set(nudge(&field, value.get_untracked(), by));
    };
    let typed = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        match field.read(&text) {
            Ok(value) => {
                set(value);
                // The box shows the number that was read, also where it is the present one in other words.
                event_target::<HtmlInputElement>(&event).set_value(&plain(value));
            }
            Err(error) => refused.set(Some((text, error.to_string()))),
        }
    };
    let text = move || refused.get().map_or_else(|| plain(value.get()), |(text, _)| text);
    let unit = (!field.unit.is_empty()).then(|| view! { <span class="unit">{registered::unit(field.unit)}</span> });
    view! {
        <input
            type="range" class="slider" min="0" max=TICKS step="1" tabindex="-1"
            aria-label=label.to_owned() aria-describedby=help.to_owned()
            aria-valuetext=move || plain(value.get())
            prop:value=move || position(&field, value.get()).to_string()
            style:--at=move || (position(&field, value.get()) / TICKS).to_string()
            on:input=slide
        />
        <span class="number">
            <input
                type="text" inputmode="decimal" autocomplete="off" id=id.to_owned() data-testid=format!("field-{id}")
                aria-describedby=help.to_owned()
                aria-invalid=move || refused.get().is_some().to_string()
                prop:value=text
                on:change=typed
                on:keydown=press_in_number(press)
            />
            {unit}
        </span>
    }
    .into_any()
}

/// In the number box only the vertical arrow keys change the value: the other keys edit the text.
fn press_in_number(press: impl Fn(KeyboardEvent) + 'static) -> impl Fn(KeyboardEvent) + 'static {
    move |event| {
        if !matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            press(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_shortly() {
        assert_eq!([0.002, 1e-5, 0.0, 256.0].map(plain), ["0.002", "1e-5", "0", "256"]);
    }
}
