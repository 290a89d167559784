//! Who sends slowly, or nothing: is waited for a while, and holds up nobody.

use super::*;

/// Longest that a request may take to arrive, and some time for a loaded machine.
const ARRIVAL: Duration = Duration::from_secs(20);

/// Sends these bytes at once and then one every half second, until the connection is closed or answered; how long
/// it took, and what was said.
fn dribbled(served: &Served, at_once: &str, dribble: &[u8]) -> (Duration, Option<Reply>) {
    let mut stream = served.connect();
    let start = Instant::now();
    stream.write_all(at_once.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let mut first = [0];
    for k in 0.. {
        match stream.peek(&mut first) {
            // Closed, or there is something to read.
            Ok(_) => break,
            Err(e) if e.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(_) if start.elapsed() > 2 * ARRIVAL => break,
            Err(_) => {}
        }
        if !dribble.is_empty() && stream.write_all(&dribble[k % dribble.len()..][..1]).is_err() {
            break;
        }
    }
    (start.elapsed(), Reply::read(&mut stream))
}

/// All at once, so that it takes no longer than one.
#[test]
fn who_sends_slowly_is_not_waited_for() {
    let served = Served::start();
    let body = "Content-Type: application/json\r\nContent-Length: 100000\r\n";
    let pieces = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    let post = |lines: &str, body: &str| served.written("POST", "/api/v1/tariff", lines, body);
    let get = format!("GET /api/v1/vax HTTP/1.1\r\nHost: {}\r\n", served.address);
    let cases: [(&str, String, &[u8]); 8] = [
        ("nothing", String::new(), b""),
        (
            "a first line",
            String::new(),
            b"GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ),
        ("headers", get.clone(), b"X-a: b\r\n"),
        ("half a header", get, b""),
        ("a body", post(body, "{"), b" "),
        ("no body", post(body, ""), b""),
        ("pieces", post(pieces, "1\r\n{\r\n"), b"1\r\n \r\n"),
        ("no end of pieces", post(pieces, "2\r\n{}\r\n"), b""),
    ];
    std::thread::scope(|scope| {
        for (what, at_once, dribble) in &cases {
            let served = &served;
            scope.spawn(move || {
                let (time, reply) = dribbled(served, at_once, dribble);
                assert!(time < ARRIVAL, "{what}: {time:?}");
                if let Some(reply) = reply {
                    assert_eq!(reply.status, 408, "{what}: {}", reply.text());
                }
            });
        }
        // Others are answered in the meantime.
        for _ in 0..5 {
            let start = Instant::now();
            served.is_right("the start of slow ones");
            assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    served.is_right("slow ones");
}

/// More connections than there is room for. Those that say nothing are closed in time, and whoever asks is answered.
#[test]
fn many_idle_connections_hold_nobody_up_for_long() {
    let served = Served::start();
    let idle: Vec<TcpStream> = (0..600).map(|_| served.connect()).collect();
    let start = Instant::now();
    served.is_right("the start of 600 idle connections");
    assert!(start.elapsed() < ARRIVAL, "{:?}", start.elapsed());
    for mut stream in idle {
        stream.set_read_timeout(Some(2 * ARRIVAL)).unwrap();
        let mut byte = [0];
        let end = stream.read(&mut byte);
        assert!(
            matches!(end, Ok(0)) || end.is_err_and(|e| e.kind() != std::io::ErrorKind::WouldBlock)
        );
    }
    assert!(start.elapsed() < 2 * ARRIVAL, "{:?}", start.elapsed());
    served.is_right("600 idle connections");
}

/// A client that says that it has sent all, and still listens.
#[test]
fn half_closed_connections_are_answered_or_closed() {
    let served = Served::start();
    for request in [
        served.written("GET", "/api/v1/vax?exporter=USA", "", ""),
        served
            .written("GET", "/api/v1/vax?exporter=USA", "", "")
            .replace("Connection: close\r\n", ""),
        "GET /api/v1/vax HTTP/1.1\r\n".to_owned(),
        String::new(),
        served.written(
            "POST",
            "/api/v1/vax",
            "Content-Type: application/json\r\nContent-Length: 9\r\n",
            "{",
        ),
    ] {
        let mut stream = served.connect();
        stream.write_all(request.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let start = Instant::now();
        let mut bytes = vec![];
        let _ = stream.read_to_end(&mut bytes);
        assert!(start.elapsed() < Duration::from_secs(10), "{request}: {:?}", start.elapsed());
    }
    served.is_right("half-closed connections");
}

/// One connection, several requests; a mistake among them does not end it.
#[test]
fn a_connection_is_used_again() {
    let served = Served::start();
    let mut stream = served.connect();
    for (target, status) in [
        ("/api/v1/vax?exporter=USA", 200),
        ("/api/v1/vax?exporter=UST", 400),
        ("/nothing", 404),
        ("/api/v1/vax?exporter=CHN", 200),
    ] {
        let request = served.written("GET", target, "", "").replace("Connection: close\r\n", "");
        stream.write_all(request.as_bytes()).unwrap();
        let reply = Reply::read(&mut stream).unwrap_or_else(|| panic!("{target}"));
        assert_eq!(reply.status, status, "{target}");
    }
}

/// Answers that nobody takes end in time, so that they keep no connection.
#[test]
fn who_takes_nothing_is_not_waited_for() {
    let served = Served::start();
    let target = "/api/v1/requirements?by=region-sector";
    let one = served.get("/api/v1/requirements", &[("by", "region-sector")]);
    assert_eq!(one.status, 200, "{}", one.text());
    // One after another on one connection, far more than systems keep for who does not listen.
    let count = 64_000_000 / one.body.len() + 1;
    let request = served.written("GET", target, "", "").replace("Connection: close\r\n", "");
    let mut stream = served.connect();
    stream.write_all(request.repeat(count).as_bytes()).unwrap();
    std::thread::sleep(ARRIVAL);
    stream.set_read_timeout(Some(2 * ARRIVAL)).unwrap();
    let mut taken = vec![];
    let _ = stream.read_to_end(&mut taken);
    assert!(!taken.is_empty());
    assert!(taken.len() < count * one.body.len() / 2, "{}", taken.len());
    served.is_right("who takes nothing");
}
