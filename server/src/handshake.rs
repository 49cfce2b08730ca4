//! Who speaks, and whether we understand each other (docs/engine.md#versions-are-told-and-old-ones-read).

use serde_json::Value;
use vitrine_ledger::Domain;
use vitrine_sync::wire::{Handshake, OLDEST_PROTOCOL, PROTOCOL, ProtocolError};
use vitrine_sync::{AccountId, Model};

/// Reads who speaks. The version comes first: another version's handshake may look different.
pub(crate) fn handshake(hello: &Value, account: AccountId) -> Result<Handshake, ProtocolError> {
    let malformed = |message: String| ProtocolError::Malformed { n: None, message };
    let number = |name: &str| {
        hello.get(name).and_then(Value::as_u64).ok_or_else(|| malformed(format!("hello.{name} is not a number")))
    };
    let (protocol, schema) = (number("protocol")?, number("schema")?);
    is_spoken((protocol, schema), (PROTOCOL, Domain::SCHEMA))?;
    let hello: Handshake = serde_json::from_value(hello.clone()).map_err(|e| malformed(format!("hello: {e}")))?;
    if hello.account == account { Ok(hello) } else { Err(ProtocolError::WrongAccount) }
}

/// Is what a client speaks, its protocol and its schema, understood by a server that speaks `ours`? The schema before ours is:
/// tabs that are open when a server is updated send what they have and go on until they are reloaded. Therefore a schema is
/// raised by additions that have a default, and what those older tabs could not read is not written before the next one.
fn is_spoken((protocol, schema): (u64, u64), ours: (u32, u32)) -> Result<(), ProtocolError> {
    let (ours, our_schema) = (u64::from(ours.0), u64::from(ours.1));
    if protocol > ours || schema > our_schema {
        return Err(ProtocolError::TooNew);
    }
    if protocol < u64::from(OLDEST_PROTOCOL) || schema < (our_schema - 1).max(1) {
        return Err(ProtocolError::TooOld);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_of_the_schema_before_ours_is_understood_and_no_older_one() {
        let spoken = |schema, ours| is_spoken((u64::from(PROTOCOL), schema), (PROTOCOL, ours));
        assert_eq!([1, 2, 3, 4, 5].map(|schema| spoken(schema, 4).is_ok()), [false, false, true, true, false]);
        assert_eq!((spoken(2, 4), spoken(5, 4)), (Err(ProtocolError::TooOld), Err(ProtocolError::TooNew)));
        assert_eq!(
            [0, 1, 2].map(|schema| spoken(schema, 1).is_ok()),
            [false, true, false],
            "there is none before the first"
        );
        assert_eq!(is_spoken((u64::from(PROTOCOL) + 1, 3), (PROTOCOL, 4)), Err(ProtocolError::TooNew));
    }
}
