//! IAM Access Analyzer: analyzers, and the findings that are open.

use super::Scope;
use super::answer::time;
use super::listing::{Found, Listing};
use crate::inventory::detail::{ActiveFindings, Analyzer};
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_accessanalyzer::types::{AnalyzerSummary, Criterion, FindingSummaryV2};
use std::collections::BTreeSet;

/// Resources of findings that are kept by name.
const NAMED: usize = 20;

/// `ListAnalyzers` and `ListFindingsV2`.
pub(super) async fn analyzers(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Analyzer);
    let mut pages = scope
        .clients
        .accessanalyzer
        .list_analyzers()
        .into_paginator()
        .send();
    while let Some(page) = listing
        .page("accessanalyzer:ListAnalyzers", pages.try_next())
        .await
    {
        listing
            .each(page.analyzers, |item| analyzer(&listing, item))
            .await;
    }
    listing.end().await;
}

async fn analyzer(listing: &Listing<'_>, item: AnalyzerSummary) {
    let tags: Option<Tags> = item
        .tags()
        .map(|tags| tags.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
    let detail = Analyzer {
        analyzer_type: Field::Known(item.r#type().as_str().to_owned()),
        status: Field::Known(item.status().as_str().to_owned()),
        active_findings: active_findings(listing.scope, item.arn()).await,
    };
    listing
        .found(Found {
            arn: Arn::from(item.arn()),
            name: item.name().to_owned(),
            created: time(Some(item.created_at())),
            tags: Field::Known(tags.unwrap_or_default()),
            detail: detail.into(),
        })
        .await;
}

async fn active_findings(scope: &Scope, analyzer: &str) -> Field<ActiveFindings> {
    let list = scope
        .clients
        .accessanalyzer
        .list_findings_v2()
        .analyzer_arn(analyzer);
    let active = Criterion::builder().eq("ACTIVE").build();
    let mut pages = list
        .filter("status", active)
        .max_results(100)
        .into_paginator()
        .send();
    let (mut count, mut resources) = (0, BTreeSet::new());
    loop {
        match scope
            .call("accessanalyzer:ListFindingsV2", pages.try_next())
            .await
        {
            Ok(Some(page)) => {
                count += page.findings().len();
                let named = page.findings().iter().filter_map(FindingSummaryV2::resource);
                resources.extend(named.map(str::to_owned));
            }
            Ok(None) => break,
            Err(failure) => return Field::Unknown(failure.gap()),
        }
    }
    Field::Known(ActiveFindings {
        count,
        resources: resources.into_iter().take(NAMED).collect(),
    })
}
