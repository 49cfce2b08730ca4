//! Words for copies without a price.

use vitrine_ledger::CardRef;

use crate::wire::value::Lack;

/// Why copies have no price, and what can be done.
pub fn lack(why: Lack, needs: &[String]) -> (String, &'static str) {
    match why {
        Lack::Contradiction => (
            String::from("Two cards in one"),
            "Set and number are one card\u{2019}s, and the product is another\u{2019}s. Open the card and say which it is.",
        ),
        Lack::Other if needs.is_empty() => (
            String::from("Only other copies have a price"),
            "Of another grade or condition, which nothing can stand in for. A price of your own counts.",
        ),
        Lack::Other => (
            format!("Only {} has a price", others(needs)),
            "It counts once you let it stand in, above, and says so wherever it is shown.",
        ),
        Lack::NoPrice => (
            String::from("No source has a price"),
            "The card is known; no price file names it. Bring in more prices, or set a price of your own.",
        ),
        Lack::NoCard => (
            String::from("No such card in the catalogue"),
            "Look at its set and number, bring in a catalogue that has it, or set a price of your own.",
        ),
        Lack::NoRate => (String::from("Priced in money without a rate"), "Bring in exchange rates: then these count."),
        Lack::Proxy => {
            (String::from("Proxies"), "Nobody\u{2019}s price is one of a proxy. A price of your own counts.")
        }
    }
}

/// What a price would be of that needs these rules: `another finish in another language`.
fn others(needs: &[String]) -> String {
    let one = |rule: &String| match rule.as_str() {
        "finish" => "another finish",
        "condition" => "another condition",
        "language" => "another language",
        "raw" => "the ungraded card",
        _ => "another copy",
    };
    needs.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// A card somebody is asked about: `130/214 · Gardevoir & Sylveon GX, Unbroken Bonds`.
pub fn which(card: &CardRef) -> String {
    let set = if card.set_name.is_empty() { &card.set } else { &card.set_name };
    let place = [card.name.as_str(), set.as_str()].into_iter().filter(|text| !text.is_empty());
    let place = place.collect::<Vec<_>>().join(", ");
    let rarity = if card.rarity.is_empty() { String::new() } else { format!(" ({})", card.rarity) };
    format!("{} \u{b7} {place}{rarity}", card.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_what_has_a_price() {
        let said =
            |needs: &[&str]| lack(Lack::Other, &needs.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>()).0;
        assert_eq!(said(&["finish"]), "Only another finish has a price");
        assert_eq!(said(&["condition", "language"]), "Only another condition and another language has a price");
        assert_eq!(said(&[]), "Only other copies have a price");
    }
}
