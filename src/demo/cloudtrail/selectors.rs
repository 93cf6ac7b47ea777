//! What a trail records: basic, advanced and insight selectors, and tags.

use super::check;
use super::trails::Trails;
use crate::demo::Call;
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};

/// The most basic selectors of a trail.
const MOST: usize = 5;

/// Data resources of basic selectors; advanced ones know many more.
const BASIC_TYPES: &[&str] = &["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];

/// Fields of advanced selectors.
const FIELDS: &[&str] = &[
    "readOnly",
    "eventSource",
    "eventName",
    "eventCategory",
    "eventType",
    "errorCode",
    "sessionCredentialFromConsole",
    "resources.type",
    "resources.ARN",
    "userIdentity.arn",
    "vpcEndpointId",
];

fn invalid(message: &str) -> Refusal {
    Refusal::new(400, "InvalidEventSelectorsException", message)
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

/// A basic selector with its defaults filled in.
fn basic(selector: &Value) -> Result<Value, Refusal> {
    let kind = selector["ReadWriteType"].as_str().unwrap_or("All");
    if !["All", "ReadOnly", "WriteOnly"].contains(&kind) {
        return Err(invalid("The ReadWriteType of a selector is not valid."));
    }
    for resource in items(&selector["DataResources"]) {
        let kind = resource["Type"].as_str().unwrap_or("");
        if !BASIC_TYPES.contains(&kind) {
            return Err(invalid(&format!("Data resource type {kind} is not valid.")));
        }
        let arn = |value: &Value| value.as_str().is_some_and(|v| v.starts_with("arn:"));
        if !items(&resource["Values"]).iter().all(arn) {
            return Err(invalid("Value must be a valid ARN."));
        }
    }
    Ok(json!({
        "ReadWriteType": kind,
        "IncludeManagementEvents": selector["IncludeManagementEvents"].as_bool().unwrap_or(true),
        "DataResources": items(&selector["DataResources"]),
        "ExcludeManagementEventSources": items(&selector["ExcludeManagementEventSources"]),
    }))
}

fn values<'a>(selector: &'a Value, field: &str) -> Option<&'a [Value]> {
    items(&selector["FieldSelectors"])
        .iter()
        .find(|f| f["Field"] == field)
        .map(|f| items(&f["Equals"]))
}

/// Refuses an advanced selector that CloudTrail would.
fn advanced(selector: &Value) -> Result<(), Refusal> {
    for field in items(&selector["FieldSelectors"]) {
        let name = field["Field"].as_str().unwrap_or("");
        if !FIELDS.contains(&name) {
            return Err(invalid(&format!("Field {name} is not valid.")));
        }
    }
    let category = values(selector, "eventCategory").and_then(|v| v.first()?.as_str());
    match category {
        Some("Management") => match values(selector, "resources.type") {
            Some(_) => Err(invalid(
                "Management event selectors do not take the field resources.type.",
            )),
            None => Ok(()),
        },
        Some("Data") => match values(selector, "resources.type") {
            Some(types) if types.len() == 1 => Ok(()),
            _ => Err(invalid(
                "Data event selectors need the field resources.type with one value.",
            )),
        },
        Some("NetworkActivity") => match values(selector, "eventSource") {
            Some(sources) if !sources.is_empty() => Ok(()),
            _ => Err(invalid("Network activity selectors need the field eventSource.")),
        },
        _ => Err(invalid("Every selector needs a valid eventCategory.")),
    }
}

impl Trails {
    /// `PutEventSelectors`: a trail has one kind or the other, never both.
    pub(super) fn put_selectors(&mut self, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let trail = self.change(call, &request["TrailName"])?;
        let (plain, rich) = (
            items(&request["EventSelectors"]),
            items(&request["AdvancedEventSelectors"]),
        );
        let mut kept = match (plain.is_empty(), rich.is_empty()) {
            (false, true) => {
                if plain.len() > MOST {
                    return Err(invalid("A trail has at most five event selectors."));
                }
                let selectors = plain.iter().map(basic).collect::<Result<Vec<_>, _>>()?;
                json!({"EventSelectors": selectors})
            }
            (true, false) => {
                rich.iter().try_for_each(advanced)?;
                json!({"AdvancedEventSelectors": rich})
            }
            _ => {
                return Err(invalid(
                    "You must specify either EventSelectors or AdvancedEventSelectors, but not both.",
                ));
            }
        };
        trail.selectors = Some(kept.clone());
        kept["TrailARN"] = json!(trail.arn);
        Ok(kept)
    }

    /// `GetEventSelectors`: a new trail records management events.
    pub(super) fn selectors(&self, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let trail = self.read(call, &request["TrailName"])?;
        let mut out = trail.selectors.clone().unwrap_or_else(|| {
            json!({"EventSelectors": [{
                "ReadWriteType": "All",
                "IncludeManagementEvents": true,
                "DataResources": [],
                "ExcludeManagementEventSources": [],
            }]})
        });
        out["TrailARN"] = json!(trail.arn);
        Ok(out)
    }

    /// `PutInsightSelectors`: an empty list turns Insights off.
    pub(super) fn put_insights(&mut self, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let trail = self.change(call, &request["TrailName"])?;
        let selectors = items(&request["InsightSelectors"]);
        let known = |selector: &Value| {
            selector["InsightType"] == "ApiCallRateInsight"
                || selector["InsightType"] == "ApiErrorRateInsight"
        };
        if !selectors.iter().all(known) || !request["InsightSelectors"].is_array() {
            return Err(Refusal::new(
                400,
                "InvalidInsightSelectorsException",
                "The InsightSelectors are not valid: use ApiCallRateInsight or ApiErrorRateInsight.",
            ));
        }
        trail.insights = selectors.to_vec();
        Ok(json!({"TrailARN": trail.arn, "InsightSelectors": trail.insights}))
    }

    /// `GetInsightSelectors`.
    pub(super) fn insights(&self, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let trail = self.read(call, &request["TrailName"])?;
        if trail.insights.is_empty() {
            return Err(Refusal::new(
                400,
                "InsightNotEnabledException",
                format!("Trail {} does not have Insights enabled.", trail.arn),
            ));
        }
        Ok(json!({"TrailARN": trail.arn, "InsightSelectors": trail.insights}))
    }

    /// `AddTags`: a tag of the same key takes the new value.
    pub(super) fn add_tags(&mut self, request: &Value) -> Result<Value, Refusal> {
        let new = check::tags(&request["TagsList"])?;
        let kept = self.tagged(&request["ResourceId"])?;
        let mut tags = kept.clone();
        tags.retain(|(key, _)| new.iter().all(|(k, _)| k != key));
        tags.extend(new);
        check::tags(&list(&tags))?;
        *kept = tags;
        Ok(json!({}))
    }

    /// `RemoveTags`.
    pub(super) fn remove_tags(&mut self, request: &Value) -> Result<Value, Refusal> {
        let tags = self.tagged(&request["ResourceId"])?;
        let gone = items(&request["TagsList"]);
        tags.retain(|(key, _)| gone.iter().all(|tag| tag["Key"] != key.as_str()));
        Ok(json!({}))
    }

    /// `ListTags`.
    pub(super) fn tags(&mut self, request: &Value) -> Result<Value, Refusal> {
        let mut found = Vec::new();
        for arn in items(&request["ResourceIdList"]) {
            let tags = self.tagged(arn)?;
            found.push(json!({"ResourceId": arn, "TagsList": list(tags)}));
        }
        Ok(json!({"ResourceTagList": found}))
    }
}

fn list(tags: &[(String, String)]) -> Value {
    tags.iter().map(|(k, v)| json!({"Key": k, "Value": v})).collect()
}
