//! Model packages, cards and feature groups.

use super::{Fields, default, put};
use crate::demo::ACCOUNT_ID;
use crate::demo::sagemaker::store::Item;
use serde_json::{Value, json};

/// Who made it and changed it last.
pub fn made_by(out: &mut Fields, item: &Item) {
    put(out, "CreatedBy", json!({"IamIdentity": {"Arn": *item.by}}));
    if let Some(by) = &item.changed_by {
        put(out, "LastModifiedBy", json!({"IamIdentity": {"Arn": **by}}));
    }
}

pub fn package(out: &mut Fields, item: &Item) {
    made_by(out, item);
    if item.version > 0 {
        put(out, "ModelPackageVersion", json!(item.version));
        default(out, "ModelApprovalStatus", json!("PendingManualApproval"));
    }
    let details = json!({"ValidationStatuses": [], "ImageScanStatuses": []});
    put(out, "ModelPackageStatusDetails", details);
}

pub fn card(out: &mut Fields, item: &Item) {
    made_by(out, item);
    put(out, "ModelCardVersion", json!(item.version));
}

pub fn features(out: &mut Fields, item: &Item, region: &str) {
    let at = item.created.0;
    if let Some(store) = out.get_mut("OfflineStoreConfig") {
        let root = store["S3StorageConfig"]["S3Uri"].as_str().unwrap_or("");
        let place = format!(
            "{}/{ACCOUNT_ID}/sagemaker/{region}/offline-store/{}-{at}/data",
            root.trim_end_matches('/'),
            item.name
        );
        store["S3StorageConfig"]["ResolvedOutputS3Uri"] = json!(place);
        if store["TableFormat"].is_null() {
            store["TableFormat"] = json!("Glue");
        }
        put(out, "OfflineStoreStatus", json!({"Status": "Active"}));
    }
    if let Some(online) = out.get_mut("OnlineStoreConfig").and_then(Value::as_object_mut) {
        online.entry("StorageType").or_insert(json!("Standard"));
    }
    let added = out.remove("FeatureAdditions");
    if let (Some(Value::Array(added)), Some(Value::Array(known))) = (added, out.get_mut("FeatureDefinitions"))
    {
        known.extend(added);
    }
}
