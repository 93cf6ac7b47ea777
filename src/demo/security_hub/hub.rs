//! The hub of a Region: enabled or not, its tags, the products it takes
//! findings from.

use super::findings::Finding;
use super::standards::{self, Subscription};
use super::{Request, invalid, missing, refused, shown};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A hub.
#[derive(Debug)]
pub(super) struct Hub {
    since: Timestamp,
    auto_enable_controls: bool,
    generator: String,
    tags: BTreeMap<String, String>,
    /// Standards by the ARN of their subscription.
    pub(super) standards: BTreeMap<String, Subscription>,
    /// Controls that were disabled, with the reason, by their ARN in a standard.
    pub(super) disabled: BTreeMap<String, (String, i64)>,
    /// ARNs of product subscriptions.
    pub(super) products: BTreeSet<String>,
    /// By product ARN and id.
    pub(super) findings: BTreeMap<(String, String), Finding>,
}

fn arn(region: &str) -> String {
    format!("arn:aws:securityhub:{region}:{ACCOUNT_ID}:hub/default")
}

/// The product under which an account sends findings of its own.
pub(super) fn default_product(region: &str) -> String {
    format!("arn:aws:securityhub:{region}:{ACCOUNT_ID}:product/{ACCOUNT_ID}/default")
}

/// `EnableSecurityHub`.
pub(super) fn enable(request: &Request<'_>, hubs: &mut HashMap<String, Hub>) -> Outcome {
    let region = &request.call.region;
    if hubs.contains_key(region) {
        return Err(refused(
            409,
            "ResourceConflictException",
            "Account is already subscribed to Security Hub",
        ));
    }
    let generator = outcome::text(&request.body, "ControlFindingGenerator").unwrap_or("SECURITY_CONTROL");
    let mut hub = Hub {
        since: request.call.now,
        auto_enable_controls: true,
        generator: generator.to_owned(),
        tags: outcome::text_map(&request.body["Tags"]),
        standards: BTreeMap::new(),
        disabled: BTreeMap::new(),
        products: BTreeSet::new(),
        findings: BTreeMap::new(),
    };
    if request.body["EnableDefaultStandards"] != false {
        standards::enable_default(&mut hub, region, request.call.now);
    }
    hubs.insert(region.clone(), hub);
    Ok(json!({}))
}

impl Hub {
    /// Lets time pass: what is being deleted goes.
    pub(super) fn pass(&mut self, now: Timestamp) {
        self.standards
            .retain(|_, subscription| !subscription.is_gone(now));
    }
}

/// `DescribeHub`.
pub(super) fn describe(request: &Request<'_>, hub: &Hub) -> Outcome {
    let own = arn(&request.call.region);
    if request.call.query.get("HubArn").is_some_and(|given| given != own) {
        return Err(missing("The hub"));
    }
    Ok(json!({
        "HubArn": own,
        "SubscribedAt": shown(hub.since),
        "AutoEnableControls": hub.auto_enable_controls,
        "ControlFindingGenerator": hub.generator,
    }))
}

/// `UpdateSecurityHubConfiguration`.
pub(super) fn configure(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    if let Some(on) = request.body["AutoEnableControls"].as_bool() {
        hub.auto_enable_controls = on;
    }
    if let Some(generator) = outcome::text(&request.body, "ControlFindingGenerator") {
        if !["STANDARD_CONTROL", "SECURITY_CONTROL"].contains(&generator) {
            return Err(invalid(
                "Invalid parameter 'ControlFindingGenerator'. data.ControlFindingGenerator should be equal to one of the allowed values",
            ));
        }
        generator.clone_into(&mut hub.generator);
    }
    Ok(json!({}))
}

/// `TagResource`, `UntagResource`, `ListTagsForResource`: of the hub.
pub(super) fn tags(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    if request.arn(1) != arn(&request.call.region) {
        return Err(missing("The resource"));
    }
    match request.call.operation.as_str() {
        "ListTagsForResource" => return Ok(json!({"Tags": hub.tags})),
        "TagResource" => hub.tags.extend(outcome::text_map(&request.body["Tags"])),
        _ => {
            let keys = request.call.query.0.iter().filter(|(name, _)| name == "tagKeys");
            for (_, key) in keys {
                hub.tags.remove(key);
            }
        }
    }
    Ok(json!({}))
}

/// `EnableImportFindingsForProduct`.
pub(super) fn subscribe(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    let region = &request.call.region;
    let product = outcome::text(&request.body, "ProductArn").unwrap_or("");
    let name = product
        .strip_prefix(&format!("arn:aws:securityhub:{region}:"))
        .and_then(|rest| rest.split_once(":product/"))
        .map(|(_, name)| name)
        .filter(|name| name.split('/').count() == 2)
        .ok_or_else(|| {
            invalid("Invalid parameter 'ProductArn'. data.ProductArn should match a product of this Region")
        })?;
    let own = format!("arn:aws:securityhub:{region}:{ACCOUNT_ID}:product-subscription/{name}");
    if !hub.products.insert(own.clone()) {
        return Err(refused(
            409,
            "ResourceConflictException",
            format!("Product subscription {own} already exists"),
        ));
    }
    Ok(json!({"ProductSubscriptionArn": own}))
}

/// `DisableImportFindingsForProduct`.
pub(super) fn unsubscribe(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    if hub.products.remove(&request.arn(1)) {
        Ok(Value::Null)
    } else {
        Err(missing("The product subscription"))
    }
}
