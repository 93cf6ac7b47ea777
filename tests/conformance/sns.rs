//! SNS: topics with policy and key, and who is told. Requests are written by
//! hand, in the query protocol.

use crate::form::Form;
use crate::place::{ACCOUNT, Aws};

const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:alarms";

async fn call(aws: &Aws, action: &str, parameters: &[(&str, &str)]) -> Form {
    aws.form("sns", "2010-03-31", action, parameters).await
}

async fn topic(aws: &Aws) {
    let made = call(aws, "CreateTopic", &[("Name", "alarms")]).await;
    assert_eq!(made.at("CreateTopicResult/TopicArn"), Some(TOPIC));
}

/// An attribute of the topic.
async fn attribute(aws: &Aws, name: &str) -> Option<String> {
    let told = call(aws, "GetTopicAttributes", &[("TopicArn", TOPIC)]).await;
    told.entry("GetTopicAttributesResult", "Attributes", name)
}

async fn a_topic_keeps_its_key_and_its_tags(aws: &Aws) {
    let asked = [
        ("Name", "alarms"),
        ("Attributes.entry.1.key", "KmsMasterKeyId"),
        ("Attributes.entry.1.value", "alias/alarms"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "security"),
    ];
    let made = call(aws, "CreateTopic", &asked).await;
    assert_eq!(made.at("CreateTopicResult/TopicArn"), Some(TOPIC));
    let key = attribute(aws, "KmsMasterKeyId").await;
    assert_eq!(key.as_deref(), Some("alias/alarms"));
    assert_eq!(attribute(aws, "Owner").await.as_deref(), Some(ACCOUNT));
    let tags = call(aws, "ListTagsForResource", &[("ResourceArn", TOPIC)]).await;
    let tag = "ListTagsForResourceResult/Tags/member";
    assert_eq!(tags.at(&format!("{tag}/Key")), Some("team"));
    assert_eq!(tags.at(&format!("{tag}/Value")), Some("security"));
    let same = call(aws, "CreateTopic", &asked).await;
    assert_eq!(same.at("CreateTopicResult/TopicArn"), Some(TOPIC));
    let other = call(
        aws,
        "CreateTopic",
        &[asked[0], asked[1], (asked[2].0, "alias/other")],
    )
    .await;
    assert_eq!((other.status, other.code()), (400, Some("InvalidParameter")));
}

async fn a_topic_begins_with_a_policy_for_its_account(aws: &Aws) {
    topic(aws).await;
    let policy = attribute(aws, "Policy").await.expect("a policy");
    let policy: serde_json::Value = serde_json::from_str(&policy).expect("JSON");
    let statement = &policy["Statement"][0];
    assert_eq!(statement["Principal"]["AWS"], "*");
    assert_eq!(statement["Condition"]["StringEquals"]["AWS:SourceOwner"], ACCOUNT);
    let missing = call(aws, "GetTopicAttributes", &[("TopicArn", &format!("{TOPIC}-2"))]).await;
    assert_eq!((missing.status, missing.code()), (404, Some("NotFound")));
}

async fn a_topic_takes_a_policy_of_its_own_service_only(aws: &Aws) {
    topic(aws).await;
    let put = |action: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"cloudwatch.amazonaws.com"}},"Action":"{action}","Resource":"{TOPIC}"}}]}}"#
        )
    };
    let set = |value: String| async move {
        let asked = [
            ("TopicArn", TOPIC),
            ("AttributeName", "Policy"),
            ("AttributeValue", value.as_str()),
        ];
        call(aws, "SetTopicAttributes", &asked).await
    };
    assert_eq!(set(put("sns:Publish")).await.status, 200);
    assert_eq!(attribute(aws, "Policy").await, Some(put("sns:Publish")));
    for wrong in [put("s3:GetObject"), "{".to_owned()] {
        let refused = set(wrong).await;
        assert_eq!((refused.status, refused.code()), (400, Some("InvalidParameter")));
    }
    assert_eq!(attribute(aws, "Policy").await, Some(put("sns:Publish")));
}

async fn a_subscription_waits_for_its_confirmation(aws: &Aws) {
    topic(aws).await;
    let subscribe = |protocol: &'static str, endpoint: &'static str| async move {
        let asked = [
            ("TopicArn", TOPIC),
            ("Protocol", protocol),
            ("Endpoint", endpoint),
        ];
        call(aws, "Subscribe", &asked).await
    };
    let place = "SubscribeResult/SubscriptionArn";
    let by_mail = subscribe("email", "security@example.com").await;
    assert_eq!(by_mail.at(place), Some("pending confirmation"));
    let queue = subscribe("sqs", "arn:aws:sqs:us-east-1:123456789012:alarms").await;
    let arn = queue.at(place).expect("an ARN").to_owned();
    assert!(arn.starts_with(&format!("{TOPIC}:")), "{arn}");
    assert_eq!(attribute(aws, "SubscriptionsPending").await.as_deref(), Some("1"));
    assert_eq!(
        attribute(aws, "SubscriptionsConfirmed").await.as_deref(),
        Some("1")
    );
    let told = call(aws, "GetSubscriptionAttributes", &[("SubscriptionArn", &arn)]).await;
    let pending = told.entry(
        "GetSubscriptionAttributesResult",
        "Attributes",
        "PendingConfirmation",
    );
    assert_eq!(pending.as_deref(), Some("false"));
    let pigeon = subscribe("pigeon", "coop 7").await;
    assert_eq!((pigeon.status, pigeon.code()), (400, Some("InvalidParameter")));
    assert_eq!(
        call(aws, "Unsubscribe", &[("SubscriptionArn", &arn)])
            .await
            .status,
        200
    );
    let left = call(aws, "ListSubscriptionsByTopic", &[("TopicArn", TOPIC)]).await;
    let first = "ListSubscriptionsByTopicResult/Subscriptions/member";
    assert_eq!(
        left.at(&format!("{first}/SubscriptionArn")),
        Some("PendingConfirmation")
    );
    assert_eq!(left.at(&format!("{first}/Protocol")), Some("email"));
}

async fn a_deleted_topic_is_gone(aws: &Aws) {
    topic(aws).await;
    let listed = call(aws, "ListTopics", &[]).await;
    assert_eq!(listed.at("ListTopicsResult/Topics/member/TopicArn"), Some(TOPIC));
    assert_eq!(call(aws, "DeleteTopic", &[("TopicArn", TOPIC)]).await.status, 200);
    let listed = call(aws, "ListTopics", &[]).await;
    assert_eq!(listed.status, 200);
    assert_eq!(listed.at("ListTopicsResult/Topics/member/TopicArn"), None);
    let published = call(aws, "Publish", &[("TopicArn", TOPIC), ("Message", "a")]).await;
    assert_eq!((published.status, published.code()), (404, Some("NotFound")));
}

async fn a_message_is_published(aws: &Aws) {
    topic(aws).await;
    let published = call(
        aws,
        "Publish",
        &[("TopicArn", TOPIC), ("Message", "a key is used")],
    )
    .await;
    let id = published.at("PublishResult/MessageId").expect("an id");
    assert_eq!(id.len(), 36);
    let empty = call(aws, "Publish", &[("TopicArn", TOPIC), ("Message", "")]).await;
    assert_eq!((empty.status, empty.code()), (400, Some("InvalidParameter")));
}

cases! {
    "sns";
    CreateTopic: a_topic_keeps_its_key_and_its_tags,
    GetTopicAttributes: a_topic_begins_with_a_policy_for_its_account,
    SetTopicAttributes: a_topic_takes_a_policy_of_its_own_service_only,
    Subscribe: a_subscription_waits_for_its_confirmation,
    DeleteTopic: a_deleted_topic_is_gone,
    Publish: a_message_is_published,
}
