//! Findings as products send them: checked against the AWS Security Finding
//! Format, made, or updated by what is newer.
//!
//! Source: Security Hub User Guide, "BatchImportFindings for finding
//! providers".

use super::findings::{Finding, label_of, normalized_of};
use super::hub::{Hub, default_product};
use super::{Request, invalid, refused, shown};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use serde_json::{Map, Value, json};

/// The largest finding, in bytes.
const LARGEST: usize = 240 * 1024;

/// Texts that must be there, with their greatest length in characters.
const REQUIRED: &[(&str, usize)] = &[
    ("SchemaVersion", 20),
    ("Id", 512),
    ("ProductArn", 2048),
    ("GeneratorId", 512),
    ("AwsAccountId", 12),
    ("CreatedAt", 64),
    ("UpdatedAt", 64),
    ("Title", 256),
    ("Description", 1024),
];

/// What only BatchUpdateFindings can change once a finding is there.
const OF_PEOPLE: &[&str] = &[
    "Note",
    "UserDefinedFields",
    "VerificationState",
    "Workflow",
    "WorkflowState",
];

/// What is wrong with a finding, in the validator's words.
fn flaw(finding: &Value) -> Option<String> {
    for (field, longest) in REQUIRED {
        let value = &finding[*field];
        if value.is_null() {
            return Some(format!("data should have required property '{field}'"));
        }
        let Some(text) = value.as_str() else {
            return Some(format!("data.{field} should be string"));
        };
        if text.is_empty() {
            return Some(format!("data.{field} should NOT be shorter than 1 characters"));
        }
        if text.chars().count() > *longest {
            return Some(format!(
                "data.{field} should NOT be longer than {longest} characters"
            ));
        }
    }
    if finding["SchemaVersion"] != "2018-10-08" {
        return Some("data.SchemaVersion should be equal to one of the allowed values".to_owned());
    }
    for field in ["CreatedAt", "UpdatedAt", "FirstObservedAt", "LastObservedAt"] {
        if finding[field]
            .as_str()
            .is_some_and(|text| Timestamp::parse(text).is_none())
        {
            return Some(format!("data.{field} should match format \"date-time\""));
        }
    }
    let provider = &finding["FindingProviderFields"];
    for field in ["Severity", "Types"] {
        if finding[field].is_null() && provider[field].is_null() {
            return Some(format!(
                "data should have required property '{field}', data should have required property \
                 'FindingProviderFields', data should match some schema in anyOf"
            ));
        }
    }
    flaw_within(finding)
}

fn flaw_within(finding: &Value) -> Option<String> {
    let resources = finding["Resources"].as_array().map_or(&[][..], Vec::as_slice);
    if finding["Resources"].is_null() {
        return Some("data should have required property 'Resources'".to_owned());
    }
    if resources.is_empty() || resources.len() > 32 {
        return Some("data.Resources should have between 1 and 32 items".to_owned());
    }
    for (index, resource) in resources.iter().enumerate() {
        for field in ["Type", "Id"] {
            match resource[field].as_str() {
                None => {
                    return Some(format!(
                        "data.Resources[{index}] should have required property '{field}'"
                    ));
                }
                Some("") => {
                    return Some(format!(
                        "data.Resources[{index}].{field} should NOT be shorter than 1 characters"
                    ));
                }
                Some(_) => {}
            }
        }
    }
    let severity = &finding["Severity"];
    if severity["Label"]
        .as_str()
        .is_some_and(|label| normalized_of(label).is_none())
    {
        return Some("data.Severity.Label should be equal to one of the allowed values".to_owned());
    }
    if severity["Normalized"]
        .as_i64()
        .is_some_and(|n| !(0..=100).contains(&n))
    {
        return Some("data.Severity.Normalized should be <= 100".to_owned());
    }
    let kinds = finding["Types"].as_array().map_or(&[][..], Vec::as_slice);
    if kinds.len() > 50 {
        return Some("data.Types should NOT have more than 50 items".to_owned());
    }
    for (index, kind) in kinds.iter().filter_map(Value::as_str).enumerate() {
        let steps: Vec<&str> = kind.split('/').collect();
        if steps.len() > 3 || steps.iter().any(|step| step.is_empty()) {
            return Some(format!(
                "data.Types[{index}] should match pattern \"^([^/]+)(/[^/]+){{0,2}}$\""
            ));
        }
    }
    let advice = finding["Remediation"]["Recommendation"]["Text"].as_str();
    if advice.is_some_and(|text| text.chars().count() > 512) {
        return Some(
            "data.Remediation.Recommendation.Text should NOT be longer than 512 characters".to_owned(),
        );
    }
    let status = finding["Compliance"]["Status"].as_str();
    if status.is_some_and(|s| !["PASSED", "WARNING", "FAILED", "NOT_AVAILABLE"].contains(&s)) {
        return Some("data.Compliance.Status should be equal to one of the allowed values".to_owned());
    }
    let record = finding["RecordState"].as_str();
    if record.is_some_and(|s| !["ACTIVE", "ARCHIVED"].contains(&s)) {
        return Some("data.RecordState should be equal to one of the allowed values".to_owned());
    }
    None
}

/// Severity with both its label and its number.
pub(super) fn severity(given: &Value) -> Value {
    let mut out = given.clone();
    if let Some(normalized) = given["Label"].as_str().and_then(normalized_of) {
        out["Normalized"] = json!(normalized);
    } else {
        let normalized = given["Normalized"].as_i64().unwrap_or(0);
        out["Normalized"] = json!(normalized);
        out["Label"] = json!(label_of(normalized));
    }
    if out["Original"].is_null() {
        out["Original"] = out["Label"].clone();
    }
    out
}

/// A finding with what Security Hub adds to it.
fn completed(request: &Request<'_>, given: &Value) -> Value {
    let region = &request.call.region;
    let mut out = given.clone();
    let provider = given["FindingProviderFields"].clone();
    for field in [
        "Severity",
        "Types",
        "Confidence",
        "Criticality",
        "RelatedFindings",
    ] {
        if out[field].is_null() && !provider[field].is_null() {
            out[field] = provider[field].clone();
        }
    }
    out["Severity"] = severity(&out["Severity"]);
    out["FindingProviderFields"] = json!({
        "Severity": {"Label": out["Severity"]["Label"], "Original": out["Severity"]["Original"]},
        "Types": out["Types"],
    });
    let mut fields = out["ProductFields"].as_object().cloned().unwrap_or_default();
    let id = format!("{}/{}", text(given, "ProductArn"), text(given, "Id"));
    for (name, value) in [
        ("aws/securityhub/FindingId", id.as_str()),
        ("aws/securityhub/ProductName", "Default"),
        ("aws/securityhub/CompanyName", "Personal"),
    ] {
        fields.insert(name.to_owned(), json!(value));
    }
    out["ProductFields"] = Value::Object(fields);
    let defaults = json!({
        "ProductName": "Default",
        "CompanyName": "Personal",
        "Region": region,
        "RecordState": "ACTIVE",
        "WorkflowState": "NEW",
        "Workflow": {"Status": "NEW"},
    });
    for (field, value) in defaults.as_object().into_iter().flatten() {
        if out[field].is_null() {
            out[field] = value.clone();
        }
    }
    for resource in out["Resources"].as_array_mut().into_iter().flatten() {
        for (field, value) in [("Partition", "aws"), ("Region", region.as_str())] {
            if resource[field].is_null() {
                resource[field] = json!(value);
            }
        }
    }
    out["ProcessedAt"] = json!(shown(request.call.now));
    // Indexing above leaves nulls where a field was only looked at.
    let kept: Map<String, Value> = out
        .as_object()
        .cloned()
        .unwrap_or_default()
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .collect();
    Value::Object(kept)
}

fn text<'v>(finding: &'v Value, field: &str) -> &'v str {
    finding[field].as_str().unwrap_or("")
}

/// Takes over a newer version of a finding, but for what people said of it.
fn renew(known: &mut Finding, mut newer: Value) {
    let time = |finding: &Value| Timestamp::parse(text(finding, "UpdatedAt"));
    if time(&newer) <= time(&known.body) {
        return;
    }
    let old = &known.body;
    for field in OF_PEOPLE {
        newer[*field] = old[*field].clone();
    }
    for field in &known.set_by_people {
        newer[field] = old[field].clone();
    }
    newer["CreatedAt"] = old["CreatedAt"].clone();
    // A finding that comes back is new again to who had dealt with it.
    let back = old["RecordState"] == "ARCHIVED" && newer["RecordState"] == "ACTIVE";
    let worse = old["Compliance"]["Status"] == "PASSED" && newer["Compliance"]["Status"] != "PASSED";
    let dealt_with = ["NOTIFIED", "RESOLVED"].contains(&text(&old["Workflow"], "Status"));
    if (back || worse) && dealt_with {
        newer["Workflow"] = json!({"Status": "NEW"});
        newer["WorkflowState"] = json!("NEW");
    }
    if let Some(fields) = newer.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    known.body = newer;
}

/// `BatchImportFindings`.
pub(super) fn batch(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    let region = &request.call.region;
    let given = request.body["Findings"].as_array().map_or(&[][..], Vec::as_slice);
    if given.is_empty() || given.len() > 100 {
        let words = if given.is_empty() {
            "fewer than 1"
        } else {
            "more than 100"
        };
        return Err(invalid(format!(
            "Invalid parameter 'Findings'. data.Findings should NOT have {words} items"
        )));
    }
    let own = default_product(region);
    let taken_from = |arn: &str| {
        let name = arn.rsplit_once(":product/").map_or("", |(_, name)| name);
        hub.products.contains(&format!(
            "arn:aws:securityhub:{region}:{ACCOUNT_ID}:product-subscription/{name}"
        ))
    };
    let products = given
        .iter()
        .filter_map(|finding| outcome::text(finding, "ProductArn"));
    if let Some(foreign) = products.into_iter().find(|arn| *arn != own && !taken_from(arn)) {
        return Err(refused(
            403,
            "AccessDeniedException",
            format!(
                "User: {} is not authorized to perform: securityhub:BatchImportFindings on resource: {foreign}",
                request.call.caller.arn
            ),
        ));
    }
    let mut failed = Vec::new();
    for finding in given {
        let flaw = flaw(finding).or_else(|| {
            if finding.to_string().len() > LARGEST {
                Some("The finding exceeds the maximum size of 240 KB".to_owned())
            } else if finding["AwsAccountId"] != ACCOUNT_ID {
                Some("data.AwsAccountId should be the account of the caller".to_owned())
            } else {
                None
            }
        });
        if let Some(flaw) = flaw {
            failed.push(json!({
                "Id": text(finding, "Id"),
                "ErrorCode": "InvalidInput",
                "ErrorMessage": format!("Finding does not adhere to Amazon Finding Format. {flaw}."),
            }));
            continue;
        }
        let key = (
            text(finding, "ProductArn").to_owned(),
            text(finding, "Id").to_owned(),
        );
        let body = completed(request, finding);
        match hub.findings.get_mut(&key) {
            Some(known) => renew(known, body),
            None => {
                hub.findings.insert(key, Finding::new(body));
            }
        }
    }
    Ok(json!({
        "FailedCount": failed.len(),
        "SuccessCount": given.len() - failed.len(),
        "FailedFindings": failed,
    }))
}
