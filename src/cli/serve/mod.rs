//! The page on which a tariff is tried, and the interface behind it.
//!
//! Whoever asks gets what a command gives: a request becomes the words of one ([`question`]), which runs on a desk
//! that holds the tables named at the start and what was sent along ([`house`]), and sees no other file. [`guard`]
//! says who may ask, [`listen`] how long and how much.

mod api;
mod body;
mod guard;
mod house;
mod known;
mod listen;
mod names;
mod openapi;
mod page;
mod question;
mod scenario;
mod schedules;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use tripole::error::shown_path;
use tripole::{Error, Result};

use super::Outcome;
use super::args::{Run, ServeArgs};
use super::desk::Held;
use super::load;
use super::messages::tell;
use guard::Guard;
use house::{House, Table};
use schedules::Scheduled;

/// The tables where none is named, the later one first.
const BUILTIN: [&str; 2] = ["builtin:three-pole-2011", "builtin:three-pole-1995"];

/// Most tables.
const MOST_TABLES: usize = 64;

pub fn serve(args: &ServeArgs, run: &Run) -> Result<Outcome> {
    let named: Vec<OsString> = match &args.tables[..] {
        [] => BUILTIN.map(OsString::from).to_vec(),
        named => named.to_vec(),
    };
    if named.len() > MOST_TABLES {
        let message = format!("{} tables are more than {MOST_TABLES}", named.len());
        return Err(Error::lacking(message, "name fewer"));
    }
    let address = SocketAddr::new(args.address, args.port);
    // Before tables are read: who else has the port is said at once.
    let socket = TcpListener::bind(address)
        .and_then(|socket| socket.set_nonblocking(true).map(|()| socket))
        .map_err(|reason| match reason.kind() {
            ErrorKind::AddrInUse => Error::lacking(
                format!("another program listens at `{address}`"),
                "`--port` takes another port; 0 one that is free",
            ),
            _ => Error::io("listen at", address.to_string(), reason),
        })?;
    let address = socket.local_addr();
    let address = address.map_err(|reason| Error::io("listen at", "a port", reason))?;
    let mut tables: Vec<Table> = vec![];
    for name in &named {
        if tables.iter().any(|table| table.typed == *name) {
            let message = format!("`{}` is named twice", shown_path(&name.to_string_lossy()));
            return Err(Error::lacking(message, "name each table once"));
        }
        let (table, findings) = load::read(name, &args.reading, run)?;
        load::report(&findings, true, run)?;
        let origin = load::file_or_builtin(name, run)?;
        let held = Held::new(table, Some((origin, load::read_options(&args.reading))));
        // Of what was read, whatever becomes of the file later.
        held.digest();
        let taken: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
        tables.push(Table::new(names::short(name, &taken), name, held, run)?);
    }
    let schedules = Scheduled::read(&args.schedules, run)?;
    let guard = Guard::new(address, &args.allow_host, &args.allow_origin)?;
    let link = format!("http://{}/?token={}", spoken(address), guard.token());
    let house = Arc::new(House::new(tables, schedules, guard, run)?);
    if !args.address.is_loopback() {
        tell!(
            "warning: other machines can reach this one at {}; who has the address with its token can ask, and nothing is \
             encrypted",
            args.address
        );
    }
    let names: Vec<&str> = house.tables().iter().map(|table| table.name.as_str()).collect();
    let names = names.join(", ");
    let ready = || {
        super::output::say(&format!("{link}\n"))?;
        if !run.quiet {
            tell!("serving {names}; open the address above, Ctrl-C stops it");
        }
        if args.open && open::that_detached(&link).is_err() {
            tell!("note: no browser could be started; open the address above");
        }
        Ok(())
    };
    listen::until_stopped(socket, house.clone(), ready)?;
    if !run.quiet {
        tell!("stopped");
    }
    Ok(Outcome::Done)
}

/// The address as a browser takes it; that of no machine in particular is this one.
fn spoken(address: SocketAddr) -> SocketAddr {
    let here: IpAddr = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => std::net::Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(here, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_machine_in_particular_is_this_one() {
        let spoken = |text: &str| spoken(text.parse().unwrap()).to_string();
        assert_eq!(spoken("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(spoken("[::]:80"), "[::1]:80");
        assert_eq!(spoken("10.1.2.3:80"), "10.1.2.3:80");
    }
}
