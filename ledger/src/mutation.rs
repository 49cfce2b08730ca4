//! What a person can do: intents, each grouping what was one action. The only way a record changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Conflict, EntryPatch, Key, Kind, Location, LocationPatch, LotPatch, NewHolding, NewLot, NewSale, Portfolio,
    PortfolioPatch, Records, SaleOf, SalePatch, Seen, Settings, SettingsPatch, Step, Wish, WishPatch,
};

/// One action of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "few are alive at a time; the lint sees it with 64-bit pointers only")]
pub enum Mutation {
    /// Adds holdings. Ids are new (UUIDv7), or derived when adding twice should be adding once.
    Add {
        /// The entries with their first lots.
        holdings: Vec<NewHolding>,
    },
    /// Adds a batch of a file's rows, under ids that follow from the rows: the same file again adds nothing.
    Import {
        /// Which part of which file.
        file: ImportFile,
        /// The entries with their first lots.
        holdings: Vec<NewHolding>,
    },
    /// Changes some fields of an entry.
    EditEntry {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        patch: EntryPatch,
    },
    /// Changes the same fields of many entries in the same way: moving, tagging. One that is gone is left out.
    EditEntries {
        /// The entries' ids.
        ids: Vec<Uuid>,
        /// The fields to change; absent ones stay.
        patch: EntryPatch,
    },
    /// Changes some fields of a lot. `entry` is the lot's: an edit of a lot brings a deleted entry back.
    EditLot {
        /// The entry's id.
        entry: Uuid,
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        patch: LotPatch,
    },
    /// Adds a lot to an entry.
    AddLot {
        /// The entry's id.
        entry: Uuid,
        /// The lot.
        lot: NewLot,
    },
    /// Adds copies to a lot, or takes some away.
    Adjust {
        /// The entry's id.
        entry: Uuid,
        /// The lot's id.
        lot: Uuid,
        /// How many copies more; negative for fewer.
        by: i64,
    },
    /// Books sales, of one entry or of many: they are one action and happen together or not at all. `seen` are the lots
    /// and sales of these entries that the author had seen: what is held is counted from them, at intent.
    Sell {
        /// The sales.
        sales: Vec<NewSale>,
        /// The lots and sales the author had seen.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        seen: Vec<Key>,
        /// The copies held, as the author's device counted them, of entries with more lots and sales than can be named.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        held: BTreeMap<Uuid, i64>,
    },
    /// Changes what may change of a sale: words, and the rate of exchange.
    EditSale {
        /// The entry's id.
        entry: Uuid,
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        patch: SalePatch,
    },
    /// Takes sales back: their copies are held again, and the sales stay, shown as reversed.
    ReverseSale {
        /// The sales with their entries.
        sales: Vec<SaleOf>,
    },
    /// Makes a portfolio.
    AddPortfolio {
        /// Its id.
        id: Uuid,
        /// What it is.
        portfolio: Portfolio,
    },
    /// Changes some fields of a portfolio.
    EditPortfolio {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        patch: PortfolioPatch,
    },
    /// Makes a location.
    AddLocation {
        /// Its id.
        id: Uuid,
        /// What it is.
        location: Location,
    },
    /// Changes some fields of a location.
    EditLocation {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        patch: LocationPatch,
    },
    /// Changes the ledger's settings, and makes the record of them if there is none yet.
    EditSettings {
        /// The fields to change; absent ones stay.
        patch: SettingsPatch,
    },
    /// Makes a wish.
    AddWish {
        /// Its id.
        id: Uuid,
        /// What is wished for.
        wish: Wish,
    },
    /// Changes some fields of a wish.
    EditWish {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        patch: WishPatch,
    },
    /// Deletes entries (their lots stay and count nowhere), single lots, portfolios and locations (their entries stay),
    /// wishes.
    Delete(Records),
    /// Brings deleted records back.
    Restore(Records),
    /// Settles a conflict. `of` and `entry` are the conflict's own.
    Settle {
        /// The conflict's id.
        conflict: Uuid,
        /// The record the conflict is about.
        of: Key,
        /// The entry the conflict belongs to.
        entry: Uuid,
        /// How it is settled.
        choice: Choice,
    },
    /// Takes an earlier mutation back: made by `apply`, sent as a new mutation.
    Revert {
        /// The records with the values they get back.
        steps: Vec<Step>,
    },
}

/// Where imported holdings come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// The format, as the ids were made with: `tcgplayer`.
    pub source: String,
    /// The file's name.
    pub name: String,
    /// Which batch of how many, from 1.
    pub part: u32,
    /// How many batches the file has.
    pub parts: u32,
}

/// How a conflict is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// What won stays. Also after merging by hand, which is an edit of its own.
    Keep,
    /// The value that lost is written again.
    UseLost,
}

impl Mutation {
    /// Adds one holding.
    pub fn add(holding: NewHolding) -> Self {
        Self::Add { holdings: vec![holding] }
    }

    /// Deletes one entry.
    pub fn delete(entry: Uuid) -> Self {
        Self::Delete(Records::from_iter([Key::entry(entry)]))
    }

    /// Brings one entry back.
    pub fn restore(entry: Uuid) -> Self {
        Self::Restore(Records::from_iter([Key::entry(entry)]))
    }

    /// Books sales; `seen` are the lots and sales of their entries as the author sees them.
    pub fn sell(sales: Vec<NewSale>, seen: impl IntoIterator<Item = Key>) -> Self {
        let mut seen: Vec<Key> = seen.into_iter().filter(|key| matches!(key.kind, Kind::Lot | Kind::Sale)).collect();
        seen.sort_unstable();
        seen.dedup();
        Self::Sell { sales, seen, held: BTreeMap::new() }
    }

    /// Books sales of entries that may have more lots and sales than a mutation can name.
    pub fn sell_of(sales: Vec<NewSale>, of: Vec<Seen>) -> Self {
        let counted = of.iter().filter_map(|seen| seen.held).collect();
        let mut sell = Self::sell(sales, of.into_iter().flat_map(|seen| seen.keys));
        if let Self::Sell { held, .. } = &mut sell {
            *held = counted;
        }
        sell
    }

    /// Settles the conflict that is stored as `id`.
    pub fn settle(id: Uuid, conflict: &Conflict, choice: Choice) -> Self {
        Self::Settle { conflict: id, of: conflict.of, entry: conflict.entry, choice }
    }

    /// Every record it may read, and every one it may write but the conflicts it opens or closes: their ids follow from
    /// what was merged and they are written without being read.
    pub fn touches(&self) -> Vec<Key> {
        let mut keys = match self {
            Self::Add { holdings } | Self::Import { holdings, .. } => {
                let of = |holding: &NewHolding| {
                    let lots: Vec<Key> = holding.lots.iter().map(|lot| Key::lot(lot.id)).collect();
                    std::iter::once(Key::entry(holding.id)).chain(lots)
                };
                holdings.iter().flat_map(of).collect()
            }
            Self::EditEntry { id, .. } => vec![Key::entry(*id)],
            Self::EditEntries { ids, .. } => ids.iter().copied().map(Key::entry).collect(),
            Self::EditLot { entry, id, .. } => vec![Key::entry(*entry), Key::lot(*id)],
            Self::AddLot { entry, lot } => vec![Key::entry(*entry), Key::lot(lot.id)],
            Self::Adjust { entry, lot, .. } => vec![Key::entry(*entry), Key::lot(*lot)],
            Self::Sell { sales, seen, .. } => {
                let of = |sale: &NewSale| {
                    let lots: Vec<Key> = sale.lots.iter().map(|taken| Key::lot(taken.lot)).collect();
                    [Key::entry(sale.entry), Key::sale(sale.id)].into_iter().chain(lots)
                };
                sales.iter().flat_map(of).chain(seen.iter().copied()).collect()
            }
            Self::EditSale { id, .. } => vec![Key::sale(*id)],
            Self::ReverseSale { sales } => {
                sales.iter().flat_map(|of| [Key::entry(of.entry), Key::sale(of.sale)]).collect()
            }
            Self::AddPortfolio { id, .. } | Self::EditPortfolio { id, .. } => vec![Key::portfolio(*id)],
            Self::AddLocation { id, .. } | Self::EditLocation { id, .. } => vec![Key::location(*id)],
            Self::EditSettings { .. } => vec![Settings::key()],
            Self::AddWish { id, .. } | Self::EditWish { id, .. } => vec![Key::wish(*id)],
            Self::Delete(records) | Self::Restore(records) => records.keys().collect(),
            Self::Settle { conflict, of, entry, .. } => vec![Key::conflict(*conflict), *of, Key::entry(*entry)],
            Self::Revert { steps } => steps.iter().map(Step::key).collect(),
        };
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// How many cards a person would count in it, or what else it is about.
    pub fn things(&self) -> usize {
        match self {
            Self::Add { holdings } | Self::Import { holdings, .. } => holdings.len(),
            Self::EditEntries { ids, .. } => ids.len(),
            Self::Delete(records) | Self::Restore(records) => match records.entries.len() {
                0 => records.keys().count(),
                entries => entries,
            },
            Self::Sell { sales, .. } => sales.len(),
            Self::ReverseSale { sales } => sales.len(),
            Self::Revert { steps } => steps.len(),
            Self::EditEntry { .. }
            | Self::EditLot { .. }
            | Self::AddLot { .. }
            | Self::Adjust { .. }
            | Self::EditSale { .. }
            | Self::AddPortfolio { .. }
            | Self::EditPortfolio { .. }
            | Self::AddLocation { .. }
            | Self::EditLocation { .. }
            | Self::EditSettings { .. }
            | Self::AddWish { .. }
            | Self::EditWish { .. }
            | Self::Settle { .. } => 1,
        }
    }

    /// The entry it is about, when it is about one: where the screen should go to show it.
    pub fn entry(&self) -> Option<Uuid> {
        match self {
            Self::Add { holdings } | Self::Import { holdings, .. } => only(holdings.iter().map(|holding| holding.id)),
            Self::EditEntry { id, .. } => Some(*id),
            Self::EditLot { entry, .. }
            | Self::AddLot { entry, .. }
            | Self::Adjust { entry, .. }
            | Self::EditSale { entry, .. }
            | Self::Settle { entry, .. } => Some(*entry),
            Self::Sell { sales, .. } => only(sales.iter().map(|sale| sale.entry)),
            Self::ReverseSale { sales } => only(sales.iter().map(|of| of.entry)),
            Self::EditEntries { ids, .. } => only(ids.iter().copied()),
            Self::Delete(records) | Self::Restore(records) => only(records.entries.iter().copied()),
            Self::AddPortfolio { .. }
            | Self::EditPortfolio { .. }
            | Self::AddLocation { .. }
            | Self::EditLocation { .. }
            | Self::EditSettings { .. }
            | Self::AddWish { .. }
            | Self::EditWish { .. } => None,
            Self::Revert { steps } => {
                only(steps.iter().map(Step::key).filter(|key| key.kind == Kind::Entry).map(|key| key.id))
            }
        }
    }
}

fn only(mut ids: impl Iterator<Item = Uuid>) -> Option<Uuid> {
    let first = ids.next()?;
    ids.all(|id| id == first).then_some(first)
}
