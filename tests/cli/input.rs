//! What the command line reads: links, files, tables, standard input.

use super::*;

#[test]
fn shows_what_a_link_a_file_and_standard_input_mean() {
    let from_link = scorefield(&["show", "https://example.org/scorefield/#data=moons&objective=ddpm"]);
    let from_hash = scorefield(&["show", "data=moons&objective=ddpm"]);
    assert!(from_link.status.success());
    assert_eq!(from_link.stdout, from_hash.stdout);
    let preset = scorefield(&["show", "preset:tong-ot-cfm-moons"]);
    assert!(preset.status.success());
    assert_eq!(preset.stdout, scorefield(&["show", "preset=tong-ot-cfm-moons"]).stdout);
    let path = folder("show").with_extension("json");
    std::fs::write(&path, &from_link.stdout).unwrap();
    assert_eq!(scorefield(&["show", path.to_str().unwrap()]).stdout, from_link.stdout);
    let mut child = Command::new(env!("CARGO_BIN_EXE_scorefield"))
        .args(["show", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&from_link.stdout).unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, from_link.stdout);
}

#[test]
fn an_address_and_an_escaped_link_mean_what_they_do_in_the_page() {
    let shown = |argument: &str| {
        let result = scorefield(&["show", argument]);
        assert!(result.status.success(), "{argument}: {}", text(&result.stderr));
        result.stdout
    };
    for address in [
        "https://example.org/scorefield/",
        "https://example.org/scorefield/#",
        "https://example.org/?engine=cpu",
        "https://example.org/#lesson=playground",
    ] {
        assert_eq!(shown(address), shown(""), "{address}");
    }
    for link in [
        "https://example.org/#data%3Dmoons%26data.noise%3D0.2",
        "data%3Dmoons&data.noise=0.2",
        "https://example.org/#lesson=flow&step=3&data=moons&data.noise=0.2",
    ] {
        assert_eq!(shown(link), shown("data=moons&data.noise=0.2"), "{link}");
    }
    let refused = scorefield(&["show", "https://example.org/#lesson=flow&step=2"]);
    assert!(text(&refused.stderr).starts_with("scorefield: lesson: "), "{}", text(&refused.stderr));
}

#[test]
fn an_experiment_is_read_in_every_unicode_form() {
    let json = r#"{"v": 3, "data": {"id": "moons", "noise": 0.2}}"#;
    let path = folder("unicode").with_extension("json");
    let utf16: Vec<u8> = json.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [[b"\xEF\xBB\xBF", json.as_bytes()].concat(), [b"\xFF\xFE", &utf16[..]].concat(), utf16.clone()] {
        std::fs::write(&path, bytes).unwrap();
        let shown = scorefield(&["show", path.to_str().unwrap()]);
        assert_eq!(text(&shown.stdout), text(&scorefield(&["show", "v=3&data=moons&data.noise=0.2"]).stdout));
    }
}

#[test]
fn a_table_is_the_data_and_what_was_read_is_said() {
    let path = folder("table").with_extension("csv");
    let data = path.to_str().unwrap();
    let utf16: Vec<u8> = "\u{feff}x\ty\r\n0,5\t-1\r\n2\t3,25\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, said) in [
        (
            &b"x,y\n0.5,-1\n2,3.25\n"[..],
            "2 points, 2 columns between commas, columns chosen by the names in the header.",
        ),
        (
            "\u{feff}Höhe;Breite;Art\n0,5;−1;a\n2;3,25;b\n".as_bytes(),
            "2 points, 3 columns between semicolons, decimal commas, header skipped, third column read as labels, which are \
             not used.",
        ),
        (&utf16, "2 points, 2 columns between tabs, decimal commas, columns chosen by the names in the header."),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let shown = scorefield(&["show", "data=points&data.std=0.2&seed=4", "--data", data]);
        assert_eq!(text(&shown.stderr), format!("scorefield: {data}: {said}\n"));
        let link = "data=points&data.std=0.2&data.points=0.5,-1;2,3.25&seed=4";
        assert_eq!(text(&shown.stdout), text(&scorefield(&["show", link]).stdout));
    }
    let out = folder("run-table");
    let arguments =
        ["run", "network.width=8", "--data", data, "--steps", "3", "--samples", "1e1", "--nll", "0", "--out"];
    let result = scorefield(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert!(result.status.success(), "{}", text(&result.stderr));
    assert!(std::fs::read_to_string(out.join("experiment.json")).unwrap().contains("\"points\": \"0.5,-1;2,3.25\""));
}

#[test]
fn a_table_or_a_file_that_cannot_be_read_is_named_with_its_line_and_not_printed() {
    let path = folder("wrong").with_extension("csv");
    let file = path.to_str().unwrap();
    let long = "x".repeat(100_000);
    let refused = |arguments: &[&str], bytes: &[u8], why: &str| {
        std::fs::write(&path, bytes).unwrap();
        let result = scorefield(arguments);
        let message = text(&result.stderr);
        assert_eq!((result.status.code(), result.stdout.len()), (Some(2), 0), "{message}");
        assert!(message.contains(why), "{why}: {message}");
        assert!(message.chars().count() < 700 && message.lines().count() == 1, "{message}");
    };
    let table = ["show", "", "--data", file];
    refused(&table, format!("x,y\n1,2\n\n3,{long}").as_bytes(), "line 4 has «xxx");
    refused(&table, b"1,2\n3,\xE4", "line 2 is neither UTF-8 nor UTF-16");
    refused(&table, b"", "there are no points");
    refused(&table, long.as_bytes(), "must be 2 numbers: x, y");
    refused(&table, " ".repeat(10 << 20).as_bytes(), "10485760 bytes");
    refused(&["show", "task=imitate", "--data", file], b"1,2", "the task imitate has no data set");
    refused(&["show", "", "--data", "no-such-table.csv"], b"", "data: «no-such-table.csv»");
    refused(&["show", file], b"1,2", "give it as --data");
    refused(&["show", "", "--data", "x=1"], b"", "data: «x=1»");
    let path = path.with_extension("json");
    let file = path.to_str().unwrap();
    for (json, why) in [
        (format!("\n\n{{\"v\": 2,\n\"data\": \"{long}\"}}"), "at line 4"),
        (format!("{{\"v\": 2,\n \"{long}\": 1}}"), "at line 2"),
        (format!("{{\"v\": 2,\n {long}}}"), "at line 2"),
        (format!("[\"{long}\"]"), "line 1"),
        (long.clone(), "link: «xxx"),
    ] {
        std::fs::write(&path, json).unwrap();
        let result = scorefield(&["show", file]);
        let message = text(&result.stderr);
        assert!(message.contains(why) && message.chars().count() < 1200, "{why}: {message}");
    }
}

#[test]
fn an_empty_file_is_no_experiment() {
    let path = folder("empty").with_extension("json");
    for content in ["", " \n", "\u{feff}"] {
        std::fs::write(&path, content).unwrap();
        let shown = scorefield(&["show", path.to_str().unwrap()]);
        assert_eq!((shown.status.code(), shown.stdout.len()), (Some(2), 0), "{content:?}");
        assert!(text(&shown.stderr).contains("is empty"), "{}", text(&shown.stderr));
    }
    let shown = scorefield(&["show", "-"]);
    assert_eq!((shown.status.code(), shown.stdout.len()), (Some(2), 0), "standard input");
    // An empty argument is the default experiment; an empty file is not.
    assert!(scorefield(&["show", ""]).status.success());
}
