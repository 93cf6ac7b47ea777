//! The AWS managed policies that people attach to AI workloads, with AWS's own
//! documents.

use super::state::{Policy, Version};
use crate::inventory::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

macro_rules! managed {
    ($($name:literal, $version:literal, $created:literal, $updated:literal;)+) => {
        /// Name, default version, when made, when last changed, document.
        const POLICIES: &[(&str, u32, &str, &str, &str)] = &[
            $(($name, $version, $created, $updated, include_str!(concat!("../managed/", $name, ".json"))),)+
        ];
    };
}

managed! {
    "AWSCloudShellFullAccess", 1, "2020-12-15T18:07:44Z", "2020-12-15T18:07:44Z";
    "AWSSupportAccess", 4, "2015-02-06T18:41:11Z", "2026-02-12T17:59:31Z";
    "AdministratorAccess", 1, "2015-02-06T18:39:46Z", "2015-02-06T18:39:46Z";
    "AmazonBedrockFullAccess", 10, "2023-12-06T15:47:17Z", "2026-02-12T17:59:03Z";
    "AmazonKinesisReadOnlyAccess", 1, "2015-02-06T18:40:30Z", "2015-02-06T18:40:30Z";
    "AmazonS3FullAccess", 2, "2015-02-06T18:40:58Z", "2021-09-27T20:16:37Z";
    "AmazonS3ReadOnlyAccess", 3, "2015-02-06T18:40:59Z", "2023-08-10T21:31:39Z";
    "AmazonSageMakerFullAccess", 29, "2017-11-29T13:07:59Z", "2026-02-12T17:58:32Z";
    "CloudWatchReadOnlyAccess", 24, "2015-02-06T18:40:01Z", "2026-02-12T18:01:50Z";
    "PowerUserAccess", 12, "2015-02-06T18:39:47Z", "2026-02-12T17:59:14Z";
    "ReadOnlyAccess", 182, "2015-02-06T18:39:48Z", "2026-04-03T15:27:12Z";
}

/// The policies, by ARN. Of each the default version only: AWS keeps the older
/// ones, and nobody attaches them.
pub(super) fn policies() -> BTreeMap<String, Policy> {
    // Their ids are the same in every account: a source of their own.
    let ids = crate::demo::ids::Ids::new(0);
    let time = |text: &str| Timestamp::parse(text).expect("the dates above are RFC 3339");
    let policy = |(name, version, created, updated, document): &(&str, u32, &str, &str, &str)| {
        let arn = format!("arn:aws:iam::aws:policy/{name}");
        let policy = Policy {
            name: (*name).to_owned(),
            path: "/".to_owned(),
            id: ids.unique("ANPA", 17),
            arn: arn.clone(),
            description: Some(format!("AWS managed policy {name}")),
            created: time(created),
            updated: time(updated),
            tags: Vec::new(),
            versions: vec![Version {
                id: format!("v{version}"),
                document: (*document).to_owned(),
                created: time(updated),
            }],
            default: format!("v{version}"),
            newest: *version,
            attached_to: BTreeSet::new(),
            bounds: BTreeSet::new(),
        };
        (arn, policy)
    };
    POLICIES.iter().map(policy).collect()
}
