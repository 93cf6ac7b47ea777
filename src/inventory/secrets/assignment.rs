//! Secrets that are recognised by the name that they are given.

use super::{SecretKind, tokens};

/// What a name promises.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// A password: any literal text will do.
    Password,
    /// The secret half of an AWS key: forty characters of base64.
    AwsSecretKey,
    /// A token or key: a literal text that looks drawn by lot.
    Token,
}

/// A value as it was written.
#[derive(Clone, Copy)]
struct Written<'l> {
    text: &'l str,
    /// In quotes, or a value of the API: certainly a text, not an expression.
    literal: bool,
}

/// What a named value is, when it is a secret.
pub(super) fn of_name(name: &str, value: &str) -> Option<SecretKind> {
    judge(
        name,
        Written {
            text: value,
            literal: true,
        },
    )
}

/// The secrets that a line assigns: `NAME=value`, `name: "value"`,
/// `"name": "value"`, `--name value`.
pub(super) fn of_line(line: &str) -> impl Iterator<Item = (SecretKind, &str)> {
    names(line).filter_map(|(at, name)| {
        let value = value_after(line, at, name)?;
        Some((judge(name, value)?, name))
    })
}

/// The shape of a value says more than its name, but for AWS's secret keys,
/// which have a shape only together with the name.
fn judge(name: &str, value: Written<'_>) -> Option<SecretKind> {
    if let Some(kind) = tokens::of(value.text).into_iter().next() {
        return Some(kind);
    }
    let promise = promise_of(name)?;
    if is_reference(value.text) {
        return None;
    }
    match promise {
        Promise::Password => {
            // `password=password` hands a variable on.
            let expression = |c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '_');
            let literal = value.literal || !value.text.chars().all(expression);
            (literal && is_password(value.text)).then_some(SecretKind::Password)
        }
        Promise::AwsSecretKey if is_aws_secret(value.text) => Some(SecretKind::AwsSecretKey),
        Promise::AwsSecretKey | Promise::Token => is_random(value.text).then_some(SecretKind::NamedSecret),
    }
}

/// Every run of letters that may be a name, with where it begins.
fn names(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + line[at..].find(of_name)?;
        let length = line[start..].find(|c| !of_name(c)).unwrap_or(line.len() - start);
        at = start + length;
        Some((start, &line[start..at]))
    })
}

/// The value that stands after a name, if anything is assigned to it.
fn value_after<'l>(line: &'l str, at: usize, name: &str) -> Option<Written<'l>> {
    let after = &line[at + name.len()..];
    // A name in quotes: `"password": …`, `config["password"] = …`.
    let after = after.strip_prefix(['"', '\'']).unwrap_or(after);
    let after = after.strip_prefix(']').unwrap_or(after);
    let trimmed = after.trim_start();
    let rest = if let Some(rest) = trimmed.strip_prefix(":=").or_else(|| trimmed.strip_prefix("=>")) {
        rest
    } else if let Some(rest) = trimmed.strip_prefix('=') {
        // A comparison assigns nothing.
        (!rest.starts_with(['=', '~'])).then_some(rest)?
    } else if let Some(rest) = trimmed.strip_prefix(':') {
        rest
    } else if name.starts_with("--") && after.starts_with(' ') {
        trimmed
    } else {
        return None;
    };
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let text = rest[1..].split(quote).next().unwrap_or("");
        return Some(Written { text, literal: true });
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | '&' | '|' | ')' | '}');
    let text = rest.split(ends).next().unwrap_or("");
    // `DB_PASSWORD=word` is a line of a shell, where words are literal.
    let shell = after.starts_with('=') && !after[1..].starts_with(char::is_whitespace);
    let literal = shell && !name.contains(|c: char| c.is_ascii_lowercase());
    Some(Written { text, literal })
}

/// What a name promises, by its last words: `DB_PASSWORD` a password,
/// `PASSWORD_FILE` none, `access.key` a key, `key_id` none, `pad_token` none.
fn promise_of(name: &str) -> Option<Promise> {
    // What language models call tokens.
    const OF_TEXT: &[&str] = &[
        "pad",
        "eos",
        "bos",
        "unk",
        "sep",
        "cls",
        "mask",
        "next",
        "stop",
        "special",
        "image",
        "continuation",
        "per",
        "page",
        "marker",
        "last",
        "first",
    ];
    const OF_KEYS: &[&str] = &[
        "api",
        "access",
        "secret",
        "private",
        "auth",
        "account",
        "signing",
        "encryption",
        "license",
    ];
    let words = words_of(name);
    let last = words.last()?.trim_end_matches(|c: char| c.is_ascii_digit());
    let before = words.len().checked_sub(2).map_or("", |at| words[at].as_str());
    match last {
        "pass" | "pw" | "pwd" if !before.is_empty() => Some(Promise::Password),
        "passwd" | "passphrase" => Some(Promise::Password),
        _ if last.ends_with("password") => Some(Promise::Password),
        "key" if words.iter().any(|w| w == "secret") && matches!(before, "access" | "secret") => {
            Some(Promise::AwsSecretKey)
        }
        "key" if OF_KEYS.contains(&before) => Some(Promise::Token),
        "token" if !OF_TEXT.contains(&before) => Some(Promise::Token),
        "secret" | "apikey" | "secretkey" | "accesskey" | "authtoken" | "accesstoken" | "pat" => {
            Some(Promise::Token)
        }
        _ => None,
    }
}

/// `AWS_SECRET_ACCESS_KEY` and `awsSecretAccessKey` are the same four words.
fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (lower && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// A text that says where the secret is, or that none is given.
pub(super) fn is_reference(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "$",
        "{",
        "<",
        "%",
        "*",
        "`",
        "(",
        "[",
        "@",
        "/",
        "./",
        "~/",
        "arn:",
        "s3:",
        "http:",
        "https:",
        "file:",
        "ssm:",
        "vault:",
        "env:",
        "projects/",
        "os.",
        "self.",
        "args.",
        "config.",
        "!",
        "&",
    ];
    STARTS.iter().any(|s| text.starts_with(s))
        || text.contains("{{")
        || text.contains("${")
        || text.contains("$(")
}

/// A literal text that may be a password: not empty, not a placeholder, not a
/// sentence, not a piece of program.
pub(super) fn is_password(text: &str) -> bool {
    const PLACEHOLDERS: &[&str] = &[
        "password",
        "passwd",
        "pass",
        "secret",
        "token",
        "none",
        "null",
        "nil",
        "true",
        "false",
        "changeme",
        "change-me",
        "example",
        "redacted",
        "hidden",
        "masked",
        "placeholder",
        "undefined",
        "string",
        "default",
        "empty",
        "todo",
        "required",
        "optional",
        "test",
    ];
    let plain = text.to_ascii_lowercase();
    let mut letters: Vec<char> = plain.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let asks = ["your", "example", "placeholder", "redacted", "insert", "replace"];
    text.chars().count() >= 5
        && letters.len() >= 3
        && !is_reference(text)
        && !text.contains(char::is_whitespace)
        && !text.contains(['(', '[', '<'])
        && !PLACEHOLDERS.contains(&plain.as_str())
        && !asks.iter().any(|word| plain.contains(word))
}

/// Forty characters of base64 with capitals, small letters and digits.
fn is_aws_secret(text: &str) -> bool {
    let alphabet = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    text.len() == 40
        && text.chars().all(alphabet)
        && text.contains(|c: char| c.is_ascii_uppercase())
        && text.contains(|c: char| c.is_ascii_lowercase())
        && text.contains(|c: char| c.is_ascii_digit())
        && !text.contains("EXAMPLE")
}

/// A text that looks drawn by lot: sixteen characters or more, letters and
/// digits, no word after word (`prod-database-2` names a secret).
fn is_random(text: &str) -> bool {
    let parts: Vec<&str> = text
        .split(['-', '_', '.', '/'])
        .filter(|p| !p.is_empty())
        .collect();
    let is_word = |p: &&str| {
        p.chars().all(|c| c.is_ascii_digit())
            || p.trim_end_matches(|c: char| c.is_ascii_digit())
                .chars()
                .all(|c| c.is_ascii_alphabetic())
    };
    let in_words = parts.len() > 1
        && parts.iter().filter(|p| p.len() < 16).all(is_word)
        && parts.iter().all(|p| p.len() < 16);
    text.len() >= 16
        && text.is_ascii()
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(|c: char| c.is_ascii_alphabetic())
        && is_password(text)
        && !in_words
        && entropy(text) >= 3.0
}

/// Shannon's entropy in bits for each character: 4 for random hexadecimal,
/// under 3 for repetitions and counting.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let total = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let bits = |count: &u32| {
        let share = f64::from(*count) / total;
        -share * share.log2()
    };
    counts.iter().filter(|c| **c > 0).map(bits).sum()
}
