//! Who asks: the session behind the cookie, the address, the device, and whether the way here is encrypted.
//!
//! Over https the cookie is `__Host-vitrine`: Secure, bound to this very host. Over plain http, which is for this
//! machine and for tests, browsers take no such cookie (or take it in one browser and not in the next), so there it is
//! `vitrine-` and a part of the database's identity, without Secure: a browser sends the cookies of one host to all of its
//! ports, and two servers must not sign each other's people out. Each is believed on its own way only.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::{host, refuse};
use crate::accounts::{SESSION_MS, Token};
use crate::config::Config;
use crate::core::Core;
use crate::device::Device;
use crate::store::Session;

const SECURE_COOKIE: &str = "__Host-vitrine";
/// Of the database's identity in the name of a cookie.
const IDENTITY_CHARS: usize = 8;

/// The origin of one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) session: Option<Session>,
    pub(super) address: IpAddr,
    pub(super) https: bool,
    /// Through no proxy, declared or not.
    pub(super) at_this_machine: bool,
    pub(super) device: Device,
}

/// Finds out who asks, for what comes after; extends a session that is used.
pub(super) async fn identify(State(core): State<Arc<Core>>, mut request: Request, next: Next) -> Response {
    let https = is_https(&core.config, request.headers());
    let name = cookie_name(core.store.identity(), https);
    let token = cookie(request.headers(), &name);
    let mut extended = None;
    let session = match token {
        None => None,
        Some(token) => match core.session(&token).await {
            Ok(Some((session, is_extended))) => {
                extended = is_extended.then_some(token);
                Some(session)
            }
            Ok(None) => None,
            // Not "signed out": the database cannot say, and the client must not believe it.
            Err(error) => return refuse(&error.into()),
        },
    };
    let peer = peer(&request);
    let address = address(&core.config, request.headers(), peer);
    let at_this_machine = host::is_at_this_machine(&request, peer);
    host::note_undeclared_proxy(&core.config, request.headers());
    let device = Device::of(request.headers());
    request.extensions_mut().insert(Caller { session, address, https, at_this_machine, device });
    let mut response = next.run(request).await;
    if let Some(token) = extended
        && !response.headers().contains_key(header::SET_COOKIE)
    {
        response.headers_mut().insert(header::SET_COOKIE, set_cookie(&core, &token, https));
    }
    response
}

/// What [`identify`] found.
pub(super) fn of(request: &Request) -> Caller {
    request.extensions().get().copied().unwrap_or(Caller {
        session: None,
        address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        https: false,
        at_this_machine: false,
        device: Device::default(),
    })
}

/// The header that begins a session in the browser.
pub(super) fn set_cookie(core: &Core, token: &Token, https: bool) -> HeaderValue {
    cookie_header(core.store.identity(), &token.to_text(), SESSION_MS / 1_000, https)
}

/// The header that ends it.
pub(super) fn clear_cookie(core: &Core, https: bool) -> HeaderValue {
    cookie_header(core.store.identity(), "", 0, https)
}

fn cookie_name(identity: &str, https: bool) -> String {
    let part = identity.get(..IDENTITY_CHARS).unwrap_or(identity);
    if https { SECURE_COOKIE.to_owned() } else { format!("vitrine-{part}") }
}

/// One form for the one cookie there is: the crate `cookie` would build a value of nine options for it.
fn cookie_header(identity: &str, value: &str, max_age_s: u64, https: bool) -> HeaderValue {
    let (name, secure) = (cookie_name(identity, https), if https { "; Secure" } else { "" });
    let text = format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
    let mut header = HeaderValue::from_str(&text).expect("BUG: a cookie of ours is ASCII");
    header.set_sensitive(true);
    header
}

fn cookie(headers: &HeaderMap, wanted: &str) -> Option<Token> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| if name == wanted { Token::parse(value) } else { None })
}

fn is_https(config: &Config, headers: &HeaderMap) -> bool {
    config.is_https() || (config.behind_proxy && last(headers, "x-forwarded-proto").as_deref() == Some("https"))
}

/// Who holds the other end of the connection.
fn peer(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip())
}

fn address(config: &Config, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let forwarded = if config.behind_proxy { last(headers, "x-forwarded-for") } else { None };
    forwarded.and_then(|text| text.parse().ok()).unwrap_or(peer)
}

/// The last value of a list header: the one our own proxy added; anybody can write the ones before it.
fn last(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(|text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn each_cookie_is_believed_on_its_own_way_only() {
        let token = Token::new().unwrap();
        let sent = headers("cookie", &format!("a=b; vitrine-0123abcd={}; c=d", token.to_text()));
        assert_eq!(cookie(&sent, &cookie_name("0123abcdef", false)), Some(token));
        assert_eq!(cookie(&sent, &cookie_name("0123abcdef", true)), None);
        assert_eq!(cookie(&sent, &cookie_name("4567abcdef", false)), None, "that of another server on this host");
    }

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let text = cookie_header("0123abcdef", &Token::new().unwrap().to_text(), 60, true);
        let text = text.to_str().unwrap();
        assert!(text.starts_with("__Host-vitrine=") && text.ends_with("HttpOnly; SameSite=Lax; Secure"));
        assert!(text.contains("; Path=/;") && !text.contains("Domain"));
    }

    #[test]
    fn only_the_address_our_own_proxy_added_is_believed() {
        let sent = headers("x-forwarded-for", "6.6.6.6, 192.0.2.7");
        assert_eq!(last(&sent, "x-forwarded-for").as_deref(), Some("192.0.2.7"));
    }
}
