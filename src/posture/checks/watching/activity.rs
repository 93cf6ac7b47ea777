//! Signs of an intruder in the calls of the last hours.

use crate::inventory::detail::{Caller, DISCOVERY_CALLS, MODEL_CALLS, RIGHTS_CALLS, RecentActivity};
use crate::inventory::{Field, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe};

pub(in crate::posture::checks) const CHECKS: &[Check] = &[
    Check {
        id: "cloudtrail.threat_detection_llm_jacking",
        title: "Nobody called Bedrock lately as those do who sell stolen access to models",
        severity: Severity::Critical,
        why: "Stolen keys are tried for models first: who asks for offers, access and logging in one go, and then \
              invokes, is about to run up a bill in your name.",
        fix: Fix::by_hand(
            "Find out who the principal is; disable its keys, revoke its sessions, and look at what it invoked.",
        ),
        prowler: &["cloudtrail_threat_detection_llm_jacking"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::RecentActivity(models)],
    },
    Check {
        id: "cloudtrail.threat_detection_privilege_escalation",
        title: "Nobody tried many ways to more rights lately",
        severity: Severity::Critical,
        why: "Several ways tried by one principal in a day, refused or not, is how a script looks that was let loose \
              with a stolen key.",
        fix: Fix::by_hand(
            "Find out who the principal is; disable its keys, and take back what it attached or made.",
        ),
        prowler: &["cloudtrail_threat_detection_privilege_escalation"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::RecentActivity(rights)],
    },
    Check {
        id: "cloudtrail.threat_detection_enumeration",
        title: "Nobody listed the whole account lately",
        severity: Severity::Critical,
        why: "Before data is taken somebody lists users, roles, buckets, keys and notebooks: the breadth is the sign.",
        fix: Fix::by_hand(
            "Find out whether the principal is a scanner of yours; if not, disable its keys and look at what it found.",
        ),
        prowler: &["cloudtrail_threat_detection_enumeration"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::RecentActivity(discovery)],
    },
    Check {
        id: "sagemaker.presigned_urls_through_endpoints",
        title: "Signed addresses of notebooks and Studio were asked for through VPC endpoints only",
        severity: Severity::High,
        why: "Such an address opens the workspace with its role for minutes, without credentials, wherever it is \
              opened; one that was asked for over the internet may have been asked for by anyone.",
        fix: Fix::by_hand(
            "Ask who made the address and why; allow the CreatePresigned calls only from your VPC endpoints (aws:SourceVpce).",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::RecentActivity(presigned)],
    },
];

const MODELS: Probe = Probe::new(
    "LookupEvents.EventName",
    "no principal with 40 % of the calls of LLM jacking",
);
const RIGHTS: Probe = Probe::new(
    "LookupEvents.EventName",
    "no principal with 25 % of the calls that gain rights",
);
const DISCOVERY: Probe = Probe::new(
    "LookupEvents.EventName",
    "no principal with 40 % of the calls that discover",
);
const PRESIGNED: Probe = Probe::new(
    "LookupEvents.vpcEndpointId",
    "a VPC endpoint on every CreatePresigned call",
);

/// Judges the principals that made a large part of some calls; `percent` of
/// all of them is a sign.
fn signs(
    probe: Probe,
    activity: &RecentActivity,
    callers: &Field<Vec<Caller>>,
    all: usize,
    percent: usize,
) -> Judged {
    let callers = probe.read(callers)?;
    let hours = activity.hours;
    let many = |caller: &&Caller| caller.names.len() * 100 >= all * percent;
    let signs: Vec<String> = callers
        .iter()
        .filter(many)
        .map(|c| {
            format!(
                "{} made {} of {all} ({} refused): {}",
                c.principal,
                c.names.len(),
                c.refused,
                c.names.join(", ")
            )
        })
        .collect();
    if signs.is_empty() {
        let value = format!("none in the last {hours} hours, of {} principals", callers.len());
        return Ok(probe.verdict(true, value));
    }
    Ok(probe.verdict(false, format!("in the last {hours} hours {}", signs.join("; "))))
}

fn models(_: &Context<'_>, _: &Resource, activity: &RecentActivity) -> Judged {
    signs(MODELS, activity, &activity.models, MODEL_CALLS.len(), 40)
}

fn rights(_: &Context<'_>, _: &Resource, activity: &RecentActivity) -> Judged {
    signs(RIGHTS, activity, &activity.rights, RIGHTS_CALLS.len(), 25)
}

fn discovery(_: &Context<'_>, _: &Resource, activity: &RecentActivity) -> Judged {
    signs(
        DISCOVERY,
        activity,
        &activity.discovery,
        DISCOVERY_CALLS.len(),
        40,
    )
}

fn presigned(_: &Context<'_>, _: &Resource, activity: &RecentActivity) -> Judged {
    let urls = PRESIGNED.read(&activity.presigned)?;
    let open: Vec<String> = urls
        .iter()
        .filter(|url| url.vpc_endpoint.is_none())
        .map(|url| format!("{} by {} from {}", url.call, url.principal, url.source))
        .collect();
    let hours = activity.hours;
    if open.is_empty() {
        let value = format!("{} in the last {hours} hours, none over the internet", urls.len());
        return Ok(PRESIGNED.verdict(true, value));
    }
    Ok(PRESIGNED.verdict(false, format!("in the last {hours} hours {}", open.join("; "))))
}
