//! The tools for drawing.

use leptos::prelude::*;

use super::shaper::ShapeButtons;
use crate::ui::{
    Pane, data_actions,
    drawing::{Canvas, Tool},
    focus, icon,
    words::STAGE,
};

/// The least and the largest radius of the brush, in units of the plane.
const RADIUS: (f64, f64) = (0.1, 1.2);

#[component]
pub fn Tools() -> impl IntoView {
    let more = || Pane::get().tool.get().map(|_| view! { <History/><Brush/> });
    view! {
        <div class="tools" role="toolbar" aria-label=STAGE.say("tools")>
            <Take tool=Tool::Draw id="draw" title=STAGE.say("draw") picture=icon::brush()/>
            <Take tool=Tool::Erase id="erase" title=STAGE.say("erase") picture=icon::eraser()/>
            {more}
            <ShapeButtons/>
        </div>
    }
}

/// The button that selects and deselects a tool.
#[component]
fn Take(tool: Tool, id: &'static str, title: String, picture: AnyView) -> impl IntoView {
    let pane = Pane::get();
    view! {
        <button
            class="icon" data-testid=id title=title.clone() aria-label=title
            aria-pressed=move || (pane.tool.get() == Some(tool)).to_string()
            on:click=move |_| data_actions::toggle_tool(pane, tool)
        >{picture}</button>
    }
}

#[component]
fn History() -> impl IntoView {
    view! {
        <Edit act=Canvas::undo can=Canvas::can_undo id="undo" title=STAGE.say("undo") picture=icon::undo()/>
        <Edit act=Canvas::redo can=Canvas::can_redo id="redo" title=STAGE.say("redo") picture=icon::redo()/>
        <Edit act=Canvas::clear can=Canvas::can_clear id="clear" title=STAGE.say("clear") picture=icon::bin()/>
    }
}

#[component]
fn Edit(
    act: fn(&mut Canvas) -> bool,
    can: fn(&Canvas) -> bool,
    id: &'static str,
    title: String,
    picture: AnyView,
) -> impl IntoView {
    let pane = Pane::get();
    let is_off = move || !pane.canvas.with(can);
    view! {
        <button
            class="icon" data-testid=id title=title.clone() aria-label=title
            aria-disabled=move || is_off().to_string()
            on:click=focus::unless(is_off, move || data_actions::edit(pane, act))
        >{picture}</button>
    }
}

#[component]
fn Brush() -> impl IntoView {
    let pane = Pane::get();
    let size = move |event| {
        if let Ok(radius) = event_target_value(&event).parse() {
            pane.brush.set(radius);
        }
    };
    view! {
        <label class="brush" title=STAGE.say("brush")>
            <span class="sr">{STAGE.say("brush")}</span>
            <input
                type="range" data-testid="brush-radius" min=RADIUS.0 max=RADIUS.1 step="0.05"
                prop:value=move || pane.brush.get().to_string()
                on:input=size
            />
            <output aria-live="off">{move || format!("{:.2}", pane.brush.get())}</output>
        </label>
    }
}
