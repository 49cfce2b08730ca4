//! One file of exchange rates, whole or not at all.

use std::collections::BTreeMap;
use std::io::Read;

use vitrine_prices::import::{RateRow, read_rates};

use super::import::{Imported, Options};
use super::merge::Counts;
use super::{ImportError, Rejected};
use crate::store::{RatesRow, Store};

/// Imports a file of rates. Importing it again changes nothing; of one day the later word counts.
///
/// # Errors
/// When it is no such file, has more bad rows than allowed, or the database fails; nothing is written then.
pub async fn import_rates(
    store: &dyn Store,
    input: impl Read + Send + 'static,
    options: &Options,
) -> Result<Imported, ImportError> {
    let (rows, summary) = tokio::task::spawn_blocking(move || read_rates(input)).await??;
    let all = summary.prices + summary.bad_rows;
    if summary.bad_rows > all * options.bad_per_mille / 1_000 {
        return Err(ImportError::BadRows(Box::new(Rejected { bad_rows: summary.bad_rows, bad: summary.bad })));
    }
    let mut series: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for RateRow { base, quote, source, day, rate } in rows {
        series.entry((base, quote, source)).or_default().insert(day, rate);
    }
    let mut reference = store.begin_reference().await?;
    let known: BTreeMap<_, _> =
        reference.rates().await?.into_iter().map(|row| ((row.base, row.quote, row.source), row.days)).collect();
    let mut counts = Counts::default();
    for (key, new) in series {
        let old = known.get(&key).cloned().unwrap_or_default();
        let mut days: BTreeMap<_, _> = old.iter().copied().collect();
        days.extend(new);
        let mut days: Vec<_> = days.into_iter().collect();
        // As they are stored.
        days.dedup_by_key(|(_, rate)| *rate);
        counts.series += 1;
        if days != old {
            counts.changed += 1;
            let (base, quote, source) = key;
            reference.put_rates(&RatesRow { base, quote, source, days }).await?;
        }
    }
    let reference = reference.commit(counts.changed > 0).await?;
    Ok(Imported { summary, counts, reference })
}
