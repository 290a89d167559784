//! Who may ask: whoever was given the address, from a page of this machine.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Method, Uri, header};
use tripole::{Error, Result};

/// What requests must bring along.
#[derive(Debug)]
pub struct Guard {
    token: String,
    address: SocketAddr,
    /// Further names of this machine.
    hosts: Vec<String>,
    /// Pages of other origins that may ask.
    origins: Vec<String>,
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwelcome {
    /// It is for a machine of another name: a page elsewhere has its own name point here.
    Host,
    /// It is made by a page from elsewhere.
    Origin,
    /// It does not have the word that was printed at the start.
    Token,
}

impl Guard {
    /// For requests to this address, with a token of its own.
    ///
    /// # Errors
    /// Where the system gives no random numbers, or an origin is none.
    pub fn new(address: SocketAddr, hosts: &[String], origins: &[String]) -> Result<Self> {
        for origin in origins {
            let is_origin = origin.parse::<Uri>().is_ok_and(|uri| {
                uri.scheme().is_some() && uri.authority().is_some() && !origin.ends_with('/')
            });
            if !is_origin {
                let message = format!("`{origin}` is no origin of a page");
                return Err(Error::lacking(message, "write it as `https://observablehq.com`"));
            }
        }
        let mut random = [0_u8; 16];
        let failed = |reason: getrandom::Error| {
            Error::io("make", "a random token", std::io::Error::other(reason.to_string()))
        };
        getrandom::fill(&mut random).map_err(failed)?;
        let token = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let lower = |names: &[String]| names.iter().map(|it| it.to_ascii_lowercase()).collect();
        Ok(Guard { token, address, hosts: lower(hosts), origins: lower(origins) })
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    /// Whether a machine that is named in the first line of a request is this one.
    pub fn is_meant(&self, uri: &Uri) -> std::result::Result<(), Unwelcome> {
        match uri.authority() {
            Some(named) if !self.is_host(named.as_str()) => Err(Unwelcome::Host),
            _ => Ok(()),
        }
    }

    /// Whether a request is to this machine, and not made by a page that it does not know.
    pub fn is_from_here(&self, headers: &HeaderMap) -> std::result::Result<(), Unwelcome> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        if hosts.next().is_some() || !host.is_some_and(|host| self.is_host(host)) {
            return Err(Unwelcome::Host);
        }
        let is_known = |origin: &axum::http::HeaderValue| {
            origin.to_str().is_ok_and(|origin| self.is_own(origin) || self.is_let_in(origin))
        };
        if headers.get_all(header::ORIGIN).iter().all(is_known) {
            Ok(())
        } else {
            Err(Unwelcome::Origin)
        }
    }

    /// Whether a request has the token, in its address or as `Authorization: Bearer`.
    pub fn has_token(&self, uri: &Uri, headers: &HeaderMap) -> std::result::Result<(), Unwelcome> {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.split_once(' '));
        let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let bearer = bearer.map(|(_, token)| token);
        let mut query = uri.query().unwrap_or_default().split('&');
        let typed = query.find_map(|pair| pair.strip_prefix("token="));
        match bearer.or(typed) {
            Some(found) if self.is_token(found) => Ok(()),
            _ => Err(Unwelcome::Token),
        }
    }

    /// A page of another origin that may ask, if the request is made by one.
    pub fn other_page<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let origin = headers.get(header::ORIGIN)?.to_str().ok()?;
        self.is_let_in(origin).then_some(origin)
    }

    /// In a time that does not tell how much of it is right.
    fn is_token(&self, found: &str) -> bool {
        let (found, token) = (found.as_bytes(), self.token.as_bytes());
        found.len() == token.len()
            && found.iter().zip(token).fold(0, |different, (a, b)| different | (a ^ b)) == 0
    }

    /// A machine by its address cannot be meant by another name; by a name only those that are known.
    fn is_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host.as_str(), Some(80)),
        };
        // A name without a port is that of a proxy, at the ports of pages, or of this program.
        let own = self.address.port();
        let is_usual = port.is_some_and(|port: u16| [80, 443, own].contains(&port));
        if self.hosts.iter().any(|known| *known == host || (is_usual && known == name)) {
            return true;
        }
        if port != Some(own) {
            return false;
        }
        let ip = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        match ip.parse::<IpAddr>() {
            Ok(ip) => ip == self.address.ip() || (self.is_open() && ip_is_plain(ip)),
            Err(_) => name == "localhost" && (self.address.ip().is_loopback() || self.is_open()),
        }
    }

    /// Whether it listens at every address of the machine.
    fn is_open(&self) -> bool {
        self.address.ip().is_unspecified()
    }

    fn is_own(&self, origin: &str) -> bool {
        let host = origin.strip_prefix("http://").or_else(|| {
            // A proxy before it may speak TLS.
            let host = origin.strip_prefix("https://");
            host.filter(|host| self.hosts.iter().any(|known| known == host))
        });
        host.is_some_and(|host| self.is_host(host))
    }

    fn is_let_in(&self, origin: &str) -> bool {
        self.origins.contains(&origin.to_ascii_lowercase())
    }
}

fn ip_is_plain(ip: IpAddr) -> bool {
    !ip.is_unspecified() && !ip.is_multicast()
}

/// Whether a request changes nothing by its kind, or has a body that only a program or our own page sends.
pub fn is_method(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS].contains(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(address: &str) -> Guard {
        let hosts = ["team.example", "with.example:81"].map(str::to_owned);
        let origins = ["https://observablehq.com".to_owned()];
        Guard::new(address.parse().unwrap(), &hosts, &origins).unwrap()
    }

    fn headers(of: &[(header::HeaderName, &str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_this_machine_is_asked() {
        let here = guard("127.0.0.1:8737");
        for host in [
            "127.0.0.1:8737",
            "localhost:8737",
            "LOCALHOST:8737",
            "team.example",
            "team.example:8737",
            "with.example:81",
        ] {
            let said = here.is_from_here(&headers(&[(header::HOST, host)]));
            assert_eq!(said, Ok(()), "{host}");
        }
        for host in [
            "evil.example:8737",
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost",
            "10.0.0.1:8737",
            "",
            "localhost.evil.example:8737",
            "127.0.0.1:8737@evil.example",
            "0.0.0.0:8737",
            "team.example:9999",
        ] {
            let said = here.is_from_here(&headers(&[(header::HOST, host)]));
            assert_eq!(said, Err(Unwelcome::Host), "{host}");
        }
        assert_eq!(here.is_from_here(&HeaderMap::new()), Err(Unwelcome::Host));
        let mut two = headers(&[(header::HOST, "127.0.0.1:8737")]);
        two.append(header::HOST, "evil.example".parse().unwrap());
        assert_eq!(here.is_from_here(&two), Err(Unwelcome::Host));
        let open = guard("0.0.0.0:8737");
        for host in ["192.168.1.7:8737", "localhost:8737"] {
            assert_eq!(open.is_from_here(&headers(&[(header::HOST, host)])), Ok(()), "{host}");
        }
        let said = open.is_from_here(&headers(&[(header::HOST, "evil.example:8737")]));
        assert_eq!(said, Err(Unwelcome::Host));
        let six = guard("[::1]:8737");
        assert_eq!(six.is_from_here(&headers(&[(header::HOST, "[::1]:8737")])), Ok(()));
    }

    #[test]
    fn pages_from_elsewhere_are_turned_away() {
        let here = guard("127.0.0.1:8737");
        let from = |origin| {
            let host = (header::HOST, "127.0.0.1:8737");
            here.is_from_here(&headers(&[host, (header::ORIGIN, origin)]))
        };
        for origin in [
            "http://127.0.0.1:8737",
            "http://localhost:8737",
            "https://observablehq.com",
            "https://team.example",
            "http://team.example",
        ] {
            assert_eq!(from(origin), Ok(()), "{origin}");
        }
        for origin in [
            "null",
            "http://evil.example",
            "https://127.0.0.1:8737",
            "http://127.0.0.1:80",
            "https://observablehq.com.evil.example",
            "https://team.example:9999",
            "http://team.example:9999",
            "file://",
        ] {
            assert_eq!(from(origin), Err(Unwelcome::Origin), "{origin}");
        }
    }

    #[test]
    fn the_token_is_asked_for() {
        let here = guard("127.0.0.1:8737");
        let token = here.token().to_owned();
        assert_eq!(token.len(), 32);
        assert_ne!(token, guard("127.0.0.1:8737").token());
        let with = |uri: &str, bearer: Option<String>| {
            let of = bearer.map(|it| headers(&[(header::AUTHORIZATION, &it)])).unwrap_or_default();
            here.has_token(&uri.parse().unwrap(), &of)
        };
        assert_eq!(with(&format!("/?token={token}"), None), Ok(()));
        assert_eq!(with(&format!("/?a=b&token={token}"), None), Ok(()));
        assert_eq!(with("/", Some(format!("Bearer {token}"))), Ok(()));
        assert_eq!(with("/", Some(format!("bearer {token}"))), Ok(()));
        for (uri, bearer) in [
            ("/".to_owned(), None),
            ("/?token=".to_owned(), None),
            (format!("/?token={}", &token[1..]), None),
            (format!("/?token={}", token.to_uppercase() + "0"), None),
            (format!("/?nottoken={token}"), None),
            ("/".to_owned(), Some("Basic abc".to_owned())),
        ] {
            assert_eq!(with(&uri, bearer), Err(Unwelcome::Token), "{uri}");
        }
    }
}
