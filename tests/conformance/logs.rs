//! CloudWatch Logs: groups, their keys and retention, tags, policies.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_cloudwatchlogs::types::{DataProtectionStatus, LogGroup, LogGroupClass};

const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const GROUP: &str = "/aws/sagemaker/TrainingJobs";

async fn make(aws: &Aws, name: &str) {
    aws.logs()
        .create_log_group()
        .log_group_name(name)
        .send()
        .await
        .expect("a log group");
}

async fn described(aws: &Aws, name: &str) -> LogGroup {
    let all = aws.logs().describe_log_groups().log_group_name_prefix(name);
    let all = all.send().await.expect("log groups");
    all.log_groups().first().expect("the log group").clone()
}

async fn a_group_shows_the_key_it_was_made_with(aws: &Aws) {
    aws.logs()
        .create_log_group()
        .log_group_name(GROUP)
        .kms_key_id(KEY)
        .deletion_protection_enabled(true)
        .log_group_class(LogGroupClass::InfrequentAccess)
        .send()
        .await
        .expect("a log group");
    let group = described(aws, GROUP).await;
    assert_eq!(group.log_group_name(), Some(GROUP));
    assert_eq!(group.kms_key_id(), Some(KEY));
    assert_eq!(group.retention_in_days(), None);
    assert_eq!(group.metric_filter_count(), Some(0));
    assert_eq!(group.stored_bytes(), Some(0));
    assert_eq!(group.creation_time(), Some(START * 1000));
    assert_eq!(group.log_group_class(), Some(&LogGroupClass::InfrequentAccess));
    assert_eq!(group.deletion_protection_enabled(), Some(true));
    let arn = format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{GROUP}");
    assert_eq!(group.arn(), Some(format!("{arn}:*").as_str()));
    assert_eq!(group.log_group_arn(), Some(arn.as_str()));
}

async fn a_group_is_made_once_and_with_the_arn_of_a_key(aws: &Aws) {
    make(aws, GROUP).await;
    let logs = aws.logs();
    let again = logs.create_log_group().log_group_name(GROUP).send().await;
    assert_eq!(refusal(again), "ResourceAlreadyExistsException");
    for wrong in ["alias/records", "1234abcd-12ab-34cd-56ef-1234567890ab"] {
        let made = logs
            .create_log_group()
            .log_group_name("b")
            .kms_key_id(wrong)
            .send()
            .await;
        assert_eq!(refusal(made), "InvalidParameterException");
    }
    let spaced = logs.create_log_group().log_group_name("not a name").send().await;
    assert_eq!(refusal(spaced), "InvalidParameterException");
}

async fn groups_are_told_in_pages_by_prefix_and_pattern(aws: &Aws) {
    for name in [
        "/aws/lambda/score",
        "/aws/sagemaker/Endpoints",
        "/aws/sagemaker/Notebooks",
        "trail",
    ] {
        make(aws, name).await;
    }
    let logs = aws.logs();
    let first = logs.describe_log_groups().limit(3).send().await.expect("a page");
    assert_eq!(first.log_groups().len(), 3);
    let token = first.next_token().expect("a token");
    let rest = logs
        .describe_log_groups()
        .limit(3)
        .next_token(token)
        .send()
        .await
        .expect("a page");
    assert_eq!(rest.log_groups()[0].log_group_name(), Some("trail"));
    assert_eq!(rest.next_token(), None);
    let pattern = logs
        .describe_log_groups()
        .log_group_name_pattern("ENDPOINT")
        .send()
        .await;
    assert_eq!(pattern.expect("groups").log_groups().len(), 1);
    let both = logs
        .describe_log_groups()
        .log_group_name_pattern("a")
        .log_group_name_prefix("a")
        .send()
        .await;
    assert_eq!(
        complaint(both),
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
    );
    let too_many = logs.describe_log_groups().limit(51).send().await;
    assert_eq!(refusal(too_many), "InvalidParameterException");
}

async fn a_protected_group_is_not_deleted(aws: &Aws) {
    make(aws, GROUP).await;
    let logs = aws.logs();
    let protect = |on: bool| {
        logs.put_log_group_deletion_protection()
            .log_group_identifier(GROUP)
            .deletion_protection_enabled(on)
            .send()
    };
    protect(true).await.expect("protected");
    let kept = logs.delete_log_group().log_group_name(GROUP).send().await;
    assert_eq!(refusal(kept), "ValidationException");
    protect(false).await.expect("not protected");
    logs.delete_log_group()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("deleted");
    let gone = logs.delete_log_group().log_group_name(GROUP).send().await;
    assert_eq!(complaint(gone), "The specified log group does not exist.");
}

async fn retention_is_one_of_the_allowed_values(aws: &Aws) {
    make(aws, GROUP).await;
    let logs = aws.logs();
    let put = |days: i32| {
        logs.put_retention_policy()
            .log_group_name(GROUP)
            .retention_in_days(days)
            .send()
    };
    put(365).await.expect("a retention");
    assert_eq!(described(aws, GROUP).await.retention_in_days(), Some(365));
    assert_eq!(refusal(put(366).await), "InvalidParameterException");
    assert_eq!(described(aws, GROUP).await.retention_in_days(), Some(365));
    let nowhere = logs
        .put_retention_policy()
        .log_group_name("none")
        .retention_in_days(1)
        .send()
        .await;
    assert_eq!(refusal(nowhere), "ResourceNotFoundException");
}

async fn a_deleted_retention_policy_keeps_events_for_ever(aws: &Aws) {
    make(aws, GROUP).await;
    let logs = aws.logs();
    logs.put_retention_policy()
        .log_group_name(GROUP)
        .retention_in_days(30)
        .send()
        .await
        .expect("30 days");
    logs.delete_retention_policy()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("deleted");
    assert_eq!(described(aws, GROUP).await.retention_in_days(), None);
}

async fn a_key_is_associated_with_a_group(aws: &Aws) {
    make(aws, GROUP).await;
    let logs = aws.logs();
    logs.associate_kms_key()
        .log_group_name(GROUP)
        .kms_key_id(KEY)
        .send()
        .await
        .expect("a key");
    assert_eq!(described(aws, GROUP).await.kms_key_id(), Some(KEY));
    let wrong = logs
        .associate_kms_key()
        .log_group_name(GROUP)
        .kms_key_id("alias/records")
        .send()
        .await;
    assert_eq!(refusal(wrong), "InvalidParameterException");
    assert_eq!(described(aws, GROUP).await.kms_key_id(), Some(KEY));
}

async fn a_key_is_taken_from_a_group(aws: &Aws) {
    make(aws, GROUP).await;
    let logs = aws.logs();
    logs.associate_kms_key()
        .log_group_name(GROUP)
        .kms_key_id(KEY)
        .send()
        .await
        .expect("a key");
    let identifier = format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{GROUP}");
    logs.disassociate_kms_key()
        .resource_identifier(identifier)
        .send()
        .await
        .expect("no key");
    assert_eq!(described(aws, GROUP).await.kms_key_id(), None);
}

async fn tags_of_a_group_are_kept_by_arn(aws: &Aws) {
    make(aws, GROUP).await;
    let (logs, arn) = (
        aws.logs(),
        format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{GROUP}"),
    );
    let tag = logs
        .tag_resource()
        .resource_arn(&arn)
        .tags("team", "cardio")
        .tags("data", "phi");
    tag.send().await.expect("tagged");
    logs.untag_resource()
        .resource_arn(&arn)
        .tag_keys("team")
        .send()
        .await
        .expect("untagged");
    let tags = logs
        .list_tags_for_resource()
        .resource_arn(&arn)
        .send()
        .await
        .expect("tags");
    let tags = tags.tags().expect("tags");
    assert_eq!(tags.len(), 1);
    assert_eq!(tags.get("data").map(String::as_str), Some("phi"));
}

#[expect(deprecated, reason = "older clients still tag groups by name")]
async fn the_older_tags_are_the_same_tags(aws: &Aws) {
    make(aws, GROUP).await;
    let logs = aws.logs();
    logs.tag_log_group()
        .log_group_name(GROUP)
        .tags("team", "cardio")
        .send()
        .await
        .expect("tagged");
    let tags = logs
        .list_tags_log_group()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("tags");
    assert_eq!(
        tags.tags().expect("tags").get("team").map(String::as_str),
        Some("cardio")
    );
    logs.untag_log_group()
        .log_group_name(GROUP)
        .tags("team")
        .send()
        .await
        .expect("untagged");
    let tags = logs
        .list_tags_log_group()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("tags");
    assert!(tags.tags().is_none_or(std::collections::HashMap::is_empty));
}

async fn a_resource_policy_is_kept_and_a_malformed_one_refused(aws: &Aws) {
    let logs = aws.logs();
    let document = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"route53.amazonaws.com"}},"Action":"logs:PutLogEvents","Resource":"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:dns:*"}}]}}"#
    );
    let put = |name: &str, text: &str| {
        logs.put_resource_policy()
            .policy_name(name)
            .policy_document(text)
            .send()
    };
    put("dns", &document).await.expect("a policy");
    let broken = put(
        "broken",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Permit"}]}"#,
    )
    .await;
    assert_eq!(refusal(broken), "InvalidParameterException");
    let all = logs.describe_resource_policies().send().await.expect("policies");
    assert_eq!(all.resource_policies().len(), 1);
    let kept = &all.resource_policies()[0];
    assert_eq!(kept.policy_name(), Some("dns"));
    assert_eq!(kept.policy_document(), Some(document.as_str()));
    assert_eq!(kept.last_updated_time(), Some(START * 1000));
}

async fn ten_resource_policies_are_the_most(aws: &Aws) {
    let logs = aws.logs();
    let document = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":"logs:PutLogEvents","Resource":"*"}]}"#;
    for n in 0..10 {
        let put = logs
            .put_resource_policy()
            .policy_name(format!("p{n}"))
            .policy_document(document);
        put.send().await.expect("a policy");
    }
    let more = logs
        .put_resource_policy()
        .policy_name("more")
        .policy_document(document)
        .send()
        .await;
    assert_eq!(refusal(more), "LimitExceededException");
    logs.delete_resource_policy()
        .policy_name("p0")
        .send()
        .await
        .expect("deleted");
    let gone = logs.delete_resource_policy().policy_name("p0").send().await;
    assert_eq!(refusal(gone), "ResourceNotFoundException");
}

async fn a_data_protection_policy_masks_what_it_audits(aws: &Aws) {
    make(aws, GROUP).await;
    let logs = aws.logs();
    let ids = r#"["arn:aws:dataprotection::aws:data-identifier/Ssn-US"]"#;
    let document = format!(
        r#"{{"Name":"phi","Version":"2021-06-01","Statement":[
            {{"Sid":"audit","DataIdentifier":{ids},"Operation":{{"Audit":{{"FindingsDestination":{{}}}}}}}},
            {{"Sid":"mask","DataIdentifier":{ids},"Operation":{{"Deidentify":{{"MaskConfig":{{}}}}}}}}]}}"#
    );
    let put = |text: &str| {
        logs.put_data_protection_policy()
            .log_group_identifier(GROUP)
            .policy_document(text)
            .send()
    };
    put(&document).await.expect("a policy");
    assert_eq!(
        refusal(put(r#"{"Name":"phi"}"#).await),
        "InvalidParameterException"
    );
    let kept = logs
        .get_data_protection_policy()
        .log_group_identifier(GROUP)
        .send()
        .await
        .expect("the policy");
    assert_eq!(kept.policy_document(), Some(document.as_str()));
    let group = described(aws, GROUP).await;
    assert_eq!(
        group.data_protection_status().map(DataProtectionStatus::as_str),
        Some("ACTIVATED")
    );
}

async fn a_deleted_data_protection_policy_is_gone(aws: &Aws) {
    make(aws, GROUP).await;
    let none = aws
        .logs()
        .get_data_protection_policy()
        .log_group_identifier(GROUP)
        .send()
        .await;
    assert_eq!(none.expect("an answer").policy_document(), None);
    let gone = aws
        .logs()
        .delete_data_protection_policy()
        .log_group_identifier(GROUP)
        .send()
        .await;
    assert_eq!(refusal(gone), "ResourceNotFoundException");
}

async fn a_new_group_has_the_tags_it_was_made_with(aws: &Aws) {
    let logs = aws.logs();
    let make = logs
        .create_log_group()
        .log_group_name(GROUP)
        .tags("team", "cardio");
    make.send().await.expect("a log group");
    let arn = format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{GROUP}");
    let read = logs.list_tags_for_resource().resource_arn(&arn).send().await;
    let read = read.expect("tags");
    assert_eq!(
        read.tags().and_then(|t| t.get("team")).map(String::as_str),
        Some("cardio")
    );
    let other = format!("{arn}-of-nobody");
    let gone = logs.list_tags_for_resource().resource_arn(other).send().await;
    assert_eq!(refusal(gone), "ResourceNotFoundException");
}

async fn an_account_without_resource_policies_says_so(aws: &Aws) {
    let none = aws
        .logs()
        .describe_resource_policies()
        .send()
        .await
        .expect("none");
    assert_eq!(none.resource_policies(), []);
    assert_eq!(none.next_token(), None);
}

cases! {
    "logs";
    ListTagsForResource: a_new_group_has_the_tags_it_was_made_with,
    DescribeResourcePolicies: an_account_without_resource_policies_says_so,
    CreateLogGroup: a_group_shows_the_key_it_was_made_with,
    CreateLogGroup: a_group_is_made_once_and_with_the_arn_of_a_key,
    DescribeLogGroups: groups_are_told_in_pages_by_prefix_and_pattern,
    DeleteLogGroup: a_protected_group_is_not_deleted,
    PutRetentionPolicy: retention_is_one_of_the_allowed_values,
    DeleteRetentionPolicy: a_deleted_retention_policy_keeps_events_for_ever,
    AssociateKmsKey: a_key_is_associated_with_a_group,
    DisassociateKmsKey: a_key_is_taken_from_a_group,
    TagResource: tags_of_a_group_are_kept_by_arn,
    TagLogGroup: the_older_tags_are_the_same_tags,
    PutResourcePolicy: a_resource_policy_is_kept_and_a_malformed_one_refused,
    DeleteResourcePolicy: ten_resource_policies_are_the_most,
    PutDataProtectionPolicy: a_data_protection_policy_masks_what_it_audits,
    DeleteDataProtectionPolicy: a_deleted_data_protection_policy_is_gone,
}
