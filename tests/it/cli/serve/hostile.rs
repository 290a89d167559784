//! What no browser and no program would send: refused, or the connection is closed, and all goes on.

use super::*;

/// How a request may end that must not be answered.
fn is_refused(reply: Option<&Reply>, what: &str) {
    let Some(reply) = reply else { return };
    let shown = String::from_utf8_lossy(&reply.body);
    assert!((400..500).contains(&reply.status), "{what}: {} {shown}", reply.status);
}

#[test]
fn first_lines_and_headers_that_are_none_are_refused() {
    let served = Served::start();
    let host = format!("Host: {}\r\nAuthorization: Bearer {}\r\n", served.address, served.token);
    let long = "a".repeat(200_000);
    let many: String = (0..10_000).map(|k| format!("X-{k}: 1\r\n")).collect();
    let plain = "/api/v1/vax?exporter=USA";
    for (what, bytes) in [
        ("nothing but line ends", "\r\n\r\n\r\n\r\n".to_owned()),
        ("garbage", "garbage\r\n\r\n".to_owned()),
        ("zeros", "\0\0\0\0\0\0\0\0\r\n\r\n".to_owned()),
        (
            "a handshake of TLS",
            "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}\r\n\r\n".to_owned(),
        ),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("HTTP/0.9", format!("GET {plain}\r\n\r\n")),
        ("HTTP/9.9", format!("GET {plain} HTTP/9.9\r\n{host}\r\n")),
        ("no target", format!("GET HTTP/1.1\r\n{host}\r\n")),
        ("blanks", format!("GET  {plain}  HTTP/1.1\r\n{host}\r\n")),
        ("a target with a blank", format!("GET {plain} &by=region HTTP/1.1\r\n{host}\r\n")),
        ("no slash", format!("GET api/v1/vax HTTP/1.1\r\n{host}\r\n")),
        ("NUL in the target", format!("GET /api/v1/vax\0 HTTP/1.1\r\n{host}\r\n")),
        ("an escaped NUL", format!("GET /api/v1/vax%00 HTTP/1.1\r\n{host}\r\n")),
        ("letters that are none", format!("GET /api/v1/%ff%fe HTTP/1.1\r\n{host}\r\n")),
        (
            "letters that are none in a value",
            format!("GET /api/v1/vax?exporter=%ff%fe HTTP/1.1\r\n{host}\r\n"),
        ),
        ("a broken escape", format!("GET /api/v1/%zz HTTP/1.1\r\n{host}\r\n")),
        ("a long path", format!("GET /{long} HTTP/1.1\r\n{host}\r\n")),
        ("a long query", format!("GET {plain}&x={long} HTTP/1.1\r\n{host}\r\n")),
        ("a long header", format!("GET {plain} HTTP/1.1\r\n{host}X: {long}\r\n\r\n")),
        ("a long name of a header", format!("GET {plain} HTTP/1.1\r\n{host}{long}: x\r\n\r\n")),
        ("ten thousand headers", format!("GET {plain} HTTP/1.1\r\n{host}{many}\r\n")),
        ("a header without a colon", format!("GET {plain} HTTP/1.1\r\n{host}nonsense\r\n\r\n")),
        ("a blank before a colon", format!("GET {plain} HTTP/1.1\r\n{host}X : y\r\n\r\n")),
        ("a folded header", format!("GET {plain} HTTP/1.1\r\n{host}X: a\r\n b: c\r\n\r\n")),
        ("NUL in a header", format!("GET {plain} HTTP/1.1\r\n{host}X: a\0b\r\n\r\n")),
        ("a return in a header", format!("GET {plain} HTTP/1.1\r\n{host}X: a\rb\r\n\r\n")),
        (
            "a length that is none",
            format!("POST /api/v1/vax HTTP/1.1\r\n{host}Content-Length: x\r\n\r\n"),
        ),
        (
            "a length below zero",
            format!("POST /api/v1/vax HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"),
        ),
        (
            "a length with a sign",
            format!("POST /api/v1/vax HTTP/1.1\r\n{host}Content-Length: +2\r\n\r\n{{}}"),
        ),
        (
            "an endless length",
            format!(
                "POST /api/v1/vax HTTP/1.1\r\n{host}Content-Length: 99999999999999999999999\r\n\r\n"
            ),
        ),
        (
            "two lengths",
            format!(
                "POST /api/v1/vax HTTP/1.1\r\n{host}Content-Length: 2\r\nContent-Length: 5\r\n\r\n{{}}"
            ),
        ),
        (
            "two lengths in one",
            format!("POST /api/v1/vax HTTP/1.1\r\n{host}Content-Length: 2, 5\r\n\r\n{{}}"),
        ),
        (
            "an unknown coding",
            format!("POST /api/v1/vax HTTP/1.1\r\n{host}Transfer-Encoding: gzip\r\n\r\n{{}}"),
        ),
        (
            "pieces not last",
            format!(
                "POST /api/v1/vax HTTP/1.1\r\n{host}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"
            ),
        ),
    ] {
        let start = Instant::now();
        let mut stream = served.connect();
        let _ = stream.write_all(bytes.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        is_refused(Reply::read(&mut stream).as_ref(), what);
        assert!(start.elapsed() < Duration::from_secs(10), "{what}: {:?}", start.elapsed());
    }
    served.is_right("first lines and headers");
}

#[test]
fn other_methods_are_not_answered() {
    let served = Served::start();
    let ways = [
        "DELETE",
        "PUT",
        "PATCH",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "get",
        "G\u{e9}T",
        "XXXXXXXXXXXXXXXX",
    ];
    for way in ways {
        for target in ["/api/v1/vax", "/", "/assets/app.js", "/api/v1/tables", "*"] {
            let reply = served.raw(served.written(way, target, "Content-Length: 0\r\n", ""));
            is_refused(reply.as_ref(), &format!("{way} {target}"));
            // What was sent does not come back (TRACE).
            assert!(reply.is_none_or(|it| !it.text().contains(&served.token)), "{way} {target}");
        }
    }
    for target in ["evil.example:443", "127.0.0.1:22"] {
        is_refused(served.raw(served.written("CONNECT", target, "", "")).as_ref(), target);
    }
    // Neither does a page that is read take a body, nor does a question without one mean anything else.
    for target in ["/", "/assets/app.js", "/api/v1/tables", "/api/v1/openapi.json"] {
        is_refused(Some(&served.post(target, &json!({}))), target);
    }
    let head = served.written("HEAD", "/api/v1/vax?exporter=USA", "", "");
    let mut stream = served.connect();
    stream.write_all(head.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    assert!(text.ends_with("\r\n\r\n"), "{text}");
    served.is_right("methods");
}

#[test]
fn paths_lead_nowhere_else() {
    let served = Served::start();
    for target in [
        "/../Cargo.toml",
        "/assets/../Cargo.toml",
        "/assets/../../Cargo.toml",
        "/assets/..",
        "/assets/.",
        "/assets/",
        "/assets",
        "/assets/../../../../../../etc/passwd",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%252e%252e%252fCargo.toml",
        "/assets/..%5cCargo.toml",
        "/assets/%2fetc%2fpasswd",
        "/assets/app.js/",
        "/assets/app.js%00.css",
        "/assets/app.js%2f..%2fpage.css",
        "/assets//app.js",
        "/assets/APP.JS",
        "//assets/app.js",
        "//",
        "///",
        "/.",
        "/..",
        "/%2e%2e/",
        "//evil.example/",
        "//api/v1/vax",
        "/api/v1//vax",
        "/api/v1/vax/",
        "/api/v1/../v1/vax",
        "/api/v1/%2e%2e/v1/vax",
        "/api/v1/vax%2f",
        "/api/v1/VAX",
        "/api/v1/-o",
        "/api/v1/--help",
        "/api/v1/vax%20--output%20x",
        "/api/v1/plot/..%2fvax",
        "/api/v1/plot/",
        "/api/v1/plot",
        "/api/v1/",
        "/api/v2/vax",
        "/api",
        "/etc/passwd",
        "/Cargo.toml",
        "/.git/config",
        "/index.html",
        "\\..\\Cargo.toml",
        "/assets\\..\\Cargo.toml",
    ] {
        let reply = served.raw(served.written("GET", target, "", ""));
        is_refused(reply.as_ref(), target);
        if let Some(reply) = reply {
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            assert!(!text.contains("root:") && !text.contains("[package]"), "{target}: {text}");
            // A path that is refused is not said back as a page.
            let kind = reply.header("content-type").unwrap_or_default();
            assert!(!kind.starts_with("text/html"), "{target}: {kind}");
        }
    }
    served.is_right("paths");
}

#[test]
fn bodies_that_are_too_large_or_no_objects_are_refused() {
    let served = Served::start();
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let scenario = |text: &str| json!({ "scenario": text }).to_string();
    let post = |kind: &str, body: &str| {
        let more = format!("{kind}Content-Length: {}\r\n", body.len());
        served.raw(served.written("POST", "/api/v1/tariff", &more, body))
    };
    let kind = "Content-Type: application/json\r\n";
    for (what, body) in [
        ("no JSON", "{".to_owned()),
        ("half of a text", "{\"by\": \"reg".to_owned()),
        ("no body", String::new()),
        ("more than one object", "{} {}".to_owned()),
        ("commas too many", "{\"by\": \"region\",}".to_owned()),
        ("NaN", "{\"top\": NaN}".to_owned()),
        ("a list", "[]".to_owned()),
        ("a number", "7".to_owned()),
        ("a text", "\"by\"".to_owned()),
        ("null", "null".to_owned()),
        ("lists in lists", deep("[", "]")),
        ("objects in objects", deep("{\"a\":", "}").replace("::", ":")),
        ("lists in lists of an option", format!("{{\"by\":{}}}", deep("[", "]"))),
        ("lists in lists of TOML", scenario(&format!("a = {}", deep("[", "]")))),
        (
            "tables in tables of TOML",
            scenario(&format!("a = {}1{}", "{a=".repeat(50_000), "}".repeat(50_000))),
        ),
        ("dots of TOML", scenario(&format!("{}a = 1", "a.".repeat(100_000)))),
        ("a scenario in other letters", scenario("\u{0}\u{1}\u{fffd}")),
        ("one name twice", "{\"by\": 1, \"by\": [[]]}".to_owned()),
        ("a number with an endless exponent", "{\"top\": 1e999999999}".to_owned()),
        ("a long number", format!("{{\"top\": {}}}", "9".repeat(100_000))),
    ] {
        is_refused(post(kind, &body).as_ref(), what);
    }
    // Half of a pair of letters is none.
    is_refused(post(kind, "{\"scenario\": \"\\ud800\"}").as_ref(), "half a letter");
    let fine = json!({ "scenario": WAR }).to_string();
    for other in [
        "",
        "Content-Type: text/plain\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "Content-Type: multipart/form-data; boundary=x\r\n",
        "Content-Type: text/plain; application/json\r\n",
        "Content-Type: application/jsonp\r\n",
        "Content-Type: application/json-patch+json\r\n",
    ] {
        let reply = post(other, &fine).unwrap();
        reply.refusal(415, other);
    }
    assert_eq!(
        post("Content-Type: application/json; charset=utf-8\r\n", &fine).unwrap().status,
        200
    );
    // Too large by what it says, which is refused before it is sent, and by what comes.
    let more = format!("{kind}Content-Length: {}\r\n", 2 << 20);
    let reply = served.raw(served.written("POST", "/api/v1/tariff", &more, "")).unwrap();
    reply.refusal(413, "two MiB announced");
    let large = json!({ "scenario": WAR, "files": { "a": "x".repeat((1 << 20) + 1) } }).to_string();
    is_refused(post(kind, &large).as_ref(), "two MiB");
    let reply = in_pieces(&served, large.as_bytes().chunks(8192)).unwrap();
    reply.refusal(413, "two MiB in pieces");
    let reply = in_pieces(&served, fine.as_bytes().chunks(3)).unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text());
    served.is_right("bodies");
}

/// A body in pieces of these bytes; who refuses it may close before all are sent.
fn in_pieces<'a>(served: &Served, pieces: impl Iterator<Item = &'a [u8]>) -> Option<Reply> {
    let lines = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    let mut stream = served.connect();
    let head = served.written("POST", "/api/v1/tariff", lines, "");
    stream.write_all(head.as_bytes()).unwrap();
    for piece in pieces {
        let mut bytes = format!("{:x}\r\n", piece.len()).into_bytes();
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(b"\r\n");
        if stream.write_all(&bytes).is_err() {
            return Reply::read(&mut stream);
        }
    }
    let _ = stream.write_all(b"0\r\n\r\n");
    Reply::read(&mut stream)
}

#[test]
fn pieces_that_are_none_are_refused() {
    let served = Served::start();
    let kind = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    for (what, body) in [
        ("no size", "\r\n{}\r\n0\r\n\r\n".to_owned()),
        ("a size that is none", "zz\r\n{}\r\n0\r\n\r\n".to_owned()),
        ("a size below zero", "-2\r\n{}\r\n0\r\n\r\n".to_owned()),
        ("an endless size", "ffffffffffffffffffff\r\n{}\r\n0\r\n\r\n".to_owned()),
        ("a size of all memory", "7fffffffffffffff\r\n{}".to_owned()),
        ("a size too small", "1\r\n{}\r\n0\r\n\r\n".to_owned()),
        ("a blank in a size", "0x2\r\n{}\r\n0\r\n\r\n".to_owned()),
        ("a long extension", format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "x".repeat(100_000))),
        ("many trailers", format!("2\r\n{{}}\r\n0\r\n{}\r\n", "X: y\r\n".repeat(100_000))),
    ] {
        let start = Instant::now();
        let mut stream = served.connect();
        let request = served.written("POST", "/api/v1/tariff", kind, &body);
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        is_refused(Reply::read(&mut stream).as_ref(), what);
        assert!(start.elapsed() < Duration::from_secs(10), "{what}: {:?}", start.elapsed());
    }
    served.is_right("pieces");
}

/// What stands behind a body must not be taken for a request that was never made.
#[test]
fn nothing_is_smuggled_behind_a_body() {
    let served = Served::start();
    let kind = "Content-Type: application/json\r\n";
    let hidden = format!(
        "GET /api/v1/tables HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n",
        served.address, served.token
    );
    let length = hidden.len() + 5;
    for (what, lines) in [
        (
            "length, then pieces",
            format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
        ),
        (
            "pieces, then length",
            format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
        ),
        (
            "pieces under an odd name",
            format!("Content-Length: {length}\r\nTransfer-Encoding : chunked\r\n"),
        ),
        ("odd pieces", format!("Content-Length: {length}\r\nTransfer-Encoding: xchunked\r\n")),
        (
            "pieces after a tab",
            format!("Content-Length: {length}\r\nTransfer-Encoding:\tchunked\r\n"),
        ),
        (
            "pieces twice",
            format!(
                "Content-Length: {length}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"
            ),
        ),
        ("other lengths", format!("Content-Length: 5\r\nContent-Length: {length}\r\n")),
    ] {
        let request = format!(
            "POST /api/v1/vax HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n{kind}{lines}\r\n0\r\n\r\n{hidden}",
            served.address, served.token
        );
        let mut stream = served.connect();
        stream.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = vec![];
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("three-pole-2011"), "{what}: {text}");
    }
    // One after the other is no secret: both are answered, in their order.
    let first = served.written("GET", "/api/v1/vax?exporter=USA", "", "");
    let first = first.replace("Connection: close\r\n", "");
    let second = served.written("GET", "/api/v1/vax?exporter=CHN", "", "");
    let mut stream = served.connect();
    stream.write_all((first + &second).as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(text.matches("HTTP/1.1 200").count(), 2, "{text}");
    assert!(text.find("\"USA\"").unwrap() < text.rfind("\"CHN\"").unwrap(), "{text}");
    served.is_right("bodies with something behind");
}
