//! Bedrock's agents, knowledge bases, prompts and flows.

use crate::bedrock_models::{TRUST, role};
use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_bedrockagent::Client;
use aws_sdk_bedrockagent::types::{
    DataSourceConfiguration, DataSourceType, FlowDefinition, FlowNode, FlowNodeConfiguration, FlowNodeType,
    GuardrailConfiguration, KnowledgeBaseConfiguration, KnowledgeBaseType, PromptFlowNodeConfiguration,
    S3DataSourceConfiguration, ServerSideEncryptionConfiguration, VectorKnowledgeBaseConfiguration,
};

fn guardrail() -> GuardrailConfiguration {
    let config = GuardrailConfiguration::builder().guardrail_identifier("g-1");
    config.guardrail_version("1").build()
}

async fn agent(aws: &Aws, name: &str, key: &str) -> String {
    let call = aws.bedrock_agent().create_agent().agent_name(name);
    let call = call
        .agent_resource_role_arn(role(aws, &format!("{name}-exec"), TRUST).await)
        .foundation_model("a-model")
        .customer_encryption_key_arn(key)
        .guardrail_configuration(guardrail())
        .tags("team", "cardio");
    let made = call.send().await.expect("an agent");
    made.agent().expect("an agent").agent_id().to_owned()
}

async fn an_agent_keeps_its_role_key_and_guardrail(aws: &Aws) {
    let (api, key) = (aws.bedrock_agent(), aws.key().await);
    let id = agent(aws, "letters", &key).await;
    let read = api.get_agent().agent_id(&id).send().await.expect("the agent");
    let agent = read.agent().expect("the agent");
    assert!(agent.agent_resource_role_arn().ends_with(":role/letters-exec"));
    assert_eq!(agent.customer_encryption_key_arn(), Some(key.as_str()));
    assert_eq!(agent.guardrail_configuration(), Some(&guardrail()));
    assert_eq!(agent.idle_session_ttl_in_seconds(), 600, "the default");
    assert_eq!(agent.created_at().secs(), START);
    let tags = api
        .list_tags_for_resource()
        .resource_arn(agent.agent_arn())
        .send()
        .await;
    assert_eq!(tags.expect("tags").tags().expect("some")["team"], "cardio");
    let none = api.get_agent().agent_id("NOTHING").send().await;
    assert_eq!(refusal(none), "ResourceNotFoundException");
    api.delete_agent().agent_id(&id).send().await.expect("deleted");
    assert_eq!(
        refusal(api.get_agent().agent_id(&id).send().await),
        "ResourceNotFoundException"
    );
}

async fn agents_are_listed_and_named_once(aws: &Aws) {
    let (api, key) = (aws.bedrock_agent(), aws.key().await);
    agent(aws, "letters", &key).await;
    agent(aws, "claims", &key).await;
    let again = api.create_agent().agent_name("claims").send().await;
    assert_eq!(refusal(again), "ConflictException");
    let nobody = format!("arn:aws:iam::{ACCOUNT}:role/nobody");
    let lost = api
        .create_agent()
        .agent_name("lost")
        .agent_resource_role_arn(nobody);
    assert_eq!(refusal(lost.send().await), "ValidationException");
    let first = api.list_agents().max_results(1).send().await.expect("a page");
    let token = first.next_token().expect("a token");
    let second = api
        .list_agents()
        .max_results(1)
        .next_token(token)
        .send()
        .await
        .expect("a page");
    let mut names = [&first, &second].map(|page| page.agent_summaries()[0].agent_name());
    names.sort_unstable();
    assert_eq!((names, second.next_token()), (["claims", "letters"], None));
}

async fn base(aws: &Aws, api: &Client) -> String {
    let vector = VectorKnowledgeBaseConfiguration::builder().embedding_model_arn("arn:aws:bedrock:::model/m");
    let config = KnowledgeBaseConfiguration::builder()
        .r#type(KnowledgeBaseType::Vector)
        .vector_knowledge_base_configuration(vector.build().expect("a model"));
    let call = api.create_knowledge_base().name("guidelines");
    let call = call
        .role_arn(role(aws, "base-exec", TRUST).await)
        .knowledge_base_configuration(config.build().expect("a configuration"))
        .tags("team", "cardio");
    let made = call.send().await.expect("a knowledge base");
    made.knowledge_base().expect("it").knowledge_base_id().to_owned()
}

async fn source(api: &Client, base: &str, name: &str, key: Option<&str>) -> String {
    let s3 = S3DataSourceConfiguration::builder()
        .bucket_arn("arn:aws:s3:::data")
        .build();
    let config = DataSourceConfiguration::builder()
        .r#type(DataSourceType::S3)
        .s3_configuration(s3.expect("a bucket"));
    let sse = key.map(|key| {
        ServerSideEncryptionConfiguration::builder()
            .kms_key_arn(key)
            .build()
    });
    let call = api.create_data_source().knowledge_base_id(base).name(name);
    let call = call
        .data_source_configuration(config.build().expect("a configuration"))
        .set_server_side_encryption_configuration(sse);
    let made = call.send().await.expect("a data source");
    made.data_source().expect("it").data_source_id().to_owned()
}

async fn knowledge_bases_are_listed_with_their_tags(aws: &Aws) {
    let api = aws.bedrock_agent();
    let id = base(aws, &api).await;
    let listed = api.list_knowledge_bases().send().await.expect("a list");
    let one = &listed.knowledge_base_summaries()[0];
    assert_eq!((one.knowledge_base_id(), one.name()), (id.as_str(), "guidelines"));
    let arn = format!("arn:aws:bedrock:us-east-1:{ACCOUNT}:knowledge-base/{id}");
    let tags = api.list_tags_for_resource().resource_arn(arn).send().await;
    assert_eq!(tags.expect("tags").tags().expect("some")["team"], "cardio");
}

async fn data_sources_are_listed_by_their_base(aws: &Aws) {
    let api = aws.bedrock_agent();
    let id = base(aws, &api).await;
    let made = source(&api, &id, "documents", None).await;
    let list = |base: &str| api.list_data_sources().knowledge_base_id(base).send();
    let listed = list(&id).await.expect("a list");
    let ids: Vec<&str> = listed
        .data_source_summaries()
        .iter()
        .map(aws_sdk_bedrockagent::types::DataSourceSummary::data_source_id)
        .collect();
    assert_eq!(ids, [made]);
    assert_eq!(refusal(list("NOTHING").await), "ResourceNotFoundException");
}

async fn a_data_source_keeps_its_bucket_and_key(aws: &Aws) {
    let (api, key) = (aws.bedrock_agent(), aws.key().await);
    let base = base(aws, &api).await;
    for (name, key) in [("closed", Some(key.as_str())), ("open", None)] {
        let id = source(&api, &base, name, key).await;
        let read = api.get_data_source().knowledge_base_id(&base).data_source_id(id);
        let read = read.send().await.expect("the data source");
        let source = read.data_source().expect("it");
        let sse = source.server_side_encryption_configuration();
        assert_eq!(sse.and_then(|s| s.kms_key_arn()), key, "{name}");
        let config = source.data_source_configuration().expect("a configuration");
        let bucket = config.s3_configuration().expect("S3").bucket_arn();
        assert_eq!(
            (source.knowledge_base_id(), bucket),
            (base.as_str(), "arn:aws:s3:::data")
        );
    }
}

async fn a_prompt_keeps_its_key(aws: &Aws) {
    let (api, key) = (aws.bedrock_agent(), aws.key().await);
    let make = |name: &str, key: Option<String>| {
        api.create_prompt()
            .name(name)
            .set_customer_encryption_key_arn(key)
            .send()
    };
    let closed = make("closed", Some(key.clone())).await.expect("a prompt");
    let open = make("open", None).await.expect("a prompt");
    for (id, key) in [(closed.id(), Some(key.as_str())), (open.id(), None)] {
        let read = api
            .get_prompt()
            .prompt_identifier(id)
            .send()
            .await
            .expect("the prompt");
        assert_eq!(
            (read.customer_encryption_key_arn(), read.version()),
            (key, "DRAFT")
        );
    }
}

async fn prompts_are_listed(aws: &Aws) {
    let api = aws.bedrock_agent();
    assert!(
        api.list_prompts()
            .send()
            .await
            .expect("a list")
            .prompt_summaries()
            .is_empty()
    );
    let made = api.create_prompt().name("letter").send().await.expect("a prompt");
    let listed = api.list_prompts().send().await.expect("a list");
    let one = &listed.prompt_summaries()[0];
    assert_eq!((one.arn(), one.name()), (made.arn(), "letter"));
}

async fn flow(aws: &Aws, api: &Client) -> String {
    let prompt = PromptFlowNodeConfiguration::builder().guardrail_configuration(guardrail());
    let node = FlowNode::builder()
        .name("Draft")
        .r#type(FlowNodeType::Prompt)
        .configuration(FlowNodeConfiguration::Prompt(prompt.build()))
        .build();
    let definition = FlowDefinition::builder().nodes(node.expect("a node")).build();
    let call = api.create_flow().name("review").definition(definition);
    let call = call.execution_role_arn(role(aws, "flow-exec", TRUST).await);
    call.send().await.expect("a flow").id().to_owned()
}

async fn a_flow_keeps_the_guardrails_of_its_nodes(aws: &Aws) {
    let api = aws.bedrock_agent();
    let id = flow(aws, &api).await;
    let read = api
        .get_flow()
        .flow_identifier(&id)
        .send()
        .await
        .expect("the flow");
    assert!(read.execution_role_arn().ends_with(":role/flow-exec"));
    let node = &read.definition().expect("a definition").nodes()[0];
    let Some(FlowNodeConfiguration::Prompt(prompt)) = node.configuration() else {
        panic!("{node:?}");
    };
    assert_eq!(prompt.guardrail_configuration(), Some(&guardrail()));
}

async fn flows_are_listed(aws: &Aws) {
    let api = aws.bedrock_agent();
    let id = flow(aws, &api).await;
    let listed = api.list_flows().send().await.expect("a list");
    let one = &listed.flow_summaries()[0];
    assert_eq!(
        (one.id(), one.name(), one.version()),
        (id.as_str(), "review", "DRAFT")
    );
}

cases! {
    "bedrock";
    GetAgent: an_agent_keeps_its_role_key_and_guardrail,
    ListAgents: agents_are_listed_and_named_once,
    ListKnowledgeBases: knowledge_bases_are_listed_with_their_tags,
    ListDataSources: data_sources_are_listed_by_their_base,
    GetDataSource: a_data_source_keeps_its_bucket_and_key,
    GetPrompt: a_prompt_keeps_its_key,
    ListPrompts: prompts_are_listed,
    GetFlow: a_flow_keeps_the_guardrails_of_its_nodes,
    ListFlows: flows_are_listed,
}
