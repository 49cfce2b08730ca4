//! What can be asked about, by name.

/// Defines an enum of names: the first name of a variant is how it is written, the others are understood too.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $($text:literal)|+),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$what])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// All names, each with what it names.
            pub(crate) const NAMES: &'static [(&'static str, Self)] = &[$($(($text, Self::$variant)),+),*];

            /// The name it is written with.
            pub fn name(self) -> &'static str {
                Self::NAMES.iter().find(|(_, named)| *named == self).map_or("", |(name, _)| name)
            }

            /// What a name, in lower case, stands for.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, named)| *named)
            }
        }
    };
}

named! {
    /// What is known of a row.
    Field {
        /// The card's name.
        Name = "name",
        /// The set, by its name or its code.
        Set = "set",
        /// The number in the set; what stands before the slash is enough.
        Number = "number" | "no",
        /// The game.
        Game = "game",
        /// How rare: a text, and an order.
        Rarity = "rarity",
        /// Copies held.
        Quantity = "quantity" | "qty" | "copies",
        /// Foil, holo and so on.
        Finish = "finish",
        /// The language's code or name.
        Language = "language" | "lang",
        /// The condition's code: an order.
        Condition = "condition" | "cond",
        /// The grade: its number compares, its company is a text.
        Grade = "grade",
        /// The number of the certificate.
        Cert = "cert",
        /// A tag.
        Tag = "tag",
        /// The note.
        Note = "note",
        /// The portfolio's name.
        Portfolio = "portfolio",
        /// The place's name.
        Location = "location" | "in",
        /// The page in it.
        Page = "page",
        /// What the copies that are here cost, in the base currency.
        Cost = "cost",
        /// What was paid for one copy, for each purchase.
        Paid = "paid",
        /// What the copies are worth.
        Worth = "worth" | "value",
        /// Worth less cost.
        Gain = "gain",
        /// Days of purchase.
        Bought = "bought",
        /// Days of sale.
        Sold = "sold",
        /// The day it was entered.
        Added = "added",
        /// The day it was changed last.
        Changed = "changed",
    }
}

named! {
    /// What a row can be: `is:foil`.
    Flag {
        /// Not the plain finish.
        Foil = "foil",
        /// Graded.
        Graded = "graded",
        /// A sealed product.
        Sealed = "sealed",
        /// Signed.
        Signed = "signed",
        /// More than one copy of the same thing.
        Duplicate = "duplicate",
        /// To trade away.
        Trade = "trade",
        /// Nobody knows what it is worth.
        Unpriced = "unpriced",
        /// With copies whose cost is unknown.
        Uncosted = "uncosted",
        /// Its owner set the price.
        Overridden = "overridden",
        /// In no place.
        Unplaced = "unplaced",
    }
}

named! {
    /// What a row can have: `has:note`.
    Has {
        /// A note.
        Note = "note",
        /// A certificate.
        Cert = "cert",
        /// A tag.
        Tag = "tag",
        /// A sale.
        Sale = "sale",
    }
}

named! {
    /// What rows can be sorted by: `sort:worth-`.
    Sort {
        /// By name.
        Name = "name",
        /// By game, set and number.
        Set = "set",
        /// By place, page and slot.
        Place = "place" | "location",
        /// By copies.
        Quantity = "quantity" | "qty",
        /// By cost.
        Cost = "cost",
        /// By worth.
        Worth = "worth" | "value",
        /// By when they were entered.
        Added = "added",
    }
}

named! {
    /// What rows can stand together by: `group:set`.
    Group {
        /// Nothing.
        None = "none",
        /// The set.
        Set = "set",
        /// The place.
        Location = "location",
        /// The portfolio.
        Portfolio = "portfolio",
    }
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// Of several, in an order that has names; any other text too.
    Ranked(&'static [&'static [&'static str]]),
    /// A number where it is one, a text otherwise.
    Grade,
    Count,
    Money,
    Day,
}

/// From the worst to the best, each with all its codes.
const CONDITIONS: &[&[&str]] = &[
    &["dmg", "damaged", "po", "poor"],
    &["hp", "heavily played", "pl"],
    &["mp", "moderately played", "gd", "good"],
    &["lp", "lightly played", "ex", "excellent"],
    &["nm", "near mint"],
    &["m", "mint", "mt"],
];

/// From the commonest on; what games call otherwise has no place in the order.
const RARITIES: &[&[&str]] = &[
    &["common"],
    &["uncommon"],
    &["rare", "rare holo", "holo rare"],
    &["mythic", "mythic rare", "double rare", "super rare"],
    &["ultra rare", "rare ultra"],
    &["secret rare", "rare secret", "hyper rare"],
];

impl Field {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Rarity => Kind::Ranked(RARITIES),
            Self::Condition => Kind::Ranked(CONDITIONS),
            Self::Grade => Kind::Grade,
            Self::Quantity => Kind::Count,
            Self::Cost | Self::Paid | Self::Worth | Self::Gain => Kind::Money,
            Self::Bought | Self::Sold | Self::Added | Self::Changed => Kind::Day,
            _ => Kind::Text,
        }
    }

    pub(crate) fn is_ranked(self) -> bool {
        matches!(self.kind(), Kind::Ranked(_))
    }

    /// The names of its order; none where it has none.
    pub(crate) fn rank_names(self) -> Option<impl Iterator<Item = &'static str>> {
        let Kind::Ranked(ranks) = self.kind() else { return None };
        Some(ranks.iter().flat_map(|names| names.iter().copied()))
    }

    /// The place of a folded text in the order of the field; none where it has none.
    pub(crate) fn rank(self, folded: &str) -> Option<i64> {
        let Kind::Ranked(ranks) = self.kind() else { return None };
        ranks.iter().position(|names| names.contains(&folded)).and_then(|at| i64::try_from(at).ok())
    }
}
