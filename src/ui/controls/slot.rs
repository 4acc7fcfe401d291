//! The controls of one slot of the experiment: its configuration and the fields of that.

use leptos::prelude::*;

use super::{
    curve::CurveControl,
    field::FieldControl,
    headline::HEADLINE,
    payload::PayloadControl,
    select::{SlotSelect, id_in, is_idle, title},
};
use crate::ui::{Pane, listening::Timer, registered};

/// The choice of a slot, unless it is in the headline, with its help text and its fields.
#[component]
pub fn SlotControls(key: &'static str) -> impl IntoView {
    let pane = Pane::get();
    let current = id_in(pane, key);
    let later = Timer::new();
    let has_choice = pane.experiment.with_untracked(|e| e.slot(key).is_some_and(|slot| slot.ids().len() > 1));
    let in_headline = HEADLINE.iter().any(|(headlined, _)| *headlined == key);
    let heading = if has_choice && !in_headline {
        view! {
            <div class="row">
                <span class="name">{title(pane, key)}</span>
                <SlotSelect key=key id="" label=title(pane, key)/>
            </div>
        }
        .into_any()
    } else if has_choice {
        let label = move || pane.with_config(key, |config| registered::config_label(key, config));
        view! { <p class="row"><span class="name">{title(pane, key)}</span><span class="chosen">{label}</span></p> }
            .into_any()
    } else {
        ().into_any()
    };
    let body = move || {
        // Another configuration has other fields.
        current.get();
        pane.experiment.with_untracked(|experiment| {
            experiment.slot(key).map(|slot| {
                let config = slot.config();
                let fields = config.fields().iter().enumerate();
                let payload = config.payload_help().map(|help| {
                    let help = registered::payload_help(key, config.id(), help);
                    view! { <PayloadControl key=key help=help/> }
                });
                let curve = experiment.shape(key).map(|_| view! { <CurveControl key=key later=later/> });
                let about = has_choice.then(|| view! { <p class="about">{registered::about(key, config)}</p> });
                view! {
                    {about}
                    {curve}
                    {fields.map(|(index, field)| view! { <FieldControl key=key config=config.id() index=index field=*field/> }).collect_view()}
                    {payload}
                }
            })
        })
    };
    view! {
        <div class="slot" data-testid=in_headline.then(|| format!("slot-{key}")) hidden=move || is_idle(pane, key)>
            {heading}{body}
        </div>
    }
}
