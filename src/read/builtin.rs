//! Tables that come with the program.

use crate::error::{Error, Result};

/// A built-in table: the World Input-Output Database, 2013 release (Timmer, Dietzenbacher,
/// Los, Stehrer and de Vries 2015), 19 regions x 16 sectors, million current US$, output =
/// row sums. `data/README.md` says how it was aggregated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    name: &'static str,
    year: i32,
    bytes: &'static [u8],
}

/// All built-in tables, the default first.
pub const BUILTIN_TABLES: [Builtin; 2] = [
    Builtin {
        name: "three-pole-2011",
        year: 2011,
        bytes: include_bytes!("../../data/three_pole_2011.csv.gz"),
    },
    Builtin {
        name: "three-pole-1995",
        year: 1995,
        bytes: include_bytes!("../../data/three_pole_1995.csv.gz"),
    },
];

impl Builtin {
    /// The table of this name, without `builtin:`.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the names there are.
    pub fn find(name: &str) -> Result<Self> {
        BUILTIN_TABLES.into_iter().find(|table| table.name == name).ok_or_else(|| Error::Unknown {
            what: "built-in table",
            code: name.to_owned(),
            near: BUILTIN_TABLES.iter().map(|table| table.name.to_owned()).collect(),
        })
    }

    /// The name, without `builtin:`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The year of the accounts.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// The gzipped canonical CSV.
    #[must_use]
    pub fn bytes(self) -> &'static [u8] {
        self.bytes
    }
}
