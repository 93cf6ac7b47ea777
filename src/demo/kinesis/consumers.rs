//! Consumers with enhanced fan-out.

use super::state::{Consumer, MAKING, Region, Stream};
use super::{Refusal, Reply, Work, after, token};
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// Consumers of a stream at most.
const MOST: usize = 20;

fn to_value(name: &str, consumer: &Consumer, now: Timestamp) -> Value {
    let making = now.seconds_since(consumer.created) < MAKING;
    json!({
        "ConsumerName": name,
        "ConsumerARN": consumer.arn,
        "ConsumerStatus": if making { "CREATING" } else { "ACTIVE" },
        "ConsumerCreationTimestamp": consumer.created.0,
    })
}

/// `RegisterStreamConsumer`.
pub(super) fn register(region: &mut Region, work: &Work<'_>) -> Reply {
    let name = work.text("ConsumerName")?;
    let stream = work.active(region)?;
    if stream.consumers.contains_key(name) {
        return Err(Refusal::in_use(format!(
            "Consumer {name} under stream {} already exists for account {ACCOUNT_ID}.",
            stream.name
        )));
    }
    if stream.consumers.len() >= MOST {
        let message = format!("Stream {} has {MOST} consumers already.", stream.name);
        return Err(Refusal("LimitExceededException", message));
    }
    let consumer = Consumer {
        arn: format!("{}/consumer/{name}:{}", stream.arn, work.now().0),
        created: work.now(),
    };
    let body = json!({"Consumer": to_value(name, &consumer, work.now())});
    stream.consumers.insert(name.to_owned(), consumer);
    Ok(body)
}

/// The stream and the name of the consumer that a call names by ARN, or by
/// stream and name.
fn find<'r>(region: &'r mut Region, work: &Work<'_>) -> Result<(&'r mut Stream, String), Refusal> {
    let missing = |what: &str| {
        Refusal(
            "ResourceNotFoundException",
            format!("Consumer {what}, account {ACCOUNT_ID} not found."),
        )
    };
    let (stream, consumer) = match work.given("ConsumerARN") {
        Some(arn) => {
            let parts = arn
                .split_once("stream/")
                .and_then(|(_, rest)| rest.split_once("/consumer/"));
            let (stream, consumer) = parts.ok_or_else(|| missing(arn))?;
            let consumer = consumer.split(':').next().unwrap_or(consumer);
            (stream.to_owned(), consumer.to_owned())
        }
        None => (work.name()?, work.text("ConsumerName")?.to_owned()),
    };
    let found = region
        .get(&stream, work.now())
        .ok_or_else(|| Refusal::missing(&stream))?;
    if !found.consumers.contains_key(&consumer) {
        return Err(missing(&consumer));
    }
    Ok((found, consumer))
}

/// `DescribeStreamConsumer`.
pub(super) fn describe(region: &mut Region, work: &Work<'_>) -> Reply {
    let (stream, name) = find(region, work)?;
    let mut body = to_value(&name, &stream.consumers[&name], work.now());
    body["StreamARN"] = json!(stream.arn);
    Ok(json!({"ConsumerDescription": body}))
}

/// `ListStreamConsumers`.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let limit = work.number("MaxResults", 1, 10_000)?.unwrap_or(100);
    let limit = usize::try_from(limit).unwrap_or(1);
    let from = match work.given("NextToken") {
        Some(token) => after(token)?,
        None => String::new(),
    };
    let stream = work.stream(region)?;
    let mut consumers = stream.consumers.iter().filter(|(name, _)| **name > from);
    let shown: Vec<(&String, &Consumer)> = consumers.by_ref().take(limit).collect();
    let values: Vec<Value> = shown
        .iter()
        .map(|(name, consumer)| to_value(name, consumer, work.now()))
        .collect();
    let mut body = json!({"Consumers": values});
    if consumers.next().is_some()
        && let Some((last, _)) = shown.last()
    {
        body["NextToken"] = token(last);
    }
    Ok(body)
}

/// `DeregisterStreamConsumer`.
pub(super) fn deregister(region: &mut Region, work: &Work<'_>) -> Reply {
    let (stream, name) = find(region, work)?;
    stream.consumers.remove(&name);
    Ok(json!({}))
}
