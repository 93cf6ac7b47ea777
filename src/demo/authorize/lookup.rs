//! The policies, tags and grants of resources: asked of the services
//! themselves, as the root user would ask.

use super::Services;
use crate::demo::iam::{Iam, closed};
use crate::demo::wire::{query, xml};
use crate::demo::{ACCOUNT_ID, Call, Caller};
use crate::policy::Document;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

/// A way to look resources up while a call is decided on.
pub(super) struct Lookup<'a> {
    call: &'a Call,
    services: &'a Services,
    pub(super) iam: &'a Iam,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(call: &'a Call, services: &'a Services, iam: &'a Iam) -> Self {
        Self { call, services, iam }
    }

    /// The resource's own policy, where its service has such policies.
    pub(super) fn policy_of(&self, arn: &str) -> Option<Document> {
        let mut parts = arn.splitn(6, ':');
        let (service, resource) = (parts.nth(2)?, parts.nth(2)?);
        let text = match service {
            "s3" => self.bucket_policy(resource.split('/').next()?),
            "kms" => {
                let key = resource.strip_prefix("key/")?;
                self.text("kms", "GetKeyPolicy", &json!({"KeyId": key}), "Policy")
            }
            "kinesis" => self.text(
                "kinesis",
                "GetResourcePolicy",
                &json!({"ResourceARN": arn}),
                "Policy",
            ),
            "sagemaker" => {
                let group = resource
                    .strip_prefix("model-package-group/")
                    .or_else(|| resource.strip_prefix("model-package/"))?;
                let body = json!({"ModelPackageGroupName": group.split('/').next()?});
                self.text("sagemaker", "GetModelPackageGroupPolicy", &body, "ResourcePolicy")
            }
            "iam" if self.call.service == "sts" => self.iam.trust_of(arn),
            _ => None,
        };
        Some(closed(&text?))
    }

    fn bucket_policy(&self, bucket: &str) -> Option<String> {
        self.setting_of(bucket, "GetBucketPolicy", "policy")
    }

    /// Whether Block Public Access, of the bucket or of the account, keeps out
    /// whoever only a public policy lets in.
    pub(super) fn is_restricted(&self, bucket: &str) -> bool {
        let of_bucket = self.setting_of(bucket, "GetPublicAccessBlock", "publicAccessBlock");
        let account = format!("{ACCOUNT_ID}.s3-control");
        let path = "/v20180820/configuration/publicAccessBlock";
        let of_account = self.s3_setting(&account, path, "GetAccountPublicAccessBlock", "");
        [of_bucket, of_account].iter().flatten().any(|text| {
            let root = xml::parse(text.as_bytes());
            root.is_some_and(|root| root.at("RestrictPublicBuckets") == Some("true"))
        })
    }

    fn setting_of(&self, bucket: &str, operation: &str, setting: &str) -> Option<String> {
        self.s3_setting("s3", &format!("/{}", query::encode(bucket)), operation, setting)
    }

    fn s3_setting(&self, host: &str, path: &str, operation: &str, setting: &str) -> Option<String> {
        let service = self.services.get("s3")?;
        let mut call = self.own_call("s3", operation);
        "GET".clone_into(&mut call.method);
        call.host = format!("{host}.{}.amazonaws.com", self.call.region);
        path.clone_into(&mut call.path);
        setting.clone_into(&mut call.raw_query);
        call.query = query::parse(setting);
        let response = service.handle(&call);
        (response.status == 200).then(|| String::from_utf8_lossy(&response.body).into_owned())
    }

    /// The ARN of a key by id, ARN, alias or alias ARN.
    pub(super) fn key(&self, id: &str) -> Option<String> {
        let answer = self.json("kms", "DescribeKey", &json!({"KeyId": id}))?;
        Some(answer.get("KeyMetadata")?.get("Arn")?.as_str()?.to_owned())
    }

    /// Whether a grant lets one of the principals do the operation with the key.
    pub(super) fn has_grant(&self, key: &str, operation: &str, principals: &[&str]) -> bool {
        principals.iter().any(|principal| {
            let body = json!({"KeyId": key, "GranteePrincipal": principal, "Limit": 100});
            let answer = self.json("kms", "ListGrants", &body);
            let grants = answer.as_ref().and_then(|a| a.get("Grants")?.as_array());
            grants.is_some_and(|grants| {
                grants.iter().any(|grant| {
                    let operations = grant.get("Operations").and_then(Value::as_array);
                    // A constraint on the encryption context would have to be
                    // met: such a grant is not taken for one.
                    let free = grant.get("Constraints").is_none_or(Value::is_null);
                    free && operations.is_some_and(|o| o.iter().any(|o| o == operation))
                })
            })
        })
    }

    /// The tags of a resource, where asking is cheap.
    pub(super) fn tags_of(&self, arn: &str) -> Vec<(String, String)> {
        let (operation, body, list, names) = match arn.split(':').nth(2) {
            Some("iam") => return self.iam.tags_of(arn),
            Some("kms") => (
                "ListResourceTags",
                json!({"KeyId": arn}),
                "Tags",
                ("TagKey", "TagValue"),
            ),
            Some("sagemaker") => ("ListTags", json!({"ResourceArn": arn}), "Tags", ("Key", "Value")),
            _ => return Vec::new(),
        };
        let service = if operation == "ListTags" {
            "sagemaker"
        } else {
            "kms"
        };
        let answer = self.json(service, operation, &body);
        let tags = answer.as_ref().and_then(|a| a.get(list)?.as_array());
        let pair = |tag: &Value| {
            let field = |name: &str| Some(tag.get(name)?.as_str()?.to_owned());
            Some((field(names.0)?, field(names.1)?))
        };
        tags.map(|tags| tags.iter().filter_map(pair).collect())
            .unwrap_or_default()
    }

    fn text(&self, service: &'static str, operation: &str, body: &Value, field: &str) -> Option<String> {
        let answer = self.json(service, operation, body)?;
        Some(answer.get(field)?.as_str()?.to_owned())
    }

    /// An awsJson call's answer, if it succeeds.
    fn json(&self, service: &'static str, operation: &str, body: &Value) -> Option<Value> {
        let mut call = self.own_call(service, operation);
        call.body = Bytes::from(body.to_string());
        let target = HeaderValue::from_str(&format!("Embedded.{operation}")).ok()?;
        call.headers.insert("x-amz-target", target);
        let response = self.services.get(service)?.handle(&call);
        if response.status != 200 {
            return None;
        }
        serde_json::from_slice(&response.body).ok()
    }

    fn own_call(&self, service: &str, operation: &str) -> Call {
        Call {
            service: service.to_owned(),
            operation: operation.to_owned(),
            region: self.call.region.clone(),
            caller: Caller {
                access_key: "root".to_owned(),
                arn: format!("arn:aws:iam::{ACCOUNT_ID}:root").into(),
            },
            now: self.call.now,
            method: "POST".to_owned(),
            host: format!("{service}.{}.amazonaws.com", self.call.region),
            path: "/".to_owned(),
            query: query::Params::default(),
            raw_query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }
}
