//! How work is stopped from outside: by who waits for it, in another thread.

use std::cell::RefCell;
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

thread_local! {
    static OVER: RefCell<Stop> = RefCell::default();
}

/// A wish that work ends, shared by who may have it and who works.
///
/// Long work (days of a disruption, entries of a scenario, lines of a schedule) looks at it now and then and ends with
/// [`Error::Io`] of the kind `Interrupted`. Other functions come to their end.
///
/// # Examples
/// ```
/// use tripole::scenario::{builtin_scenario, read_scenario};
/// use tripole::table::Geography;
/// use tripole::{Index, Stop};
/// let index = Index::new([("USA", "c3"), ("CHN", "c3")])?;
/// let geography = Geography::regions(&index);
/// let read = || read_scenario(builtin_scenario("us-china-tariff-war")?, &geography);
/// let stop = Stop::default();
/// assert!(stop.over(read).is_ok());
/// stop.stop();
/// assert!(stop.over(read).is_err());
/// assert!(read().is_ok());
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

/// What holds for a thread after some work, however that ends.
struct Before(Stop);

impl Drop for Before {
    fn drop(&mut self) {
        OVER.with_borrow_mut(|over| std::mem::swap(over, &mut self.0));
    }
}

impl Stop {
    /// What works under it ends at the next place where it can.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Work that it stops, as far as that is done in this thread.
    pub fn over<T>(&self, work: impl FnOnce() -> T) -> T {
        let _before = Before(OVER.replace(self.clone()));
        work()
    }

    /// Go on, unless it is to end.
    ///
    /// # Errors
    /// [`Error::Io`] of the kind `Interrupted`.
    pub fn go_on(&self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) {
            return Err(Error::io("finish", "the computation", ErrorKind::Interrupted.into()));
        }
        Ok(())
    }
}

/// Go on, unless the work of this thread is to end.
pub(crate) fn go_on() -> Result<()> {
    OVER.with_borrow(Stop::go_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_for_its_work_and_no_longer() {
        let (outer, inner) = (Stop::default(), Stop::default());
        inner.stop();
        outer.over(|| {
            assert!(go_on().is_ok());
            assert!(inner.over(go_on).is_err());
            assert!(go_on().is_ok());
            let fails = || inner.over(|| panic!("in the work"));
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(fails)).is_err());
            assert!(go_on().is_ok());
            outer.stop();
            assert!(go_on().is_err());
        });
        assert!(go_on().is_ok());
    }
}
