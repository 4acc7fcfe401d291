use scorefield::{math::{dataset::*, registry::Configured}, protocol::*};
use std::fs;
fn put(t: &str, n: &str, s: impl AsRef<[u8]>) { fs::create_dir_all(format!("corpus/{t}")).unwrap(); fs::write(format!("corpus/{t}/{n}"), s).unwrap(); }
fn main() {
    // links
    let g: serde_json::Value = serde_json::from_str(&fs::read_to_string("../tests/golden/links.json").unwrap()).unwrap();
    let links: Vec<String> = g["links"].as_array().unwrap().iter().map(|l| l["link"].as_str().unwrap().to_owned()).collect();
    for (i, l) in links.iter().step_by(10).enumerate() { put("link", &format!("recorded-{i:02}"), l); }
    for (n, l) in [
        ("changes", "v=2&data=moons&at500.weighting=sigmoid&at500.weighting.bias=1&at800.optimizer.rate=0.0003"),
        ("compared", "v=2&data=moons&at9.weighting=elbo&b.schedule=cosine&b.at20.weighting=sigmoid"),
        ("same", "v=2&data=moons&compare=1"),
        ("escaped", "data%3Dmoons%26data.noise%3D0.2"),
        ("address", "https://example.org/a/#lesson=playground&data=moons"),
        ("preset", "preset=tong-ot-cfm-moons&b.seed=3&b.training.batch=8"),
        ("series", "v=2&task=series&network.width=16&seed=3"),
        ("imitate", "v=2&task=imitate&demonstrations=dragged&demonstrations.paths=-1.5,0;0,1;1.5,0/0,0;1,1"),
        ("imitate-usual", "v=2&task=imitate&objective=diffusion-policy"),
        ("points", "v=2&data=points&data.points=0,0;1,2,3;-0.5,1e-3&data.std=0.1"),
        ("mixture", "v=2&data=mixture&data.components=0,0,1,1;2,1,0.5,0.25,30,2"),
        ("curves", "v=2&schedule=custom&schedule.log_snr=0,9;0.5,1;1,-9&grid=custom&grid.pace=0,1;0.3,0.5;1,0&weighting=custom&weighting.w=-5,1;5,0.5&timing=custom&timing.p=-5,1;5,0"),
        ("wrong", "data=moons&data.noise=lots"),
    ] { put("link", n, l); }
    let drawn = |n: usize| Drawing::from_dabs((0..n).map(|i| Dab::new([(i as f64).sin(), (i as f64).cos()], 0.2 + 0.1 * (i / 3) as f64, 1.0)).collect());
    let exp = |d: Drawing| encode(&Task::from(Generate { data: DatasetConfig::Drawing(d), ..Generate::default() }).into());
    put("link", "drawing", exp(drawn(9)));
    for n in [1, 3, 40] { put("drawing", &format!("dabs-{n:02}"), drawn(n).payload().unwrap().1); }
    put("drawing", "short", "AQEA"); put("drawing", "version", "Ag");
    // json
    let decode_ok = |l: &str| decode(l).unwrap();
    for (n, l) in [("default", ""), ("series", "v=2&task=series"), ("imitate", "v=2&task=imitate"), ("points", "v=2&data=points&data.points=0,0;1,2,3"),
        ("curves", "v=2&schedule=custom&grid=custom&weighting=custom&timing=custom"), ("changes", "v=2&data=moons&at500.weighting=sigmoid&at800.optimizer.rate=0.0003"), ("ddpm", "objective=ddpm&sampler=ddim")] {
        put("json", n, decode_ok(l).to_json().unwrap());
    }
    put("json", "first-version", r#"{"data": {"id": "moons", "noise": 0.2}, "objective": {"id": "neural-ode"}}"#);
    put("json", "short", r#"{"v": 2, "seed": 3, "changes": [{"step": 4, "set": [["weighting", "sigmoid"]]}]}"#);
    put("json", "list", r#"{"data": [1, 2]}"#);
    put("json", "link", "#v=2&data=moons");
    put("json", "mark", "\u{feff}{\"seed\": 1}");
    put("json", "utf-16", r#"{"seed": 1}"#.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    put("json", "drawing", decode_ok(&exp(drawn(5))).to_json().unwrap());
    // tables
    for (n, s) in [("commas", "x,y\n1,2\n3,4.5\n"), ("german", "Höhe;Breite;Art\n0,5;−1;A\n2;3,25;B\n"), ("tabs", "1\t2\n3\t4\n"), ("weights", "x;y;weight\n1;2;0,5\n3;4;1\n"),
        ("by-name", "id,weight,y,x\n1,2,3,4\n2,1,-3,0.5\n"), ("spaces", "# points\n1 2\n-3 4e-1\n"), ("link", "0,0;1,2,3;"), ("two-meanings", "0,5;1,25"), ("scaled", "150;50\n170,5;75\n190;100"),
        ("quoted", "\"x\",\"y\"\n\"1\",\"2\"\n"), ("labels", "1,2,0\n3,4,1\n5,6,1"), ("thousands", "1,234\t5\n2,000\t6"), ("cr", "1,2\r3,4\r\n5,6"), ("empty", ""), ("far", "1e300\t0\n-1e300\t1")] {
        put("table", n, s);
    }
    put("table", "utf-16", [vec![0xff, 0xfe], "1;2\n3;4".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat());
    for (n, s) in [("schedule", "0,10;0.25,4;0.75,-3;1,-10"), ("grid", "0,1;0.25,0.6;0.75,0.15;1,0"), ("weights", "-10,1;0,1;6,0.1;10,0"), ("times", "-10,0.1;-2,1;3,0.5;10,0.1"),
        ("two", "0,8;1,-8"), ("typed", "0 1\n0,5 0,5\n1 0"), ("head", "x;y\n0;1\n1;0"), ("large", "-1e300,0;0,1;1e300,1e300"), ("steep", "0,9;0.5,1;0.500000000001,-1;1,-9"), ("wrong", "0,1;0,2;x")] {
        put("curve", n, s);
    }
    for (n, s) in [("points", "0,0;1,2;-3,4,0.5"), ("round", "1,2,0.5,3; 0,0,0.5,2,30,1;"), ("ellipse", "0,0,0.5,2,30,1"), ("paths", "-1.5,0;-0.75,0.7;1.5,1e-9/0,0;-4,4"),
        ("table", "x;y;std;weight\n1;2;0,5;3\n0;0;0,25;1"), ("path", "-1,5 0\n0 1\n1,5 0"), ("tiny", "1e-300,5e-324;0.1,0.30000000000000004"), ("number", "1.234,5"), ("whole", "12\u{2009}345"), ("two-meanings", "1,000"), ("exponent", "1E\u{2212}3"), ("grouped", "1'234'567"), ("wrong", "1,2;;3,four")] {
        put("list", n, s);
    }
    // wire
    let run = RunId(3);
    let cmd = |n: &str, c: Command| put("wire", &format!("command-{n}"), text_of(&c).unwrap());
    cmd("run", Command::Run { run }); cmd("step", Command::Step { run, steps: 3 }); cmd("speed", Command::Speed { run, steps_per_second: Some(f64::INFINITY) });
    cmd("look", Command::Look { run, step: None }); cmd("rewind", Command::Rewind { run, step: 4, replay: true });
    cmd("measure", Command::Measure { workload: Workload::Train { width: 8, depth: 1, batch: 16 }, budget_ms: 60 }); cmd("ping", Command::Ping { nonce: 1 });
    cmd("configure", Command::Configure { run, experiment: Box::new(decode_ok("v=2&data=moons&at5.weighting=sigmoid")), restore: Some(Checkpoint { step: 5, changes: 1, learned: Some(vec![f64::NAN.to_bits()]) }) });
    cmd("resample", Command::Resample { run, task: Box::new(decode_ok("v=2&task=series").task) });
    cmd("retarget", Command::Retarget { run, task: Box::new(decode_ok("v=2&task=imitate").task) });
    cmd("retarget-points", Command::Retarget { run, task: Box::new(decode_ok("v=2&data=points&source=mixture&schedule=custom").task) });
    cmd("cloud", Command::Ask { run, question: SampleRequest { count: 5 }.into() });
    let grid = PlaneGrid { size: 4, extent: 0.5, t: 0.5 };
    cmd("map", Command::Ask { run, question: MapRequest { grid, kind: MapKind::LearnedDensity }.into() });
    cmd("cancel", Command::Cancel { run, topic: Topic::Gates });
    let ev = |n: &str, c: Event| put("wire", &format!("event-{n}"), text_of(&c).unwrap());
    ev("stats", Event::Stats(run, Stats { step: 7, losses: vec![(6, 0.5), (7, f64::NAN)], steps_per_second: 3.5, running: true }));
    ev("started", Event::Started(BackendInfo { kind: BackendKind::Cpu, name: "SIMD".into(), step_ms: 0.5, build: "a1b2".into() }));
    ev("failed", Event::Failed(run, EngineError::NonFinite { step: 9 }));
    ev("unavailable", Event::Unavailable(EngineError::Device("lost".into())));
    ev("history", Event::History(run, HistoryReport { steps: vec![0, 16], bytes: 900 }));
    ev("answer", Event::Answer { run, frame: 1, step: 2, revision: 0, answer: CloudAnswer { count: 5 }.into() });
    ev("map", Event::Answer { run, frame: 1, step: 2, revision: 0, answer: MapAnswer { grid, kind: MapKind::VelocityError, evaluations: 2 }.into() });
    ev("checkpoint", Event::Checkpoint { run, checkpoint: Checkpoint::default() });
    ev("warning", Event::Warning(run, Warning::SlowSteps { seconds: 9 }));
    ev("misunderstood", Event::Misunderstood { why: "?".into() });
}
