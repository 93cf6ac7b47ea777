//! The AWS managed policies that people attach to AI workloads, with AWS's own
//! documents.

use super::World;
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;
use std::collections::HashMap;
use winterbaume_core::StatefulService;
use winterbaume_iam::views::{IamStateView, ManagedPolicyView, PolicyVersionView};

macro_rules! managed {
    ($($name:literal, $version:literal;)+) => {
        /// Name, default version, document.
        const POLICIES: &[(&str, &str, &str)] = &[
            $(($name, $version, include_str!(concat!("../managed/", $name, ".json"))),)+
        ];
    };
}

managed! {
    "AWSSupportAccess", "v4";
    "AdministratorAccess", "v1";
    "AmazonBedrockFullAccess", "v10";
    "AmazonKinesisReadOnlyAccess", "v1";
    "AmazonS3FullAccess", "v2";
    "AmazonS3ReadOnlyAccess", "v3";
    "AmazonSageMakerFullAccess", "v29";
    "CloudWatchReadOnlyAccess", "v24";
    "PowerUserAccess", "v12";
}

/// IAM's state lives in one Region of the base.
pub(super) const IAM_REGION: &str = "us-east-1";

/// Puts the policies into the base when IAM is first called.
pub(super) async fn prepare(world: &World, now: Timestamp) {
    if !world.first_time("iam") {
        return;
    }
    let made = Timestamp(now.0 - 3 * 365 * 86_400).rfc3339();
    let mut policies = HashMap::new();
    for (name, version, document) in POLICIES {
        let arn = format!("arn:aws:iam::aws:policy/{name}");
        policies.insert(
            arn.clone(),
            ManagedPolicyView {
                policy_name: (*name).to_owned(),
                policy_id: crate::demo::ids::Ids::new(u64::try_from(name.len()).unwrap_or(0))
                    .unique("ANPA", 17),
                arn,
                path: "/".to_owned(),
                default_version_id: (*version).to_owned(),
                description: format!("AWS managed policy {name}"),
                create_date: Some(made.clone()),
                update_date: Some(made.clone()),
                is_attachable: true,
                document: (*document).to_owned(),
                versions: vec![PolicyVersionView {
                    version_id: (*version).to_owned(),
                    document: (*document).to_owned(),
                    is_default_version: true,
                    create_date: Some(made.clone()),
                }],
                tags: HashMap::new(),
                attachment_count: 0,
            },
        );
    }
    let view = IamStateView {
        policies,
        ..IamStateView::default()
    };
    // Merging a view that we made cannot fail: it holds no blobs.
    let _ = world.base.iam.merge(ACCOUNT_ID, IAM_REGION, view).await;
}
