//! Network ACLs: one default a VPC that lets everything through, whose subnets
//! are all that have no other.

use super::acl_entries::Entry;
use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;

/// A network ACL.
#[derive(Clone, Debug)]
pub(super) struct Acl {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) is_default: bool,
    pub(super) entries: Vec<Entry>,
    associations: Vec<Association>,
}

/// A network ACL's tie to a subnet.
#[derive(Clone, Debug)]
struct Association {
    id: String,
    subnet: String,
}

impl Acl {
    /// The ACL that every VPC has.
    pub(super) fn default_of(vpc: &str, ids: &Ids) -> Self {
        Self {
            id: ids.ec2("acl"),
            vpc: vpc.to_owned(),
            is_default: true,
            entries: Entry::open(),
            associations: Vec::new(),
        }
    }
}

impl Row for Acl {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![("vpc-id", self.vpc.clone())];
        for association in &self.associations {
            keys.push(("association.association-id", association.id.clone()));
            keys.push(("association.subnet-id", association.subnet.clone()));
        }
        keys
    }
}

impl Described for Acl {
    const KIND: &'static Kind = &kinds::ACL;
    const SET: &'static str = "networkAclSet";
    const IDS: &'static str = "NetworkAclId";
    const ID: &'static str = "network-acl-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("association.association-id", |a, _| {
            a.associations.iter().map(|t| t.id.clone()).collect()
        }),
        ("association.network-acl-id", |a, _| {
            a.associations.first().map(|_| a.id.clone()).into_iter().collect()
        }),
        ("association.subnet-id", |a, _| {
            a.associations.iter().map(|t| t.subnet.clone()).collect()
        }),
        ("default", |a, _| vec![a.is_default.to_string()]),
        ("entry.cidr", |a, _| {
            a.entries.iter().filter_map(|e| e.cidr.clone()).collect()
        }),
        ("entry.egress", |a, _| {
            a.entries.iter().map(|e| e.egress.to_string()).collect()
        }),
        ("entry.protocol", |a, _| {
            a.entries.iter().map(|e| e.protocol.clone()).collect()
        }),
        ("entry.rule-action", |a, _| {
            a.entries.iter().map(|e| e.action.clone()).collect()
        }),
        ("entry.rule-number", |a, _| {
            a.entries.iter().map(|e| e.number.to_string()).collect()
        }),
        ("entry.port-range.from", |a, _| {
            let ports = a.entries.iter().filter_map(|e| e.ports);
            ports.map(|(from, _)| from.to_string()).collect()
        }),
        ("entry.port-range.to", |a, _| {
            let ports = a.entries.iter().filter_map(|e| e.ports);
            ports.map(|(_, to)| to.to_string()).collect()
        }),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("vpc-id", |a, _| vec![a.vpc.clone()]),
    ];
    const EMPTY: &'static [&'static str] = &["entry.icmp.code", "entry.icmp.type", "entry.ipv6-cidr"];

    fn table(region: &Region) -> &Table<Self> {
        &region.acls
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("networkAclId", &self.id);
        x.text("vpcId", &self.vpc);
        x.text("ownerId", ACCOUNT_ID);
        x.text("default", self.is_default);
        x.list("entrySet", "item", &self.entries, |x, entry| entry.write(x));
        x.list("associationSet", "item", &self.associations, |x, association| {
            x.text("networkAclAssociationId", &association.id);
            x.text("networkAclId", &self.id);
            x.text("subnetId", &association.subnet);
        });
        tags::write(request, &self.id, x);
    }
}

/// Gives a new subnet to its VPC's default ACL.
pub(super) fn adopt(region: &mut Region, ids: &Ids, vpc: &str, subnet: &str) {
    let mut acls = region.acls.with("vpc-id", vpc);
    let Some(default) = acls.find(|a| a.is_default).map(|a| a.id.clone()) else {
        return;
    };
    let association = Association {
        id: ids.ec2("aclassoc"),
        subnet: subnet.to_owned(),
    };
    region
        .acls
        .change(&default, |acl| acl.associations.push(association));
}

/// Unties a subnet.
pub(super) fn release(region: &mut Region, subnet: &str) {
    let holder = region.acls.with("association.subnet-id", subnet).next();
    if let Some(id) = holder.map(|acl| acl.id.clone()) {
        region
            .acls
            .change(&id, |acl| acl.associations.retain(|a| a.subnet != subnet));
    }
}

/// The ACL that a call names.
pub(super) fn named<'a>(request: &'a Request<'_>) -> Result<&'a Acl, Refusal> {
    let id = require(&request.params, "NetworkAclId")?;
    found(&request.state().acls, id, &kinds::ACL)
}

/// `CreateNetworkAcl`: it lets nothing through yet.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let vpc = request.vpc(require(&request.params, "VpcId")?)?.id.clone();
    let tags = tags::specified(&request.params, "network-acl")?;
    let acl = Acl {
        id: request.ids.ec2("acl"),
        vpc,
        is_default: false,
        entries: Entry::closed(),
        associations: Vec::new(),
    };
    let region = request.change()?;
    region.tags.add(&acl.id, tags);
    region.acls.insert(&acl.id, acl.clone());
    x.element("networkAcl", |x| acl.write(request, x));
    Ok(())
}

/// `DeleteNetworkAcl`: not the default, not while a subnet has it.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let acl = named(request)?;
    let id = acl.id.clone();
    if acl.is_default {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("cannot delete default network ACL {id}"),
        ));
    }
    if !acl.associations.is_empty() {
        return Err(Refusal::in_use("networkAcl", &id));
    }
    let region = request.change()?;
    region.acls.remove(&id);
    region.tags.drop_all(&id);
    done(x);
    Ok(())
}

/// `ReplaceNetworkAclAssociation`: another ACL for a subnet.
pub(super) fn replace_association(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let old = require(&request.params, "AssociationId")?;
    let acl = named(request)?;
    let acls = &request.state().acls;
    let holder = acls.with("association.association-id", old).next();
    let subnet = holder
        .and_then(|holder| holder.associations.iter().find(|a| a.id == old))
        .map(|association| association.subnet.clone())
        .ok_or_else(|| {
            Refusal::new(
                "InvalidAssociationID.NotFound",
                format!("The association ID '{old}' does not exist"),
            )
        })?;
    if holder.is_some_and(|holder| holder.vpc != acl.vpc) {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!(
                "Network ACL {} and subnet {subnet} belong to different networks",
                acl.id
            ),
        ));
    }
    let (id, association) = (acl.id.clone(), request.ids.ec2("aclassoc"));
    let tie = Association {
        id: association.clone(),
        subnet: subnet.clone(),
    };
    let region = request.change()?;
    release(region, &subnet);
    region.acls.change(&id, |acl| acl.associations.push(tie));
    x.text("newAssociationId", association);
    Ok(())
}
