//! IoT: device policies and their versions, certificates, things.

use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_iot::Client;
use aws_sdk_iot::types::{CertificateStatus, Tag};

const DOCUMENT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect",
    "Resource":"arn:aws:iot:us-east-1:123456789012:client/${iot:Connection.Thing.ThingName}"}]}"#;
const WIDER: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}"#;
/// Not a certificate of anybody's: bytes in the form of one.
const PEM: &str = "-----BEGIN CERTIFICATE-----\nd2FyZCBtb25pdG9yIDQ=\n-----END CERTIFICATE-----\n";

async fn policy(api: &Client, name: &str) {
    let made = api.create_policy().policy_name(name).policy_document(DOCUMENT);
    made.send().await.expect("a policy");
}

/// Registers a certificate and gives its ARN.
async fn certificate(api: &Client) -> String {
    let made = api
        .register_certificate_without_ca()
        .certificate_pem(PEM)
        .status(CertificateStatus::Active);
    made.send()
        .await
        .expect("a certificate")
        .certificate_arn
        .expect("an ARN")
}

async fn a_policy_is_read_as_it_was_made(aws: &Aws) {
    let api = aws.iot();
    policy(&api, "ward-monitor").await;
    let again = api
        .create_policy()
        .policy_name("ward-monitor")
        .policy_document(DOCUMENT);
    assert_eq!(refusal(again.send().await), "ResourceAlreadyExistsException");
    let read = api
        .get_policy()
        .policy_name("ward-monitor")
        .send()
        .await
        .expect("it");
    let arn = format!("arn:aws:iot:us-east-1:{ACCOUNT}:policy/ward-monitor");
    assert_eq!(read.policy_arn(), Some(arn.as_str()));
    assert_eq!(read.policy_document(), Some(DOCUMENT));
    assert_eq!(read.default_version_id(), Some("1"));
    assert_eq!(read.creation_date().expect("a time").secs(), START);
    let none = api.get_policy().policy_name("nothing").send().await;
    assert_eq!(refusal(none), "ResourceNotFoundException");
}

async fn a_malformed_policy_is_refused(aws: &Aws) {
    let api = aws.iot();
    let principal = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"iot:*","Resource":"*"}]}"#;
    let long = WIDER.replace("iot:*", &format!("iot:{}", "a".repeat(2048)));
    for document in ["{", "", r#"{"Version":"2012-10-17"}"#, principal, long.as_str()] {
        let made = api.create_policy().policy_name("p").policy_document(document);
        assert_eq!(
            refusal(made.send().await),
            "MalformedPolicyException",
            "{document}"
        );
    }
    policy(&api, "p").await;
    let version = api.create_policy_version().policy_name("p").policy_document("{");
    assert_eq!(refusal(version.send().await), "MalformedPolicyException");
}

async fn policies_are_listed_in_order_and_in_pages(aws: &Aws) {
    let api = aws.iot();
    for name in ["a", "b", "c"] {
        policy(&api, name).await;
    }
    let first = api.list_policies().page_size(2).send().await.expect("a page");
    let marker = first.next_marker().expect("a marker");
    let second = api
        .list_policies()
        .page_size(2)
        .marker(marker)
        .send()
        .await
        .expect("a page");
    let names: Vec<_> = first
        .policies()
        .iter()
        .chain(second.policies())
        .filter_map(|p| p.policy_name())
        .collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(second.next_marker(), None);
    let down = api
        .list_policies()
        .ascending_order(false)
        .send()
        .await
        .expect("a list");
    assert_eq!(down.policies()[0].policy_name(), Some("c"));
}

async fn a_new_version_speaks_when_it_is_made_the_default(aws: &Aws) {
    let api = aws.iot();
    policy(&api, "p").await;
    let made = api
        .create_policy_version()
        .policy_name("p")
        .policy_document(WIDER);
    let made = made.send().await.expect("a version");
    assert_eq!(
        (made.policy_version_id(), made.is_default_version()),
        (Some("2"), false)
    );
    let read = async || {
        api.get_policy()
            .policy_name("p")
            .send()
            .await
            .expect("it")
            .policy_document
    };
    assert_eq!(read().await.as_deref(), Some(DOCUMENT));
    let set = api
        .set_default_policy_version()
        .policy_name("p")
        .policy_version_id("2");
    set.send().await.expect("set");
    assert_eq!(read().await.as_deref(), Some(WIDER));
    let third = api
        .create_policy_version()
        .policy_name("p")
        .policy_document(DOCUMENT)
        .set_as_default(true);
    third.send().await.expect("a version");
    assert_eq!(read().await.as_deref(), Some(DOCUMENT));
    let listed = api
        .list_policy_versions()
        .policy_name("p")
        .send()
        .await
        .expect("a list");
    let versions: Vec<_> = listed
        .policy_versions()
        .iter()
        .map(|v| (v.version_id(), v.is_default_version()))
        .collect();
    assert_eq!(
        versions,
        [(Some("3"), true), (Some("2"), false), (Some("1"), false)]
    );
    let second = api
        .get_policy_version()
        .policy_name("p")
        .policy_version_id("2")
        .send()
        .await
        .expect("it");
    assert_eq!(
        (second.policy_document(), second.is_default_version()),
        (Some(WIDER), false)
    );
}

async fn a_policy_has_five_versions_at_most(aws: &Aws) {
    let api = aws.iot();
    policy(&api, "p").await;
    let version = || {
        api.create_policy_version()
            .policy_name("p")
            .policy_document(WIDER)
    };
    for _ in 0..4 {
        version().send().await.expect("a version");
    }
    assert_eq!(refusal(version().send().await), "VersionsLimitExceededException");
    let delete = api
        .delete_policy_version()
        .policy_name("p")
        .policy_version_id("2");
    delete.send().await.expect("deleted");
    let next = version().send().await.expect("a version");
    assert_eq!(next.policy_version_id(), Some("6"));
}

async fn the_default_version_and_a_policy_in_use_are_not_deleted(aws: &Aws) {
    let api = aws.iot();
    policy(&api, "p").await;
    let version = api
        .create_policy_version()
        .policy_name("p")
        .policy_document(WIDER);
    version.send().await.expect("a version");
    let delete_version = |id: &str| api.delete_policy_version().policy_name("p").policy_version_id(id);
    assert_eq!(
        refusal(delete_version("1").send().await),
        "DeleteConflictException"
    );
    let delete = || api.delete_policy().policy_name("p");
    assert_eq!(refusal(delete().send().await), "DeleteConflictException");
    delete_version("2").send().await.expect("deleted");
    let target = certificate(&api).await;
    api.attach_policy()
        .policy_name("p")
        .target(&target)
        .send()
        .await
        .expect("attached");
    assert_eq!(refusal(delete().send().await), "DeleteConflictException");
    api.detach_policy()
        .policy_name("p")
        .target(&target)
        .send()
        .await
        .expect("detached");
    delete().send().await.expect("deleted");
    assert_eq!(refusal(delete().send().await), "ResourceNotFoundException");
}

async fn a_policy_is_attached_to_a_certificate_that_is_there(aws: &Aws) {
    let api = aws.iot();
    policy(&api, "p").await;
    let target = certificate(&api).await;
    let attach = |target: &str| api.attach_policy().policy_name("p").target(target);
    assert_eq!(
        refusal(attach(&format!("{target}0")).send().await),
        "ResourceNotFoundException"
    );
    assert_eq!(
        refusal(attach("anything").send().await),
        "InvalidRequestException"
    );
    attach(&target).send().await.expect("attached");
    let listed = api
        .list_attached_policies()
        .target(&target)
        .send()
        .await
        .expect("a list");
    assert_eq!(listed.policies()[0].policy_name(), Some("p"));
    let targets = api
        .list_targets_for_policy()
        .policy_name("p")
        .send()
        .await
        .expect("a list");
    assert_eq!(targets.targets(), [target]);
}

async fn a_certificate_is_deactivated_before_it_is_deleted(aws: &Aws) {
    let api = aws.iot();
    let bad = api
        .register_certificate_without_ca()
        .certificate_pem("nothing")
        .send()
        .await;
    assert_eq!(refusal(bad), "CertificateValidationException");
    let arn = certificate(&api).await;
    let id = arn.rsplit('/').next().expect("an id");
    assert_eq!(id.len(), 64);
    let read = api
        .describe_certificate()
        .certificate_id(id)
        .send()
        .await
        .expect("it");
    let read = read.certificate_description().expect("one");
    assert_eq!(
        (read.status(), read.certificate_pem()),
        (Some(&CertificateStatus::Active), Some(PEM))
    );
    let delete = || api.delete_certificate().certificate_id(id);
    assert_eq!(refusal(delete().send().await), "CertificateStateException");
    let update = api
        .update_certificate()
        .certificate_id(id)
        .new_status(CertificateStatus::Inactive);
    update.send().await.expect("inactive");
    delete().send().await.expect("deleted");
    let listed = api.list_certificates().send().await.expect("a list");
    assert!(listed.certificates().is_empty());
}

async fn a_thing_holds_a_certificate(aws: &Aws) {
    let api = aws.iot();
    let arn = certificate(&api).await;
    let made = api
        .create_thing()
        .thing_name("monitor-4")
        .send()
        .await
        .expect("a thing");
    let read = api
        .describe_thing()
        .thing_name("monitor-4")
        .send()
        .await
        .expect("it");
    assert_eq!(read.thing_id(), made.thing_id());
    assert_eq!(read.default_client_id(), Some("monitor-4"));
    let attach = api
        .attach_thing_principal()
        .thing_name("monitor-4")
        .principal(&arn);
    attach.send().await.expect("attached");
    let held = api
        .list_thing_principals()
        .thing_name("monitor-4")
        .send()
        .await
        .expect("a list");
    assert_eq!(held.principals(), std::slice::from_ref(&arn));
    let delete = || api.delete_thing().thing_name("monitor-4");
    assert_eq!(refusal(delete().send().await), "InvalidRequestException");
    let detach = api
        .detach_thing_principal()
        .thing_name("monitor-4")
        .principal(&arn);
    detach.send().await.expect("detached");
    delete().send().await.expect("deleted");
    assert!(
        api.list_things()
            .send()
            .await
            .expect("a list")
            .things()
            .is_empty()
    );
}

async fn the_endpoint_is_of_the_region_and_stays(aws: &Aws) {
    let api = aws.iot();
    let ask = || api.describe_endpoint().endpoint_type("iot:Data-ATS");
    let first = ask()
        .send()
        .await
        .expect("an endpoint")
        .endpoint_address
        .expect("a host");
    assert!(first.ends_with("-ats.iot.us-east-1.amazonaws.com"), "{first}");
    let again = ask().send().await.expect("an endpoint");
    assert_eq!(again.endpoint_address(), Some(first.as_str()));
    let wrong = api.describe_endpoint().endpoint_type("iot:Nothing").send().await;
    assert_eq!(refusal(wrong), "InvalidRequestException");
}

async fn tags_of_a_policy_are_added_and_removed(aws: &Aws) {
    let api = aws.iot();
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("a tag");
    let made = api
        .create_policy()
        .policy_name("p")
        .policy_document(DOCUMENT)
        .tags(tag("team", "cardio"));
    let arn = made.send().await.expect("a policy").policy_arn.expect("an ARN");
    api.tag_resource()
        .resource_arn(&arn)
        .tags(tag("data", "phi"))
        .send()
        .await
        .expect("tagged");
    api.untag_resource()
        .resource_arn(&arn)
        .tag_keys("team")
        .send()
        .await
        .expect("untagged");
    let read = api
        .list_tags_for_resource()
        .resource_arn(&arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(read.tags(), [tag("data", "phi")]);
}

cases! {
    "iot";
    GetPolicy: a_policy_is_read_as_it_was_made,
    CreatePolicy: a_malformed_policy_is_refused,
    ListPolicies: policies_are_listed_in_order_and_in_pages,
    CreatePolicyVersion: a_new_version_speaks_when_it_is_made_the_default,
    CreatePolicyVersion: a_policy_has_five_versions_at_most,
    DeletePolicy: the_default_version_and_a_policy_in_use_are_not_deleted,
    AttachPolicy: a_policy_is_attached_to_a_certificate_that_is_there,
    DeleteCertificate: a_certificate_is_deactivated_before_it_is_deleted,
    CreateThing: a_thing_holds_a_certificate,
    DescribeEndpoint: the_endpoint_is_of_the_region_and_stays,
    ListTagsForResource: tags_of_a_policy_are_added_and_removed,
}
