//! The engine as a module of Python: tables and results in memory, and the commands of the program, asked in
//! the words that the program has for them.
//!
//! There is one description of every command, that of the program (`src/cli`), which is compiled into this
//! module: its options become keyword arguments (`registry`), and a call becomes a run of it in memory
//! (`running`). What is pleasant to use is made of this in Python (`package/tripole/`).

#[path = "../../src/cli/mod.rs"]
mod cli;
mod failure;
mod registry;
// Python hands values over.
#[allow(clippy::needless_pass_by_value)]
mod result;
#[allow(clippy::needless_pass_by_value)]
mod running;
#[allow(clippy::needless_pass_by_value)]
mod table;

/// The native half of `tripole`.
#[pyo3::pymodule]
mod _tripole {
    #[pymodule_export]
    use super::registry::registry;
    #[pymodule_export]
    use super::result::Frame;
    #[pymodule_export]
    use super::running::{main, matrix, run, seen, set_threads, threads, to_toml};
    #[pymodule_export]
    use super::table::Table;
}
