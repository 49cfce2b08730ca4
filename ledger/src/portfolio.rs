//! A portfolio: a name under which entries are counted together, and the merge rules of its fields.
//!
//! An entry says which portfolio it is in; a portfolio does not list its entries. Deleting one therefore deletes no
//! card: its entries stand in none until it is restored, or they are moved.

use crate::rules::record;
use crate::values;

record! {
    /// What belongs together for the one who owns it: "To keep", "Shop", "My daughter's".
    Portfolio, PortfolioPatch {
        immutable {}
        changing {
            1 name: register String, ("Name", "name"), values::name, "its name";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            2 about: register String, ("About", "description"), values::notes, "what it is for";
        }
    }
}
