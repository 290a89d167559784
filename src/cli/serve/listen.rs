//! Connections, and how long and how much each may take.

use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tripole::{Error, Result};

use super::api;
use super::house::House;

/// Longest that the lines before a body may take, and that a connection may be idle.
const HEAD: Duration = Duration::from_secs(15);
/// Longest that nothing of an answer may be taken.
const TAKING: Duration = Duration::from_secs(15);
/// How often is looked whether who asked is still there.
const LOOK: Duration = Duration::from_millis(200);
/// Most bytes of these lines.
const MOST_HEAD: usize = 1 << 15;
/// Most connections.
const CONNECTIONS: usize = 512;
/// Longest that those who wait are waited for at the end.
const LEAVING: Duration = Duration::from_secs(2);

/// Answer whoever asks, until the program is told to stop, in this one thread; others compute. Whoever is to know is
/// told (`ready`) when all of this can be.
pub fn until_stopped(
    socket: TcpListener,
    house: Arc<House>,
    ready: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let failed = |reason| Error::io("start", "the server", reason);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(house.runs())
        .build()
        .map_err(failed)?;
    let done = runtime.block_on(async {
        let stop = told_to_stop().map_err(failed)?;
        let socket = tokio::net::TcpListener::from_std(socket).map_err(failed)?;
        ready()?;
        answering(socket, house, stop).await;
        Ok(())
    });
    runtime.shutdown_timeout(LEAVING);
    done
}

async fn answering(
    socket: tokio::net::TcpListener,
    house: Arc<House>,
    stop: impl Future<Output = ()>,
) {
    let routes = api::routes(house);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = tokio::select! {
            place = room.clone().acquire_owned() => place,
            () = &mut stop => break,
        };
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // No files are left for another connection, say: others end in the meantime.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(routes.clone());
        let socket = Arc::new(stream);
        let mut stream = TimeoutStream::new(Shared(socket.clone()));
        stream.set_write_timeout(Some(TAKING));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(MOST_HEAD)
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        while connections.try_join_next().is_some() {}
        connections.spawn(async move {
            tokio::select! {
                _ = connection => {}
                () = left(&socket) => {}
            }
            drop(place);
        });
    }
    drop(socket);
    let _ = tokio::time::timeout(LEAVING, graceful.shutdown()).await;
    // Nobody waits any more for what still runs, which is told so.
    connections.shutdown().await;
}

/// Until the other side has gone. Whoever reads for an answer's sake does not see that behind what was sent ahead.
async fn left(socket: &TcpStream) {
    while let Ok(ready) = socket.ready(Interest::READABLE).await {
        if ready.is_read_closed() {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// A connection that is looked at beside who reads and writes.
struct Shared(Arc<TcpStream>);

impl AsyncRead for Shared {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.poll_read_ready(cx))?;
            match self.0.try_read(buffer.initialize_unfilled()) {
                Ok(count) => {
                    buffer.advance(count);
                    return Poll::Ready(Ok(()));
                }
                Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => {}
                Err(reason) => return Poll::Ready(Err(reason)),
            }
        }
    }
}

impl Shared {
    /// What can be written of something, once any of it can.
    fn poll_writing(
        &self,
        cx: &mut Context<'_>,
        write: impl Fn(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.poll_write_ready(cx))?;
            match write(&self.0) {
                Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => {}
                done => return Poll::Ready(done),
            }
        }
    }
}

impl AsyncWrite for Shared {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_writing(cx, |socket| socket.try_write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_writing(cx, |socket| socket.try_write_vectored(pieces))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// It closes when it is let go.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Ctrl-C, or what a system sends to programs that are to end; heard from now on.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut ended = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = ended.recv() => {}
        }
    })
}

/// Ctrl-C.
#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Nobody can say so; then nobody does.
            std::future::pending::<()>().await;
        }
    })
}
