//! Asking Macie for findings: samples, criteria, order, counts, filters.

use crate::macie_setting::{BUCKET, bucket, findings, job, object, on, run};
use crate::place::{Aws, refusal};
use aws_sdk_macie2::Client;
use aws_sdk_macie2::types::{
    CriterionAdditionalProperties as Criterion, Finding, FindingCategory, FindingCriteria,
    FindingStatisticsSortAttributeName, FindingStatisticsSortCriteria, FindingType, FindingsFilterAction,
    GroupBy, OrderBy, SeverityDescription, SortCriteria,
};

fn criteria(field: &str, criterion: Criterion) -> FindingCriteria {
    FindingCriteria::builder().criterion(field, criterion).build()
}

fn eq(value: &str) -> Criterion {
    Criterion::builder().eq(value).build()
}

async fn samples(aws: &Aws, types: &[FindingType]) -> Client {
    let api = on(aws).await;
    let create = api
        .create_sample_findings()
        .set_finding_types(Some(types.to_vec()));
    create.send().await.expect("samples");
    api
}

async fn listed(api: &Client, wanted: FindingCriteria) -> usize {
    let listed = api.list_findings().finding_criteria(wanted).send().await;
    listed.expect("a list").finding_ids().len()
}

fn kinds(found: &[Finding]) -> Vec<&str> {
    found
        .iter()
        .filter_map(|f| f.r#type())
        .map(FindingType::as_str)
        .collect()
}

async fn sample_findings_are_marked_and_complete(aws: &Aws) {
    let financial = FindingType::SensitiveDataS3ObjectFinancial;
    let public = FindingType::PolicyIamUserS3BucketPublic;
    let api = samples(aws, &[financial.clone(), public.clone()]).await;
    let found = findings(&api).await;
    assert_eq!(kinds(&found), [financial.as_str(), public.as_str()]);
    for finding in &found {
        assert_eq!(finding.sample(), Some(true));
        assert_eq!(
            finding.severity().and_then(|s| s.description()),
            Some(&SeverityDescription::High)
        );
        let bucket = finding
            .resources_affected()
            .and_then(|r| r.s3_bucket())
            .expect("a bucket");
        assert_eq!(bucket.name(), Some("macie-sample-finding-bucket"));
    }
    assert_eq!(found[0].category(), Some(&FindingCategory::Classification));
    assert!(
        found[0]
            .classification_details()
            .is_some_and(|d| d.job_id().is_some())
    );
    assert_eq!(found[1].category(), Some(&FindingCategory::Policy));
    let action = found[1]
        .policy_details()
        .and_then(|p| p.action())
        .expect("an action");
    assert_eq!(
        action.api_call_details().and_then(|d| d.api()),
        Some("PutBucketPolicy")
    );
}

async fn samples_of_all_types_are_made_when_none_is_named(aws: &Aws) {
    let api = on(aws).await;
    api.create_sample_findings().send().await.expect("samples");
    assert_eq!(findings(&api).await.len(), 11);
    let wrong = api
        .create_sample_findings()
        .finding_types("Policy:IAMUser/Nothing".into());
    assert_eq!(refusal(wrong.send().await), "ValidationException");
}

async fn findings_are_listed_by_criteria(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "a.csv", "ssn\n219-09-1234\n").await;
    object(aws, "b.csv", "ssn,card\n219-09-1234,4539100070000013\n").await;
    let id = run(aws, job(&api, "look")).await;
    api.create_sample_findings().send().await.expect("samples");
    let cases = [
        ("type", eq("SensitiveData:S3Object/Personal"), 2),
        ("sample", eq("false"), 2),
        (
            "type",
            Criterion::builder()
                .neq("SensitiveData:S3Object/Personal")
                .build(),
            11,
        ),
        ("classificationDetails.jobId", eq(&id), 2),
        ("severity.score", Criterion::builder().gt(1).lt(3).build(), 2),
        ("severity.score", Criterion::builder().lte(1).build(), 1),
        (
            "resourcesAffected.s3Object.size",
            Criterion::builder().gte(30).lte(60).build(),
            1,
        ),
        ("updatedAt", Criterion::builder().lt(1_000).build(), 0),
    ];
    for (field, criterion, count) in cases {
        assert_eq!(listed(&api, criteria(field, criterion)).await, count, "{field}");
    }
    let kind = "classificationDetails.result.sensitiveData.detections.type";
    let only = Criterion::builder()
        .eq_exact_match("USA_SOCIAL_SECURITY_NUMBER")
        .build();
    assert_eq!(
        listed(&api, criteria(kind, only)).await,
        2,
        "a.csv and the sample"
    );
    let both = criteria("resourcesAffected.s3Bucket.name", eq(BUCKET));
    let both = both.criterion().expect("one").clone();
    let mut both = both;
    both.insert("type".to_owned(), eq("SensitiveData:S3Object/Multiple"));
    let both = FindingCriteria::builder().set_criterion(Some(both)).build();
    assert_eq!(listed(&api, both).await, 1);
}

async fn findings_are_listed_in_order_and_in_pages(aws: &Aws) {
    let api = on(aws).await;
    api.create_sample_findings().send().await.expect("samples");
    let order = SortCriteria::builder()
        .attribute_name("severity.score")
        .order_by(OrderBy::Asc)
        .build();
    let list = || api.list_findings().max_results(6).sort_criteria(order.clone());
    let first = list().send().await.expect("a page");
    let token = first.next_token().expect("a token");
    let second = list().next_token(token).send().await.expect("a page");
    assert_eq!((first.finding_ids().len(), second.finding_ids().len()), (6, 5));
    assert_eq!(second.next_token(), None);
    let read = api
        .get_findings()
        .finding_ids(&first.finding_ids()[0])
        .send()
        .await
        .expect("one");
    assert_eq!(
        kinds(read.findings()),
        ["Policy:IAMUser/S3BucketEncryptionDisabled"]
    );
    assert_eq!(
        refusal(list().max_results(51).send().await),
        "ValidationException"
    );
}

async fn findings_are_read_by_id(aws: &Aws) {
    let api = samples(aws, &[FindingType::SensitiveDataS3ObjectPersonal]).await;
    let found = findings(&api).await;
    let id = found[0].id().expect("an id");
    let read = api
        .get_findings()
        .finding_ids(id)
        .finding_ids("0123")
        .send()
        .await
        .expect("one");
    assert_eq!(read.findings().len(), 1);
    assert_eq!(read.findings()[0].schema_version(), Some("1.0"));
    let none = api.get_findings().set_finding_ids(Some(Vec::new())).send().await;
    assert_eq!(refusal(none), "ValidationException");
}

async fn findings_are_counted_by_group(aws: &Aws) {
    let api = on(aws).await;
    api.create_sample_findings().send().await.expect("samples");
    let count = api
        .get_finding_statistics()
        .group_by(GroupBy::SeverityDescription);
    let groups = count.send().await.expect("counts");
    let groups: Vec<_> = groups
        .counts_by_group()
        .iter()
        .map(|g| (g.group_key().unwrap_or(""), g.count().unwrap_or(0)))
        .collect();
    assert_eq!(groups, [("High", 8), ("Medium", 2), ("Low", 1)]);
    let order = FindingStatisticsSortCriteria::builder()
        .attribute_name(FindingStatisticsSortAttributeName::GroupKey)
        .order_by(OrderBy::Asc);
    let policy = criteria("category", eq("POLICY"));
    let count = api.get_finding_statistics().group_by(GroupBy::Type).size(2);
    let groups = count
        .sort_criteria(order.build())
        .finding_criteria(policy)
        .send()
        .await
        .expect("counts");
    assert_eq!(groups.counts_by_group().len(), 2);
    assert_eq!(
        groups.counts_by_group()[0].group_key(),
        Some("Policy:IAMUser/S3BlockPublicAccessDisabled")
    );
}

async fn a_filter_archives_what_it_matches_as_it_is_found(aws: &Aws) {
    let api = on(aws).await;
    let create = |name: &str| {
        let create = api
            .create_findings_filter()
            .name(name)
            .action(FindingsFilterAction::Archive);
        create.finding_criteria(criteria("type", eq("SensitiveData:S3Object/Personal")))
    };
    let made = create("known")
        .position(1)
        .tags("team", "cardio")
        .send()
        .await
        .expect("a filter");
    assert_eq!(refusal(create("known").send().await), "ConflictException");
    api.create_sample_findings().send().await.expect("samples");
    let archived: Vec<_> = findings(&api)
        .await
        .into_iter()
        .filter(|f| f.archived() == Some(true))
        .collect();
    assert_eq!(kinds(&archived), ["SensitiveData:S3Object/Personal"]);
    let read = api
        .get_findings_filter()
        .id(made.id().expect("an id"))
        .send()
        .await
        .expect("it");
    assert_eq!(read.action(), Some(&FindingsFilterAction::Archive));
    assert_eq!(read.position(), Some(1));
    assert_eq!(read.tags().expect("tags")["team"], "cardio");
}

async fn filters_are_changed_ordered_and_deleted(aws: &Aws) {
    let api = on(aws).await;
    let mut ids = Vec::new();
    for name in ["a", "b"] {
        let create = api
            .create_findings_filter()
            .name(name)
            .action(FindingsFilterAction::Noop);
        let create = create.finding_criteria(criteria("sample", eq("true")));
        ids.push(create.send().await.expect("a filter").id.expect("an id"));
    }
    let update = api.update_findings_filter().id(&ids[1]).position(1).name("first");
    update.send().await.expect("updated");
    let list = || api.list_findings_filters();
    let read = list().send().await.expect("a list");
    let names: Vec<_> = read
        .findings_filter_list_items()
        .iter()
        .filter_map(|i| i.name())
        .collect();
    assert_eq!(names, ["first", "a"]);
    api.delete_findings_filter()
        .id(&ids[0])
        .send()
        .await
        .expect("deleted");
    let read = list().send().await.expect("a list");
    assert_eq!(read.findings_filter_list_items().len(), 1);
    let gone = api.get_findings_filter().id(&ids[0]).send().await;
    assert_eq!(refusal(gone), "ResourceNotFoundException");
}

cases! {
    "macie2";
    GetFindings: sample_findings_are_marked_and_complete,
    GetFindings: findings_are_read_by_id,
    CreateSampleFindings: samples_of_all_types_are_made_when_none_is_named,
    ListFindings: findings_are_listed_by_criteria,
    ListFindings: findings_are_listed_in_order_and_in_pages,
    GetFindingStatistics: findings_are_counted_by_group,
    CreateFindingsFilter: a_filter_archives_what_it_matches_as_it_is_found,
    UpdateFindingsFilter: filters_are_changed_ordered_and_deleted,
}
