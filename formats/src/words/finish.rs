//! Finishes as files write them. Open: a name nobody here knows is a finish too.

use super::squashed;

/// The name people see for what apps write: `nonfoil`, `regular` and nothing at all are [`NORMAL`].
pub(crate) fn finish(text: &str) -> String {
    let known = match squashed(text).as_str() {
        "normal" | "nonfoil" | "regular" | "nofoil" => "Normal",
        "foil" => "Foil",
        "etched" | "etchedfoil" | "foiletched" => "Etched",
        "holofoil" | "holo" => "Holofoil",
        "reverseholofoil" | "reverseholo" | "reverse" => "Reverse Holofoil",
        _ => text.trim(),
    };
    known.to_owned()
}

/// What a column says that says foil or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foil {
    Is(&'static str),
    /// It is none of the words.
    Unknown,
}

/// Reads such a column; empty is normal.
pub(crate) fn foil(text: &str) -> Foil {
    match squashed(text).as_str() {
        "" | "normal" | "nonfoil" | "regular" => Foil::Is("Normal"),
        "foil" => Foil::Is("Foil"),
        "etched" | "foiletched" => Foil::Is("Etched"),
        _ => Foil::Unknown,
    }
}
