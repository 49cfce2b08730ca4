//! The form of a wish.

use vitrine_ledger::{CardRef, Currency, Grade, Priority, Wish, limits};

use super::read;
use super::{Wrong, read::note};

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WishValues {
    pub name: String,
    pub game: String,
    pub set_name: String,
    pub set: String,
    pub number: String,
    pub finish: String,
    pub language: String,
    pub company: String,
    pub grade: String,
    pub target: String,
    pub currency: String,
    pub quantity: String,
    pub priority: String,
    pub note: String,
}

impl WishValues {
    /// `base` is the currency a new target is likely to be in.
    pub fn of(wish: &Wish, base: Option<Currency>) -> Self {
        let grade = wish.grade.clone().unwrap_or_default();
        let currency = wish.target.map(|target| target.currency).or(base).unwrap_or(Currency::USD);
        Self {
            name: wish.card.name.clone(),
            game: wish.card.game.clone(),
            set_name: wish.card.set_name.clone(),
            set: wish.card.set.clone(),
            number: wish.card.number.clone(),
            finish: wish.finish.clone(),
            language: wish.language.clone(),
            company: grade.company,
            grade: grade.value,
            target: wish.target.map(|target| target.amount()).unwrap_or_default(),
            currency: currency.to_string(),
            quantity: wish.quantity.to_string(),
            priority: wish.priority.as_str().to_owned(),
            note: wish.note.clone(),
        }
    }

    /// An empty form.
    pub fn fresh(base: Option<Currency>) -> Self {
        Self::of(&Wish::new(CardRef { game: String::from("pokemon"), ..CardRef::default() }), base)
    }

    /// The wish as the form says it. What the form does not show stays as in `before`.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn wish(&self, before: Option<&Wish>) -> Result<Wish, Wrong> {
        let mut wrong = Wrong::new();
        let mut wish = before.cloned().unwrap_or_else(|| Wish::new(CardRef::default()));
        let text = |text: &str| text.trim().to_owned();
        wish.card.name = text(&self.name);
        wish.card.game = text(&self.game);
        wish.card.set_name = text(&self.set_name);
        wish.card.set = text(&self.set);
        wish.card.number = text(&self.number);
        wish.finish = text(&self.finish);
        wish.language = text(&self.language);
        let (company, value) = (text(&self.company), text(&self.grade));
        wish.grade = match (company.is_empty() && value.is_empty(), wish.grade) {
            (true, _) => None,
            (false, known) => Some(Grade { company, value, ..known.unwrap_or_default() }),
        };
        wish.target = note(&mut wrong, "target", read::amount(&self.target, &self.currency));
        let quantity = match read::copies(&self.quantity) {
            Ok(copies) if (1..=limits::QUANTITY).contains(&copies) => Ok(copies),
            Ok(_) => Err(String::from("Write how many you look for: 1 or more.")),
            Err(why) => Err(why),
        };
        wish.quantity = note(&mut wrong, "quantity", quantity);
        let known = Priority::ALL.into_iter().find(|priority| priority.as_str() == self.priority);
        wish.priority = known.unwrap_or_default();
        wish.note = self.note.trim_end().to_owned();
        if wrong.is_empty() { Ok(wish) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::rules::Fields;
    use vitrine_ledger::{Money, WishPatch};

    fn wish() -> Wish {
        let card = CardRef { game: "mtg".into(), name: "Opt".into(), ..CardRef::default() };
        let grade = Grade { company: "PSA".into(), value: "10".into(), label: "Gem Mint".into(), ..Grade::default() };
        let target = Some(Money::new(1_250, Currency::EUR));
        Wish { target, grade: Some(grade), quantity: 4, priority: Priority::High, ..Wish::new(card) }
    }

    #[test]
    fn a_form_that_was_only_opened_changes_nothing() {
        let shown = WishValues::of(&wish(), None);
        assert_eq!(wish().change_to(&shown.wish(Some(&wish())).unwrap()), WishPatch::default());
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        let values = WishValues { target: "cheap".into(), quantity: "0".into(), ..WishValues::of(&wish(), None) };
        let fields: Vec<&str> = values.wish(None).unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["target", "quantity"]);
    }

    #[test]
    fn a_wish_may_cost_whatever_it_costs() {
        let values = WishValues { name: " Opt ".into(), ..WishValues::fresh(Some(Currency::GBP)) };
        let wish = values.wish(None).unwrap();
        assert_eq!((wish.card.name.as_str(), wish.target, wish.quantity), ("Opt", None, 1));
        assert_eq!(values.currency, "GBP");
    }
}
