//! What the teams do with Bedrock: models of their own, agents and what agents
//! use. The letters of the cardiology team are kept well; what the fraud team
//! tried was left as it was tried.

use super::keys::Keys;
use super::network::{Network, Place};
use super::teller::{Scene, Teller, json_tags, tags};
use super::{HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use serde_json::{Map, Value, json};

const KEY: &str = "letters-models";

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
}

/// Tags as a map, which most of Bedrock's calls want.
fn labels(team: &str, why: &str) -> Value {
    let owner = if team == "cardio" {
        "elena.rossi"
    } else {
        "priya.nair"
    };
    let data = if team == "cardio" { "phi" } else { "pci" };
    let pairs = tags(owner, team, data, why).into_iter();
    Value::Object(
        pairs
            .map(|(key, value)| (key, json!(value)))
            .collect::<Map<_, _>>(),
    )
}

/// The same as a list of keys and values.
fn listed(team: &str, why: &str) -> Value {
    let map = labels(team, why);
    let pairs = map.as_object().into_iter().flatten();
    let pairs: Vec<_> = pairs
        .map(|(key, value)| (key.clone(), value.as_str().unwrap_or("").to_owned()))
        .collect();
    json_tags(&pairs, "key", "value")
}

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys, network: &Network) -> Result<(), StoryError> {
    let key = keys.arn(KEY);
    models(teller, key, &network.cardio).await?;
    let known = teller.scene("elena", HOME, 100);
    let guardrails = known.rest("bedrock", "GET", "/guardrails", Value::Null).await?;
    let letters = guardrails["guardrails"].as_array().into_iter().flatten();
    let letters = letters
        .filter(|g| g["name"] == "discharge-letters")
        .find_map(|g| g["id"].as_str());
    let guardrail = json!({"guardrailIdentifier": letters, "guardrailVersion": "1"});
    agents(teller, key, &guardrail).await?;
    knowledge(teller, key).await?;
    flows(teller, key, &guardrail).await?;
    agentcore(teller, key, &network.cardio).await
}

async fn models(teller: &Teller<'_>, key: &str, place: &Place) -> Result<(), StoryError> {
    let base = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0:300k";
    let vpc = json!({"subnetIds": place.subnets, "securityGroupIds": [place.group]});
    let customize = |name: &str, team: &str, why: &str, from: &str, to: &str| {
        json!({
            "jobName": format!("{name}-tuning"),
            "customModelName": name,
            "roleArn": role("letters-tuning-exec"),
            "baseModelIdentifier": base,
            "trainingDataConfig": {"s3Uri": format!("s3://{from}/letters/")},
            "outputDataConfig": {"s3Uri": format!("s3://{to}/{name}/")},
            "jobTags": listed(team, why),
            "customModelTags": listed(team, why),
        })
    };
    let mut good = customize(
        "discharge-letters-v3",
        "cardio",
        "",
        "cardio-training-data",
        "cardio-models",
    );
    good["vpcConfig"] = vpc.clone();
    good["customModelKmsKeyId"] = json!(key);
    let scene = teller.scene("elena", HOME, 95);
    scene
        .rest("bedrock", "POST", "/model-customization-jobs", good)
        .await?;
    let why = "tuned in a hurry from the console, without a key or a VPC";
    let bad = customize(
        "chargeback-replies",
        "fraud",
        why,
        "fraud-training-data",
        "fraud-models-prod",
    );
    let scene = teller.scene("priya", HOME, 64);
    scene
        .rest("bedrock", "POST", "/model-customization-jobs", bad)
        .await?;
    let import = |name: &str, team: &str, why: &str, from: &str| {
        json!({
            "jobName": format!("{name}-import"),
            "importedModelName": name,
            "roleArn": role("letters-tuning-exec"),
            "modelDataSource": {"s3DataSource": {"s3Uri": format!("s3://{from}/{name}/")}},
            "jobTags": listed(team, why),
            "importedModelTags": listed(team, why),
        })
    };
    let mut good = import("radiology-reports", "cardio", "", "cardio-models");
    good["importedModelKmsKeyId"] = json!(key);
    let scene = teller.scene("elena", HOME, 88);
    scene.rest("bedrock", "POST", "/model-import-jobs", good).await?;
    let why = "imported for a comparison, under a key of AWS's";
    let bad = import("transaction-narrator", "fraud", why, "fraud-models-prod");
    let scene = teller.scene("jonas", HOME, 52);
    scene.rest("bedrock", "POST", "/model-import-jobs", bad).await?;
    batches(teller, key, &vpc).await
}

async fn batches(teller: &Teller<'_>, key: &str, vpc: &Value) -> Result<(), StoryError> {
    let batch = |name: &str, team: &str, why: &str, bucket: &str| {
        json!({
            "jobName": name,
            "roleArn": role("letters-tuning-exec"),
            "modelId": "anthropic.claude-3-haiku-20240307-v1:0",
            "inputDataConfig": {"s3InputDataConfig": {"s3Uri": format!("s3://{bucket}/batch/in/")}},
            "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": format!("s3://{bucket}/batch/out/")}},
            "tags": listed(team, why),
        })
    };
    let mut good = batch("letters-backlog", "cardio", "", "cardio-training-data");
    good["outputDataConfig"]["s3OutputDataConfig"]["s3EncryptionKeyId"] = json!(key);
    good["vpcConfig"] = vpc.clone();
    let scene = teller.scene("elena", HOME, 33);
    scene
        .rest("bedrock", "POST", "/model-invocation-job", good)
        .await?;
    let why = "answers written without a key of our own";
    let bad = batch("claims-summaries", "fraud", why, "fraud-features");
    let scene = teller.scene("jonas", HOME, 20);
    scene
        .rest("bedrock", "POST", "/model-invocation-job", bad)
        .await?;
    Ok(())
}

async fn agents(teller: &Teller<'_>, key: &str, guardrail: &Value) -> Result<(), StoryError> {
    let agent = |name: &str, role_name: &str, team: &str, why: &str| {
        json!({
            "agentName": name,
            "agentResourceRoleArn": role(role_name),
            "foundationModel": "anthropic.claude-3-haiku-20240307-v1:0",
            "instruction": "Answer from the documents that you are given, and from nothing else.",
            "tags": labels(team, why),
        })
    };
    let mut good = agent("discharge-letters", "discharge-letters-agent", "cardio", "");
    good["guardrailConfiguration"] = guardrail.clone();
    good["customerEncryptionKeyArn"] = json!(key);
    let scene = teller.scene("elena", HOME, 92);
    scene.rest("bedrock", "PUT", "/agents/", good).await?;
    let why = "prototypes that share the role of the console's quick start, without a guardrail";
    for (name, days) in [("claims-intake", 68), ("claims-payout", 61)] {
        let mut bad = agent(name, "claims-assistant-exec", "fraud", why);
        bad["idleSessionTTLInSeconds"] = json!(5400);
        let scene = teller.scene("priya", HOME, days);
        scene.rest("bedrock", "PUT", "/agents/", bad).await?;
    }
    Ok(())
}

async fn knowledge(teller: &Teller<'_>, key: &str) -> Result<(), StoryError> {
    let bases = [
        (
            "care-guidelines",
            "cardio",
            "elena",
            "",
            key,
            "cardio-training-data",
        ),
        (
            "fraud-playbooks",
            "fraud",
            "priya",
            "documents lie under a key that AWS owns while they are read",
            "",
            "fraud-training-data",
        ),
    ];
    for (n, (name, team, who, why, key, bucket)) in (0..).zip(bases) {
        let scene = teller.scene(who, HOME, 84 - 9 * n);
        let base = json!({
            "name": name,
            "roleArn": role("letters-tuning-exec"),
            "knowledgeBaseConfiguration": {"type": "VECTOR", "vectorKnowledgeBaseConfiguration": {
                "embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
            }},
            "storageConfiguration": {"type": "OPENSEARCH_SERVERLESS"},
            "tags": labels(team, why),
        });
        let made = scene.rest("bedrock", "PUT", "/knowledgebases/", base).await?;
        let id = made["knowledgeBase"]["knowledgeBaseId"].as_str().unwrap_or("");
        let mut source = json!({
            "name": "documents",
            "dataSourceConfiguration": {"type": "S3", "s3Configuration": {"bucketArn": format!("arn:aws:s3:::{bucket}")}},
        });
        if !key.is_empty() {
            source["serverSideEncryptionConfiguration"] = json!({"kmsKeyArn": key});
        }
        let ready = scene.later(120);
        ready
            .rest(
                "bedrock",
                "PUT",
                &format!("/knowledgebases/{id}/datasources/"),
                source,
            )
            .await?;
    }
    Ok(())
}

async fn flows(teller: &Teller<'_>, key: &str, guardrail: &Value) -> Result<(), StoryError> {
    let prompt = |name: &str, team: &str, why: &str| {
        json!({"name": name, "tags": labels(team, why), "variants": [{
            "name": "default",
            "templateType": "TEXT",
            "templateConfiguration": {"text": {"text": "Summarise: {{text}}"}},
        }]})
    };
    let mut good = prompt("discharge-letter", "cardio", "");
    good["customerEncryptionKeyArn"] = json!(key);
    let scene = teller.scene("elena", HOME, 90);
    scene.rest("bedrock", "POST", "/prompts/", good).await?;
    let why = "saved with the console's defaults";
    let scene = teller.scene("priya", HOME, 58);
    scene
        .rest(
            "bedrock",
            "POST",
            "/prompts/",
            prompt("claims-summary", "fraud", why),
        )
        .await?;
    let flow = |name: &str, role_name: &str, team: &str, why: &str, guard: Option<&Value>| {
        let mut asks = json!({"sourceConfiguration": {"inline": {
            "modelId": "anthropic.claude-3-haiku-20240307-v1:0",
            "templateType": "TEXT",
            "templateConfiguration": {"text": {"text": "{{input}}"}},
        }}});
        if let Some(guardrail) = guard {
            asks["guardrailConfiguration"] = guardrail.clone();
        }
        json!({
            "name": name,
            "executionRoleArn": role(role_name),
            "tags": labels(team, why),
            "definition": {"nodes": [
                {"name": "Start", "type": "Input", "configuration": {"input": {}}},
                {"name": "Draft", "type": "Prompt", "configuration": {"prompt": asks}},
                {"name": "End", "type": "Output", "configuration": {"output": {}}},
            ], "connections": []},
        })
    };
    let mut good = flow(
        "letter-review",
        "discharge-letters-agent",
        "cardio",
        "",
        Some(guardrail),
    );
    good["customerEncryptionKeyArn"] = json!(key);
    let scene = teller.scene("elena", HOME, 87);
    scene.rest("bedrock", "POST", "/flows/", good).await?;
    let why = "its drafting node asks the model without a guardrail";
    let bad = flow("claims-routing", "claims-assistant-exec", "fraud", why, None);
    let scene = teller.scene("priya", HOME, 49);
    scene.rest("bedrock", "POST", "/flows/", bad).await?;
    Ok(())
}

/// The same five things twice: in the VPC under the key, and as a tutorial has
/// them.
async fn agentcore(teller: &Teller<'_>, key: &str, place: &Place) -> Result<(), StoryError> {
    let scene = teller.scene("elena", HOME, 44);
    let vpc = json!({"subnets": place.subnets, "securityGroups": [place.group]});
    let inside = json!({"networkMode": "VPC", "vpcConfig": vpc});
    let good = Tools {
        name: "letters",
        role: role("letters-agent-runtime"),
        tags: labels("cardio", ""),
        runtime: json!({"networkMode": "VPC", "networkModeConfig": vpc}),
        network: inside,
        authorizer: "AWS_IAM",
        key: Some(key),
        recording: json!({"enabled": true, "s3Location": {"bucket": "clinic-audit-logs", "prefix": "browser"}}),
    };
    good.tell(&scene).await?;
    let scene = teller.scene("jonas", HOME, 16);
    let why = "as in the tutorial: public, without a key, nobody is asked who they are";
    let open = json!({"networkMode": "PUBLIC"});
    let bad = Tools {
        name: "claims",
        role: role("letters-agent-runtime"),
        tags: labels("fraud", why),
        runtime: open.clone(),
        network: open,
        authorizer: "NONE",
        key: None,
        recording: json!({"enabled": false}),
    };
    bad.tell(&scene).await
}

/// What an agent is given in AgentCore.
struct Tools<'a> {
    name: &'a str,
    role: String,
    tags: Value,
    runtime: Value,
    network: Value,
    authorizer: &'a str,
    key: Option<&'a str>,
    recording: Value,
}

impl Tools<'_> {
    async fn tell(&self, scene: &Scene<'_>) -> Result<(), StoryError> {
        let service = "bedrock-agentcore";
        let (name, tags) = (self.name, &self.tags);
        let image = format!("{ACCOUNT_ID}.dkr.ecr.us-east-1.amazonaws.com/{name}-agent:1");
        let runtime = json!({
            "agentRuntimeName": format!("{name}_agent"),
            "agentRuntimeArtifact": {"containerConfiguration": {"containerUri": image}},
            "roleArn": self.role,
            "networkConfiguration": self.runtime,
            "tags": tags,
        });
        scene.rest(service, "PUT", "/runtimes/", runtime).await?;
        let mut gateway = json!({
            "name": format!("{name}-tools"),
            "roleArn": self.role,
            "protocolType": "MCP",
            "authorizerType": self.authorizer,
            "tags": tags,
        });
        let mut memory = json!({"name": format!("{name}_memory"), "eventExpiryDuration": 30, "tags": tags});
        if let Some(key) = self.key {
            gateway["kmsKeyArn"] = json!(key);
            memory["encryptionKeyArn"] = json!(key);
        }
        scene.rest(service, "POST", "/gateways/", gateway).await?;
        scene.rest(service, "POST", "/memories/create", memory).await?;
        let browser = json!({
            "name": format!("{name}_browser"),
            "executionRoleArn": self.role,
            "networkConfiguration": self.network,
            "recording": self.recording,
            "tags": tags,
        });
        scene.rest(service, "PUT", "/browsers", browser).await?;
        let interpreter = json!({
            "name": format!("{name}_tables"),
            "executionRoleArn": self.role,
            "networkConfiguration": self.network,
            "tags": tags,
        });
        scene
            .rest(service, "PUT", "/code-interpreters", interpreter)
            .await?;
        Ok(())
    }
}
