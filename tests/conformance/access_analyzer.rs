//! Access Analyzer: findings from the account's own policies.

use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_accessanalyzer::types::{
    Criterion, FindingStatus, FindingStatusUpdate, FindingSummary, FindingType, Type,
};

const BUCKET: &str = "cardio-public";
pub const ARN: &str = "arn:aws:s3:::cardio-public";

pub async fn analyzer(aws: &Aws) -> String {
    let made = aws
        .access_analyzer()
        .create_analyzer()
        .analyzer_name("account")
        .r#type(Type::Account);
    made.send()
        .await
        .expect("an analyzer")
        .arn()
        .expect("an ARN")
        .to_owned()
}

pub async fn bucket(aws: &Aws, statement: &str) {
    let s3 = aws.s3();
    s3.create_bucket().bucket(BUCKET).send().await.expect("a bucket");
    s3.delete_public_access_block()
        .bucket(BUCKET)
        .send()
        .await
        .expect("no block");
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    s3.put_bucket_policy()
        .bucket(BUCKET)
        .policy(policy)
        .send()
        .await
        .expect("a policy");
}

pub const EVERYONE: &str =
    r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::cardio-public/*"}"#;

pub async fn findings(aws: &Aws, analyzer: &str, resource: &str) -> Vec<FindingSummary> {
    let of = Criterion::builder().eq(resource).build();
    let found = aws
        .access_analyzer()
        .list_findings()
        .analyzer_arn(analyzer)
        .filter("resource", of);
    found.send().await.expect("findings").findings().to_vec()
}

async fn a_public_bucket_policy_is_found(aws: &Aws) {
    bucket(aws, EVERYONE).await;
    let analyzer = analyzer(aws).await;
    let found = findings(aws, &analyzer, ARN).await;
    let [finding] = found.as_slice() else {
        panic!("one finding, not {}", found.len())
    };
    assert_eq!(finding.resource_type().as_str(), "AWS::S3::Bucket");
    assert_eq!(finding.is_public(), Some(true));
    assert_eq!(
        finding.principal().expect("who").get("AWS").map(String::as_str),
        Some("*")
    );
    assert_eq!(finding.action(), ["s3:GetObject"]);
    assert_eq!(finding.status(), &FindingStatus::Active);
    assert_eq!(finding.resource_owner_account(), ACCOUNT);
    assert_eq!(finding.sources()[0].r#type().as_str(), "POLICY");
    assert!(finding.condition().is_empty());
    let client = aws.access_analyzer();
    let one = client
        .get_finding()
        .analyzer_arn(&analyzer)
        .id(finding.id())
        .send()
        .await
        .expect("the finding");
    assert_eq!(one.finding().expect("the finding").is_public(), Some(true));
}

async fn another_account_is_found_and_our_own_is_not(aws: &Aws) {
    bucket(
        aws,
        r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::123456789012:root"]},"Action":["s3:PutObject","s3:GetObject"],"Resource":"arn:aws:s3:::cardio-public/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
    )
    .await;
    let found = findings(aws, &analyzer(aws).await, ARN).await;
    let [finding] = found.as_slice() else {
        panic!("one finding, not {}", found.len())
    };
    assert_eq!(finding.is_public(), Some(false));
    assert_eq!(
        finding.principal().expect("who").get("AWS").map(String::as_str),
        Some("111122223333")
    );
    assert_eq!(finding.action(), ["s3:GetObject", "s3:PutObject"]);
    assert_eq!(
        finding.condition().get("aws:SecureTransport").map(String::as_str),
        Some("true")
    );
}

async fn a_key_policy_and_a_trust_policy_are_looked_at(aws: &Aws) {
    let outside = "arn:aws:iam::111122223333:root";
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"kms:*","Resource":"*"}},
            {{"Effect":"Allow","Principal":{{"AWS":"{outside}"}},"Action":"kms:Decrypt","Resource":"*"}}]}}"#
    );
    let key = aws.kms().create_key().policy(policy).send().await.expect("a key");
    let key = key
        .key_metadata()
        .and_then(|m| m.arn())
        .expect("an ARN")
        .to_owned();
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{outside}"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let role = aws
        .iam()
        .create_role()
        .role_name("Partner")
        .assume_role_policy_document(trust)
        .send()
        .await;
    let role = role.expect("a role").role().expect("a role").arn().to_owned();
    let analyzer = analyzer(aws).await;
    for (arn, kind, action) in [
        (key, "AWS::KMS::Key", "kms:Decrypt"),
        (role, "AWS::IAM::Role", "sts:AssumeRole"),
    ] {
        let found = findings(aws, &analyzer, &arn).await;
        assert_eq!(found.len(), 1, "{arn}");
        assert_eq!(found[0].resource_type().as_str(), kind);
        assert_eq!(found[0].action(), [action]);
        assert_eq!(
            found[0].principal().expect("who").get("AWS").map(String::as_str),
            Some("111122223333")
        );
    }
}

async fn a_finding_is_resolved_when_the_access_is_gone(aws: &Aws) {
    bucket(aws, EVERYONE).await;
    let analyzer = analyzer(aws).await;
    assert_eq!(
        findings(aws, &analyzer, ARN).await[0].status(),
        &FindingStatus::Active
    );
    aws.s3()
        .delete_bucket_policy()
        .bucket(BUCKET)
        .send()
        .await
        .expect("no policy");
    aws.later(60);
    assert_eq!(
        findings(aws, &analyzer, ARN).await[0].status(),
        &FindingStatus::Active
    );
    let client = aws.access_analyzer();
    client
        .start_resource_scan()
        .analyzer_arn(&analyzer)
        .resource_arn(ARN)
        .send()
        .await
        .expect("scanned");
    let found = findings(aws, &analyzer, ARN).await;
    assert_eq!(found[0].status(), &FindingStatus::Resolved);
    assert_eq!(found[0].updated_at().secs(), START + 60);
    let nothing = client
        .start_resource_scan()
        .analyzer_arn(&analyzer)
        .resource_arn("arn:aws:s3:::none")
        .send()
        .await;
    assert_eq!(refusal(nothing), "ResourceNotFoundException");
}

async fn a_later_policy_is_found_within_half_an_hour(aws: &Aws) {
    let analyzer = analyzer(aws).await;
    assert!(findings(aws, &analyzer, ARN).await.is_empty());
    bucket(aws, EVERYONE).await;
    assert!(findings(aws, &analyzer, ARN).await.is_empty());
    aws.later(30 * 60);
    assert_eq!(findings(aws, &analyzer, ARN).await.len(), 1);
}

async fn a_bucket_that_restricts_public_policies_is_not_open(aws: &Aws) {
    bucket(aws, EVERYONE).await;
    let restricted =
        aws_sdk_s3::types::PublicAccessBlockConfiguration::builder().restrict_public_buckets(true);
    let put = aws.s3().put_public_access_block().bucket(BUCKET);
    put.public_access_block_configuration(restricted.build())
        .send()
        .await
        .expect("restricted");
    assert!(findings(aws, &analyzer(aws).await, ARN).await.is_empty());
}

async fn findings_of_the_second_version_tell_the_details_apart(aws: &Aws) {
    bucket(aws, EVERYONE).await;
    let analyzer = analyzer(aws).await;
    let client = aws.access_analyzer();
    let active = Criterion::builder().eq("ACTIVE").build();
    let all = client
        .list_findings_v2()
        .analyzer_arn(&analyzer)
        .filter("status", active)
        .send()
        .await;
    let all = all.expect("findings");
    let finding = all
        .findings()
        .iter()
        .find(|f| f.resource() == Some(ARN))
        .expect("the finding");
    assert_eq!(
        finding.finding_type().map(FindingType::as_str),
        Some("ExternalAccess")
    );
    let one = client
        .get_finding_v2()
        .analyzer_arn(&analyzer)
        .id(finding.id())
        .send()
        .await
        .expect("the finding");
    let details = one.finding_details()[0]
        .as_external_access_details()
        .expect("external access");
    assert_eq!(details.is_public(), Some(true));
    assert_eq!(details.action(), ["s3:GetObject"]);
    let nothing = client
        .get_finding_v2()
        .analyzer_arn(&analyzer)
        .id("none")
        .send()
        .await;
    assert_eq!(refusal(nothing), "ResourceNotFoundException");
}

async fn a_finding_is_archived_and_stays_so(aws: &Aws) {
    bucket(aws, EVERYONE).await;
    let analyzer = analyzer(aws).await;
    let id = findings(aws, &analyzer, ARN).await[0].id().to_owned();
    let client = aws.access_analyzer();
    let archive = client
        .update_findings()
        .analyzer_arn(&analyzer)
        .status(FindingStatusUpdate::Archived);
    archive.ids(&id).send().await.expect("archived");
    aws.later(3600);
    let found = findings(aws, &analyzer, ARN).await;
    assert_eq!(found[0].status(), &FindingStatus::Archived);
    assert_eq!(found[0].analyzed_at().secs(), START + 3600);
    let unknown = client
        .update_findings()
        .analyzer_arn(&analyzer)
        .status(FindingStatusUpdate::Archived);
    assert_eq!(
        refusal(unknown.ids("none").send().await),
        "ResourceNotFoundException"
    );
}

async fn a_role_that_nobody_uses_is_found(aws: &Aws) {
    let role = aws.role("Abandoned").await;
    let client = aws.access_analyzer();
    let made = client
        .create_analyzer()
        .analyzer_name("unused")
        .r#type(Type::AccountUnusedAccess)
        .send()
        .await;
    let analyzer = made.expect("an analyzer").arn().expect("an ARN").to_owned();
    let find = || client.list_findings_v2().analyzer_arn(&analyzer).send();
    assert!(find().await.expect("findings").findings().is_empty());
    aws.later(91 * 86_400);
    let found = find().await.expect("findings");
    assert_eq!(found.findings()[0].resource(), Some(role.as_str()));
    assert_eq!(
        found.findings()[0].finding_type().map(FindingType::as_str),
        Some("UnusedIAMRole")
    );
}

cases! {
    "access-analyzer";
    ListFindings: a_public_bucket_policy_is_found,
    ListFindings: another_account_is_found_and_our_own_is_not,
    ListFindings: a_key_policy_and_a_trust_policy_are_looked_at,
    ListFindings: a_later_policy_is_found_within_half_an_hour,
    ListFindings: a_bucket_that_restricts_public_policies_is_not_open,
    ListFindingsV2: a_role_that_nobody_uses_is_found,
    GetFindingV2: findings_of_the_second_version_tell_the_details_apart,
    UpdateFindings: a_finding_is_archived_and_stays_so,
    StartResourceScan: a_finding_is_resolved_when_the_access_is_gone,
}
