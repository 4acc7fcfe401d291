//! Checks the invariants of docs/ARCHITECTURE.md in the sources, without comments and test modules.

#![allow(clippy::unwrap_used)] // Without the sources nothing can be tested.

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/imports.rs"]
mod imports;

use std::{collections::BTreeSet, fs, path::Path};

/// A source file below `src`, for example `math/points.rs`, with its numbered lines.
struct Source {
    path: String,
    lines: Vec<(usize, String)>,
    /// The whole text.
    text: String,
}

impl Source {
    fn new(path: String, text: &str) -> Self {
        // A test module is last in its file.
        let shipped = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let code = |line: &str| match line.trim_start().starts_with("//") {
            true => String::new(),
            false => line.split(" // ").next().unwrap_or_default().to_owned(),
        };
        Self { path, lines: (1..).zip(shipped.lines().map(code)).collect(), text: text.to_owned() }
    }

    fn lies_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    /// The modules of this package that are named after `crate::`, alone or in braces.
    fn modules_used(&self) -> BTreeSet<String> {
        let code: String = self.lines.iter().map(|(_, line)| format!("{line}\n")).collect();
        code.split("crate::").skip(1).flat_map(first_names).collect()
    }
}

fn is_part_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether `line` contains `word` as a whole word: `burn` in `burn::tensor`, not in `burnt`.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + word.len()..]);
        let goes_on_before = word.starts_with(is_part_of_name) && before.ends_with(is_part_of_name);
        !goes_on_before && !after.starts_with(is_part_of_name)
    })
}

/// The first name of a path, or those of a list of paths in braces. A macro is no module.
fn first_names(path: &str) -> Vec<String> {
    let name = |path: &str| path.trim_start().chars().take_while(|&c| is_part_of_name(c)).collect::<String>();
    let Some(list) = path.strip_prefix('{') else {
        let name = name(path);
        return if path[name.len()..].starts_with('!') { Vec::new() } else { vec![name] };
    };
    let (mut depth, mut names) = (0, vec![name(list)]);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(&list[at + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The path and the text of every file below `root`, in a fixed order.
fn texts(root: &str) -> Vec<(String, String)> {
    fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    // Tests run in the root folder of their package.
    let root = Path::new(root);
    let mut found = Vec::new();
    collect(root, root, &mut found);
    found.sort();
    found
}

/// Every source file of the package, in a fixed order.
fn sources() -> Vec<Source> {
    texts("src").into_iter().map(|(path, text)| Source::new(path, &text)).collect()
}

/// The numbered lines of all tests and benches, without comments: whole files, and test modules at the ends of others.
fn test_lines() -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    for root in ["src", "tests", "benches"] {
        for (path, text) in texts(root) {
            let is_test =
                root != "src" || ["tests", "flow_tests", "testing", "golden"].iter().any(|name| has_word(&path, name));
            let first = if is_test { Some(0) } else { text.find("\n#[cfg(test)]\nmod tests") };
            let start = first.map_or(usize::MAX, |first| text[..first].lines().count());
            let lines = (1..).zip(text.lines()).skip(start).filter(|(_, line)| !line.trim_start().starts_with("//"));
            found.extend(lines.map(|(number, line)| (format!("{root}/{path}"), number, line.to_owned())));
        }
    }
    found
}

/// Fails with a list of every place that breaks the invariant.
fn hold(invariant: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{invariant}\n  {}", broken.join("\n  "));
}

/// Every line of the files chosen by `place` that `is_wrong`.
fn lines(place: impl Fn(&Source) -> bool, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let files = sources();
    let lines =
        files.iter().filter(|file| place(file)).flat_map(|file| file.lines.iter().map(move |line| (file, line)));
    lines
        .filter(|(_, (_, line))| is_wrong(line))
        .map(|(file, (number, line))| format!("src/{}:{number}: {}", file.path, line.trim()))
        .collect()
}

fn any_of(words: &[&str]) -> impl Fn(&str) -> bool {
    move |line| words.iter().any(|word| has_word(line, word))
}

#[test]
fn math_stands_alone() {
    let outside = ["burn", "leptos", "plotters", "web_sys", "js_sys", "wasm_bindgen"];
    let state = ["Instant", "SystemTime", "web_time", "getrandom", "thread_rng", "thread_local", "static mut"];
    let broken = lines(|file| file.lies_in(&["math/"]), any_of(&[&outside[..], &state].concat()));
    hold("math knows no framework and no browser, reads no clock and keeps no random state.", broken);
}

#[test]
fn protocol_and_plot_know_no_platform() {
    let platform = ["burn", "leptos", "web_sys", "js_sys", "wasm_bindgen", "Instant", "SystemTime", "web_time"];
    let broken = lines(|file| file.lies_in(&["protocol/", "plot/"]), any_of(&platform));
    hold("protocol is plain data, and plot draws on whatever it is given.", broken);
}

#[test]
fn page_and_engine_do_not_know_each_other() {
    let page = ["ui/", "lesson/", "plot/", "wire.rs", "bin/app.rs"];
    let engine =
        ["nn/", "objective/", "engine/", "cli/", "bin/worker_cpu.rs", "bin/worker_gpu.rs", "bin/scorefield.rs"];
    let mut broken = lines(|file| file.lies_in(&page), any_of(&["burn", "burn_optim", "burn_wgpu"]));
    broken.extend(lines(|file| file.lies_in(&engine), any_of(&["leptos", "plotters"])));
    hold("Page and engine meet in protocol (and its wire form) alone.", broken);
}

#[test]
fn only_the_engine_touches_a_device() {
    let choose = ["Device::flex", "Device::wgpu", "Device::wgpu_options", "Device::default"];
    let read = ["into_data", "into_data_async", "to_data", "to_data_async", "into_scalar", "into_scalar_async"];
    // An empty sum has no term from which it could take a device.
    let mut broken = lines(|file| !file.lies_in(&["engine/"]), any_of(&choose));
    // Reads go through `nn::read`; only the engine decides when.
    broken.extend(lines(|file| !file.lies_in(&["engine/", "nn/mlp.rs"]), any_of(&read)));
    hold("Only the engine chooses a device or reads from one.", broken);
}

#[test]
fn page_computes_no_formula() {
    let symbols = [".alpha", ".sigma", ".d_alpha", ".d_sigma"];
    let operators = [" * ", " / ", " + ", " - ", ".powi(", ".sqrt("];
    // The page may show a coefficient, but only the mathematics computes with it.
    let is_formula = |line: &str| {
        let reckons = operators.iter().any(|operator| line.contains(operator));
        has_word(line, ".exp") || has_word(line, ".exp_m1") || reckons && any_of(&symbols)(line)
    };
    hold("No formula in ui or lesson.", lines(|file| file.lies_in(&["ui/", "lesson/"]), is_formula));
}

#[test]
fn whatever_listens_is_removed_with_its_pane() {
    let listens = [
        "set_interval",
        "set_interval_with_handle",
        "set_timeout",
        "set_timeout_with_handle",
        "request_animation_frame",
        "request_animation_frame_with_handle",
        "window_event_listener",
        "window_event_listener_untyped",
        "add_event_listener_with_callback",
        "once_into_js",
        "mem::forget",
    ];
    // The two modules whose listeners end with their owner, and a download, which keeps nothing of the page alive.
    let ways = ["ui/listening.rs", "ui/frames.rs", "ui/browser.rs"];
    let broken = lines(|file| file.lies_in(&["ui/", "lesson/"]) && !file.lies_in(&ways), any_of(&listens));
    hold("Nothing in the page listens but through ui/listening.rs and ui/frames.rs.", broken);
}

#[test]
fn errors_quote_through_one_function() {
    // The brackets of a quotation before a value: what stands there may come from outside, and be of any length.
    let is_quotation = |line: &str| line.contains("«{");
    let broken = lines(|file| !file.lies_in(&["math/text.rs"]) && !file.path.ends_with("tests.rs"), is_quotation);
    hold("Errors quote values with math::text::quoted, which shortens them.", broken);
}

/// What each part may use of the others.
const LAYERS: [(&str, &[&str]); 12] = [
    ("math", &[]),
    ("nn", &["math"]),
    ("objective", &["math", "nn"]),
    ("protocol", &["math", "nn", "objective"]),
    ("wire", &["protocol"]),
    ("run_file", &["math", "nn", "protocol"]),
    ("engine", &["math", "nn", "objective", "protocol", "wire"]),
    ("cli", &["math", "nn", "objective", "protocol", "run_file", "plot", "engine"]),
    ("plot", &["math", "protocol"]),
    ("locale", &["math"]),
    ("ui", &["math", "protocol", "run_file", "wire", "plot", "locale"]),
    ("lesson", &["math", "protocol", "plot", "locale", "ui"]),
];

#[test]
fn layers_use_only_those_below() {
    let mut broken = Vec::new();
    for file in sources().iter().filter(|file| file.path != "lib.rs" && !file.lies_in(&["bin/"])) {
        let layer = file.path.split(['/', '.']).next().unwrap_or_default();
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            broken.push(format!("src/{} belongs to no layer", file.path));
            continue;
        };
        for used in file.modules_used() {
            let may = used == layer || allowed.contains(&&*used);
            if !may {
                broken.push(format!("src/{}: {layer} may not use {used}", file.path));
            }
        }
    }
    hold("Layers use only those below them, as LAYERS in tests/architecture.rs says.", broken);
}

/// Whether a largest or smallest number is found in a way that ignores NaN: by `f64::max`, or by a running `x.max(y)`.
fn leaves_nan_out(line: &str) -> bool {
    let folds = line.contains("fold(") || line.contains("reduce(");
    let running = |rule: &str| {
        line.split_once(rule).is_some_and(|(before, _)| {
            let name = before.rsplit(|c| !is_part_of_name(c)).next().unwrap_or_default();
            folds || !name.is_empty() && before.ends_with(&format!("{name} = {name}"))
        })
    };
    any_of(&["f64::max", "f64::min", "f32::max", "f32::min"])(line) || running(".max(") || running(".min(")
}

#[test]
fn tests_leave_no_nan_out() {
    assert!(leaves_nan_out("let worst = errors.fold(0.0, f64::max);"));
    assert!(leaves_nan_out("let size = found.iter().fold(0.0, |size: f64, g| size.max(g.abs()));"));
    assert!(leaves_nan_out("worst = worst.max(error);") && !leaves_nan_out("let most = counts.iter().max();"));
    let here = "tests/architecture.rs";
    let broken = test_lines().into_iter().filter(|(path, _, line)| path != here && leaves_nan_out(line));
    let broken = broken.map(|(path, number, line)| format!("{path}:{number}: {}", line.trim())).collect();
    hold("Tests and benches find extremes with math::extremes, from which NaN does not escape.", broken);
}

#[test]
fn no_two_files_import_each_other() {
    let sources: Vec<_> = sources().into_iter().map(|file| (file.path, file.text)).collect();
    hold(
        "No two files import each other, directly or through others; only parts of a file may.",
        circles::circles(&sources),
    );
}

#[test]
fn circles_of_imports_are_found() {
    let circles = |files: &[(&str, &str)]| {
        let sources: Vec<_> = files.iter().map(|(path, text)| (format!("{path}.rs"), (*text).to_owned())).collect();
        circles::circles(&sources)
    };
    let lib = ("lib", "mod a; mod b; mod c;");
    let b = ("b/mod", "mod part;\npub use part::{Part, Other as B};\npub struct Own;");
    // A re-export under another name, a module by name, and a block with its own name.
    let files = [
        lib,
        ("a", "use crate::{\n    b::{B},\n};\npub fn a() {}"),
        b,
        ("b/part", "use crate::c;\nstruct Part;\nstruct Other(c::C);"),
        ("c", "pub struct C;\nmod d { fn e() { super::super::a::a(); } }"),
    ];
    assert_eq!(circles(&files), ["a.rs imports b/part.rs\n    b/part.rs imports c.rs\n    c.rs imports a.rs"]);
    // Parts may use their module and each other; tests, comments, strings and foreign macros do not count.
    let files = [
        lib,
        ("a", "use super::b::Part;\n#[macro_export] macro_rules! m { () => { $crate::c::C } }\npub fn a() {}"),
        b,
        ("b/part", "use super::Own;\nstruct Part;\nstruct Other;"),
        (
            "c",
            "// use crate::a;\npub struct C; const S: &str = \"}\\\"crate::a::a\";\n#[cfg(test)] mod tests { use crate::c::C; }\n\
               fn c<'a>(x: char) -> bool { x == '}' || crate::b::Own }\ncrate::m!();",
        ),
    ];
    assert_eq!(circles(&files), [""; 0]);
}

#[test]
fn buttons_keep_the_keyboard_focus() {
    let takes_focus = |line: &str| {
        let is_disabled = line.split_whitespace().any(|word| word.starts_with("disabled="));
        is_disabled && !line.contains("<option") && !line.contains("type=\"radio\"")
    };
    let broken = lines(|file| file.lies_in(&["ui/", "lesson/"]), takes_focus);
    hold("A button that cannot act is aria-disabled and ignores presses, as ui/focus.rs does.", broken);
}

#[test]
fn numbers_that_follow_the_clock_are_not_live() {
    let is_live = |line: &str| line.contains("<output") && !line.contains("aria-live=\"off\"");
    let broken = lines(|file| file.lies_in(&["ui/", "lesson/"]), is_live);
    hold("An <output> is a live region unless it has aria-live=\"off\"; ui/announcer.rs says results.", broken);
}

/// The policy of the page lets no element carry a style of its own; `style:width` sets a property, which it allows.
#[test]
fn elements_have_no_style_attribute() {
    let broken = lines(
        |file| file.lies_in(&["ui/", "lesson/"]),
        |line| line.contains(" style=") || line.trim_start().starts_with("style="),
    );
    hold("Styles are in style/, or set as style:<property>.", broken);
}

#[test]
fn files_and_programs_stay_short() {
    let limit = |file: &Source| if file.lies_in(&["bin/"]) { 40 } else { 400 };
    let long = sources().into_iter().filter(|file| file.lines.len() > limit(file));
    let broken = long.map(|file| format!("src/{} has {} lines", file.path, file.lines.len())).collect();
    hold("Without its tests a program has at most 40 lines and any file at most 400.", broken);
}

#[test]
fn sources_are_read_as_meant() {
    let text = "use crate::{\n    math::{a, b},\n    nn,\n};\n// crate::engine\ncrate::configured! {}\nlet x = 1; // burn\n\
                \n#[cfg(test)]\nmod tests { use crate::ui; }\n";
    let source = Source::new("math/example.rs".to_owned(), text);
    assert_eq!(source.modules_used().into_iter().collect::<Vec<_>>(), ["math", "nn"]);
    assert!(!source.lines.iter().any(|(_, line)| has_word(line, "burn")));
    assert!(has_word("burn::tensor", "burn") && !has_word("burnt", "burn") && !has_word("x.expect()", ".exp"));
}
