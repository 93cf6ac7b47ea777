//! GuardDuty: findings made, listed, archived.

use crate::guardduty::detector;
use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_guardduty::types::{Condition, FindingCriteria, FindingStatisticType, OrderBy, SortCriteria};

const EXFILTRATION: &str = "Exfiltration:S3/AnomalousBehavior";

async fn sample_findings_are_made_of_the_types_asked_for(aws: &Aws) {
    let id = detector(aws).await;
    let client = aws.guardduty();
    let make = |kind: &str| {
        client
            .create_sample_findings()
            .detector_id(&id)
            .finding_types(kind)
            .send()
    };
    make(EXFILTRATION).await.expect("samples");
    assert_eq!(refusal(make("Exfiltration:Nothing").await), "BadRequestException");
    let ids = client
        .list_findings()
        .detector_id(&id)
        .send()
        .await
        .expect("findings");
    assert_eq!(ids.finding_ids().len(), 1);
    let found = client
        .get_findings()
        .detector_id(&id)
        .set_finding_ids(ids.finding_ids)
        .send()
        .await;
    let found = found.expect("findings");
    let finding = &found.findings()[0];
    assert_eq!(finding.r#type(), Some(EXFILTRATION));
    assert_eq!(finding.severity(), Some(8.0));
    assert_eq!(finding.account_id(), Some(ACCOUNT));
    assert_eq!(finding.region(), Some("us-east-1"));
    assert_eq!(
        finding.resource().and_then(|r| r.resource_type()),
        Some("S3Bucket")
    );
    let service = finding.service().expect("a service");
    assert_eq!((service.archived(), service.count()), (Some(false), Some(1)));
    assert_eq!(service.detector_id(), Some(id.as_str()));
}

async fn findings_are_selected_and_sorted(aws: &Aws) {
    let id = detector(aws).await;
    let client = aws.guardduty();
    client
        .create_sample_findings()
        .detector_id(&id)
        .send()
        .await
        .expect("samples");
    let list = |name: &str, condition: Condition| {
        let criteria = FindingCriteria::builder().criterion(name, condition).build();
        client.list_findings().detector_id(&id).finding_criteria(criteria)
    };
    let exactly = list("type", Condition::builder().equals(EXFILTRATION).build())
        .send()
        .await
        .expect("ids");
    assert_eq!(exactly.finding_ids().len(), 1);
    let severe = list("severity", Condition::builder().greater_than_or_equal(8).build())
        .send()
        .await
        .expect("ids");
    let mild = list("severity", Condition::builder().less_than(8).build());
    let by = SortCriteria::builder()
        .attribute_name("severity")
        .order_by(OrderBy::Desc);
    let mild = mild.sort_criteria(by.build()).send().await.expect("ids");
    assert!(severe.finding_ids().len() > 1 && mild.finding_ids().len() > 1);
    let first = client
        .get_findings()
        .detector_id(&id)
        .finding_ids(&mild.finding_ids()[0])
        .send()
        .await;
    assert_eq!(first.expect("findings").findings()[0].severity(), Some(5.0));
    let page = client
        .list_findings()
        .detector_id(&id)
        .max_results(5)
        .send()
        .await
        .expect("ids");
    assert_eq!(page.finding_ids().len(), 5);
    assert!(page.next_token().is_some());
}

async fn a_finding_is_archived(aws: &Aws) {
    let id = detector(aws).await;
    let client = aws.guardduty();
    let make = client
        .create_sample_findings()
        .detector_id(&id)
        .finding_types(EXFILTRATION);
    make.send().await.expect("samples");
    let ids = client
        .list_findings()
        .detector_id(&id)
        .send()
        .await
        .expect("ids")
        .finding_ids;
    client
        .archive_findings()
        .detector_id(&id)
        .set_finding_ids(ids.clone())
        .send()
        .await
        .expect("archived");
    let current = Condition::builder().equals("false").build();
    let criteria = FindingCriteria::builder()
        .criterion("service.archived", current)
        .build();
    let list = || {
        client
            .list_findings()
            .detector_id(&id)
            .finding_criteria(criteria.clone())
            .send()
    };
    assert!(list().await.expect("ids").finding_ids().is_empty());
    client
        .unarchive_findings()
        .detector_id(&id)
        .set_finding_ids(ids.clone())
        .send()
        .await
        .expect("unarchived");
    assert_eq!(list().await.expect("ids").finding_ids, ids);
}

#[expect(deprecated, reason = "clients of the first form ask so")]
async fn findings_are_counted_by_severity(aws: &Aws) {
    let id = detector(aws).await;
    let client = aws.guardduty();
    client
        .create_sample_findings()
        .detector_id(&id)
        .finding_types(EXFILTRATION)
        .send()
        .await
        .expect("samples");
    let told = client
        .get_findings_statistics()
        .detector_id(&id)
        .finding_statistic_types(FindingStatisticType::CountBySeverity)
        .send()
        .await
        .expect("statistics");
    let counts = told.finding_statistics().expect("statistics");
    let counts = counts.count_by_severity().expect("counts");
    assert_eq!((counts.len(), counts.get("8.0")), (1, Some(&1)));
}

cases! {
    "guardduty";
    CreateSampleFindings: sample_findings_are_made_of_the_types_asked_for,
    ListFindings: findings_are_selected_and_sorted,
    GetFindingsStatistics: findings_are_counted_by_severity,
    ArchiveFindings: a_finding_is_archived,
}
