//! The spellings in which tags state the class of data.

use super::Level;
use crate::inventory::Tags;

/// Tags whose value is the class.
const CLASS: &[&str] = &[
    "classification",
    "dataclassification",
    "dataclass",
    "datasensitivity",
    "sensitivity",
    "sensitivitylevel",
    "confidentiality",
    "informationclassification",
    "securityclassification",
];

/// Tags whose name is the class, and whose value says whether it holds.
const HOLDS: &[&str] = &[
    "phi",
    "pii",
    "pci",
    "hipaa",
    "gdpr",
    "cardholder",
    "containsphi",
    "containspii",
    "containspci",
    "containspersonaldata",
    "containscardholderdata",
    "hasphi",
    "haspii",
    "pcidss",
    "pciscope",
    "hipaascope",
];

/// The values of the first sort of tag, as levels.
const VALUES: &[(Level, &[&str])] = &[
    (
        Level::Restricted,
        &[
            "phi",
            "ephi",
            "hipaa",
            "health",
            "pii",
            "personal",
            "personaldata",
            "gdpr",
            "pci",
            "pcidss",
            "chd",
            "cardholder",
            "cardholderdata",
            "payment",
            "restricted",
            "highlyrestricted",
            "highlyconfidential",
            "strictlyconfidential",
            "regulated",
            "secret",
            "topsecret",
        ],
    ),
    (
        Level::Confidential,
        &["confidential", "sensitive", "private", "high", "financial"],
    ),
    (
        Level::Internal,
        &[
            "internal",
            "internalonly",
            "internaluse",
            "internaluseonly",
            "proprietary",
            "company",
            "medium",
            "low",
            "official",
        ],
    ),
    (
        Level::Public,
        &[
            "public",
            "open",
            "unrestricted",
            "unclassified",
            "none",
            "nonsensitive",
        ],
    ),
];

/// Values of the second sort that say that the class does not hold.
const NO: &[&str] = &["false", "no", "n", "0", "none", "outofscope"];

/// Whether a text is a word, letter case and separators aside.
fn is(text: &str, word: &str) -> bool {
    let letters = text.bytes().filter(|b| !matches!(b, b'-' | b'_' | b' ' | b'.'));
    letters.map(|b| b.to_ascii_lowercase()).eq(word.bytes())
}

fn among(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| is(text, word))
}

/// The name without what a company puts in front of it: `acme:data-class`.
fn bare(name: &str) -> &str {
    name.rsplit([':', '/']).next().unwrap_or(name)
}

/// Whether a name may be one of those above: spares the comparison of most.
fn may_be(name: &str) -> bool {
    let first = name.as_bytes().first().map(u8::to_ascii_lowercase);
    matches!(first, Some(b'c' | b'd' | b's' | b'i' | b'p' | b'h' | b'g'))
}

fn of_value(value: &str) -> Level {
    let whole = VALUES.iter().find(|(_, words)| among(value, words));
    if let Some((level, _)) = whole {
        return *level;
    }
    let parts = value.split([',', ';', '/', '+', '|', ' ', ':']);
    let levels = parts.map(str::trim).filter(|part| !part.is_empty()).map(|part| {
        let known = VALUES.iter().find(|(_, words)| among(part, words));
        known.map_or(Level::NotKnown, |(level, _)| *level)
    });
    levels.max().unwrap_or(Level::NotKnown)
}

/// The level that one tag states; nothing when it is about something else. A
/// class that is not understood is not known, which is not none.
pub(super) fn level_of(name: &str, value: &str) -> Option<Level> {
    let name = bare(name);
    if !may_be(name) {
        return None;
    }
    if among(name, CLASS) {
        return Some(of_value(value));
    }
    if among(name, HOLDS) {
        return (!among(value, NO)).then_some(Level::Restricted);
    }
    None
}

/// The highest level that tags state.
pub(super) fn level(tags: &Tags) -> Level {
    let stated = tags.iter().filter_map(|(name, value)| level_of(name, value));
    stated.max().unwrap_or_default()
}

/// The class that tags state, with its level; of several the highest. Its words
/// are the tag's value, or its name where the value only says that it holds.
pub fn stated(tags: &Tags) -> Option<(Level, &str)> {
    let all = tags.iter().filter_map(|(name, value)| {
        let level = level_of(name, value)?;
        let words = if among(bare(name), HOLDS) { name } else { value };
        Some((level, words.as_str()))
    });
    all.max_by_key(|(level, _)| *level)
}
