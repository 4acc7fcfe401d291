//! The settings in groups that can be folded; the groups follow from the slots of the task.

use leptos::prelude::*;

use super::{seed::Seed, select::is_idle, slot::SlotControls};
use crate::{
    protocol::{SlotInfo, Task},
    ui::{Pane, registered},
};

/// The slots of a task, group by group, in its own order.
fn groups(infos: &'static [SlotInfo]) -> Vec<(&'static str, Vec<&'static str>)> {
    infos
        .chunk_by(|a, b| a.group == b.group)
        .filter_map(|group| Some((group.first()?.group, group.iter().map(|info| info.key).collect())))
        .collect()
}

#[component]
pub fn Groups() -> impl IntoView {
    let pane = Pane::get();
    let task = Memo::new(move |_| pane.experiment.with(Task::id));
    move || {
        task.get();
        let groups = groups(pane.experiment.with_untracked(|task| task.infos()));
        let last = groups.len().saturating_sub(1);
        let fold = |(index, (title, slots)): (usize, (&'static str, Vec<&'static str>))| {
            // The last group, network and seed, is folded at first: few readers change it.
            fold(title, slots, index == last)
        };
        view! { <div class="groups">{groups.into_iter().enumerate().map(fold).collect_view()}</div> }
    }
}

fn fold(title: &'static str, slots: Vec<&'static str>, is_last: bool) -> impl IntoView + use<> {
    let pane = Pane::get();
    let all = slots.clone();
    let is_unused = move || !is_last && all.iter().all(|key| is_idle(pane, key));
    view! {
        <details class="group" open=!is_last hidden=is_unused>
            <summary>{registered::group(title)}</summary>
            <div class="slots">
                {slots.iter().map(|key| view! { <SlotControls key=*key/> }).collect_view()}
                {is_last.then(|| view! { <Seed/> })}
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Version;

    #[test]
    fn every_slot_of_every_task_stands_in_one_group() {
        for (id, _) in Task::ALL {
            let infos = Task::usual(id, Version::NEWEST).unwrap().infos();
            let groups = groups(infos);
            assert_eq!(groups.iter().map(|(_, slots)| slots.len()).sum::<usize>(), infos.len(), "{id}");
            for (index, (title, _)) in groups.iter().enumerate() {
                assert!(groups[..index].iter().all(|(other, _)| other != title), "{id}: {title}");
            }
        }
    }
}
