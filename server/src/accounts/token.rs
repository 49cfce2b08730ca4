//! Session tokens: 256 random bits in the cookie, their hash in the database.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::store::TokenHash;

/// Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// # Errors
    /// When the system has no randomness.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Reads what [`to_text`](Self::to_text) wrote; anything else is no token.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// For the cookie.
    pub fn to_text(&self) -> String {
        hex::encode(self.0)
    }

    /// For the database. The token is random already: one round is enough.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_the_cookie_and_nothing_else_is_one() {
        let token = Token::new().unwrap();
        assert_eq!(Token::parse(&token.to_text()), Some(token.clone()));
        assert_eq!(Token::parse("12"), None);
        assert_eq!(Token::parse(&"+1".repeat(32)), None);
        assert!(!format!("{token:?}").contains(&token.to_text()));
    }
}
