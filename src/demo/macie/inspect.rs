//! Inspecting one object: whether it can be read at all, and what is in it.

use super::content;
use super::detect::{Detections, Lens, custom, identifiers};
use super::inventory::{self, Facts};
use super::state::Region;
use super::{Ground, lists};
use crate::demo::s3::view::ObjectView;
use crate::inventory::Timestamp;
use serde_json::Value;

/// Why an object was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Skipped {
    /// Storage class or file type.
    Unsupported,
    /// A key that Macie may not use.
    Kms,
    /// A key that S3 does not keep.
    Encryption,
    /// Packed or binary: a format that is not taken apart here.
    Opaque,
}

/// What came of it.
pub(super) enum Outcome {
    Clean,
    Skipped(Skipped),
    Sensitive {
        media_type: &'static str,
        found: Detections,
    },
}

fn ids(request: &Value, field: &str) -> Vec<String> {
    let list = request[field].as_array().into_iter().flatten();
    list.filter_map(|id| id.as_str().map(str::to_owned)).collect()
}

/// What a job looks with.
pub(super) fn lens(region: &Region, ground: &Ground, request: &Value) -> Lens {
    let chosen = ids(request, "managedDataIdentifierIds");
    let is_chosen = |id: &str| chosen.iter().any(|chosen| chosen == id);
    let selector = request["managedDataIdentifierSelector"].as_str();
    let managed = identifiers::ALL
        .iter()
        .filter(|identifier| match selector {
            Some("ALL") => true,
            Some("NONE") => false,
            Some("INCLUDE") => is_chosen(identifier.id),
            Some("EXCLUDE") => !is_chosen(identifier.id),
            _ => identifier.recommended,
        })
        .collect();
    let custom = ids(request, "customDataIdentifierIds")
        .iter()
        .filter_map(|id| {
            let made = region.identifiers.get(id).filter(|made| !made.deleted)?;
            custom::Rule::of(id, &made.request)
        })
        .collect();
    let allowed = ids(request, "allowListIds")
        .iter()
        .filter_map(|id| lists::contents(&region.lists.get(id)?.request, ground).ok())
        .collect();
    Lens {
        managed,
        custom,
        allowed,
    }
}

/// Looks at one object.
pub(super) fn object(
    ground: &Ground,
    bucket: &Facts,
    object: &ObjectView,
    lens: &Lens,
    now: Timestamp,
) -> Outcome {
    if content::unfit(object).is_some() {
        return Outcome::Skipped(Skipped::Unsupported);
    }
    if !inventory::can_decrypt(ground, &bucket.view.region, &object.encryption, now) {
        let by_kms = object.encryption.algorithm.starts_with("aws:kms");
        return Outcome::Skipped(if by_kms { Skipped::Kms } else { Skipped::Encryption });
    }
    let Some((media_type, pieces)) = content::pieces(object) else {
        return Outcome::Skipped(Skipped::Opaque);
    };
    let found = lens.inspect(&pieces);
    if found.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Sensitive { media_type, found }
    }
}
