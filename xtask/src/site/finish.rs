//! What Trunk leaves to do: files of workers that carry the build, and the page's Content-Security-Policy.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// The programs that run in workers.
const WORKERS: [&str; 2] = ["worker_cpu", "worker_gpu"];
/// The element after which the policy is inserted: a policy holds for what follows it.
const BEFORE: &str = "<meta charset=\"utf-8\">";

/// Finishes the page in `folder`, whose programs were compiled as this `build`.
pub fn finish(folder: &Path, build: &str) -> Result<()> {
    for worker in WORKERS {
        rename(folder, worker, build)?;
    }
    let index = folder.join("index.html");
    let page = fs::read_to_string(&index).map_err(Error::io(&index))?;
    let page = with_policy(&page).ok_or_else(|| Error::missing(BEFORE, "index.html needs it for its policy"))?;
    fs::write(&index, page).map_err(Error::io(&index))
}

/// Puts the build into the names of the files of `worker`, so that no cache mixes files of two builds.
fn rename(folder: &Path, worker: &str, build: &str) -> Result<()> {
    let names = [format!("{worker}_bg.wasm"), format!("{worker}.js"), format!("{worker}_loader.js")];
    if !folder.join(&names[2]).is_file() {
        return Ok(());
    }
    let new = |name: &str| {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        format!("{stem}-{build}.{ending}")
    };
    for name in &names {
        let (from, to) = (folder.join(name), folder.join(new(name)));
        if name.ends_with(".js") {
            let text = fs::read_to_string(&from).map_err(Error::io(&from))?;
            let text = names.iter().fold(text, |text, name| text.replace(name.as_str(), &new(name)));
            fs::write(&from, text).map_err(Error::io(&from))?;
        }
        fs::rename(&from, &to).map_err(Error::io(&to))?;
    }
    Ok(())
}

/// `page` with a policy that lets it run its own files and its present inline scripts; `None` without a place for it.
fn with_policy(page: &str) -> Option<String> {
    let hashes: String =
        inline_scripts(page).map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script)))).collect();
    // Wasm must be compiled; nothing else is evaluated. Exports are links to blobs, which no directive restricts.
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; worker-src 'self'; style-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
    );
    let meta = format!("{BEFORE}\n  <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    page.contains(BEFORE).then(|| page.replacen(BEFORE, &meta, 1))
}

/// The texts of the scripts that are in the page itself.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>\n<meta charset=\"utf-8\">\n<script src=\"a.js\"></script><script>\n 1 < 2\n</script>\
                        <script type=\"module\">import './b.js'</script></head>";

    #[test]
    fn every_inline_script_is_let_in_by_its_hash() {
        assert_eq!(inline_scripts(PAGE).collect::<Vec<_>>(), ["\n 1 < 2\n", "import './b.js'"]);
        let page = with_policy(PAGE).expect("a policy");
        // printf "import './b.js'" | openssl dgst -sha256 -binary | base64
        assert!(page.contains("'sha256-ilp9nZupYovjjN5emRHZ6vKUq6tFbjqsF0TxlaWyuHs='"), "{page}");
        assert_eq!(page.matches("sha256-").count(), 2);
        assert!(!page.contains("'unsafe-inline'") && !page.contains("'unsafe-eval'"));
        assert!(page.contains("default-src 'none'") && page.contains("font-src 'self';"));
        assert!(page.find("Content-Security-Policy") < page.find("<script"));
        assert_eq!(with_policy("<head></head>"), None);
    }

    #[test]
    fn workers_carry_the_build_in_every_name() {
        let folder = std::env::temp_dir().join(format!("xtask-finish-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
        write("index.html", PAGE);
        write("worker_cpu_loader.js", "import init from './worker_cpu.js'; init('./worker_cpu_bg.wasm')");
        write("worker_cpu.js", "new URL('worker_cpu_bg.wasm', import.meta.url)");
        write("worker_cpu_bg.wasm", "wasm");
        finish(&folder, "b1").expect("a finished page");
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect(name);
        let loader = read("worker_cpu_loader-b1.js");
        assert_eq!(loader, "import init from './worker_cpu-b1.js'; init('./worker_cpu_bg-b1.wasm')");
        assert_eq!(read("worker_cpu-b1.js"), "new URL('worker_cpu_bg-b1.wasm', import.meta.url)");
        assert!(folder.join("worker_cpu_bg-b1.wasm").is_file() && !folder.join("worker_cpu.js").exists());
        fs::remove_dir_all(&folder).expect("the folder is removed");
    }
}
