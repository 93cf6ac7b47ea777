//! The prefix lists of the services with gateway endpoints: what route tables
//! and security groups name them by.

use super::describe::{cut, refuse_unknown, wanted};
use super::kinds;
use super::service_names::GATEWAYS;
use super::state::Request;
use super::wire::{Outcome, Refusal, list, require, strings};
use crate::demo::wire::xml::Writer;

/// The prefix list of a gateway service in a Region.
pub(super) fn prefix_list(region: &str, service: &str) -> String {
    let known = match (region, service.rsplit('.').next()) {
        ("us-east-1", Some("s3")) => Some("pl-63a5400a"),
        ("us-east-1", Some("dynamodb")) => Some("pl-02cd2c6b"),
        ("us-west-2", Some("s3")) => Some("pl-68a54001"),
        ("us-west-2", Some("dynamodb")) => Some("pl-00a54069"),
        ("eu-west-1", Some("s3")) => Some("pl-6da54004"),
        ("eu-west-1", Some("dynamodb")) => Some("pl-6fa54006"),
        _ => None,
    };
    known.map_or_else(
        || {
            let hash = service.bytes().fold(0x811c_9dc5_u32, |h, b| {
                (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
            });
            format!("pl-{hash:08x}")
        },
        str::to_owned,
    )
}

/// Whether a prefix list is one of the Region's.
pub(super) fn prefix_list_exists(region: &str, id: &str) -> bool {
    let mut lists = prefix_lists(region);
    lists.any(|(list, _)| list == id)
}

/// The prefix lists of a Region: id and service name.
pub(super) fn prefix_lists(region: &str) -> impl Iterator<Item = (String, String)> {
    GATEWAYS.iter().map(move |row| {
        let name = row.0.replace('R', region);
        (prefix_list(region, &name), name)
    })
}

/// The blocks of a prefix list. A sample of what AWS publishes for us-east-1:
/// what an account is told differs with the Region and changes often.
fn blocks(service: &str) -> Vec<String> {
    let blocks: &[&str] = if service.ends_with(".dynamodb") {
        &["52.94.0.0/22", "52.119.224.0/20"]
    } else {
        &["3.5.0.0/19", "16.15.176.0/20", "52.216.0.0/15", "54.231.0.0/16"]
    };
    blocks.iter().map(|block| (*block).to_owned()).collect()
}

/// `DescribePrefixLists`.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let (chosen, next) = chosen_lists(request, &["prefix-list-id", "prefix-list-name"])?;
    x.list("prefixListSet", "item", chosen, |x, (id, name)| {
        x.text("prefixListId", id);
        strings(x, "cidrSet", &blocks(&name));
        x.text("prefixListName", name);
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// `DescribeManagedPrefixLists`.
pub(super) fn describe_managed(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let (chosen, next) = chosen_lists(request, &["owner-id", "prefix-list-id", "prefix-list-name"])?;
    x.list("prefixListSet", "item", chosen, |x, (id, name)| {
        x.text(
            "prefixListArn",
            format!("arn:aws:ec2:{}:aws:prefix-list/{id}", request.call.region),
        );
        x.text("prefixListId", id);
        x.text("prefixListName", name);
        x.text("state", "create-complete");
        x.text("addressFamily", "IPv4");
        x.text("ownerId", "AWS");
        x.element("tagSet", |_| {});
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// `GetManagedPrefixListEntries`.
pub(super) fn entries(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "PrefixListId")?;
    let service = prefix_lists(&request.call.region)
        .find(|(list, _)| list == id)
        .map(|(_, service)| service)
        .ok_or_else(|| kinds::PREFIX_LIST.unknown(id))?;
    let mut chosen: Vec<(String, ())> = blocks(&service).into_iter().map(|block| (block, ())).collect();
    chosen.sort();
    let next = cut(&request.params, 1, &mut chosen)?;
    x.list("entrySet", "item", chosen, |x, (block, ())| x.text("cidr", block));
    x.maybe("nextToken", next);
    Ok(())
}

/// A page of the lists that a call asks for: id and name, in order of id.
type Page = (Vec<(String, String)>, Option<String>);

fn chosen_lists(request: &Request<'_>, known: &[&str]) -> Result<Page, Refusal> {
    let filters = request.params.filters();
    refuse_unknown(&filters, |name| known.contains(&name) || name.starts_with("tag"))?;
    let ids = list(&request.params, "PrefixListId");
    let all: Vec<(String, String)> = prefix_lists(&request.call.region).collect();
    if let Some(id) = ids.iter().find(|id| !all.iter().any(|(list, _)| list == *id)) {
        return Err(kinds::PREFIX_LIST.unknown(id));
    }
    let mut chosen = Vec::new();
    for (id, name) in all {
        let fits = wanted(&filters, |filter| {
            Some(match filter {
                "prefix-list-id" => vec![id.clone()],
                "prefix-list-name" => vec![name.clone()],
                "owner-id" => vec!["AWS".to_owned()],
                _ => Vec::new(),
            })
        })?;
        if fits && (ids.is_empty() || ids.contains(&id)) {
            chosen.push((id, name));
        }
    }
    chosen.sort();
    let next = cut(&request.params, 1, &mut chosen)?;
    Ok((chosen, next))
}
