//! Who may ask: whoever was given the address, from a page of this machine.

use super::*;

const VAX: &str = "/api/v1/vax?exporter=USA";

/// A request with these lines alone.
fn with(served: &Served, target: &str, lines: &[String]) -> Option<Reply> {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    served.raw(format!("GET {target} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n"))
}

/// Refused as such, or the request as no request at all.
fn refused(reply: Option<Reply>, what: &str) {
    if let Some(reply) = reply {
        assert!([400, 403].contains(&reply.status), "{what}: {}", reply.shown());
        assert!(!reply.text().contains("vax_ratio"), "{what}");
        assert_eq!(reply.header("access-control-allow-origin"), None, "{what}");
    }
}

#[test]
fn a_request_is_to_this_machine() {
    let served = Served::start();
    let bearer = format!("Authorization: Bearer {}", served.token);
    let port = served.address.port();
    for host in
        [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("LocalHost:{port}")]
    {
        let reply = with(&served, VAX, &[format!("Host: {host}"), bearer.clone()]).unwrap();
        assert_eq!(reply.status, 200, "{host}");
    }
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("0.0.0.0:{port}"),
        format!("127.0.0.2:{port}"),
        format!("[::1]:{port}"),
        format!("2130706433:{port}"),
        format!("127.1:{port}"),
        format!("localhost.:{port}"),
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        "localhost:1".to_owned(),
        format!("127.0.0.1:{port},evil.example"),
        format!("127.0.0.1:{port} evil.example"),
        String::new(),
    ] {
        for target in [VAX, "/", "/assets/app.js", "/api/v1/tables"] {
            let reply = with(&served, target, &[format!("Host: {host}"), bearer.clone()]);
            refused(reply, &format!("{host} {target}"));
        }
    }
    refused(with(&served, VAX, std::slice::from_ref(&bearer)), "no host");
    let own = format!("Host: 127.0.0.1:{port}");
    for other in ["Host: evil.example".to_owned(), own.clone()] {
        refused(with(&served, VAX, &[own.clone(), other.clone(), bearer.clone()]), "two hosts");
        refused(with(&served, VAX, &[other, own.clone(), bearer.clone()]), "two hosts");
    }
    // The machine is also named in the first line, which comes before the line of the host.
    for target in [
        format!("http://evil.example{VAX}"),
        format!("http://evil.example:{port}{VAX}"),
        format!("https://127.0.0.1:{port}@evil.example{VAX}"),
        format!("ftp://evil.example{VAX}"),
    ] {
        refused(with(&served, &target, &[own.clone(), bearer.clone()]), &target);
    }
    served.is_right("hosts");
}

#[test]
fn pages_from_elsewhere_may_not_ask() {
    let served = Served::start();
    let port = served.address.port();
    let from = |origin: &str| {
        let lines = format!("Origin: {origin}\r\n");
        served.raw(served.written("GET", VAX, &lines, "")).unwrap()
    };
    for origin in [format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}")] {
        let reply = from(&origin);
        assert_eq!(reply.status, 200, "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), None, "{origin}");
    }
    for origin in [
        "null".to_owned(),
        "http://evil.example".to_owned(),
        format!("http://evil.example:{port}"),
        format!("https://127.0.0.1:{port}"),
        format!("https://localhost:{port}"),
        "http://127.0.0.1".to_owned(),
        format!("http://127.0.0.1:{}", port ^ 1),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://127.0.0.1:{port}@evil.example"),
        format!("http://evil.example/http://127.0.0.1:{port}"),
        format!("http://localhost.evil.example:{port}"),
        format!("http://127.0.0.1:{port}/"),
        format!("HTTP+evil://127.0.0.1:{port}"),
        "https://observablehq.com".to_owned(),
        "file://".to_owned(),
        "chrome-extension://abc".to_owned(),
        String::new(),
    ] {
        let reply = from(&origin);
        reply.refusal(403, &origin);
        refused(Some(reply), &origin);
        // Nor may its browser ask whether it may.
        let lines = format!("Origin: {origin}\r\nAccess-Control-Request-Method: POST\r\n");
        let reply = served.raw(served.written("OPTIONS", VAX, &lines, "")).unwrap();
        assert_eq!(reply.status, 403, "{origin}");
        refused(Some(reply), &origin);
    }
    let two = format!("Origin: http://127.0.0.1:{port}\r\nOrigin: http://evil.example\r\n");
    refused(served.raw(served.written("GET", VAX, &two, "")), "two origins");
    served.is_right("origins");
}

#[test]
fn pages_that_were_named_may_ask() {
    const PAGE: &str = "https://observablehq.com";
    let served = Served::with(&["--allow-origin", PAGE]);
    let line = format!("Origin: {PAGE}\r\n");
    let asks = format!(
        "OPTIONS /api/v1/tariff HTTP/1.1\r\nHost: {}\r\n{line}Access-Control-Request-Method: POST\r\n\
         Access-Control-Request-Headers: authorization,content-type\r\nConnection: close\r\n\r\n",
        served.address
    );
    let reply = served.raw(asks).unwrap();
    assert!([200, 204].contains(&reply.status));
    assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE));
    let allowed = reply.header("access-control-allow-headers").unwrap();
    assert!(allowed.contains("authorization") && allowed.contains("content-type"), "{allowed}");
    assert!(reply.header("access-control-allow-methods").unwrap().contains("POST"));
    let reply = served.raw(served.written("GET", VAX, &line, "")).unwrap();
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, Some(PAGE)));
    assert!(reply.header("vary").is_some_and(|it| it.eq_ignore_ascii_case("origin")));
    for other in [
        "https://observablehq.com.evil.example",
        "http://observablehq.com",
        "https://observablehq.com:8443",
    ] {
        let reply = served.raw(served.written("GET", VAX, &format!("Origin: {other}\r\n"), ""));
        refused(reply, other);
    }
    // A page that may ask needs the token like any other.
    let lines = [format!("Host: {}", served.address), format!("Origin: {PAGE}")];
    assert_eq!(with(&served, VAX, &lines).unwrap().status, 403);
}

#[test]
fn the_token_is_asked_for_in_its_place() {
    let served = Served::start();
    let (token, host) = (served.token.clone(), format!("Host: {}", served.address));
    assert!(token.len() >= 32 && token.bytes().all(|it| it.is_ascii_hexdigit()), "{token}");
    assert_ne!(Served::start().token, token);
    let open = with(&served, &format!("{VAX}&token={token}"), std::slice::from_ref(&host)).unwrap();
    assert_eq!(open.status, 200, "{}", open.text());
    let bearer = with(&served, VAX, &[host.clone(), format!("Authorization: Bearer {token}")]);
    assert_eq!(bearer.unwrap().status, 200);
    let wrong: String = token.chars().rev().collect();
    let targets = [
        VAX.to_owned(),
        format!("{VAX}&token="),
        format!("{VAX}&token"),
        format!("{VAX}&token={wrong}"),
        format!("{VAX}&token={}", &token[1..]),
        format!("{VAX}&token={token}0"),
        format!("{VAX}&token={}", token.to_uppercase() + " "),
        format!("{VAX}&token=%00{token}"),
        format!("{VAX}&Token={token}"),
        format!("{VAX}&tokens={token}"),
        format!("{VAX}&token={wrong}&token={token}"),
        format!("{VAX}#token={token}"),
        format!("/{token}/api/v1/vax"),
        format!("/api/v1/vax;token={token}"),
    ];
    for target in targets {
        if let Some(reply) = with(&served, &target, std::slice::from_ref(&host)) {
            assert!([400, 403].contains(&reply.status), "{target}: {}", reply.status);
        }
    }
    for line in [
        format!("Authorization: {token}"),
        format!("Authorization: Basic {token}"),
        format!("Authorization: Bearer {wrong}"),
        format!("Authorization: Bearer  {token}x"),
        "Authorization: Bearer".to_owned(),
        format!("Cookie: token={token}"),
        format!("Token: {token}"),
        format!("X-Token: {token}"),
        format!("Referer: http://{}/?token={token}", served.address),
    ] {
        let reply = with(&served, VAX, &[host.clone(), line.clone()]).unwrap();
        let (said, help) = reply.refusal(403, &line);
        assert!(said.contains("token") && help.contains("tripole serve"), "{said} {help}");
        // What is refused does not say what would not be.
        assert!(!reply.text().contains(&token), "{line}");
    }
    let body = json!({ "token": token, "exporter": "USA" }).to_string();
    let reply = served.raw(format!(
        "POST /api/v1/vax HTTP/1.1\r\n{host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    ));
    assert_eq!(reply.unwrap().status, 403);
    served.is_right("tokens");
}

/// What a browser must hear with every answer, refusals too.
fn is_protected(reply: &Reply, what: &str) {
    let policy = reply.header("content-security-policy").unwrap_or_else(|| panic!("{what}"));
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(rule), "{what}: {policy}");
    }
    let (_, scripts) = policy.split_once("script-src ").unwrap();
    assert!(!scripts.split(';').next().unwrap().contains("unsafe"), "{what}: {policy}");
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{what}");
    assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{what}");
    assert_eq!(reply.header("x-frame-options"), Some("DENY"), "{what}");
    assert_eq!(reply.header("cross-origin-resource-policy"), Some("same-origin"), "{what}");
    assert_eq!(reply.header("set-cookie"), None, "{what}");
}

#[test]
fn the_page_is_for_who_has_its_whole_address() {
    let served = Served::start();
    let host = format!("Host: {}", served.address);
    let stranger = with(&served, "/", std::slice::from_ref(&host)).unwrap();
    assert_eq!(stranger.status, 403);
    assert!(stranger.header("content-type").unwrap().starts_with("text/html"));
    assert!(stranger.text().contains("<code>tripole serve</code>"), "{}", stranger.text());
    assert!(!stranger.text().contains(&served.token));
    is_protected(&stranger, "stranger");

    let page =
        with(&served, &format!("/?token={}", served.token), std::slice::from_ref(&host)).unwrap();
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    is_protected(&page, "page");
    let html = page.text().to_owned();
    assert!(html.to_ascii_lowercase().starts_with("<!doctype html>"), "{html}");
    // Nothing is fetched from elsewhere.
    for word in ["src=\"http", "href=\"http", "url(http", "src=\"//", "@import"] {
        assert!(!html.contains(word), "{word}");
    }
    for (name, kind) in [("app.js", "text/javascript"), ("page.css", "text/css")] {
        let target = format!("/assets/{name}");
        let asset = with(&served, &target, std::slice::from_ref(&host)).unwrap();
        assert_eq!(asset.status, 200, "{name}");
        assert!(asset.header("content-type").unwrap().starts_with(kind), "{name}");
        assert!(!asset.text().contains(&served.token));
        is_protected(&asset, name);
        assert!(html.contains(&format!("assets/{name}")), "{name} is not in the page");
    }
    let icon = with(&served, "/favicon.ico", std::slice::from_ref(&host)).unwrap();
    assert!([200, 204].contains(&icon.status));
    // What the page and its parts name is there, and is from here.
    let mut named = vec!["/assets/app.js".to_owned()];
    let mut at = 0;
    while let Some(target) = named.get(at).cloned() {
        at += 1;
        let part = with(&served, &target, std::slice::from_ref(&host)).unwrap().ok(&target);
        for line in part.lines().filter(|line| line.starts_with("import ")) {
            let from = line.split('\'').nth(1).unwrap_or_else(|| panic!("{target}: {line}"));
            let from = from.strip_prefix("./").unwrap_or_else(|| panic!("{target}: {line}"));
            let from = format!("/assets/{from}");
            if !named.contains(&from) {
                named.push(from);
            }
        }
    }
    assert!(named.len() > 5, "{named:?}");
    for reply in [
        served.get("/api/v1/tables", &[]),
        served.get("/api/v1/vax", &[("exporter", "UST")]),
        served.get("/nothing", &[]),
        served.get("/api/v1/plot/position", &[]),
        with(&served, VAX, std::slice::from_ref(&host)).unwrap(),
        with(&served, VAX, &["Host: evil.example".to_owned()]).unwrap(),
    ] {
        is_protected(&reply, reply.text().get(..60).unwrap_or_default());
    }
    // A picture and a report cannot run a script in the name of the page.
    assert_eq!(served.get("/api/v1/vax", &[]).header("cache-control"), Some("no-store"));
}

#[test]
fn other_machines_are_let_in_only_with_a_warning() {
    let served = Served::start();
    assert_eq!(served.said(), "");
    let served = Served::with(&["--address", "0.0.0.0"]);
    served.is_right("an open address");
    let said = served.said();
    assert!(said.starts_with("warning: other machines can reach this one at 0.0.0.0"), "{said}");
    assert!(said.contains("token"), "{said}");
}

#[test]
fn further_names_of_the_machine_are_known_where_they_were_named() {
    let served = Served::with(&["--allow-host", "team.example,other.example:8443"]);
    let bearer = format!("Authorization: Bearer {}", served.token);
    for (host, status) in [
        ("team.example", 200),
        ("TEAM.example", 200),
        ("team.example:443", 200),
        ("team.example:9999", 403),
        ("other.example:8443", 200),
        ("other.example", 403),
        ("other.example:1", 403),
        ("evil.team.example", 403),
        ("team.example.evil", 403),
    ] {
        let reply = with(&served, VAX, &[format!("Host: {host}"), bearer.clone()]).unwrap();
        assert_eq!(reply.status, status, "{host}");
    }
    let lines =
        ["Host: team.example".to_owned(), bearer, "Origin: https://team.example".to_owned()];
    assert_eq!(with(&served, VAX, &lines).unwrap().status, 200);
}
