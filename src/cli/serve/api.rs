//! What can be asked where.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::{Map, Value, json};

use super::guard::{Unwelcome, is_method};
use super::house::{House, Refusal, Sent};
use super::question::{Asked, Question, TABLE};
use super::{known, openapi, page, scenario};

/// Most bytes of a request's body.
const MOST_BODY: usize = 1 << 20;
/// Longest that it may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(15);

type Asking = State<Arc<House>>;
type Answer = Result<Response, Refusal>;

/// Everything that is answered, behind the guard.
pub fn routes(house: Arc<House>) -> Router {
    Router::new()
        .route("/", get(page::index))
        .route("/assets/{name}", get(page::asset))
        .route("/favicon.ico", get(page::icon))
        .route("/api/v1/openapi.json", get(described))
        .route("/api/v1/tables", get(tables))
        .route("/api/v1/models", get(models))
        .route("/api/v1/scenarios", get(scenarios))
        .route("/api/v1/schedules", get(schedules))
        .route("/api/v1/describe", any(describe))
        .route("/api/v1/report", any(report))
        .route("/api/v1/plot/{picture}", any(plot))
        .route("/api/v1/{command}", any(command))
        .fallback(nothing)
        .method_not_allowed_fallback(no_method)
        .layer(from_fn_with_state(house.clone(), guarded))
        .with_state(house)
}

/// Who may not ask is told so, and every answer says how it may be used.
async fn guarded(State(house): Asking, request: Request, next: Next) -> Response {
    let (guard, headers, uri) = (house.guard(), request.headers(), request.uri());
    let other = guard.other_page(headers).map(str::to_owned);
    let is_asset = uri.path().starts_with("/assets/") || uri.path() == "/favicon.ico";
    let is_question = *request.method() == Method::OPTIONS;
    let welcome = guard.is_meant(uri).and_then(|()| guard.is_from_here(headers)).and_then(|()| {
        // What a browser asks before it asks has no token; what is embedded in the program is no secret.
        if is_asset || is_question { Ok(()) } else { guard.has_token(uri, headers) }
    });
    let is_page = uri.path() == "/";
    let mut response = match welcome {
        Ok(()) if is_question => StatusCode::NO_CONTENT.into_response(),
        Ok(()) if !is_method(request.method()) => {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "GET and POST are answered")
                .into_response()
        }
        Ok(()) => next.run(request).await,
        Err(reason) => refused(reason, is_page),
    };
    let headers = response.headers_mut();
    page::protect(headers);
    if let Some(origin) = other.and_then(|origin| HeaderValue::from_str(&origin).ok()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
        let allowed = HeaderValue::from_static("authorization, content-type");
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        let methods = HeaderValue::from_static("GET, POST");
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    response
}

fn refused(reason: Unwelcome, is_page: bool) -> Response {
    let (message, hint) = match reason {
        Unwelcome::Host => (
            "this is not the machine that was asked",
            "use the address that `tripole serve` printed, or name this one with `--allow-host`",
        ),
        Unwelcome::Origin => (
            "pages from elsewhere may not ask",
            "`tripole serve --allow-origin` names pages that may",
        ),
        Unwelcome::Token => (
            "the token is missing or wrong",
            "open the whole address that `tripole serve` printed; programs send it as `token=` or as a bearer token",
        ),
    };
    if is_page && reason == Unwelcome::Token {
        return (StatusCode::FORBIDDEN, page::stranger()).into_response();
    }
    let hint = Some(hint.to_owned());
    Refusal { hint, ..Refusal::new(StatusCode::FORBIDDEN, message) }.into_response()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (
            self.status,
            [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")],
            self.body().to_string(),
        )
            .into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}

impl IntoResponse for Sent {
    fn into_response(self) -> Response {
        let of = [(header::CONTENT_TYPE, self.kind), (header::CACHE_CONTROL, "no-store")];
        (of, self.body).into_response()
    }
}

fn of_json(value: &Value) -> Response {
    Sent { body: value.to_string().into(), kind: "application/json" }.into_response()
}

async fn no_method() -> Refusal {
    let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "this is asked by GET");
    Refusal { hint: Some("commands are asked by GET or POST".to_owned()), ..refusal }
}

async fn nothing() -> Refusal {
    nothing_here()
}

pub fn nothing_here() -> Refusal {
    let refusal = Refusal::new(StatusCode::NOT_FOUND, "there is nothing here");
    Refusal { hint: Some("`/api/v1/openapi.json` lists what can be asked".to_owned()), ..refusal }
}

async fn described(State(house): Asking) -> Response {
    of_json(&openapi::described(&house))
}

async fn tables(State(house): Asking) -> Response {
    let tables: Vec<&Value> = house.tables().iter().map(|table| &table.known).collect();
    of_json(&json!({ "tables": tables }))
}

async fn models() -> Response {
    of_json(&json!({ "models": known::models() }))
}

async fn scenarios() -> Answer {
    Ok(of_json(&json!({ "scenarios": scenario::built_in()? })))
}

async fn schedules(State(house): Asking) -> Response {
    of_json(&json!({ "schedules": house.schedules().known }))
}

/// What a scenario is and means for a table.
async fn describe(State(house): Asking, query: Asks, request: Request) -> Answer {
    let asked = asked(query, request).await?;
    let named = asked.get(TABLE).and_then(Value::as_str).map(str::to_owned);
    house.table(named.as_deref())?;
    let Some(given) = asked.get("scenario").cloned() else {
        return Err(Refusal::wrong("a scenario is missing", "give `scenario`"));
    };
    let at_work = house.clone();
    let found = house.in_turn(move |pace| {
        at_work.table(named.as_deref()).and_then(|table| {
            let held = at_work.schedules().held.clone();
            pace.over(|| scenario::described(table, held, &given))
        })
    });
    Ok(of_json(&house.patiently(found).await??))
}

async fn command(State(house): Asking, name: Named, query: Asks, request: Request) -> Answer {
    let Path(name) = name.map_err(|_| nothing_here())?;
    answered(&house, Asked::Command(&name), query, request).await
}

async fn plot(State(house): Asking, picture: Named, query: Asks, request: Request) -> Answer {
    let Path(picture) = picture.map_err(|_| nothing_here())?;
    answered(&house, Asked::Plot(&picture), query, request).await
}

async fn report(State(house): Asking, query: Asks, request: Request) -> Answer {
    answered(&house, Asked::Report, query, request).await
}

async fn answered(house: &Arc<House>, what: Asked<'_>, query: Asks, request: Request) -> Answer {
    what.command()?;
    let question = Question::new(house, what, asked(query, request).await?)?;
    let sent = house.answer(question).await?;
    Ok(house.leaving(sent).await?.into_response())
}

/// A part of a path.
pub type Named = Result<Path<String>, PathRejection>;

/// The pairs of an address.
type Asks = Result<Query<Vec<(String, String)>>, axum::extract::rejection::QueryRejection>;

/// What a request asks, in its address and in its body; a name that is given several times has several values.
async fn asked(query: Asks, request: Request) -> Result<Map<String, Value>, Refusal> {
    let wrong = |reason: String| Refusal::wrong(reason, "write it as `?by=region&exporter=USA`");
    let Query(pairs) = query.map_err(|reason| wrong(reason.body_text()))?;
    if let Some((name, _)) = pairs.iter().find(|(name, value)| is_spoilt(name) || is_spoilt(value))
    {
        return Err(wrong(format!("`{name}` of the address is no text in UTF-8")));
    }
    let mut asked = match *request.method() {
        Method::POST => body_of(request).await?,
        _ if !request.body().is_end_stream() => {
            return Err(Refusal::wrong("a GET has no body", "send the body with POST"));
        }
        _ => Map::new(),
    };
    let mut typed: Map<String, Value> = Map::new();
    for (name, value) in pairs {
        if name == "token" {
            continue;
        }
        match typed.entry(name) {
            serde_json::map::Entry::Vacant(place) => drop(place.insert(value.into())),
            serde_json::map::Entry::Occupied(mut place) => match place.get_mut() {
                Value::Array(values) => values.push(value.into()),
                one => *one = Value::Array(vec![one.take(), value.into()]),
            },
        }
    }
    if let Some(name) = typed.keys().find(|name| asked.contains_key(*name)) {
        return Err(wrong(format!("`{name}` stands in the address and in the body")));
    }
    asked.extend(typed);
    Ok(asked)
}

/// Whether bytes of a text were none of it.
fn is_spoilt(text: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER)
}

/// An object of JSON; anything else is not from a program that knows whom it asks.
async fn body_of(request: Request) -> Result<Map<String, Value>, Refusal> {
    let is_json = |headers: &HeaderMap| {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        kind.is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/json")
        })
    };
    if !is_json(request.headers()) {
        let hint = Some("send `Content-Type: application/json`".to_owned());
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Refusal { hint, ..Refusal::new(status, "the body of a request is JSON") });
    }
    let encoding = request.headers().get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|it| !it.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let hint = Some("send it as it is, without `Content-Encoding`".to_owned());
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Refusal {
            hint,
            ..Refusal::new(status, "the body of a request is not packed")
        });
    }
    let too_large = || {
        let message = format!("a request has {MOST_BODY} bytes at most");
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message)
    };
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok());
    if length.and_then(|it| it.parse().ok()).is_some_and(|length: usize| length > MOST_BODY) {
        return Err(too_large());
    }
    let body: Body = request.into_body();
    let arrived = tokio::time::timeout(ARRIVAL, to_bytes(body, MOST_BODY)).await;
    let late = |_| Refusal::new(StatusCode::REQUEST_TIMEOUT, "the request did not arrive in time");
    let broken = |reason: axum::Error| {
        if reason.to_string().contains("length limit") {
            return too_large();
        }
        Refusal::wrong("the body of the request is cut off or malformed", "send it again")
    };
    let bytes = arrived.map_err(late)?.map_err(broken)?;
    match super::body::json(&bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::wrong(
            "the body of a request is an object",
            "such as {\"by\": \"region\"}",
        )),
        Err(reason) => Err(Refusal::wrong(
            format!("the body of the request is no JSON: {reason}"),
            "such as {\"by\": \"region\"}",
        )),
    }
}
