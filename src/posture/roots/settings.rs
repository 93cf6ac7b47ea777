//! Settings of the account or the Region that would close many findings.

use super::{Ground, RootKind, Told};
use crate::inventory::Region;
use crate::posture::checks;
use crate::posture::finding::{Finding, Status};
use std::collections::HashSet;

/// A setting whose own check fails, and the checks that fail with it.
struct Setting {
    /// The check of the setting.
    check: &'static str,
    /// What is wrong when it fails.
    cause: &'static str,
    /// The account has it once, not each Region.
    of_account: bool,
    /// The checks that it would answer, or that can only be answered after it.
    closes: &'static [&'static str],
}

const SETTINGS: &[Setting] = &[
    Setting {
        check: "s3.account_level_public_access_blocks",
        cause: "The account does not block public access to its buckets",
        of_account: true,
        closes: &[
            "s3.bucket_public_access",
            "s3.bucket_public_list_acl",
            "s3.bucket_public_write_acl",
            "s3.bucket_object_public",
            "s3.bucket_policy_public_write_access",
            "cloudtrail.logs_s3_bucket_is_not_publicly_accessible",
        ],
    },
    Setting {
        check: "ec2.ebs_default_encryption",
        cause: "New volumes of the Region are not encrypted by default",
        of_account: false,
        closes: &[
            "ec2.ebs_volume_encryption",
            "ec2.ebs_snapshots_encrypted",
            "ec2.launch_template_ebs_encrypted",
            "ec2.spot_fleet_ebs_encrypted",
        ],
    },
    Setting {
        check: "ec2.instance_account_imdsv2_enabled",
        cause: "The Region does not ask new instances for metadata tokens",
        of_account: false,
        closes: &[
            "ec2.instance_imdsv2_enabled",
            "ec2.launch_template_imdsv2_required",
        ],
    },
    Setting {
        check: "ec2.ebs_snapshot_account_block_public_access",
        cause: "Snapshots of the Region can be shared with everyone",
        of_account: false,
        closes: &["ec2.ebs_public_snapshot"],
    },
    Setting {
        check: "ec2.ami_account_block_public_access",
        cause: "AMIs of the Region can be shared with everyone",
        of_account: false,
        closes: &["ec2.ami_public"],
    },
    Setting {
        check: "bedrock.model_invocation_logging_enabled",
        cause: "Bedrock does not record the invocations of its models",
        of_account: false,
        closes: &[
            "bedrock.model_invocation_logging_text_data_enabled",
            "bedrock.model_invocation_logs_encryption_enabled",
        ],
    },
    Setting {
        check: "bedrock.guardrail_enforced",
        cause: "The Region enforces no guardrail on its models",
        of_account: false,
        closes: &["bedrock.agent_guardrail_enabled", "bedrock.flow_guardrail"],
    },
    Setting {
        check: "macie.is_enabled",
        cause: "Macie is off in the Region",
        of_account: false,
        closes: &[
            "macie.automated_sensitive_data_discovery_enabled",
            "macie.training_data_is_scanned",
        ],
    },
    Setting {
        check: "macie.automated_sensitive_data_discovery_enabled",
        cause: "Macie samples no bucket by itself",
        of_account: false,
        closes: &["macie.training_data_is_scanned"],
    },
    Setting {
        check: "guardduty.is_enabled",
        cause: "GuardDuty is off in the Region",
        of_account: false,
        closes: &[
            "guardduty.s3_protection_enabled",
            "guardduty.ai_protection_enabled",
        ],
    },
    Setting {
        check: "cloudtrail.multi_region_enabled",
        cause: "No trail that is logging covers the Region",
        of_account: false,
        closes: &[
            "cloudtrail.multi_region_enabled_logging_management_events",
            "cloudtrail.bedrock_logging_enabled",
            "cloudtrail.s3_dataevents_read_enabled",
            "cloudtrail.s3_dataevents_write_enabled",
            "cloudtrail.ai_data_events",
            "cloudtrail.training_data_events",
        ],
    },
];

/// The settings that are not as wanted, and where.
pub(super) type Off<'f> = HashSet<(usize, Option<&'f Region>)>;

/// Reads which settings fail.
pub(super) fn off(findings: &[Finding]) -> Off<'_> {
    let failing = findings.iter().filter(|f| f.status == Status::Fail);
    failing
        .filter_map(|finding| {
            let at = SETTINGS.iter().position(|s| s.check == finding.check.id)?;
            Some((at, place(&SETTINGS[at], finding)))
        })
        .collect()
}

fn place<'f>(setting: &Setting, finding: &'f Finding) -> Option<&'f Region> {
    (!setting.of_account).then(|| finding.region())
}

/// The setting that a finding would be closed by; a setting's own finding is
/// with the wider one, where that is off too.
pub(super) fn of<'f>(finding: &'f Finding, off: &Off<'_>) -> Option<Ground<'f>> {
    let id = finding.check.id;
    let is_off = |at: &usize| off.contains(&(*at, place(&SETTINGS[*at], finding)));
    let closed = |at: &usize| SETTINGS[*at].closes.contains(&id) && is_off(at);
    let own = |at: &usize| SETTINGS[*at].check == id;
    let at = (0..SETTINGS.len())
        .find(closed)
        .or_else(|| (0..SETTINGS.len()).find(own))?;
    Some(Ground::Setting(at))
}

/// A setting in words.
pub(super) fn told(at: usize) -> Told {
    let setting = &SETTINGS[at];
    Told {
        kind: RootKind::Setting,
        key: setting.check.to_owned(),
        cause: setting.cause.to_owned(),
        mend: checks::find(setting.check).map_or("", |c| c.fix.words).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{SETTINGS, checks};

    #[test]
    fn every_check_that_a_setting_names_is_there() {
        let named = SETTINGS.iter().flat_map(|s| s.closes.iter().chain([&s.check]));
        for id in named {
            assert!(checks::find(id).is_some(), "{id}");
        }
    }
}
