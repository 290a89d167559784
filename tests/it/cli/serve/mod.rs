//! The page's interface: asked as a browser or a program asks, over plain sockets.

mod answers;
mod asked;
mod guarded;
mod hostile;
mod own_files;
mod schedules;
mod slow;
#[cfg(unix)]
mod stopped;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longest that an answer of a loaded machine is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program that serves in this folder, and the line that it prints.
pub fn started(folder: &Path, options: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tripole"))
        .args(["serve", "--port", "0"])
        .args(options)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}

/// A program that serves, until it goes out of scope.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
    pub token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// The built-in tables, on a port that is free.
    pub fn start() -> Self {
        Self::with(&[])
    }

    pub fn with(options: &[&str]) -> Self {
        Self::within(Path::new("."), options)
    }

    /// Started in this folder.
    pub fn within(folder: &Path, options: &[&str]) -> Self {
        let (mut child, line) = started(folder, &[&["--quiet"], options].concat());
        let Some((address, token)) = line
            .strip_prefix("http://")
            .and_then(|rest| rest.trim_end().split_once("/?token="))
            .map(|(address, token)| (address.parse().unwrap(), token.to_owned()))
        else {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("it printed `{line}` and said: {said}");
        };
        Served { child, address, token }
    }

    /// A connection that gives up after a while, rather than hang.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends these bytes and reads one answer; none where the connection is closed instead.
    pub fn raw(&self, bytes: impl AsRef<[u8]>) -> Option<Reply> {
        let mut stream = self.connect();
        // Who refuses before all has arrived may close first.
        let _ = stream.write_all(bytes.as_ref());
        Reply::read(&mut stream)
    }

    /// A request as it is written, with a line for the host, the token and any others.
    pub fn written(&self, method: &str, target: &str, more: &str, body: &str) -> String {
        format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n{more}\r\n{body}",
            self.address, self.token
        )
    }

    /// What a path and these pairs of an address are answered.
    pub fn get(&self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let target = format!("{path}?{}", pairs.join("&"));
        self.raw(self.written("GET", &target, "", "")).unwrap_or_else(|| panic!("{target}: none"))
    }

    /// What a path and this body are answered.
    pub fn post(&self, path: &str, body: &Value) -> Reply {
        let body = body.to_string();
        let more = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        self.raw(self.written("POST", path, &more, &body)).unwrap_or_else(|| panic!("{path}: none"))
    }

    /// Fails unless it still answers, and rightly.
    pub fn is_right(&self, after: &str) {
        let reply = self.get("/api/v1/vax", &[("format", "csv"), ("exporter", "USA")]);
        assert_eq!(reply.status, 200, "after {after}: {}", reply.shown());
        assert!(reply.text().contains("\nUSA,"), "after {after}: {}", reply.text());
    }

    /// Its end, if it comes within this time.
    #[cfg(unix)]
    pub fn end_within(&mut self, time: Duration) -> Option<ExitStatus> {
        ended(&mut self.child, time)
    }

    #[cfg(unix)]
    pub fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// What it has said beside the address, once it is stopped.
    pub fn said(mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }
}

/// The end of a process, if it comes within this time.
#[cfg(unix)]
fn ended(child: &mut Child, time: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < time {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

/// A value in an address.
pub fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~,".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    /// The next answer of a connection; none where it is closed, or nothing comes.
    pub fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let status = line.strip_prefix("HTTP/1.1 ").or_else(|| line.strip_prefix("HTTP/1.0 "))?;
        let status = status.get(..3)?.parse().ok()?;
        let mut headers = vec![];
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut reply = Reply { status, headers, body: vec![] };
        assert_eq!(reply.header("transfer-encoding"), None, "answers have a length");
        let length = reply.header("content-length").map_or(0, |it| it.parse().unwrap());
        reply.body = vec![0; length];
        stream.read_exact(&mut reply.body).ok()?;
        Some(reply)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Its beginning, for messages.
    pub fn shown(&self) -> String {
        let start = &self.body[..self.body.len().min(400)];
        format!("{} {}", self.status, String::from_utf8_lossy(start))
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// The body of an answer that must be one.
    pub fn ok(self, what: &str) -> String {
        assert_eq!(self.status, 200, "{what}: {}", self.shown());
        String::from_utf8(self.body).unwrap()
    }

    /// Message and hint of a refusal, which must have this status and form.
    pub fn refusal(&self, status: u16, what: &str) -> (String, String) {
        assert_eq!(self.status, status, "{what}: {}", self.shown());
        assert_eq!(self.header("content-type"), Some("application/json"), "{what}");
        let body = self.json();
        let error = body["error"].as_object().unwrap_or_else(|| panic!("{what}: {body}"));
        let message = error["message"].as_str().unwrap_or_else(|| panic!("{what}: {body}"));
        assert!(!message.is_empty(), "{what}: {body}");
        let hint = error["hint"].as_str().unwrap_or_default();
        (message.to_owned(), hint.to_owned())
    }
}

/// A quarter on electronics, as a page sends it.
pub fn quarter() -> Value {
    json!({
        "name": "A quarter on electronics",
        "tariff": [{ "importer": "USA", "exporter": "CHN", "sectors": "electronics", "percent": 25 }],
    })
}

/// The same as a file.
pub const QUARTER: &str = "name = \"A quarter on electronics\"\n\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\n\
    sectors = \"electronics\"\npercent = 25\n";

pub const WAR: &str = "builtin:us-china-tariff-war";
