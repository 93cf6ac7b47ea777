//! What every Describe call shares: ids, filters and pages.

use super::kinds::Kind;
use super::state::{Region, Request};
use super::table::{Row, Table};
use super::wire::{Outcome, Refusal};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::{BTreeMap, BTreeSet};

/// The most that a page may hold.
const LARGEST_PAGE: usize = 1000;

/// One filter: any of its values may match; all filters must.
pub(super) type Filter = (String, Vec<String>);

/// What a filter sees of a resource.
pub(super) type Values<T> = fn(&T, &Request<'_>) -> Vec<String>;

/// A resource that a Describe call lists.
pub(super) trait Described: Row + Sized + 'static {
    /// How its ids are spelt.
    const KIND: &'static Kind;
    /// Element that holds the list in the answer.
    const SET: &'static str;
    /// Parameter that names ids.
    const IDS: &'static str;
    /// Filter that names ids.
    const ID: &'static str;
    /// The filters of its own; tags have theirs.
    const FILTERS: &'static [(&'static str, Values<Self>)];
    /// Filters that AWS documents on things that no resource here has.
    const EMPTY: &'static [&'static str] = &[];
    /// The least that `MaxResults` may be; older calls want five.
    const SMALLEST_PAGE: usize = 5;
    /// The most that `MaxResults` may be.
    const LARGEST_PAGE: usize = LARGEST_PAGE;

    /// Where the Region keeps them.
    fn table(region: &Region) -> &Table<Self>;
    /// Its id.
    fn id(&self) -> &str;
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
            return Err(no_such_filter(name));
        };
        let hit = |value: &String| patterns.iter().any(|pattern| like(pattern, value));
        if !values.iter().any(hit) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Refuses a filter that there is not, whether or not anything is there to try
/// it on.
pub(super) fn refuse_unknown(filters: &[Filter], known: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    match filters.iter().find(|(name, _)| !known(name)) {
        Some((name, _)) => Err(no_such_filter(name)),
        None => Ok(()),
    }
}

fn no_such_filter(name: &str) -> Refusal {
    Refusal::new("InvalidParameterValue", format!("The filter '{name}' is invalid"))
}

/// The tag filters: `tag:Key`, `tag-key`, `tag-value`.
pub(super) fn by_tag(tags: Option<&BTreeMap<String, String>>, filter: &str) -> Option<Vec<String>> {
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

/// What a filter sees of a resource; `None` when there is no such filter.
fn seen<T: Described>(item: &T, request: &Request<'_>, filter: &str) -> Option<Vec<String>> {
    if filter == T::ID {
        return Some(vec![item.id().to_owned()]);
    }
    if let Some((_, values)) = T::FILTERS.iter().find(|(name, _)| *name == filter) {
        return Some(values(item, request));
    }
    if T::EMPTY.contains(&filter) {
        return Some(Vec::new());
    }
    by_tag(request.state().tags.of(item.id()), filter)
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
    let (page, next) = select::<T>(request, filters)?;
    x.list(T::SET, "item", page, |x, item| item.write(request, x));
    x.maybe("nextToken", next);
    Ok(())
}

/// One page of what the request asks for, and the token of the next.
pub(super) fn select<'a, T: Described>(
    request: &'a Request<'_>,
    filters: &[Filter],
) -> Result<(Vec<&'a T>, Option<String>), Refusal> {
    refuse_unknown(filters, |name| {
        name == T::ID
            || T::EMPTY.contains(&name)
            || T::FILTERS.iter().any(|(own, _)| *own == name)
            || by_tag(None, name).is_some()
    })?;
    let table = T::table(request.state());
    let ids = request.params.list(T::IDS);
    if let Some(id) = ids.iter().find(|id| !table.contains(id)) {
        return Err(T::KIND.unknown(id));
    }
    let (size, after) = page(&request.params, T::SMALLEST_PAGE, T::LARGEST_PAGE)?;
    let narrowed = if ids.is_empty() {
        narrow::<T>(request, filters)
    } else {
        Some(ids.into_iter().collect())
    };
    let all: Box<dyn Iterator<Item = &str> + '_> = match &narrowed {
        Some(ids) => Box::new(ids.iter().copied()),
        None => Box::new(table.ids()),
    };
    let mut chosen: Vec<&T> = Vec::new();
    for item in all.filter_map(|id| table.get(id)) {
        let seen_before = after.as_deref().is_some_and(|after| item.id() <= after);
        if seen_before || !wanted(filters, |filter| seen(item, request, filter))? {
            continue;
        }
        if chosen.len() == size {
            let last = chosen.last().map(|item| token(item.id()));
            return Ok((chosen, last));
        }
        chosen.push(item);
    }
    Ok((chosen, None))
}

/// The ids that can pass the narrowest filter that an index answers; `None`
/// when none does and everything must be looked at.
fn narrow<'a, T: Described>(request: &'a Request<'_>, filters: &'a [Filter]) -> Option<BTreeSet<&'a str>> {
    let table = T::table(request.state());
    let sets = |(name, values): &'a Filter| -> Option<Vec<&'a BTreeSet<String>>> {
        if values.iter().any(|v| v.contains(['*', '?'])) {
            return None;
        }
        if table.indexes(name) {
            return Some(values.iter().filter_map(|v| table.holders(name, v)).collect());
        }
        let key = name.strip_prefix("tag:")?;
        let tags = &request.state().tags;
        Some(values.iter().filter_map(|v| tags.holders(key, v)).collect())
    };
    let by_id = filters
        .iter()
        .find(|(name, values)| name == T::ID && !values.iter().any(|v| v.contains(['*', '?'])));
    if let Some((_, ids)) = by_id {
        return Some(ids.iter().map(String::as_str).collect());
    }
    let narrowest = filters
        .iter()
        .filter_map(sets)
        .min_by_key(|sets| sets.iter().map(|ids| ids.len()).sum::<usize>())?;
    Some(narrowest.into_iter().flatten().map(String::as_str).collect())
}

/// The size of the page that a call asks for, and the id after which it begins.
fn page(params: &Params, smallest: usize, largest: usize) -> Result<(usize, Option<String>), Refusal> {
    let size = match params.get("MaxResults") {
        None => LARGEST_PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|n| (smallest..=largest).contains(n))
            .ok_or_else(|| {
                Refusal::new(
                    "InvalidParameterValue",
                    format!(
                        "Value ( {text} ) for parameter maxResults is invalid. \
                         Expecting a value between {smallest} and {largest}."
                    ),
                )
            })?,
    };
    let after = params
        .get("NextToken")
        .map(|token| {
            URL_SAFE_NO_PAD
                .decode(token)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .ok_or_else(|| Refusal::new("InvalidNextToken", "The token is not valid."))
        })
        .transpose()?;
    Ok((size, after))
}

/// A token names the last id shown, so pages hold while things come and go.
fn token(id: &str) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

/// Leaves one page of what was chosen (in order of id), and gives the token of
/// the next.
pub(super) fn cut<T>(
    params: &Params,
    smallest: usize,
    chosen: &mut Vec<(String, T)>,
) -> Result<Option<String>, Refusal> {
    let (size, after) = page(params, smallest, LARGEST_PAGE)?;
    if let Some(after) = after {
        chosen.retain(|(id, _)| *id > after);
    }
    let more = chosen.len() > size;
    chosen.truncate(size);
    let last = chosen.last().filter(|_| more);
    Ok(last.map(|(id, _)| token(id)))
}

/// `*` and `?` as EC2's filters take them.
fn like(pattern: &str, value: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return pattern == value;
    }
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
