//! Which enclaves called a KMS key, by CloudTrail's event history.
//!
//! CloudTrail records the measurements of an attestation document in
//! `additionalEventData.recipient`, in base64 (AWS KMS Developer Guide,
//! "Monitoring attested requests").

use super::Scope;
use crate::inventory::detail::{EnclaveCall, EnclaveCalls, KmsKey, measurement};
use crate::inventory::{Arn, Field, Tags, Timestamp};
use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Pages of fifty events that are read for a key, at two a second: some twenty
/// seconds. A key with more stays unsaid.
const PAGES: usize = 40;

/// The fields of a document that hold measurements.
const MEASURED: &[(&str, &str)] = &[
    ("attestationDocumentEnclaveImageDigest", "PCR0"),
    ("attestationDocumentEnclavePCR1", "PCR1"),
    ("attestationDocumentEnclavePCR2", "PCR2"),
    ("attestationDocumentEnclavePCR3", "PCR3"),
    ("attestationDocumentEnclavePCR4", "PCR4"),
    ("attestationDocumentEnclavePCR8", "PCR8"),
];

/// What enclaves did with a key; nothing is asked about other keys.
pub(super) async fn enclave_calls(
    scope: &Scope,
    arn: &Arn,
    key: &KmsKey,
    tags: &Field<Tags>,
) -> Field<Option<EnclaveCalls>> {
    if key.is_for_enclaves(tags) == Some(false) {
        return Field::Known(None);
    }
    let of_key = LookupAttribute::builder()
        .attribute_key(LookupAttributeKey::ResourceName)
        .attribute_value(arn.as_str())
        .build();
    let Ok(of_key) = of_key else {
        return Field::Known(None);
    };
    let list = scope.clients.cloudtrail.lookup_events().lookup_attributes(of_key);
    let mut pages = list.max_results(50).into_paginator().send();
    let mut calls = EnclaveCalls::default();
    let mut seen = BTreeSet::new();
    for _ in 0..PAGES {
        match scope.call("cloudtrail:LookupEvents", pages.try_next()).await {
            Ok(Some(page)) => {
                // The newest come first: later calls of an image are older.
                let made = page.events().iter().filter_map(enclave_call);
                let new = made.filter(|call| seen.insert(call.measurements.clone()));
                calls.newest.extend(new);
            }
            Ok(None) => {
                calls.whole = true;
                break;
            }
            Err(failure) => return Field::Unknown(failure.gap()),
        }
    }
    Field::Known(Some(calls))
}

/// The call of an enclave; `None` for any other event.
fn enclave_call(event: &Event) -> Option<EnclaveCall> {
    let record: Value = serde_json::from_str(event.cloud_trail_event()?).ok()?;
    let recipient = &record["additionalEventData"]["recipient"];
    // `i-…-enc…`; NitroTPM documents name an instance only.
    let module = recipient["attestationDocumentModuleId"].as_str()?;
    if !module.contains("-enc") {
        return None;
    }
    let measurements: BTreeMap<String, String> = MEASURED
        .iter()
        .filter_map(|(field, name)| Some(((*name).to_owned(), measurement(recipient[*field].as_str()?)?)))
        .collect();
    Some(EnclaveCall {
        operation: record["eventName"].as_str().unwrap_or_default().to_owned(),
        at: event.event_time().map(|t| Timestamp(t.secs())),
        module: module.to_owned(),
        measurements,
    })
}
