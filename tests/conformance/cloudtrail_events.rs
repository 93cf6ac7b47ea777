//! CloudTrail: the events of the calls that were really made.

use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_credential_types::Credentials;
use aws_sdk_cloudtrail::operation::lookup_events::LookupEventsOutput;
use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey as Key};

fn by(key: Key, value: &str) -> LookupAttribute {
    let attribute = LookupAttribute::builder()
        .attribute_key(key)
        .attribute_value(value);
    attribute.build().expect("an attribute")
}

async fn found(aws: &Aws, key: Key, value: &str) -> LookupEventsOutput {
    let call = aws.cloudtrail().lookup_events();
    let call = call.lookup_attributes(by(key, value));
    call.send().await.expect("events")
}

fn names(events: &LookupEventsOutput) -> Vec<&str> {
    events.events().iter().filter_map(|e| e.event_name()).collect()
}

fn contains(record: &str, parts: &[&str]) {
    for part in parts {
        assert!(record.contains(part), "{part} in {record}");
    }
}

async fn an_event_tells_who_did_what_from_where_and_how_it_ended(aws: &Aws) {
    let key = aws.key().await;
    let events = found(aws, Key::EventName, "CreateKey").await;
    let event = &events.events()[0];
    assert_eq!(event.username(), Some("maria"));
    assert_eq!(event.read_only(), Some("false"));
    assert_eq!(event.event_source(), Some("kms.amazonaws.com"));
    assert_eq!(event.access_key_id(), Some("ANOTREAL"));
    assert_eq!(
        event.event_time().map(aws_smithy_types::DateTime::secs),
        Some(START)
    );
    let resource = event.resources().iter().find(|r| r.resource_name() == Some(&key));
    let kind = resource.and_then(|r| r.resource_type());
    assert_eq!(kind, Some("AWS::KMS::Key"));
    let record = event.cloud_trail_event().expect("a record");
    contains(
        record,
        &[
            r#""eventVersion":"1.11""#,
            r#""type":"AssumedRole""#,
            r#""arn":"arn:aws:sts::123456789012:assumed-role/SecurityOperator/maria""#,
            r#""sessionIssuer":{"type":"Role","arn":"arn:aws:iam::123456789012:role/SecurityOperator""#,
            r#""mfaAuthenticated":"false""#,
            r#""awsRegion":"us-east-1""#,
            r#""sourceIPAddress":"203.0.113.24""#,
            r#""userAgent":"aws-sdk-rust/"#,
            r#""responseElements":{"keyMetadata":{"#,
            r#""managementEvent":true"#,
            r#""eventCategory":"Management""#,
            r#""recipientAccountId":"123456789012""#,
        ],
    );
}

async fn an_event_of_a_refusal_has_its_code_and_message(aws: &Aws) {
    let missing = aws.cloudtrail().get_trail().name("nothing").send().await;
    assert_eq!(refusal(missing), "TrailNotFoundException");
    let events = found(aws, Key::EventName, "GetTrail").await;
    let record = events.events()[0].cloud_trail_event().expect("a record");
    contains(
        record,
        &[
            r#""errorCode":"TrailNotFoundException""#,
            r#""errorMessage":"Unknown trail: nothing for the user: 123456789012""#,
            r#""requestParameters":{"name":"nothing"}"#,
            r#""responseElements":null"#,
            r#""readOnly":true"#,
        ],
    );
}

async fn an_event_keeps_no_secret(aws: &Aws) {
    let key = aws.key().await;
    let secret = aws_sdk_kms::primitives::Blob::new("a-patient-of-ward-seven");
    let call = aws.kms().encrypt().key_id(&key).plaintext(secret);
    call.send().await.expect("encrypted");
    let events = found(aws, Key::EventName, "Encrypt").await;
    let record = events.events()[0].cloud_trail_event().expect("a record");
    contains(record, &[r#""plaintext":"HIDDEN_DUE_TO_SECURITY_REASONS""#, &key]);
    // Base64 of the plain text.
    assert!(!record.contains("YS1wYXRpZW50"), "{record}");
    // To encrypt changes nothing: CloudTrail calls it a read.
    assert_eq!(events.events()[0].read_only(), Some("true"));
}

async fn events_are_found_by_every_attribute(aws: &Aws) {
    let key = aws.key().await;
    aws.role("exec").await;
    let made = found(aws, Key::ResourceName, &key).await;
    assert_eq!(names(&made), ["CreateKey"]);
    let id = made.events()[0].event_id().expect("an id").to_owned();
    assert_eq!(names(&found(aws, Key::EventId, &id).await), ["CreateKey"]);
    let source = found(aws, Key::EventSource, "iam.amazonaws.com").await;
    assert_eq!(names(&source), ["CreateRole"]);
    let kind = found(aws, Key::ResourceType, "AWS::IAM::Role").await;
    assert_eq!(names(&kind), ["CreateRole"]);
    let writes = found(aws, Key::ReadOnly, "false").await;
    assert_eq!(names(&writes), ["CreateRole", "CreateKey"]);
    let hers = found(aws, Key::Username, "maria").await;
    assert!(names(&hers).contains(&"CreateKey"));
    assert!(
        found(aws, Key::AccessKeyId, "AKIANOBODY")
            .await
            .events()
            .is_empty()
    );
    let two = aws.cloudtrail().lookup_events();
    let two = two
        .lookup_attributes(by(Key::EventId, &id))
        .lookup_attributes(by(Key::EventName, "CreateKey"));
    assert_eq!(refusal(two.send().await), "InvalidLookupAttributesException");
}

async fn events_come_newest_first_in_pages_that_do_not_repeat(aws: &Aws) {
    for _ in 0..5 {
        aws.key().await;
        aws.later(1);
    }
    let api = aws.cloudtrail();
    let mut times = Vec::new();
    let mut token = None;
    loop {
        let call = api.lookup_events().max_results(2).set_next_token(token);
        let call = call.lookup_attributes(by(Key::EventSource, "kms.amazonaws.com"));
        let page = call.send().await.expect("a page");
        assert!(page.events().len() <= 2);
        times.extend(
            page.events()
                .iter()
                .filter_map(|e| e.event_time())
                .map(|t| t.secs() - START),
        );
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    assert_eq!(times, [4, 3, 2, 1, 0]);
    let too_many = api.lookup_events().max_results(51).send().await;
    assert_eq!(refusal(too_many), "InvalidMaxResultsException");
}

async fn events_are_of_a_time_and_of_the_last_ninety_days(aws: &Aws) {
    use aws_sdk_cloudtrail::primitives::DateTime;
    aws.key().await;
    aws.later(86_400);
    let api = aws.cloudtrail();
    let call = api
        .lookup_events()
        .lookup_attributes(by(Key::EventName, "CreateKey"));
    let since = call.clone().start_time(DateTime::from_secs(START + 1));
    assert!(since.send().await.expect("events").events().is_empty());
    let backwards = call
        .clone()
        .start_time(DateTime::from_secs(START + 9))
        .end_time(DateTime::from_secs(START));
    assert_eq!(refusal(backwards.send().await), "InvalidTimeRangeException");
    assert_eq!(call.clone().send().await.expect("events").events().len(), 1);
    aws.later(90 * 86_400);
    assert!(call.send().await.expect("events").events().is_empty());
}

async fn events_are_of_a_region_and_those_of_iam_of_the_first(aws: &Aws) {
    let abroad = aws.config("eu-west-1");
    let key = aws_sdk_kms::Client::new(&abroad).create_key().send().await;
    key.expect("a key");
    aws.role("exec").await;
    let here = found(aws, Key::ReadOnly, "false").await;
    assert_eq!(names(&here), ["CreateRole"]);
    let there = aws_sdk_cloudtrail::Client::new(&abroad).lookup_events();
    let there = there.lookup_attributes(by(Key::ReadOnly, "false"));
    let there = there.send().await.expect("events");
    assert_eq!(names(&there), ["CreateKey"]);
}

async fn calls_on_objects_are_not_looked_up(aws: &Aws) {
    let s3 = aws.s3();
    let name = "models-of-ward-seven";
    s3.create_bucket().bucket(name).send().await.expect("a bucket");
    let put = s3.put_object().bucket(name).key("model").send().await;
    put.expect("an object");
    let events = found(aws, Key::EventSource, "s3.amazonaws.com").await;
    assert_eq!(names(&events), ["CreateBucket"]);
    let resource = &events.events()[0].resources()[0];
    assert_eq!(resource.resource_type(), Some("AWS::S3::Bucket"));
    assert_eq!(resource.resource_name(), Some(name));
}

async fn an_event_is_of_the_session_that_made_it(aws: &Aws) {
    let iam = aws.iam();
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let role = iam
        .create_role()
        .role_name("exec")
        .assume_role_policy_document(trust);
    let role = role.send().await.expect("a role");
    let role = role.role().expect("a role").arn();
    let read = iam.get_role().role_name("exec").send().await.expect("the role");
    let id = read.role().expect("the role").role_id().to_owned();
    let call = aws
        .sts()
        .assume_role()
        .role_arn(role)
        .role_session_name("nightly");
    let session = call.send().await.expect("a session");
    let keys = session.credentials().expect("credentials");
    let keys = Credentials::new(
        keys.access_key_id(),
        keys.secret_access_key(),
        Some(keys.session_token().to_owned()),
        None,
        "session",
    );
    let as_session = aws.config_as("us-east-1", keys);
    let key = aws_sdk_kms::Client::new(&as_session).create_key().send().await;
    key.expect("a key");
    let events = found(aws, Key::Username, "nightly").await;
    assert_eq!(names(&events), ["CreateKey"]);
    let record = events.events()[0].cloud_trail_event().expect("a record");
    contains(
        record,
        &[
            &format!(r#""arn":"arn:aws:sts::{ACCOUNT}:assumed-role/exec/nightly""#),
            &format!(r#""principalId":"{id}:nightly""#),
        ],
    );
    let assumed = found(aws, Key::EventName, "AssumeRole").await;
    let record = assumed.events()[0].cloud_trail_event().expect("a record");
    assert!(!record.contains(session.credentials().expect("credentials").secret_access_key()));
}

cases! {
    "cloudtrail";
    LookupEvents: an_event_tells_who_did_what_from_where_and_how_it_ended,
    LookupEvents: an_event_of_a_refusal_has_its_code_and_message,
    LookupEvents: an_event_keeps_no_secret,
    LookupEvents: events_are_found_by_every_attribute,
    LookupEvents: events_come_newest_first_in_pages_that_do_not_repeat,
    LookupEvents: events_are_of_a_time_and_of_the_last_ninety_days,
    LookupEvents: events_are_of_a_region_and_those_of_iam_of_the_first,
    LookupEvents: calls_on_objects_are_not_looked_up,
    LookupEvents: an_event_is_of_the_session_that_made_it,
}
