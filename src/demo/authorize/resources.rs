//! The ARNs that an action is about, as the Service Authorization Reference
//! names them; `*` for actions without a resource.

use super::ec2;
use super::lookup::Lookup;
use crate::demo::sagemaker::nouns::Noun;
use crate::demo::wire::{query, xml};
use crate::demo::{ACCOUNT_ID, Call};
use serde_json::Value;

/// The resources; none where the call does not do what the action is.
pub(super) fn of(call: &Call, action: &str, look: &Lookup<'_>) -> Vec<String> {
    let one = match call.service.as_str() {
        "s3" if call.operation == "DeleteObjects" => return objects(call, action),
        "s3" => return vec![s3(call, action)],
        "s3express" => s3express(call),
        "ec2" => return ec2::resources(call),
        "kms" => return kms(call, look),
        "iam" => iam(call, look),
        "sagemaker" => sagemaker(call),
        "sts" => call.form().get("RoleArn").map(str::to_owned),
        "kinesis" => kinesis(call),
        "firehose" => field(call, "DeliveryStreamName")
            .map(|name| arn(call, "firehose", &format!("deliverystream/{name}"))),
        "cloudtrail" => cloudtrail(call),
        "logs" => field(call, "logGroupName").map(|name| arn(call, "logs", &format!("log-group:{name}"))),
        "bedrock" | "bedrock-agentcore" | "iot" | "macie2" => by_path(call),
        _ => None,
    };
    vec![one.unwrap_or_else(|| "*".to_owned())]
}

/// `arn:aws:service:region:account:resource`.
pub(super) fn arn(call: &Call, service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{}:{ACCOUNT_ID}:{resource}", call.region)
}

/// A text of the JSON body.
pub(super) fn field(call: &Call, name: &str) -> Option<String> {
    Some(call.json().get(name)?.as_str()?.to_owned())
}

/// Bucket and key of a request: by host or by path.
pub(super) fn bucket_and_key(call: &Call) -> (String, String) {
    let host = call.host.split(':').next().unwrap_or("");
    let path = call.path.trim_start_matches('/');
    let known = host
        .strip_suffix(".amazonaws.com")
        .or_else(|| host.strip_suffix(".localhost"));
    let bucket = known.and_then(|labels| {
        let at = [".s3.", ".s3-"].iter().find_map(|mark| labels.rfind(mark));
        at.or_else(|| labels.strip_suffix(".s3").map(str::len))
            .map(|at| labels[..at].to_owned())
    });
    if let Some(bucket) = bucket {
        return (bucket, query::decode_path(path));
    }
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    (query::decode_path(bucket), query::decode_path(key))
}

fn s3(call: &Call, action: &str) -> String {
    let (bucket, key) = bucket_and_key(call);
    if bucket.is_empty() || action == "s3:ListAllMyBuckets" || call.operation.contains("AccountPublicAccess")
    {
        return "*".to_owned();
    }
    if key.is_empty() {
        format!("arn:aws:s3:::{bucket}")
    } else {
        format!("arn:aws:s3:::{bucket}/{key}")
    }
}

/// A directory bucket; S3 Control names it by ARN.
fn s3express(call: &Call) -> Option<String> {
    if let Some(named) = call.path.strip_prefix("/v20180820/tags/") {
        return Some(query::decode_path(named));
    }
    let (bucket, _) = bucket_and_key(call);
    (!bucket.is_empty()).then(|| arn(call, "s3express", &format!("bucket/{bucket}")))
}

/// The objects that `DeleteObjects` names, with a version or without; all of
/// the bucket if they cannot be read.
fn objects(call: &Call, action: &str) -> Vec<String> {
    let (bucket, _) = bucket_and_key(call);
    let Some(body) = xml::parse(&call.body) else {
        return vec![format!("arn:aws:s3:::{bucket}/*")];
    };
    let of_versions = action == "s3:DeleteObjectVersion";
    body.all("Object")
        .filter(|object| object.child("VersionId").is_some() == of_versions)
        .filter_map(|object| Some(format!("arn:aws:s3:::{bucket}/{}", object.child("Key")?.text)))
        .collect()
}

/// Aliases are resources of their own beside the key that they name.
fn kms(call: &Call, look: &Lookup<'_>) -> Vec<String> {
    let alias = field(call, "AliasName").map(|name| arn(call, "kms", &name));
    let id = field(call, "KeyId").or_else(|| field(call, "TargetKeyId"));
    let key = match (&id, &alias) {
        (Some(id), _) => Some(look.key(id).unwrap_or_else(|| plain_key(call, id))),
        (None, Some(alias)) => look.key(alias),
        (None, None) => None,
    };
    let found: Vec<String> = alias.into_iter().chain(key).collect();
    if found.is_empty() {
        vec!["*".to_owned()]
    } else {
        found
    }
}

/// The ARN that a key would have, if it were there.
fn plain_key(call: &Call, id: &str) -> String {
    if id.starts_with("arn:") {
        id.to_owned()
    } else {
        arn(call, "kms", &format!("key/{id}"))
    }
}

fn iam(call: &Call, look: &Lookup<'_>) -> Option<String> {
    let form = call.form();
    let operation = call.operation.as_str();
    let lists_all = operation.starts_with("List")
        && ![
            "ForUser",
            "ForRole",
            "RolePolicies",
            "UserPolicies",
            "GroupPolicies",
            "Tags",
            "ForPolicy",
        ]
        .iter()
        .any(|end| operation.ends_with(end))
        && !operation.contains("Attached");
    if lists_all {
        return None;
    }
    for (kind, parameter) in [("role", "RoleName"), ("group", "GroupName"), ("user", "UserName")] {
        // Adding a user to a group is about the group; a role, about the profile.
        if parameter == "RoleName" && form.has("InstanceProfileName") {
            continue;
        }
        if let Some(name) = form.get(parameter) {
            let path = form.get("Path").unwrap_or("/");
            let there = look.iam.arn_of(kind, name);
            return Some(there.unwrap_or_else(|| format!("arn:aws:iam::{ACCOUNT_ID}:{kind}{path}{name}")));
        }
    }
    if let Some(name) = form.get("InstanceProfileName") {
        return Some(format!("arn:aws:iam::{ACCOUNT_ID}:instance-profile/{name}"));
    }
    for parameter in [
        "PolicyArn",
        "OpenIDConnectProviderArn",
        "SAMLProviderArn",
        "SerialNumber",
        "Arn",
    ] {
        if let Some(arn) = form.get(parameter) {
            return Some(arn.to_owned());
        }
    }
    let name = form.get("PolicyName")?;
    let path = form.get("Path").unwrap_or("/");
    Some(format!("arn:aws:iam::{ACCOUNT_ID}:policy{path}{name}"))
}

/// The parameter that names a SageMaker resource, and its word in ARNs.
const SAGEMAKER: &[(&str, &str)] = &[
    ("TrainingJobName", "training-job"),
    ("ProcessingJobName", "processing-job"),
    ("TransformJobName", "transform-job"),
    ("HyperParameterTuningJobName", "hyper-parameter-tuning-job"),
    (
        "NotebookInstanceLifecycleConfigName",
        "notebook-instance-lifecycle-config",
    ),
    ("NotebookInstanceName", "notebook-instance"),
    ("ModelPackageGroupName", "model-package-group"),
    ("ModelName", "model"),
    ("EndpointConfigName", "endpoint-config"),
    ("EndpointName", "endpoint"),
    ("UserProfileName", "user-profile"),
    ("DomainId", "domain"),
    ("DomainName", "domain"),
    ("FeatureGroupName", "feature-group"),
    ("MonitoringScheduleName", "monitoring-schedule"),
    ("PipelineName", "pipeline"),
];

fn sagemaker(call: &Call) -> Option<String> {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    if let Some(arn) = text("ResourceArn") {
        return Some(arn.to_owned());
    }
    if call.operation.starts_with("List") {
        return None;
    }
    if let Some((_, noun)) = Noun::of_operation(&call.operation)
        && let Some(names) = noun
            .path
            .iter()
            .map(|field| text(field))
            .collect::<Option<Vec<_>>>()
    {
        let name = names.join("/");
        return Some(if name.starts_with("arn:") {
            name
        } else {
            arn(call, "sagemaker", &format!("{}/{name}", noun.arn_word))
        });
    }
    // What is made is named first: `CreateEndpoint` also names its configuration.
    let about = |parameter: &str| {
        let noun = parameter.trim_end_matches("Name").trim_end_matches("Id");
        call.operation.ends_with(noun)
    };
    let (exact, other): (Vec<_>, Vec<_>) = SAGEMAKER.iter().partition(|(p, _)| about(p));
    let found = exact.into_iter().chain(other).find_map(|(parameter, word)| {
        let name = text(parameter)?;
        Some(arn(call, "sagemaker", &format!("{word}/{name}")))
    });
    found.or_else(|| {
        let noun = call.operation.strip_prefix("Create")?;
        let word = SAGEMAKER
            .iter()
            .find(|(p, _)| p.trim_end_matches("Name") == noun)?
            .1;
        Some(arn(call, "sagemaker", &format!("{word}/*")))
    })
}

fn kinesis(call: &Call) -> Option<String> {
    if let Some(arn) = field(call, "StreamARN").or_else(|| field(call, "ResourceARN")) {
        return Some(arn);
    }
    field(call, "StreamName").map(|name| arn(call, "kinesis", &format!("stream/{name}")))
}

fn cloudtrail(call: &Call) -> Option<String> {
    let name = field(call, "Name")
        .or_else(|| field(call, "TrailName"))
        .or_else(|| field(call, "ResourceId"))?;
    if name.starts_with("arn:") {
        return Some(name);
    }
    Some(arn(call, "cloudtrail", &format!("trail/{name}")))
}

/// Services whose paths name their resources: `/guardrails/ID`.
fn by_path(call: &Call) -> Option<String> {
    let segments = call.segments();
    let name = segments.get(1)?;
    let word = match (call.service.as_str(), segments.first()?.as_str()) {
        ("bedrock", "guardrails") => "guardrail",
        ("bedrock", "agents") => "agent",
        ("bedrock", "custom-models") => "custom-model",
        ("bedrock", "flows") => "flow",
        ("bedrock", "imported-models") => "imported-model",
        ("bedrock", "knowledgebases") => "knowledge-base",
        ("bedrock", "model-customization-jobs") => "model-customization-job",
        ("bedrock", "model-invocation-job") => "model-invocation-job",
        ("bedrock", "prompts") => "prompt",
        ("bedrock-agentcore", "browsers") => "browser-custom",
        ("bedrock-agentcore", "code-interpreters") => "code-interpreter-custom",
        ("bedrock-agentcore", "gateways") => "gateway",
        ("bedrock-agentcore", "memories") if name != "create" => "memory",
        ("bedrock-agentcore", "runtimes") => "runtime",
        ("bedrock" | "bedrock-agentcore", "tags") => return Some(name.clone()),
        ("iot", "policies") => "policy",
        ("iot", "cacertificate") => "cacert",
        ("iot", "certificates") => "cert",
        ("iot", "domainConfigurations") => "domainconfiguration",
        ("iot", "role-aliases") => "rolealias",
        ("macie2", "jobs") if name != "list" => "classification-job",
        _ => return None,
    };
    if name.starts_with("arn:") {
        return Some(name.clone());
    }
    Some(arn(call, &call.service, &format!("{word}/{name}")))
}
