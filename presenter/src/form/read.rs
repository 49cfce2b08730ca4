//! Reading what people type: copies, amounts, rates, days, lists of words; with the words for what cannot be read, and
//! what a text may mean that can be read in several ways. The readers themselves are [`vitrine_ledger::typed`].

use vitrine_ledger::typed::{self, Uncounted, Unrated, Unread};
use vitrine_ledger::{Currency, Date, Decimal, Money};

pub use crate::text::{as_list, listed};
use crate::words;

/// What kind of value a field holds, and so how its text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reads {
    #[default]
    Text,
    Copies,
    /// Money, in the form's currency or its own.
    Amount,
    Rate,
}

impl Reads {
    /// The keys a phone shows.
    pub fn inputmode(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Copies => "numeric",
            Self::Amount | Self::Rate => "decimal",
        }
    }

    /// What the text may mean, where that is a question: the text that says so plainly, and words.
    pub fn meanings(self, text: &str, currency: &str) -> Vec<(String, String)> {
        match self {
            Self::Text => Vec::new(),
            Self::Copies => match typed::copies(text) {
                Err(Uncounted::Which(all)) => all.map(|copies| (copies.to_string(), words::count(copies))).to_vec(),
                Ok(_) | Err(_) => Vec::new(),
            },
            Self::Rate => match typed::rate(text) {
                Err(Unrated::Which(all)) => all.map(|rate| (rate.to_string(), rate.to_string())).to_vec(),
                Ok(_) | Err(_) => Vec::new(),
            },
            Self::Amount => match of_code(currency).map(|currency| (typed::amount(text, currency), currency)) {
                Ok((Err(Unread::Which(all)), form)) => all.into_iter().map(|money| meaning(money, form)).collect(),
                Ok(_) | Err(_) => Vec::new(),
            },
        }
    }
}

/// With its code where it is not of the form's currency.
fn meaning(money: Money, form: Currency) -> (String, String) {
    if money.currency == form { (money.amount(), words::money(money)) } else { (money.to_string(), money.to_string()) }
}

/// The currency an amount says of itself, where that is another than the form's.
pub fn other_currency(text: &str, currency: &str) -> Option<Currency> {
    let form = of_code(currency).ok()?;
    typed::own_currency(text, form).filter(|own| *own != form)
}

/// A whole number of copies.
pub fn copies(text: &str) -> Result<i64, String> {
    typed::copies(text).map_err(|why| match why {
        Uncounted::NotANumber => String::from("Write a whole number of copies."),
        Uncounted::NotWhole => String::from("A copy is whole: write 1, 2, 3\u{2026}"),
        Uncounted::TooMany => String::from("This is more than Vitrine can count."),
        Uncounted::Which(all) => which(all.map(words::count)),
    })
}

/// An amount; empty means unknown.
pub fn amount(text: &str, currency: &str) -> Result<Option<Money>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let form = of_code(currency)?;
    typed::amount(text, form).map(Some).map_err(|why| match why {
        Unread::NotAnAmount => {
            format!("This is not an amount of {form}. Leave it empty if you do not know.")
        }
        Unread::TooPrecise(of) => match of.exponent() {
            0 => format!("{of} has nothing after the point."),
            digits => format!("{of} has {digits} digits after the point, not more."),
        },
        Unread::TooLarge => String::from("This is more than Vitrine can count."),
        Unread::Which(all) => which(all.into_iter().map(|money| meaning(money, form).1)),
    })
}

/// `Did you mean $1,234.00 or $1.23?`
fn which(all: impl IntoIterator<Item = String>) -> String {
    format!("Did you mean {}?", all.into_iter().collect::<Vec<_>>().join(" or "))
}

/// A currency by its code, however it is written.
pub(super) fn of_code(code: &str) -> Result<Currency, String> {
    let code = code.trim().to_uppercase();
    code.parse().map_err(|_| String::from("A currency has three letters: USD, EUR."))
}

/// A rate of exchange; empty means that nobody has looked it up.
pub(super) fn rate(text: &str) -> Result<Option<Decimal>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    typed::rate(text).map(Some).map_err(|why| match why {
        Unrated::NotARate => String::from("Write a rate as a number: 1.0845."),
        Unrated::Which(all) => which(all.map(|rate| rate.to_string())),
    })
}

/// The amounts of one purchase or one sale, which are all of one currency: the form's, or the one the first of them says
/// of itself.
pub(super) struct OneCurrency<'a> {
    form: &'a str,
    first: Option<Currency>,
}

impl<'a> OneCurrency<'a> {
    pub(super) fn new(form: &'a str) -> Self {
        Self { form, first: None }
    }

    pub(super) fn amount(&mut self, text: &str) -> Result<Option<Money>, String> {
        let read = amount(text, self.form)?;
        match (read, self.first) {
            (Some(money), Some(first)) if money.currency != first => Err(format!(
                "This is in {}, another amount of this form in {first}. Write all of them in one currency.",
                money.currency
            )),
            (Some(money), _) => {
                self.first = Some(money.currency);
                Ok(Some(money))
            }
            (None, _) => Ok(None),
        }
    }

    /// The code of the currency they are of.
    pub(super) fn code(&self) -> String {
        self.first.map_or_else(|| self.form.to_owned(), |currency| currency.to_string())
    }
}

/// A day; empty means unknown.
pub(super) fn day(text: &str) -> Result<Option<Date>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.parse().map(Some);
    day.map_err(|_| String::from("Write the day as year-month-day, for example 2026-11-03."))
}

/// What was read; or the reason is put at the field, and whatever stands for nothing is returned.
pub(super) fn note<T: Default>(wrong: &mut super::Wrong, field: &'static str, read: Result<T, String>) -> T {
    read.unwrap_or_else(|why| {
        wrong.push((field, why));
        T::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_two_meanings_is_a_question_with_both_to_choose() {
        assert_eq!(amount("1,234", "USD"), Err(String::from("Did you mean $1,234.00 or $1.23?")));
        let both = Reads::Amount.meanings("1,234", "usd");
        assert_eq!(both, [("1234.00".into(), "$1,234.00".into()), ("1.23".into(), "$1.23".into())]);
        for (text, _) in both {
            assert!(amount(&text, "USD").is_ok(), "{text}: an answer is no new question");
        }
        let dollars = Reads::Amount.meanings("$50", "EUR");
        assert_eq!(dollars[1], ("50.00 CAD".into(), "50.00 CAD".into()));
        assert_eq!(amount(&dollars[1].0, "EUR").unwrap().unwrap().currency.as_str(), "CAD");
        assert_eq!(Reads::Copies.meanings("1,000", ""), [("1000".into(), "1,000".into()), ("1".into(), "1".into())]);
        assert_eq!(Reads::Rate.meanings("1,085", "")[1].0, "1.085");
        assert!(Reads::Text.meanings("1,234", "USD").is_empty() && Reads::Amount.meanings("12", "USD").is_empty());
    }

    #[test]
    fn report_b2_amounts_of_two_currencies_are_not_added() {
        let mut lot = OneCurrency::new("USD");
        assert_eq!(lot.amount("\u{20ac}50").unwrap().map(|money| money.to_string()).as_deref(), Some("50.00 EUR"));
        assert!(lot.amount("\u{20ac}2").is_ok() && lot.amount(" ").is_ok());
        assert!(lot.amount("2").is_err(), "dollars, by the form");
        assert_eq!(lot.code(), "EUR");
        assert_eq!(OneCurrency::new("USD").code(), "USD");
        assert_eq!(other_currency("\u{20ac}50", "USD"), Some(Currency::EUR));
        assert_eq!((other_currency("50", "USD"), other_currency("$50", "USD")), (None, None));
    }

    #[test]
    fn tags_with_commas_survive_the_form() {
        for tags in [
            vec!["grail"],
            vec!["signed, at the show", "b"],
            vec!["\"quoted\"", "a"],
            vec!["say \"hi\", twice"],
            vec!["7\" single", "12\" single"],
            vec!["\""],
            vec!["\"a", "b\""],
        ] {
            assert_eq!(listed(&as_list(tags.iter().copied())), tags);
        }
        assert_eq!(listed(" b, a,,b "), ["b", "a", "b"]);
        assert_eq!(listed("\"open, b"), ["\"open", "b"], "a quote that never closes is a letter");
        assert!(listed(" , ").is_empty());
    }
}
