//! What Macie's findings and scores say of a bucket.

use super::Level;
use crate::inventory::detail::{MacieSession, SensitiveData};
use crate::inventory::quick::QuickMap;
use crate::inventory::{Detail, Inventory, Kind, Region, Resource};

/// Above this score Macie found sensitive data in a bucket.
const NOTHING_FOUND: i32 = 50;

/// Parts of the names of types that say how to reach a person, and no more.
const MILD: &[&str] = &[
    "NAME",
    "ADDRESS",
    "PHONE",
    "DATE_OF_BIRTH",
    "LATITUDE",
    "VEHICLE",
    "COOKIE",
];

/// How much a type of sensitive data matters.
fn level_of(data: &SensitiveData) -> Level {
    let mild = || MILD.iter().any(|part| data.kind.contains(part));
    match data.category.as_str() {
        "CUSTOM_IDENTIFIER" => Level::Confidential,
        "PERSONAL_INFORMATION" if mild() => Level::Confidential,
        _ => Level::Restricted,
    }
}

/// The sessions of the Regions.
fn sessions(inventory: &Inventory) -> impl Iterator<Item = (&Region, &MacieSession)> {
    let all = inventory.of_kind(Kind::MacieSession);
    all.filter_map(|resource| match &resource.detail {
        Detail::MacieSession(session) => Some((&resource.region, session)),
        _ => None,
    })
}

/// What Macie says of buckets, by name.
pub(super) fn levels<'a>(sessions: impl Iterator<Item = &'a MacieSession>) -> QuickMap<&'a str, Level> {
    let mut levels: QuickMap<&str, Level> = QuickMap::default();
    let mut raise = |bucket: &'a str, level: Level| {
        let held = levels.entry(bucket).or_default();
        *held = level.max(*held);
    };
    for session in sessions {
        for data in session.sensitive.known().into_iter().flat_map(|s| &s.found) {
            raise(&data.bucket, level_of(data));
        }
        let scores = session.scores.known().into_iter().flatten();
        for score in scores.filter(|s| s.score > NOTHING_FOUND) {
            raise(&score.bucket, Level::Confidential);
        }
    }
    levels
}

/// What Macie says of one bucket, in sentences, the worst first; and why it is
/// not known what else it would say.
pub(super) fn told(inventory: &Inventory, bucket: &Resource) -> (Vec<(Level, String)>, Option<String>) {
    let name = bucket.name.as_str();
    let mut said: Vec<(Level, &SensitiveData)> = Vec::new();
    let mut scores = Vec::new();
    for (_, session) in sessions(inventory) {
        let found = session.sensitive.known().into_iter().flat_map(|s| &s.found);
        said.extend(found.filter(|d| d.bucket == name).map(|d| (level_of(d), d)));
        let scored = session.scores.known().into_iter().flatten();
        scores.extend(scored.filter(|s| s.bucket == name).map(|s| s.score));
    }
    said.sort_by_key(|(level, data)| (std::cmp::Reverse((*level, data.count)), &data.kind));
    let told = said.into_iter().map(|(level, data)| (level, sentence(data)));
    let mut reasons: Vec<(Level, String)> = told.collect();
    let score = scores.into_iter().max();
    if let Some(score) = score.filter(|score| *score > NOTHING_FOUND) {
        let words = format!("Macie gives it a sensitivity score of {score} of 100");
        reasons.push((Level::Confidential, words));
    }
    let unread = unread(inventory, bucket, reasons.is_empty()).or_else(|| match score {
        Some(NOTHING_FOUND) => Some("Macie has not looked into it yet".to_owned()),
        Some(..0) => Some("Macie could not look into it".to_owned()),
        _ => None,
    });
    (reasons, unread)
}

/// `Macie found 1,204 × USA social security number in 3 objects`.
fn sentence(data: &SensitiveData) -> String {
    let objects = match data.objects {
        1 => "1 object".to_owned(),
        many => format!("{} objects", grouped(many)),
    };
    let (count, kind) = (grouped(data.count), words(data));
    format!("Macie found {count} × {kind} in {objects}")
}

/// The type in words: `USA_SOCIAL_SECURITY_NUMBER` is `USA social security
/// number`; names of the account's own identifiers stay as they are.
fn words(data: &SensitiveData) -> String {
    if data.category == "CUSTOM_IDENTIFIER" {
        return format!("“{}”", data.kind);
    }
    let word = |part: &str| match part {
        "USA" | "UK" | "AWS" | "NHS" | "HCPCS" | "GCP" | "JSON" | "SSH" | "PGP" | "PKCS" | "HTTP" | "ID" => {
            part.to_owned()
        }
        other => other.to_lowercase(),
    };
    data.kind.split('_').map(word).collect::<Vec<_>>().join(" ")
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Why it is not known whether Macie found something in a bucket; Macie that is
/// off has found nothing, and nothing is all that is known.
fn unread(inventory: &Inventory, bucket: &Resource, nothing: bool) -> Option<String> {
    let here = sessions(inventory).find(|(region, _)| **region == bucket.region);
    let Some((_, session)) = here else {
        let gaps = inventory.gaps().iter();
        let mut gaps = gaps.filter(|g| g.kind == Kind::MacieSession && g.region == bucket.region);
        let gap = gaps.next().map(|g| g.gap.to_string());
        let why = || format!("Macie was not read in {}", bucket.region);
        return Some(gap.unwrap_or_else(why));
    };
    match (session.sensitive.get(), session.scores.get()) {
        (Err(gap), _) | (_, Err(gap)) => Some(gap.to_string()),
        (Ok(sensitive), _) if sensitive.more && nothing => {
            Some("Macie has more findings than were read".to_owned())
        }
        _ => match session.locked_out.known() {
            Some(names) if names.contains(&bucket.name) => Some("its policy shuts Macie out".to_owned()),
            _ => None,
        },
    }
}
