//! Topics: attributes with policy and key, tags, publishing.

use super::{Outcome, Request, bad, entries, write_entries};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::page;
use crate::policy::Document;
use serde_json::json;
use std::collections::BTreeMap;

/// The attributes that can be set.
const SETTABLE: &[&str] = &[
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "DeliveryPolicy",
    "DisplayName",
    "FifoTopic",
    "KmsMasterKeyId",
    "Policy",
    "SignatureVersion",
    "TracingConfig",
];

/// A topic: what was set of it, and its tags.
#[derive(Debug, Default)]
pub(super) struct Topic {
    pub(super) attributes: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    /// Subscriptions that were deleted.
    pub(super) deleted: usize,
}

pub(super) fn arn(region: &str, name: &str) -> String {
    format!("arn:aws:sns:{region}:{ACCOUNT_ID}:{name}")
}

fn no_topic() -> Refusal {
    Refusal::new(404, "NotFound", "Topic does not exist")
}

impl Request<'_> {
    /// The topic that `TopicArn` names.
    pub(super) fn topic(&mut self) -> Result<&mut Topic, Refusal> {
        let name = self.topic_name("TopicArn")?;
        self.region.topics.get_mut(&name).ok_or_else(no_topic)
    }

    fn tagged(&mut self) -> Result<&mut Topic, Refusal> {
        let name = self.topic_name("ResourceArn");
        let topic = name.ok().and_then(|name| self.region.topics.get_mut(&name));
        topic.ok_or_else(|| Refusal::new(404, "ResourceNotFound", "Resource does not exist"))
    }

    fn given_tags(&self) -> BTreeMap<String, String> {
        let tags = self.form.groups("Tags");
        let pairs = tags
            .iter()
            .map(|t| (t.text("Key").to_owned(), t.text("Value").to_owned()));
        pairs.collect()
    }
}

/// Refuses what an attribute cannot be.
fn check(name: &str, value: &str) -> Result<(), Refusal> {
    if !SETTABLE.contains(&name) {
        return Err(bad("AttributeName", ""));
    }
    if name == "Policy" && !value.is_empty() {
        let document = Document::parse(value).map_err(|_| bad("Policy", "Error in parsing policy"))?;
        if document.statements.iter().any(|s| s.principal.is_none()) {
            return Err(bad("Policy", "Policy statement must contain principals"));
        }
        let foreign = |action: &String| action != "*" && !action.to_ascii_lowercase().starts_with("sns:");
        if document
            .statements
            .iter()
            .any(|s| s.action.patterns().iter().any(foreign))
        {
            return Err(bad("Policy", "Policy statement action out of service scope!"));
        }
    }
    Ok(())
}

/// The policy of a topic that was given none: the account alone.
fn default_policy(arn: &str) -> String {
    json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [
                "SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission",
                "SNS:DeleteTopic", "SNS:Subscribe", "SNS:ListSubscriptionsByTopic", "SNS:Publish",
            ],
            "Resource": arn,
            "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT_ID}},
        }],
    })
    .to_string()
}

/// `CreateTopic`: the same topic again, if it is the same.
pub(super) fn create(request: &mut Request<'_>) -> Outcome {
    let name = request.required("Name")?.to_owned();
    let ordered = name.strip_suffix(".fifo");
    let base = ordered.unwrap_or(&name);
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if base.is_empty() || name.len() > 256 || !base.bytes().all(allowed) {
        return Err(bad("Topic Name", ""));
    }
    let attributes = entries(&request.form, "Attributes");
    for (name, value) in &attributes {
        check(name, value)?;
    }
    let fifo = attributes.get("FifoTopic").is_some_and(|v| v == "true");
    if fifo != ordered.is_some() {
        return Err(bad(
            "Topic Name",
            "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII \
             letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.",
        ));
    }
    let tags = request.given_tags();
    if let Some(known) = request.region.topics.get(&name) {
        if attributes
            .iter()
            .any(|(key, value)| known.attributes.get(key) != Some(value))
        {
            return Err(bad(
                "Attributes",
                "Topic already exists with different attributes",
            ));
        }
        if !tags.is_empty() && tags != known.tags {
            return Err(bad("Tags", "Topic already exists with different tags"));
        }
    }
    let made = Topic {
        attributes,
        tags,
        deleted: 0,
    };
    request.region.topics.entry(name.clone()).or_insert(made);
    let arn = arn(&request.call.region, &name);
    Ok(Some(Box::new(move |x| x.text("TopicArn", arn))))
}

/// `GetTopicAttributes`.
pub(super) fn attributes(request: &mut Request<'_>) -> Outcome {
    let name = request.topic_name("TopicArn")?;
    let arn = arn(&request.call.region, &name);
    let topic = request.region.topics.get(&name).ok_or_else(no_topic)?;
    let mut out = topic.attributes.clone();
    out.retain(|_, value| !value.is_empty());
    let of_topic = request.region.subscriptions.values().filter(|s| s.topic == name);
    let (mut pending, mut confirmed) = (0, 0);
    for subscription in of_topic {
        *(if subscription.pending {
            &mut pending
        } else {
            &mut confirmed
        }) += 1;
    }
    let retries = json!({"http": {"defaultHealthyRetryPolicy": {
        "minDelayTarget": 20, "maxDelayTarget": 20, "numRetries": 3, "numMaxDelayRetries": 0,
        "numNoDelayRetries": 0, "numMinDelayRetries": 0, "backoffFunction": "linear",
    }, "disableSubscriptionOverrides": false}});
    out.entry("Policy".to_owned())
        .or_insert_with(|| default_policy(&arn));
    out.entry("EffectiveDeliveryPolicy".to_owned())
        .or_insert(retries.to_string());
    out.entry("DisplayName".to_owned()).or_default();
    out.insert("TopicArn".to_owned(), arn);
    out.insert("Owner".to_owned(), ACCOUNT_ID.to_owned());
    out.insert("SubscriptionsPending".to_owned(), pending.to_string());
    out.insert("SubscriptionsConfirmed".to_owned(), confirmed.to_string());
    out.insert("SubscriptionsDeleted".to_owned(), topic.deleted.to_string());
    Ok(Some(Box::new(move |x| write_entries(x, "Attributes", out))))
}

/// `SetTopicAttributes`.
pub(super) fn set_attribute(request: &mut Request<'_>) -> Outcome {
    let name = request.required("AttributeName")?.to_owned();
    let value = request.form.text("AttributeValue").to_owned();
    check(&name, &value)?;
    if name == "FifoTopic" {
        return Err(bad("AttributeName", "FifoTopic cannot be changed"));
    }
    request.topic()?.attributes.insert(name, value);
    Ok(None)
}

/// `ListTopics`: 100 a page.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    let names: Vec<&String> = request.region.topics.keys().collect();
    let (shown, next) =
        page::cut(&names, request.form.get("NextToken"), 100).ok_or_else(|| bad("NextToken", ""))?;
    let arns: Vec<String> = shown.iter().map(|name| arn(&request.call.region, name)).collect();
    Ok(Some(Box::new(move |x| {
        x.list("Topics", "member", arns, |x, arn| x.text("TopicArn", arn));
        x.maybe("NextToken", next);
    })))
}

/// `DeleteTopic`: one that is not there is deleted already.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    let name = request.topic_name("TopicArn")?;
    request.region.topics.remove(&name);
    request.region.subscriptions.retain(|_, s| s.topic != name);
    Ok(None)
}

/// `Publish`: taken, and sent to nobody outside.
pub(super) fn publish(request: &mut Request<'_>) -> Outcome {
    let message = request.required("Message")?;
    if message.len() > 256 * 1024 {
        return Err(bad("Message", "Message too long"));
    }
    request.topic()?;
    let id = request.ids.uuid();
    Ok(Some(Box::new(move |x| x.text("MessageId", id))))
}

/// `TagResource`.
pub(super) fn tag(request: &mut Request<'_>) -> Outcome {
    let given = request.given_tags();
    let topic = request.tagged()?;
    let mut tags = topic.tags.clone();
    tags.extend(given);
    if tags.len() > 50 {
        return Err(Refusal::new(
            400,
            "TagLimitExceeded",
            "Could not complete request: tag quota of per resource exceeded",
        ));
    }
    topic.tags = tags;
    Ok(Some(Box::new(|_| {})))
}

/// `UntagResource`.
pub(super) fn untag(request: &mut Request<'_>) -> Outcome {
    let gone: Vec<String> = request
        .form
        .list("TagKeys")
        .into_iter()
        .map(str::to_owned)
        .collect();
    request.tagged()?.tags.retain(|key, _| !gone.contains(key));
    Ok(Some(Box::new(|_| {})))
}

/// `ListTagsForResource`.
pub(super) fn tags(request: &mut Request<'_>) -> Outcome {
    let tags = request.tagged()?.tags.clone();
    Ok(Some(Box::new(move |x| {
        x.list("Tags", "member", tags, |x, (key, value)| {
            x.text("Key", key);
            x.text("Value", value);
        });
    })))
}
