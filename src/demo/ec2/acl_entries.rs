//! The numbered rules of network ACLs.

use super::acls;
use super::cidr::Cidr;
use super::state::Request;
use super::wire::{Outcome, Refusal, done, number, require};
use crate::demo::wire::xml::Writer;

/// The rule that refuses what no other rule took; it cannot be changed.
const LAST: i32 = 32_767;

/// One rule of a network ACL.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) number: i32,
    pub(super) egress: bool,
    pub(super) protocol: String,
    /// `allow` or `deny`.
    pub(super) action: String,
    pub(super) cidr: Option<String>,
    pub(super) cidr6: Option<String>,
    pub(super) ports: Option<(i32, i32)>,
    /// Type and code.
    pub(super) icmp: Option<(i32, i32)>,
}

impl Entry {
    fn everything(number: i32, egress: bool, action: &str) -> Self {
        Self {
            number,
            egress,
            protocol: "-1".to_owned(),
            action: action.to_owned(),
            cidr: Some("0.0.0.0/0".to_owned()),
            cidr6: None,
            ports: None,
            icmp: None,
        }
    }

    /// The rules of a new ACL: nothing passes.
    pub(super) fn closed() -> Vec<Self> {
        [true, false]
            .map(|egress| Self::everything(LAST, egress, "deny"))
            .into()
    }

    /// The rules of a default ACL: everything passes.
    pub(super) fn open() -> Vec<Self> {
        [true, false]
            .into_iter()
            .flat_map(|egress| {
                [(100, "allow"), (LAST, "deny")]
                    .map(|(number, action)| Self::everything(number, egress, action))
            })
            .collect()
    }

    fn read(request: &Request<'_>) -> Result<Self, Refusal> {
        let params = &request.params;
        let (rule, egress) = place(request)?;
        let action = require(params, "RuleAction")?;
        if !["allow", "deny"].contains(&action) {
            return Err(Refusal::value("ruleAction", action));
        }
        let protocol = match require(params, "Protocol")? {
            "tcp" => "6",
            "udp" => "17",
            "icmp" => "1",
            "all" => "-1",
            other => other,
        };
        let cidr = params
            .get("CidrBlock")
            .map(|text| Cidr::parse(text).ok_or_else(|| Refusal::value("cidrBlock", text)))
            .transpose()?;
        let cidr6 = params.get("Ipv6CidrBlock").map(str::to_owned);
        if cidr.is_some() == cidr6.is_some() {
            return Err(Refusal::missing("cidrBlock"));
        }
        let ports = number(params, "PortRange.From")?.zip(number(params, "PortRange.To")?);
        if ["6", "17"].contains(&protocol) && ports.is_none() {
            return Err(Refusal::missing("portRange"));
        }
        let icmp = number(params, "Icmp.Type")?.zip(number(params, "Icmp.Code")?);
        Ok(Self {
            number: rule,
            egress,
            protocol: protocol.to_owned(),
            action: action.to_owned(),
            cidr: cidr.map(|c| c.to_string()),
            cidr6,
            ports: ports.filter(|_| ["6", "17"].contains(&protocol)),
            icmp: icmp.filter(|_| ["1", "58"].contains(&protocol)),
        })
    }

    /// One item of `entrySet`.
    pub(super) fn write(&self, x: &mut Writer) {
        x.text("ruleNumber", self.number);
        x.text("protocol", &self.protocol);
        x.text("ruleAction", &self.action);
        x.text("egress", self.egress);
        x.maybe("cidrBlock", self.cidr.as_ref());
        x.maybe("ipv6CidrBlock", self.cidr6.as_ref());
        if let Some((kind, code)) = self.icmp {
            x.element("icmpTypeCode", |x| {
                x.text("type", kind);
                x.text("code", code);
            });
        }
        if let Some((from, to)) = self.ports {
            x.element("portRange", |x| {
                x.text("from", from);
                x.text("to", to);
            });
        }
    }
}

/// The number and the direction that a call names.
fn place(request: &Request<'_>) -> Result<(i32, bool), Refusal> {
    let text = require(&request.params, "RuleNumber")?;
    let rule = text
        .parse()
        .ok()
        .filter(|rule| (1..LAST).contains(rule))
        .ok_or_else(|| Refusal::value("ruleNumber", text))?;
    let egress = request.params.flag("Egress");
    Ok((rule, egress.ok_or_else(|| Refusal::missing("egress"))?))
}

/// Where the call's rule is in the ACL.
fn position(request: &Request<'_>) -> Result<Option<usize>, Refusal> {
    let (rule, egress) = place(request)?;
    let mut entries = acls::named(request)?.entries.iter();
    Ok(entries.position(|e| (e.number, e.egress) == (rule, egress)))
}

/// `CreateNetworkAclEntry`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let entry = Entry::read(request)?;
    let id = acls::named(request)?.id.clone();
    if position(request)?.is_some() {
        return Err(Refusal::new(
            "NetworkAclEntryAlreadyExists",
            format!(
                "The network acl entry identified by {} already exists.",
                entry.number
            ),
        ));
    }
    request.change()?.acls.change(&id, |acl| {
        acl.entries.push(entry);
        acl.entries.sort_by_key(|e| (!e.egress, e.number));
    });
    done(x);
    Ok(())
}

/// `ReplaceNetworkAclEntry`.
pub(super) fn replace(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let entry = Entry::read(request)?;
    let (id, at) = held(request)?;
    let acls = &mut request.change()?.acls;
    acls.change(&id, |acl| acl.entries[at] = entry);
    done(x);
    Ok(())
}

/// `DeleteNetworkAclEntry`.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let (id, at) = held(request)?;
    request.change()?.acls.change(&id, |acl| {
        acl.entries.remove(at);
    });
    done(x);
    Ok(())
}

fn held(request: &Request<'_>) -> Result<(String, usize), Refusal> {
    let acl = acls::named(request)?;
    let at = position(request)?.ok_or_else(|| {
        Refusal::new(
            "InvalidNetworkAclEntry.NotFound",
            format!(
                "The {} entry with rule number {} does not exist in network ACL {}",
                if request.params.flag("Egress") == Some(true) {
                    "egress"
                } else {
                    "ingress"
                },
                request.params.text("RuleNumber"),
                acl.id
            ),
        )
    })?;
    Ok((acl.id.clone(), at))
}
