//! The stream and the devices that feed it.
//!
//! Sources: Kinesis Developer Guide, "Share your data stream with another
//! account" (resource policies); IoT Core Developer Guide, "Thing policy
//! variables".

use super::clause::Clause;
use super::{Composed, Workload, composed};
use crate::policy::PolicyKind;

/// The resource policy of the stream, if there is one: the role reads, the
/// operator writes.
pub fn kinesis_policy(w: &Workload) -> Option<Composed> {
    let stream = w.stream_arn.clone()?;
    let clauses = vec![
        Clause::allow(
            "RoleReads",
            "the execution role reads transactions and cannot write them",
            &[
                "kinesis:DescribeStreamSummary",
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
            ],
        )
        .aws(w.role())
        .on([stream.clone()]),
        Clause::allow(
            "OperatorWrites",
            "the operator feeds the stream",
            &[
                "kinesis:DescribeStreamSummary",
                "kinesis:ListShards",
                "kinesis:PutRecord",
                "kinesis:PutRecords",
            ],
        )
        .aws(w.operator_arn.clone())
        .on([stream]),
    ];
    Some(composed(PolicyKind::ResourcePolicy, "stream", clauses))
}

/// The policy of the devices: each connects as itself and publishes under its
/// own name.
pub fn iot_policy(w: &Workload) -> Composed {
    const THING: &str = "${iot:Connection.Thing.ThingName}";
    let clauses = vec![
        Clause::allow(
            "ConnectAsItself",
            "a certificate connects only as the thing it is attached to",
            &["iot:Connect"],
        )
        .on([w.arn("iot", &format!("client/{THING}"))])
        .when("Bool", "iot:Connection.Thing.IsAttached", ["true"]),
        Clause::allow(
            "PublishOwnData",
            "a device writes under its own name only",
            &["iot:Publish"],
        )
        .on([w.arn("iot", &format!("topic/{}/{THING}/data", w.stack))]),
        Clause::allow(
            "ReceiveOwnCommands",
            "a device hears its own commands only",
            &["iot:Receive"],
        )
        .on([w.arn("iot", &format!("topic/{}/{THING}/commands", w.stack))]),
        Clause::allow(
            "SubscribeToOwnCommands",
            "a device hears its own commands only",
            &["iot:Subscribe"],
        )
        .on([w.arn("iot", &format!("topicfilter/{}/{THING}/commands", w.stack))]),
    ];
    composed(PolicyKind::Iot, "devices", clauses)
}
