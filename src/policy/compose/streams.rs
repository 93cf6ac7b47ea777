//! The stream and the devices that feed it.
//!
//! Sources: Kinesis Developer Guide, "Share your data stream with another
//! account" (resource policies); IoT Core Developer Guide, "Thing policy
//! variables".

use super::clause::Clause;
use super::{Composed, Persona, Workload, composed};
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

/// The stream's policy where every persona has a role of its own: the roles'
/// policies say who reads and writes; this one keeps out everyone else of the
/// account, whatever their policies say, and plain HTTP.
pub fn guarded_stream_policy(w: &Workload) -> Composed {
    const READS: &[&str] = &["kinesis:GetRecords", "kinesis:GetShardIterator"];
    const WRITES: &[&str] = &["kinesis:PutRecord", "kinesis:PutRecords"];
    let stream = w.stream();
    let clauses = vec![
        Clause::deny(
            "DenyInsecureTransport",
            "nothing crosses the network in the clear",
            &[READS, WRITES].concat(),
        )
        .everyone()
        .on([stream.clone()])
        .when("Bool", "aws:SecureTransport", ["false"]),
        Clause::deny(
            "DenyOtherWriters",
            "who writes to the stream teaches the model: only the ingest role does",
            WRITES,
        )
        .everyone()
        .on([stream.clone()])
        .when(
            "ArnNotEquals",
            "aws:PrincipalArn",
            [w.role_of(Persona::PipelineIngest)],
        ),
        Clause::deny(
            "DenyOtherReaders",
            "the records are the data: only processing jobs read them",
            READS,
        )
        .everyone()
        .on([stream])
        .when(
            "ArnNotEquals",
            "aws:PrincipalArn",
            [w.role_of(Persona::ProcessingJob)],
        ),
    ];
    composed(PolicyKind::ResourcePolicy, "stream", clauses)
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
        .on([w.arn("iot", &format!("topic/{}/{THING}/data", w.prefix()))]),
        Clause::allow(
            "ReceiveOwnCommands",
            "a device hears its own commands only",
            &["iot:Receive"],
        )
        .on([w.arn("iot", &format!("topic/{}/{THING}/commands", w.prefix()))]),
        Clause::allow(
            "SubscribeToOwnCommands",
            "a device hears its own commands only",
            &["iot:Subscribe"],
        )
        .on([w.arn("iot", &format!("topicfilter/{}/{THING}/commands", w.prefix()))]),
    ];
    composed(PolicyKind::Iot, "devices", clauses)
}
