//! What EC2 keeps once a Region: what may be shared with everyone, the metadata
//! service of new instances, internet gateways.

use crate::inventory::Resource;
use crate::inventory::detail::Ec2Settings;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "ec2.ebs_snapshot_account_block_public_access",
        title: "No EBS snapshot of the Region can be shared with everyone",
        severity: Severity::High,
        why: "A snapshot of a labelling machine is the dataset itself; one wrong click shares it with every AWS account.",
        fix: Fix::by_hand("Enable block public access for snapshots in the Region, for all sharing."),
        prowler: &["ec2_ebs_snapshot_account_block_public_access"],
        security_hub: &["EC2.182"],
        reads: Reads::Itself,
        judges: &[Judge::Ec2Settings(snapshot_sharing)],
    },
    Check {
        id: "ec2.ami_account_block_public_access",
        title: "No AMI of the Region can be newly shared with everyone",
        severity: Severity::Medium,
        why: "Images of training hosts carry weights, tokens and private packages that nobody remembers are in them.",
        fix: Fix::by_hand("Enable block public access for AMIs in the Region."),
        prowler: &["ec2_ami_account_block_public_access"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Ec2Settings(image_sharing)],
    },
    Check {
        id: "ec2.instance_account_imdsv2_enabled",
        title: "New instances of the Region ask for a token before they give out credentials",
        severity: Severity::High,
        why: "A model server that fetches URLs can be talked into reading the role's credentials from version 1 \
              of the metadata service.",
        fix: Fix::by_hand("Set the Region's instance metadata default to HttpTokens required."),
        prowler: &["ec2_instance_account_imdsv2_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Ec2Settings(metadata_tokens)],
    },
    Check {
        id: "vpc.block_public_access",
        title: "Internet gateways of the Region let nobody in",
        severity: Severity::Medium,
        why: "With VPC Block Public Access on, no route table and no security group can open a training network \
              to the internet by itself.",
        fix: Fix::by_hand(
            "Turn VPC Block Public Access on for the Region, at least for ingress, and exclude the subnets that must be public.",
        ),
        prowler: &[],
        security_hub: &["EC2.172"],
        reads: Reads::Itself,
        judges: &[Judge::Ec2Settings(gateway_block)],
    },
];

const SNAPSHOTS: Probe = Probe::new("GetSnapshotBlockPublicAccessState.State", "block-all-sharing");
const IMAGES: Probe = Probe::new(
    "GetImageBlockPublicAccessState.ImageBlockPublicAccessState",
    "block-new-sharing",
);
const TOKENS: Probe = Probe::new("GetInstanceMetadataDefaults.AccountLevel.HttpTokens", "required");
const GATEWAYS: Probe = Probe::new(
    "DescribeVpcBlockPublicAccessOptions.InternetGatewayBlockMode",
    "block-ingress or block-bidirectional",
);

fn snapshot_sharing(_: &Context<'_>, _: &Resource, settings: &Ec2Settings) -> Judged {
    let state = SNAPSHOTS.read(&settings.snapshot_sharing)?;
    Ok(SNAPSHOTS.verdict(state == "block-all-sharing", state.clone()))
}

fn image_sharing(_: &Context<'_>, _: &Resource, settings: &Ec2Settings) -> Judged {
    let state = IMAGES.read(&settings.image_sharing)?;
    Ok(IMAGES.verdict(state == "block-new-sharing", state.clone()))
}

/// No preference leaves it to the image, and old images take version 1.
fn metadata_tokens(_: &Context<'_>, _: &Resource, settings: &Ec2Settings) -> Judged {
    let tokens = TOKENS.read(&settings.metadata_tokens)?.as_deref().unwrap_or("");
    Ok(TOKENS.verdict(tokens == "required", text(tokens)))
}

fn gateway_block(_: &Context<'_>, _: &Resource, settings: &Ec2Settings) -> Judged {
    let mode = GATEWAYS.read(&settings.gateway_block)?;
    Ok(GATEWAYS.verdict(mode.starts_with("block-"), mode.clone()))
}
