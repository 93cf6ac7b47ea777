//! STS: who is calling, and temporary credentials.

use crate::place::{ACCOUNT, Aws, REGION, START, complaint, refusal};
use aws_credential_types::Credentials;
use aws_sdk_iam::types::StatusType;
use aws_sdk_sts::Client;
use aws_sdk_sts::types::{Credentials as Given, Tag};

const OPERATOR: &str = "arn:aws:sts::123456789012:assumed-role/SecurityOperator/maria";

/// A client that signs with temporary credentials.
fn with(aws: &Aws, given: &Given) -> Client {
    let token = Some(given.session_token().to_owned());
    let (id, secret) = (given.access_key_id(), given.secret_access_key());
    let credentials = Credentials::new(id, secret, token, None, "test");
    Client::new(&aws.config_as(REGION, credentials))
}

/// A user and a client that signs with its access key.
async fn user(aws: &Aws, name: &str) -> (aws_sdk_iam::types::User, Client) {
    let iam = aws.iam();
    let made = iam.create_user().user_name(name).send().await.expect("a user");
    let key = iam
        .create_access_key()
        .user_name(name)
        .send()
        .await
        .expect("a key");
    let key = key.access_key().expect("a key");
    let credentials = Credentials::new(key.access_key_id(), key.secret_access_key(), None, None, "test");
    let client = Client::new(&aws.config_as(REGION, credentials));
    (made.user().expect("a user").clone(), client)
}

/// A role that trusts as the statement's end says.
async fn role(aws: &Aws, name: &str, trust: &str) -> String {
    let document = format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{trust}}}]}}"#);
    let made = aws
        .iam()
        .create_role()
        .role_name(name)
        .assume_role_policy_document(document)
        .send()
        .await
        .expect("a role");
    made.role().expect("a role").arn().to_owned()
}

async fn open_role(aws: &Aws, name: &str) -> String {
    let trust = format!(
        r#""Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":["sts:AssumeRole","sts:TagSession"]"#
    );
    role(aws, name, &trust).await
}

async fn the_operator_is_told_who_it_is(aws: &Aws) {
    let identity = aws.sts().get_caller_identity().send().await.expect("an identity");
    assert_eq!(identity.arn(), Some(OPERATOR));
    assert_eq!(identity.account(), Some(ACCOUNT));
    let id = identity.user_id().expect("an id");
    assert!(id.starts_with("AROA") && id.ends_with(":maria"), "{id}");
}

async fn a_user_is_told_who_it_is(aws: &Aws) {
    let (user, sts) = user(aws, "anna").await;
    let identity = sts.get_caller_identity().send().await.expect("an identity");
    assert_eq!(identity.arn(), Some(user.arn()));
    assert_eq!(identity.user_id(), Some(user.user_id()));
}

async fn an_access_key_that_is_inactive_or_deleted_is_refused(aws: &Aws) {
    let iam = aws.iam();
    let (_, sts) = user(aws, "anna").await;
    let keys = iam
        .list_access_keys()
        .user_name("anna")
        .send()
        .await
        .expect("keys");
    let id = keys.access_key_metadata()[0]
        .access_key_id()
        .expect("an id")
        .to_owned();
    let set = |status| {
        iam.update_access_key()
            .user_name("anna")
            .access_key_id(&id)
            .status(status)
            .send()
    };
    set(StatusType::Inactive).await.expect("inactive");
    assert_eq!(
        refusal(sts.get_caller_identity().send().await),
        "InvalidClientTokenId"
    );
    set(StatusType::Active).await.expect("active");
    sts.get_caller_identity().send().await.expect("an identity");
    let delete = iam.delete_access_key().user_name("anna").access_key_id(&id);
    delete.send().await.expect("deleted");
    assert_eq!(
        refusal(sts.get_caller_identity().send().await),
        "InvalidClientTokenId"
    );
}

async fn a_session_acts_as_its_role_until_it_expires(aws: &Aws) {
    let arn = open_role(aws, "auditor").await;
    let made = aws
        .sts()
        .assume_role()
        .role_arn(&arn)
        .role_session_name("maria@night")
        .send()
        .await
        .expect("assumed");
    let session = format!("arn:aws:sts::{ACCOUNT}:assumed-role/auditor/maria@night");
    let who = made.assumed_role_user().expect("a user");
    assert_eq!(who.arn(), session);
    assert!(who.assumed_role_id().ends_with(":maria@night"));
    let given = made.credentials().expect("credentials");
    assert!(given.access_key_id().starts_with("ASIA"));
    assert_eq!(given.expiration().secs(), START + 3600);
    let identity = with(aws, given)
        .get_caller_identity()
        .send()
        .await
        .expect("an identity");
    assert_eq!(identity.arn(), Some(session.as_str()));
    assert_eq!(identity.user_id(), Some(who.assumed_role_id()));
    aws.later(3600);
    let late = with(aws, given).get_caller_identity().send().await;
    assert_eq!(refusal(late), "ExpiredToken");
    let token = Some(given.session_token().to_owned());
    let (id, secret) = (given.access_key_id(), given.secret_access_key());
    let config = aws.config_as(REGION, Credentials::new(id, secret, token, None, "test"));
    let keys = aws_sdk_kms::Client::new(&config).list_keys().send().await;
    assert_eq!(refusal(keys), "ExpiredTokenException");
}

async fn a_role_lets_in_whom_its_trust_policy_names(aws: &Aws) {
    let (anna, as_anna) = user(aws, "anna").await;
    let (_, as_tom) = user(aws, "tom").await;
    let trust = format!(
        r#""Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole""#,
        anna.arn()
    );
    let arn = role(aws, "hers", &trust).await;
    let assume = |sts: Client, arn: &str| sts.assume_role().role_arn(arn).role_session_name("work").send();
    assume(as_anna, &arn).await.expect("assumed");
    assert_eq!(refusal(assume(as_tom, &arn).await), "AccessDenied");
    let ghost = format!("arn:aws:iam::{ACCOUNT}:role/ghost");
    let nobody = assume(aws.sts(), &ghost).await;
    assert_eq!(
        complaint(nobody),
        format!("User: {OPERATOR} is not authorized to perform: sts:AssumeRole on resource: {ghost}")
    );
    let for_services = aws.role("sagemaker-exec").await;
    assert_eq!(refusal(assume(aws.sts(), &for_services).await), "AccessDenied");
}

async fn a_role_may_ask_for_an_external_id(aws: &Aws) {
    let trust = format!(
        r#""Principal":{{"AWS":"{ACCOUNT}"}},"Action":"sts:AssumeRole","Condition":{{"StringEquals":{{"sts:ExternalId":"ward-7"}}}}"#
    );
    let arn = role(aws, "partner", &trust).await;
    let assume = |id: Option<&str>| {
        let call = aws.sts().assume_role().role_arn(&arn).role_session_name("work");
        call.set_external_id(id.map(str::to_owned)).send()
    };
    assert_eq!(refusal(assume(None).await), "AccessDenied");
    assert_eq!(refusal(assume(Some("ward-8")).await), "AccessDenied");
    assume(Some("ward-7")).await.expect("assumed");
}

async fn tags_of_a_session_must_be_allowed(aws: &Aws) {
    let tagged = |arn: String, keys: &[&str]| {
        let tags = keys
            .iter()
            .map(|key| Tag::builder().key(*key).value("v").build().expect("a tag"));
        let call = aws.sts().assume_role().role_arn(arn).role_session_name("work");
        call.set_tags(Some(tags.collect())).send()
    };
    let open = open_role(aws, "tagged").await;
    let size = tagged(open.clone(), &["team"])
        .await
        .expect("assumed")
        .session_token_utilization();
    assert_eq!(size, Some(1));
    let trust = format!(r#""Principal":{{"AWS":"{ACCOUNT}"}},"Action":"sts:AssumeRole""#);
    let plain = role(aws, "plain", &trust).await;
    assert!(complaint(tagged(plain, &["team"]).await).contains("sts:TagSession"));
    assert_eq!(
        refusal(tagged(open, &["team", "Team"]).await),
        "InvalidParameterValue"
    );
}

async fn a_session_lasts_no_longer_than_its_role_allows(aws: &Aws) {
    let arn = open_role(aws, "auditor").await;
    let assume = |seconds| {
        let call = aws.sts().assume_role().role_arn(&arn).role_session_name("work");
        call.duration_seconds(seconds).send()
    };
    for seconds in [899, 43_201, 7200] {
        assert_eq!(refusal(assume(seconds).await), "ValidationError", "{seconds}");
    }
    let update = aws
        .iam()
        .update_role()
        .role_name("auditor")
        .max_session_duration(7200);
    update.send().await.expect("updated");
    let made = assume(7200).await.expect("assumed");
    let expires = made.credentials().expect("credentials").expiration().secs();
    assert_eq!(expires, START + 7200);
}

async fn a_session_has_a_name_that_can_stand_in_an_arn(aws: &Aws) {
    let arn = open_role(aws, "auditor").await;
    let long = "x".repeat(65);
    for name in ["x", "with space", "a/b", &long] {
        let refused = aws
            .sts()
            .assume_role()
            .role_arn(&arn)
            .role_session_name(name)
            .send()
            .await;
        assert_eq!(refusal(refused), "ValidationError", "{name}");
    }
}

async fn a_user_gets_a_session_and_a_session_gets_none(aws: &Aws) {
    let (anna, sts) = user(aws, "anna").await;
    let made = sts
        .get_session_token()
        .duration_seconds(900)
        .send()
        .await
        .expect("a token");
    let given = made.credentials().expect("credentials");
    assert_eq!(given.expiration().secs(), START + 900);
    let identity = with(aws, given)
        .get_caller_identity()
        .send()
        .await
        .expect("an identity");
    assert_eq!(identity.arn(), Some(anna.arn()));
    assert_eq!(
        refusal(aws.sts().get_session_token().send().await),
        "AccessDenied"
    );
}

async fn a_federated_user_has_an_arn_of_its_own(aws: &Aws) {
    let (_, sts) = user(aws, "anna").await;
    let made = sts
        .get_federation_token()
        .name("visitor")
        .send()
        .await
        .expect("a token");
    let arn = format!("arn:aws:sts::{ACCOUNT}:federated-user/visitor");
    assert_eq!(made.federated_user().expect("a user").arn(), arn);
    let given = made.credentials().expect("credentials");
    let identity = with(aws, given)
        .get_caller_identity()
        .send()
        .await
        .expect("an identity");
    assert_eq!(identity.arn(), Some(arn.as_str()));
}

async fn a_web_identity_of_nobody_is_refused(aws: &Aws) {
    let arn = open_role(aws, "deployer").await;
    let refused = aws
        .sts()
        .assume_role_with_web_identity()
        .role_arn(arn)
        .role_session_name("deploy")
        .web_identity_token("a.b.c.d")
        .send()
        .await;
    assert_eq!(refusal(refused), "InvalidIdentityToken");
}

async fn an_access_key_tells_its_account(aws: &Aws) {
    let info = |key: &str| aws.sts().get_access_key_info().access_key_id(key).send();
    let told = info("AKIAIOSFODNN7EXAMPLE").await.expect("an account");
    assert_eq!(told.account(), Some(ACCOUNT));
    assert_eq!(refusal(info("short").await), "ValidationError");
}

async fn a_message_that_sts_did_not_encode_is_not_decoded(aws: &Aws) {
    let refused = aws
        .sts()
        .decode_authorization_message()
        .encoded_message("hello")
        .send()
        .await;
    assert_eq!(refusal(refused), "InvalidAuthorizationMessageException");
}

cases! {
    "sts";
    GetCallerIdentity: the_operator_is_told_who_it_is,
    GetCallerIdentity: a_user_is_told_who_it_is,
    GetCallerIdentity: an_access_key_that_is_inactive_or_deleted_is_refused,
    AssumeRole: a_session_acts_as_its_role_until_it_expires,
    AssumeRole: a_role_lets_in_whom_its_trust_policy_names,
    AssumeRole: a_role_may_ask_for_an_external_id,
    AssumeRole: tags_of_a_session_must_be_allowed,
    AssumeRole: a_session_lasts_no_longer_than_its_role_allows,
    AssumeRole: a_session_has_a_name_that_can_stand_in_an_arn,
    GetSessionToken: a_user_gets_a_session_and_a_session_gets_none,
    GetFederationToken: a_federated_user_has_an_arn_of_its_own,
    AssumeRoleWithWebIdentity: a_web_identity_of_nobody_is_refused,
    GetAccessKeyInfo: an_access_key_tells_its_account,
    DecodeAuthorizationMessage: a_message_that_sts_did_not_encode_is_not_decoded,
}
