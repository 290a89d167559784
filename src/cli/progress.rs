//! What is said on standard error while the work goes on.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Run;
use super::messages::tell;

/// One stage of the work: shows a spinner when it takes over a second and standard error is
/// a terminal; says its time at the end with `--verbose`.
pub struct Stage {
    name: &'static str,
    start: Instant,
    verbose: bool,
    spinner: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Stage {
    pub fn start(name: &'static str, run: &Run) -> Self {
        run.desk.stage(name);
        let shows = !run.quiet && std::io::stderr().is_terminal();
        let spin = || {
            let (stop, stopped) = channel::<()>();
            let spinner = std::thread::Builder::new().spawn(move || {
                if stopped.recv_timeout(Duration::from_secs(1)) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
                let bar = ProgressBar::new_spinner();
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                    bar.set_style(style);
                }
                bar.set_message(name);
                bar.enable_steady_tick(Duration::from_millis(120));
                let _ = stopped.recv();
                bar.finish_and_clear();
            });
            // Without a thread for it there is no spinner.
            Some((stop, spinner.ok()?))
        };
        let spinner = if shows { spin() } else { None };
        Stage { name, start: Instant::now(), verbose: run.verbose, spinner }
    }
}

impl Stage {
    /// A stage without a spinner, whose progress is shown otherwise.
    pub fn quiet(name: &'static str, run: &Run) -> Self {
        run.desk.stage(name);
        Stage { name, start: Instant::now(), verbose: run.verbose, spinner: None }
    }

    /// That a stage took so long, beside another one that was told of.
    pub fn past(name: &'static str, time: Duration, run: &Run) {
        if run.verbose {
            tell!("{name}: {:.3} s", time.as_secs_f64());
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some((stop, handle)) = self.spinner.take() {
            drop(stop);
            let _ = handle.join();
        }
        if self.verbose {
            tell!("{}: {:.3} s", self.name, self.start.elapsed().as_secs_f64());
        }
    }
}

/// Work in counted steps: shows a bar when it takes over a second and standard error is a
/// terminal.
pub struct Steps<'a> {
    run: &'a Run,
    count: usize,
    bar: ProgressBar,
    start: Instant,
    shows: bool,
}

impl<'a> Steps<'a> {
    pub fn new(count: usize, run: &'a Run) -> Self {
        let shows = !run.quiet && std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(
            "{wide_bar} {pos}/{len} ({per_sec}) {elapsed} of {duration}",
        ) {
            bar.set_style(style);
        }
        Steps { run, count, bar, start: Instant::now(), shows }
    }

    /// Steps of which so many were done before.
    pub fn after(done: usize, count: usize, run: &'a Run) -> Self {
        let steps = Steps::new(count, run);
        steps.bar.set_position(done as u64);
        steps.bar.reset_eta();
        steps
    }

    /// That so many steps are done.
    pub fn done(&self, count: usize) {
        self.run.desk.steps(count, self.count);
        if self.shows && self.bar.is_hidden() && self.start.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(count as u64);
    }
}

impl Drop for Steps<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
