//! Finds source files that import each other in a circle.
//!
//! A used item counts for the file that defines it, through any re-exports.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Module, Path};

/// The modules of a package by their paths.
struct Modules(BTreeMap<Path, Module>);

impl Modules {
    /// The modules of the package without tests, from `lib.rs` on.
    fn new(sources: &[(String, String)]) -> Self {
        let (mut found, mut waiting) = (BTreeMap::new(), vec![Path::new()]);
        while let Some(home) = waiting.pop() {
            let name = if home.is_empty() { "lib".to_owned() } else { home.join("/") };
            let files = [format!("{name}.rs"), format!("{name}/mod.rs")];
            if let Some((file, text)) = sources.iter().find(|(file, _)| files.contains(file)) {
                let module = Module::new(file, &home, text);
                waiting.extend(module.children.iter().map(|child| [&home[..], std::slice::from_ref(child)].concat()));
                found.insert(home, module);
            }
        }
        Self(found)
    }

    /// The module whose file defines the item at `path`, through at most `turns` re-exports.
    ///
    /// `None` for a path to a module: only the items that are used of it count.
    fn home_of(&self, path: &[String], turns: usize) -> Option<&[String]> {
        let turns = turns.checked_sub(1)?;
        let length = (0..=path.len()).rev().find(|length| self.0.contains_key(&path[..*length]))?;
        let (home, module) = self.0.get_key_value(&path[..length])?;
        let Some((name, rest)) = path[length..].split_first() else {
            // An item may have the name of its module.
            let (name, parent) = path.split_last()?;
            return self.home_of(self.0.get(parent)?.imports.get(name).filter(|item| *item != path)?, turns);
        };
        if module.defines.contains(name) {
            return Some(home);
        }
        if let Some(import) = module.imports.get(name) {
            return self.home_of(&[import, rest].concat(), turns);
        }
        if home.is_empty()
            && let Some((home, _)) = self.0.iter().find(|(_, module)| module.macros.contains(name))
        {
            return Some(home);
        }
        module.globs.iter().find_map(|glob| self.home_of(&[glob, &path[length..]].concat(), turns))
    }

    /// The other files that a file imports, except its own parts.
    fn imported_by(&self, home: &[String], module: &Module) -> BTreeSet<&[String]> {
        let used = module.uses.iter().filter_map(|path| self.home_of(path, 9));
        used.filter(|other| !other.starts_with(home)).collect()
    }
}

/// Every group of files that import each other, directly or through others, with one line for each import.
///
/// `sources` are file names below `src` with their texts.
pub fn circles(sources: &[(String, String)]) -> Vec<String> {
    let modules = Modules::new(sources);
    let edges: BTreeMap<&[String], BTreeSet<&[String]>> =
        modules.0.iter().map(|(home, module)| (&home[..], modules.imported_by(home, module))).collect();
    let reached = |home: &[String]| {
        let (mut found, mut waiting) = (BTreeSet::new(), edges[home].iter().copied().collect::<Vec<_>>());
        while let Some(next) = waiting.pop() {
            if found.insert(next) {
                waiting.extend(&edges[next]);
            }
        }
        found
    };
    let reached: BTreeMap<&[String], BTreeSet<&[String]>> = edges.keys().map(|home| (*home, reached(home))).collect();
    let (mut circles, mut seen) = (Vec::new(), BTreeSet::new());
    for home in edges.keys().filter(|home| reached[*home].contains(*home)) {
        let group: Vec<_> = reached[home].iter().filter(|other| reached[*other].contains(home)).copied().collect();
        if seen.insert(group.clone()) {
            let files =
                |homes: Vec<&[String]>| homes.iter().map(|home| &*modules.0[*home].file).collect::<Vec<_>>().join(", ");
            let line = |home: &[String]| {
                let others = edges[home].iter().filter(|other| group.contains(other)).copied().collect();
                format!("{} imports {}", modules.0[home].file, files(others))
            };
            circles.push(group.iter().map(|home| line(home)).collect::<Vec<_>>().join("\n    "));
        }
    }
    circles
}
