//! A card to ask.

use vitrine_catalog::text::look_through;
use vitrine_ledger::{Currency, Date};
use vitrine_query::{Context, Field, Flag, Has, Parsed, Subject, parse};

#[derive(Debug, Clone, Default)]
pub(crate) struct Card {
    pub(crate) texts: Vec<(Field, String)>,
    pub(crate) numbers: Vec<(Field, i64)>,
    pub(crate) flags: Vec<Flag>,
    haystack: String,
}

impl Card {
    pub(crate) fn new(name: &str) -> Self {
        Self::default().text(Field::Name, name)
    }

    pub(crate) fn text(mut self, field: Field, text: &str) -> Self {
        look_through(text, &mut self.haystack);
        self.texts.push((field, text.to_owned()));
        self
    }

    pub(crate) fn number(mut self, field: Field, number: i64) -> Self {
        self.numbers.push((field, number));
        self
    }

    pub(crate) fn on(self, field: Field, year: u16, month: u8, day: u8) -> Self {
        let ordinal = Date::new(year, month, day).expect("a day of the calendar").ordinal();
        self.number(field, ordinal.into())
    }

    pub(crate) fn is(mut self, flag: Flag) -> Self {
        self.flags.push(flag);
        self
    }

    pub(crate) fn fits(&self, query: &str) -> bool {
        read(query).filter.matches(self)
    }
}

impl Subject for Card {
    fn haystack(&self) -> &str {
        &self.haystack
    }

    fn texts(&self, field: Field, say: &mut dyn FnMut(&str)) {
        self.texts.iter().filter(|(of, _)| *of == field).for_each(|(_, text)| say(text));
    }

    fn numbers(&self, field: Field, say: &mut dyn FnMut(i64)) {
        self.numbers.iter().filter(|(of, _)| *of == field).for_each(|(_, number)| say(*number));
    }

    fn is(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    fn has(&self, what: Has) -> bool {
        let field = match what {
            Has::Note => Field::Note,
            Has::Cert => Field::Cert,
            Has::Tag => Field::Tag,
            Has::Sale => return self.numbers.iter().any(|(field, _)| *field == Field::Sold),
        };
        self.texts.iter().any(|(of, _)| *of == field)
    }
}

pub(crate) fn context() -> Context {
    Context { today: Date::new(2026, 3, 15).expect("a day of the calendar"), base: Some(Currency::EUR) }
}

pub(crate) fn read(query: &str) -> Parsed {
    parse(query, &context())
}
