//! One line of the collection: an entry with what its lots and sales add up to.

mod books;
pub(crate) mod natural;
mod reckoned;

use uuid::Uuid;
use vitrine_catalog::text::look_through;
use vitrine_ledger::basis::Realised;
use vitrine_ledger::{Date, Entry, Key, Lot, LotKind, Money, NewLot, Rate, Sale, Seen, Stored, Taken};

use crate::text::isolated;

pub use books::Here;
pub use reckoned::Reckoned;

/// A lot as the collection needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotLine {
    pub id: Uuid,
    /// Copies that came.
    pub quantity: i64,
    /// Those of them that are still here.
    pub left: i64,
    /// Of one copy.
    pub cost: Option<Money>,
    /// Of all that came together, where it was said so.
    pub total: Option<Money>,
    fees: Option<Money>,
    shipping: Option<Money>,
    tax: Option<Money>,
    rate: Option<Rate>,
    pub acquired: Option<Date>,
    pub kind: LotKind,
}

impl LotLine {
    fn new(id: Uuid, lot: &Lot) -> Self {
        let Lot { quantity, cost, total, fees, shipping, tax, rate, acquired, kind, .. } = *lot;
        Self { id, quantity, left: quantity, cost, total, fees, shipping, tax, rate, acquired, kind }
    }

    /// What was paid, for one copy or for all.
    pub(crate) fn paid(&self) -> Option<Money> {
        self.cost.or(self.total)
    }

    /// As much of the lot as its cost follows from.
    pub(crate) fn lot(&self, entry: Uuid) -> Lot {
        let Self { id, quantity, left: _, cost, total, fees, shipping, tax, rate, acquired, kind } = *self;
        NewLot { id, quantity, cost, total, acquired, kind, fees, shipping, tax, rate, ..NewLot::default() }.lot(entry)
    }
}

/// A sale as the collection needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct SaleLine {
    pub id: Uuid,
    pub sale: Sale,
    /// What it came to; none for a reversed one.
    pub realised: Option<Realised>,
    alive: bool,
}

impl SaleLine {
    /// Was it taken back?
    pub fn reversed(&self) -> bool {
        !self.alive
    }
}

/// A living entry, its living lots and its sales.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub id: Uuid,
    pub name: String,
    pub game: String,
    /// The set's name, or its code where it has none.
    pub set: String,
    /// Its code, where the set has a name as well.
    pub set_code: Box<str>,
    pub number: String,
    pub finish: String,
    pub language: String,
    /// The condition's code.
    pub condition: String,
    /// Company, value and label.
    pub grade: Option<String>,
    /// What is special about the copies, and what kind of sealed product it is.
    pub marks: Vec<String>,
    pub tags: Box<[Box<str>]>,
    pub note: Box<str>,
    /// The certificate's number.
    pub cert: Box<str>,
    pub sealed: bool,
    /// Its own, whether or not that is still there; so with the portfolio.
    pub location: Option<Uuid>,
    pub page: String,
    pub slot: String,
    pub portfolio: Option<Uuid>,
    /// Copies to trade away.
    pub for_trade: i64,
    pub lots: Vec<LotLine>,
    /// Reversed ones too.
    pub sales: Vec<SaleLine>,
    /// Copies held: what came less what went; below zero when more went than came.
    pub quantity: i64,
    /// Copies that are left of its lots: what is held, unless a lot is below zero by itself, or more went than came.
    pub here: i64,
    /// What those with a known cost came to, one sum for each currency, the largest first.
    pub costs: Vec<Money>,
    /// Those whose cost is unknown.
    pub unknown: i64,
    /// Those whose cost stands in its own currency, for want of a rate to the one everything is reckoned in.
    pub no_rate: i64,
    /// What those with a known cost came to in the currency everything is reckoned in.
    pub(crate) cost: i64,
    /// A price of one copy that the owner set, with the day from which it holds.
    pub own_price: Option<(Money, Date)>,
    pub rarity: String,
    /// When the entry was made.
    pub added_ms: u64,
    /// The name in its natural order.
    pub(crate) by_name: Box<[u8]>,
    /// Game, set and number in theirs: the order of a binder.
    pub(crate) by_place: Box<[u8]>,
    /// What tells copies of one card apart, each part closed by a zero.
    apart: Box<str>,
    /// The values the list can be grouped by, in the order of [`Entry::groupings`].
    groups: Box<[Box<str>]>,
    /// How many of its bytes are the game and the set.
    set_len: u32,
    /// Page and slot in their natural order.
    pub(crate) by_slot: Box<[u8]>,
    /// What the search looks through, folded.
    pub(crate) haystack: String,
}

impl Row {
    /// The row of a living entry; none for a deleted one.
    pub fn new(id: Uuid, stored: &Stored<Entry>) -> Option<Self> {
        if !stored.alive {
            return None;
        }
        let entry = &stored.value;
        let card = &entry.card;
        let set = if card.set_name.is_empty() { &card.set } else { &card.set_name };
        let grade = entry.grade.as_ref().map(|grade| {
            let label = if grade.label.is_empty() { String::new() } else { format!(" {}", grade.label) };
            format!("{} {}{label}", grade.company, grade.value)
        });
        let mut marks: Vec<String> =
            Some(card.product.clone()).into_iter().filter(|product| !product.is_empty()).collect();
        entry.chips(&mut |word| marks.push(word.to_owned()));
        let place = entry.place.clone().unwrap_or_default();
        let mut haystack = String::with_capacity(96);
        entry.searched(&mut |word| look_through(word, &mut haystack));
        Some(Self {
            id,
            name: card.name.clone(),
            game: card.game.clone(),
            set: set.clone(),
            set_code: if card.set_name.is_empty() { Box::default() } else { card.set.as_str().into() },
            number: card.number.clone(),
            finish: entry.finish.clone(),
            language: entry.language.clone(),
            condition: entry.condition.as_ref().map(|condition| condition.code.clone()).unwrap_or_default(),
            grade,
            marks,
            tags: entry.tags.iter().map(Box::from).collect(),
            note: entry.notes.as_str().into(),
            cert: entry.grade.as_ref().map(|grade| grade.cert.as_str().into()).unwrap_or_default(),
            sealed: !card.product.is_empty(),
            location: entry.place.as_ref().map(|place| place.location),
            by_slot: natural::key(&if entry.place.is_none() {
                String::new()
            } else {
                [place.page.as_str(), &place.slot].join("\u{1}")
            }),
            page: place.page,
            slot: place.slot,
            portfolio: entry.portfolio,
            for_trade: entry.for_trade,
            lots: Vec::new(),
            sales: Vec::new(),
            quantity: 0,
            here: 0,
            costs: Vec::new(),
            unknown: 0,
            no_rate: 0,
            cost: 0,
            own_price: entry.price.as_ref().map(|own| (own.price, own.date)),
            rarity: card.rarity.clone(),
            added_ms: stored.versions.made().stamp.ms(),
            by_name: natural::key(&card.name),
            set_len: natural::key(&[card.game.as_str(), set, ""].join("\u{1}")).len() as u32,
            by_place: natural::key(&[card.game.as_str(), set, &card.number].join("\u{1}")),
            apart: entry.told_apart().flat_map(|text| [text, "\0"]).collect::<String>().into(),
            groups: entry.groups().map(Box::from).collect(),
            haystack,
        })
    }

    /// Adds a lot; a deleted one counts nowhere. [`settle`](Self::settle) counts it.
    pub fn add_lot(&mut self, id: Uuid, stored: &Stored<Lot>) {
        if stored.alive {
            self.lots.push(LotLine::new(id, &stored.value));
        }
    }

    /// Adds a sale; a reversed one is only shown. [`settle`](Self::settle) counts it.
    pub fn add_sale(&mut self, id: Uuid, stored: &Stored<Sale>) {
        self.sales.push(SaleLine { id, sale: stored.value.clone(), realised: None, alive: stored.alive });
    }

    /// Game and set, as bytes to compare.
    pub(crate) fn by_set(&self) -> &[u8] {
        &self.by_place[..self.set_len as usize]
    }

    /// Its value of a field the list can be grouped by; empty for any other.
    pub(crate) fn group(&self, field: &str) -> &str {
        let at = Entry::groupings().position(|grouping| grouping.name == field);
        at.and_then(|at| self.groups.get(at)).map_or("", |text| text)
    }

    /// What the copies share with those that are duplicates of them: the card, and what tells copies of it apart (finish,
    /// language …). The condition, the grade and the place may differ: that is how one chooses which of them to keep.
    pub(crate) fn printing_key(&self) -> Box<[u8]> {
        let texts: [&[u8]; 3] = [&self.by_place, &self.by_name, self.apart.as_bytes()];
        texts.join(&0).into_boxed_slice()
    }

    /// Is a price that was quoted for `before` one of this row too, or is it another card now, or another copy of it?
    pub(crate) fn is_priced_like(&self, before: &Self) -> bool {
        let copy = |row: &Self| (row.printing_key(), row.condition.clone(), row.grade.clone());
        copy(self) == copy(before)
    }

    /// Where it is printed: `Base Set · 4/102`.
    pub fn printing(&self) -> String {
        match (self.set.is_empty(), self.number.is_empty()) {
            (false, false) => format!("{} \u{b7} {}", isolated(&self.set), isolated(&self.number)),
            (false, true) => self.set.clone(),
            (true, _) => self.number.clone(),
        }
    }

    /// The records a person sees as this row.
    pub fn keys(&self) -> Vec<Key> {
        std::iter::once(Key::entry(self.id)).chain(self.parts()).collect()
    }

    /// What somebody sees who sells of it, and takes these copies.
    pub fn seen(&self, taken: &[Taken]) -> Seen {
        let living: Vec<(Uuid, &Sale)> =
            self.sales.iter().filter(|sale| !sale.reversed()).map(|sale| (sale.id, &sale.sale)).collect();
        Seen::of(self.id, self.quantity, self.lots.iter().map(|lot| lot.id), living.into_iter(), taken)
    }

    fn parts(&self) -> impl Iterator<Item = Key> {
        let lots = self.lots.iter().map(|lot| Key::lot(lot.id));
        lots.chain(self.sales.iter().map(|sale| Key::sale(sale.id)))
    }

    /// How many more went than came, when sales are a part of it: somebody has to say which of them did not happen.
    pub fn oversold(&self) -> Option<i64> {
        (self.quantity < 0 && !self.sales.iter().all(SaleLine::reversed)).then_some(-self.quantity)
    }

    /// The lot that "one more" goes to: the one that came last.
    pub fn newest_lot(&self) -> Option<&LotLine> {
        self.lots.iter().max_by_key(|lot| (lot.acquired, lot.id))
    }

    /// The lot that "one less" is taken from: the last one that has any left.
    pub fn last_full_lot(&self) -> Option<&LotLine> {
        self.lots.iter().filter(|lot| lot.left > 0).max_by_key(|lot| (lot.acquired, lot.id))
    }
}
