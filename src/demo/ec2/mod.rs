//! EC2, as far as networks, disks and the security of instances go: a service of
//! our own, because the base drops endpoint policies, groups, subnets and
//! interfaces, ignores filters and dry runs, and has no default network.
//!
//! - [`operations`]: which operation is answered where
//! - [`vpcs`], [`subnets`], [`route_tables`], [`routes`], [`acls`], [`acl_entries`],
//!   [`gateways`], [`nat`], [`addresses`]: the network
//! - [`groups`], [`permissions`], [`rules`], [`rule_input`]: security groups
//! - [`endpoints`], [`endpoint_changes`], [`endpoint_conditions`], [`interfaces`]:
//!   VPC endpoints and what they put into subnets
//! - [`services`], [`service_names`], [`catalogue`], [`prefix_lists`]: what
//!   PrivateLink reaches
//! - [`volumes`], [`snapshots`], [`keys`], [`defaults`]: disks and their encryption
//! - [`gateway_block`]: what internet gateways let through
//! - [`transit_gateways`], [`peerings`], [`own_services`]: ways to other networks
//! - [`instances`], [`instance_changes`], [`metadata`]: instances
//! - [`images`], [`launch_templates`], [`launch_data`], [`spot_fleets`]: what they are launched from
//! - [`flow_logs`], [`tags`], [`places`], [`absent`]: the rest
//! - [`describe`], [`kinds`]: ids, filters and pages, once for all of them
//! - [`state`], [`table`], [`wire`], [`cidr`]: what a Region holds; the EC2 protocol
//! - [`corrections`]: what the base does instead, and the cases that show it
//!
//! Every Region has its default VPC from the start, in the empty account too, as
//! AWS documents for every account since 2013. Behaviour and error codes are
//! those of the Amazon EC2 API reference, version 2016-11-15.

mod absent;
mod acl_entries;
mod acls;
mod addresses;
mod catalogue;
mod cidr;
pub(super) mod corrections;
mod defaults;
mod describe;
mod endpoint_changes;
mod endpoint_conditions;
mod endpoints;
mod flow_logs;
mod gateway_block;
mod gateways;
mod groups;
mod images;
mod instance_changes;
mod instances;
mod interfaces;
mod keys;
mod kinds;
mod launch_data;
mod launch_templates;
mod metadata;
mod nat;
mod operations;
mod own_services;
mod peerings;
mod permissions;
mod places;
mod prefix_lists;
mod route_tables;
mod routes;
mod rule_input;
mod rules;
mod service_names;
mod services;
mod snapshots;
mod spot_fleets;
mod state;
mod subnets;
mod table;
mod tags;
mod transit_gateways;
mod volumes;
mod vpcs;
mod wire;

use super::ids::Ids;
use super::kms::Kms;
use super::wire::xml;
use super::{Call, Response, Service};
use state::{Region, Request};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use wire::Refusal;

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// The EC2 of the embedded account.
#[derive(Debug)]
pub struct Ec2 {
    ids: Ids,
    kms: Arc<Kms>,
    regions: Mutex<BTreeMap<String, Region>>,
}

impl Ec2 {
    /// An EC2 with nothing but each Region's default VPC. `seed` decides the
    /// identifiers; disks name the keys of `kms`.
    pub fn new(seed: u64, kms: Arc<Kms>) -> Self {
        Self {
            ids: Ids::new(seed),
            kms,
            regions: Mutex::default(),
        }
    }
}

impl Ec2 {
    /// Whether a Region has something by an id: what other services ask.
    pub(super) fn has(&self, region: &str, id: &str) -> bool {
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        regions.get(region).is_some_and(|r| r.kind_of(id).is_some())
    }
}

impl Service for Ec2 {
    fn handle(&self, call: &Call) -> Response {
        if !places::enabled(&call.region) {
            return xml::ec2_error(
                401,
                "AuthFailure",
                "AWS was not able to validate the provided access credentials",
            );
        }
        let Some(operation) = operations::named(&call.operation) else {
            return xml::ec2_error(
                400,
                "InvalidAction",
                &format!("The action {} is not valid for this web service.", call.operation),
            );
        };
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions
            .entry(call.region.clone())
            .or_insert_with(|| vpcs::region_with_default(&call.region));
        region.sweep(call.now);
        let mut request = Request::new(call, &self.ids, &self.kms, region);
        let mut outcome = Ok(());
        let root = format!("{}Response", call.operation);
        let body = xml::document(&root, Some(NAMESPACE), |x| {
            x.text("requestId", xml::REQUEST_ID);
            outcome = operation(&mut request, x);
        });
        // A dry run of a write ends where it would change something; this one
        // had nothing to change.
        if outcome.is_ok() && request.dry_run() {
            outcome = Err(Refusal::dry_run());
        }
        match outcome {
            Ok(()) => xml::response(200, body),
            Err(Refusal {
                status,
                code,
                message,
            }) => xml::ec2_error(status, code, &message),
        }
    }
}
