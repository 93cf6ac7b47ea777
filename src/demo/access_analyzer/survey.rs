//! Reads the resource policies of the account: buckets, keys, roles, topics.
//! It asks the services as any client would, so that it sees what AWS would
//! answer, whoever keeps the state.

use crate::demo::wire::{query, xml};
use crate::demo::{ACCOUNT_ID, Account, Call, Caller};
use crate::inventory::Timestamp;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

/// The most pages of one list: a list that does not end is left there.
const MOST_PAGES: usize = 1000;

/// The key that the analyzer's own role signs with: without one, a call would
/// be anonymous.
const KEY: &str = "ASIAACCESSANALYZER00";

/// The account's own Block Public Access.
const ACCOUNT_BLOCK: &str = "/v20180820/configuration/publicAccessBlock";

/// A resource, with what lets others in.
#[derive(Clone, Debug, Default)]
pub(in crate::demo) struct Resource {
    pub(super) arn: String,
    /// E.g. `AWS::S3::Bucket`.
    pub(super) kind: &'static str,
    /// The text of its policy.
    pub(super) policy: Option<String>,
    /// Groups and permissions of a bucket's ACL.
    pub(super) grants: Vec<(String, String)>,
    /// A bucket's Block Public Access: public ACLs ignored, public policies
    /// restricted to the account.
    pub(super) ignores_public_acls: bool,
    pub(super) restricts_public_policies: bool,
    pub(super) created: Option<Timestamp>,
    /// When a role was last used, where that was asked.
    pub(super) last_used: Option<Timestamp>,
}

/// A client of the account, on the analyzer's behalf.
struct Client<'a> {
    account: &'a Account,
    region: &'a str,
}

/// Everything in a Region that the analyzers look at; roles are in every Region.
pub(in crate::demo) async fn survey(account: &Account, region: &str, last_used: bool) -> Vec<Resource> {
    let client = Client { account, region };
    let mut found = client.buckets().await;
    found.extend(client.keys().await);
    found.extend(client.topics().await);
    found.extend(client.roles(last_used).await);
    found
}

impl Client<'_> {
    /// The body of a success.
    async fn ask(&self, service: &str, target: Target<'_>) -> Option<Bytes> {
        let mut headers = HeaderMap::new();
        let mut set = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        let (mut operation, mut path, mut raw_query, mut body) =
            (String::new(), "/".to_owned(), String::new(), Bytes::new());
        match target {
            Target::Json(prefix, name, parameters) => {
                set("x-amz-target", &format!("{prefix}.{name}"));
                set("content-type", "application/x-amz-json-1.1");
                name.clone_into(&mut operation);
                body = parameters.to_string().into();
            }
            Target::Form(version, name, parameters) => {
                set("content-type", "application/x-www-form-urlencoded");
                name.clone_into(&mut operation);
                let mut form = format!("Action={name}&Version={version}");
                for (name, value) in parameters {
                    form.extend(["&", name, "=", &query::encode(&value)]);
                }
                body = form.into();
            }
            Target::Get(at, asked) => {
                if at == ACCOUNT_BLOCK {
                    set("x-amz-account-id", ACCOUNT_ID);
                }
                path = at;
                raw_query = asked;
            }
        }
        let region = if service == "iam" {
            "us-east-1"
        } else {
            self.region
        };
        let role = "aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer";
        let call = Call {
            service: service.to_owned(),
            operation,
            region: region.to_owned(),
            caller: Caller {
                access_key: KEY.to_owned(),
                arn: format!("arn:aws:iam::{ACCOUNT_ID}:role/{role}").into(),
            },
            now: self.account.now(),
            method: if body.is_empty() { "GET" } else { "POST" }.to_owned(),
            host: format!("{service}.{region}.amazonaws.com"),
            path,
            query: query::parse(&raw_query),
            raw_query,
            headers,
            body,
        };
        let response = self.account.ask(call).await;
        (response.status < 300).then_some(response.body)
    }

    async fn json(&self, target: Target<'_>) -> Value {
        let body = self.ask("kms", target).await;
        body.and_then(|body| serde_json::from_slice(&body).ok())
            .unwrap_or_default()
    }

    async fn xml(&self, service: &str, target: Target<'_>) -> xml::Element {
        let body = self.ask(service, target).await;
        body.and_then(|body| xml::parse(&body)).unwrap_or_default()
    }

    async fn buckets(&self) -> Vec<Resource> {
        let account = Target::Get(ACCOUNT_BLOCK.to_owned(), String::new());
        let account = self.xml("s3", account).await;
        let (mut found, mut token) = (Vec::new(), None::<String>);
        for _ in 0..MOST_PAGES {
            let asked = token
                .take()
                .map(|t| format!("continuation-token={}", query::encode(&t)));
            let page = self
                .xml("s3", Target::Get("/".to_owned(), asked.unwrap_or_default()))
                .await;
            for bucket in page
                .child("Buckets")
                .into_iter()
                .flat_map(|list| list.all("Bucket"))
            {
                let region = bucket.at("BucketRegion");
                if region.is_none_or(|region| region == self.region) {
                    found.extend(self.bucket(bucket, &account).await);
                }
            }
            token = page
                .at("ContinuationToken")
                .filter(|t| !t.is_empty())
                .map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        found
    }

    /// A bucket of this Region; `None` for one of another.
    async fn bucket(&self, listed: &xml::Element, account: &xml::Element) -> Option<Resource> {
        let name = listed.at("Name")?;
        let get = |what: &str| Target::Get(format!("/{name}"), what.to_owned());
        let acl = self.ask("s3", get("acl")).await?;
        let grants = xml::parse(&acl)?;
        let grants = grants
            .child("AccessControlList")
            .into_iter()
            .flat_map(|list| list.all("Grant"));
        let own = self.xml("s3", get("publicAccessBlock")).await;
        let blocks = |what: &str| [&own, account].iter().any(|block| block.at(what) == Some("true"));
        let policy = self.ask("s3", get("policy")).await;
        Some(Resource {
            arn: format!("arn:aws:s3:::{name}"),
            kind: "AWS::S3::Bucket",
            policy: policy.and_then(|text| String::from_utf8(text.to_vec()).ok()),
            grants: grants
                .filter_map(|g| Some((g.at("Grantee/URI")?.to_owned(), g.at("Permission")?.to_owned())))
                .collect(),
            ignores_public_acls: blocks("IgnorePublicAcls"),
            restricts_public_policies: blocks("RestrictPublicBuckets"),
            created: listed.at("CreationDate").and_then(Timestamp::parse),
            last_used: None,
        })
    }

    async fn keys(&self) -> Vec<Resource> {
        const KMS: &str = "TrentService";
        let (mut found, mut marker) = (Vec::new(), Value::Null);
        for _ in 0..MOST_PAGES {
            let mut asked = json!({"Limit": 1000});
            if marker.is_string() {
                asked["Marker"] = marker;
            }
            let page = self.json(Target::Json(KMS, "ListKeys", asked)).await;
            for key in page["Keys"].as_array().into_iter().flatten() {
                let policy = json!({"KeyId": key["KeyId"], "PolicyName": "default"});
                let policy = self.json(Target::Json(KMS, "GetKeyPolicy", policy)).await;
                found.push(Resource {
                    arn: key["KeyArn"].as_str().unwrap_or("").to_owned(),
                    kind: "AWS::KMS::Key",
                    policy: policy["Policy"].as_str().map(str::to_owned),
                    ..Resource::default()
                });
            }
            marker = page["NextMarker"].clone();
            if !marker.is_string() {
                break;
            }
        }
        found
    }

    async fn topics(&self) -> Vec<Resource> {
        const VERSION: &str = "2010-03-31";
        let (mut found, mut token) = (Vec::new(), None::<String>);
        for _ in 0..MOST_PAGES {
            let asked = token.take().map(|t| ("NextToken", t)).into_iter().collect();
            let page = self.xml("sns", Target::Form(VERSION, "ListTopics", asked)).await;
            let Some(list) = page.child("ListTopicsResult") else {
                break;
            };
            for topic in list
                .child("Topics")
                .into_iter()
                .flat_map(|topics| topics.all("member"))
            {
                let arn = topic.at("TopicArn").unwrap_or("").to_owned();
                let asked = vec![("TopicArn", arn.clone())];
                let answer = self
                    .xml("sns", Target::Form(VERSION, "GetTopicAttributes", asked))
                    .await;
                let result = answer
                    .child("GetTopicAttributesResult")
                    .and_then(|r| r.child("Attributes"));
                let mut entries = result.into_iter().flat_map(|entries| entries.all("entry"));
                let policy = entries.find(|entry| entry.at("key") == Some("Policy"));
                found.push(Resource {
                    arn,
                    kind: "AWS::SNS::Topic",
                    policy: policy.and_then(|entry| entry.at("value")).map(str::to_owned),
                    ..Resource::default()
                });
            }
            token = list.at("NextToken").filter(|t| !t.is_empty()).map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        found
    }

    async fn roles(&self, last_used: bool) -> Vec<Resource> {
        const VERSION: &str = "2010-05-08";
        let (mut found, mut marker) = (Vec::new(), None::<String>);
        for _ in 0..MOST_PAGES {
            let mut asked = vec![("MaxItems", "1000".to_owned())];
            asked.extend(marker.take().map(|m| ("Marker", m)));
            let page = self.xml("iam", Target::Form(VERSION, "ListRoles", asked)).await;
            let Some(list) = page.child("ListRolesResult") else {
                break;
            };
            for role in list
                .child("Roles")
                .into_iter()
                .flat_map(|roles| roles.all("member"))
            {
                // Roles of services cannot be changed: nothing is found in them.
                if role
                    .at("Path")
                    .is_some_and(|path| path.starts_with("/aws-service-role/"))
                {
                    continue;
                }
                let mut used = None;
                if last_used {
                    let asked = vec![("RoleName", role.at("RoleName").unwrap_or("").to_owned())];
                    let answer = self.xml("iam", Target::Form(VERSION, "GetRole", asked)).await;
                    used = answer
                        .at("GetRoleResult/Role/RoleLastUsed/LastUsedDate")
                        .and_then(Timestamp::parse);
                }
                found.push(Resource {
                    arn: role.at("Arn").unwrap_or("").to_owned(),
                    kind: "AWS::IAM::Role",
                    policy: role.at("AssumeRolePolicyDocument").map(query::decode_path),
                    created: role.at("CreateDate").and_then(Timestamp::parse),
                    last_used: used,
                    ..Resource::default()
                });
            }
            marker = list.at("Marker").filter(|m| !m.is_empty()).map(str::to_owned);
            if marker.is_none() {
                break;
            }
        }
        found
    }
}

/// What is asked of a service, in its protocol.
enum Target<'t> {
    /// Target prefix, operation, parameters.
    Json(&'t str, &'t str, Value),
    /// API version, operation, parameters.
    Form(&'t str, &'t str, Vec<(&'static str, String)>),
    /// Path and query string.
    Get(String, String),
}
