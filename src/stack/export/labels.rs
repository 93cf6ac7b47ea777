//! A step's name in a format: made of its id, and no two alike.

use crate::stack::Step;
use std::collections::{BTreeMap, BTreeSet};

/// Labels by step.
pub(super) type Labels<'a> = BTreeMap<&'a str, String>;

/// How a format writes names.
#[derive(Clone, Copy)]
pub(super) enum Case {
    /// `data_key`
    Snake,
    /// `DataKey`
    Pascal,
    /// `DATA_KEY`
    Shout,
}

/// A label for each step.
pub(super) fn labels(steps: &[Step], case: Case) -> Labels<'_> {
    let mut taken = BTreeSet::new();
    let mut labels = Labels::new();
    for step in steps {
        let wanted = label(&step.id, case);
        let mut free = wanted.clone();
        let mut n = 1;
        while taken.contains(&free) {
            n += 1;
            free = format!("{wanted}X{n}");
        }
        taken.insert(free.clone());
        labels.insert(step.id.as_str(), free);
    }
    labels
}

/// A name in a format's case; outputs (`KeyArn`) too are cut into words.
pub(super) fn label(id: &str, case: Case) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut before = '-';
    for c in id.chars() {
        let begins =
            !before.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && before.is_ascii_lowercase());
        before = c;
        if !c.is_ascii_alphanumeric() {
            continue;
        }
        if begins || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_lowercase());
        }
    }
    let joined = match case {
        Case::Snake => words.join("_"),
        Case::Shout => words.join("_").to_ascii_uppercase(),
        Case::Pascal => words
            .iter()
            .map(|w| w[..1].to_ascii_uppercase() + &w[1..])
            .collect::<String>(),
    };
    // No format lets a name begin with a digit.
    if joined.starts_with(|c: char| c.is_ascii_alphabetic()) {
        joined
    } else {
        label(&format!("step-{id}"), case)
    }
}
