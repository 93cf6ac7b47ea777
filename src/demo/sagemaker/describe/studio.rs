//! Notebooks, domains and what is in them, clusters and work teams.

use super::{Fields, default, put};
use crate::demo::sagemaker::store::Item;
use serde_json::{Map, Value, json};

pub fn notebook(out: &mut Fields, item: &Item, region: &str) {
    default(out, "DirectInternetAccess", json!("Enabled"));
    default(out, "RootAccess", json!("Enabled"));
    default(out, "VolumeSizeInGB", json!(5));
    default(out, "PlatformIdentifier", json!("notebook-al2023-v1"));
    default(
        out,
        "InstanceMetadataServiceConfiguration",
        json!({"MinimumInstanceMetadataServiceVersion": "1"}),
    );
    let url = format!("{}.notebook.{region}.sagemaker.aws", item.key);
    put(out, "Url", json!(url));
    if out.contains_key("SubnetId") {
        let id = out.get("SubnetId").and_then(Value::as_str).unwrap_or("");
        let id = id.trim_start_matches("subnet-").to_owned();
        put(
            out,
            "NetworkInterfaceId",
            json!(format!("eni-{id}{:x}", item.place)),
        );
    }
}

pub fn domain(out: &mut Fields, item: &Item, region: &str) {
    default(out, "AppNetworkAccessType", json!("PublicInternetOnly"));
    put(out, "DomainId", json!(item.key));
    put(out, "Url", json!(domain_url(&item.key, region)));
    let files = format!("fs-0{}", item.key.trim_start_matches("d-"));
    put(out, "HomeEfsFileSystemId", json!(files));
}

/// Where a domain is reached.
pub fn domain_url(id: &str, region: &str) -> String {
    format!("https://{id}.studio.{region}.sagemaker.aws")
}

/// What the list tells of a space's settings.
pub fn space(out: &mut Fields) {
    for (summary, settings, field) in [
        ("SpaceSettingsSummary", "SpaceSettings", "AppType"),
        (
            "SpaceSharingSettingsSummary",
            "SpaceSharingSettings",
            "SharingType",
        ),
        (
            "OwnershipSettingsSummary",
            "OwnershipSettings",
            "OwnerUserProfileName",
        ),
    ] {
        let value = out.get(settings).map(|given| given[field].clone());
        if let Some(value) = value.filter(|value| !value.is_null()) {
            put(out, summary, json!({field: value}));
        }
    }
}

/// A cluster tells of its groups how many instances there are.
pub fn cluster(out: &mut Fields) {
    let Some(Value::Array(groups)) = out.get_mut("InstanceGroups") else {
        return;
    };
    for group in groups.iter_mut().filter_map(Value::as_object_mut) {
        let count = group.remove("InstanceCount").unwrap_or(json!(0));
        group.insert("CurrentCount".to_owned(), count.clone());
        group.insert("TargetCount".to_owned(), count);
        group.insert("Status".to_owned(), json!("InService"));
    }
}

/// What a work team tells.
const TEAM: &[&str] = &[
    "WorkteamName",
    "MemberDefinitions",
    "WorkteamArn",
    "Description",
    "CreateDate",
    "LastUpdatedDate",
    "NotificationConfiguration",
    "WorkerAccessConfiguration",
];

/// A work team is answered whole, under one field.
pub fn workteam(out: &mut Fields, item: &Item) {
    put(out, "CreateDate", json!(item.created.0));
    put(out, "LastUpdatedDate", json!(item.changed.0));
    let team: Map<String, Value> = TEAM
        .iter()
        .filter_map(|field| Some(((*field).to_owned(), out.get(*field)?.clone())))
        .collect();
    put(out, "Workteam", Value::Object(team));
}
