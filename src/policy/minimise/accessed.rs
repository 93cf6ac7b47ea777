//! When services and actions were last tried, as IAM tells it.
//!
//! The data count attempts that were refused, and of few services say more
//! than that something of it was tried: what they cannot tell is kept.
//! Sources: IAM API, `GetServiceLastAccessedDetails`; IAM User Guide, "Refine
//! permissions in AWS using last accessed information" (400 days at least;
//! management actions only; `iam:PassRole` is not tracked).

use crate::policy::evaluate::value;
use serde_json::Value;
use std::collections::BTreeMap;

/// How far back the data go, in milliseconds.
const TRACKED: i64 = 400 * 24 * 3_600 * 1_000;

/// What the data say, service by service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accessed {
    /// By prefix, in lower case. All that the principal's policies allow are
    /// listed.
    services: BTreeMap<String, Service>,
    /// Why a service or action that was not tried may have been needed.
    short: Option<String>,
    /// Whether pages of the answer are missing.
    is_cut: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Service {
    /// When anything of it was last tried, as written.
    last: Option<String>,
    /// The actions that AWS tracks, and whether each was tried; none if it
    /// does not say.
    actions: BTreeMap<String, bool>,
}

/// Reads what `aws iam get-service-last-accessed-details` printed. Only
/// attempts since a time count, if one is given (milliseconds since 1970), and
/// the data must be of the principal, if it is given.
pub(super) fn read(text: &str, principal: Option<&str>, since: Option<i64>) -> Result<Accessed, String> {
    let answer: Value = serde_json::from_str(text).map_err(|e| format!("not last-accessed data: {e}"))?;
    let Some(services) = answer["ServicesLastAccessed"].as_array() else {
        return Err("not last-accessed data: `ServicesLastAccessed` is not in it".to_owned());
    };
    match answer["JobStatus"].as_str() {
        Some("COMPLETED") => {}
        Some("IN_PROGRESS") => return Err("the report was not ready; ask for it again".to_owned()),
        _ => return Err("AWS could not make the report".to_owned()),
    }
    let mut out = Accessed {
        short: short(&answer["JobCreationDate"], since),
        is_cut: answer["IsTruncated"] == true,
        ..Accessed::default()
    };
    for service in services {
        let entity = service["LastAuthenticatedEntity"].as_str();
        if let (Some(wanted), Some(found)) = (principal, entity)
            && wanted != found
        {
            return Err(format!("the data are of {found}"));
        }
        let Some(prefix) = service["ServiceNamespace"].as_str() else {
            continue;
        };
        let tracked = service["TrackedActionsLastAccessed"].as_array();
        let actions = tracked.into_iter().flatten().filter_map(|action| {
            let tried = time(&action["LastAccessedTime"], since).is_some();
            Some((action["ActionName"].as_str()?.to_owned(), tried))
        });
        let read = Service {
            last: time(&service["LastAuthenticated"], since),
            actions: actions.collect(),
        };
        out.services.insert(prefix.to_ascii_lowercase(), read);
    }
    Ok(out)
}

/// A time as written, if it counts. One that cannot be read counts.
fn time(value: &Value, since: Option<i64>) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_i64()?.to_string(),
        _ => return None,
    };
    let is_before = since.is_some_and(|since| value::date(&text).is_some_and(|at| at < since));
    (!is_before).then_some(text)
}

fn short(made: &Value, since: Option<i64>) -> Option<String> {
    let since = since?;
    let told_from = value::date(&time(made, None)?)?.checked_sub(TRACKED)?;
    (since < told_from).then(|| "AWS tells of the last 400 days, and you ask further back".to_owned())
}

impl Accessed {
    /// Adds another page, or the data of another principal with the policy.
    pub(super) fn merge(&mut self, other: Self) {
        for (prefix, theirs) in other.services {
            let ours = self.services.entry(prefix).or_default();
            ours.last = theirs.last.or(ours.last.take());
            for (name, tried) in theirs.actions {
                *ours.actions.entry(name).or_default() |= tried;
            }
        }
        self.short = self.short.take().or(other.short);
        // The last page says that it is the last.
        self.is_cut &= other.is_cut;
    }

    /// Whether pages of the answer are missing.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// How many services the data speak of.
    pub fn len(&self) -> usize {
        self.services.len()
    }

    /// Whether the data speak of none.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty()
    }

    /// The prefixes of the services that the data speak of.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(String::as_str)
    }

    /// The actions that were tried, in full.
    pub(super) fn tried(&self) -> impl Iterator<Item = String> {
        self.services.iter().flat_map(|(prefix, service)| {
            let tried = service.actions.iter().filter(|(_, tried)| **tried);
            tried.map(move |(name, _)| format!("{prefix}:{name}"))
        })
    }

    /// Why the data cannot tell one action of the service from another; `None`
    /// if they can, or if nothing of it was tried.
    pub(super) fn cannot_tell_apart(&self, prefix: &str) -> Option<String> {
        let Some(service) = self.services.get(&prefix.to_ascii_lowercase()) else {
            return Some(format!("the last-accessed data do not speak of {prefix}"));
        };
        let last = service.last.as_ref()?;
        let untold = service.actions.is_empty();
        untold.then(|| format!("{prefix} was used on {last}, and AWS does not say which of its actions"))
    }

    /// Why an action that is not among those tried may be needed all the same;
    /// `None` if the data say that it was not tried.
    pub(super) fn cannot_tell(&self, action: &str) -> Option<String> {
        let (prefix, name) = action.split_once(':').unwrap_or((action, ""));
        if let Some(why) = self.cannot_tell_apart(prefix) {
            return Some(why);
        }
        let service = self.services.get(&prefix.to_ascii_lowercase())?;
        let is_tracked = service.actions.keys().any(|a| a.eq_ignore_ascii_case(name));
        if service.last.is_some() && !is_tracked {
            return Some(format!("AWS does not track it, and {prefix} was used"));
        }
        self.short.clone()
    }
}
