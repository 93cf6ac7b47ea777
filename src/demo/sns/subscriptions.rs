//! Subscriptions: those to people and web addresses wait to be confirmed.

use super::topics::arn;
use super::{Outcome, Request, bad, entries, write_entries};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::page;
use std::collections::BTreeMap;

const PROTOCOLS: &[&str] = &[
    "application",
    "email",
    "email-json",
    "firehose",
    "http",
    "https",
    "lambda",
    "sms",
    "sqs",
];

/// A subscription.
#[derive(Debug)]
pub(super) struct Subscription {
    /// The name of the topic.
    pub(super) topic: String,
    protocol: String,
    endpoint: String,
    /// Not yet confirmed by who is to be told.
    pub(super) pending: bool,
    attributes: BTreeMap<String, String>,
}

/// `Subscribe`: the same subscription again, if there is one.
pub(super) fn subscribe(request: &mut Request<'_>) -> Outcome {
    let topic = request.topic_name("TopicArn")?;
    request.topic()?;
    let protocol = request.required("Protocol")?.to_owned();
    if !PROTOCOLS.contains(&protocol.as_str()) {
        return Err(bad(
            "Protocol",
            &format!("Does not support this protocol string: {protocol}"),
        ));
    }
    let endpoint = request.required("Endpoint")?.to_owned();
    let fits = match protocol.as_str() {
        "email" | "email-json" => endpoint.contains('@'),
        "http" => endpoint.starts_with("http://"),
        "https" => endpoint.starts_with("https://"),
        "sms" => {
            endpoint.len() > 4
                && endpoint
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b"+- ".contains(&b))
        }
        _ => endpoint.starts_with("arn:"),
    };
    if !fits {
        return Err(bad(
            "Endpoint",
            &format!("The endpoint does not fit the protocol {protocol}"),
        ));
    }
    let known = request.region.subscriptions.iter();
    let known = known
        .filter(|(_, s)| s.topic == topic && s.protocol == protocol && s.endpoint == endpoint)
        .map(|(arn, s)| (arn.clone(), s.pending))
        .next();
    let (own, pending) = known.unwrap_or_else(|| {
        let own = format!("{}:{}", arn(&request.call.region, &topic), request.ids.uuid());
        let pending = ["email", "email-json", "http", "https"].contains(&protocol.as_str());
        let subscription = Subscription {
            topic,
            protocol,
            endpoint,
            pending,
            attributes: entries(&request.form, "Attributes"),
        };
        request.region.subscriptions.insert(own.clone(), subscription);
        (own, pending)
    });
    let shown = if pending && request.form.flag("ReturnSubscriptionArn") != Some(true) {
        "pending confirmation".to_owned()
    } else {
        own
    };
    Ok(Some(Box::new(move |x| x.text("SubscriptionArn", shown))))
}

/// `Unsubscribe`.
pub(super) fn unsubscribe(request: &mut Request<'_>) -> Outcome {
    let own = request.required("SubscriptionArn")?.to_owned();
    match request.region.subscriptions.get(&own) {
        Some(subscription) if subscription.pending => {
            return Err(bad("SubscriptionArn", "This ARN is pending confirmation"));
        }
        Some(subscription) => {
            if let Some(topic) = request.region.topics.get_mut(&subscription.topic) {
                topic.deleted += 1;
            }
        }
        None => {}
    }
    request.region.subscriptions.remove(&own);
    Ok(None)
}

/// `GetSubscriptionAttributes`.
pub(super) fn attributes(request: &mut Request<'_>) -> Outcome {
    let own = request.required("SubscriptionArn")?.to_owned();
    let found = request.region.subscriptions.get(&own);
    let subscription = found.ok_or_else(|| Refusal::new(404, "NotFound", "Subscription does not exist"))?;
    let mut out = subscription.attributes.clone();
    let told = [
        ("SubscriptionArn", own),
        ("TopicArn", arn(&request.call.region, &subscription.topic)),
        ("Protocol", subscription.protocol.clone()),
        ("Endpoint", subscription.endpoint.clone()),
        ("Owner", ACCOUNT_ID.to_owned()),
        ("PendingConfirmation", subscription.pending.to_string()),
        (
            "ConfirmationWasAuthenticated",
            (!subscription.pending).to_string(),
        ),
    ];
    out.extend(told.map(|(name, value)| (name.to_owned(), value)));
    out.entry("RawMessageDelivery".to_owned())
        .or_insert_with(|| "false".to_owned());
    Ok(Some(Box::new(move |x| write_entries(x, "Attributes", out))))
}

/// `ListSubscriptions`, `ListSubscriptionsByTopic`: 100 a page.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    let only = if request.call.operation == "ListSubscriptionsByTopic" {
        request.topic()?;
        Some(request.topic_name("TopicArn")?)
    } else {
        None
    };
    let rows: Vec<[String; 5]> = request
        .region
        .subscriptions
        .iter()
        .filter(|(_, s)| only.as_ref().is_none_or(|topic| *topic == s.topic))
        .map(|(own, s)| {
            let shown = if s.pending { "PendingConfirmation" } else { own };
            [
                shown.to_owned(),
                ACCOUNT_ID.to_owned(),
                s.protocol.clone(),
                s.endpoint.clone(),
                arn(&request.call.region, &s.topic),
            ]
        })
        .collect();
    let (shown, next) =
        page::cut(&rows, request.form.get("NextToken"), 100).ok_or_else(|| bad("NextToken", ""))?;
    let shown = shown.to_vec();
    Ok(Some(Box::new(move |x| {
        x.list("Subscriptions", "member", shown, |x, row| {
            let names = ["SubscriptionArn", "Owner", "Protocol", "Endpoint", "TopicArn"];
            for (name, value) in names.into_iter().zip(row) {
                x.text(name, value);
            }
        });
        x.maybe("NextToken", next);
    })))
}
