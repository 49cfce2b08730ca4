//! What is derived from a whole ledger: the first page with its totals, and the cost by day. Kept for as long as the
//! ledger's head stays where it was.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use vitrine_app::api::{CostByDay, PAGE_MAX, Page, PageRequest, Row as ApiRow};
use vitrine_ledger::{Record, Totals};
use vitrine_sync::wire::ProtocolError;
use vitrine_sync::{AccountId, Base, Epoch, LedgerId, Seq};

use crate::core::{AppError, Core, now_ms};
use crate::records;
use crate::store::{Place, Row};

/// Ledgers remembered at most.
const KEPT: usize = 256;

/// What was derived last, by ledger.
#[derive(Default)]
pub(crate) struct Derived(Mutex<HashMap<LedgerId, Arc<Whole>>>);

/// Derived from every record of a ledger.
struct Whole {
    place: Place,
    totals: Totals,
    costs: vitrine_ledger::CostByDay,
    made_ms: u64,
}

impl Core {
    /// The first entries by name with their lots, and the totals.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn page(&self, account: AccountId, request: PageRequest) -> Result<Page, AppError> {
        let ledger = request.ledger;
        let (role, place) = self.store.place(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        let whole = self.whole(ledger, place).await?;
        let (place, rows) = self.store.first_rows(ledger, request.limit.min(PAGE_MAX)).await?;
        let base = Base { epoch: Epoch(place.epoch), cursor: Seq(place.head) };
        let rows = rows.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page { ledger, role, base, rows, totals: whole.totals.clone() })
    }

    /// The cost by day.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn cost_by_day(&self, account: AccountId, ledger: LedgerId) -> Result<CostByDay, AppError> {
        let (_, place) = self.store.place(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        let whole = self.whole(ledger, place).await?;
        Ok(CostByDay {
            ledger,
            epoch: Epoch(whole.place.epoch),
            head: Seq(whole.place.head),
            points: whole.costs.days.clone(),
            undated: whole.costs.undated.clone(),
            time_ms: whole.made_ms,
        })
    }

    async fn whole(&self, ledger: LedgerId, place: Place) -> Result<Arc<Whole>, AppError> {
        if let Some(whole) = self.derived.get(ledger, place) {
            return Ok(whole);
        }
        let (place, rows) = self.store.all_rows(ledger).await?;
        // Reading fifty thousand records takes a while: not on an async thread.
        let whole = tokio::task::spawn_blocking(move || -> Result<Whole, AppError> {
            let records: Vec<ApiRow> = rows.iter().map(read).collect::<Result<_, _>>()?;
            let pairs = || records.iter().map(|(key, record)| (key, record));
            Ok(Whole {
                place,
                totals: vitrine_ledger::totals::totals(pairs()),
                costs: vitrine_ledger::cost::cost_by_day(pairs()),
                made_ms: now_ms(),
            })
        })
        .await??;
        Ok(self.derived.put(ledger, whole))
    }
}

impl Derived {
    fn get(&self, ledger: LedgerId, place: Place) -> Option<Arc<Whole>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&ledger).filter(|whole| whole.place == place).cloned()
    }

    fn put(&self, ledger: LedgerId, whole: Whole) -> Arc<Whole> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        let whole = Arc::new(whole);
        kept.insert(ledger, Arc::clone(&whole));
        whole
    }
}

fn read(row: &Row) -> Result<ApiRow, AppError> {
    let record: Record = serde_json::from_str(&row.body)?;
    Ok((records::key(&row.key)?, record))
}
