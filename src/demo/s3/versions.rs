//! Listing versions and delete markers: by key, newest first.

use super::listing::{Asked, facts, start_after};
use super::reply::{Outcome, Refusal, document};
use super::request::Request;
use super::state::Version;
use std::ops::Bound;

/// `ListObjectVersions`: by key, newest version first.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let asked = Asked::read(request, "max-keys")?;
    let query = &request.call.query;
    let key_marker = query.text("key-marker");
    let id_marker = query.get("version-id-marker").filter(|id| !id.is_empty());
    if id_marker.is_some() && key_marker.is_empty() {
        return Err(Refusal::argument(
            "A version-id marker cannot be specified without a key marker.",
        ));
    }
    let mut shown: Vec<(&str, &Version, bool)> = Vec::new();
    let mut folders: Vec<&str> = Vec::new();
    let mut last = (String::new(), None);
    let mut more = false;
    // With a version marker the page goes on inside the marked key.
    let start = match id_marker {
        Some(_) => Bound::Included(key_marker.to_owned()),
        None => start_after(key_marker, asked.prefix),
    };
    'keys: for (key, versions) in bucket.objects.range((start, Bound::Unbounded)) {
        if asked.size == 0 || !key.starts_with(asked.prefix) {
            break;
        }
        if let Some(folder) = asked.folder(key) {
            if folder == key_marker || folders.last() == Some(&folder) {
                continue;
            }
            if shown.len() + folders.len() == asked.size {
                more = true;
                break;
            }
            folders.push(folder);
            last = (folder.to_owned(), None);
            continue;
        }
        let resumed = id_marker.filter(|_| key == key_marker);
        let seen = resumed.and_then(|id| versions.iter().rev().position(|v| v.id == id));
        for (at, version) in versions.iter().rev().enumerate() {
            if seen.is_some_and(|seen| at <= seen) {
                continue;
            }
            if shown.len() + folders.len() == asked.size {
                more = true;
                break 'keys;
            }
            shown.push((key, version, at == 0));
            last = (key.clone(), Some(version.id.clone()));
        }
    }
    Ok(document("ListVersionsResult", |x| {
        asked.write(x, &request.address.bucket);
        x.text("KeyMarker", asked.shown(key_marker));
        x.maybe("VersionIdMarker", id_marker);
        x.text("IsTruncated", more);
        if more {
            x.text("NextKeyMarker", asked.shown(&last.0));
            x.maybe("NextVersionIdMarker", last.1);
        }
        for (key, version, newest) in shown {
            let name = if version.marker { "DeleteMarker" } else { "Version" };
            x.element(name, |x| {
                x.text("Key", asked.shown(key));
                x.text("VersionId", &version.id);
                x.text("IsLatest", newest);
                if version.marker {
                    x.text("LastModified", version.modified.rfc3339());
                } else {
                    facts(x, version);
                }
                x.element("Owner", |x| x.text("ID", Request::owner()));
            });
        }
        for folder in folders {
            x.element("CommonPrefixes", |x| x.text("Prefix", asked.shown(folder)));
        }
    }))
}
