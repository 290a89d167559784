//! Who leaves, and how it ends.

use std::net::TcpListener;

use super::*;

/// A question that takes long: the best answers of ten economies to one another.
fn long(served: &Served, k: usize) -> String {
    let players = "USA,CHN,DEU,JPN,GBR,FRA,ITA,CAN,MEX,KOR";
    let target =
        format!("/api/v1/optimal?players={players}&everybody=true&show=search&start=0.0{}1", k + 1);
    served.written("GET", &target, "", "")
}

/// A connection on which such a question was asked.
fn busy(served: &Served, k: usize) -> TcpStream {
    let mut stream = served.connect();
    stream.write_all(long(served, k).as_bytes()).unwrap();
    stream
}

/// So that the tests below are about runs that are under way.
fn is_under_way(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let end = stream.peek(&mut [0]);
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    end.is_err_and(|e| {
        [std::io::ErrorKind::WouldBlock, std::io::ErrorKind::TimedOut].contains(&e.kind())
    })
}

/// Runs of many days, and scenarios of many entries.
fn long_ones(served: &Served) -> Vec<(&'static str, String)> {
    let lost = json!({ "name": "t", "supply": [{ "region": "CHN", "percent": 50, "days": 90 }] });
    let rate = |k: usize| {
        let percent = 0.001 * (k + 1) as f64;
        json!({ "importer": "all", "exporter": "all", "percent": percent, "kind": "added" })
    };
    let many = json!({ "name": "t", "tariff": (0..8000).map(rate).collect::<Vec<Value>>() });
    let of_days = |options: &Value| {
        let mut asked = json!({ "scenario": lost, "days": 36500 });
        asked.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        asked
    };
    let all = [
        ("ario", "scenario", of_days(&json!({ "model": "ario" }))),
        ("pbl", "scenario", of_days(&json!({ "model": "pbl" }))),
        ("all models", "scenario", of_days(&json!({ "compare": true }))),
        ("what it means", "describe", json!({ "scenario": many })),
        ("tariffs", "tariff", json!({ "scenario": many })),
    ];
    let written = |(what, name, body): (&'static str, &str, Value)| {
        let body = body.to_string();
        let lines = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        let request = served.written("POST", &format!("/api/v1/{name}"), &lines, &body);
        (what, request)
    };
    all.into_iter().map(written).collect()
}

#[test]
fn who_leaves_stops_his_run() {
    let served = Served::start();
    let best = ("best tariffs", long(&served, 0));
    let mut all: Vec<(&str, String)> = long_ones(&served).into_iter().chain([best]).collect();
    // What is sent ahead hides the end of a connection from who reads.
    let (_, first) = all[0].clone();
    all.push(("a byte more", format!("{first}G")));
    all.push(("a request more", format!("{first}{}", served.written("GET", "/", "", ""))));
    for (what, request) in all {
        let ask = |k: usize| {
            let mut stream = served.connect();
            // Each a question of its own.
            let request = request.replacen("start=0.0", &format!("start=0.0{k}"), 1);
            stream.write_all(request.as_bytes()).unwrap();
            stream
        };
        let mut asked: Vec<TcpStream> = (0..8).map(ask).collect();
        assert!(is_under_way(asked.last_mut().unwrap()), "{what}: it is answered at once");
        // What needs no run is answered beside them.
        let start = Instant::now();
        assert_eq!(served.get("/api/v1/tables", &[]).status, 200);
        assert!(start.elapsed() < Duration::from_secs(3), "{what}: {:?}", start.elapsed());
        drop(asked);
        let start = Instant::now();
        served.is_right("eight who left");
        assert!(start.elapsed() < Duration::from_secs(5), "{what}: {:?}", start.elapsed());
    }
}

fn kill(served: &Served, signal: &str) {
    let done = Command::new("kill").args([signal, &served.id()]).status().unwrap();
    assert!(done.success());
}

#[test]
fn it_ends_when_it_is_told_to() {
    std::thread::scope(|scope| {
        for signal in ["-INT", "-TERM"] {
            for runs in [0, 6] {
                scope.spawn(move || {
                    let mut served = Served::start();
                    served.is_right("its start");
                    let idle = served.connect();
                    let mut asked: Vec<TcpStream> = (0..runs).map(|k| busy(&served, k)).collect();
                    for stream in &mut asked {
                        assert!(is_under_way(stream), "{signal}: the question is answered at once");
                    }
                    kill(&served, signal);
                    let status = served.end_within(Duration::from_secs(5));
                    let status = status.unwrap_or_else(|| panic!("{signal} {runs}: it goes on"));
                    assert_eq!(status.code(), Some(0), "{signal} {runs}");
                    assert!(TcpStream::connect(served.address).is_err(), "{signal} {runs}");
                    drop(idle);
                });
            }
        }
    });
}

#[test]
fn a_port_that_is_taken_is_said_in_a_sentence() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let start = Instant::now();
    let output = crate::cli::tripole(&["serve", "--port", &port]);
    assert!(start.elapsed() < Duration::from_secs(10));
    let said = crate::cli::stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty());
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    assert!(said.contains(&port), "{said}");
    assert!(said.contains("hint: ") && said.contains("--port"), "{said}");
}

#[test]
fn what_is_wrong_at_the_start_is_said_and_nothing_is_served() {
    for (line, code, message) in [
        (&["serve", "--port", "0", "nowhere.csv"][..], 1, "nowhere.csv"),
        (&["serve", "--port", "0", "builtin:three-pole-2012"], 1, "three-pole-2011"),
        (
            &["serve", "--port", "0", "builtin:three-pole-2011", "builtin:three-pole-2011"],
            1,
            "twice",
        ),
        (&["serve", "--port", "0", "--allow-origin", "observablehq.com"], 1, "observablehq.com"),
        (
            &["serve", "--port", "0", "--allow-origin", "https://observablehq.com/"],
            1,
            "observablehq.com",
        ),
        (&["serve", "--port", "70000"], 2, "70000"),
        (&["serve", "--port", "0", "--address", "localhost"], 2, "localhost"),
        (&["serve", "--port", "0", "--address", "192.0.2.1"], 1, "192.0.2.1"),
    ] {
        let output = crate::cli::tripole(line);
        let said = crate::cli::stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{line:?}: {said}");
        assert!(said.contains(message), "{line:?}: {said}");
        assert!(output.stdout.is_empty(), "{line:?}");
    }
}

#[test]
fn what_is_said_at_the_start_and_at_the_end() {
    let (mut child, line) = started(Path::new("."), &[]);
    let done = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(done.success());
    let status = ended(&mut child, Duration::from_secs(5));
    let _ = child.kill();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status.and_then(|it| it.code()), Some(0), "{said}");
    assert!(line.starts_with("http://127.0.0.1:"), "{line}");
    assert!(said.contains("serving three-pole-2011, three-pole-1995;"), "{said}");
    assert!(said.ends_with("stopped\n"), "{said}");
}
