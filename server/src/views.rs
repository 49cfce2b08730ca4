//! The views of a ledger's worth as they travel: made from what is in memory, and from nothing else.

use std::borrow::Cow;

use vitrine_app::api::value::{
    CardHistory, CardHistoryRequest, ExplainRequest, Explained, Graded, MadeFrom, Moved, MovedCard, Quote, SourcedRate,
    Valuation, ValuationRequest, ValueHistory, ValueHistoryRequest,
};
use vitrine_ledger::{Kind, Money};
use vitrine_prices::worth::WorthOptions;
use vitrine_prices::{Book, Day, Worth, day};
use vitrine_sync::{Epoch, Seq};

use crate::core::{AppError, now_ms};
use crate::derived::Whole;
use crate::reckoned::by_day;
use crate::value::bad_series;

impl Whole {
    /// What every entry is worth at present.
    pub(crate) fn valuation(&mut self, request: &ValuationRequest, today: Day) -> Result<Valuation, AppError> {
        let (from, options) = (self.made_from(), self.options());
        let whole_answer = request.have.is_none_or(|have| !self.follows(have));
        let after = request.have.map_or(0, |have| have.head.0);
        let Whole { book, changed, exchanged, worth, .. } = self;
        let worth = &worth.as_ref().expect("BUG: worth is made before it is asked for").1;
        let (mut quotes, mut under) = (Vec::new(), Vec::new());
        let mut currencies = worth.currencies().clone();
        currencies.extend(exchanged.keys().map(|(currency, _)| *currency));
        for (key, seq) in changed.iter() {
            let copy = match key.kind {
                Kind::Wish => book.wish(key.id).map(Cow::Owned),
                _ => book.entry(key.id).map(Cow::Borrowed),
            };
            // A price of one's own begins to hold on its day without any edit.
            let own = copy.as_ref().and_then(|copy| copy.price.as_ref()).map(|own| own.price.currency);
            currencies.extend(own);
            let said = if whole_answer { copy.is_some() } else { *seq > after || own.is_some() };
            if said {
                let below = copy.as_ref().map(|copy| worth.quote_under(key.id, copy, today)).transpose();
                under.extend(below.map_err(bad_series)?.flatten().map(|quote| (key.id, shown(quote))));
                let quote = copy.map(|copy| worth.quote(key.id, &copy, today)).transpose();
                quotes.push((key.id, quote.map_err(bad_series)?.flatten().map(shown)));
            }
        }
        let rate = |currency| {
            let sourced = worth.rates().at(currency, options.base, today)?;
            Some(SourcedRate { rate: sourced.rate, source: sourced.source })
        };
        let rates = currencies.into_iter().filter(|currency| *currency != options.base).filter_map(rate).collect();
        let needed = exchanged.iter().filter(|(_, since)| whole_answer || **since > after);
        Ok(Valuation {
            ledger: request.ledger,
            from,
            whole: whole_answer,
            currency: options.base,
            quotes,
            under,
            rates,
            dated: by_day(needed.map(|(amount, _)| *amount), options.base, worth.rates()),
            today: Some(request.today),
            time_ms: now_ms(),
        })
    }

    /// The value day by day.
    pub(crate) fn value_history(
        &mut self,
        request: &ValueHistoryRequest,
        today: Day,
    ) -> Result<ValueHistory, AppError> {
        let (from, options) = (self.made_from(), self.options());
        let (book, worth) = self.parts();
        let history = worth.history(book, request.portfolio, today).map_err(bad_series)?;
        // Where every copy has a price and a cost, all are compared, and the columns that say so are left out.
        let all = [&history.unpriced, &history.unconverted, &history.uncosted];
        let all = all.into_iter().flatten().all(|copies| *copies == 0);
        let unless_all = |column: Vec<i64>| if all { Vec::new() } else { column };
        Ok(ValueHistory {
            ledger: request.ledger,
            portfolio: request.portfolio,
            from,
            currency: options.base,
            first: history.first.map(day::date),
            value: history.value,
            cost: history.cost,
            realised: history.realised,
            unpriced: history.unpriced,
            unconverted: history.unconverted,
            costed: unless_all(history.costed),
            uncosted: unless_all(history.uncosted),
            compared: unless_all(history.compared),
            compared_value: unless_all(history.compared_value),
            compared_cost: unless_all(history.compared_cost),
            undated: history.undated,
            time_ms: now_ms(),
        })
    }

    /// The prices of one entry.
    pub(crate) fn card_history(&mut self, request: &CardHistoryRequest, today: Day) -> Result<CardHistory, AppError> {
        let (from, options) = (self.made_from(), self.options());
        let (book, worth) = self.parts();
        let quotes = worth.quotes(book, request.entry, today).map_err(bad_series)?;
        let quotes = quotes.into_iter().map(shown).collect();
        let under = worth.quotes_under(book, request.entry, today).map_err(bad_series)?;
        let under = under.into_iter().map(shown).collect();
        let graded = worth.graded(book, request.entry, today).map_err(bad_series)?.into_iter().map(|one| Graded {
            grade: one.grade,
            quote: shown(one.quote),
            more: one.more.map(|minor| Money::new(minor, options.base)),
        });
        let graded = graded.collect();
        let (ledger, entry, time_ms) = (request.ledger, request.entry, now_ms());
        Ok(CardHistory { ledger, entry, from, quotes, under, graded, time_ms })
    }

    /// Why the value moved between two days.
    pub(crate) fn explained(
        &mut self,
        request: &ExplainRequest,
        days: (Day, Day),
        today: Option<Day>,
    ) -> Result<Explained, AppError> {
        let (from, options) = (self.made_from(), self.options());
        let (book, worth) = self.parts();
        let (before, after, cards) = worth.explain(book, request.portfolio, days, today).map_err(bad_series)?;
        let moved = |[price, buys, sales, rates, known]: [i64; 5]| Moved { price, buys, sales, rates, known };
        let mut sum = [0_i64; 5];
        for card in &cards {
            sum.iter_mut().zip(card.moved.parts()).for_each(|(sum, part)| *sum = sum.saturating_add(part));
        }
        let cards = cards.iter().map(|card| MovedCard {
            entry: card.entry,
            moved: moved(card.moved.parts()),
            price_before: card.prices.0,
            price_after: card.prices.1,
            copies: card.copies,
        });
        Ok(Explained {
            ledger: request.ledger,
            portfolio: request.portfolio,
            from,
            currency: options.base,
            before,
            after,
            moved: moved(sum),
            cards: cards.collect(),
            time_ms: now_ms(),
        })
    }

    pub(crate) fn made_from(&self) -> MadeFrom {
        let reference = self.worth.as_ref().map_or(0, |(reference, _)| *reference);
        MadeFrom { epoch: Epoch(self.place.epoch), head: Seq(self.place.head), reference }
    }

    pub(crate) fn parts(&mut self) -> (&Book, &mut Worth) {
        let Self { book, worth, .. } = self;
        (book, &mut worth.as_mut().expect("BUG: worth is made before it is asked for").1)
    }

    pub(crate) fn options(&mut self) -> WorthOptions {
        let settings = self.book.settings();
        let (book, worth) = self.parts();
        let options = worth.settle(book, &settings);
        if self.options.is_none_or(|(known, _)| known != options) {
            self.options = Some((options, self.place.head));
        }
        options
    }

    /// Is what a device has of this very state but for entries that changed since?
    fn follows(&self, have: MadeFrom) -> bool {
        let now = self.made_from();
        // Other options may prefer other prices everywhere.
        let options = self.options.is_some_and(|(_, since)| since <= have.head.0);
        have.epoch == now.epoch && have.reference == now.reference && have.head <= now.head && options
    }
}

/// A quote as it travels.
pub(crate) fn shown(quote: vitrine_prices::Quote) -> Quote {
    Quote {
        price: Money::new(quote.minor, quote.currency),
        date: quote.date,
        source: quote.source,
        kind: quote.kind,
        stands_in: quote.fit.rules().map(|rule| rule.as_str().to_owned()).collect(),
    }
}
