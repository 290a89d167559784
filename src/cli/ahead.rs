//! Several tables one after the other, the next one read while this one is computed with.

use std::ffi::{OsStr, OsString};
use std::time::{Duration, Instant};

use super::args::Run;
use super::progress::Stage;

/// What is read of names in their order. Whatever is noteworthy or wrong about one is part of it, and so is
/// said when its turn comes: nobody hears of the next one before this one is done.
pub struct Ahead<'a, T, R> {
    names: &'a [OsString],
    read: R,
    /// Whose turn it is next.
    next: usize,
    /// That one, where it was read before its turn, and how long that took.
    ready: Option<(T, Duration)>,
    run: &'a Run,
}

impl<'a, T: Send, R: Fn(usize, &OsStr) -> T + Sync> Ahead<'a, T, R> {
    /// Nothing is read yet. `read` gets the place and the name of one and says nothing, because it may be
    /// anywhere in the pool that it runs.
    pub fn new(names: &'a [OsString], read: R, run: &'a Run) -> Self {
        Ahead { names, read, next: 0, ready: None, run }
    }

    /// The one whose turn it is, with its place and name.
    pub fn take(&mut self) -> Option<(usize, &'a OsStr, T)> {
        let (position, name) = (self.next, self.names.get(self.next)?.as_os_str());
        self.next += 1;
        let read = if let Some((read, time)) = self.ready.take() {
            Stage::past("reading ahead", time, self.run);
            read
        } else {
            let _stage = Stage::quiet("reading", self.run);
            (self.read)(position, name)
        };
        Some((position, name, read))
    }

    /// Work, while the next one is read; whatever there is of earlier ones and is needed no more goes first,
    /// so that its memory is free by then.
    ///
    /// The reading is a task of the pool in which the work runs, so that both share its threads and none of
    /// them waits for what has not begun; one thread alone would only put it off. A panic of either ends
    /// both. Standard input is read in its turn: who types or pipes it may wait for an answer.
    pub fn meanwhile<E, W>(&mut self, earlier: E, work: impl FnOnce() -> W) -> W {
        drop(earlier);
        let is_free = self.ready.is_none() && rayon::current_num_threads() > 1;
        let next = self.names.get(self.next).map(OsString::as_os_str);
        let Some(name) = next.filter(|name| is_free && *name != "-") else { return work() };
        let (read, position, ready, run) = (&self.read, self.next, &mut self.ready, self.run);
        rayon::in_place_scope(|scope| {
            scope.spawn(move |_| {
                let start = Instant::now();
                let found = read(position, name);
                *ready = Some((found, start.elapsed()));
            });
            let done = work();
            run.desk.stage("reading");
            done
        })
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Receiver, Sender, channel};

    use rayon::{ThreadPool, ThreadPoolBuilder};

    use super::super::desk::Desk;
    use super::super::ledger::Ledger;
    use super::*;

    /// Longer than anything here takes, so that what hangs fails.
    const LONG: Duration = Duration::from_mins(1);

    fn run() -> Run {
        let (ledger, desk) = (Ledger::default(), Desk::default());
        let (solver, solved) = (Default::default(), Default::default());
        Run {
            threads: None,
            quiet: true,
            verbose: false,
            strict: false,
            ledger,
            desk,
            solver,
            max_memory: None,
            solved,
        }
    }

    fn pool(threads: usize) -> ThreadPool {
        ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    fn names(names: &[&str]) -> Vec<OsString> {
        names.iter().map(OsString::from).collect()
    }

    /// How many tables there are at a time, now and at most.
    #[derive(Default)]
    struct Alive {
        now: AtomicUsize,
        most: AtomicUsize,
    }

    /// A table that is counted.
    struct Counted<'a>(&'a Alive, usize);

    impl<'a> Counted<'a> {
        fn new(alive: &'a Alive, position: usize) -> Self {
            let now = alive.now.fetch_add(1, Ordering::SeqCst) + 1;
            alive.most.fetch_max(now, Ordering::SeqCst);
            Counted(alive, position)
        }
    }

    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.now.fetch_sub(1, Ordering::SeqCst);
        }
    }

    type Side = Mutex<(Sender<()>, Receiver<()>)>;

    /// Two that meet: each says that it is there, and waits for the other.
    struct Meeting {
        reader: Side,
        worker: Side,
    }

    impl Meeting {
        fn new() -> Self {
            let ((to_worker, from_reader), (to_reader, from_worker)) = (channel(), channel());
            let reader = Mutex::new((to_worker, from_worker));
            Meeting { reader, worker: Mutex::new((to_reader, from_reader)) }
        }

        fn come(side: &Side) {
            let side = side.lock().unwrap();
            side.0.send(()).unwrap();
            side.1.recv_timeout(LONG).expect("reading and computing at the same time");
        }
    }

    /// Reads as `compare` does, where the change from each to the next is asked for: work on both, then on
    /// the later one alone.
    #[test]
    fn reading_overlaps_computing_and_two_tables_are_alive() {
        const COUNT: usize = 6;
        let (alive, meeting, run) = (Alive::default(), Meeting::new(), run());
        let names = names(&["a"; COUNT]);
        let read = |position: usize, _: &OsStr| {
            if position > 0 {
                Meeting::come(&meeting.reader);
            }
            Counted::new(&alive, position)
        };
        let seen = pool(2).install(|| {
            let mut ahead = Ahead::new(&names, read, &run);
            let (mut earlier, mut seen): (Option<Counted<'_>>, Vec<usize>) = (None, vec![]);
            while let Some((position, _, table)) = ahead.take() {
                assert_eq!(position, table.1);
                if let Some(earlier) = &earlier {
                    assert_eq!(earlier.1 + 1, position);
                }
                let one = ahead.meanwhile(earlier.take(), || {
                    if position + 1 < COUNT {
                        Meeting::come(&meeting.worker);
                    }
                    table.1
                });
                seen.push(one);
                earlier = Some(table);
            }
            seen
        });
        assert_eq!(seen, (0..COUNT).collect::<Vec<_>>());
        assert_eq!(alive.most.load(Ordering::SeqCst), 2);
        assert_eq!(alive.now.load(Ordering::SeqCst), 0);
    }

    /// The places that are read while the one before is worked on.
    fn read_early(asked: &[&str], threads: usize) -> Vec<usize> {
        let (early, run, names) = (Mutex::new(vec![]), run(), names(asked));
        let working = AtomicUsize::new(0);
        pool(threads).install(|| {
            let read = |position: usize, _: &OsStr| {
                if working.load(Ordering::SeqCst) > 0 {
                    early.lock().unwrap().push(position);
                }
            };
            let mut ahead = Ahead::new(&names, read, &run);
            let mut order = vec![];
            while let Some((position, name, ())) = ahead.take() {
                assert_eq!(name, names[position]);
                order.push(position);
                working.fetch_add(1, Ordering::SeqCst);
                ahead.meanwhile((), || ());
                // A second piece of work on the same one has nothing left to read beside it.
                ahead.meanwhile((), || ());
                working.fetch_sub(1, Ordering::SeqCst);
            }
            assert_eq!(order, (0..names.len()).collect::<Vec<_>>());
        });
        early.into_inner().unwrap()
    }

    #[test]
    fn one_thread_reads_in_turn_and_so_is_standard_input() {
        assert!(read_early(&["a", "b", "c"], 1).is_empty());
        assert_eq!(read_early(&["a", "b", "c"], 2), [1, 2]);
        assert_eq!(read_early(&["a", "b", "c"], 8), [1, 2]);
        assert_eq!(read_early(&["a", "-", "c"], 2), [2]);
        assert!(read_early(&[], 2).is_empty());
    }

    /// Many runs in one pool, more than it has threads, all come to an end.
    #[test]
    fn runs_that_share_a_pool_do_not_wait_for_each_other() {
        let pool = pool(2);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let (run, names) = (run(), names(&["a"; 20]));
                    pool.install(|| {
                        let mut ahead = Ahead::new(&names, |position, _: &OsStr| position, &run);
                        while let Some((position, _, read)) = ahead.take() {
                            assert_eq!(ahead.meanwhile((), || read), position);
                        }
                    });
                });
            }
        });
    }

    #[test]
    fn a_panic_of_the_reader_ends_the_run() {
        let (run, names) = (run(), names(&["a", "b"]));
        let read = |position: usize, _: &OsStr| assert_eq!(position, 0, "the second");
        let ended = catch_unwind(AssertUnwindSafe(|| {
            pool(2).install(|| {
                let mut ahead = Ahead::new(&names, read, &run);
                ahead.take();
                ahead.meanwhile((), || ());
            });
        }));
        assert!(ended.is_err());
    }
}
