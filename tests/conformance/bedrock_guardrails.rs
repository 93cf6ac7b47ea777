//! Bedrock: the guardrail that is enforced on every invocation.

use crate::place::{Aws, refusal};
use aws_sdk_bedrock::Client;
use aws_sdk_bedrock::types::{
    AccountEnforcedGuardrailInferenceInputConfiguration as Enforced, GuardrailPiiEntityConfig,
    GuardrailPiiEntityType, GuardrailSensitiveInformationAction, GuardrailSensitiveInformationPolicyConfig,
};

/// Makes a guardrail that anonymises names, and gives its id.
async fn guardrail(api: &Client, key: &str) -> String {
    let entity = GuardrailPiiEntityConfig::builder()
        .r#type(GuardrailPiiEntityType::Name)
        .action(GuardrailSensitiveInformationAction::Anonymize);
    let policy = GuardrailSensitiveInformationPolicyConfig::builder()
        .pii_entities_config(entity.build().expect("an entity"));
    let call = api.create_guardrail().name("letters").kms_key_id(key);
    let call = call.blocked_input_messaging("no").blocked_outputs_messaging("no");
    let call = call.sensitive_information_policy_config(policy.build());
    call.send().await.expect("a guardrail").guardrail_id().to_owned()
}

fn config(id: &str) -> Enforced {
    let config = Enforced::builder()
        .guardrail_identifier(id)
        .guardrail_version("1");
    config.build().expect("a configuration")
}

async fn a_guardrail_keeps_its_key_and_policies(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let id = guardrail(&api, &key).await;
    let read = api.get_guardrail().guardrail_identifier(&id).send().await;
    let read = read.expect("the guardrail");
    assert_eq!(read.kms_key_arn(), Some(key.as_str()));
    let policy = read.sensitive_information_policy().expect("a policy");
    assert_eq!(policy.pii_entities()[0].r#type(), &GuardrailPiiEntityType::Name);
    assert_eq!(policy.pii_entities()[0].action().as_str(), "ANONYMIZE");
}

async fn an_enforced_guardrail_is_listed_with_who_enforced_it(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let put = |id: &str| {
        api.put_enforced_guardrail_configuration()
            .guardrail_inference_config(config(id))
    };
    assert_eq!(refusal(put("nothing").send().await), "ResourceNotFoundException");
    let id = guardrail(&api, &key).await;
    let made = put(&id).send().await.expect("enforced");
    let listed = api
        .list_enforced_guardrails_configuration()
        .send()
        .await
        .expect("a list");
    let kept = &listed.guardrails_config()[0];
    assert_eq!(kept.guardrail_id(), Some(id.as_str()));
    assert_eq!(kept.guardrail_version(), Some("1"));
    assert_eq!(kept.config_id(), made.config_id());
    assert!(kept.created_by().is_some_and(|by| by.ends_with("/maria")));
}

async fn a_guardrail_is_enforced_until_its_configuration_is_deleted(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let id = guardrail(&api, &key).await;
    let put = api
        .put_enforced_guardrail_configuration()
        .guardrail_inference_config(config(&id));
    let made = put
        .send()
        .await
        .expect("enforced")
        .config_id()
        .expect("an id")
        .to_owned();
    let delete = || api.delete_enforced_guardrail_configuration().config_id(&made);
    delete().send().await.expect("deleted");
    let listed = api
        .list_enforced_guardrails_configuration()
        .send()
        .await
        .expect("a list");
    assert!(listed.guardrails_config().is_empty());
    assert_eq!(refusal(delete().send().await), "ResourceNotFoundException");
}

cases! {
    "bedrock";
    GetGuardrail: a_guardrail_keeps_its_key_and_policies,
    PutEnforcedGuardrailConfiguration: an_enforced_guardrail_is_listed_with_who_enforced_it,
    DeleteEnforcedGuardrailConfiguration: a_guardrail_is_enforced_until_its_configuration_is_deleted,
}
