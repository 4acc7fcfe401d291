use std::io::{Read, Write};
use std::net::TcpStream;

use super::*;

/// `site` with an index and a script, next to a secret that must stay one.
struct Fixture(PathBuf);

impl Fixture {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(root.join("site/empty")).expect("a folder");
        std::fs::write(root.join("site/index.html"), "<p>hello").expect("a page");
        std::fs::write(root.join("site/app.js"), "let x = 1").expect("a script");
        std::fs::write(root.join("secret.txt"), "secret").expect("a secret");
        Self(root.canonicalize().expect("the folder exists"))
    }

    fn site(&self) -> PathBuf {
        self.0.join("site")
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn resolves_files_and_the_index() {
    let fixture = Fixture::new("resolve");
    let site = fixture.site();
    for url in ["/", "/index.html", "/?lesson=2", "/index%2Ehtml#top"] {
        assert_eq!(resolve(&site, url), Some(site.join("index.html")), "{url}");
    }
    assert_eq!(resolve(&site, "/app.js?v=3"), Some(site.join("app.js")));
}

#[test]
fn refuses_what_lies_outside_or_is_absent() {
    let fixture = Fixture::new("refuse");
    let site = fixture.site();
    let secret = fixture.0.join("secret.txt");
    for url in [
        "/../secret.txt",
        "/..%2Fsecret.txt",
        "/%2e%2e/secret.txt",
        "/empty/../../secret.txt",
        "/..\\secret.txt",
        "/C:/secret.txt",
        "/index.html%00",
        "/%ff",
        "/empty/",
        "/empty",
        "/absent.js",
        "http://127.0.0.1/index.html",
        &format!("/{}", secret.display()),
    ] {
        assert_eq!(resolve(&site, url), None, "{url}");
    }
}

#[cfg(unix)]
#[test]
fn refuses_links_that_lead_outside() {
    let fixture = Fixture::new("link");
    let site = fixture.site();
    std::os::unix::fs::symlink(fixture.0.join("secret.txt"), site.join("link.txt")).expect("a link");
    assert_eq!(resolve(&site, "/link.txt"), None);
}

#[test]
fn names_the_types_browsers_insist_on() {
    for (file, expected) in [
        ("index.html", "text/html; charset=utf-8"),
        ("app-1f2e.js", "text/javascript; charset=utf-8"),
        ("worker_cpu_bg.wasm", "application/wasm"),
        ("style.css", "text/css; charset=utf-8"),
        ("LICENSE", "application/octet-stream"),
    ] {
        assert_eq!(mime(Path::new(file)), expected, "{file}");
    }
}

#[test]
fn answers_over_http_and_reports_a_busy_port() {
    let fixture = Fixture::new("http");
    let server = Server::bind(&fixture.site(), 0).expect("a free port");
    let port = server.port;
    assert!(matches!(Server::check_port(port), Err(Error::PortBusy { port: p }) if p == port));
    // Lives until the test's process ends.
    std::thread::spawn(move || server.run());

    let ask = |method: &str, path: &str| {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a connection");
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .expect("the request is sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        text
    };
    let script = ask("GET", "/app.js");
    assert!(script.starts_with("HTTP/1.1 200"), "{script}");
    assert!(script.contains("Content-Type: text/javascript"), "{script}");
    assert!(script.contains("Cache-Control: no-cache"), "{script}");
    assert!(script.contains("Content-Length: 9"), "{script}");
    assert!(script.ends_with("let x = 1"), "{script}");
    // A static host sends no isolation headers, so the page must do without them.
    assert!(!script.contains("Cross-Origin"), "{script}");
    assert!(ask("HEAD", "/app.js").starts_with("HTTP/1.1 200"));
    assert!(ask("GET", "/../secret.txt").starts_with("HTTP/1.1 404"));
    assert!(ask("POST", "/app.js").starts_with("HTTP/1.1 405"));
}
