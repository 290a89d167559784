//! The files of the page, which are in the program.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::api::{Named, nothing_here};
use super::house::Refusal;

macro_rules! assets {
    ($(($name:literal, $kind:expr)),* $(,)?) => {
        &[$(($name, $kind, include_str!(concat!("page/", $name)))),*]
    };
}

const INDEX: &str = include_str!("page/index.html");

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What the page is made of, each with its kind.
const ASSETS: &[(&str, &str, &str)] = assets![
    ("page.css", STYLE),
    ("answers.js", SCRIPT),
    ("api.js", SCRIPT),
    ("app.js", SCRIPT),
    ("combo.js", SCRIPT),
    ("compare.js", SCRIPT),
    ("explore.js", SCRIPT),
    ("form.js", SCRIPT),
    ("format.js", SCRIPT),
    ("headline.js", SCRIPT),
    ("names.js", SCRIPT),
    ("pace.js", SCRIPT),
    ("parts.js", SCRIPT),
    ("results.js", SCRIPT),
    ("scenario.js", SCRIPT),
    ("sections.js", SCRIPT),
    ("state.js", SCRIPT),
    ("texts.js", SCRIPT),
    ("try.js", SCRIPT),
];

const STRANGER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>tripole</title>\
    <h1>This is not the whole address</h1><p>Open the address that <code>tripole serve</code> printed when it was \
    started, with the token at its end. It is another one after every start.</p></html>";

/// The page itself: nothing in it is from elsewhere, and nobody frames it.
pub async fn index() -> Response {
    let of = [(header::CACHE_CONTROL, "no-store")];
    (of, Html(INDEX)).into_response()
}

/// For who has not got the token.
pub fn stranger() -> Html<&'static str> {
    Html(STRANGER)
}

pub async fn asset(name: Named) -> Result<Response, Refusal> {
    let Path(name) = name.map_err(|_| nothing_here())?;
    let found = ASSETS.iter().find(|(known, ..)| *known == name);
    let missing = || Refusal::new(StatusCode::NOT_FOUND, "there is nothing here");
    let (_, kind, text) = found.ok_or_else(missing)?;
    let of = [(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "no-cache")];
    Ok((of, *text).into_response())
}

/// A browser asks for one by itself.
pub async fn icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// What browsers may do with any answer.
pub fn protect(headers: &mut HeaderMap) {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
        font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let all = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
}
