use std::io::{Read, Write};
use std::net::TcpStream;

use super::*;

/// A folder `site` with an index and a script, next to a secret file that must not be served.
struct Fixture(PathBuf);

impl Fixture {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(root.join("site/empty")).expect("a folder");
        std::fs::write(root.join("site/index.html"), "<p>hello").expect("a page");
        std::fs::write(root.join("site/app.js"), "let x = 1").expect("a script");
        std::fs::write(root.join("site/engine.wasm"), b"\0asm").expect("a program");
        std::fs::write(root.join("secret.txt"), "secret").expect("a secret");
        Self(root)
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn serves_the_folder_and_nothing_else() {
    let fixture = Fixture::new("http");
    let server = Server::bind(&fixture.0.join("site"), 0).expect("a free port");
    let port = server.port;
    assert!(matches!(Server::check_port(port), Err(Error::PortBusy { port: p }) if p == port));
    // The thread ends with the process of the test.
    std::thread::spawn(move || server.run());

    let ask = |method: &str, path: &str| {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a connection");
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .expect("the request is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    };
    for index in ["/", "/index.html", "/?engine=cpu"] {
        assert!(ask("GET", index).ends_with("<p>hello"), "{index}");
    }
    let script = ask("GET", "/app.js?v=3");
    assert!(script.starts_with("HTTP/1.1 200") && script.ends_with("let x = 1"), "{script}");
    let headers = script.to_ascii_lowercase();
    for header in ["content-type: text/javascript", "cache-control: no-cache", "content-length: 9"] {
        assert!(headers.contains(header), "{script}");
    }
    // A static host sends no isolation headers, so the page must do without them.
    assert!(!headers.contains("cross-origin"), "{script}");
    // Anything else makes the browser refuse to compile while it downloads.
    assert!(ask("GET", "/engine.wasm").to_ascii_lowercase().contains("content-type: application/wasm"));
    for path in ["/../secret.txt", "/..%2Fsecret.txt", "/%2e%2e/secret.txt", "/empty/../../secret.txt", "/absent.js"] {
        let answer = ask("GET", path);
        assert!(!answer.starts_with("HTTP/1.1 200") && !answer.ends_with("secret"), "{path}: {answer}");
    }
}

#[test]
fn browsers_that_keep_their_connections_do_not_starve_others() {
    let fixture = Fixture::new("many");
    let server = Server::bind(&fixture.0.join("site"), 0).expect("a free port");
    let port = server.port;
    std::thread::spawn(move || server.run());
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a connection");
    let idle: Vec<_> = (0..40).map(|_| connect()).collect();
    let mut stream = connect();
    write!(stream, "GET /app.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.ends_with("let x = 1"));
    drop(idle);
}
