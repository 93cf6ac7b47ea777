//! Security Hub: findings read, by every kind of filter.

use crate::place::{Aws, refusal};
use crate::security_hub_findings::{DAY_1, DAY_2, enable, finding, import};
use aws_sdk_securityhub::types::builders::AwsSecurityFindingFiltersBuilder;
use aws_sdk_securityhub::types::{
    AwsSecurityFindingFilters, DateFilter, DateRange, DateRangeUnit, MapFilter, MapFilterComparison,
    NumberFilter, Severity, SeverityLabel, SortCriterion, SortOrder, StringFilter,
    StringFilterComparison as Is,
};

fn text(comparison: Is, value: &str) -> StringFilter {
    StringFilter::builder()
        .comparison(comparison)
        .value(value)
        .build()
}

/// How many findings the filters take. The filters alone are kilobytes.
async fn count(aws: &Aws, filters: AwsSecurityFindingFiltersBuilder) -> usize {
    let call = aws.security_hub().get_findings().filters(filters.build());
    let found = Box::pin(call.send()).await;
    found.expect("findings").findings().len()
}

async fn findings_are_filtered_by_text_number_map_and_date(aws: &Aws) {
    enable(aws).await;
    import(aws, finding("nb-1", DAY_1).criticality(50)).await;
    let low = Severity::builder().label(SeverityLabel::Low).build();
    import(
        aws,
        finding("ep-2", DAY_2)
            .severity(low)
            .title("An endpoint has no key"),
    )
    .await;
    let all = AwsSecurityFindingFilters::builder;
    assert_eq!(
        count(
            aws,
            all().id(text(Is::Equals, "nb-1")).id(text(Is::Equals, "ep-2"))
        )
        .await,
        2
    );
    assert_eq!(
        count(
            aws,
            all()
                .id(text(Is::NotEquals, "nb-1"))
                .id(text(Is::NotEquals, "ep-2"))
        )
        .await,
        0
    );
    assert_eq!(count(aws, all().id(text(Is::Prefix, "ep-"))).await, 1);
    assert_eq!(count(aws, all().id(text(Is::PrefixNotEquals, "ep-"))).await, 1);
    assert_eq!(count(aws, all().title(text(Is::Contains, "endpoint"))).await, 1);
    assert_eq!(
        count(aws, all().title(text(Is::NotContains, "endpoint"))).await,
        1
    );
    assert_eq!(count(aws, all().title(text(Is::ContainsWord, "KEY"))).await, 1);
    assert_eq!(count(aws, all().severity_label(text(Is::Equals, "LOW"))).await, 1);
    assert_eq!(
        count(aws, all().criticality(NumberFilter::builder().gte(40.0).build())).await,
        1
    );
    assert_eq!(
        count(
            aws,
            all().resource_type(text(Is::Equals, "AwsSageMakerNotebookInstance"))
        )
        .await,
        2
    );
    let tag = MapFilter::builder()
        .key("team")
        .value("fraud")
        .comparison(MapFilterComparison::Equals)
        .build();
    assert_eq!(count(aws, all().resource_tags(tag)).await, 0);
    let since = DateFilter::builder()
        .start("2026-03-20T00:00:00Z")
        .end("2026-03-21T00:00:00Z")
        .build();
    assert_eq!(count(aws, all().updated_at(since)).await, 1);
    let recent = DateRange::builder().value(1).unit(DateRangeUnit::Days).build();
    assert_eq!(
        count(
            aws,
            all().updated_at(DateFilter::builder().date_range(recent).build())
        )
        .await,
        1
    );
}

async fn findings_are_sorted_and_paged(aws: &Aws) {
    enable(aws).await;
    for (id, label) in [
        ("a", SeverityLabel::Low),
        ("b", SeverityLabel::Critical),
        ("c", SeverityLabel::Medium),
    ] {
        import(
            aws,
            finding(id, DAY_1).severity(Severity::builder().label(label).build()),
        )
        .await;
    }
    let client = aws.security_hub();
    let by = SortCriterion::builder()
        .field("SeverityNormalized")
        .sort_order(SortOrder::Descending)
        .build();
    let ask = || client.get_findings().sort_criteria(by.clone()).max_results(2);
    let first = ask().send().await.expect("findings");
    let ids: Vec<&str> = first.findings().iter().filter_map(|f| f.id()).collect();
    assert_eq!(ids, ["b", "c"]);
    let rest = ask()
        .next_token(first.next_token().expect("a token"))
        .send()
        .await
        .expect("findings");
    assert_eq!(rest.findings()[0].id(), Some("a"));
    assert_eq!(rest.next_token(), None);
    assert_eq!(
        refusal(client.get_findings().max_results(101).send().await),
        "InvalidInputException"
    );
}

cases! {
    "securityhub";
    GetFindings: findings_are_filtered_by_text_number_map_and_date,
    GetFindings: findings_are_sorted_and_paged,
}
