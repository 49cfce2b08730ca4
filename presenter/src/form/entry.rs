//! The texts of an entry's form.
//!
//! Portfolio and location stand there by name. A text that was not changed means what it meant when the form opened, also
//! when that group has another name by now, or was deleted; a name nobody has given yet makes a group with the entry.

use uuid::Uuid;
use vitrine_ledger::entry::FLAGS;
use vitrine_ledger::rules::Fields;
use vitrine_ledger::{
    CardRef, Condition, Date, Entry, EntryPatch, Grade, Location, Mutation, Place, Portfolio, PriceOverride, SubGrades,
    Tags, limits,
};

use super::Wrong;
use super::read::{self, note};
use crate::collection::{GroupKind, Groups};

#[cfg(test)]
mod tests;

/// What stands in a switch that is on.
pub const ON: &str = "yes";

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntryValues {
    pub name: String,
    pub game: String,
    pub set_name: String,
    pub set: String,
    pub number: String,
    pub finish: String,
    pub language: String,
    /// `scale:code`; empty for unknown.
    pub condition: String,
    /// [`ON`] for a sealed product, which has no number and says what it is in `product`.
    pub sealed: String,
    pub product: String,
    pub company: String,
    pub grade: String,
    pub label: String,
    pub cert: String,
    pub centering: String,
    pub corners: String,
    pub edges: String,
    pub surface: String,
    /// By name.
    pub portfolio: String,
    pub location: String,
    pub page: String,
    pub slot: String,
    /// Those of [`FLAGS`] that are set, apart by commas; other words are in `specials`.
    pub flags: String,
    pub specials: String,
    pub for_trade: String,
    /// What is stamped on the printing.
    pub stamp: String,
    /// Of one copy; empty for none.
    pub price: String,
    pub price_currency: String,
    /// `YYYY-MM-DD`; empty means today.
    pub price_date: String,
    pub price_reason: String,
    /// Set apart by commas, those that have one in quotes.
    pub tags: String,
    pub notes: String,
}

/// Hands the names of all texts of [`EntryValues`] to a macro that declares the same fields in another form, after what
/// stands in brackets: `entry_texts!(fields (EntryFields of EntryValues))`. One that is missing does not compile there.
#[macro_export]
macro_rules! entry_texts {
    ($then:ident ($($first:tt)*)) => {
        $then!($($first)* {
            name,
            game,
            set_name,
            set,
            number,
            finish,
            language,
            condition,
            sealed,
            product,
            company,
            grade,
            label,
            cert,
            centering,
            corners,
            edges,
            surface,
            portfolio,
            location,
            page,
            slot,
            flags,
            specials,
            for_trade,
            stamp,
            price,
            price_currency,
            price_date,
            price_reason,
            tags,
            notes,
        });
    };
}

/// What a form needs of the device: ids for groups that it makes, and the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fresh {
    pub portfolio: Uuid,
    pub location: Uuid,
    pub today: Option<Date>,
}

impl EntryValues {
    /// An empty form as most cards are.
    pub fn fresh() -> Self {
        Self {
            game: String::from("pokemon"),
            language: String::from("en"),
            condition: String::from("tcg:NM"),
            price_currency: String::from("USD"),
            ..Self::default()
        }
    }

    pub fn of(entry: &Entry, groups: &Groups) -> Self {
        let condition = entry.condition.as_ref().map(|of| format!("{}:{}", of.scale, of.code)).unwrap_or_default();
        let Grade { company, value, label, cert, subs } = entry.grade.clone().unwrap_or_default();
        let sealed = if entry.card.product.is_empty() { "" } else { ON };
        let location = entry.place.as_ref().map(|place| place.location);
        let location = groups.name(GroupKind::Location, location).to_owned();
        // A page of no binder says nothing.
        let place = entry.place.clone().filter(|_| !location.is_empty()).unwrap_or_default();
        let (known, others): (Vec<&str>, Vec<&str>) = entry.flags.iter().partition(|flag| FLAGS.contains(flag));
        let own = entry.price.as_ref();
        let base = groups.settings().currency;
        Self {
            name: entry.card.name.clone(),
            game: entry.card.game.clone(),
            set_name: entry.card.set_name.clone(),
            set: entry.card.set.clone(),
            number: entry.card.number.clone(),
            finish: entry.finish.clone(),
            language: entry.language.clone(),
            condition,
            sealed: sealed.to_owned(),
            product: entry.card.product.clone(),
            company,
            grade: value,
            label,
            cert,
            centering: subs.centering,
            corners: subs.corners,
            edges: subs.edges,
            surface: subs.surface,
            portfolio: groups.name(GroupKind::Portfolio, entry.portfolio).to_owned(),
            location,
            page: place.page,
            slot: place.slot,
            flags: known.join(", "),
            specials: read::as_list(others),
            for_trade: if entry.for_trade == 0 { String::new() } else { entry.for_trade.to_string() },
            stamp: entry.stamp.clone(),
            price: own.map(|own| own.price.amount()).unwrap_or_default(),
            price_currency: own
                .map(|own| own.price.currency)
                .or(base)
                .map_or_else(|| String::from("USD"), |currency| currency.to_string()),
            price_date: own.map(|own| own.date.to_string()).unwrap_or_default(),
            price_reason: own.map(|own| own.reason.clone()).unwrap_or_default(),
            tags: read::as_list(entry.tags.iter()),
            notes: entry.notes.clone(),
        }
    }

    /// The same with an edit on top that could not be stored.
    pub fn with(entry: &Entry, patch: &EntryPatch, groups: &Groups) -> Self {
        Self::of(&entry.with(patch), groups)
    }

    /// The entry as the form says it. What the form does not show stays as in `before`, which is the entry and what the
    /// form said of it when it opened.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn entry(&self, before: Option<(&Entry, &Self)>, groups: &Groups, fresh: Fresh) -> Result<Entry, Wrong> {
        let mut wrong = Wrong::new();
        let nothing = Self::default();
        let (before, shown) = match before {
            Some((entry, shown)) => (entry.clone(), shown),
            None => (Entry::new(CardRef::default()), &nothing),
        };
        let mut card = before.card;
        card.name = trimmed(&self.name);
        card.game = trimmed(&self.game);
        card.set_name = trimmed(&self.set_name);
        card.set = trimmed(&self.set);
        if self.sealed == ON {
            card.product = note(&mut wrong, "product", product(&self.product));
        } else {
            card.product = String::new();
            card.number = trimmed(&self.number);
        }
        let group = |kind, text: &str, (was, id): (&str, _), new| resolve(groups, kind, text, was, id, new);
        let portfolio =
            group(GroupKind::Portfolio, &self.portfolio, (&shown.portfolio, before.portfolio), fresh.portfolio);
        let portfolio = note(&mut wrong, "portfolio", portfolio);
        let place = if (&self.location, &self.page, &self.slot) == (&shown.location, &shown.page, &shown.slot) {
            before.place
        } else {
            let was = before.place.as_ref().map(|place| place.location);
            let location = group(GroupKind::Location, &self.location, (&shown.location, was), fresh.location);
            let place = location.and_then(|location| self.place(location));
            note(&mut wrong, "place", place)
        };
        // Every field, so that a new one does not compile until the form says it, or keeps it as `extra`.
        let entry = Entry {
            extra: before.extra,
            card,
            finish: trimmed(&self.finish),
            language: trimmed(&self.language),
            condition: self.condition.split_once(':').map(|(scale, code)| Condition::new(scale, code)),
            grade: self.graded(),
            tags: Tags::new(read::listed(&self.tags)),
            notes: self.notes.trim_end().to_owned(),
            place,
            portfolio,
            for_trade: note(&mut wrong, "for_trade", self.to_trade()),
            stamp: trimmed(&self.stamp),
            price: note(&mut wrong, "price", self.own_price(fresh.today)),
            flags: Tags::new(read::listed(&self.flags).into_iter().chain(read::listed(&self.specials))),
        };
        if wrong.is_empty() { Ok(entry) } else { Err(wrong) }
    }

    /// The form for the next card: where it is from stays, what it is does not. Every field is named, so that a new one does
    /// not compile until it is said which it is.
    #[must_use]
    pub fn next(self) -> Self {
        let Self {
            // Stays.
            game,
            set_name,
            set,
            finish,
            language,
            condition,
            sealed,
            product,
            portfolio,
            location,
            page,
            price_currency,
            price_date,
            tags,
            // Is of the single card, or copy.
            name: _,
            number: _,
            company: _,
            grade: _,
            label: _,
            cert: _,
            centering: _,
            corners: _,
            edges: _,
            surface: _,
            slot: _,
            flags: _,
            specials: _,
            for_trade: _,
            stamp: _,
            price: _,
            price_reason: _,
            notes: _,
        } = self;
        Self {
            game,
            set_name,
            set,
            finish,
            language,
            condition,
            sealed,
            product,
            portfolio,
            location,
            page,
            price_currency,
            price_date,
            tags,
            ..Self::default()
        }
    }

    /// Only what the author changed.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn patch(&self, before: (&Entry, &Self), groups: &Groups, fresh: Fresh) -> Result<EntryPatch, Wrong> {
        Ok(before.0.change_to(&self.entry(Some(before), groups, fresh)?))
    }

    /// The groups an entry of this form stands in that are not there yet.
    pub fn new_groups(&self, portfolio: Option<Uuid>, location: Option<Uuid>, fresh: Fresh) -> Vec<Mutation> {
        let (id, about) = (fresh.portfolio, String::new());
        let portfolio = portfolio.filter(|of| *of == id).map(|id| Mutation::AddPortfolio {
            id,
            portfolio: Portfolio { name: trimmed(&self.portfolio), about: about.clone() },
        });
        let location = location.filter(|of| *of == fresh.location).map(|id| Mutation::AddLocation {
            id,
            location: Location { name: trimmed(&self.location), kind: Default::default(), about },
        });
        portfolio.into_iter().chain(location).collect()
    }

    fn graded(&self) -> Option<Grade> {
        let [company, value, label, cert] = [&self.company, &self.grade, &self.label, &self.cert].map(|t| trimmed(t));
        let [centering, corners, edges, surface] =
            [&self.centering, &self.corners, &self.edges, &self.surface].map(|t| trimmed(t));
        let said = [&company, &value, &cert].iter().any(|text| !text.is_empty());
        said.then_some(Grade { company, value, label, cert, subs: SubGrades { centering, corners, edges, surface } })
    }

    fn place(&self, location: Option<Uuid>) -> Result<Option<Place>, String> {
        let (page, slot) = (trimmed(&self.page), trimmed(&self.slot));
        match location {
            Some(location) => Ok(Some(Place { location, page, slot })),
            None if page.is_empty() && slot.is_empty() => Ok(None),
            None => Err(String::from("Say which binder or box that is in.")),
        }
    }

    fn to_trade(&self) -> Result<i64, String> {
        match self.for_trade.trim() {
            "" => Ok(0),
            text => match read::copies(text)? {
                copies if (0..=limits::QUANTITY).contains(&copies) => Ok(copies),
                _ => Err(String::from("Write a whole number of copies.")),
            },
        }
    }

    fn own_price(&self, today: Option<Date>) -> Result<Option<PriceOverride>, String> {
        let Some(price) = read::amount(&self.price, &self.price_currency)? else { return Ok(None) };
        let date = read::day(&self.price_date)?.or(today);
        let date = date.ok_or_else(|| String::from("Say since which day."))?;
        Ok(Some(PriceOverride { price, date, reason: trimmed(&self.price_reason) }))
    }
}

/// The group a name means: the one it meant before, one that is there, or a new one.
fn resolve(
    groups: &Groups,
    kind: GroupKind,
    text: &str,
    was: &str,
    id: Option<Uuid>,
    new: Uuid,
) -> Result<Option<Uuid>, String> {
    let text = text.trim();
    if text == was.trim() {
        return Ok(id);
    }
    if text.chars().count() > limits::TEXT {
        return Err(String::from("This name is too long."));
    }
    Ok((!text.is_empty()).then(|| groups.find(kind, text).map_or(new, |group| group.id)))
}

fn product(text: &str) -> Result<String, String> {
    let text = trimmed(text);
    if text.is_empty() { Err(String::from("Say what it is: a booster box, a tin \u{2026}")) } else { Ok(text) }
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}
