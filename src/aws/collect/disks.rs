//! EC2: volumes, snapshots, AMIs; and what AWS Backup holds of them.

use super::Scope;
use super::answer::{Answer, filled, name_tag, plain, text, time};
use super::listing::{Found, Listing};
use super::network::{PAGE, ec2_tags};
use crate::aws::regions;
use crate::inventory::detail::{Image, Snapshot, Volume};
use crate::inventory::{Arn, Field, Gap, Kind, Timestamp};
use aws_sdk_ec2::operation::describe_snapshot_attribute::DescribeSnapshotAttributeOutput;
use aws_sdk_ec2::types::{
    Image as SdkImage, PermissionGroup, Snapshot as SdkSnapshot, SnapshotAttributeName, Volume as SdkVolume,
};
use std::collections::{HashMap, HashSet};

/// Snapshots and AMIs have ARNs without an account.
fn ownerless(scope: &Scope, resource: &str) -> Arn {
    let partition = regions::partition(scope.region.as_str());
    Arn::from(format!("arn:{partition}:ec2:{}::{resource}", scope.region))
}

/// `ListProtectedResources`: when each resource was last backed up.
async fn backups(scope: &Scope) -> Result<HashMap<String, Option<Timestamp>>, Gap> {
    let list = scope.clients.backup.list_protected_resources();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    let mut backups = HashMap::new();
    while let Some(page) = scope
        .call("backup:ListProtectedResources", pages.try_next())
        .await?
    {
        for resource in page.results() {
            let at = time(resource.last_backup_time());
            backups.insert(plain(resource.resource_arn()), at);
        }
    }
    Ok(backups)
}

/// `DescribeVolumes`, and `ListProtectedResources` once for all of them.
pub(super) async fn volumes(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Volume);
    let backups = backups(&scope).await;
    let list = scope.clients.ec2.describe_volumes();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeVolumes", pages.try_next()).await {
        for volume in page.volumes() {
            let id = plain(volume.volume_id());
            let arn = scope.arn("ec2", &format!("volume/{id}"));
            let backed_up = match &backups {
                // A resource that AWS Backup lists without a time was backed up
                // all the same.
                Ok(held) => Field::Known(held.get(arn.as_str()).map(|at| at.unwrap_or(Timestamp(0)))),
                Err(gap) => Field::Unknown(gap.clone()),
            };
            let tags = ec2_tags(volume.tags());
            listing
                .found(Found {
                    arn,
                    name: name_tag(&tags, &id),
                    created: time(volume.create_time()),
                    tags: Field::Known(tags),
                    detail: volume_detail(volume, backed_up).into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn volume_detail(volume: &SdkVolume, backed_up: Field<Option<Timestamp>>) -> Volume {
    Volume {
        id: plain(volume.volume_id()),
        state: Field::Known(plain(volume.state().map(AsRef::as_ref))),
        encrypted: Field::Known(volume.encrypted() == Some(true)),
        kms_key: Field::Known(filled(volume.kms_key_id())),
        backed_up,
    }
}

/// The account's own snapshots that anybody may restore, by `DescribeSnapshots`:
/// one list in place of a call for each snapshot.
async fn restorable_by_all(scope: &Scope) -> Result<HashSet<String>, Gap> {
    let list = scope.clients.ec2.describe_snapshots();
    let list = list.owner_ids("self").restorable_by_user_ids("all");
    let mut pages = list.max_results(PAGE).into_paginator().send();
    let mut ids = HashSet::new();
    while let Some(page) = scope.call("ec2:DescribeSnapshots", pages.try_next()).await? {
        ids.extend(page.snapshots().iter().map(|s| plain(s.snapshot_id())));
    }
    Ok(ids)
}

/// `DescribeSnapshots` of the account's own; `DescribeSnapshotAttribute` for
/// those only that are restorable by all.
pub(super) async fn snapshots(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Snapshot);
    let open = restorable_by_all(&scope).await;
    let list = scope.clients.ec2.describe_snapshots().owner_ids("self");
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeSnapshots", pages.try_next()).await {
        let items = page.snapshots.unwrap_or_default();
        listing.each(items, |item| snapshot(&listing, item, &open)).await;
    }
    listing.end().await;
}

async fn snapshot(listing: &Listing<'_>, snapshot: SdkSnapshot, open: &Result<HashSet<String>, Gap>) {
    let scope = listing.scope;
    let id = plain(snapshot.snapshot_id());
    let public = match open {
        Ok(open) if open.contains(&id) => {
            let call = scope.clients.ec2.describe_snapshot_attribute().snapshot_id(&id);
            let call = call.attribute(SnapshotAttributeName::CreateVolumePermission);
            let Some(said) = scope.describe("ec2:DescribeSnapshotAttribute", call.send()).await else {
                return;
            };
            is_shared_with_all(&said)
        }
        Ok(_) => Field::Known(false),
        Err(gap) => Field::Unknown(gap.clone()),
    };
    let tags = ec2_tags(snapshot.tags());
    let detail = Snapshot {
        id: id.clone(),
        volume: plain(snapshot.volume_id()),
        state: Field::Known(plain(snapshot.state().map(AsRef::as_ref))),
        encrypted: Field::Known(snapshot.encrypted() == Some(true)),
        kms_key: Field::Known(filled(snapshot.kms_key_id())),
        public,
    };
    listing
        .found(Found {
            arn: ownerless(scope, &format!("snapshot/{id}")),
            name: name_tag(&tags, &id),
            created: time(snapshot.start_time()),
            tags: Field::Known(tags),
            detail: detail.into(),
        })
        .await;
}

fn is_shared_with_all(said: &Answer<DescribeSnapshotAttributeOutput>) -> Field<bool> {
    said.read(|a| {
        let mut permissions = a.create_volume_permissions().iter();
        permissions.any(|p| p.group() == Some(&PermissionGroup::All))
    })
}

/// `DescribeImages` of the account's own.
pub(super) async fn images(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Image);
    let list = scope.clients.ec2.describe_images().owners("self");
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeImages", pages.try_next()).await {
        for image in page.images() {
            let id = plain(image.image_id());
            listing
                .found(Found {
                    arn: ownerless(&scope, &format!("image/{id}")),
                    name: image.name().unwrap_or(&id).to_owned(),
                    created: None,
                    tags: Field::Known(ec2_tags(image.tags())),
                    detail: image_detail(image).into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn image_detail(image: &SdkImage) -> Image {
    Image {
        id: plain(image.image_id()),
        state: Field::Known(text(image.state()).unwrap_or_default()),
        public: Field::Known(image.public() == Some(true)),
    }
}
