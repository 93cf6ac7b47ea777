//! Configurations that a bucket keeps and answers as they were put: CORS,
//! website, replication, notification and the like; and those of which it has
//! several: inventory, metrics, analytics, tiering.

use super::reply::{Outcome, Refusal, document, element, empty};
use super::request::Request;
use super::state::Bucket;
use crate::demo::wire::xml::Element;

/// What GET says of a configuration that was never put.
enum Absent {
    /// A refusal: code and message.
    Refused(&'static str, &'static str),
    /// An empty document.
    Empty,
    /// A document with one element.
    One(&'static str, &'static str),
}

/// One configuration of a bucket.
struct Kept {
    /// The sub-resource, also the name it is kept under.
    name: &'static str,
    operations: &'static [&'static str],
    root: &'static str,
    absent: Absent,
    /// What is wrong with a body; `None` if nothing is.
    fault: fn(&Bucket, &Element) -> Option<Refusal>,
}

const KEPT: &[Kept] = &[
    Kept {
        name: "cors",
        operations: &["GetBucketCors", "PutBucketCors", "DeleteBucketCors"],
        root: "CORSConfiguration",
        absent: Absent::Refused("NoSuchCORSConfiguration", "The CORS configuration does not exist"),
        fault: cors_fault,
    },
    Kept {
        name: "website",
        operations: &["GetBucketWebsite", "PutBucketWebsite", "DeleteBucketWebsite"],
        root: "WebsiteConfiguration",
        absent: Absent::Refused(
            "NoSuchWebsiteConfiguration",
            "The specified bucket does not have a website configuration",
        ),
        fault: website_fault,
    },
    Kept {
        name: "replication",
        operations: &[
            "GetBucketReplication",
            "PutBucketReplication",
            "DeleteBucketReplication",
        ],
        root: "ReplicationConfiguration",
        absent: Absent::Refused(
            "ReplicationConfigurationNotFoundError",
            "The replication configuration was not found",
        ),
        fault: replication_fault,
    },
    Kept {
        name: "notification",
        operations: &[
            "GetBucketNotificationConfiguration",
            "PutBucketNotificationConfiguration",
        ],
        root: "NotificationConfiguration",
        absent: Absent::Empty,
        fault: |_, _| None,
    },
    Kept {
        name: "accelerate",
        operations: &[
            "GetBucketAccelerateConfiguration",
            "PutBucketAccelerateConfiguration",
        ],
        root: "AccelerateConfiguration",
        absent: Absent::Empty,
        fault: |_, body| one_of(body, "Status", &["Enabled", "Suspended"]),
    },
    Kept {
        name: "requestPayment",
        operations: &["GetBucketRequestPayment", "PutBucketRequestPayment"],
        root: "RequestPaymentConfiguration",
        absent: Absent::One("Payer", "BucketOwner"),
        fault: |_, body| one_of(body, "Payer", &["BucketOwner", "Requester"]),
    },
    Kept {
        name: "abac",
        operations: &["GetBucketAbac", "PutBucketAbac"],
        root: "AbacStatus",
        absent: Absent::One("Status", "Disabled"),
        fault: |_, body| one_of(body, "Status", &["Enabled", "Disabled"]),
    },
];

fn one_of(body: &Element, name: &str, values: &[&str]) -> Option<Refusal> {
    let known = body.at(name).is_some_and(|value| values.contains(&value));
    (!known).then(Refusal::malformed)
}

fn cors_fault(_: &Bucket, body: &Element) -> Option<Refusal> {
    let methods = ["GET", "PUT", "HEAD", "POST", "DELETE"];
    if body.child("CORSRule").is_none() {
        return Some(Refusal::malformed());
    }
    for rule in body.all("CORSRule") {
        if rule.child("AllowedOrigin").is_none() || rule.child("AllowedMethod").is_none() {
            return Some(Refusal::malformed());
        }
        let unknown = rule
            .all("AllowedMethod")
            .find(|m| !methods.contains(&m.text.trim()));
        if let Some(method) = unknown {
            return Some(Refusal::request(format!(
                "Found unsupported HTTP method in CORS config. Unsupported method is {}",
                method.text.trim()
            )));
        }
    }
    None
}

fn website_fault(_: &Bucket, body: &Element) -> Option<Refusal> {
    if body.child("RedirectAllRequestsTo").is_some() {
        return None;
    }
    match body.child("IndexDocument") {
        None => Some(Refusal::argument(
            "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
        )),
        Some(index) => index
            .at("Suffix")
            .is_none_or(|suffix| suffix.is_empty() || suffix.contains('/'))
            .then(|| Refusal::argument("The IndexDocument Suffix is not well formed")),
    }
}

fn replication_fault(bucket: &Bucket, body: &Element) -> Option<Refusal> {
    if !bucket.is_versioned() {
        return Some(Refusal::request(
            "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
        ));
    }
    let complete = body.at("Role").is_some_and(|role| role.starts_with("arn:"))
        && body.child("Rule").is_some()
        && body
            .all("Rule")
            .all(|rule| rule.at("Destination/Bucket").is_some() && rule.at("Status").is_some());
    (!complete).then(Refusal::malformed)
}

/// Configurations of which a bucket has several.
struct Numbered {
    name: &'static str,
    /// The end of the operations' names: `InventoryConfiguration`.
    end: &'static str,
    list_root: &'static str,
}

const NUMBERED: &[Numbered] = &[
    Numbered {
        name: "inventory",
        end: "InventoryConfiguration",
        list_root: "ListInventoryConfigurationsResult",
    },
    Numbered {
        name: "metrics",
        end: "MetricsConfiguration",
        list_root: "ListMetricsConfigurationsResult",
    },
    Numbered {
        name: "analytics",
        end: "AnalyticsConfiguration",
        list_root: "ListBucketAnalyticsConfigurationResult",
    },
    Numbered {
        name: "intelligent-tiering",
        end: "IntelligentTieringConfiguration",
        list_root: "ListBucketIntelligentTieringConfigurationsOutput",
    },
];

/// Answers an operation on one of them; `None` for other operations.
pub(super) fn perform(operation: &str, request: &mut Request<'_>) -> Option<Outcome> {
    if let Some(kept) = KEPT.iter().find(|kept| kept.operations.contains(&operation)) {
        return Some(match &operation[..3] {
            "Get" => get(kept, request),
            "Put" => put(kept, request),
            _ => delete(kept, request),
        });
    }
    let singular = operation.strip_suffix('s').unwrap_or(operation);
    let numbered = NUMBERED.iter().find(|row| singular.ends_with(row.end))?;
    Some(match &operation[..3] {
        "Get" => get_numbered(numbered, request),
        "Put" => put_numbered(numbered, request),
        "Lis" => list_numbered(numbered, request),
        _ => delete_numbered(numbered, request),
    })
}

fn get(kept: &Kept, request: &Request<'_>) -> Outcome {
    if let Some(body) = request.bucket()?.configurations.get(kept.name) {
        return Ok(document(kept.root, |x| {
            body.children.iter().for_each(|child| element(x, child));
        }));
    }
    match kept.absent {
        Absent::Refused(code, message) => {
            Err(Refusal::new(404, code, message).element("BucketName", request.address.bucket.clone()))
        }
        Absent::Empty => Ok(document(kept.root, |_| {})),
        Absent::One(name, value) => Ok(document(kept.root, |x| x.text(name, value))),
    }
}

fn put(kept: &Kept, request: &mut Request<'_>) -> Outcome {
    let body = request.body(kept.root)?;
    let bucket = request.bucket_mut()?;
    if let Some(fault) = (kept.fault)(bucket, &body) {
        return Err(fault);
    }
    bucket.configurations.insert(kept.name, body);
    Ok(empty(200))
}

fn delete(kept: &Kept, request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.configurations.remove(kept.name);
    Ok(empty(204))
}

fn key(row: &Numbered, request: &Request<'_>) -> (&'static str, String) {
    (row.name, request.call.query.text("id").to_owned())
}

fn absent() -> Refusal {
    Refusal::new(
        404,
        "NoSuchConfiguration",
        "The specified configuration does not exist.",
    )
}

fn get_numbered(row: &Numbered, request: &Request<'_>) -> Outcome {
    let found = request
        .bucket()?
        .lists
        .get(&key(row, request))
        .ok_or_else(absent)?;
    Ok(document(row.end, |x| {
        found.children.iter().for_each(|child| element(x, child));
    }))
}

fn put_numbered(row: &Numbered, request: &mut Request<'_>) -> Outcome {
    let body = request.body(row.end)?;
    let key = key(row, request);
    if body.at("Id") != Some(key.1.as_str()) {
        return Err(Refusal::malformed());
    }
    request.bucket_mut()?.lists.insert(key, body);
    // Metrics and inventories answer 204, as the API reference shows.
    Ok(empty(if row.name == "inventory" || row.name == "metrics" {
        204
    } else {
        200
    }))
}

fn delete_numbered(row: &Numbered, request: &mut Request<'_>) -> Outcome {
    let key = key(row, request);
    request.bucket_mut()?.lists.remove(&key).ok_or_else(absent)?;
    Ok(empty(204))
}

/// In one page: a bucket has at most 1,000, and a demo a few.
fn list_numbered(row: &Numbered, request: &Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let of_kind = bucket.lists.range((row.name, String::new())..);
    let of_kind = of_kind.take_while(|((name, _), _)| *name == row.name);
    Ok(document(row.list_root, |x| {
        x.text("IsTruncated", false);
        for (_, configuration) in of_kind {
            x.element(row.end, |x| {
                configuration.children.iter().for_each(|child| element(x, child));
            });
        }
    }))
}
