//! Flow logs: records of a network's traffic, to a log group, a bucket or a
//! delivery stream.

use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::state::{Region, Request};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, list, require, strings, unsuccessful};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;

/// The fields of a record when no format is given.
const DEFAULT_FORMAT: &str = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} \
                              ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";

/// A flow log.
#[derive(Clone, Debug)]
pub(super) struct FlowLog {
    pub(super) id: String,
    /// The VPC, subnet or interface that it records.
    resource: String,
    traffic: String,
    destination_type: String,
    destination: Option<String>,
    log_group: Option<String>,
    role: Option<String>,
    format: String,
    interval: String,
    /// `DestinationOptions`, which a bucket has: format, Hive partitions,
    /// partitions by the hour.
    options: Option<(String, bool, bool)>,
    created: Timestamp,
}

impl Row for FlowLog {
    fn keys(&self) -> Vec<(&'static str, String)> {
        vec![("resource-id", self.resource.clone())]
    }
}

impl Described for FlowLog {
    const KIND: &'static Kind = &kinds::FLOW_LOG;
    const SET: &'static str = "flowLogSet";
    const IDS: &'static str = "FlowLogId";
    const ID: &'static str = "flow-log-id";
    const SMALLEST_PAGE: usize = 1;
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("deliver-log-status", |_, _| vec!["SUCCESS".to_owned()]),
        ("log-destination-type", |f, _| vec![f.destination_type.clone()]),
        ("log-group-name", |f, _| f.log_group.iter().cloned().collect()),
        ("resource-id", |f, _| vec![f.resource.clone()]),
        ("traffic-type", |f, _| vec![f.traffic.clone()]),
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.flow_logs
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("flowLogId", &self.id);
        x.text("resourceId", &self.resource);
        x.text("flowLogStatus", "ACTIVE");
        x.text("trafficType", &self.traffic);
        x.text("logDestinationType", &self.destination_type);
        x.maybe("logDestination", self.destination.as_ref());
        x.maybe("logGroupName", self.log_group.as_ref());
        x.maybe("deliverLogsPermissionArn", self.role.as_ref());
        x.text("deliverLogsStatus", "SUCCESS");
        x.text("logFormat", &self.format);
        x.text("maxAggregationInterval", &self.interval);
        if let Some((format, hive, hourly)) = &self.options {
            x.element("destinationOptions", |x| {
                x.text("fileFormat", format);
                x.text("hiveCompatiblePartitions", hive);
                x.text("perHourPartition", hourly);
            });
        }
        x.text("creationTime", self.created.rfc3339());
        tags::write(request, &self.id, x);
    }
}

/// `CreateFlowLogs`: one for each resource that exists.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let wanted = read(request)?;
    let tags = tags::specified(&request.params, "vpc-flow-log")?;
    let earlier = request.made_before()?;
    let kind = kind(&request.params)?;
    let mut failed = Vec::new();
    let mut known = Vec::new();
    let mut new = Vec::new();
    for resource in list(&request.params, "ResourceId") {
        if request.state().kind_of(&resource).is_none_or(|k| *k != *kind) {
            let refusal = kind.unknown(&resource);
            failed.push((resource, refusal));
            continue;
        }
        let twin = request
            .state()
            .flow_logs
            .with("resource-id", &resource)
            .find(|f| f.destination == wanted.destination && f.log_group == wanted.log_group);
        match twin {
            Some(twin) if earlier.is_some() => known.push(twin.id.clone()),
            Some(_) => {
                return Err(Refusal::new(
                    "FlowLogAlreadyExists",
                    "Error. There is an existing Flow Log with the same configuration and log destination.",
                ));
            }
            None => new.push(FlowLog {
                id: request.ids.ec2("fl"),
                resource,
                ..wanted.clone()
            }),
        }
    }
    let region = request.change()?;
    for log in new {
        let id = log.id.clone();
        region.tags.add(&id, tags.clone());
        region.flow_logs.insert(&id, log);
        known.push(id);
    }
    if let (None, Some(first)) = (earlier, known.first()) {
        request.remember(first);
    }
    x.maybe("clientToken", request.params.get("ClientToken"));
    strings(x, "flowLogIdSet", &known);
    unsuccessful(x, &failed);
    Ok(())
}

/// The kind of resource that the call names.
fn kind(params: &Params) -> Result<&'static Kind, Refusal> {
    match require(params, "ResourceType")? {
        "VPC" => Ok(&kinds::VPC),
        "Subnet" => Ok(&kinds::SUBNET),
        "NetworkInterface" => Ok(&kinds::INTERFACE),
        other => Err(Refusal::value("ResourceType", other)),
    }
}

/// What the call asks for, of no resource yet.
fn read(request: &Request<'_>) -> Result<FlowLog, Refusal> {
    let params = &request.params;
    require(params, "ResourceId.1")?;
    let traffic = require(params, "TrafficType")?;
    if !["ACCEPT", "REJECT", "ALL"].contains(&traffic) {
        return Err(Refusal::value("TrafficType", traffic));
    }
    let interval = params.get("MaxAggregationInterval").unwrap_or("600");
    if !["60", "600"].contains(&interval) {
        return Err(Refusal::value("MaxAggregationInterval", interval));
    }
    let given = |name: &str| params.get(name).filter(|v| !v.is_empty()).map(str::to_owned);
    let destination_type = params.get("LogDestinationType").unwrap_or("cloud-watch-logs");
    let mut log = FlowLog {
        id: String::new(),
        resource: String::new(),
        traffic: traffic.to_owned(),
        destination_type: destination_type.to_owned(),
        destination: given("LogDestination"),
        log_group: given("LogGroupName"),
        role: given("DeliverLogsPermissionArn"),
        format: given("LogFormat").unwrap_or_else(|| DEFAULT_FORMAT.to_owned()),
        interval: interval.to_owned(),
        options: None,
        created: request.call.now,
    };
    match destination_type {
        "cloud-watch-logs" => check_log_group(&mut log)?,
        "s3" => {
            check_bucket(&log)?;
            log.options = Some((
                given("DestinationOptions.FileFormat").unwrap_or_else(|| "plain-text".to_owned()),
                params.flag("DestinationOptions.HiveCompatiblePartitions") == Some(true),
                params.flag("DestinationOptions.PerHourPartition") == Some(true),
            ));
        }
        "kinesis-data-firehose" if log.destination.is_none() => {
            return Err(Refusal::missing("LogDestination"));
        }
        "kinesis-data-firehose" => {}
        other => return Err(Refusal::value("LogDestinationType", other)),
    }
    Ok(log)
}

/// A log group is named, or given as an ARN that names it, and written to by a
/// role.
fn check_log_group(log: &mut FlowLog) -> Result<(), Refusal> {
    if log.role.is_none() {
        return Err(Refusal::new(
            "InvalidParameter",
            "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
        ));
    }
    let of_arn = log.destination.as_ref().map(|arn| {
        let name = arn.split_once(":log-group:").map(|(_, name)| name);
        name.map(|name| name.trim_end_matches(":*").to_owned())
            .ok_or_else(|| Refusal::new("InvalidParameter", format!("LogDestination {arn} is not valid.")))
    });
    match (of_arn.transpose()?, log.log_group.is_some()) {
        (Some(_), true) => Err(Refusal::new(
            "InvalidParameter",
            "Please only provide LogGroupName or only provide LogDestination.",
        )),
        (None, false) => Err(Refusal::new(
            "InvalidParameter",
            "LogDestination can't be empty if LogGroupName is not provided.",
        )),
        (Some(named), false) => {
            log.log_group = Some(named);
            Ok(())
        }
        (None, true) => Ok(()),
    }
}

/// A bucket is given by its ARN; its policy lets the logs in, not a role.
fn check_bucket(log: &FlowLog) -> Result<(), Refusal> {
    let Some(arn) = &log.destination else {
        return Err(Refusal::new(
            "InvalidParameter",
            "LogDestination can't be empty if LogDestinationType is s3.",
        ));
    };
    if log.role.is_some() {
        return Err(Refusal::new(
            "InvalidParameter",
            "DeliverLogsPermissionArn is not applicable for s3 delivery.",
        ));
    }
    let bucket = arn
        .strip_prefix("arn:aws:s3:::")
        .map(|rest| rest.split('/').next());
    match bucket.flatten() {
        Some(bucket) if !bucket.is_empty() => Ok(()),
        _ => Err(Refusal::new(
            "InvalidParameter",
            format!("LogDestination {arn} is not the ARN of a bucket."),
        )),
    }
}

/// `DeleteFlowLogs`.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    require(&request.params, "FlowLogId.1")?;
    let ids = list(&request.params, "FlowLogId");
    if let Some(id) = ids.iter().find(|id| !request.state().flow_logs.contains(id)) {
        return Err(kinds::FLOW_LOG.unknown(id));
    }
    let region = request.change()?;
    for id in &ids {
        region.flow_logs.remove(id);
        region.tags.drop_all(id);
    }
    unsuccessful(x, &[]);
    Ok(())
}

/// Takes away the flow logs of a resource that is going.
pub(super) fn forget(region: &mut Region, resource: &str) {
    let logs = region.flow_logs.with("resource-id", resource);
    let gone: Vec<String> = logs.map(|log| log.id.clone()).collect();
    for id in gone {
        region.flow_logs.remove(&id);
        region.tags.drop_all(&id);
    }
}
