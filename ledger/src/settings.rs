//! What is set for the whole ledger, on all its devices, and the merge rules of its fields. There is one such record; it
//! comes to be when somebody first changes something, and until then everything is as [`Settings::default`] says.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::method::{Method, ReportingCurrency};
use crate::rules::record;
use crate::values;
use crate::{Currency, Key, Money, Tags};

/// What a price may be of where the exact one is missing: the words of [`Settings::substitutes`], all off at first. One
/// that is used is marked wherever it is shown.
pub const SUBSTITUTES: [&str; 4] = ["finish", "condition", "language", "raw"];

/// How the screens look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// As the device does.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Appearance {
    /// Every value, in the order of the declaration.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The text it is stored and sent as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

record! {
    /// The settings of a ledger.
    #[derive(Default)]
    Settings, SettingsPatch {
        immutable {}
        changing {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            1 currency: register Option<Currency>, ("Base currency", "base currency"), values::currency, "the base currency: what amounts are converted to where a rate is known";
            #[serde(default)]
            2 method: register Method, ("Cost method", "cost method"), values::any, "how the cost of what was sold is found: specific, fifo, average";
            #[serde(default)]
            3 appearance: register Appearance, ("Appearance", "appearance"), values::any, "dark, light, or as the device";
            #[serde(default, skip_serializing_if = "Tags::is_empty")]
            4 substitutes: set Tags, ("Prices that may stand in", "prices that may stand in"), values::tags, "which prices may stand in where the exact one is missing: of another finish, condition, language, or raw for graded";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            5 psa_fee: register Option<Money>, ("Grading by PSA", "cost of grading"), values::amount, "what PSA takes for grading a card";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            6 bgs_fee: register Option<Money>, ("Grading by BGS", "cost of grading"), values::amount, "what BGS takes for grading a card";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            7 cgc_fee: register Option<Money>, ("Grading by CGC", "cost of grading"), values::amount, "what CGC takes for grading a card";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            8 sgc_fee: register Option<Money>, ("Grading by SGC", "cost of grading"), values::amount, "what SGC takes for grading a card";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            9 tag_fee: register Option<Money>, ("Grading by TAG", "cost of grading"), values::amount, "what TAG takes for grading a card";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            10 ace_fee: register Option<Money>, ("Grading by ACE", "cost of grading"), values::amount, "what ACE takes for grading a card";
        }
    }
}

impl Settings {
    /// The id of the one record.
    pub const ID: Uuid = Uuid::nil();

    /// The key of the settings: the same in every ledger.
    pub fn key() -> Key {
        Key { kind: crate::Kind::Settings, id: Self::ID }
    }

    /// What a company of [`GRADERS`](crate::suggest::GRADERS) takes for grading a card, as far as the owner has said so.
    pub fn grading_fee(&self, company: &str) -> Option<Money> {
        match company {
            "PSA" => self.psa_fee,
            "BGS" => self.bgs_fee,
            "CGC" => self.cgc_fee,
            "SGC" => self.sgc_fee,
            "TAG" => self.tag_fee,
            "ACE" => self.ace_fee,
            _ => None,
        }
    }

    /// In which money the collection is reckoned.
    pub fn reporting(&self) -> ReportingCurrency {
        self.currency.map_or(ReportingCurrency::Native, ReportingCurrency::Preferred)
    }
}

impl SettingsPatch {
    /// A company's fee, said or taken back; none for a company that is not among [`GRADERS`](crate::suggest::GRADERS).
    pub fn grading_fee(company: &str, fee: Option<Money>) -> Option<Self> {
        let mut patch = Self::default();
        let field = match company {
            "PSA" => &mut patch.psa_fee,
            "BGS" => &mut patch.bgs_fee,
            "CGC" => &mut patch.cgc_fee,
            "SGC" => &mut patch.sgc_fee,
            "TAG" => &mut patch.tag_fee,
            "ACE" => &mut patch.ace_fee,
            _ => return None,
        };
        *field = Some(fee);
        Some(patch)
    }

    /// The fees it says, by the names of their fields.
    #[cfg(test)]
    fn grading_fees(&self) -> [(&'static str, Option<Money>); 6] {
        [
            ("psa_fee", self.psa_fee.flatten()),
            ("bgs_fee", self.bgs_fee.flatten()),
            ("cgc_fee", self.cgc_fee.flatten()),
            ("sgc_fee", self.sgc_fee.flatten()),
            ("tag_fee", self.tag_fee.flatten()),
            ("ace_fee", self.ace_fee.flatten()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::GRADERS;

    #[test]
    fn every_suggested_company_has_a_fee_of_its_own() {
        let fee = Money::new(25_00, Currency::USD);
        for company in GRADERS {
            let patch = SettingsPatch::grading_fee(company, Some(fee)).unwrap();
            let said: Vec<_> = patch.grading_fees().into_iter().filter(|(_, fee)| fee.is_some()).collect();
            assert_eq!(said, [(format!("{}_fee", company.to_lowercase()).as_str(), Some(fee))]);
        }
        assert_eq!(SettingsPatch::grading_fee("HGA", Some(fee)), None);
    }
}
