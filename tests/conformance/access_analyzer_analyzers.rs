//! Access Analyzer: analyzers, archive rules, what was looked at.

use crate::access_analyzer::{ARN, EVERYONE, analyzer, bucket, findings};
use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_accessanalyzer::types::{Criterion, FindingStatus, Type};

async fn an_analyzer_is_described_as_it_was_made(aws: &Aws) {
    let client = aws.access_analyzer();
    let made = client
        .create_analyzer()
        .analyzer_name("account")
        .r#type(Type::Account)
        .tags("team", "security");
    let arn = made
        .send()
        .await
        .expect("an analyzer")
        .arn()
        .expect("an ARN")
        .to_owned();
    assert_eq!(
        arn,
        format!("arn:aws:access-analyzer:us-east-1:{ACCOUNT}:analyzer/account")
    );
    let got = client
        .get_analyzer()
        .analyzer_name("account")
        .send()
        .await
        .expect("the analyzer");
    let got = got.analyzer().expect("the analyzer");
    assert_eq!((got.arn(), got.name()), (arn.as_str(), "account"));
    assert_eq!(
        (got.r#type().as_str(), got.status().as_str()),
        ("ACCOUNT", "ACTIVE")
    );
    assert_eq!(got.created_at().secs(), START);
    assert_eq!(
        got.tags().expect("tags").get("team").map(String::as_str),
        Some("security")
    );
    let nothing = client.get_analyzer().analyzer_name("none").send().await;
    assert_eq!(refusal(nothing), "ResourceNotFoundException");
}

async fn a_region_has_one_analyzer_of_the_account(aws: &Aws) {
    analyzer(aws).await;
    let client = aws.access_analyzer();
    for name in ["account", "another"] {
        let again = client
            .create_analyzer()
            .analyzer_name(name)
            .r#type(Type::Account)
            .send()
            .await;
        assert_eq!(refusal(again), "ConflictException");
    }
    let unused = client
        .create_analyzer()
        .analyzer_name("unused")
        .r#type(Type::AccountUnusedAccess);
    unused.send().await.expect("an analyzer of another type");
    let of_organization = client
        .create_analyzer()
        .analyzer_name("org")
        .r#type(Type::Organization)
        .send()
        .await;
    assert_eq!(refusal(of_organization), "ValidationException");
}

async fn analyzers_are_listed_by_type(aws: &Aws) {
    let client = aws.access_analyzer();
    assert!(
        client
            .list_analyzers()
            .send()
            .await
            .expect("analyzers")
            .analyzers()
            .is_empty()
    );
    analyzer(aws).await;
    let unused = client
        .list_analyzers()
        .r#type(Type::AccountUnusedAccess)
        .send()
        .await
        .expect("analyzers");
    assert!(unused.analyzers().is_empty());
    let all = client.list_analyzers().send().await.expect("analyzers");
    assert_eq!(all.analyzers()[0].name(), "account");
}

async fn a_deleted_analyzer_is_gone(aws: &Aws) {
    let arn = analyzer(aws).await;
    let client = aws.access_analyzer();
    client
        .delete_analyzer()
        .analyzer_name("account")
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        refusal(client.delete_analyzer().analyzer_name("account").send().await),
        "ResourceNotFoundException"
    );
    let findings = client.list_findings().analyzer_arn(arn).send().await;
    assert_eq!(refusal(findings), "ResourceNotFoundException");
}

async fn an_archive_rule_archives_what_it_takes(aws: &Aws) {
    bucket(aws, EVERYONE).await;
    let analyzer = analyzer(aws).await;
    let client = aws.access_analyzer();
    let public = Criterion::builder().eq("true").build();
    let rule = || {
        client
            .create_archive_rule()
            .analyzer_name("account")
            .rule_name("public")
    };
    rule()
        .filter("isPublic", public.clone())
        .send()
        .await
        .expect("a rule");
    assert_eq!(
        refusal(rule().filter("isPublic", public).send().await),
        "ConflictException"
    );
    assert_eq!(
        findings(aws, &analyzer, ARN).await[0].status(),
        &FindingStatus::Archived
    );
    let rules = client
        .list_archive_rules()
        .analyzer_name("account")
        .send()
        .await
        .expect("rules");
    assert_eq!(rules.archive_rules()[0].rule_name(), "public");
    client
        .delete_archive_rule()
        .analyzer_name("account")
        .rule_name("public")
        .send()
        .await
        .expect("deleted");
}

async fn what_was_looked_at_is_listed(aws: &Aws) {
    bucket(aws, EVERYONE).await;
    let analyzer = analyzer(aws).await;
    let client = aws.access_analyzer();
    let all = client
        .list_analyzed_resources()
        .analyzer_arn(&analyzer)
        .send()
        .await
        .expect("resources");
    assert!(all.analyzed_resources().iter().any(|r| r.resource_arn() == ARN));
    let one = client
        .get_analyzed_resource()
        .analyzer_arn(&analyzer)
        .resource_arn(ARN)
        .send()
        .await;
    let one = one.expect("the resource");
    let one = one.resource().expect("the resource");
    assert!(one.is_public());
    assert_eq!(one.actions(), ["s3:GetObject"]);
    assert_eq!(one.analyzed_at().secs(), START);
}

async fn a_rule_is_changed_and_applied_to_what_was_found(aws: &Aws) {
    bucket(aws, EVERYONE).await;
    let analyzer = analyzer(aws).await;
    assert_eq!(
        findings(aws, &analyzer, ARN).await[0].status(),
        &FindingStatus::Active
    );
    let client = aws.access_analyzer();
    let private = Criterion::builder().eq("false").build();
    let public = Criterion::builder().eq("true").build();
    client
        .create_archive_rule()
        .analyzer_name("account")
        .rule_name("rule")
        .filter("isPublic", private)
        .send()
        .await
        .expect("a rule");
    let apply = || client.apply_archive_rule().analyzer_arn(&analyzer);
    apply().rule_name("rule").send().await.expect("applied");
    assert_eq!(
        findings(aws, &analyzer, ARN).await[0].status(),
        &FindingStatus::Active
    );
    client
        .update_archive_rule()
        .analyzer_name("account")
        .rule_name("rule")
        .filter("isPublic", public.clone())
        .send()
        .await
        .expect("changed");
    let rule = client
        .get_archive_rule()
        .analyzer_name("account")
        .rule_name("rule")
        .send()
        .await
        .expect("the rule");
    let rule = rule.archive_rule().expect("the rule");
    assert_eq!(rule.filter().get("isPublic"), Some(&public));
    apply().rule_name("rule").send().await.expect("applied");
    assert_eq!(
        findings(aws, &analyzer, ARN).await[0].status(),
        &FindingStatus::Archived
    );
    assert_eq!(
        refusal(apply().rule_name("none").send().await),
        "ResourceNotFoundException"
    );
}

async fn tags_of_an_analyzer_are_kept(aws: &Aws) {
    let arn = analyzer(aws).await;
    let client = aws.access_analyzer();
    let tag = client.tag_resource().resource_arn(&arn);
    tag.tags("team", "security")
        .tags("tier", "1")
        .send()
        .await
        .expect("tagged");
    let untag = client.untag_resource().resource_arn(&arn);
    untag.tag_keys("team").send().await.expect("untagged");
    let told = client
        .list_tags_for_resource()
        .resource_arn(&arn)
        .send()
        .await
        .expect("tags");
    let tags = told.tags().expect("tags");
    assert_eq!((tags.len(), tags.get("tier").map(String::as_str)), (1, Some("1")));
}

cases! {
    "access-analyzer";
    GetAnalyzer: an_analyzer_is_described_as_it_was_made,
    CreateAnalyzer: a_region_has_one_analyzer_of_the_account,
    ListAnalyzers: analyzers_are_listed_by_type,
    DeleteAnalyzer: a_deleted_analyzer_is_gone,
    CreateArchiveRule: an_archive_rule_archives_what_it_takes,
    UpdateArchiveRule: a_rule_is_changed_and_applied_to_what_was_found,
    TagResource: tags_of_an_analyzer_are_kept,
    ListAnalyzedResources: what_was_looked_at_is_listed,
}
