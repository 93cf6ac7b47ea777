//! EC2 instances: who reaches them, what they may do, what their scripts say.

use crate::inventory::Resource;
use crate::inventory::detail::Instance;
use crate::inventory::secrets::Secret;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "ec2.instance_imdsv2_enabled",
        title: "An instance asks for a token before it gives out credentials",
        severity: Severity::High,
        why: "A model server or a notebook that fetches URLs for its users hands them the role's credentials \
              through version 1 of the metadata service.",
        fix: Fix::by_hand("Set HttpTokens to required in the instance's metadata options."),
        prowler: &["ec2_instance_imdsv2_enabled"],
        security_hub: &["EC2.8"],
        reads: Reads::Itself,
        judges: &[Judge::Instance(tokens)],
    },
    Check {
        id: "ec2.instance_public_ip",
        title: "An instance has no public address",
        severity: Severity::Medium,
        why: "GPU hosts are worth attacking for themselves; with an address every open port is tried from everywhere.",
        fix: Fix::by_hand(
            "Launch it in a private subnet and reach it through Session Manager or a load balancer.",
        ),
        prowler: &["ec2_instance_public_ip"],
        security_hub: &["EC2.9"],
        reads: Reads::Itself,
        judges: &[Judge::Instance(no_address)],
    },
    Check {
        id: "ec2.instance_internet_facing_with_instance_profile",
        title: "An instance that faces the internet carries no role",
        severity: Severity::High,
        why: "Whoever breaks into the reachable machine acts with its role: on its buckets, keys and models.",
        fix: Fix::by_hand(
            "Take the public address or the instance profile away; put a load balancer in front.",
        ),
        prowler: &["ec2_instance_internet_facing_with_instance_profile"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Instance(facing_with_role)],
    },
    Check {
        id: "ec2.instance_profile_attached",
        title: "An instance has its permissions from a role",
        severity: Severity::Medium,
        why: "Without a role the scripts on the machine use keys that someone copied there, and that never expire.",
        fix: Fix::by_hand(
            "Attach an instance profile with what the machine needs, and delete the keys on it.",
        ),
        prowler: &["ec2_instance_profile_attached"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Instance(has_role)],
    },
    Check {
        id: "ec2.instance_secrets_user_data",
        title: "An instance's user data holds no secret",
        severity: Severity::High,
        why: "User data is read by every process on the machine and by everyone who may describe instances: \
              tokens of model hubs and registries do not belong there.",
        fix: Fix::by_hand(
            "Move the secret to Secrets Manager or Parameter Store, read it at start, and replace it: it is known.",
        ),
        prowler: &["ec2_instance_secrets_user_data"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Instance(clean_user_data)],
    },
];

const TOKENS: Probe = Probe::new("DescribeInstances.MetadataOptions.HttpTokens", "required");
const ENDPOINT: Probe = Probe::new("DescribeInstances.MetadataOptions.HttpEndpoint", "disabled");
const ADDRESS: Probe = Probe::new("DescribeInstances.PublicIpAddress", "no public address");
const PROFILE: Probe = Probe::new("DescribeInstances.IamInstanceProfile", "an instance profile");
const BOTH: Probe = Probe::new(
    "DescribeInstances.IamInstanceProfile",
    "no instance profile on an instance with a public address",
);
const USER_DATA: Probe = Probe::new("DescribeInstanceAttribute.UserData", "no secret");

fn tokens(_: &Context<'_>, _: &Resource, instance: &Instance) -> Judged {
    if instance.metadata_endpoint.known().and_then(Option::as_deref) == Some("disabled") {
        return Ok(ENDPOINT.verdict(true, "disabled"));
    }
    let tokens = TOKENS.read(&instance.metadata_tokens)?.as_deref().unwrap_or("");
    if tokens != "required" {
        ENDPOINT.read(&instance.metadata_endpoint)?;
    }
    Ok(TOKENS.verdict(tokens == "required", text(tokens)))
}

fn no_address(_: &Context<'_>, _: &Resource, instance: &Instance) -> Judged {
    let ips = ADDRESS.read(&instance.public_ips)?;
    let value = if ips.is_empty() {
        "none".to_owned()
    } else {
        ips.join(", ")
    };
    Ok(ADDRESS.verdict(ips.is_empty(), value))
}

fn facing_with_role(_: &Context<'_>, _: &Resource, instance: &Instance) -> Judged {
    let ips = ADDRESS.read(&instance.public_ips)?;
    let Some(ip) = ips.first() else {
        return Ok(ADDRESS.verdict(true, "none"));
    };
    Ok(match BOTH.read(&instance.profile)? {
        Some(profile) => BOTH.verdict(false, format!("{} behind {ip}", profile.short_name())),
        None => BOTH.verdict(true, format!("none behind {ip}")),
    })
}

fn has_role(_: &Context<'_>, _: &Resource, instance: &Instance) -> Judged {
    Ok(match PROFILE.read(&instance.profile)? {
        Some(profile) => PROFILE.verdict(true, profile.as_str().to_owned()),
        None => PROFILE.verdict(false, "none"),
    })
}

/// Secrets by kind and place; the secrets themselves were never kept.
pub(super) fn secret_words(secrets: &[Secret]) -> String {
    let words: Vec<String> = secrets.iter().map(ToString::to_string).collect();
    words.join(", ")
}

fn clean_user_data(_: &Context<'_>, _: &Resource, instance: &Instance) -> Judged {
    let secrets = USER_DATA.read(&instance.user_data_secrets)?;
    Ok(if secrets.is_empty() {
        USER_DATA.verdict(true, "none")
    } else {
        Verdict::Fail(USER_DATA.saw(secret_words(secrets)).into())
    })
}
