//! Macie: the Region's session, automated discovery, what it thinks of buckets,
//! classification jobs.

use super::Scope;
use super::answer::{Answer, plain, text, time};
use super::listing::{Found, Listing};
use super::macie_findings;
use crate::aws::errors::Failure;
use crate::inventory::detail::{MacieJob, MacieSession, SensitiveFindings, SensitivityScore};
use crate::inventory::{Field, Gap, Kind, Tags};
use aws_sdk_macie2::operation::get_macie_session::GetMacieSessionOutput;
use aws_sdk_macie2::types::{AutomatedDiscoveryStatus, BucketMetadataErrorCode, JobSummary};

const SESSION: &str = "macie2:GetMacieSession";

/// The session first: Macie that is off has no jobs to list.
pub(super) async fn session_and_jobs(scope: Scope) {
    let call = scope.clients.macie2.get_macie_session().send();
    let said = scope.call(SESSION, call).await;
    let off = said.as_ref().err().is_some_and(is_off);
    let session = async {
        if scope.wants(Kind::MacieSession) {
            session(&scope, said, off).await;
        }
    };
    let jobs = async {
        if scope.wants(Kind::MacieJob) {
            jobs(&scope, off).await;
        }
    };
    tokio::join!(session, jobs);
}

/// Macie that is off answers as if access were denied; the words differ.
fn is_off(failure: &Failure) -> bool {
    failure.is("AccessDeniedException") && failure.message.to_lowercase().contains("not enabled")
}

async fn session(scope: &Scope, said: Result<GetMacieSessionOutput, Failure>, off: bool) {
    let listing = Listing::new(scope, Kind::MacieSession);
    let created = said.as_ref().ok().and_then(|s| time(s.created_at()));
    let detail = if off {
        MacieSession {
            status: Field::Known("DISABLED".to_owned()),
            frequency: Field::Known(None),
            automated_discovery: Field::Known(false),
            locked_out: Field::Known(Vec::new()),
            scores: Field::Known(Vec::new()),
            sensitive: Field::Known(SensitiveFindings::default()),
        }
    } else {
        let said = Answer::new(SESSION, said);
        let call = scope
            .clients
            .macie2
            .get_automated_discovery_configuration()
            .send();
        let (discovery, (locked_out, scores), sensitive) = tokio::join!(
            scope.setting("macie2:GetAutomatedDiscoveryConfiguration", call),
            buckets(scope),
            macie_findings::read(scope),
        );
        MacieSession {
            status: said.require("status", |s| text(s.status())),
            frequency: said.read(|s| text(s.finding_publishing_frequency())),
            locked_out,
            scores,
            sensitive: Field::from(sensitive.map_err(Gap::from)),
            automated_discovery: discovery.require("status", |d| {
                d.status().map(|s| *s == AutomatedDiscoveryStatus::Enabled)
            }),
        }
    };
    listing
        .found(Found {
            arn: scope.arn("macie2", "session"),
            name: "Macie session".to_owned(),
            created,
            tags: Field::Known(Tags::new()),
            detail: detail.into(),
        })
        .await;
    listing.end().await;
}

/// The buckets that Macie may not look into, and how sensitive it takes each to
/// be: one listing tells both.
async fn buckets(scope: &Scope) -> (Field<Vec<String>>, Field<Vec<SensitivityScore>>) {
    match described(scope).await {
        Ok((locked_out, scores)) => (Field::Known(locked_out), Field::Known(scores)),
        Err(failure) => {
            let gap = failure.gap();
            (Field::Unknown(gap.clone()), Field::Unknown(gap))
        }
    }
}

async fn described(scope: &Scope) -> Result<(Vec<String>, Vec<SensitivityScore>), Failure> {
    let list = scope.clients.macie2.describe_buckets().max_results(50);
    let mut pages = list.into_paginator().send();
    let (mut refused, mut scores) = (Vec::new(), Vec::new());
    while let Some(page) = scope.call("macie2:DescribeBuckets", pages.try_next()).await? {
        for bucket in page.buckets() {
            let Some(name) = bucket.bucket_name() else {
                continue;
            };
            if bucket.error_code() == Some(&BucketMetadataErrorCode::AccessDenied) {
                refused.push(name.to_owned());
            }
            if let Some(score) = bucket.sensitivity_score() {
                scores.push(SensitivityScore {
                    bucket: name.to_owned(),
                    score,
                });
            }
        }
    }
    Ok((refused, scores))
}

async fn jobs(scope: &Scope, off: bool) {
    let listing = Listing::new(scope, Kind::MacieJob);
    if !off {
        let list = scope.clients.macie2.list_classification_jobs();
        let mut pages = list.max_results(200).into_paginator().send();
        while let Some(page) = listing
            .page("macie2:ListClassificationJobs", pages.try_next())
            .await
        {
            let items = page.items.unwrap_or_default();
            listing.each(items, |item| job(&listing, item)).await;
        }
    }
    listing.end().await;
}

async fn job(listing: &Listing<'_>, item: JobSummary) {
    let scope = listing.scope;
    let id = plain(item.job_id());
    let call = scope
        .clients
        .macie2
        .describe_classification_job()
        .job_id(&id)
        .send();
    let Some(said) = scope.describe("macie2:DescribeClassificationJob", call).await else {
        return;
    };
    let detail = MacieJob {
        id: id.clone(),
        status: said.require("jobStatus", |j| text(j.job_status())),
        job_type: said.require("jobType", |j| text(j.job_type())),
        buckets: said.read(|j| {
            j.s3_job_definition().map_or_else(Vec::new, |d| {
                let definitions = d.bucket_definitions().iter();
                definitions.flat_map(|b| b.buckets().to_vec()).collect()
            })
        }),
        last_run_error: said.read(|j| j.last_run_error_status().and_then(|e| text(e.code()))),
    };
    listing
        .found(Found {
            arn: scope.arn("macie2", &format!("classification-job/{id}")),
            name: item.name().unwrap_or(&id).to_owned(),
            created: time(item.created_at()),
            tags: said.read(|j| {
                j.tags()
                    .map(|m| m.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
                    .unwrap_or_default()
            }),
            detail: detail.into(),
        })
        .await;
}
