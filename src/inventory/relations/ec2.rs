//! EC2: what networks, disks and instances belong to.

use super::{Links, RelationKind};
use crate::inventory::{Detail, Kind};

impl Links<'_, '_> {
    pub(super) fn network(&mut self) {
        match &self.from.detail {
            Detail::Subnet(subnet) => self.placed(Kind::Vpc, [&subnet.vpc]),
            Detail::SecurityGroup(group) => self.placed(Kind::Vpc, [&group.vpc]),
            Detail::RouteTable(table) => {
                self.placed(Kind::Vpc, [&table.vpc]);
                for subnet in &table.subnets {
                    self.named(RelationKind::Routes, Kind::Subnet, subnet);
                }
            }
            Detail::PeeringConnection(peering) => {
                self.placed(Kind::Vpc, [&peering.requester, &peering.accepter]);
            }
            Detail::NetworkAcl(acl) => {
                self.placed(Kind::Vpc, [&acl.vpc]);
                for subnet in acl.subnets.known().into_iter().flatten() {
                    self.named(RelationKind::Filters, Kind::Subnet, subnet);
                }
            }
            Detail::VpcEndpoint(endpoint) => {
                self.placed(Kind::Vpc, [&endpoint.vpc]);
                self.placed(Kind::Subnet, endpoint.subnets.known().into_iter().flatten());
                self.placed(
                    Kind::SecurityGroup,
                    endpoint.security_groups.known().into_iter().flatten(),
                );
                for table in endpoint.route_tables.known().into_iter().flatten() {
                    self.named(RelationKind::Uses, Kind::RouteTable, table);
                }
            }
            Detail::FlowLog(log) => {
                let of = if log.resource.starts_with("subnet-") {
                    Kind::Subnet
                } else {
                    Kind::Vpc
                };
                if !log.resource.starts_with("eni-") {
                    self.named(RelationKind::Watches, of, &log.resource);
                }
            }
            _ => {}
        }
    }

    pub(super) fn computing(&mut self) {
        match &self.from.detail {
            Detail::Instance(instance) => {
                self.placed(Kind::Subnet, instance.subnet.known().into_iter().flatten());
                let groups = instance.security_groups.known().into_iter().flatten();
                self.placed(Kind::SecurityGroup, groups);
                for volume in instance.volumes.known().into_iter().flatten() {
                    self.named(RelationKind::Uses, Kind::Volume, volume);
                }
            }
            Detail::LaunchTemplate(template) => {
                let versions = template.versions.known().into_iter().flatten();
                self.placed(Kind::SecurityGroup, versions.flat_map(|v| &v.security_groups));
            }
            Detail::Volume(volume) => self.key(&volume.kms_key),
            Detail::Snapshot(snapshot) => self.key(&snapshot.kms_key),
            _ => {}
        }
    }
}
