//! Adding, taking back and changing the rules of security groups.

use super::describe::{Filter, by_tag, cut, refuse_unknown, wanted};
use super::groups::{self, Group};
use super::kinds;
use super::rule_input;
use super::rules::{Direction, Rule, write_permissions};
use super::state::Request;
use super::tags;
use super::vpcs;
use super::wire::{Outcome, Refusal, done, list};
use crate::demo::wire::xml::Writer;

/// The most rules that a group may have in one direction.
const MOST: usize = 60;

/// `DescribeSecurityGroupRules`.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    let seen = |filter: &str, group: &str, rule: &str| match filter {
        "group-id" => Some(vec![group.to_owned()]),
        "security-group-rule-id" => Some(vec![rule.to_owned()]),
        tag => by_tag(request.state().tags.of(rule), tag),
    };
    refuse_unknown(&filters, |filter| seen(filter, "", "").is_some())?;
    let ids = list(&request.params, "SecurityGroupRuleId");
    let held = |id: &&String| !request.state().groups.any("security-group-rule-id", id);
    if let Some(id) = ids.iter().find(held) {
        return Err(kinds::RULE.unknown(id));
    }
    let mut chosen = Vec::new();
    for group in looked_at(request, &filters, &ids) {
        for rule in &group.rules {
            let named = ids.is_empty() || ids.contains(&rule.id);
            if named && wanted(&filters, |filter| seen(filter, &group.id, &rule.id))? {
                chosen.push((rule.id.clone(), (group, rule)));
            }
        }
    }
    chosen.sort_by(|a, b| a.0.cmp(&b.0));
    chosen.dedup_by(|a, b| a.0 == b.0);
    let next = cut(&request.params, 5, &mut chosen)?;
    x.list("securityGroupRuleSet", "item", chosen, |x, (_, (group, rule))| {
        rule.write(request, &group.id, x);
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// The groups whose rules are looked at: those that the call names, or all.
fn looked_at<'a>(
    request: &'a Request<'_>,
    filters: &'a [Filter],
    ids: &'a [String],
) -> Box<dyn Iterator<Item = &'a Group> + 'a> {
    let all = &request.state().groups;
    let exact = |name: &str| {
        let mut named = filters.iter().filter(|(filter, _)| filter == name);
        named.find(|(_, values)| !values.iter().any(|v| v.contains(['*', '?'])))
    };
    let of_rules = |rules: &'a [String]| {
        let held = rules
            .iter()
            .flat_map(move |id| all.with("security-group-rule-id", id));
        Box::new(held) as Box<dyn Iterator<Item = &'a Group> + 'a>
    };
    if !ids.is_empty() {
        of_rules(ids)
    } else if let Some((_, rules)) = exact("security-group-rule-id") {
        of_rules(rules)
    } else if let Some((_, groups)) = exact("group-id") {
        Box::new(groups.iter().filter_map(|id| all.get(id)))
    } else {
        Box::new(all.iter())
    }
}

/// `AuthorizeSecurityGroupIngress`.
pub(super) fn authorize_ingress(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    authorize(request, Direction::Ingress, x)
}

/// `AuthorizeSecurityGroupEgress`.
pub(super) fn authorize_egress(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    authorize(request, Direction::Egress, x)
}

fn authorize(request: &mut Request<'_>, direction: Direction, x: &mut Writer) -> Outcome {
    let group = groups::named(request)?;
    let asked = rule_input::named(request, group, direction)?;
    let tags = tags::specified(&request.params, "security-group-rule")?;
    for (at, rule) in asked.iter().enumerate() {
        if group
            .rules
            .iter()
            .chain(&asked[..at])
            .any(|other| other.same(rule))
        {
            return Err(Refusal::new(
                "InvalidPermission.Duplicate",
                format!("the specified rule {} already exists", rule.worded()),
            ));
        }
    }
    if group.way(direction).count() + asked.len() > MOST {
        return Err(Refusal::new(
            "RulesPerSecurityGroupLimitExceeded",
            "The maximum number of rules per security group has been reached.",
        ));
    }
    let id = group.id.clone();
    let region = request.change()?;
    for rule in &asked {
        region.tags.add(&rule.id, tags.clone());
    }
    region
        .groups
        .change(&id, |group| group.rules.extend(asked.iter().cloned()));
    done(x);
    x.list("securityGroupRuleSet", "item", &asked, |x, rule| {
        rule.write(request, &id, x);
    });
    Ok(())
}

/// `RevokeSecurityGroupIngress`.
pub(super) fn revoke_ingress(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    revoke(request, Direction::Ingress, x)
}

/// `RevokeSecurityGroupEgress`.
pub(super) fn revoke_egress(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    revoke(request, Direction::Egress, x)
}

fn revoke(request: &mut Request<'_>, direction: Direction, x: &mut Writer) -> Outcome {
    let group = groups::named(request)?;
    let (gone, unknown) = revoked(request, group, direction)?;
    let id = group.id.clone();
    let region = request.change()?;
    region.groups.change(&id, |group| {
        group.rules.retain(|r| !gone.iter().any(|g| g.id == r.id));
    });
    for rule in &gone {
        region.tags.drop_all(&rule.id);
    }
    done(x);
    write_permissions(x, "unknownIpPermissionSet", unknown.iter());
    x.list("revokedSecurityGroupRuleSet", "item", &gone, |x, rule| {
        rule.write_revoked(&id, x);
    });
    Ok(())
}

/// The rules that a call takes back, and those that it names and the group has
/// not: in a default VPC they are answered, elsewhere they are an error.
fn revoked(
    request: &Request<'_>,
    group: &Group,
    direction: Direction,
) -> Result<(Vec<Rule>, Vec<Rule>), Refusal> {
    let ids = list(&request.params, "SecurityGroupRuleId");
    let mut gone = Vec::new();
    for id in &ids {
        let held = group.way(direction).find(|r| r.id == *id);
        gone.push(held.cloned().ok_or_else(|| kinds::RULE.unknown(id))?);
    }
    if !ids.is_empty() {
        return Ok((gone, Vec::new()));
    }
    let mut unknown = Vec::new();
    for rule in rule_input::named(request, group, direction)? {
        match group.rules.iter().find(|r| r.same(&rule)) {
            Some(held) => gone.push(held.clone()),
            None => unknown.push(rule),
        }
    }
    let tolerant = vpcs::default(request.state()).is_some_and(|vpc| vpc.id == group.vpc);
    if !tolerant && !unknown.is_empty() {
        return Err(Refusal::new(
            "InvalidPermission.NotFound",
            "The specified rule does not exist in this security group.",
        ));
    }
    Ok((gone, unknown))
}

/// `UpdateSecurityGroupRuleDescriptionsIngress`.
pub(super) fn describe_ingress_anew(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    describe_anew(request, Direction::Ingress, x)
}

/// `UpdateSecurityGroupRuleDescriptionsEgress`.
pub(super) fn describe_egress_anew(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    describe_anew(request, Direction::Egress, x)
}

fn describe_anew(request: &mut Request<'_>, direction: Direction, x: &mut Writer) -> Outcome {
    let group = groups::named(request)?;
    let mut changes: Vec<(String, Option<String>)> = Vec::new();
    for item in request.params.groups("SecurityGroupRuleDescription") {
        let id = item.text("SecurityGroupRuleId");
        if !group.way(direction).any(|r| r.id == id) {
            return Err(kinds::RULE.unknown(id));
        }
        changes.push((id.to_owned(), item.get("Description").map(str::to_owned)));
    }
    if changes.is_empty() {
        for rule in rule_input::named(request, group, direction)? {
            let held = group.rules.iter().find(|r| r.same(&rule)).ok_or_else(|| {
                Refusal::new(
                    "InvalidPermission.NotFound",
                    "The specified rule does not exist in this security group.",
                )
            })?;
            changes.push((held.id.clone(), rule.description));
        }
    }
    let id = group.id.clone();
    request.change()?.groups.change(&id, |group| {
        for (rule, description) in changes {
            if let Some(rule) = group.rules.iter_mut().find(|r| r.id == rule) {
                rule.description = description;
            }
        }
    });
    done(x);
    Ok(())
}

/// `ModifySecurityGroupRules`: other traffic or another peer under the same id.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let group = groups::named(request)?;
    let mut rules = group.rules.clone();
    for item in request.params.groups("SecurityGroupRule") {
        let id = item.text("SecurityGroupRuleId");
        let at = rules.iter().position(|r| r.id == id);
        let at = at.ok_or_else(|| kinds::RULE.unknown(id))?;
        let asked = rule_input::single(request, group, &item.below("SecurityGroupRule"), &rules[at])?;
        let twin = |(other, rule): (usize, &Rule)| other != at && rule.same(&asked);
        if rules.iter().enumerate().any(twin) {
            return Err(Refusal::new(
                "InvalidPermission.Duplicate",
                format!("the specified rule {} already exists", asked.worded()),
            ));
        }
        rules[at] = asked;
    }
    let id = group.id.clone();
    request.change()?.groups.change(&id, |group| group.rules = rules);
    done(x);
    Ok(())
}
