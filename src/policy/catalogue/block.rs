//! Reads the embedded data: the head once, a service's block when first asked for.
//!
//! `generate.mjs` says what stands in the file.

use super::form::ArnParts;
use super::service::{AccessLevel, Action, ConditionKey, KeyType, Needs, ResourceType, Service, compare};
use std::sync::OnceLock;

static DATA: &[u8] = include_bytes!("catalogue.bin");

/// No block is larger when inflated; a bound for a damaged file.
const MAX_BLOCK: usize = 1 << 20;

/// The head of the file.
pub(super) struct Head {
    pub(super) release: &'static str,
    /// Sorted by prefix.
    pub(super) places: Vec<Place>,
    /// ARN namespaces and the services with resource types there, sorted.
    pub(super) namespaces: Vec<(&'static str, Vec<&'static str>)>,
    /// Key prefixes that are no services, and the services whose keys they are.
    pub(super) key_prefixes: Vec<(&'static str, Vec<&'static str>)>,
}

/// Where a service's block stands, and the service once it has been read.
pub(super) struct Place {
    pub(super) prefix: &'static str,
    deflated: &'static [u8],
    service: OnceLock<Option<Service>>,
}

pub(super) fn head() -> &'static Head {
    static HEAD: OnceLock<Head> = OnceLock::new();
    HEAD.get_or_init(read_head)
}

fn read_head() -> Head {
    let mut head = Head {
        release: "",
        places: Vec::new(),
        namespaces: Vec::new(),
        key_prefixes: Vec::new(),
    };
    let Some(end) = DATA.windows(2).position(|w| w == b"\n\n") else {
        return head;
    };
    let body = &DATA[end + 2..];
    let text = std::str::from_utf8(&DATA[..end]).unwrap_or_default();
    for line in text.lines() {
        let Some((mark, rest)) = line.split_once(' ') else {
            continue;
        };
        let mut words = rest.split(' ');
        let first = words.next().unwrap_or_default();
        match mark {
            ">" => {
                let mut number = || words.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
                let (start, length) = (number(), number());
                head.places.push(Place {
                    prefix: first,
                    deflated: body.get(start..start + length).unwrap_or_default(),
                    service: OnceLock::new(),
                });
            }
            "=" => head.namespaces.push((first, words.collect())),
            "~" => head.key_prefixes.push((first, words.collect())),
            _ => head.release = line,
        }
    }
    head
}

/// The service of a prefix, read on the first call.
pub(super) fn read(prefix: &str) -> Option<&'static Service> {
    let places = &head().places;
    let at = places.binary_search_by(|p| compare(p.prefix, prefix)).ok()?;
    let place = &places[at];
    place
        .service
        .get_or_init(|| parse(place.prefix, place.deflated))
        .as_ref()
}

fn parse(prefix: &'static str, deflated: &[u8]) -> Option<Service> {
    let bytes = miniz_oxide::inflate::decompress_to_vec_with_limit(deflated, MAX_BLOCK).ok()?;
    // The text lives as long as the program, as the service made of it does.
    let text: &'static str = String::from_utf8(bytes).ok()?.leak();
    let mut service = Service {
        prefix,
        name: "",
        actions: Vec::new(),
        resources: Vec::new(),
        keys: Vec::new(),
        retired: Vec::new(),
    };
    for line in text.lines() {
        let mut fields = line.split('\t');
        let mark = fields.next();
        let mut field = || fields.next().unwrap_or_default();
        match mark {
            Some("N") => service.name = field(),
            Some("K") => service.keys.push(key(field(), field(), field())),
            Some("R") => {
                let (name, arn) = (field(), field());
                service.resources.push(ResourceType {
                    name,
                    arn,
                    form: ArnParts::split(arn),
                    keys: numbers(field()),
                });
            }
            Some("A") => service.actions.push(Action {
                name: field(),
                level: level(field()),
                resources: field().split_ascii_whitespace().map(needs).collect(),
                keys: numbers(field()),
                dependent: field().split_ascii_whitespace().collect(),
            }),
            _ => service.retired.push(field()),
        }
    }
    Some(service)
}

fn key(name: &'static str, letter: &str, older: &str) -> ConditionKey {
    let value = match letter.to_ascii_uppercase().as_str() {
        "A" => KeyType::Arn,
        "B" => KeyType::Bool,
        "N" => KeyType::Numeric,
        "D" => KeyType::Date,
        "I" => KeyType::Ip,
        "Y" => KeyType::Binary,
        _ => KeyType::String,
    };
    ConditionKey {
        name,
        value,
        many: letter.bytes().all(|b| b.is_ascii_lowercase()),
        is_older: !older.is_empty(),
    }
}

fn level(letter: &str) -> AccessLevel {
    match letter {
        "L" => AccessLevel::List,
        "R" => AccessLevel::Read,
        "P" => AccessLevel::PermissionsManagement,
        "T" => AccessLevel::Tagging,
        _ => AccessLevel::Write,
    }
}

fn needs(word: &str) -> Needs {
    Needs {
        resource: word.trim_end_matches('!').parse().unwrap_or(u16::MAX),
        required: word.ends_with('!'),
    }
}

fn numbers(list: &str) -> Vec<u16> {
    list.split_ascii_whitespace()
        .filter_map(|n| n.parse().ok())
        .collect()
}
