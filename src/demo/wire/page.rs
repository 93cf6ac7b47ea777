//! Cutting a list into pages, with a token that says where to go on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The page of `items` after `token`, at most `limit` long, and the token of
/// the next page. `None` for a token that is not ours.
pub fn cut<'a, T>(items: &'a [T], token: Option<&str>, limit: usize) -> Option<(&'a [T], Option<String>)> {
    let start = match token {
        None | Some("") => 0,
        Some(token) => STANDARD
            .decode(token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|text| text.strip_prefix("after:").and_then(|n| n.parse::<usize>().ok()))?,
    };
    let start = start.min(items.len());
    let end = start.saturating_add(limit.max(1)).min(items.len());
    let next = (end < items.len()).then(|| STANDARD.encode(format!("after:{end}")));
    Some((&items[start..end], next))
}
