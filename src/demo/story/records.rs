//! The records in the story's buckets: what a person would recognise as a
//! patient or a card payment, and Macie as sensitive.
//!
//! Nobody has these numbers. Names are common ones put together by index,
//! Social Security numbers are counted up, and card numbers are a made-up
//! prefix and counter with the check digit computed: Macie passes over the
//! numbers that issuers reserve for testing, so those would not do.

use std::fmt::Write;

const FIRST: &[&str] = &[
    "Amelia", "Benjamin", "Chiara", "Daniel", "Elif", "Farid", "Grace", "Hiroshi", "Ingrid", "Jamal",
    "Katarina", "Liam", "Mei", "Noah", "Olivia", "Pavel", "Rosa", "Samuel", "Tanvi", "Victor",
];
const LAST: &[&str] = &[
    "Alvarez",
    "Brandt",
    "Costa",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Greene",
    "Haddad",
    "Ivanova",
    "Jensen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "Okafor",
    "Petrov",
    "Quinn",
    "Romano",
    "Silva",
];
const MERCHANTS: &[&str] = &[
    "Blue Harbor Books",
    "Corner Pharmacy 114",
    "Fernhill Grocers",
    "Metro Transit Kiosk",
    "Northgate Fuel",
    "Sunrise Travel",
];

/// A number of the story: the same for the same index.
fn spread(n: usize, modulus: usize) -> usize {
    n.wrapping_mul(2_654_435_761) % modulus
}

fn name(n: usize) -> String {
    format!("{} {}", FIRST[n % FIRST.len()], LAST[(n * 7 + 3) % LAST.len()])
}

/// Area 219, a group and a serial that count up.
fn social_security_number(n: usize) -> String {
    format!("219-{:02}-{:04}", 10 + n % 80, 1000 + spread(n, 8999))
}

/// A card number of sixteen digits that passes the Luhn check.
fn card_number(n: usize) -> String {
    let body = format!("4539{:011}", 10_007_000_000 + spread(n, 899_999_999));
    let sum: u32 = body
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, double) if double > 9 => double - 9,
            (0, double) => double,
            _ => digit,
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// Annotations of echocardiograms, with the patients' columns left in.
pub(super) fn patients(rows: usize) -> String {
    let mut out = String::from("study_id,patient_name,date_of_birth,ssn,finding,annotator\n");
    for n in 0..rows {
        let _ = writeln!(
            out,
            "ECHO-{:05},{},{}-{:02}-{:02},{},{},{}",
            88_400 + n,
            name(n),
            1938 + spread(n, 55),
            1 + n % 12,
            1 + spread(n, 28),
            social_security_number(n),
            [
                "LVEF 35-40%",
                "normal",
                "mitral regurgitation",
                "pericardial effusion"
            ][n % 4],
            ["elena.rossi", "m.haddad", "crowd-117"][n % 3],
        );
    }
    out
}

/// Labelled card payments, with the numbers in full.
pub(super) fn payments(rows: usize) -> String {
    let mut out = String::from("authorised_at,card_number,cardholder,merchant,amount_usd,is_fraud\n");
    for n in 0..rows {
        let _ = writeln!(
            out,
            "2025-{:02}-{:02}T{:02}:{:02}:00Z,{},{},{},{}.{:02},{}",
            1 + n % 12,
            1 + spread(n, 28),
            n % 24,
            spread(n, 60),
            card_number(n),
            name(n + 5),
            MERCHANTS[n % MERCHANTS.len()],
            4 + spread(n, 380),
            spread(n, 100),
            u8::from(n % 17 == 0),
        );
    }
    out
}

/// Authorisations as they left the card stream, one JSON document a line.
pub(super) fn authorisations(rows: usize) -> String {
    let mut out = String::new();
    for n in 0..rows {
        let _ = writeln!(
            out,
            r#"{{"event":"authorisation","card":{{"number":"{}","network":"visa"}},"amount":{{"currency":"USD","minor":{}}},"terminal":"T-{:04}"}}"#,
            card_number(n + 400),
            400 + spread(n, 38_000),
            1000 + n % 40,
        );
    }
    out
}

/// What an object of the story holds, by its bucket and key. What is public or
/// clean holds nothing that anybody could be harmed by.
pub(super) fn body(bucket: &str, key: &str) -> String {
    match (bucket, key) {
        ("cardio-annotations", "2026-02/patients-annotated.csv") => patients(60),
        ("fraud-training-data", "2025/transactions-labelled.csv") => payments(120),
        ("fraud-training-data", "2025/stream-dump-0417.jsonl") => authorisations(40),
        (_, key) if key.ends_with("handbook.md") => {
            "# Labelling handbook\n\nMark the endocardial border at end-diastole.\n".to_owned()
        }
        (_, key) if key.ends_with("sample-transactions.csv") => {
            "authorised_at,merchant,amount_usd,is_fraud\n2025-03-04T10:00:00Z,Fernhill Grocers,18.20,0\n"
                .to_owned()
        }
        _ => format!("{key}\n"),
    }
}
