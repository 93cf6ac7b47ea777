//! References become names that exist, so that a set can be proved before
//! anything is made.
//!
//! A reference is `${step.Output}`: no colon, which IAM's own variables have.

use crate::policy::compose::Workload;

/// A name standing for the output of a step: an id of the right shape.
fn stand_in(output: &str, w: &Workload) -> String {
    let arn = |service: &str, resource: &str| {
        format!(
            "arn:{}:{service}:{}:{}:{resource}",
            w.partition, w.region, w.account
        )
    };
    match output {
        "KeyArn" => arn("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "KeyId" => "1234abcd-12ab-34cd-56ef-1234567890ab".to_owned(),
        "RoleArn" => format!("arn:{}:iam::{}:role/{}", w.partition, w.account, w.role_name),
        "StreamArn" => arn("kinesis", &format!("stream/{}", w.stack)),
        "GuardrailArn" => arn("bedrock", "guardrail/abcd1234efgh"),
        "VpcEndpointId" => "vpce-0a1b2c3d4e5f60718".to_owned(),
        "SubnetId" => "subnet-0a1b2c3d4e5f60718".to_owned(),
        "GroupId" => "sg-0a1b2c3d4e5f60718".to_owned(),
        "VpcId" => "vpc-0a1b2c3d4e5f60718".to_owned(),
        other => format!("example-{}", other.to_ascii_lowercase()),
    }
}

/// Whether what stands between `${` and `}` is a reference.
pub fn is_reference(inner: &str) -> bool {
    inner.rsplit_once('.').is_some_and(|(step, output)| {
        !step.is_empty()
            && step
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
            && output.starts_with(|c: char| c.is_ascii_uppercase())
            && output.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// The text with every reference replaced by a stand-in.
pub fn ground(text: &str, w: &Workload) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        out.push_str(&rest[..at]);
        let after = &rest[at + 2..];
        match after.split_once('}') {
            Some((inner, tail)) if is_reference(inner) => {
                let output = inner.rsplit('.').next().unwrap_or(inner);
                out.push_str(&stand_in(output, w));
                rest = tail;
            }
            _ => {
                out.push_str("${");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The workload with every reference replaced by a stand-in.
pub fn workload(w: &Workload) -> Workload {
    let one = |text: &String| ground(text, w);
    let all = |texts: &[String]| texts.iter().map(one).collect::<Vec<_>>();
    Workload {
        key_arn: one(&w.key_arn),
        role_arn: w.role_arn.as_ref().map(one),
        operator_arn: one(&w.operator_arn),
        vpc_endpoints: all(&w.vpc_endpoints),
        subnet_ids: all(&w.subnet_ids),
        group_ids: all(&w.group_ids),
        image_repositories: all(&w.image_repositories),
        stream_arn: w.stream_arn.as_ref().map(one),
        guardrail_arn: one(&w.guardrail_arn),
        ..w.clone()
    }
}
