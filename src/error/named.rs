//! Words for the items of an enum, written once for options, files and messages.

/// Gives an enum `ALL`, `name`, `Display` and `FromStr`: a word for each of its items. Other words
/// are refused with the nearest of these.
///
/// ```text
/// named!(Scope, "scope": World = "world", Domestic = "domestic");
/// ```
macro_rules! named {
    ($type:ident, $what:literal: $($item:ident $(($inner:path))? = $name:literal),+ $(,)?) => {
        impl $type {
            /// All of them.
            pub const ALL: [$type; [$($name),+].len()] = [$($type::$item $(($inner))?),+];

            /// The word for it in options, files and messages.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $($type::$item $(($inner))? => $name,)+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::error::Error;

            fn from_str(text: &str) -> $crate::error::Result<Self> {
                let names = $type::ALL.map(|item| item.name().to_owned());
                Ok($type::ALL[$crate::error::find_named($what, &names, text)?])
            }
        }
    };
}

pub(crate) use named;
