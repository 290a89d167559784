//! Blocks of work in parallel, their results in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Error, Result};

/// Run `work` on the blocks 0 to `count` − 1, in as many threads as the pool of the caller has, and
/// give the results to `put` in the order of the blocks. Every thread is a pool of its own, so that
/// no part of a block is cut up by threads, and sums come out the same for any number of them. At the
/// first error no further blocks are begun, and it is returned after the results of the blocks before it.
pub(super) fn in_order<T: Send>(
    count: usize,
    work: &(dyn Fn(usize) -> Result<T> + Sync),
    put: &mut dyn FnMut(usize, T) -> Result<()>,
) -> Result<()> {
    let threads = rayon::current_num_threads().min(count);
    let pool = || ThreadPoolBuilder::new().num_threads(1).build();
    // Where the system gives fewer threads, those that there are do the work.
    let pools: Vec<ThreadPool> = (0..threads).map_while(|_| pool().ok()).collect();
    if pools.is_empty() && threads > 0 {
        return Err(no_thread(std::io::ErrorKind::WouldBlock.into()));
    }
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let (send, receive) = channel();
        let mut started = Ok(());
        for (position, pool) in pools.iter().enumerate() {
            let (send, next, stop) = (send.clone(), &next, &stop);
            let work = move || {
                while !stop.load(Ordering::Relaxed) {
                    let block = next.fetch_add(1, Ordering::Relaxed);
                    if block >= count {
                        break;
                    }
                    let found = pool.install(|| work(block));
                    if found.is_err() {
                        stop.store(true, Ordering::Relaxed);
                    }
                    if send.send((block, found)).is_err() {
                        break;
                    }
                }
            };
            if let Err(reason) = std::thread::Builder::new().spawn_scoped(scope, work) {
                started = if position == 0 { Err(no_thread(reason)) } else { Ok(()) };
                break;
            }
        }
        drop(send);
        started?;
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (block, found) in receive {
            waiting.insert(block, found);
            while let Some(found) = waiting.remove(&due) {
                if let Err(error) = found.and_then(|result| put(due, result)) {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
                due += 1;
            }
        }
        Ok(())
    })
}

fn no_thread(reason: std::io::Error) -> Error {
    Error::io("start", "a thread", reason)
}
