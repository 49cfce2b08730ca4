//! Which entries have no price, why, and which rule would give them one.

use std::collections::BTreeSet;

use vitrine_app::api::value::{Lack, SourcedRate, Unpriced, UnpricedEntry, UnpricedRequest};
use vitrine_ledger::Currency;
use vitrine_sync::AccountId;

use crate::core::{AppError, Core, now_ms};
use crate::value::{bad_series, known_day};
use crate::views::shown;

impl Core {
    /// The entries without a price that counts.
    ///
    /// # Errors
    /// `NoLedger`, `Malformed`, or a failure of ours.
    pub async fn unpriced(&self, account: AccountId, request: UnpricedRequest) -> Result<Unpriced, AppError> {
        let today = known_day(request.today)?;
        self.worth(account, request.ledger, move |whole| {
            let (from, options) = (whole.made_from(), whole.options());
            let (book, worth) = whole.parts();
            let mut entries = Vec::new();
            let mut currencies: BTreeSet<Currency> = BTreeSet::new();
            for (id, entry) in book.entries() {
                let Some(lacking) = worth.lacking(id, entry, today).map_err(bad_series)? else { continue };
                currencies.extend(lacking.would.iter().map(|(_, quote)| quote.currency));
                let would = lacking.would.into_iter().map(|(rule, quote)| (rule.as_str().to_owned(), shown(quote)));
                entries.push(UnpricedEntry {
                    entry: id,
                    why: why(lacking.why),
                    needs: lacking.needs.into_iter().map(|rule| rule.as_str().to_owned()).collect(),
                    would: would.collect(),
                    choices: lacking.choices,
                });
            }
            let rate = |currency| {
                let sourced = worth.rates().at(currency, options.base, today)?;
                Some(SourcedRate { rate: sourced.rate, source: sourced.source })
            };
            let rates = currencies.into_iter().filter(|currency| *currency != options.base).filter_map(rate).collect();
            let currency = options.base;
            Ok(Unpriced { ledger: request.ledger, from, currency, entries, rates, time_ms: now_ms() })
        })
        .await
    }
}

fn why(lack: vitrine_prices::Lack) -> Lack {
    match lack {
        vitrine_prices::Lack::Proxy => Lack::Proxy,
        vitrine_prices::Lack::Contradiction => Lack::Contradiction,
        vitrine_prices::Lack::NoCard => Lack::NoCard,
        vitrine_prices::Lack::NoPrice => Lack::NoPrice,
        vitrine_prices::Lack::Other => Lack::Other,
        vitrine_prices::Lack::NoRate => Lack::NoRate,
    }
}
