//! Whether Macie looks at the data that models are trained on.

use crate::inventory::detail::{Bucket, MacieJob, MacieSession};
use crate::inventory::{Detail, Kind, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};

pub(in crate::posture::checks) const CHECKS: &[Check] = &[Check {
    id: "macie.training_data_is_scanned",
    title: "Macie looks at the buckets that jobs train from, and is let in",
    severity: Severity::High,
    why: "A model remembers what it was trained on: personal data that nobody knew of in a training set ends up \
          in answers to strangers.",
    fix: Fix::by_hand(
        "Turn on automated discovery in the Region or run a classification job over the bucket, and let Macie's \
         service-linked role past the bucket's policy.",
    ),
    prowler: &[],
    security_hub: &[],
    reads: Reads::Inventory,
    judges: &[Judge::Bucket(scanned)],
}];

const SESSION: Probe = Probe::new("GetMacieSession.status", "ENABLED");
const REACHED: Probe = Probe::new("DescribeBuckets.errorCode", "no error");
const SCANNED: Probe = Probe::new(
    "DescribeClassificationJob.s3JobDefinition",
    "automated discovery, or a job over the bucket that ran without error",
);

fn session<'a>(context: &Context<'a>, bucket: &Resource) -> Option<&'a MacieSession> {
    let all = context.of_kind(Kind::MacieSession).iter();
    let mut here = all.filter(|r| r.region == bucket.region);
    match here.next().map(|r| &r.detail) {
        Some(Detail::MacieSession(session)) => Some(session),
        _ => None,
    }
}

fn scanned(context: &Context<'_>, resource: &Resource, _: &Bucket) -> Judged {
    let Some(job) = context.trained_from(&resource.name) else {
        return Ok(Verdict::NotApplicable);
    };
    let Some(session) = session(context, resource) else {
        context.listed(Kind::MacieSession, &resource.region, SESSION)?;
        return Err(SESSION.unread("no Macie session was read in the Region of the bucket"));
    };
    let status = SESSION.read(&session.status)?;
    if status != "ENABLED" {
        return Ok(SESSION.verdict(false, format!("{status}, while {job} trains from the bucket")));
    }
    if REACHED.read(&session.locked_out)?.contains(&resource.name) {
        return Ok(REACHED.verdict(false, "ACCESS_DENIED: the bucket shuts Macie out"));
    }
    if *SCANNED.read(&session.automated_discovery)? {
        return Ok(SCANNED.verdict(true, "automated discovery"));
    }
    by_job(context, resource)
}

fn by_job(context: &Context<'_>, bucket: &Resource) -> Judged {
    let mut doubt = None;
    for resource in context.of_kind(Kind::MacieJob) {
        let Detail::MacieJob(job) = &resource.detail else {
            continue;
        };
        match scans(job, &bucket.name) {
            Ok(true) if resource.region == bucket.region => {
                return Ok(SCANNED.verdict(true, format!("job {}", resource.name)));
            }
            Ok(_) => {}
            Err(unread) => doubt = Some(unread),
        }
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::MacieJob, &bucket.region, SCANNED)?;
    Ok(SCANNED.verdict(false, "no job, and automated discovery is off"))
}

/// Whether a job looks into a bucket and its last run went well.
fn scans(job: &MacieJob, bucket: &str) -> Result<bool, Unread> {
    if !SCANNED.read(&job.buckets)?.iter().any(|name| name == bucket) {
        return Ok(false);
    }
    let error = SCANNED.read(&job.last_run_error)?.as_deref();
    let stopped = ["CANCELLED", "USER_PAUSED"].contains(&SCANNED.read(&job.status)?.as_str());
    Ok(error != Some("ERROR") && !stopped)
}
