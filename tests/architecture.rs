//! Holds the invariants of docs/ARCHITECTURE.md by reading the sources, without comments and without test modules.

use std::{collections::BTreeSet, fs, path::Path};

/// A source file below `src`, `math/points.rs` for instance, and the lines of it that are shipped.
struct Source {
    path: String,
    lines: Vec<(usize, String)>,
}

impl Source {
    fn read(path: String, text: &str) -> Self {
        let mut lines = Vec::new();
        let mut rest = text.lines().zip(1..).peekable();
        while let Some((line, number)) = rest.next() {
            // A test module stands last in its file.
            if line == "#[cfg(test)]" && rest.peek().is_some_and(|(next, _)| next.starts_with("mod tests")) {
                break;
            }
            let code = if line.trim_start().starts_with("//") { "" } else { line };
            let code = code.split(" // ").next().unwrap_or(code);
            lines.push((number, code.to_owned()));
        }
        Self { path, lines }
    }

    fn lies_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    /// `src/file.rs:12 mentions «word»`, once for each place.
    fn mentions<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = String> + 'a {
        self.lines.iter().flat_map(move |(number, line)| {
            let found = words.iter().filter(|word| has_word(line, word));
            found.map(move |word| format!("src/{}:{number} mentions «{word}»", self.path))
        })
    }

    /// The modules of this package named behind `crate::`, alone or in braces.
    fn modules_used(&self) -> BTreeSet<String> {
        let code: String = self.lines.iter().map(|(_, line)| format!("{line}\n")).collect();
        code.split("crate::").skip(1).flat_map(heads).collect()
    }
}

/// Whether `word` stands in `line` as a whole: `burn` in `burn::tensor`, not in `burnt`.
fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + word.len()..]);
        !(word.starts_with(part) && before.ends_with(part)) && !(word.ends_with(part) && after.starts_with(part))
    })
}

/// The first names of a path or of a braced list of paths; a macro is no module.
fn heads(path: &str) -> Vec<String> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let head = |path: &str| path.chars().take_while(|&c| part(c)).collect::<String>();
    let Some(list) = path.strip_prefix('{') else {
        let name = head(path);
        return if path[name.len()..].starts_with('!') { Vec::new() } else { vec![name] };
    };
    let mut depth = 0;
    let mut items = vec![String::new()];
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(String::new()),
            c => items.iter_mut().last().into_iter().for_each(|item| item.push(c)),
        }
    }
    items.iter().map(|item| head(item.trim())).filter(|name| !name.is_empty()).collect()
}

/// Every source file of the package, in a fixed order.
fn sources() -> Vec<Source> {
    fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source::read(name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn hold(invariant: &str, broken: impl IntoIterator<Item = String>) {
    let broken: Vec<_> = broken.into_iter().collect();
    assert!(broken.is_empty(), "{invariant}\n  {}", broken.join("\n  "));
}

const BROWSER: [&str; 5] = ["leptos", "leptos_use", "web_sys", "js_sys", "wasm_bindgen"];

#[test]
fn math_stands_alone() {
    let outside =
        ["burn", "plotters", "Instant", "SystemTime", "getrandom", "thread_rng", "thread_local", "static mut"];
    let words = [&BROWSER[..], &outside].concat();
    let files = sources();
    let broken = files.iter().filter(|file| file.lies_in(&["math/"])).flat_map(|file| file.mentions(&words));
    hold("math knows no framework and no browser, reads no clock and keeps no random state.", broken);
}

#[test]
fn protocol_and_plot_know_no_platform() {
    let words = [&BROWSER[..], &["burn", "Instant", "SystemTime"]].concat();
    let files = sources();
    let broken =
        files.iter().filter(|file| file.lies_in(&["protocol/", "plot/"])).flat_map(|file| file.mentions(&words));
    hold("protocol is plain data, and plot draws on any backend.", broken);
}

#[test]
fn page_knows_no_burn_and_engine_no_page() {
    let page = ["ui/", "lesson/", "plot/", "wire.rs", "bin/app.rs"];
    let files = sources();
    let in_page =
        files.iter().filter(|file| file.lies_in(&page)).flat_map(|file| file.mentions(&["burn", "burn_optim"]));
    let engine = ["nn/", "objective/", "engine/", "cli/"];
    let in_engine =
        files.iter().filter(|file| file.lies_in(&engine)).flat_map(|file| file.mentions(&["leptos", "plotters"]));
    hold("page and engine meet in the protocol alone.", in_page.chain(in_engine));
}

#[test]
fn only_the_engine_touches_a_device() {
    let choose = ["Device::flex", "Device::wgpu", "Device::wgpu_options", "Device::default"];
    let read = ["into_data", "into_data_async", "to_data", "to_data_async", "into_scalar", "into_scalar_async"];
    // An empty sum has no term to take a device from.
    let choosing = ["engine/", "nn/field.rs"];
    // The one read that everything else goes through.
    let reading = ["engine/", "nn/mlp.rs"];
    let files = sources();
    let chosen = files.iter().filter(|file| !file.lies_in(&choosing)).flat_map(|file| file.mentions(&choose));
    let read = files.iter().filter(|file| !file.lies_in(&reading)).flat_map(|file| file.mentions(&read));
    hold("Only the engine chooses a device or reads from one.", chosen.chain(read));
}

#[test]
fn page_computes_no_formula() {
    // Showing a coefficient is the page's business; reckoning with it is that of the mathematics.
    let reckons = |line: &str| {
        let symbols = [".alpha", ".sigma", ".d_alpha", ".d_sigma"];
        let operators = [" * ", " / ", " + ", " - ", ".powi(", ".sqrt("];
        has_word(line, ".exp")
            || symbols.iter().any(|s| has_word(line, s)) && operators.iter().any(|o| line.contains(o))
    };
    let files = sources();
    let page = files.iter().filter(|file| file.lies_in(&["ui/", "lesson/"]));
    let broken = page.flat_map(|file| {
        let lines = file.lines.iter().filter(|(_, line)| reckons(line));
        lines.map(|(number, line)| format!("src/{}:{number} has «{}»", file.path, line.trim()))
    });
    hold("No formula stands in ui or lesson: ask crate::math or an event.", broken);
}

/// What each part may use of the others.
const LAYERS: [(&str, &[&str]); 11] = [
    ("math", &[]),
    ("nn", &["math"]),
    ("objective", &["math", "nn"]),
    ("protocol", &["math", "nn", "objective"]),
    ("wire", &["protocol"]),
    ("engine", &["math", "nn", "objective", "protocol", "wire"]),
    ("cli", &["math", "nn", "objective", "protocol", "engine"]),
    ("plot", &["math", "protocol"]),
    ("ui", &["math", "protocol", "wire", "plot"]),
    ("lesson", &["math", "protocol", "plot", "ui"]),
    ("bin", &[]),
];

/// The edges against the order, each with its reason.
const EXCEPTIONS: [(&str, &str, &str); 2] = [
    ("ui/mod.rs", "lesson", "the page opens with the first lesson's view"),
    ("ui/link.rs", "lesson", "an empty link is the first lesson's experiment"),
];

#[test]
fn layers_use_only_those_below() {
    let mut broken = Vec::new();
    for file in sources().iter().filter(|file| file.path != "lib.rs") {
        let layer = file.path.split(['/', '.']).next().unwrap_or_default();
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            broken.push(format!("src/{} belongs to no layer", file.path));
            continue;
        };
        for used in file.modules_used() {
            let excused = EXCEPTIONS.iter().any(|(path, module, _)| *path == file.path && *module == used);
            if used != layer && !allowed.contains(&used.as_str()) && !excused {
                broken.push(format!("src/{}: {layer} may not use {used}", file.path));
            }
        }
    }
    hold("Layers use only those below them; see LAYERS in tests/architecture.rs.", broken);
}

#[test]
fn files_and_programs_stay_short() {
    let limit = |file: &Source| if file.lies_in(&["bin/"]) { 40 } else { 400 };
    let files = sources();
    let long = files.iter().filter(|file| file.lines.len() > limit(file));
    hold(
        "Tests apart, a program has at most 40 lines and a file at most 400; past that there is a second idea in it.",
        long.map(|file| format!("src/{} has {} lines", file.path, file.lines.len())),
    );
}

#[test]
fn reader_of_sources_sees_what_it_should() {
    let text = "use crate::{\n    math::{a, b},\n    nn,\n};\n// crate::engine\ncrate::configured! {}\nlet x = 1; // burn\n\
                #[cfg(test)]\nmod tests { use crate::ui; }\n";
    let source = Source::read("math/example.rs".to_owned(), text);
    assert_eq!(source.modules_used().into_iter().collect::<Vec<_>>(), ["math", "nn"]);
    assert_eq!(source.mentions(&["burn"]).count(), 0);
    assert!(has_word("burn::tensor", "burn") && !has_word("burnt", "burn") && !has_word("x.expect()", ".exp"));
}
