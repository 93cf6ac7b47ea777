//! What trails record: management events, reads and writes of objects, calls of
//! models and agents.

use super::trails::{covers, trails};
use crate::inventory::detail::{Bucket, TrailSelectors};
use crate::inventory::{Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};

pub(in crate::posture::checks) const CHECKS: &[Check] = &[
    Check {
        id: "cloudtrail.multi_region_enabled_logging_management_events",
        title: "A trail that is logging records every management event of the Region",
        severity: Severity::Low,
        why: "A trail of writes alone does not show who listed the buckets and read the policies before the theft.",
        fix: Fix::by_hand("Let the trail record management events of both kinds, in all Regions."),
        prowler: &["cloudtrail_multi_region_enabled_logging_management_events"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Trail, management)],
    },
    Check {
        id: "cloudtrail.bedrock_logging_enabled",
        title: "Calls of Bedrock are recorded, invocations of models included",
        severity: Severity::Medium,
        why: "InvokeModel and Converse are management events that read: where only writes are recorded, \
              somebody else's use of your models leaves no trace but the bill.",
        fix: Fix::by_hand(
            "Let a trail record read and write management events; add data events for agents and knowledge bases.",
        ),
        prowler: &["cloudtrail_bedrock_logging_enabled"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Trail, management)],
    },
    Check {
        id: "cloudtrail.s3_dataevents_read_enabled",
        title: "Reads of objects are recorded in every bucket of the Region",
        severity: Severity::Low,
        why: "Without data events nobody can say whose records were downloaded, only that somebody could.",
        fix: Fix::by_hand("Add an S3 data event selector for reads of all buckets to a trail."),
        prowler: &["cloudtrail_s3_dataevents_read_enabled"],
        security_hub: &["S3.23"],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Trail, object_reads)],
    },
    Check {
        id: "cloudtrail.s3_dataevents_write_enabled",
        title: "Writes of objects are recorded in every bucket of the Region",
        severity: Severity::Low,
        why: "Who changed a sample or swapped a model file is in no other log.",
        fix: Fix::by_hand("Add an S3 data event selector for writes of all buckets to a trail."),
        prowler: &["cloudtrail_s3_dataevents_write_enabled"],
        security_hub: &["S3.22"],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Trail, object_writes)],
    },
    Check {
        id: "cloudtrail.ai_data_events",
        title: "Calls of endpoints, agents and knowledge bases are recorded",
        severity: Severity::Medium,
        why: "Invoking an endpoint, an agent or a knowledge base is a data event: no trail records it unless told to.",
        fix: Fix::by_hand(
            "Add data event selectors for AWS::SageMaker::Endpoint, AWS::Bedrock::Model, AWS::Bedrock::AgentAlias and AWS::Bedrock::KnowledgeBase.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Trail, ai_calls)],
    },
    Check {
        id: "cloudtrail.training_data_events",
        title: "Who reads and writes training data is recorded",
        severity: Severity::High,
        why: "When a model behaves as if it had been poisoned, the record of who wrote its samples is where one looks.",
        fix: Fix::by_hand(
            "Add the bucket to a data event selector of a trail that covers its Region, for reads and writes.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(training_data)],
    },
];

const MANAGEMENT: Probe = Probe::new(
    "GetEventSelectors.ReadWriteType",
    "All, in a trail that is logging and covers the Region",
);
const OBJECT_READS: Probe = Probe::new(
    "GetEventSelectors.DataResources",
    "AWS::S3::Object, reads, every bucket",
);
const OBJECT_WRITES: Probe = Probe::new(
    "GetEventSelectors.DataResources",
    "AWS::S3::Object, writes, every bucket",
);
const AI_CALLS: Probe = Probe::new(
    "GetEventSelectors.DataResources",
    "SageMaker endpoints, Bedrock models, agents and knowledge bases",
);
const TRAINING: Probe = Probe::new(
    "GetEventSelectors.DataResources",
    "AWS::S3::Object, reads and writes of this bucket",
);

const OBJECT: &str = "AWS::S3::Object";

/// The resource types of what AI workloads are called by.
const AI_TYPES: &[&str] = &[
    "AWS::SageMaker::Endpoint",
    "AWS::Bedrock::Model",
    "AWS::Bedrock::AgentAlias",
    "AWS::Bedrock::KnowledgeBase",
];

/// What is missing of what should be recorded: nothing when it is empty.
type Missing = Vec<String>;

/// Looks for one trail that logs, covers the Region and leaves nothing out.
fn recorded(
    context: &Context<'_>,
    region: &Region,
    probe: Probe,
    missing: impl Fn(&TrailSelectors) -> Missing,
) -> Judged {
    let mut seen = Vec::new();
    let mut doubt = None;
    for (resource, trail) in trails(context) {
        let read = || -> Result<Option<Missing>, Unread> {
            if !covers(trail, region, probe)? || !*probe.read(&trail.logging)? {
                return Ok(None);
            }
            Ok(Some(missing(probe.read(&trail.selectors)?)))
        };
        match read() {
            Ok(None) => {}
            Ok(Some(left_out)) if left_out.is_empty() => {
                return Ok(probe.verdict(true, format!("recorded by {}", resource.name)));
            }
            Ok(Some(left_out)) => seen.push(format!("{} leaves out {}", resource.name, left_out.join(", "))),
            Err(unread) => doubt = Some(unread),
        }
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::Trail, region, probe)?;
    if seen.is_empty() {
        seen.push("no trail that is logging covers the Region".to_owned());
    }
    Ok(probe.verdict(false, seen.join("; ")))
}

fn management(context: &Context<'_>, region: &Region) -> Judged {
    recorded(context, region, MANAGEMENT, |selectors| {
        match (selectors.management_events, selectors.read_write.as_str()) {
            (true, "All") => Vec::new(),
            (true, "ReadOnly") => vec!["writes".to_owned()],
            (true, _) => vec!["reads".to_owned()],
            (false, _) => vec!["management events".to_owned()],
        }
    })
}

/// Whether selectors record an event of data: of one ARN, or of all.
fn takes(selectors: &TrailSelectors, kind: &str, writes: bool, arn: Option<&str>) -> bool {
    selectors.data.iter().any(|events| {
        let all = events.arns.is_empty();
        let this = || arn.is_some_and(|arn| events.arns.iter().any(|start| arn.starts_with(start.as_str())));
        events.resource_type == kind
            && !events.narrowed
            && (if writes { events.writes } else { events.reads })
            && (all || this())
    })
}

fn objects(selectors: &TrailSelectors, writes: bool) -> Missing {
    if takes(selectors, OBJECT, writes, None) {
        return Vec::new();
    }
    vec!["objects of some buckets".to_owned()]
}

fn object_reads(context: &Context<'_>, region: &Region) -> Judged {
    recorded(context, region, OBJECT_READS, |selectors| {
        objects(selectors, false)
    })
}

fn object_writes(context: &Context<'_>, region: &Region) -> Judged {
    recorded(context, region, OBJECT_WRITES, |selectors| {
        objects(selectors, true)
    })
}

fn ai_calls(context: &Context<'_>, region: &Region) -> Judged {
    recorded(context, region, AI_CALLS, |selectors| {
        let both = |kind: &str| takes(selectors, kind, true, None) && takes(selectors, kind, false, None);
        let missing = AI_TYPES.iter().filter(|kind| !both(kind));
        missing.map(|kind| (*kind).to_owned()).collect()
    })
}

fn training_data(context: &Context<'_>, resource: &Resource, _: &Bucket) -> Judged {
    let Some(job) = context.trained_from(&resource.name) else {
        return Ok(Verdict::NotApplicable);
    };
    let arn = format!("{}/", resource.arn);
    recorded(context, &resource.region, TRAINING, |selectors| {
        let both = takes(selectors, OBJECT, true, Some(&arn)) && takes(selectors, OBJECT, false, Some(&arn));
        if both {
            return Vec::new();
        }
        vec![format!("objects of {}, which {job} trains from", resource.name)]
    })
}
