//! Under which name a request came, and whether from this very machine.
//!
//! A page of somebody's can have its own name lead to a server of this machine, or of this network, and then speaks to it as if
//! it were its own. Only the name gives it away: so requests to names nobody gave this server are refused.

use std::net::IpAddr;
use std::sync::{Arc, Once};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::Config;
use crate::core::Core;

/// Programs that watch a server ask under whatever name it has in their network; these addresses tell nothing of anybody.
const ANY_NAME: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
/// What proxies add. Nobody at this machine says so.
const FORWARDED: [&str; 7] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-server", "x-real-ip"];

/// Refuses requests to names this server was not given.
pub(super) async fn known_name(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    match named(request.headers(), request.uri()) {
        Some(host) if !ANY_NAME.contains(&request.uri().path()) && !is_ours(&core.config, &host) => {
            tracing::debug!(host, "refused: not a name of ours");
            let told: String = host.chars().filter(|c| c.is_ascii_graphic()).take(100).collect();
            let why = format!(
                "This server does not know itself as {told}. Whoever runs it can tell it the name: \
                 --public-url https://{told} where people open it, or --allowed-host {told}.\n"
            );
            (StatusCode::MISDIRECTED_REQUEST, why).into_response()
        }
        // Every browser says where it wants to go.
        Some(_) | None => next.run(request).await,
    }
}

/// Where a request wants to go, without a port, in lower case.
fn named(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let said = uri.host().or_else(|| headers.get(header::HOST).map(|host| host.to_str().unwrap_or("?")));
    said.map(without_port)
}

fn without_port(host: &str) -> String {
    let end = match host.rfind(']') {
        Some(bracket) => bracket + 1,
        None => host.find(':').unwrap_or(host.len()),
    };
    host[..end].trim_end_matches('.').to_ascii_lowercase()
}

fn is_ours(config: &Config, host: &str) -> bool {
    let public = config.public_url.as_deref().and_then(|url| url.parse::<Uri>().ok());
    let is_public = public.as_ref().and_then(Uri::host).is_some_and(|public| without_port(public) == host);
    // A number cannot be made to lead elsewhere.
    let is_number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    config.behind_proxy || is_number || is_local(host) || is_public || {
        config.allowed_hosts.iter().any(|allowed| without_port(allowed) == host)
    }
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost")
}

/// Does a request come from a browser, or a program, at this very machine, and from nowhere through a proxy? `peer` is who
/// holds the other end of the connection. A proxy that adds nothing is known by the names in what it passes on.
pub(super) fn is_at_this_machine(request: &Request, peer: IpAddr) -> bool {
    let headers = request.headers();
    let is_here = |host: &str| {
        let host = without_port(host);
        let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        is_local(&host) || number.is_ok_and(|number| number.to_canonical().is_loopback())
    };
    let leads_here = |name: HeaderName| {
        let said = headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        said.is_none_or(|url| url.parse::<Uri>().is_ok_and(|url| url.host().is_some_and(is_here)))
    };
    peer.to_canonical().is_loopback()
        && request.version() >= Version::HTTP_11
        && !is_forwarded(headers)
        && named(headers, request.uri()).is_some_and(|host| is_here(&host))
        && leads_here(header::ORIGIN)
        && leads_here(header::REFERER)
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDED.iter().any(|name| headers.contains_key(*name))
}

/// Says once that a proxy stands in front which nobody told of: then all its people have one address, and no cookie is Secure.
pub(super) fn note_undeclared_proxy(config: &Config, headers: &HeaderMap) {
    static TOLD: Once = Once::new();
    if !config.behind_proxy && is_forwarded(headers) {
        TOLD.call_once(|| {
            tracing::warn!(
                "requests come through a proxy: say --behind-proxy, and --public-url https://… with the address people open"
            );
        });
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn names_nobody_gave_this_server_are_not_its_own() {
        let config = Config {
            public_url: Some("https://Cards.example.org:8443/".into()),
            allowed_hosts: vec!["nas.local:3210".into()],
            ..Config::default()
        };
        let ours = |config: &Config, host: &str| is_ours(config, &without_port(host));
        for host in
            ["cards.example.org", "cards.example.org:443", "NAS.local", "localhost:3210", "a.localhost", "localhost."]
        {
            assert!(ours(&config, host), "{host}");
        }
        for host in ["127.0.0.1:3210", "192.168.1.5", "[::1]:3210", "[fe80::1]"] {
            assert!(ours(&Config::default(), host), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:3210",
            "cards.example.org.evil.example",
            "",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
        ] {
            assert!(!ours(&config, host), "{host}");
        }
        assert!(!ours(&Config::default(), "cards.example.org"));
        assert!(ours(&Config { behind_proxy: true, ..Config::default() }, "cards.example.org"), "the proxy decides");
    }

    #[test]
    fn what_came_through_a_proxy_is_never_at_this_machine() {
        let here = |peer: &str, version, headers: &[(&str, &str)]| {
            let mut request = Request::builder().version(version).uri("/api/v1/catalog");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            is_at_this_machine(&request.body(Body::empty()).unwrap(), peer.parse().unwrap())
        };
        let (host, http) = (("host", "localhost:3210"), Version::HTTP_11);
        assert!(here("127.0.0.1", http, &[host]));
        assert!(here("::ffff:127.0.0.1", http, &[("host", "[::1]:3210"), ("origin", "http://[::1]:3210")]));
        assert!(here("127.0.0.1", http, &[host, ("referer", "http://localhost:3210/settings")]));
        assert!(!here("192.168.1.5", http, &[host]));
        for name in FORWARDED {
            assert!(!here("127.0.0.1", http, &[host, (name, "127.0.0.1")]), "{name}");
        }
        // A proxy that adds nothing: another name, an older protocol, or the page's own address.
        assert!(!here("127.0.0.1", http, &[("host", "cards.example.org")]));
        assert!(!here("127.0.0.1", Version::HTTP_10, &[host]));
        assert!(!here("127.0.0.1", http, &[host, ("origin", "https://cards.example.org")]));
        assert!(!here("127.0.0.1", http, &[host, ("referer", "https://cards.example.org/settings")]));
        assert!(!here("127.0.0.1", http, &[]));
    }
}
