//! Bedrock's guardrails: their policies, versions and tags, and the one that is
//! enforced on every invocation.

use crate::place::{Aws, START, complaint, refusal};
use aws_sdk_bedrock::Client;
use aws_sdk_bedrock::operation::create_guardrail::builders::CreateGuardrailFluentBuilder;
use aws_sdk_bedrock::types::{
    AccountEnforcedGuardrailInferenceInputConfiguration as Enforced, GuardrailContentFilterConfig,
    GuardrailContentFilterType as Filter, GuardrailContentPolicyConfig,
    GuardrailContextualGroundingFilterConfig, GuardrailContextualGroundingFilterType,
    GuardrailContextualGroundingPolicyConfig, GuardrailFilterStrength as Strength, GuardrailPiiEntityConfig,
    GuardrailPiiEntityType, GuardrailSensitiveInformationAction as Action,
    GuardrailSensitiveInformationPolicyConfig, GuardrailTopicConfig, GuardrailTopicPolicyConfig,
    GuardrailTopicType, GuardrailWordConfig, GuardrailWordPolicyConfig, Tag,
};

fn pii() -> GuardrailSensitiveInformationPolicyConfig {
    let entity = GuardrailPiiEntityConfig::builder()
        .r#type(GuardrailPiiEntityType::Name)
        .action(Action::Anonymize);
    let policy = GuardrailSensitiveInformationPolicyConfig::builder();
    policy
        .pii_entities_config(entity.build().expect("an entity"))
        .build()
}

fn content(kind: Filter, output: Strength) -> GuardrailContentPolicyConfig {
    let filter = GuardrailContentFilterConfig::builder()
        .r#type(kind)
        .input_strength(Strength::High)
        .output_strength(output);
    let policy = GuardrailContentPolicyConfig::builder().filters_config(filter.build().expect("a filter"));
    policy.build().expect("a policy")
}

fn topic(definition: &str) -> GuardrailTopicPolicyConfig {
    let topic = GuardrailTopicConfig::builder()
        .name("dosage")
        .definition(definition)
        .examples("How much heparin?")
        .r#type(GuardrailTopicType::Deny);
    let policy = GuardrailTopicPolicyConfig::builder().topics_config(topic.build().expect("a topic"));
    policy.build().expect("a policy")
}

fn grounding(threshold: f64) -> GuardrailContextualGroundingPolicyConfig {
    let filter = GuardrailContextualGroundingFilterConfig::builder()
        .r#type(GuardrailContextualGroundingFilterType::Grounding)
        .threshold(threshold);
    let policy = GuardrailContextualGroundingPolicyConfig::builder();
    policy
        .filters_config(filter.build().expect("a filter"))
        .build()
        .expect("a policy")
}

/// A guardrail that is not yet asked for.
fn ask(api: &Client, name: &str) -> CreateGuardrailFluentBuilder {
    let call = api.create_guardrail().name(name);
    call.blocked_input_messaging("no").blocked_outputs_messaging("no")
}

/// Makes a guardrail that anonymises names, and gives its id.
async fn guardrail(api: &Client, key: &str) -> String {
    let call = ask(api, "letters")
        .kms_key_id(key)
        .sensitive_information_policy_config(pii());
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
    let word = GuardrailWordConfig::builder()
        .text("lawsuit")
        .build()
        .expect("a word");
    let words = GuardrailWordPolicyConfig::builder().words_config(word).build();
    let id = key.rsplit('/').next().expect("an id");
    let call = ask(&api, "letters").kms_key_id(id).description("letters");
    let call = call
        .sensitive_information_policy_config(pii())
        .word_policy_config(words);
    let call = call.content_policy_config(content(Filter::PromptAttack, Strength::None));
    let call = call
        .topic_policy_config(topic("Doses"))
        .contextual_grounding_policy_config(grounding(0.8));
    let made = call.send().await.expect("a guardrail");
    assert_eq!(made.version(), "DRAFT");
    let read = api
        .get_guardrail()
        .guardrail_identifier(made.guardrail_arn())
        .send()
        .await
        .expect("it");
    assert_eq!(read.kms_key_arn(), Some(key.as_str()));
    assert_eq!((read.name(), read.description()), ("letters", Some("letters")));
    assert_eq!(
        (read.blocked_input_messaging(), read.status().as_str()),
        ("no", "READY")
    );
    assert_eq!(read.created_at().secs(), START);
    let entity = &read
        .sensitive_information_policy()
        .expect("a policy")
        .pii_entities()[0];
    assert_eq!(
        (entity.r#type(), entity.action()),
        (&GuardrailPiiEntityType::Name, &Action::Anonymize)
    );
    assert_eq!(
        (entity.output_action(), entity.output_enabled()),
        (Some(&Action::Anonymize), Some(true))
    );
    let filter = &read.content_policy().expect("a policy").filters()[0];
    assert_eq!(
        (filter.r#type(), filter.input_strength()),
        (&Filter::PromptAttack, &Strength::High)
    );
    assert_eq!(
        read.topic_policy().expect("a policy").topics()[0].examples(),
        ["How much heparin?"]
    );
    assert_eq!(read.word_policy().expect("a policy").words()[0].text(), "lawsuit");
    let grounding = &read.contextual_grounding_policy().expect("a policy").filters()[0];
    assert!((grounding.threshold() - 0.8).abs() < f64::EPSILON);
}

async fn a_guardrail_that_breaks_the_rules_is_refused(aws: &Aws) {
    let api = aws.bedrock();
    let good = || ask(&api, "a").sensitive_information_policy_config(pii());
    let disabled = aws.key().await;
    aws.kms()
        .disable_key()
        .key_id(&disabled)
        .send()
        .await
        .expect("disabled");
    let wrong = [
        ask(&api, "nothing"),
        good().name("two words"),
        good().name("a".repeat(51)),
        good().blocked_input_messaging("n".repeat(501)),
        good().topic_policy_config(topic(&"d".repeat(201))),
        good().content_policy_config(content(Filter::PromptAttack, Strength::High)),
        good().content_policy_config(content(Filter::Violence, Strength::from("EXTREME"))),
        good().contextual_grounding_policy_config(grounding(1.0)),
        good().kms_key_id("alias/none"),
        good().kms_key_id(&disabled),
    ];
    for (n, call) in wrong.into_iter().enumerate() {
        assert_eq!(refusal(call.send().await), "ValidationException", "{n}");
    }
    let long = good().name("a".repeat(51)).send().await;
    assert!(complaint(long).contains("'name'"));
}

async fn a_name_is_used_once_and_a_token_makes_one(aws: &Aws) {
    let api = aws.bedrock();
    let make = |token: &str| {
        let call = ask(&api, "letters").sensitive_information_policy_config(pii());
        call.client_request_token(token)
    };
    let first = make("one").send().await.expect("a guardrail");
    let again = make("one").send().await.expect("the same");
    assert_eq!(first.guardrail_id(), again.guardrail_id());
    assert_eq!(refusal(make("two").send().await), "ConflictException");
}

async fn an_update_replaces_the_draft_and_leaves_versions(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let id = guardrail(&api, &key).await;
    let version = api
        .create_guardrail_version()
        .guardrail_identifier(&id)
        .description("first");
    assert_eq!(version.send().await.expect("a version").version(), "1");
    aws.later(60);
    let update = api.update_guardrail().guardrail_identifier(&id).name("replies");
    let update = update
        .blocked_input_messaging("stop")
        .blocked_outputs_messaging("stop");
    let update = update.content_policy_config(content(Filter::Hate, Strength::Low));
    let updated = update.send().await.expect("updated");
    assert_eq!(updated.updated_at().secs(), START + 60);
    let get = || api.get_guardrail().guardrail_identifier(&id);
    let draft = get().send().await.expect("the draft");
    assert_eq!(
        (draft.name(), draft.blocked_input_messaging()),
        ("replies", "stop")
    );
    assert_eq!(draft.kms_key_arn(), None);
    assert!(draft.sensitive_information_policy().is_none());
    let first = get().guardrail_version("1").send().await.expect("the version");
    assert_eq!(
        (first.name(), first.version(), first.description()),
        ("letters", "1", Some("first"))
    );
    assert_eq!(first.kms_key_arn(), Some(key.as_str()));
    assert_eq!(
        refusal(get().guardrail_version("2").send().await),
        "ResourceNotFoundException"
    );
}

async fn guardrails_are_listed_by_draft_and_one_by_its_versions(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let id = guardrail(&api, &key).await;
    let other = ask(&api, "claims").sensitive_information_policy_config(pii());
    other.send().await.expect("another");
    let version = api.create_guardrail_version().guardrail_identifier(&id);
    version.send().await.expect("a version");
    let list = || api.list_guardrails();
    let first = list().max_results(1).send().await.expect("a page");
    let token = first.next_token().expect("a token");
    let second = list()
        .max_results(1)
        .next_token(token)
        .send()
        .await
        .expect("a page");
    let mut names = [first.guardrails()[0].name(), second.guardrails()[0].name()];
    names.sort_unstable();
    assert_eq!(names, ["claims", "letters"]);
    assert_eq!(second.next_token(), None);
    let versions = list().guardrail_identifier(&id).send().await.expect("a list");
    let versions: Vec<_> = versions
        .guardrails()
        .iter()
        .map(|g| g.version().to_owned())
        .collect();
    assert_eq!(versions, ["DRAFT", "1"]);
}

async fn a_version_is_deleted_alone_and_a_guardrail_with_all_of_them(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let id = guardrail(&api, &key).await;
    let version = || api.create_guardrail_version().guardrail_identifier(&id);
    version().send().await.expect("a version");
    version().send().await.expect("a version");
    let delete = || api.delete_guardrail().guardrail_identifier(&id);
    delete().guardrail_version("1").send().await.expect("deleted");
    let again = delete().guardrail_version("1").send().await;
    assert_eq!(refusal(again), "ResourceNotFoundException");
    let next = version().send().await.expect("a version");
    assert_eq!(next.version(), "3", "numbers are not used again");
    delete().send().await.expect("deleted");
    let gone = api
        .get_guardrail()
        .guardrail_identifier(&id)
        .guardrail_version("2")
        .send()
        .await;
    assert_eq!(refusal(gone), "ResourceNotFoundException");
}

async fn tags_of_a_guardrail_are_added_and_removed(aws: &Aws) {
    let api = aws.bedrock();
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("a tag");
    let call = ask(&api, "letters").sensitive_information_policy_config(pii());
    let made = call
        .tags(tag("team", "cardio"))
        .send()
        .await
        .expect("a guardrail");
    let arn = made.guardrail_arn();
    let add = api
        .tag_resource()
        .resource_arn(arn)
        .tags(tag("team", "fraud"))
        .tags(tag("data", "phi"));
    add.send().await.expect("tagged");
    api.untag_resource()
        .resource_arn(arn)
        .tag_keys("data")
        .send()
        .await
        .expect("untagged");
    let read = api
        .list_tags_for_resource()
        .resource_arn(arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(read.tags(), [tag("team", "fraud")]);
    let none = api
        .list_tags_for_resource()
        .resource_arn(format!("{arn}x"))
        .send()
        .await;
    assert_eq!(refusal(none), "ResourceNotFoundException");
}

async fn an_enforced_guardrail_is_listed_with_who_enforced_it(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let put = |id: &str| {
        api.put_enforced_guardrail_configuration()
            .guardrail_inference_config(config(id))
    };
    assert_eq!(refusal(put("nothing").send().await), "ResourceNotFoundException");
    let id = guardrail(&api, &key).await;
    assert_eq!(
        refusal(put(&id).send().await),
        "ResourceNotFoundException",
        "no such version"
    );
    let version = api.create_guardrail_version().guardrail_identifier(&id);
    version.send().await.expect("a version");
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
    let used = api.delete_guardrail().guardrail_identifier(&id).send().await;
    assert_eq!(refusal(used), "ResourceInUseException");
}

async fn a_guardrail_is_enforced_until_its_configuration_is_deleted(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let id = guardrail(&api, &key).await;
    let version = api.create_guardrail_version().guardrail_identifier(&id);
    version.send().await.expect("a version");
    let put = api
        .put_enforced_guardrail_configuration()
        .guardrail_inference_config(config(&id));
    let made = put.send().await.expect("enforced").config_id.expect("an id");
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
    CreateGuardrail: a_guardrail_that_breaks_the_rules_is_refused,
    CreateGuardrail: a_name_is_used_once_and_a_token_makes_one,
    UpdateGuardrail: an_update_replaces_the_draft_and_leaves_versions,
    ListGuardrails: guardrails_are_listed_by_draft_and_one_by_its_versions,
    DeleteGuardrail: a_version_is_deleted_alone_and_a_guardrail_with_all_of_them,
    ListTagsForResource: tags_of_a_guardrail_are_added_and_removed,
    ListEnforcedGuardrailsConfiguration: an_enforced_guardrail_is_listed_with_who_enforced_it,
    DeleteEnforcedGuardrailConfiguration: a_guardrail_is_enforced_until_its_configuration_is_deleted,
}
