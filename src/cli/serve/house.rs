//! What can be asked about, how many may ask at a time, and what was answered before.

use std::ffi::{OsStr, OsString};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tripole::frame::{About, ColumnAbout, Key};
use tripole::table::Geography;
use tripole::{Error, Frame, Result};

use super::super::args::Run;
use super::super::desk::within::{self, Answer, Failure};
use super::super::desk::{Desk, Held, Pace, Reach};
use super::guard::Guard;
use super::known;
use super::question::{Form, Question};
use super::schedules::Scheduled;

/// Most bytes of answers that are kept.
const KEPT: u64 = 64 << 20;
/// Most cells of an answer.
const MOST_CELLS: usize = 2_000_000;
/// Most runs at a time.
const MOST_RUNS: usize = 4;
/// Most that wait for their turn.
const MOST_WAITING: usize = 512;
/// Most of the answers that are on their way, in units of a kibibyte; smaller ones are not counted.
const MOST_ON_THE_WAY: u32 = 256 << 10;
/// Longest that an answer may take, with the wait for its turn.
const PATIENCE: Duration = Duration::from_mins(2);

/// A table that can be asked about.
pub struct Table {
    /// The name by which it is asked for.
    pub name: String,
    /// What was typed for it, by which the program reads it again.
    pub typed: OsString,
    pub held: Arc<Held>,
    pub geography: Geography,
    /// What there is to choose from in it.
    pub known: Value,
}

impl Table {
    pub fn new(name: String, typed: &OsStr, held: Held, run: &Run) -> Result<Self> {
        let geography = known::geography(held.table(), run)?;
        let known = known::table(&name, typed, held.table(), &geography);
        Ok(Table { name, typed: typed.to_owned(), held: Arc::new(held), geography, known })
    }
}

/// An answer, as it is sent.
#[derive(Debug, Clone)]
pub struct Sent {
    pub body: Bytes,
    pub kind: &'static str,
}

/// Why there is none.
#[derive(Debug, Clone)]
pub struct Refusal {
    pub status: StatusCode,
    pub message: String,
    pub hint: Option<String>,
}

impl Refusal {
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Refusal { status, message: message.into(), hint: None }
    }

    /// A request that means nothing here.
    pub fn wrong(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let hint = Some(hint.into());
        Refusal { status: StatusCode::BAD_REQUEST, message: message.into(), hint }
    }

    pub fn body(&self) -> Value {
        json!({ "error": { "message": self.message, "hint": self.hint } })
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Error(wrong) => {
                let status = match wrong.error {
                    Error::Memory { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                    _ => StatusCode::BAD_REQUEST,
                };
                let hint = wrong.hint.map(|hint| as_asked(&hint));
                Refusal { status, message: as_asked(&wrong.message), hint }
            }
            Failure::Words(wrong) => {
                let text = wrong.to_string();
                let text = text.trim_start_matches("error: ");
                // What follows is how the program is typed.
                let said = text.split("\n\nUsage:").next().unwrap_or(text);
                let said = said.split("\n\nFor more information").next().unwrap_or(said);
                let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
                let mut lines = lines.map(without_flags);
                let message = lines.next().unwrap_or_default();
                let rest = lines.collect::<Vec<String>>();
                if message == "the following required arguments were not provided:" {
                    let names: Vec<String> = rest.iter().map(|name| format!("`{name}`")).collect();
                    let verb = if names.len() > 1 { "are" } else { "is" };
                    let hint = "`/api/v1/openapi.json` says what each option takes";
                    return Refusal::wrong(format!("{} {verb} missing", names.join(" and ")), hint);
                }
                let hint = rest.join("; ");
                let hint = (!hint.is_empty()).then_some(hint);
                Refusal { hint, ..Refusal::new(StatusCode::BAD_REQUEST, message) }
            }
        }
    }
}

/// A line about options by their names, as a request has them: `by` for `--by <BY>`.
fn without_flags(line: &str) -> String {
    let mut parts = line.split("--");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let long = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
        let (name, rest) = part.split_at(part.find(long).unwrap_or(part.len()));
        let value = rest.trim_start_matches(['=', ' ']);
        let rest = match value.strip_prefix('<').and_then(|value| value.split_once('>')) {
            Some((_, rest)) => rest.trim_start_matches("..."),
            None => rest,
        };
        text.push_str(name);
        text.push_str(rest);
    }
    text
}

/// Options and commands in backticks as a request has them: `exporter` for `--exporter`, `model=ge` for `--model ge`.
fn as_asked(text: &str) -> String {
    let text = text.replace("`tripole info` lists", "`/api/v1/tables` lists");
    let is_option = |name: &str| {
        let mut commands = within::description().get_subcommands();
        commands.any(|it| it.get_arguments().any(|arg| arg.get_long() == Some(name)))
    };
    let part = |(at, part): (usize, &str)| {
        let option = part.strip_prefix("--").filter(|_| at % 2 == 1).filter(|option| {
            let name = option.split(' ').next().unwrap_or(option);
            is_option(name) && !["help", "version"].contains(&name)
        });
        match option {
            Some(option) => option.replacen(' ', "=", 1),
            None => part.strip_prefix("tripole ").unwrap_or(part).to_owned(),
        }
    };
    text.split('`').enumerate().map(part).collect::<Vec<String>>().join("`")
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::from(Failure::from(error))
    }
}

#[derive(Clone)]
struct BySize;

impl Weighter<String, Sent> for BySize {
    fn weight(&self, key: &String, sent: &Sent) -> u64 {
        (key.len() + sent.body.len()) as u64
    }
}

pub struct House {
    tables: Vec<Table>,
    schedules: Scheduled,
    guard: Guard,
    /// One for each run at a time. A thread that waits for others takes up further work of its pool, and must not
    /// take up another run, which may wait for what this one is about to make.
    pools: Mutex<Vec<ThreadPool>>,
    runs: usize,
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    answers: Cache<String, Sent, BySize>,
    /// Room for answers that nobody has taken yet.
    way: Arc<Semaphore>,
}

/// An answer and the room that it takes until it has been taken.
struct OnTheWay {
    body: Bytes,
    _room: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for OnTheWay {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}

/// Tells a run to end when nobody waits for it.
struct Waited(Arc<Pace>);

impl Drop for Waited {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// One more that waits, as long as it does.
struct InLine<'a>(&'a AtomicUsize);

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl House {
    pub fn new(tables: Vec<Table>, schedules: Scheduled, guard: Guard, run: &Run) -> Result<Self> {
        let threads = run.threads.unwrap_or_else(rayon::current_num_threads);
        let runs = threads.clamp(2, MOST_RUNS);
        let pool = |_| ThreadPoolBuilder::new().num_threads(threads).build();
        let failed = |reason| Error::io("start", "threads", std::io::Error::other(reason));
        let pools: std::result::Result<Vec<_>, _> = (0..runs).map(pool).collect();
        let pools = Mutex::new(pools.map_err(failed)?);
        let turns = Arc::new(Semaphore::new(runs));
        let answers = Cache::with_weighter(1000, KEPT, BySize);
        let waiting = AtomicUsize::new(0);
        let way = Arc::new(Semaphore::new(MOST_ON_THE_WAY as usize));
        Ok(House { tables, schedules, guard, pools, runs, turns, waiting, answers, way })
    }

    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The table of a name; the first one where there is none.
    pub fn table(&self, name: Option<&str>) -> std::result::Result<&Table, Refusal> {
        let Some(name) = name else { return Ok(&self.tables[0]) };
        self.tables.iter().find(|table| table.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.tables.iter().map(|table| table.name.as_str()).collect();
            let message = format!("there is no table `{name}` here");
            Refusal::wrong(message, format!("the tables are {}", names.join(", ")))
        })
    }

    /// The schedules of tariffs that scenarios may name.
    pub fn schedules(&self) -> &Scheduled {
        &self.schedules
    }

    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Runs at a time, each on the pool that it takes.
    pub fn runs(&self) -> usize {
        self.runs
    }

    fn pool(&self) -> Option<ThreadPool> {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, pool: ThreadPool) {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
    }

    /// The answer to a question: that of before, or else a run of its own. Who leaves stops it.
    pub async fn answer(
        self: &Arc<Self>,
        question: Question,
    ) -> std::result::Result<Sent, Refusal> {
        let key = question.key();
        self.patiently(self.answers.get_or_insert_async(&key, self.made(question))).await
    }

    /// An answer as it leaves, once there is room for it: who asks and takes nothing fills no memory.
    pub async fn leaving(&self, sent: Sent) -> std::result::Result<Sent, Refusal> {
        let size = u32::try_from(sent.body.len() >> 10).unwrap_or(u32::MAX).min(MOST_ON_THE_WAY);
        if size == 0 {
            return Ok(sent);
        }
        let way = self.way.clone();
        let room = async { way.acquire_many_owned(size).await.map_err(|_| busy()) };
        let body = OnTheWay { _room: self.patiently(room).await?, body: sent.body };
        Ok(Sent { body: Bytes::from_owner(body), kind: sent.kind })
    }

    /// What comes in time, of as many as may wait.
    pub async fn patiently<T>(
        &self,
        work: impl Future<Output = std::result::Result<T, Refusal>>,
    ) -> std::result::Result<T, Refusal> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(busy());
        }
        let _line = InLine(&self.waiting);
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(done) => done,
            Err(_) => Err(Refusal {
                hint: Some("ask for less, or ask the program itself".to_owned()),
                ..Refusal::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    format!("this takes longer than {} seconds here", PATIENCE.as_secs()),
                )
            }),
        }
    }

    async fn made(self: &Arc<Self>, question: Question) -> std::result::Result<Sent, Refusal> {
        let house = self.clone();
        self.in_turn(move |pace| house.run(&question, pace)).await?
    }

    /// Work in its turn, in the threads that compute.
    pub async fn in_turn<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(Arc<Pace>) -> T + Send + 'static,
    ) -> std::result::Result<T, Refusal> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| busy())?;
        let pace = Arc::new(Pace::default());
        let waited = Waited(pace.clone());
        let house = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            match house.pool() {
                Some(pool) => {
                    let done = catch_unwind(AssertUnwindSafe(|| pool.install(|| work(pace))));
                    house.give_back(pool);
                    done
                }
                None => catch_unwind(AssertUnwindSafe(|| work(pace))),
            }
        });
        let done = done.await;
        drop(waited);
        match done {
            Ok(Ok(done)) => Ok(done),
            _ => Err(Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "an internal error; please report it with what was asked",
            )),
        }
    }

    fn run(&self, question: &Question, pace: Arc<Pace>) -> std::result::Result<Sent, Refusal> {
        let of_tables = question.tables.iter().filter_map(|&at| self.tables.get(at));
        let tables = of_tables.map(|table| (table.typed.clone(), table.held.clone())).collect();
        let desk = Desk::with(tables, question.files.clone(), pace)
            .reaching(Reach::Desk(self.schedules.held.clone()));
        let (answer, lines) = within::run(&question.words, desk);
        sent(question, &answer?, &lines)
    }
}

fn busy() -> Refusal {
    let hint = Some("ask again in a few seconds".to_owned());
    Refusal { hint, ..Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "too many ask at a time") }
}

/// An answer in the form that was asked for.
fn sent(
    question: &Question,
    answer: &Answer,
    lines: &[String],
) -> std::result::Result<Sent, Refusal> {
    let frames = &answer.taken.frames;
    let cells: usize = frames.iter().map(|it| it.rows() * it.columns_about().len()).sum();
    if cells > MOST_CELLS {
        let message = format!("the answer has {cells} cells, and {MOST_CELLS} are the most");
        let hint = "name regions or sectors, or ask the program itself".to_owned();
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Refusal { hint: Some(hint), ..Refusal::new(status, message) });
    }
    let failed = |reason: std::io::Error| {
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, reason.to_string())
    };
    let one = || match &frames[..] {
        [one] => Ok(one),
        [] => Err(Refusal::wrong("this answers in a form of its own", "leave `format` out")),
        several => Err(Refusal::wrong(
            format!("the answer has {} tables, and this form has one", several.len()),
            "`long=true` puts them into one, or leave `format` out",
        )),
    };
    let mut body = vec![];
    let kind = match question.form {
        Form::Csv => {
            one()?.write_csv(&mut body).map_err(failed)?;
            "text/csv; charset=utf-8"
        }
        Form::Rows => {
            one()?.write_json_rows(&mut body).map_err(failed)?;
            "application/json"
        }
        Form::Page => {
            body.extend_from_slice(answer.text.as_bytes());
            "text/html; charset=utf-8"
        }
        Form::Picture => {
            let picture = answer.taken.picture.as_ref().map(tripole::picture::Picture::svg);
            body.extend_from_slice(picture.unwrap_or_default().as_bytes());
            "image/svg+xml"
        }
        Form::Whole => {
            whole(question, answer, lines, &mut body).map_err(failed)?;
            "application/json"
        }
    };
    Ok(Sent { body: body.into(), kind })
}

/// Every result with its columns, and what was said about it.
fn whole(
    question: &Question,
    answer: &Answer,
    lines: &[String],
    body: &mut Vec<u8>,
) -> std::io::Result<()> {
    let text = |value: &Value| value.to_string().into_bytes();
    body.extend_from_slice(b"{\"command\":");
    body.extend(text(&json!(question.command())));
    body.extend_from_slice(b",\"results\":[");
    for (k, frame) in answer.taken.frames.iter().enumerate() {
        if k > 0 {
            body.push(b',');
        }
        let head = head_of(frame).to_string();
        body.extend_from_slice(head.strip_suffix('}').unwrap_or(&head).as_bytes());
        body.extend_from_slice(b",\"rows\":");
        frame.write_json_rows(&mut *body)?;
        body.push(b'}');
    }
    body.extend_from_slice(b"],\"about\":");
    let about = answer.taken.frames.first().and_then(Frame::about);
    body.extend(text(&about.map_or(Value::Null, About::to_json)));
    body.extend_from_slice(b",\"messages\":");
    body.extend(text(&json!(lines)));
    if !answer.text.is_empty() {
        let said = serde_json::from_str(&answer.text).unwrap_or_else(|_| json!(answer.text));
        body.extend_from_slice(b",\"text\":");
        body.extend(text(&said));
    }
    body.push(b'}');
    Ok(())
}

/// What a result is, without its rows.
fn head_of(frame: &Frame) -> Value {
    let columns: Vec<Value> = frame.columns_about().iter().map(ColumnAbout::to_json).collect();
    let notes: Vec<Value> =
        frame.notes().iter().map(|(name, text)| json!({ "name": name, "text": text })).collect();
    let keys: Vec<&str> = frame.keys().iter().map(Key::name).collect();
    json!({ "name": frame.name(), "keys": keys, "columns": columns, "notes": notes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_in_messages_have_the_names_of_requests() {
        for (message, said) in [
            ("`--exporter` cannot be an empty text", "`exporter` cannot be an empty text"),
            ("`--model ge` answers, as in `tripole tariff`", "`model=ge` answers, as in `tariff`"),
            ("group `--help` or `--nonsense`", "group `--help` or `--nonsense`"),
            ("a -- b `c--d` --e", "a -- b `c--d` --e"),
            ("`unclosed --a", "`unclosed --a"),
        ] {
            assert_eq!(as_asked(message), said);
        }
    }

    #[test]
    fn options_have_the_names_of_requests() {
        for (line, said) in [
            ("invalid value 'regio' for '--by <BY>'", "invalid value 'regio' for 'by'"),
            ("--chain <REGION:SECTOR>", "chain"),
            ("'--max-rows=<N>' and '--long'", "'max-rows' and 'long'"),
            ("nothing of the kind", "nothing of the kind"),
        ] {
            assert_eq!(without_flags(line), said);
        }
    }
}
