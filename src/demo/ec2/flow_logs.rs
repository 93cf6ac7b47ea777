//! Flow logs: records of a network's traffic, to a log group or a bucket.

use super::describe::Described;
use super::state::{Region, Request};
use super::tags;
use super::wire::{Outcome, Refusal, list, require, strings};
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::collections::BTreeMap;

/// The fields of a record when no format is given.
const DEFAULT_FORMAT: &str = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} \
                              ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";

/// A flow log.
#[derive(Clone, Debug)]
pub(super) struct FlowLog {
    pub(super) id: String,
    /// The VPC, subnet or interface that it records.
    pub(super) resource: String,
    traffic: String,
    destination_type: String,
    destination: Option<String>,
    log_group: Option<String>,
    role: Option<String>,
    format: String,
    interval: String,
    created: Timestamp,
}

impl Described for FlowLog {
    const SET: &'static str = "flowLogSet";
    const IDS: &'static str = "FlowLogId";
    const SMALLEST_PAGE: usize = 1;

    fn all(region: &Region) -> &BTreeMap<String, Self> {
        &region.flow_logs
    }

    fn unknown(id: &str) -> Refusal {
        Refusal::new(
            "InvalidFlowLogId.NotFound",
            format!("The flow log ID '{id}' does not exist"),
        )
    }

    fn attribute(&self, _: &Request<'_>, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "flow-log-id" => vec![self.id.clone()],
            "resource-id" => vec![self.resource.clone()],
            "traffic-type" => vec![self.traffic.clone()],
            "log-destination-type" => vec![self.destination_type.clone()],
            "log-group-name" => self.log_group.iter().cloned().collect(),
            "deliver-log-status" => vec!["SUCCESS".to_owned()],
            _ => return None,
        })
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
        x.text("creationTime", self.created.rfc3339());
        tags::write(request, &self.id, x);
    }
}

/// `CreateFlowLogs`: one for each resource that exists.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let wanted = read(request)?;
    let tags = tags::specified(&request.params, "vpc-flow-log")?;
    let earlier = request.made_before()?;
    let mut unsuccessful = Vec::new();
    let mut made = Vec::new();
    for resource in list(&request.params, "ResourceId") {
        if !matches!(
            request.state.kind_of(&resource),
            Some("vpc" | "subnet" | "network-interface")
        ) {
            unsuccessful.push((
                resource.clone(),
                "InvalidParameterValue",
                format!("{resource} does not exist"),
            ));
            continue;
        }
        let twin = request.state.flow_logs.values().find(|f| {
            f.resource == resource && f.destination == wanted.destination && f.log_group == wanted.log_group
        });
        match twin {
            Some(twin) if earlier.is_some() => made.push(twin.id.clone()),
            Some(_) => {
                return Err(Refusal::new(
                    "FlowLogAlreadyExists",
                    "Error. There is an existing Flow Log with the same configuration and log destination.",
                ));
            }
            None => {
                let id = request.ids.ec2("fl");
                let log = FlowLog {
                    id: id.clone(),
                    resource,
                    ..wanted.clone()
                };
                request.state.tags.insert(id.clone(), tags.clone());
                request.state.flow_logs.insert(id.clone(), log);
                made.push(id);
            }
        }
    }
    if let (None, Some(first)) = (earlier, made.first().cloned()) {
        request.remember(&first);
    }
    x.maybe("clientToken", request.params.get("ClientToken"));
    strings(x, "flowLogIdSet", &made);
    x.list("unsuccessful", "item", unsuccessful, |x, (id, code, message)| {
        x.text("resourceId", id);
        x.element("error", |x| {
            x.text("code", code);
            x.text("message", message);
        });
    });
    Ok(())
}

/// What the call asks for, of no resource yet.
fn read(request: &Request<'_>) -> Result<FlowLog, Refusal> {
    let params = &request.params;
    require(params, "ResourceId.1")?;
    require(params, "ResourceType")?;
    let traffic = params.get("TrafficType").unwrap_or("ALL");
    if !["ACCEPT", "REJECT", "ALL"].contains(&traffic) {
        return Err(Refusal::value("TrafficType", traffic));
    }
    let interval = params.get("MaxAggregationInterval").unwrap_or("600");
    if !["60", "600"].contains(&interval) {
        return Err(Refusal::value("MaxAggregationInterval", interval));
    }
    let owned = |name: &str| params.get(name).map(str::to_owned);
    let destination_type = params.get("LogDestinationType").unwrap_or("cloud-watch-logs");
    let log = FlowLog {
        id: String::new(),
        resource: String::new(),
        traffic: traffic.to_owned(),
        destination_type: destination_type.to_owned(),
        destination: owned("LogDestination"),
        log_group: owned("LogGroupName"),
        role: owned("DeliverLogsPermissionArn"),
        format: params.get("LogFormat").unwrap_or(DEFAULT_FORMAT).to_owned(),
        interval: interval.to_owned(),
        created: request.call.now,
    };
    match destination_type {
        "cloud-watch-logs" if log.role.is_none() => Err(Refusal::new(
            "MissingParameter",
            "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
        )),
        "cloud-watch-logs" if log.log_group.is_none() && log.destination.is_none() => {
            Err(Refusal::missing("LogGroupName"))
        }
        "s3" | "kinesis-data-firehose" if log.destination.is_none() => {
            Err(Refusal::missing("LogDestination"))
        }
        "s3" | "kinesis-data-firehose" | "cloud-watch-logs" => Ok(log),
        other => Err(Refusal::value("LogDestinationType", other)),
    }
}

/// `DeleteFlowLogs`.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    require(&request.params, "FlowLogId.1")?;
    let ids = list(&request.params, "FlowLogId");
    if let Some(id) = ids.iter().find(|id| !request.state.flow_logs.contains_key(*id)) {
        return Err(FlowLog::unknown(id));
    }
    for id in ids {
        request.state.flow_logs.remove(&id);
        request.state.tags.remove(&id);
    }
    x.element("unsuccessful", |_| {});
    Ok(())
}
