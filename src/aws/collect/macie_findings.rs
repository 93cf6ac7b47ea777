//! Macie's findings of sensitive data: which types, in which buckets, how often.

use super::Scope;
use crate::aws::errors::Failure;
use crate::inventory::detail::{SensitiveData, SensitiveFindings};
use aws_sdk_macie2::types::{CriterionAdditionalProperties, Finding, FindingCriteria, OrderBy, SortCriteria};
use std::collections::BTreeMap;

/// Findings that one call lists, and that one call describes.
const A_PAGE: i32 = 50;
/// Pages that are read at most. Findings are an object each, and there may be
/// millions: the worst thousand say what is in the buckets.
const PAGES: usize = 20;

/// Occurrences by bucket, category and type, and in each by object.
#[derive(Debug, Default)]
struct Sum(BTreeMap<(String, String, String), BTreeMap<String, u64>>);

impl Sum {
    /// The same object may be looked at by several jobs: what was found most
    /// often counts, not the sum of the looks.
    fn add(&mut self, (bucket, object): (&str, &str), category: &str, kind: &str, count: Option<i64>) {
        let key = (bucket.to_owned(), category.to_owned(), kind.to_owned());
        let most = self
            .0
            .entry(key)
            .or_default()
            .entry(object.to_owned())
            .or_default();
        let count = count.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        *most = count.max(*most);
    }

    fn finding(&mut self, finding: &Finding) -> Option<()> {
        let affected = finding.resources_affected()?;
        let bucket = affected.s3_bucket()?.name()?;
        let object = affected.s3_object().and_then(|o| o.key()).unwrap_or("");
        let result = finding.classification_details()?.result()?;
        for item in result.sensitive_data() {
            let category = item.category().map_or("", |c| c.as_str());
            for detection in item.detections() {
                let kind = detection.r#type().unwrap_or("");
                self.add((bucket, object), category, kind, detection.count());
            }
        }
        for detection in result
            .custom_data_identifiers()
            .map_or(&[][..], |c| c.detections())
        {
            let kind = detection.name().unwrap_or("");
            self.add((bucket, object), "CUSTOM_IDENTIFIER", kind, detection.count());
        }
        Some(())
    }

    fn found(self) -> Vec<SensitiveData> {
        let each = self
            .0
            .into_iter()
            .map(|((bucket, category, kind), objects)| SensitiveData {
                bucket,
                category,
                kind,
                count: objects.values().sum(),
                objects: u64::try_from(objects.len()).unwrap_or(u64::MAX),
            });
        each.collect()
    }
}

fn is(value: &str) -> CriterionAdditionalProperties {
    CriterionAdditionalProperties::builder().eq(value).build()
}

/// Reads the findings of sensitive data, the worst first.
pub(super) async fn read(scope: &Scope) -> Result<SensitiveFindings, Failure> {
    let macie = &scope.clients.macie2;
    let about = FindingCriteria::builder()
        .criterion("category", is("CLASSIFICATION"))
        .criterion("archived", is("false"))
        .criterion("sample", is("false"))
        .build();
    let worst = SortCriteria::builder()
        .attribute_name("severity.score")
        .order_by(OrderBy::Desc)
        .build();
    let list = macie.list_findings().finding_criteria(about).sort_criteria(worst);
    let mut pages = list.max_results(A_PAGE).into_paginator().send();
    let mut sum = Sum::default();
    let mut read = 0;
    while let Some(page) = scope.call("macie2:ListFindings", pages.try_next()).await? {
        if read == PAGES {
            return Ok(SensitiveFindings {
                found: sum.found(),
                more: true,
            });
        }
        read += 1;
        let ids = page.finding_ids.unwrap_or_default();
        if ids.is_empty() {
            continue;
        }
        let call = macie.get_findings().set_finding_ids(Some(ids)).send();
        let said = scope.call("macie2:GetFindings", call).await?;
        for finding in said.findings() {
            sum.finding(finding);
        }
    }
    Ok(SensitiveFindings {
        found: sum.found(),
        more: false,
    })
}
