//! IAM Access Analyzer: whether it looks, and what it found.

use crate::inventory::detail::Analyzer;
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "accessanalyzer.enabled",
        title: "Access Analyzer looks for outside access in the Region",
        severity: Severity::Low,
        why: "It proves which buckets, keys and roles let outsiders in, also through policies that look \
              closed to a reader.",
        fix: Fix::by_hand(
            "Make an analyzer of the type ACCOUNT (or ORGANIZATION) in each Region; it is free of charge.",
        ),
        prowler: &["accessanalyzer_enabled"],
        security_hub: &["IAM.28"],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Analyzer, region_is_analyzed)],
    },
    Check {
        id: "accessanalyzer.enabled_without_findings",
        title: "An analyzer is active and has no open findings",
        severity: Severity::Low,
        why: "Each open finding is a bucket, key or role of the account that somebody outside can use, until \
              a person says that it is meant so.",
        fix: Fix::by_hand("Take the access away, or archive the finding when it is meant."),
        prowler: &["accessanalyzer_enabled_without_findings"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Analyzer(no_findings)],
    },
];

const TYPE: Probe = Probe::new(
    "ListAnalyzers.analyzers.type",
    "an active analyzer of external access",
);
const STATUS: Probe = Probe::new("ListAnalyzers.analyzers.status", "ACTIVE");
const FINDINGS: Probe = Probe::new("ListFindingsV2.findings", "none with status ACTIVE");

fn region_is_analyzed(context: &Context<'_>, region: &Region) -> Judged {
    let (mut others, mut unread) = (Vec::new(), None);
    let here = context
        .of_kind(Kind::Analyzer)
        .iter()
        .filter(|r| r.region == *region);
    for resource in here {
        let Detail::Analyzer(analyzer) = &resource.detail else {
            continue;
        };
        let read = TYPE
            .read(&analyzer.analyzer_type)
            .and_then(|kind| Ok((kind, STATUS.read(&analyzer.status)?)));
        match read {
            Ok((kind, status))
                if status == "ACTIVE" && ["ACCOUNT", "ORGANIZATION"].contains(&kind.as_str()) =>
            {
                return Ok(TYPE.verdict(true, resource.name.clone()));
            }
            Ok((kind, status)) => others.push(format!("{}: {kind}, {status}", resource.name)),
            Err(why) => unread = Some(why),
        }
    }
    if let Some(why) = unread {
        return Err(why);
    }
    context.listed(Kind::Analyzer, region, TYPE)?;
    let value = if others.is_empty() {
        "none in this account".to_owned()
    } else {
        others.join(", ")
    };
    Ok(TYPE.verdict(false, value))
}

fn no_findings(_: &Context<'_>, _: &Resource, analyzer: &Analyzer) -> Judged {
    let status = STATUS.read(&analyzer.status)?;
    if status != "ACTIVE" {
        return Ok(STATUS.verdict(false, status.clone()));
    }
    let active = FINDINGS.read(&analyzer.active_findings)?;
    if active.count == 0 {
        return Ok(FINDINGS.verdict(true, "none"));
    }
    Ok(FINDINGS.verdict(
        false,
        format!("{}: {}", active.count, active.resources.join(", ")),
    ))
}
