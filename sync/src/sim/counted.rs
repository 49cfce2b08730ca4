//! What can be counted: closed sets of kinds, each with its words.

/// A closed set of things that are counted.
pub trait Counted: Copy + 'static {
    /// Where the set's counters stand; see [`Coverage`](super::Coverage).
    const GROUP: usize;
    /// Every kind, with its words.
    const ALL: &'static [(Self, &'static str)];

    /// Its place among all kinds.
    fn index(self) -> usize;

    /// What it is called in the table.
    fn name(self) -> &'static str {
        Self::ALL[self.index()].1
    }
}

/// Declares a counted set: the enum and its words.
macro_rules! counted {
    ($(#[$doc:meta])* $vis:vis $set:ident, group $group:literal { $($kind:ident $words:literal)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        $vis enum $set { $(#[doc = $words] $kind,)* }

        impl $crate::sim::counted::Counted for $set {
            const GROUP: usize = $group;
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$kind, $words)),*];

            fn index(self) -> usize {
                self as usize
            }
        }
    };
}
pub(super) use counted;
