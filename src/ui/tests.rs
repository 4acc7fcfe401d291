//! Every text of the page is in a Fluent file, and every message there is used.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::{panel::PANELS, registered, stage::layer::LAYERS};
use crate::{
    locale::{Words, asked_by},
    protocol::{Task, Version, presets},
};

/// What has words and is not translated: names, symbols, units, keys as on a keyboard, and what the browser reads.
const EXCEPTIONS: [&str; 19] = [
    "scorefield",
    "WebGPU",
    "GFLOP/s",
    "ms",
    "log p ",
    "λ = ln(α²/σ²)",
    "Ctrl Z",
    "Ctrl Shift Z",
    "Enter",
    "Esc",
    "line-sample dashed",
    "grip mean",
    "translate({x:.2} {y:.2}) rotate({:.2})",
    "SwiftShader",
    "Software",
    "Microsoft Basic Render",
    "ui-sans-serif, system-ui, sans-serif",
    "(prefers-reduced-motion: reduce)",
    "(prefers-color-scheme: dark)",
];
/// What stands before texts that no reader of the page sees, and before those of registries.
const UNSEEN: [&str; 15] = [
    "class=",
    "data-testid=",
    " id=",
    "autocomplete=",
    "aria-labelledby=",
    "skip_serializing_if =",
    "log(",
    "log(&format!(",
    "paint(pane, canvas,",
    "debug_struct(",
    "debug_tuple(",
    "f.write_str(",
    "&str = r",
    "title:",
    "help:",
];

/// A string literal of the source: what stands before it, and its text.
struct Literal {
    start: usize,
    end: usize,
    text: String,
}

/// The sources of the page without their tests and comments.
fn sources() -> Vec<(String, String)> {
    fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                collect(&path, found);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let is_comment = |line: &&str| line.trim_start().starts_with("//");
                let code = text.lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n");
                found.push((path.to_str().unwrap().to_owned(), code));
            }
        }
    }
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut found);
    assert!(found.len() > 100);
    found
}

/// The files of words: where the constant is declared, its name, and the messages.
fn files(sources: &[(String, String)]) -> Vec<(String, String, Words)> {
    let mut found = Vec::new();
    for (path, code) in sources {
        let parts: Vec<_> = code.split(": Words = Words::new(include_str!(\"").collect();
        for pair in parts.windows(2) {
            let name = pair[0].rsplit(' ').next().unwrap().to_owned();
            let file = Path::new(path).parent().unwrap().join(pair[1].split('"').next().unwrap());
            let text = fs::read_to_string(file).unwrap().replace("\r\n", "\n");
            found.push((path.clone(), name, Words::new(Box::leak(text.into_boxed_str()))));
        }
    }
    assert!(found.len() > 8);
    found
}

/// The string literals of some code.
fn literals(code: &str) -> Vec<Literal> {
    let bytes = code.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\'' if bytes[at..].starts_with(b"'\"'") => at += 3,
            b'"' => {
                let start = at;
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                found.push(Literal { start, end: at + 1, text: code[start + 1..at].to_owned() });
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

/// The ends of the first arguments of the calls of `words` in `code`.
fn asked<'a>(code: &'a str, name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for method in ["say", "with", "find"] {
        for (at, call) in code.match_indices(&format!("{name}.{method}(")) {
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let start = at + call.len();
            let (mut depth, mut is_text) = (0, false);
            let end = code[start..].char_indices().find(|(_, c)| {
                is_text ^= *c == '"';
                match c {
                    _ if is_text => {}
                    '(' | '{' | '[' => depth += 1,
                    ')' | '}' | ']' => depth -= 1,
                    _ => {}
                }
                !is_text && (depth < 0 || depth == 0 && *c == ',')
            });
            found.push(&code[start..start + end.unwrap().0]);
        }
    }
    found
}

/// Whether `id` is `pattern`, in which `{name}` stands for anything.
fn fits(pattern: &str, id: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('{') else { return pattern == id };
    let tail = rest.split_once('}').unwrap().1;
    id.len() > head.len() + tail.len() && id.starts_with(head) && id.ends_with(tail)
}

#[test]
fn every_message_is_used_and_every_used_one_is_there() {
    let sources = sources();
    for (declared_in, name, words) in files(&sources) {
        // A constant that is called so belongs to its file alone.
        let is_own = name == "WORDS";
        let names = words.names().unwrap();
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{name}: a message is there twice");
        let mut used = BTreeSet::new();
        for (path, code) in sources.iter().filter(|(path, _)| !is_own || *path == declared_in) {
            let calls = asked(code, &name);
            let patterns = calls.iter().flat_map(|call| literals(call)).map(|literal| literal.text);
            for pattern in patterns {
                let fitting: Vec<_> = names.iter().filter(|id| fits(&pattern, id)).cloned().collect();
                assert!(!fitting.is_empty(), "{path}: {name} has no message {pattern}");
                used.extend(fitting);
            }
            if !calls.is_empty() {
                used.extend(literals(code).into_iter().map(|literal| literal.text));
            }
        }
        let unused: Vec<_> = names.iter().filter(|id| !used.contains(*id)).collect();
        assert!(unused.is_empty(), "{name}: nothing uses {unused:?}");
    }
}

/// Whether a text has a word: two letters in a row.
fn has_word(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_alphabetic))
}

/// Whether a text is more than a name: several words, or one that begins with a capital letter.
fn is_sentence(text: &str) -> bool {
    let parts = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    let outside: String = parts.collect();
    let words = outside.split_whitespace().filter(|word| has_word(word)).count();
    let mut letters = text.chars();
    let begins_large = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    words > 1 || begins_large
}

/// Whether the literal that stands between `before` and `after` in the code is shown to readers as it is.
fn is_shown(before: &str, text: &str, after: &str) -> bool {
    let (before, after) = (before.trim_end().trim_end_matches("move ||").trim_end(), after.trim_start());
    let ends = |ends: &[&str]| ends.iter().any(|end| before.ends_with(end));
    let is_pattern = ends(&["|"]) || ["=>", "|", "if ", ") =>"].iter().any(|next| after.starts_with(next));
    // The language of shaders.
    let is_code = text.contains("main()") || text.contains("#version");
    if ends(&UNSEEN) || is_pattern || is_code {
        return false;
    }
    let is_node = (ends(&[">"]) && !ends(&["=>", "->"])) && after.starts_with(['<', '{'])
        || ends(&["}", "\""]) && after.starts_with('<');
    let is_attribute = ends(&[" title=", "label=", "placeholder=", "alt="]);
    (is_node || is_attribute) && has_word(text) || is_sentence(text)
}

#[test]
fn texts_are_found_in_views_and_sentences() {
    let code = r#"view! { <p class="a b" title="help">"noise"{x}" of it"</p> } if x { "More" } else { format!("step {n} of {m}") }
        match key { "ArrowUp" => "id", _ => "other-{key}-id" }"#;
    let shown = literals(code).into_iter().filter(|it| is_shown(&code[..it.start], &it.text, &code[it.end..]));
    let shown: Vec<_> = shown.map(|literal| literal.text).collect();
    assert_eq!(shown, ["help", "noise", " of it", "More", "step {n} of {m}"]);
}

#[test]
fn every_text_of_the_page_can_be_translated() {
    let mut untranslated = Vec::new();
    let mut excepted = BTreeSet::new();
    for (path, code) in sources() {
        for Literal { start, end, text } in literals(&code) {
            if !is_shown(&code[..start], &text, &code[end..]) {
                continue;
            }
            match EXCEPTIONS.iter().find(|exception| **exception == text) {
                Some(exception) => excepted.insert(*exception),
                None => {
                    untranslated.push(format!("{path}: {text}"));
                    false
                }
            };
        }
    }
    assert!(untranslated.is_empty(), "not in a Fluent file:\n{}", untranslated.join("\n"));
    assert_eq!(excepted.len(), EXCEPTIONS.len(), "some exceptions are not needed: {excepted:?}");
}

#[test]
fn no_two_texts_of_registries_have_one_id() {
    let asked = asked_by(|| {
        for (id, label) in Task::ALL {
            registered::task(id, label);
            let usual = Task::usual(id, Version::NEWEST).unwrap();
            for info in usual.infos() {
                registered::slot_title(info.key, info.title);
                registered::group(info.group);
                let ids = usual.slot(info.key).unwrap().ids();
                for id in ids {
                    let mut task = usual.clone();
                    task.slot_mut(info.key).unwrap().select(id);
                    let config = task.slot(info.key).unwrap().config();
                    registered::config_label(info.key, config);
                    registered::about(info.key, config);
                    for field in config.fields() {
                        registered::field_label(info.key, id, field);
                        registered::field_help(info.key, id, field);
                        registered::unit(field.unit);
                    }
                    if let Some((name, _)) = config.payload() {
                        registered::payload(info.key, id, name);
                    }
                    if let Some(help) = config.payload_help() {
                        registered::payload_help(info.key, id, help);
                    }
                    for line in task.shape(info.key).iter().flat_map(|shape| &shape.others) {
                        registered::line(info.key, line.id, line.about);
                    }
                }
            }
            for way in usual.imitate().map_or(&[][..], |task| task.environment.ways()) {
                registered::way(way);
            }
        }
        for preset in presets() {
            registered::preset(&preset);
        }
        for panel in &PANELS {
            registered::panel(panel.id, panel.title);
        }
        for layer in &LAYERS {
            registered::layer(layer.id, layer.title);
            registered::layer_help(layer.id, layer.help);
        }
    });
    assert!(asked.len() > 500, "{}", asked.len());
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (id, english) in asked {
        assert!(id.chars().all(|c| c.is_alphanumeric() || c == '-'), "{id}: {english}");
        let first = texts.entry(id.clone()).or_insert_with(|| english.clone());
        assert_eq!(*first, english, "{id}");
    }
}
