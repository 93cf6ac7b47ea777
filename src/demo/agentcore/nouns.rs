//! AgentCore's kinds of resource, a row each; what their requests must say, and
//! what AWS fills in.

use crate::demo::Call;
use crate::demo::shelf::Noun;
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};

const AGENTCORE: &str = "bedrock-agentcore.amazonaws.com";

/// Agent runtimes.
pub(super) static RUNTIME: Noun = Noun {
    title: "agentRuntimeName",
    named_id: true,
    id: Some("agentRuntimeId"),
    arn: Some("agentRuntimeArn"),
    listed: "agentRuntimes",
    summary: &[
        "agentRuntimeArn",
        "agentRuntimeId",
        "agentRuntimeVersion",
        "agentRuntimeName",
        "description",
        "lastUpdatedAt",
        "status",
    ],
    told: &[
        "agentRuntimeArn",
        "agentRuntimeId",
        "agentRuntimeVersion",
        "createdAt",
        "status",
    ],
    needs: &[
        "agentRuntimeName",
        "agentRuntimeArtifact",
        "roleArn",
        "networkConfiguration",
    ],
    roles: &[("/roleArn", AGENTCORE)],
    times: &["createdAt", "lastUpdatedAt"],
    state: Some(("status", "CREATING", "READY", 20)),
    ..Noun::new("AgentRuntime", "AgentRuntimes", "runtime/")
};

/// Gateways.
pub(super) static GATEWAY: Noun = Noun {
    named_id: true,
    id: Some("gatewayId"),
    arn: Some("gatewayArn"),
    listed: "items",
    summary: &[
        "gatewayId",
        "name",
        "status",
        "description",
        "createdAt",
        "updatedAt",
        "authorizerType",
        "protocolType",
    ],
    needs: &["name", "roleArn", "authorizerType"],
    keys: &["/kmsKeyArn"],
    roles: &[("/roleArn", AGENTCORE)],
    state: Some(("status", "CREATING", "READY", 20)),
    ..Noun::new("Gateway", "Gateways", "gateway/")
};

/// Memories.
pub(super) static MEMORY: Noun = Noun {
    named_id: true,
    wrapped: Some("memory"),
    listed: "memories",
    summary: &["arn", "id", "status", "createdAt", "updatedAt"],
    needs: &["name", "eventExpiryDuration"],
    keys: &["/encryptionKeyArn"],
    epoch: true,
    roles: &[("/memoryExecutionRoleArn", AGENTCORE)],
    state: Some(("status", "CREATING", "ACTIVE", 60)),
    ..Noun::new("Memory", "Memories", "memory/")
};

/// Custom browsers.
pub(super) static BROWSER: Noun = Noun {
    named_id: true,
    id: Some("browserId"),
    arn: Some("browserArn"),
    listed: "browserSummaries",
    summary: &[
        "browserId",
        "browserArn",
        "name",
        "description",
        "status",
        "createdAt",
        "lastUpdatedAt",
    ],
    told: &["browserId", "browserArn", "createdAt", "status"],
    needs: &["name", "networkConfiguration"],
    roles: &[("/executionRoleArn", AGENTCORE)],
    times: &["createdAt", "lastUpdatedAt"],
    state: Some(("status", "CREATING", "READY", 10)),
    ..Noun::new("Browser", "Browsers", "browser-custom/")
};

/// Custom code interpreters.
pub(super) static INTERPRETER: Noun = Noun {
    named_id: true,
    id: Some("codeInterpreterId"),
    arn: Some("codeInterpreterArn"),
    listed: "codeInterpreterSummaries",
    summary: &[
        "codeInterpreterId",
        "codeInterpreterArn",
        "name",
        "description",
        "status",
        "createdAt",
        "lastUpdatedAt",
    ],
    told: &["codeInterpreterId", "codeInterpreterArn", "createdAt", "status"],
    needs: &["name", "networkConfiguration"],
    roles: &[("/executionRoleArn", AGENTCORE)],
    times: &["createdAt", "lastUpdatedAt"],
    state: Some(("status", "CREATING", "READY", 10)),
    ..Noun::new("CodeInterpreter", "CodeInterpreters", "code-interpreter-custom/")
};

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationException", message)
}

/// What a request must say besides what it must have: a network that exists,
/// with its subnets and groups; issuers for tokens.
pub(super) fn check(noun: &Noun, request: &Value) -> Result<(), Refusal> {
    let network = &request["networkConfiguration"];
    if network.is_object() {
        let modes: &[&str] = match noun.name {
            "CodeInterpreter" => &["PUBLIC", "SANDBOX", "VPC"],
            _ => &["PUBLIC", "VPC"],
        };
        let mode = network["networkMode"].as_str().unwrap_or("");
        if !modes.contains(&mode) {
            let modes = modes.join(", ");
            return Err(invalid(format!(
                "Value at 'networkMode' failed to satisfy constraint: Member must satisfy enum value set: [{modes}]"
            )));
        }
        let config = ["networkModeConfig", "vpcConfig"]
            .iter()
            .map(|f| &network[*f])
            .find(|c| c.is_object());
        let some = |field: &str| {
            let list = config.and_then(|c| c[field].as_array());
            list.is_some_and(|list| !list.is_empty())
        };
        if mode == "VPC" && !(some("subnets") && some("securityGroups")) {
            return Err(invalid("VPC mode needs subnets and security groups."));
        }
    }
    if request["authorizerType"] == "CUSTOM_JWT" && !request["authorizerConfiguration"].is_object() {
        return Err(invalid("CUSTOM_JWT needs an authorizerConfiguration."));
    }
    Ok(())
}

/// What AWS fills in.
pub(super) fn filled(noun: &Noun, call: &Call) -> Value {
    match noun.name {
        "AgentRuntime" => json!({"agentRuntimeVersion": "1", "description": ""}),
        "Gateway" => {
            let name = call.json()["name"].as_str().unwrap_or("").to_lowercase();
            let host = format!("gateway.bedrock-agentcore.{}.amazonaws.com", call.region);
            json!({"protocolType": "MCP", "gatewayUrl": format!("https://{name}.{host}/mcp")})
        }
        "Browser" => json!({"recording": {"enabled": false}}),
        _ => json!({}),
    }
}

/// The browser and the interpreter that AWS gives every account, for a list of
/// all or of the system's.
pub(super) fn add_system(noun: &Noun, call: &Call, body: &mut Value) {
    let (kind, id) = match noun.name {
        "Browser" => ("browser", "aws.browser.v1"),
        "CodeInterpreter" => ("codeInterpreter", "aws.codeinterpreter.v1"),
        _ => return,
    };
    let wanted = call.query.get("type");
    let Some(list) = body[noun.listed].as_array_mut() else {
        return;
    };
    if wanted == Some("CUSTOM") {
        return;
    }
    if wanted == Some("SYSTEM") {
        list.clear();
    }
    let word = if kind == "browser" {
        "browser"
    } else {
        "code-interpreter"
    };
    list.push(json!({
        format!("{kind}Id"): id,
        format!("{kind}Arn"): format!("arn:aws:bedrock-agentcore:{}:aws:{word}/{id}", call.region),
        "name": id,
        "status": "READY",
        "createdAt": "2025-07-16T00:00:00Z",
    }));
}
