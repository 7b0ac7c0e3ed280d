//! Who is on the other side, also behind proxies.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;

/// The most addresses of a chain of proxies that are looked at.
const HOPS: usize = 16;

/// The address for which a connection asks. A proxy that is trusted says so in `X-Forwarded-For`, where each proxy adds
/// the side it heard from at the end: read from there, the first address that is no proxy of ours is the client.
/// Whatever stands before it was written by strangers.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut client = peer.to_canonical();
    let said = headers.get_all("x-forwarded-for");
    let said: Vec<&str> =
        said.iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(',')).collect();
    for text in said.iter().rev().take(HOPS) {
        if !trusted.contains(&client) {
            break;
        }
        let Ok(before) = text.trim().parse::<IpAddr>() else { break };
        client = before.to_canonical();
    }
    client
}

/// The key under which tries are counted: one household or office has a whole /64 of version 6.
pub(crate) fn limit_key(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let network = u128::from(v6) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(network))
        }
    }
}

/// The network that an address belongs to, for telling people from where they signed in: /24 of version 4, /64 of
/// version 6.
pub(crate) fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(_) => limit_key(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(peer: &str, said: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in said {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_proxies_of_ours_are_believed() {
        for (peer, said, trusted, expected) in [
            ("203.0.113.9", vec![], vec![], "203.0.113.9"),
            ("203.0.113.9", vec!["198.51.100.1"], vec![], "203.0.113.9"),
            ("10.0.0.1", vec!["198.51.100.1"], vec!["10.0.0.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["1.2.3.4, 198.51.100.1"], vec!["10.0.0.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["1.2.3.4, 198.51.100.1, 10.0.0.2"], vec!["10.0.0.1", "10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", vec!["198.51.100.1", "10.0.0.2"], vec!["10.0.0.1", "10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", vec!["198.51.100.1, nonsense"], vec!["10.0.0.1"], "10.0.0.1"),
            ("10.0.0.1", vec![""], vec!["10.0.0.1"], "10.0.0.1"),
            ("::ffff:10.0.0.1", vec!["2001:db8::7"], vec!["10.0.0.1"], "2001:db8::7"),
        ] {
            assert_eq!(asked(peer, &said, &trusted), expected, "{peer} {said:?}");
        }
    }

    #[test]
    fn limits_count_networks_of_version_6() {
        assert_eq!(limit_key("203.0.113.9".parse().unwrap()), "203.0.113.9");
        assert_eq!(limit_key("2001:db8:1:2:aaaa::1".parse().unwrap()), "2001:db8:1:2::/64");
        assert_eq!(network("203.0.113.9".parse().unwrap()), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2:aaaa::1".parse().unwrap()), "2001:db8:1:2::/64");
    }
}
