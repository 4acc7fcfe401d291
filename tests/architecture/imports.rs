//! The modules and items that a source file names.
//!
//! Tests, comments, strings and the expansions of macros do not count.

use std::collections::{BTreeMap, BTreeSet};

/// A module or an item by its names from the root of the package: `["math", "rng"]`.
pub type Path = Vec<String>;

/// The names in one source file.
#[derive(Default)]
pub struct Module {
    pub file: String,
    /// The modules that it declares and that have their own files.
    pub children: BTreeSet<String>,
    pub defines: BTreeSet<String>,
    pub macros: BTreeSet<String>,
    /// The paths that its `use` items give these names.
    pub imports: BTreeMap<String, Path>,
    /// The modules that it imports with `*`.
    pub globs: Vec<Path>,
    /// Every path that it names.
    pub uses: BTreeSet<Path>,
}

fn is_word(token: &str) -> bool {
    token.starts_with(super::is_part_of_name)
}

/// The words and signs of a source; `::` is a single sign.
fn tokens(text: &str) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), text);
    let after =
        |rest: &str, start: usize, end: &str| rest[start..].find(end).map_or(rest.len(), |at| start + at + end.len());
    while let Some(first) = rest.chars().next() {
        let word = rest.len() - rest.trim_start_matches(super::is_part_of_name).len();
        let hashes = rest[word..].len() - rest[word..].trim_start_matches('#').len();
        let is_raw = matches!(&rest[..word], "r" | "br") && rest[word + hashes..].starts_with('"');
        let length = match first {
            '/' if rest.starts_with("//") => after(rest, 2, "\n"),
            '/' if rest.starts_with("/*") => after(rest, 2, "*/"),
            'r' | 'b' if is_raw => after(rest, word + hashes + 1, &format!("\"{}", "#".repeat(hashes))),
            '"' => {
                let escaped = |at: usize| rest[..at].chars().rev().take_while(|c| *c == '\\').count() % 2 == 1;
                rest[1..]
                    .match_indices('"')
                    .map(|(at, _)| at + 1)
                    .find(|at| !escaped(*at))
                    .map_or(rest.len(), |at| at + 1)
            }
            '\'' if rest[1..].starts_with('\\') => after(rest, 3, "'"),
            '\'' if rest.chars().nth(2) == Some('\'') => rest.chars().take(3).map(char::len_utf8).sum(),
            ':' if rest.starts_with("::") => 2,
            _ => word.max(first.len_utf8()),
        };
        let is_said = word > 0 && !is_raw || length == 2 && first == ':' || length == 1 && !first.is_whitespace();
        found.extend((is_said && !matches!(first, '"' | '\'')).then(|| rest[..length].to_owned()));
        rest = &rest[length..];
    }
    found
}

/// The index after the item that begins at `start`: after its block or its semicolon.
fn end_of_item(tokens: &[String], start: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth < 0 || depth == 0 && matches!(token.as_str(), "}" | ";") {
            return at + usize::from(depth == 0);
        }
    }
    tokens.len()
}

/// Collects every path of a `use` tree that continues at `at` after `path`, with its name.
fn leaves(tokens: &[String], at: &mut usize, mut path: Path, found: &mut Vec<(String, Path)>) {
    let mut name = None;
    while let Some(token) = tokens.get(*at).map(String::as_str) {
        match token {
            "{" => {
                while matches!(tokens.get(*at).map(String::as_str), Some("{" | ",")) {
                    *at += 1;
                    if tokens.get(*at).is_some_and(|token| token != "}") {
                        leaves(tokens, at, path.clone(), found);
                    }
                }
                *at += 1;
                return;
            }
            "," | "}" | ";" => break,
            "as" => name = tokens.get(*at + 1).cloned(),
            "::" => {}
            _ if name.is_none() => path.push(token.to_owned()),
            _ => {}
        }
        *at += 1;
    }
    path.pop_if(|last| last == "self");
    let name = name.or_else(|| path.last().cloned());
    found.extend(name.map(|name| (name, path)));
}

/// The path from the root that `path` means in the module `base`.
fn absolute(base: &[String], path: &[String]) -> Path {
    let is_from_root = path.first().is_some_and(|first| first == "crate");
    let mut found = if is_from_root { Vec::new() } else { base.to_vec() };
    for name in &path[usize::from(is_from_root)..] {
        match name.as_str() {
            "self" => {}
            "super" => drop(found.pop()),
            _ => found.push(name.clone()),
        }
    }
    found
}

impl Module {
    /// The file at the module path `home`.
    pub fn new(file: &str, home: &[String], text: &str) -> Self {
        let mut module = Self { file: file.to_owned(), ..Self::default() };
        let tokens = tokens(text);
        // The present module: that of the file, or an inline module in it.
        let (mut base, mut blocks, mut depth, mut at) = (home.to_vec(), Vec::new(), 0, 0);
        while let Some(token) = tokens.get(at) {
            let next = |k: usize| tokens.get(at + k).map_or("", String::as_str);
            match token.as_str() {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    blocks.pop_if(|block| *block == depth).and_then(|_| base.pop());
                }
                "#" if next(2) == "cfg" && (next(4) == "test" || next(4) == "all" && next(6) == "test") => {
                    at = end_of_item(&tokens, at);
                    continue;
                }
                "mod" if next(2) == ";" => drop(module.children.insert(next(1).to_owned())),
                "mod" if next(2) == "{" => {
                    blocks.push(depth);
                    base.push(next(1).to_owned());
                    module.defines.insert(next(1).to_owned());
                }
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" => {
                    module.defines.insert(next(1).to_owned());
                }
                "macro_rules" => drop(module.macros.insert(next(2).to_owned())),
                "use" if is_word(next(1)) => {
                    at += 1;
                    let mut found = Vec::new();
                    leaves(&tokens, &mut at, Vec::new(), &mut found);
                    for (name, mut path) in found {
                        path = absolute(&base, &path);
                        if path.pop_if(|last| last == "*").is_some() {
                            module.globs.push(path);
                        } else {
                            module.uses.insert(path.clone());
                            module.imports.insert(name, path);
                        }
                    }
                }
                word if is_word(word) && next(1) == "::" && (at == 0 || tokens[at - 1] != "$") => {
                    let mut path = vec![word.to_owned()];
                    while tokens.get(at + 1).is_some_and(|sign| sign == "::")
                        && tokens.get(at + 2).is_some_and(|name| is_word(name))
                    {
                        path.push(tokens[at + 2].clone());
                        at += 2;
                    }
                    module.uses.insert(absolute(&base, &path));
                }
                _ => {}
            }
            at += 1;
        }
        module
    }
}
