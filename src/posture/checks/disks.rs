//! EBS volumes and snapshots, AMIs.

use crate::inventory::detail::{Image, Snapshot, Volume};
use crate::inventory::{Kind, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "ec2.ebs_volume_encryption",
        title: "An EBS volume is encrypted",
        severity: Severity::High,
        why: "Datasets are unpacked on the disks of preprocessing and labelling machines; a disk in clear is \
              read by whoever may copy it.",
        fix: Fix::by_hand("Copy its snapshot with encryption, make a volume of the copy, and swap the two."),
        prowler: &["ec2_ebs_volume_encryption"],
        security_hub: &["EC2.3"],
        reads: Reads::Itself,
        judges: &[Judge::Volume(volume_encrypted)],
    },
    Check {
        id: "ec2.ebs_volume_protected_by_backup_plan",
        title: "An EBS volume is backed up by AWS Backup",
        severity: Severity::Medium,
        why: "Labels and checkpoints that exist on one disk only are gone with it, or with whoever encrypts it.",
        fix: Fix::by_hand("Assign the volume to a backup plan, by its ARN or by a tag."),
        prowler: &["ec2_ebs_volume_protected_by_backup_plan"],
        security_hub: &["EC2.28"],
        reads: Reads::Itself,
        judges: &[Judge::Volume(backed_up)],
    },
    Check {
        id: "ec2.ebs_volume_snapshots_exists",
        title: "An EBS volume has a snapshot",
        severity: Severity::High,
        why: "Without a snapshot there is no state to go back to after a poisoned import or a deletion.",
        fix: Fix::by_hand("Have snapshots made by AWS Backup or a lifecycle policy."),
        prowler: &["ec2_ebs_volume_snapshots_exists"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Volume(has_snapshot)],
    },
    Check {
        id: "ec2.ebs_snapshots_encrypted",
        title: "An EBS snapshot is encrypted",
        severity: Severity::High,
        why: "A snapshot in clear can be shared with any account, and then holds the dataset as it was that day.",
        fix: Fix::by_hand("Copy it with a customer managed key, then delete the plain one."),
        prowler: &["ec2_ebs_snapshots_encrypted"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Snapshot(snapshot_encrypted)],
    },
    Check {
        id: "ec2.ebs_public_snapshot",
        title: "An EBS snapshot is not shared with everyone",
        severity: Severity::Critical,
        why: "Public snapshots are searched for keys and records within hours of appearing.",
        fix: Fix::by_hand(
            "Take the group all out of its permissions, and treat what was on the volume as read by strangers.",
        ),
        prowler: &["ec2_ebs_public_snapshot"],
        security_hub: &["EC2.1"],
        reads: Reads::Itself,
        judges: &[Judge::Snapshot(snapshot_private)],
    },
    Check {
        id: "ec2.ami_public",
        title: "An AMI is not shared with everyone",
        severity: Severity::Critical,
        why: "An image of a training host is its disk: code, tokens, weights, and what was left in the home directory.",
        fix: Fix::by_hand("Make the AMI private, and share it with the accounts that launch it."),
        prowler: &["ec2_ami_public"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Image(image_private)],
    },
];

const VOLUME: Probe = Probe::new("DescribeVolumes.Encrypted", "true");
const BACKUP: Probe = Probe::new("ListProtectedResources.LastBackupTime", "a backup of the volume");
const SNAPSHOTS: Probe = Probe::new("DescribeSnapshots.VolumeId", "a snapshot of the volume");
const SNAPSHOT: Probe = Probe::new("DescribeSnapshots.Encrypted", "true");
const SHARED: Probe = Probe::new(
    "DescribeSnapshotAttribute.CreateVolumePermissions",
    "not the group all",
);
const PUBLIC: Probe = Probe::new("DescribeImages.Public", "false");

fn volume_encrypted(_: &Context<'_>, _: &Resource, volume: &Volume) -> Judged {
    VOLUME.switch(&volume.encrypted, true)
}

fn backed_up(_: &Context<'_>, _: &Resource, volume: &Volume) -> Judged {
    Ok(match BACKUP.read(&volume.backed_up)? {
        Some(at) if at.0 > 0 => BACKUP.verdict(true, at.rfc3339()),
        Some(_) => BACKUP.verdict(true, "at an unknown time"),
        None => BACKUP.verdict(false, "none"),
    })
}

fn has_snapshot(context: &Context<'_>, resource: &Resource, volume: &Volume) -> Judged {
    if context.networks().has_snapshot(&volume.id) {
        return Ok(SNAPSHOTS.verdict(true, "at least one"));
    }
    context.listed(Kind::Snapshot, &resource.region, SNAPSHOTS)?;
    Ok(SNAPSHOTS.verdict(false, "none"))
}

fn snapshot_encrypted(_: &Context<'_>, _: &Resource, snapshot: &Snapshot) -> Judged {
    SNAPSHOT.switch(&snapshot.encrypted, true)
}

fn snapshot_private(_: &Context<'_>, _: &Resource, snapshot: &Snapshot) -> Judged {
    let public = *SHARED.read(&snapshot.public)?;
    Ok(SHARED.verdict(!public, if public { "all" } else { "not shared with all" }))
}

fn image_private(_: &Context<'_>, _: &Resource, image: &Image) -> Judged {
    PUBLIC.switch(&image.public, false)
}
