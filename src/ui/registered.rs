//! The texts of registries in the language of the page.

use crate::{
    locale::derived,
    math::registry::{Configured, FieldInfo},
    protocol::{Difference, Preset, Task},
};

/// The first part of the ids of a slot's configurations: data and source are distributions of one kind.
fn kind(key: &str) -> String {
    dashed(if key == "source" { "data" } else { key })
}

/// A name or an English text as a part of an id.
fn dashed(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// The title of the slot `key`, or of the seed or the task.
pub fn slot_title(key: &str, title: &str) -> String {
    derived(&format!("slot-{}", dashed(key)), title)
}

/// The title of a group of slots.
pub fn group(title: &str) -> String {
    derived(&format!("group-{}", dashed(title)), title)
}

/// The name of the configuration `id` of the slot `key`.
pub fn label(key: &str, id: &str, label: &str) -> String {
    derived(&format!("{}-{}", kind(key), dashed(id)), label)
}

/// The name of the configuration in the slot `key`.
pub fn config_label(key: &str, config: &dyn Configured) -> String {
    label(key, config.id(), config.label())
}

/// What the configuration in the slot `key` is.
pub fn about(key: &str, config: &dyn Configured) -> String {
    of_part(key, config.id(), "about", config.about())
}

/// The name of a field of the configuration `id` of the slot `key`.
pub fn field_label(key: &str, id: &str, field: &FieldInfo) -> String {
    of_part(key, id, field.name, field.label)
}

/// What a field of the configuration `id` of the slot `key` does.
pub fn field_help(key: &str, id: &str, field: &FieldInfo) -> String {
    of_part(key, id, &format!("{}-help", field.name), field.help.trim())
}

/// The unit of a field, which may be a sign.
pub fn unit(unit: &str) -> String {
    let id = dashed(unit);
    if id.is_empty() { unit.to_owned() } else { derived(&format!("unit-{id}"), unit) }
}

/// The name of the payload of the configuration `id` of the slot `key`.
pub fn payload(key: &str, id: &str, name: &str) -> String {
    of_part(key, id, name, &name.replace('_', " "))
}

/// How people write the payload of the configuration `id` of the slot `key`.
pub fn payload_help(key: &str, id: &str, help: &str) -> String {
    of_part(key, id, "payload-help", help)
}

/// What a line beside that of the slot `key` shows.
pub fn line(key: &str, id: &str, about: &str) -> String {
    of_part(key, "line", id, about)
}

/// The name of a task.
pub fn task(id: &str, label: &str) -> String {
    derived(&format!("task-{}", dashed(id)), label)
}

/// The title of a published experiment.
pub fn preset(preset: &Preset) -> String {
    derived(&format!("preset-{}", dashed(&preset.id)), &preset.title)
}

/// The title of the panel `id`.
pub fn panel(id: &str, title: &str) -> String {
    derived(&format!("panel-{id}"), title)
}

/// The title of the layer `id` of the stage.
pub fn layer(id: &str, title: &str) -> String {
    derived(&format!("layer-{id}"), title)
}

/// What the layer `id` of the stage shows.
pub fn layer_help(id: &str, help: &str) -> String {
    derived(&format!("layer-{id}-help"), help)
}

/// The name of a figure of merit.
pub fn merit(id: &str, label: &str) -> String {
    derived(&format!("merit-{}", dashed(id)), label)
}

/// The name of a way to the goal of a world.
pub fn way(name: &str) -> String {
    derived(&format!("way-{}", dashed(name)), name)
}

/// A difference of two tasks: the name of the setting as within a sentence, and its value on both sides.
pub fn difference(difference: &Difference, left: &Task, right: &Task) -> (String, [String; 2]) {
    let (key, field) = difference.key.split_once('.').unwrap_or((&difference.key, ""));
    let configs = || Some([left.slot(key)?.config(), right.slot(key)?.config()]);
    let fields = configs().filter(|_| difference.field.is_some()).map(|[left, _]| (left.id(), left.fields()));
    let found = fields.and_then(|(id, fields)| Some((id, fields.iter().find(|known| known.name == field)?)));
    let name = found.map_or_else(|| slot_title(key, difference.title), |(id, field)| field_label(key, id, field));
    let values = match configs() {
        Some(configs) if field.is_empty() => configs.map(|config| config_label(key, config)),
        None if key == "task" => [left, right].map(|of| task(of.id(), of.label())),
        // A payload is too long to be shown.
        Some(_) if difference.field.is_none() => {
            [derived("payload-one", &difference.left), derived("payload-other", &difference.right)]
        }
        _ => [difference.left.clone(), difference.right.clone()],
    };
    (name.to_lowercase(), values)
}

fn of_part(key: &str, id: &str, part: &str, english: &str) -> String {
    derived(&format!("{}-{}-{}", kind(key), dashed(id), dashed(part)), english)
}
