//! Spot Fleet requests. The account has no spare capacity: no fleet is ever
//! fulfilled.

use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::launch_data;
use super::state::{Region, Request};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, list, require};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::collections::BTreeMap;

/// Seconds that a request is `submitted`, and its instances are let go.
const SETTLING: i64 = 5;

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Fleet {
    id: String,
    created: Timestamp,
    config: Params,
    /// When it was cancelled, and whether its instances go too.
    cancelled: Option<(Timestamp, bool)>,
}

impl Fleet {
    fn state(&self, now: Timestamp) -> &'static str {
        match self.cancelled {
            Some((at, _)) if now.seconds_since(at) >= SETTLING => "cancelled",
            Some((_, true)) => "cancelled_terminating",
            Some((_, false)) => "cancelled_running",
            None if now.seconds_since(self.created) < SETTLING => "submitted",
            None => "active",
        }
    }
}

impl Row for Fleet {
    fn keys(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl Described for Fleet {
    const KIND: &'static Kind = &kinds::FLEET;
    const SET: &'static str = "spotFleetRequestConfigSet";
    const IDS: &'static str = "SpotFleetRequestId";
    const ID: &'static str = "spot-fleet-request-id";
    const SMALLEST_PAGE: usize = 1;
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[];

    fn table(region: &Region) -> &Table<Self> {
        &region.fleets
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        let or = |name: &str, other: &'static str| self.config.get(name).unwrap_or(other).to_owned();
        x.text("spotFleetRequestId", &self.id);
        x.text("spotFleetRequestState", self.state(request.call.now));
        x.text("activityStatus", "pending_fulfillment");
        x.text("createTime", self.created.rfc3339());
        x.element("spotFleetRequestConfig", |x| {
            x.text("iamFleetRole", self.config.text("IamFleetRole"));
            x.text("targetCapacity", self.config.text("TargetCapacity"));
            x.text("fulfilledCapacity", "0.0");
            x.text("type", or("Type", "maintain"));
            x.text("allocationStrategy", or("AllocationStrategy", "lowestPrice"));
            x.text(
                "excessCapacityTerminationPolicy",
                or("ExcessCapacityTerminationPolicy", "Default"),
            );
            x.maybe("clientToken", self.config.get("ClientToken"));
            x.maybe("spotPrice", self.config.get("SpotPrice"));
            let specifications = self.config.groups("LaunchSpecifications");
            x.list("launchSpecifications", "item", specifications, |x, data| {
                launch_data::write_specification(&data, x);
            });
            let configs = self.config.groups("LaunchTemplateConfigs");
            x.list("launchTemplateConfigs", "item", configs, |x, config| {
                let named = config.below("LaunchTemplateSpecification");
                x.element("launchTemplateSpecification", |x| {
                    x.maybe("launchTemplateId", named.get("LaunchTemplateId"));
                    x.maybe("launchTemplateName", named.get("LaunchTemplateName"));
                    x.maybe("version", named.get("Version"));
                });
            });
        });
        tags::write(request, &self.id, x);
    }
}

/// `RequestSpotFleet`.
pub(super) fn request(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let config = request.params.below("SpotFleetRequestConfig");
    let role = require(&config, "IamFleetRole")?;
    if !role.starts_with("arn:aws:iam::") {
        return Err(invalid(
            "Parameter: SpotFleetRequestConfig.IamFleetRole is invalid.",
        ));
    }
    require(&config, "TargetCapacity")?;
    let specifications = config.groups("LaunchSpecifications");
    let templates = config.groups("LaunchTemplateConfigs");
    if specifications.is_empty() == templates.is_empty() {
        return Err(invalid(
            "Either LaunchSpecifications or LaunchTemplateConfigs must be specified.",
        ));
    }
    for specification in &specifications {
        require(specification, "ImageId")?;
        launch_data::check(specification)?;
    }
    let mut tags = BTreeMap::new();
    for given in config.groups("TagSpecification") {
        if given.text("ResourceType") != "spot-fleet-request" {
            return Err(invalid(
                "A Spot Fleet request takes tags of spot-fleet-request only.",
            ));
        }
        let pairs = given.groups("Tag");
        tags.extend(
            pairs
                .iter()
                .map(|t| (t.text("Key").to_owned(), t.text("Value").to_owned())),
        );
    }
    let fleet = Fleet {
        id: format!("sfr-{}", request.ids.uuid()),
        created: request.call.now,
        config,
        cancelled: None,
    };
    let id = fleet.id.clone();
    let region = request.change()?;
    region.tags.add(&id, tags);
    region.fleets.insert(&id, fleet);
    x.text("spotFleetRequestId", id);
    Ok(())
}

fn invalid(message: &str) -> Refusal {
    Refusal::new("InvalidSpotFleetRequestConfig", message)
}

/// `CancelSpotFleetRequests`: what is not there is told apart from what was
/// cancelled.
pub(super) fn cancel(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    require(&request.params, "SpotFleetRequestId.1")?;
    let terminate = request.params.flag("TerminateInstances");
    let terminate = terminate.ok_or_else(|| Refusal::missing("TerminateInstances"))?;
    let now = request.call.now;
    let ids = list(&request.params, "SpotFleetRequestId");
    let region = request.change()?;
    let (mut gone, mut failed) = (Vec::new(), Vec::new());
    for id in ids {
        let Some(before) = region.fleets.get(&id).map(|fleet| fleet.state(now)) else {
            failed.push(id);
            continue;
        };
        region.fleets.change(&id, |fleet| {
            fleet.cancelled = fleet.cancelled.or(Some((now, terminate)));
        });
        let after = region.fleets.get(&id).map_or(before, |fleet| fleet.state(now));
        gone.push((id, before, after));
    }
    x.list(
        "successfulFleetRequestSet",
        "item",
        gone,
        |x, (id, before, after)| {
            x.text("spotFleetRequestId", id);
            x.text("currentSpotFleetRequestState", after);
            x.text("previousSpotFleetRequestState", before);
        },
    );
    x.list("unsuccessfulFleetRequestSet", "item", failed, |x, id| {
        x.text("spotFleetRequestId", &id);
        x.element("error", |x| {
            x.text("code", "fleetRequestIdDoesNotExist");
            x.text("message", format!("The fleet request '{id}' does not exist."));
        });
    });
    Ok(())
}
