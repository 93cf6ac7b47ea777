//! The networks of an inventory, indexed: what lies in a VPC, which table
//! routes a subnet, what uses a security group, which volumes have snapshots.

use crate::inventory::detail::{GuardedInterface, Route, RouteTable, SecurityGroup, Subnet, VpcConfig};
use crate::inventory::quick::{QuickMap, QuickSet};
use crate::inventory::{Detail, Field};

/// The networks; the ids of EC2 are unique, so that they alone are the keys.
#[derive(Debug, Default)]
pub struct Networks<'a> {
    subnets: QuickMap<&'a str, Vec<&'a Subnet>>,
    by_id: QuickMap<&'a str, &'a Subnet>,
    tables: QuickMap<&'a str, Vec<&'a RouteTable>>,
    routed: QuickMap<&'a str, Vec<(&'a RouteTable, &'a Route)>>,
    interfaces: QuickMap<&'a str, &'a GuardedInterface>,
    named_groups: QuickSet<&'a str>,
    snapshotted: QuickSet<&'a str>,
}

impl<'a> Networks<'a> {
    /// Takes a resource in.
    pub(super) fn add(&mut self, detail: &'a Detail) {
        match detail {
            Detail::Subnet(subnet) => {
                self.subnets.entry(&subnet.vpc).or_default().push(subnet);
                self.by_id.insert(&subnet.id, subnet);
            }
            Detail::RouteTable(table) => self.add_table(table),
            Detail::SecurityGroup(group) => self.add_group(group),
            Detail::Snapshot(snapshot) => {
                // A snapshot that failed holds nothing.
                if snapshot.state.known().is_none_or(|state| state != "error") {
                    self.snapshotted.insert(&snapshot.volume);
                }
            }
            Detail::LaunchTemplate(template) => {
                let versions = template.versions.known().into_iter().flatten();
                let named = versions.flat_map(|v| &v.security_groups);
                self.named_groups.extend(named.map(String::as_str));
            }
            other => self.named_groups.extend(groups_of(other).map(String::as_str)),
        }
    }

    fn add_table(&mut self, table: &'a RouteTable) {
        self.tables.entry(&table.vpc).or_default().push(table);
        for route in table.routes.known().into_iter().flatten() {
            if route.target.starts_with("pcx-") {
                self.routed.entry(&route.target).or_default().push((table, route));
            }
        }
    }

    fn add_group(&mut self, group: &'a SecurityGroup) {
        for interface in group.interfaces.known().into_iter().flatten() {
            self.interfaces.insert(&interface.id, interface);
        }
        let rules = [&group.ingress, &group.egress];
        let rules = rules.into_iter().filter_map(Field::known).flatten();
        let named = rules.flat_map(|rule| &rule.groups).filter(|id| **id != group.id);
        self.named_groups.extend(named.map(String::as_str));
    }

    /// The subnets of a VPC.
    pub fn subnets_of(&self, vpc: &str) -> &[&'a Subnet] {
        self.subnets.get(vpc).map_or(&[], Vec::as_slice)
    }

    /// A subnet by its id.
    pub fn subnet(&self, id: &str) -> Option<&'a Subnet> {
        self.by_id.get(id).copied()
    }

    /// The route tables of a VPC.
    pub fn tables_of(&self, vpc: &str) -> &[&'a RouteTable] {
        self.tables.get(vpc).map_or(&[], Vec::as_slice)
    }

    /// The table that routes a subnet: its own, else the main one of its VPC.
    pub fn table_of(&self, subnet: &Subnet) -> Option<&'a RouteTable> {
        let tables = self.tables.get(subnet.vpc.as_str())?;
        let own = tables.iter().find(|t| t.subnets.contains(&subnet.id));
        own.or_else(|| tables.iter().find(|t| t.main)).copied()
    }

    /// The routes through a peering connection, each with its table.
    pub fn routes_through(&self, peering: &str) -> &[(&'a RouteTable, &'a Route)] {
        self.routed.get(peering).map_or(&[], Vec::as_slice)
    }

    /// A network interface by its id.
    pub fn interface(&self, id: &str) -> Option<&'a GuardedInterface> {
        self.interfaces.get(id).copied()
    }

    /// Whether a volume has a snapshot.
    pub fn has_snapshot(&self, volume: &str) -> bool {
        self.snapshotted.contains(volume)
    }

    /// Whether another group's rules or a workload name a security group.
    pub fn names_group(&self, id: &str) -> bool {
        self.named_groups.contains(id)
    }
}

/// The security groups that a resource other than a group names.
fn groups_of(detail: &Detail) -> impl Iterator<Item = &String> {
    let named: Option<&Vec<String>> = match detail {
        Detail::Notebook(d) => d.security_groups.known(),
        Detail::VpcEndpoint(d) => d.security_groups.known(),
        Detail::Instance(d) => d.security_groups.known(),
        Detail::Model(d) => placed(&d.vpc),
        Detail::TrainingJob(d) => placed(&d.vpc),
        Detail::ProcessingJob(d) => placed(&d.vpc),
        _ => None,
    };
    named.into_iter().flatten()
}

fn placed(vpc: &Field<Option<VpcConfig>>) -> Option<&Vec<String>> {
    vpc.known().and_then(Option::as_ref).map(|v| &v.security_groups)
}
