//! The methods, and what each is asked for.

use crate::error::named;
use crate::linalg::Backend;

/// A way to solve with M = I − A, or the yardstick for all of them.
///
/// n is the order, k the number of right-hand sides, n_s the rows of region s.
///
/// | method | what is timed | flops | numbers beyond M |
/// |---|---|---|---|
/// | [`Lu`](Method::Lu) | factors with partial pivoting | ⅔n³ | n² |
/// | [`Unpivoted`](Method::Unpivoted) | factors without exchanges of rows | ⅔n³ | n² |
/// | [`Solve`](Method::Solve) | k sides by a factor that is there | 2n²k | nk |
/// | [`Inverse`](Method::Inverse) | a factor and the inverse of it | 2n³ | 3n² |
/// | [`Jordan`](Method::Jordan) | the inverse in place | 2n³ | n² |
/// | [`Mixed`](Method::Mixed) | a factor in single precision, k sides refined r times | ⅔n³ + 4n²kr | ½n² |
/// | [`Gmres`](Method::Gmres) | one side, p products | 2n²p | 41n |
/// | [`GmresLocal`](Method::GmresLocal) | likewise, regions solved beforehand | 2n²p + Σ(2n_s³ + 2n_s²p) | Σn_s² + 41n |
/// | [`Power`](Method::Power) | k sides, m terms of I + A + A² + ... | 2n²km | 2nk |
/// | [`Sweeps`](Method::Sweeps) | k sides, s sweeps over regions | Σ(2n_s³ + 2n_s²ks) + 2n²k(s + 1) | Σn_s² + nk |
/// | [`Product`](Method::Product) | M M | 2n³ | n² |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Factors with partial pivoting (Higham 2002, section 9.1).
    Lu,
    /// Factors without exchanges of rows, which these matrices do not need (Higham 2002, section 9.5).
    Unpivoted,
    /// Right-hand sides by the factor that the engine itself makes.
    Solve,
    /// The inverse from factors, which are made first (Higham 2002, section 14.3, method D).
    Inverse,
    /// The inverse by the elimination of Gauss and Jordan, without a factor (Higham 2002, section 14.4).
    Jordan,
    /// Factors in single precision, solutions refined in double precision (Langou and others 2006).
    Mixed,
    /// Generalised minimal residuals (Saad and Schultz 1986).
    Gmres,
    /// The same, with the inverses of the regions' own blocks as a preconditioner (Saad 2003, *Iterative
    /// Methods for Sparse Linear Systems*, section 10.3, block Jacobi).
    GmresLocal,
    /// Neumann's series (Waugh 1950, "Inversion of the Leontief matrix by power series", *Econometrica* 18(2)).
    Power,
    /// Gauss and Seidel's iteration by blocks (Varga 1962, *Matrix Iterative Analysis*, section 3.3).
    Sweeps,
    /// The product of the matrix with itself: the rate that a library can reach.
    Product,
}

named!(
    Method, "method":
    Lu = "lu",
    Unpivoted = "unpivoted",
    Solve = "solve",
    Inverse = "inverse",
    Jordan = "jordan",
    Mixed = "mixed",
    Gmres = "gmres",
    GmresLocal = "gmres-local",
    Power = "power",
    Sweeps = "sweeps",
    Product = "product",
);

/// What a method computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Factors, or a product: no sides. A factor is judged by one side that is solved with it.
    Nothing,
    /// The solution of one side.
    Side,
    /// The solution of any number of sides.
    Sides,
    /// The inverse.
    Inverse,
}

impl Method {
    /// What it computes.
    #[must_use]
    pub fn asks(self) -> Asks {
        match self {
            Method::Lu | Method::Unpivoted | Method::Product => Asks::Nothing,
            Method::Gmres | Method::GmresLocal => Asks::Side,
            Method::Solve | Method::Mixed | Method::Power | Method::Sweeps => Asks::Sides,
            Method::Inverse | Method::Jordan => Asks::Inverse,
        }
    }

    /// Whether a library has it.
    #[must_use]
    pub fn is_in(self, backend: Backend) -> bool {
        match backend {
            Backend::Faer => true,
            #[cfg(feature = "nalgebra")]
            Backend::Nalgebra => {
                matches!(self, Method::Lu | Method::Solve | Method::Inverse | Method::Product)
            }
        }
    }
}
