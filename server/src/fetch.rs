//! Fetching from other servers: over https, from public addresses only, unless the person at the terminal named another.

use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures::TryStreamExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use tokio_util::io::{StreamReader, SyncIoBridge};

const CONNECT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer.
const SILENCE: Duration = Duration::from_secs(30);

/// A stream of what is at `url`, for a thread that may wait. The caller has chosen the address.
///
/// # Errors
/// Nobody is there, or the answer is no success.
pub async fn stream(url: &str) -> anyhow::Result<Box<dyn Read + Send>> {
    let client = builder().read_timeout(SILENCE).build()?;
    let response = client.get(url).send().await?.error_for_status()?;
    let bytes = response.bytes_stream().map_err(std::io::Error::other);
    Ok(Box::new(SyncIoBridge::new(StreamReader::new(Box::pin(bytes)))))
}

/// A client for addresses that files name, and not a person: it reaches public addresses only and follows nobody.
///
/// # Errors
/// When TLS cannot be set up.
pub(crate) fn guarded(anywhere: bool, patience: Duration) -> reqwest::Result<reqwest::Client> {
    let builder = builder().redirect(Policy::none()).timeout(patience).https_only(!anywhere);
    if anywhere { builder.build() } else { builder.dns_resolver(std::sync::Arc::new(Public)).build() }
}

/// A client that is not made yet, with our TLS and our name.
pub(crate) fn builder() -> reqwest::ClientBuilder {
    // Fails when it was done before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().user_agent(concat!("Vitrine/", env!("CARGO_PKG_VERSION"))).connect_timeout(CONNECT)
}

/// Resolves names to public addresses.
struct Public;

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(std::io::Error::other("no public address").into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Is it an address of the internet, and not one of this machine or the network it is in?
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0)
                || (a == 198 && (18..20).contains(&b)))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public(IpAddr::V4(v4)),
            // 2000::/3 without the ranges that lead to IPv4 addresses of somebody's choice.
            None => {
                (v6.segments()[0] & 0xe000) == 0x2000 && ![0x2002, 0x2001].contains(&v6.segments()[0])
                    || (v6.segments()[0] == 0x2001 && v6.segments()[1] >= 0x0200 && v6.segments()[1] != 0x0db8)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_not_public() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.9.9",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2001:4860:4860::8888"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
