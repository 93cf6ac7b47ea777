//! Secrets in texts that were not made to hold them: scripts, environments,
//! user data, log lines.
//!
//! - [`tokens`]: what is a secret by its own shape (keys, tokens, JWTs)
//! - [`assignment`]: what is one by the name that it is given (`DB_PASSWORD=…`)
//!
//! The inventory keeps what kind of secret stands where and never the secret
//! itself: collectors look here before they let a text go. Missing a secret is
//! bad and crying wolf is worse, since nobody reads the tenth false alarm; so
//! references (ARNs, `$VARIABLES`, file names, calls), placeholders and the
//! example keys of AWS's documentation are no secrets.

mod assignment;
mod tokens;

use serde::{Deserialize, Serialize};
use std::fmt;

/// Secrets reported of one text; nobody needs the twenty-first.
const AT_MOST: usize = 20;
/// Longer lines are data (an embedded archive, a notebook's picture): only
/// their beginning is read.
const LINE: usize = 16 * 1024;
/// Characters of a name that are kept.
const NAME: usize = 64;

/// That a secret stands somewhere. The secret itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Secret {
    /// Of what kind.
    pub kind: SecretKind,
    /// Where: `OnStart line 3`, `Environment DB_PASSWORD`.
    pub place: String,
}

/// The kinds of secret that are recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// An access key id of AWS (`AKIA…`, `ASIA…`).
    AwsAccessKey,
    /// The secret half of an AWS access key.
    AwsSecretKey,
    /// A Bedrock API key.
    BedrockApiKey,
    /// A private key in PEM.
    PrivateKey,
    /// A token whose issuer writes its name into it (GitHub, Hugging Face, …).
    ServiceToken,
    /// A JSON web token.
    WebToken,
    /// A password inside a URL or connection string.
    UrlPassword,
    /// A password, by its name.
    Password,
    /// A token, API key or other secret, by its name.
    NamedSecret,
}

impl SecretKind {
    /// The words shown to people.
    pub fn words(self) -> &'static str {
        match self {
            Self::AwsAccessKey => "AWS access key",
            Self::AwsSecretKey => "AWS secret access key",
            Self::BedrockApiKey => "Bedrock API key",
            Self::PrivateKey => "private key",
            Self::ServiceToken => "service token",
            Self::WebToken => "JSON web token",
            Self::UrlPassword => "password in a URL",
            Self::Password => "password",
            Self::NamedSecret => "token or API key",
        }
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.kind.words(), self.place)
    }
}

/// The secrets of a text, line by line: a script, user data, a log. `place`
/// says what text it is, e.g. `OnStart`.
pub fn in_text(place: &str, text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (kind, name) in in_line(beginning(line)) {
            let named = name.map_or_else(String::new, |name| format!(", {}", short(name)));
            let place = format!("{place} line {}{named}", number + 1);
            found.push(Secret { kind, place });
            if found.len() == AT_MOST {
                return found;
            }
        }
    }
    found
}

/// The secrets among named settings: an environment, hyperparameters, tags.
/// A value of several lines is read as a text as well.
pub fn in_settings<'s>(place: &str, settings: impl IntoIterator<Item = (&'s str, &'s str)>) -> Vec<Secret> {
    let mut found: Vec<Secret> = settings
        .into_iter()
        .filter_map(|(name, value)| {
            let kind = in_setting(name, value)?;
            let place = format!("{place} {}", short(name));
            Some(Secret { kind, place })
        })
        .collect();
    // Maps of the API come in no order.
    found.sort();
    found.truncate(AT_MOST);
    found
}

/// Whether one named setting is, or holds, a secret.
pub fn in_setting(name: &str, value: &str) -> Option<SecretKind> {
    // Hyperparameters are JSON texts inside texts.
    let value = beginning(value).trim().trim_matches(['"', '\'']);
    let within = || value.lines().flat_map(in_line).map(|(kind, _)| kind).next();
    assignment::of_name(name, value).or_else(within)
}

/// What one line holds, each kind once, with the name that it is given.
fn in_line(line: &str) -> Vec<(SecretKind, Option<&str>)> {
    let named = assignment::of_line(line).map(|(kind, name)| (kind, Some(name)));
    let plain = tokens::of(line).into_iter().map(|kind| (kind, None));
    let mut found: Vec<(SecretKind, Option<&str>)> = Vec::new();
    for secret in named.chain(plain) {
        if found.iter().all(|(kind, _)| *kind != secret.0) {
            found.push(secret);
        }
    }
    found
}

fn beginning(line: &str) -> &str {
    let mut end = line.len().min(LINE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    &line[..end]
}

fn short(name: &str) -> String {
    name.chars().take(NAME).collect()
}
