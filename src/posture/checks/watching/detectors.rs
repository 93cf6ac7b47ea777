//! GuardDuty and AWS Config: whether threats are looked for and changes kept.

use crate::inventory::detail::GuardDutyDetector;
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, text};

pub(in crate::posture::checks) const CHECKS: &[Check] = &[
    Check {
        id: "guardduty.is_enabled",
        title: "GuardDuty is on in the Region",
        severity: Severity::High,
        why: "GuardDuty tells of stolen role credentials used from outside, of mining on GPU instances and of \
              data leaving by odd ways, from logs that nobody reads by hand.",
        fix: Fix::by_hand("Create a GuardDuty detector in the Region, or enable the one that is suspended."),
        prowler: &["guardduty_is_enabled"],
        security_hub: &["GuardDuty.1"],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::GuardDutyDetector, enabled)],
    },
    Check {
        id: "guardduty.s3_protection_enabled",
        title: "GuardDuty watches the data events of S3",
        severity: Severity::High,
        why: "Downloads of a whole training set by a role that never did so before are seen by this feature only.",
        fix: Fix::by_hand("Enable the feature S3_DATA_EVENTS of the detector."),
        prowler: &["guardduty_s3_protection_enabled"],
        security_hub: &["GuardDuty.10"],
        reads: Reads::Itself,
        judges: &[Judge::GuardDutyDetector(s3_protection)],
    },
    Check {
        id: "guardduty.ai_protection_enabled",
        title: "GuardDuty watches the use of models and agents",
        severity: Severity::High,
        why: "Stolen access to Bedrock, guardrails that are taken away and agents that act oddly show in the \
              calls of AI services, which the other features do not look at.",
        fix: Fix::by_hand("Enable the feature AI_PROTECTION of the detector, where the Region has it."),
        prowler: &["guardduty_ai_protection_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::GuardDutyDetector(ai_protection)],
    },
    Check {
        id: "config.recorder_all_regions_enabled",
        title: "AWS Config records changes in the Region",
        severity: Severity::Medium,
        why: "How a bucket, a role or an endpoint was set up last Tuesday is in no other place.",
        fix: Fix::by_hand(
            "Set up a recorder and a delivery channel in the Region and start recording; see its last error if it fails.",
        ),
        prowler: &["config_recorder_all_regions_enabled"],
        security_hub: &["Config.1"],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::ConfigRecorder, recorder)],
    },
];

const STATUS: Probe = Probe::new("GetDetector.Status", "ENABLED");
const S3: Probe = Probe::new("GetDetector.Features.S3_DATA_EVENTS", "ENABLED");
const AI: Probe = Probe::new("GetDetector.Features.AI_PROTECTION", "ENABLED");
const RECORDING: Probe = Probe::new(
    "DescribeConfigurationRecorderStatus.recording",
    "a recorder that is recording, and not failing",
);

fn enabled(context: &Context<'_>, region: &Region) -> Judged {
    let mut seen = Vec::new();
    for resource in context.of_kind(Kind::GuardDutyDetector) {
        let Detail::GuardDutyDetector(detector) = &resource.detail else {
            continue;
        };
        if resource.region != *region {
            continue;
        }
        let status = STATUS.read(&detector.status)?;
        if status == "ENABLED" {
            return Ok(STATUS.verdict(true, "ENABLED"));
        }
        seen.push(status.clone());
    }
    context.listed(Kind::GuardDutyDetector, region, STATUS)?;
    let value = if seen.is_empty() {
        "no detector".to_owned()
    } else {
        seen.join(", ")
    };
    Ok(STATUS.verdict(false, value))
}

fn feature(detector: &GuardDutyDetector, name: &str, probe: Probe) -> Judged {
    let status = STATUS.read(&detector.status)?;
    if status != "ENABLED" {
        return Ok(probe.verdict(false, format!("the detector is {status}")));
    }
    let on = probe.read(&detector.features)?.iter().any(|f| f == name);
    Ok(probe.verdict(on, if on { "ENABLED" } else { "DISABLED" }))
}

fn s3_protection(_: &Context<'_>, _: &Resource, detector: &GuardDutyDetector) -> Judged {
    feature(detector, "S3_DATA_EVENTS", S3)
}

fn ai_protection(_: &Context<'_>, _: &Resource, detector: &GuardDutyDetector) -> Judged {
    feature(detector, "AI_PROTECTION", AI)
}

fn recorder(context: &Context<'_>, region: &Region) -> Judged {
    let mut seen = Vec::new();
    for resource in context.of_kind(Kind::ConfigRecorder) {
        let Detail::ConfigRecorder(recorder) = &resource.detail else {
            continue;
        };
        if resource.region != *region {
            continue;
        }
        if !*RECORDING.read(&recorder.recording)? {
            seen.push(format!("{} is stopped", resource.name));
            continue;
        }
        // The API writes the status in either case, by Region and age.
        let status = RECORDING.read(&recorder.last_status)?.as_deref().unwrap_or("");
        if !status.eq_ignore_ascii_case("failure") {
            return Ok(RECORDING.verdict(true, format!("{} is recording", resource.name)));
        }
        let error = RECORDING.read(&recorder.last_error)?.as_deref().unwrap_or("");
        seen.push(format!("{} fails: {}", resource.name, text(error)));
    }
    context.listed(Kind::ConfigRecorder, region, RECORDING)?;
    let value = if seen.is_empty() {
        "no recorder".to_owned()
    } else {
        seen.join(", ")
    };
    Ok(RECORDING.verdict(false, value))
}
