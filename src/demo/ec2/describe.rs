//! What every Describe call shares: ids, filters and pages.

use super::state::{Region, Request};
use super::wire::{Outcome, Refusal};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::BTreeMap;

/// The most that a page may hold.
const LARGEST_PAGE: usize = 1000;

/// One filter: any of its values may match; all filters must.
pub(super) type Filter = (String, Vec<String>);

/// A resource that a Describe call lists.
pub(super) trait Described: Sized + 'static {
    /// Element that holds the list in the answer.
    const SET: &'static str;
    /// Parameter that names ids.
    const IDS: &'static str;
    /// The least that `MaxResults` may be; older calls want five.
    const SMALLEST_PAGE: usize = 5;

    /// Where the Region keeps them.
    fn all(region: &Region) -> &BTreeMap<String, Self>;
    /// The error for an id that does not exist.
    fn unknown(id: &str) -> Refusal;
    /// The values that a filter looks at; `None` when there is no such filter.
    fn attribute(&self, request: &Request<'_>, filter: &str) -> Option<Vec<String>>;
    /// Writes the fields of one item.
    fn write(&self, request: &Request<'_>, x: &mut Writer);
}

/// Whether something passes every filter.
pub(super) fn wanted(
    filters: &[Filter],
    attribute: impl Fn(&str) -> Option<Vec<String>>,
) -> Result<bool, Refusal> {
    for (name, patterns) in filters {
        let Some(values) = attribute(name) else {
            return Err(Refusal::new(
                "InvalidParameterValue",
                format!("The filter '{name}' is invalid"),
            ));
        };
        let hit = |value: &String| patterns.iter().any(|pattern| like(pattern, value));
        if !values.iter().any(hit) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The tag filters: `tag:Key`, `tag-key`, `tag-value`.
fn by_tag(tags: Option<&BTreeMap<String, String>>, filter: &str) -> Option<Vec<String>> {
    let tags = tags.into_iter().flatten();
    if let Some(key) = filter.strip_prefix("tag:") {
        return Some(tags.filter(|(k, _)| *k == key).map(|(_, v)| v.clone()).collect());
    }
    match filter {
        "tag-key" => Some(tags.map(|(k, _)| k.clone()).collect()),
        "tag-value" => Some(tags.map(|(_, v)| v.clone()).collect()),
        _ => None,
    }
}

/// Lists `T` by the request's ids, filters and page.
pub(super) fn describe<T: Described>(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    describe_with::<T>(request, &filters, x)
}

/// As [`describe`], with filters of the operation's own.
pub(super) fn describe_with<T: Described>(
    request: &Request<'_>,
    filters: &[Filter],
    x: &mut Writer,
) -> Outcome {
    let all = T::all(request.state);
    let ids = request.params.list(T::IDS);
    if let Some(id) = ids.iter().find(|id| !all.contains_key(**id)) {
        return Err(T::unknown(id));
    }
    let mut chosen = Vec::new();
    for (id, item) in all {
        let named = ids.is_empty() || ids.contains(&id.as_str());
        let attribute = |filter: &str| {
            by_tag(request.state.tags.get(id), filter).or_else(|| item.attribute(request, filter))
        };
        if named && wanted(filters, attribute)? {
            chosen.push((id.clone(), item));
        }
    }
    let next = cut(&request.params, T::SMALLEST_PAGE, &mut chosen)?;
    x.list(T::SET, "item", chosen, |x, (_, item)| item.write(request, x));
    x.maybe("nextToken", next);
    Ok(())
}

/// Leaves one page of what was chosen (in order of id), and gives the token of
/// the next. A token names the last id shown, so pages hold while things come
/// and go.
pub(super) fn cut<T>(
    params: &Params,
    smallest: usize,
    chosen: &mut Vec<(String, T)>,
) -> Result<Option<String>, Refusal> {
    let size = match params.get("MaxResults") {
        None => LARGEST_PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|n| (smallest..=LARGEST_PAGE).contains(n))
            .ok_or_else(|| {
                Refusal::new(
                    "InvalidParameterValue",
                    format!(
                        "Value ( {text} ) for parameter maxResults is invalid. \
                         Expecting a value between {smallest} and {LARGEST_PAGE}."
                    ),
                )
            })?,
    };
    if let Some(token) = params.get("NextToken") {
        let after = URL_SAFE_NO_PAD
            .decode(token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| Refusal::new("InvalidNextToken", "The token is not valid."))?;
        chosen.retain(|(id, _)| *id > after);
    }
    let more = chosen.len() > size;
    chosen.truncate(size);
    let last = chosen.last().filter(|_| more);
    Ok(last.map(|(id, _)| URL_SAFE_NO_PAD.encode(id)))
}

/// `*` and `?` as EC2's filters take them.
fn like(pattern: &str, value: &str) -> bool {
    let (pattern, value): (Vec<char>, Vec<char>) = (pattern.chars().collect(), value.chars().collect());
    let (mut p, mut v, mut star) = (0, 0, None);
    while v < value.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, v));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == value[v]) {
            p += 1;
            v += 1;
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            p = at + 1;
            v = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}
