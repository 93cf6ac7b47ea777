//! What people say of findings: a note, the state of the work, a severity of
//! their own. `UpdatedAt` stays the provider's.

use super::hub::Hub;
use super::{Request, import, invalid, shown};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Fields that are taken as they are given.
const PLAIN: &[&str] = &[
    "VerificationState",
    "Confidence",
    "Criticality",
    "Types",
    "UserDefinedFields",
    "RelatedFindings",
];

fn check(body: &Value) -> Result<(), Refusal> {
    let wrong = |field: &str| {
        invalid(format!(
            "Invalid parameter '{field}'. data.{field} should be equal to one of the allowed values"
        ))
    };
    let one_of = |value: &Value, allowed: &[&str]| value.as_str().is_none_or(|text| allowed.contains(&text));
    if !one_of(
        &body["Workflow"]["Status"],
        &["NEW", "NOTIFIED", "RESOLVED", "SUPPRESSED"],
    ) {
        return Err(wrong("Workflow.Status"));
    }
    let verdicts = ["UNKNOWN", "TRUE_POSITIVE", "FALSE_POSITIVE", "BENIGN_POSITIVE"];
    if !one_of(&body["VerificationState"], &verdicts) {
        return Err(wrong("VerificationState"));
    }
    let labels = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"];
    if !one_of(&body["Severity"]["Label"], &labels) {
        return Err(wrong("Severity.Label"));
    }
    let note = &body["Note"];
    if note.is_object() {
        if outcome::text(note, "Text").is_none() || outcome::text(note, "UpdatedBy").is_none() {
            return Err(invalid(
                "Invalid parameter 'Note'. data.Note should have required property 'Text' and 'UpdatedBy'",
            ));
        }
        if note["Text"]
            .as_str()
            .is_some_and(|text| text.chars().count() > 512)
        {
            return Err(invalid(
                "Invalid parameter 'Note'. data.Note.Text should NOT be longer than 512 characters",
            ));
        }
    }
    if body["UserDefinedFields"]
        .as_object()
        .is_some_and(|fields| fields.len() > 50)
    {
        return Err(invalid(
            "Invalid parameter 'UserDefinedFields'. data.UserDefinedFields should NOT have more than 50 properties",
        ));
    }
    Ok(())
}

/// `BatchUpdateFindings`.
pub(super) fn batch(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    let body = &request.body;
    let given = body["FindingIdentifiers"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    if given.is_empty() || given.len() > 100 {
        return Err(invalid(
            "Invalid parameter 'FindingIdentifiers'. data.FindingIdentifiers should have between 1 and 100 items",
        ));
    }
    check(body)?;
    let (mut processed, mut unprocessed, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for identifier in given {
        let text = |field: &str| identifier[field].as_str().unwrap_or("").to_owned();
        let key = (text("ProductArn"), text("Id"));
        let refuse = |code: &str, message: &str| json!({"FindingIdentifier": identifier, "ErrorCode": code, "ErrorMessage": message});
        if !seen.insert(key.clone()) {
            unprocessed.push(refuse(
                "DuplicatedFindingIdentifier",
                "The finding is named more than once",
            ));
            continue;
        }
        let Some(finding) = hub.findings.get_mut(&key) else {
            unprocessed.push(refuse("FindingNotFound", "Finding Not Found"));
            continue;
        };
        for field in PLAIN {
            if !body[*field].is_null() {
                finding.body[*field] = body[*field].clone();
                finding.set_by_people.insert((*field).to_owned());
            }
        }
        if body["Severity"].is_object() {
            let mut severity = import::severity(&body["Severity"]);
            // What the provider called it stays.
            severity["Original"] = finding.body["Severity"]["Original"].clone();
            finding.body["Severity"] = severity;
            finding.set_by_people.insert("Severity".to_owned());
        }
        if let Some(status) = body["Workflow"]["Status"].as_str() {
            finding.body["Workflow"] = json!({"Status": status});
            finding.body["WorkflowState"] = json!(if status == "RESOLVED" { "RESOLVED" } else { "NEW" });
        }
        if body["Note"].is_object() {
            let mut note = body["Note"].clone();
            note["UpdatedAt"] = json!(shown(request.call.now));
            finding.body["Note"] = note;
        }
        processed.push(identifier.clone());
    }
    Ok(json!({"ProcessedFindings": processed, "UnprocessedFindings": unprocessed}))
}
