//! Numbers with rules: payment cards, Social Security numbers, provider
//! identifiers; and the numbers that issuers reserve for testing.

/// "Macie doesn't report occurrences of the following sequences, which credit
/// card issuers have reserved for public testing" (User Guide, financial
/// information).
const TESTING: &[&str] = &[
    "122000000000003",
    "2222405343248877",
    "2222990905257051",
    "2223007648726984",
    "2223577120017656",
    "30569309025904",
    "34343434343434",
    "3528000700000000",
    "3530111333300000",
    "3566002020360505",
    "36148900647913",
    "36700102000000",
    "371449635398431",
    "378282246310005",
    "378734493671000",
    "38520000023237",
    "4012888888881881",
    "4111111111111111",
    "4222222222222",
    "4444333322221111",
    "4462030000000000",
    "4484070000000000",
    "4911830000000",
    "4917300800000000",
    "4917610000000000",
    "4917610000000000003",
    "5019717010103742",
    "5105105105105100",
    "5111010030175156",
    "5185540810000019",
    "5200828282828210",
    "5204230080000017",
    "5204740009900014",
    "5420923878724339",
    "5454545454545454",
    "5455330760000018",
    "5506900490000436",
    "5506900490000444",
    "5506900510000234",
    "5506920809243667",
    "5506922400634930",
    "5506927427317625",
    "5553042241984105",
    "5555553753048194",
    "5555555555554444",
    "5610591081018250",
    "6011000400000000",
    "6011000990139424",
    "6011111111111117",
    "630490017740292441",
    "630495060000000000",
    "6331101999990016",
    "6759649826438453",
    "6799990100000000019",
    "76009244561",
];

/// The digits of a text that may have spaces and hyphens between them.
fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// The Luhn check.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(n, digit)| match (n % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Prefixes and lengths of American Express, Dankort, Diner's Club, Discover,
/// Electron, JCB, Mastercard, UnionPay and Visa.
fn is_issued(text: &str) -> bool {
    let begin = |n: usize| text.get(..n).and_then(|t| t.parse::<u32>().ok()).unwrap_or(0);
    match text.len() {
        13 => text.starts_with('4'),
        14 => (300..=305).contains(&begin(3)) || [36, 38, 39].contains(&begin(2)),
        15 => [34, 37].contains(&begin(2)) || [1800, 2131].contains(&begin(4)),
        16 => {
            text.starts_with('4')
                || (51..=55).contains(&begin(2))
                || (2221..=2720).contains(&begin(4))
                || begin(4) == 6011
                || begin(2) == 65
                || (644..=649).contains(&begin(3))
                || (3528..=3589).contains(&begin(4))
                || begin(2) == 62
                || begin(4) == 5019
        }
        17..=19 => text.starts_with('4') || begin(2) == 62 || begin(4) == 6011,
        _ => false,
    }
}

/// A card number that somebody may have.
pub(super) fn is_card(text: &str) -> bool {
    let digits = digits(text);
    let plain: String = digits.iter().filter_map(|d| char::from_digit(*d, 10)).collect();
    is_issued(&plain) && luhn(&digits) && !TESTING.contains(&plain.as_str())
}

/// Area, group and serial number of nine digits.
fn parts(text: &str) -> Option<(u32, u32, u32)> {
    let digits = digits(text);
    if digits.len() < 9 {
        return None;
    }
    let number = |range: &[u32]| range.iter().fold(0, |n, d| n * 10 + d);
    Some((number(&digits[..3]), number(&digits[3..5]), number(&digits[5..9])))
}

/// A Social Security number that may have been given: no area 000, 666 or
/// 900 to 999, no group 00, no serial 0000.
pub(super) fn is_ssn(text: &str) -> bool {
    parts(text).is_some_and(|(area, group, serial)| {
        (1..900).contains(&area) && area != 666 && group != 0 && serial != 0
    })
}

/// A taxpayer identification number: area 900 to 999 and one of its groups.
pub(super) fn is_itin(text: &str) -> bool {
    parts(text)
        .is_some_and(|(area, group, _)| area >= 900 && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99))
}

/// A health insurance claim number: a Social Security number and a suffix.
pub(super) fn is_claim_number(text: &str) -> bool {
    is_ssn(text)
}

/// A national provider identifier: Luhn after the prefix 80840.
pub(super) fn is_provider(text: &str) -> bool {
    let mut all = vec![8, 0, 8, 4, 0];
    all.extend(digits(text));
    all.len() == 15 && luhn(&all)
}

/// A DEA registration: two letters, six digits and their check digit.
pub(super) fn is_dea(text: &str) -> bool {
    let d = digits(text);
    d.len() == 7 && (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6]
}

/// Anything that has the form.
pub(super) fn any(_: &str) -> bool {
    true
}

/// A secret access key: letters of both cases and digits, and not one of the
/// fictitious keys of AWS's own documentation.
pub(super) fn is_secret_key(text: &str) -> bool {
    let has = |wanted: fn(&char) -> bool| text.chars().any(|c| wanted(&c));
    !text.ends_with("EXAMPLEKEY")
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_digit)
}
