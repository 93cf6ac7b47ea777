//! Bedrock AgentCore's runtimes, gateways, memories, browsers and interpreters.

use crate::bedrock_models::role;
use crate::place::{Aws, START, refusal};
use aws_sdk_bedrockagentcorecontrol::Client;
use aws_sdk_bedrockagentcorecontrol::types::{
    AgentRuntimeArtifact, AuthorizerType, BrowserNetworkConfiguration, BrowserNetworkMode,
    CodeInterpreterNetworkConfiguration, CodeInterpreterNetworkMode, ContainerConfiguration,
    NetworkConfiguration, NetworkMode, RecordingConfig, ResourceType, VpcConfig,
};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"bedrock-agentcore.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

fn place() -> VpcConfig {
    let config = VpcConfig::builder().subnets("subnet-1").security_groups("sg-1");
    config.build().expect("a placement")
}

/// Makes a runtime in a VPC and gives its id.
async fn runtime(aws: &Aws) -> String {
    let image = ContainerConfiguration::builder().container_uri("image:1").build();
    let network = NetworkConfiguration::builder()
        .network_mode(NetworkMode::Vpc)
        .network_mode_config(place());
    let call = aws
        .agentcore()
        .create_agent_runtime()
        .agent_runtime_name("letters");
    let call = call
        .agent_runtime_artifact(AgentRuntimeArtifact::ContainerConfiguration(
            image.expect("an image"),
        ))
        .role_arn(role(aws, "runtime-exec", TRUST).await)
        .network_configuration(network.build().expect("a network"))
        .tags("team", "cardio");
    call.send()
        .await
        .expect("a runtime")
        .agent_runtime_id()
        .to_owned()
}

async fn gateway(aws: &Aws, name: &str, authorizer: AuthorizerType, key: Option<&str>) -> String {
    let call = aws
        .agentcore()
        .create_gateway()
        .name(name)
        .authorizer_type(authorizer);
    let call = call
        .role_arn(role(aws, &format!("{name}-exec"), TRUST).await)
        .set_kms_key_arn(key.map(str::to_owned));
    call.send().await.expect("a gateway").gateway_id().to_owned()
}

async fn memory(api: &Client, name: &str, key: Option<&str>) -> String {
    let call = api.create_memory().name(name).event_expiry_duration(30);
    let made = call.set_encryption_key_arn(key.map(str::to_owned)).send().await;
    made.expect("a memory").memory().expect("it").id().to_owned()
}

async fn browser(api: &Client, name: &str, mode: BrowserNetworkMode, recorded: bool) -> String {
    let inside = mode == BrowserNetworkMode::Vpc;
    let network = BrowserNetworkConfiguration::builder()
        .network_mode(mode)
        .set_vpc_config(inside.then(place));
    let call = api.create_browser().name(name);
    let call = call
        .network_configuration(network.build())
        .recording(RecordingConfig::builder().enabled(recorded).build());
    call.send().await.expect("a browser").browser_id().to_owned()
}

async fn interpreter(api: &Client, name: &str, mode: CodeInterpreterNetworkMode) -> String {
    let inside = mode == CodeInterpreterNetworkMode::Vpc;
    let network = CodeInterpreterNetworkConfiguration::builder()
        .network_mode(mode)
        .set_vpc_config(inside.then(place));
    let call = api.create_code_interpreter().name(name);
    let call = call.network_configuration(network.build());
    call.send()
        .await
        .expect("an interpreter")
        .code_interpreter_id()
        .to_owned()
}

async fn a_runtime_keeps_its_network(aws: &Aws) {
    let api = aws.agentcore();
    let id = runtime(aws).await;
    let read = api
        .get_agent_runtime()
        .agent_runtime_id(&id)
        .send()
        .await
        .expect("the runtime");
    let network = read.network_configuration().expect("a network");
    assert_eq!(network.network_mode(), &NetworkMode::Vpc);
    assert_eq!(
        network.network_mode_config().expect("a placement").subnets(),
        ["subnet-1"]
    );
    assert!(read.role_arn().ends_with(":role/runtime-exec"));
    assert_eq!(
        (read.agent_runtime_version(), read.created_at().secs()),
        ("1", START)
    );
    let none = api.get_agent_runtime().agent_runtime_id("nothing").send().await;
    assert_eq!(refusal(none), "ResourceNotFoundException");
}

async fn runtimes_are_listed(aws: &Aws) {
    let id = runtime(aws).await;
    let listed = aws
        .agentcore()
        .list_agent_runtimes()
        .send()
        .await
        .expect("a list");
    let one = &listed.agent_runtimes()[0];
    assert_eq!(
        (one.agent_runtime_id(), one.agent_runtime_name()),
        (id.as_str(), "letters")
    );
}

async fn a_gateway_keeps_its_key(aws: &Aws) {
    let (api, key) = (aws.agentcore(), aws.key().await);
    for (name, key) in [("closed", Some(key.as_str())), ("open", None)] {
        let id = gateway(aws, name, AuthorizerType::AwsIam, key).await;
        let read = api
            .get_gateway()
            .gateway_identifier(id)
            .send()
            .await
            .expect("the gateway");
        assert_eq!(
            (read.kms_key_arn(), read.authorizer_type()),
            (key, &AuthorizerType::AwsIam)
        );
    }
    let untold = api
        .create_gateway()
        .name("tokens")
        .authorizer_type(AuthorizerType::CustomJwt);
    let untold = untold
        .role_arn(role(aws, "tokens-exec", TRUST).await)
        .send()
        .await;
    assert_eq!(refusal(untold), "ValidationException");
}

async fn gateways_are_listed_with_their_authorizers(aws: &Aws) {
    gateway(aws, "tools", AuthorizerType::None, None).await;
    let listed = aws.agentcore().list_gateways().send().await.expect("a list");
    let one = &listed.items()[0];
    assert_eq!(
        (one.name(), one.authorizer_type()),
        ("tools", &AuthorizerType::None)
    );
}

async fn a_memory_keeps_its_key(aws: &Aws) {
    let (api, key) = (aws.agentcore(), aws.key().await);
    for (name, key) in [("closed", Some(key.as_str())), ("open", None)] {
        let id = memory(&api, name, key).await;
        let read = api.get_memory().memory_id(id).send().await.expect("the memory");
        let memory = read.memory().expect("it");
        assert_eq!((memory.name(), memory.encryption_key_arn()), (name, key));
        assert_eq!(memory.event_expiry_duration(), 30);
    }
}

async fn memories_are_listed(aws: &Aws) {
    let api = aws.agentcore();
    let id = memory(&api, "letters", None).await;
    let listed = api.list_memories().send().await.expect("a list");
    let ids: Vec<_> = listed.memories().iter().filter_map(|m| m.id()).collect();
    assert_eq!(ids, [id]);
}

async fn a_browser_keeps_its_network_and_recording(aws: &Aws) {
    let api = aws.agentcore();
    for (name, mode, recorded) in [
        ("inside", BrowserNetworkMode::Vpc, true),
        ("outside", BrowserNetworkMode::Public, false),
    ] {
        let id = browser(&api, name, mode.clone(), recorded).await;
        let read = api
            .get_browser()
            .browser_id(id)
            .send()
            .await
            .expect("the browser");
        let network = read.network_configuration().expect("a network");
        assert_eq!(network.network_mode(), &mode);
        assert_eq!(read.recording().expect("a word").enabled(), recorded);
    }
}

async fn custom_browsers_are_listed_beside_the_one_of_aws(aws: &Aws) {
    let api = aws.agentcore();
    let id = browser(&api, "reader", BrowserNetworkMode::Public, false).await;
    let list = async |kind: Option<ResourceType>| {
        let listed = api.list_browsers().set_type(kind).send().await.expect("a list");
        let ids = listed
            .browser_summaries()
            .iter()
            .map(|b| b.browser_id().to_owned());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(list(Some(ResourceType::Custom)).await, std::slice::from_ref(&id));
    assert_eq!(list(Some(ResourceType::System)).await, ["aws.browser.v1"]);
    assert_eq!(list(None).await, [id, "aws.browser.v1".to_owned()]);
}

async fn a_code_interpreter_keeps_its_network(aws: &Aws) {
    let api = aws.agentcore();
    let modes = [
        CodeInterpreterNetworkMode::Vpc,
        CodeInterpreterNetworkMode::Sandbox,
        CodeInterpreterNetworkMode::Public,
    ];
    for (n, mode) in modes.into_iter().enumerate() {
        let id = interpreter(&api, &format!("tables{n}"), mode.clone()).await;
        let read = api.get_code_interpreter().code_interpreter_id(id).send().await;
        let read = read.expect("the interpreter");
        assert_eq!(
            read.network_configuration().expect("a network").network_mode(),
            &mode
        );
    }
}

async fn custom_code_interpreters_are_listed(aws: &Aws) {
    let api = aws.agentcore();
    let id = interpreter(&api, "tables", CodeInterpreterNetworkMode::Sandbox).await;
    let list = api.list_code_interpreters().r#type(ResourceType::Custom);
    let listed = list.send().await.expect("a list");
    let one = &listed.code_interpreter_summaries()[0];
    assert_eq!(
        (one.code_interpreter_id(), one.name()),
        (id.as_str(), Some("tables"))
    );
}

async fn tags_of_a_runtime_are_added_and_removed(aws: &Aws) {
    let api = aws.agentcore();
    runtime(aws).await;
    let listed = api.list_agent_runtimes().send().await.expect("a list");
    let arn = listed.agent_runtimes()[0].agent_runtime_arn();
    api.tag_resource()
        .resource_arn(arn)
        .tags("data", "phi")
        .send()
        .await
        .expect("tagged");
    let remove = api.untag_resource().resource_arn(arn).tag_keys("team");
    remove.send().await.expect("untagged");
    let read = api
        .list_tags_for_resource()
        .resource_arn(arn)
        .send()
        .await
        .expect("tags");
    let tags: Vec<_> = read.tags().expect("some").iter().collect();
    assert_eq!(tags, [(&"data".to_owned(), &"phi".to_owned())]);
    let none = api
        .list_tags_for_resource()
        .resource_arn(format!("{arn}x"))
        .send()
        .await;
    assert_eq!(refusal(none), "ResourceNotFoundException");
}

cases! {
    "bedrock-agentcore";
    GetAgentRuntime: a_runtime_keeps_its_network,
    ListAgentRuntimes: runtimes_are_listed,
    GetGateway: a_gateway_keeps_its_key,
    ListGateways: gateways_are_listed_with_their_authorizers,
    GetMemory: a_memory_keeps_its_key,
    ListMemories: memories_are_listed,
    GetBrowser: a_browser_keeps_its_network_and_recording,
    ListBrowsers: custom_browsers_are_listed_beside_the_one_of_aws,
    GetCodeInterpreter: a_code_interpreter_keeps_its_network,
    ListCodeInterpreters: custom_code_interpreters_are_listed,
    ListTagsForResource: tags_of_a_runtime_are_added_and_removed,
}
