//! Secrets that are recognised by their own shape.

use super::SecretKind;
use SecretKind::{AwsAccessKey, BedrockApiKey, ServiceToken};

/// The characters that a token may consist of after its prefix.
type Alphabet = fn(char) -> bool;

/// A token whose issuer begins it with a word of its own.
struct Token {
    prefix: &'static str,
    alphabet: Alphabet,
    /// How many characters follow the prefix.
    length: std::ops::RangeInclusive<usize>,
    kind: SecretKind,
}

const fn token(prefix: &'static str, alphabet: Alphabet, from: usize, to: usize) -> Token {
    Token {
        prefix,
        alphabet,
        length: from..=to,
        kind: ServiceToken,
    }
}

const fn of_aws(prefix: &'static str, alphabet: Alphabet, from: usize, to: usize, kind: SecretKind) -> Token {
    Token {
        kind,
        ..token(prefix, alphabet, from, to)
    }
}

const LONG: usize = 512;

/// The issuers' own formats, as each documents its tokens.
const TOKENS: &[Token] = &[
    of_aws("AKIA", base32, 16, 16, AwsAccessKey),
    of_aws("ASIA", base32, 16, 16, AwsAccessKey),
    of_aws("ABSK", base64, 100, 300, BedrockApiKey),
    of_aws("bedrock-api-key-", base64, 60, 4096, BedrockApiKey),
    token("ghp_", alphanumeric, 36, 36),
    token("gho_", alphanumeric, 36, 36),
    token("ghu_", alphanumeric, 36, 36),
    token("ghs_", alphanumeric, 36, 36),
    token("ghr_", alphanumeric, 36, 36),
    token("github_pat_", word, 60, 100),
    token("glpat-", url_safe, 20, 64),
    token("hf_", alphanumeric, 34, 40),
    token("api_org_", alphanumeric, 34, 34),
    token("sk-ant-", url_safe, 40, LONG),
    token("sk-proj-", url_safe, 40, LONG),
    token("sk-svcacct-", url_safe, 40, LONG),
    token("sk-", alphanumeric, 48, 48),
    token("nvapi-", url_safe, 60, 80),
    token("dapi", hexadecimal, 32, 32),
    token("xoxb-", url_safe, 20, LONG),
    token("xoxp-", url_safe, 20, LONG),
    token("xapp-", url_safe, 20, LONG),
    token("hooks.slack.com/services/T", path, 20, 80),
    token("AIza", url_safe, 35, 35),
    token("npm_", alphanumeric, 36, 36),
    token("pypi-AgE", url_safe, 50, LONG),
    token("sk_live_", alphanumeric, 24, LONG),
    token("rk_live_", alphanumeric, 24, LONG),
    token("dckr_pat_", url_safe, 27, 64),
    token("hvs.", url_safe, 24, LONG),
];

fn base32(c: char) -> bool {
    c.is_ascii_uppercase() || ('2'..='7').contains(&c)
}

fn base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}

fn alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn hexadecimal(c: char) -> bool {
    c.is_ascii_digit() || ('a'..='f').contains(&c)
}

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn url_safe(c: char) -> bool {
    word(c) || c == '-'
}

fn path(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '/'
}

/// The kinds that stand in a line; one may come several times.
pub(super) fn of(line: &str) -> Vec<SecretKind> {
    let mut found = Vec::new();
    if line.contains("-----BEGIN ") && line.contains("PRIVATE KEY") {
        found.push(SecretKind::PrivateKey);
    }
    for token in TOKENS {
        if token.stands_in(line) {
            found.push(token.kind);
        }
    }
    if has_web_token(line) {
        found.push(SecretKind::WebToken);
    }
    if has_url_password(line) {
        found.push(SecretKind::UrlPassword);
    }
    found
}

impl Token {
    fn stands_in(&self, line: &str) -> bool {
        line.match_indices(self.prefix).any(|(at, prefix)| {
            let starts = !line[..at].ends_with(|c: char| word(c) || c == '-');
            let rest = &line[at + prefix.len()..];
            let end = rest.find(|c| !(self.alphabet)(c)).unwrap_or(rest.len());
            // Longer than any token of the kind is something else, as is one
            // that goes on in letters that the kind does not have.
            let ends = !rest[end..].starts_with(alphanumeric);
            starts && ends && self.length.contains(&end) && !is_example(&rest[..end])
        })
    }
}

/// The keys of the documentation say so (`AKIAIOSFODNN7EXAMPLE`), and those
/// made up for it repeat one letter.
fn is_example(body: &str) -> bool {
    let mut letters: Vec<char> = body.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    body.to_ascii_uppercase().contains("EXAMPLE") || letters.len() < 6
}

/// `eyJ….eyJ….…`: a header and a payload that are JSON objects, and a signature.
fn has_web_token(line: &str) -> bool {
    line.match_indices("eyJ").any(|(at, _)| {
        let rest = &line[at..];
        let end = rest
            .find(|c: char| !(url_safe(c) || c == '.'))
            .unwrap_or(rest.len());
        let mut parts = rest[..end].split('.');
        let header = parts.next().is_some_and(|h| h.len() >= 16);
        let payload = parts
            .next()
            .is_some_and(|p| p.starts_with("eyJ") && p.len() >= 16);
        let signature = parts.next().is_some_and(|s| s.len() >= 20);
        header && payload && signature
    })
}

/// `scheme://user:password@host`.
fn has_url_password(line: &str) -> bool {
    line.match_indices("://").any(|(at, separator)| {
        let schemed = line[..at].ends_with(alphanumeric);
        let rest = &line[at + separator.len()..];
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`' | '<' | '>' | '?' | '#'))
            .unwrap_or(rest.len());
        let Some((user, password)) = rest[..end]
            .rsplit_once('@')
            .and_then(|(login, _)| login.split_once(':'))
        else {
            return false;
        };
        schemed && !super::assignment::is_reference(user) && super::assignment::is_password(password)
    })
}
