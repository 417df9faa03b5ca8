//! Who may ask, and what a browser may do with the answer.
//!
//! A page of another site can make a browser send requests here, and a name of another site can be pointed at this machine (DNS rebinding).
//! So the `Host` must be one of this machine's own names with our port, and a request that changes or computes must not come from another
//! origin.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::pages::problem_page;
use super::problem::Problem;

/// What a browser may load and do: our own style, script and answers, nothing inline, nothing framed.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The names under which this machine calls itself.
const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

fn ours(authority: &str, port: u16) -> bool {
    let with_port = |name: &str| authority.eq_ignore_ascii_case(&format!("{name}:{port}"));
    // Browsers leave out port 80.
    NAMES.into_iter().any(|n| with_port(n) || (port == 80 && authority.eq_ignore_ascii_case(n)))
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Result<Option<&str>, ()> {
    let mut all = headers.get_all(name).iter();
    match (all.next(), all.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => one.to_str().map(Some).map_err(|_| ()),
        // Two of them: someone hopes that we look at the other one.
        (Some(_), Some(_)) => Err(()),
    }
}

/// Whether a request may be answered.
pub fn check(method: &Method, headers: &HeaderMap, port: u16) -> Result<(), Problem> {
    let host = text(headers, header::HOST);
    if !matches!(host, Ok(Some(host)) if ours(host, port)) {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "wrong-host",
            "This page answers only under this machine's own name.",
            format!("Open http://127.0.0.1:{port}/."),
        ));
    }
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let origin = text(headers, header::ORIGIN);
    let same = match origin {
        Ok(None) => true,
        Ok(Some(origin)) => origin.strip_prefix("http://").is_some_and(|authority| ours(authority, port)),
        Err(()) => false,
    };
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let site = site.is_none_or(|site| site == b"same-origin" || site == b"none");
    if same && site {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "wrong-origin",
        "A request from another site is not answered.",
        "Send it from this page, or from a program without an Origin header.",
    ))
}

/// The guard as a layer: refuses, or answers with the headers that bind the browser.
pub async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let asset = request.uri().path().starts_with("/assets/");
    let mut response = match check(request.method(), request.headers(), port) {
        Ok(()) => next.run(request).await,
        Err(problem) if api => problem.json(),
        Err(problem) => problem_page(problem),
    };
    let headers = response.headers_mut();
    let fixed: [(header::HeaderName, &'static str); 7] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: with it browsers hide the origin of our own forms, and we would refuse them.
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::CACHE_CONTROL, if asset { "no-cache" } else { "no-store" }),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(method: Method, pairs: &[(&'static str, &str)]) -> Option<u16> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        check(&method, &headers, 7878).err().map(|p| p.status.as_u16())
    }

    #[test]
    fn only_our_own_names_with_our_port() {
        for good in ["127.0.0.1:7878", "localhost:7878", "LOCALHOST:7878", "[::1]:7878"] {
            assert_eq!(verdict(Method::GET, &[("host", good)]), None, "{good}");
        }
        for bad in [
            "evil.example",
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost.evil.example:7878",
            "",
            "127.0.0.1:7878@x",
        ] {
            assert_eq!(verdict(Method::GET, &[("host", bad)]), Some(421), "{bad}");
        }
        assert_eq!(verdict(Method::GET, &[]), Some(421));
        assert_eq!(verdict(Method::GET, &[("host", "localhost:7878"), ("host", "evil")]), Some(421));
    }

    #[test]
    fn posts_of_other_sites_are_refused() {
        let host = ("host", "127.0.0.1:7878");
        assert_eq!(verdict(Method::POST, &[host]), None);
        assert_eq!(verdict(Method::POST, &[host, ("origin", "http://127.0.0.1:7878")]), None);
        for origin in ["null", "http://evil.example", "https://127.0.0.1:7878", "http://127.0.0.1:7879", ""] {
            assert_eq!(verdict(Method::POST, &[host, ("origin", origin)]), Some(403), "{origin}");
        }
        assert_eq!(verdict(Method::POST, &[host, ("sec-fetch-site", "cross-site")]), Some(403));
        assert_eq!(verdict(Method::GET, &[host, ("origin", "http://evil.example")]), None);
    }
}
