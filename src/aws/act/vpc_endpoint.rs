//! PrivateLink and gateway endpoints of a VPC.
//!
//! Creation has a client token. An endpoint counts as what the spec wants only
//! when AWS says `available`; until then it differs in `State`.

use super::answer::{fatal, found, made, seen, unnamed, wait};
use super::compare::Compared;
use super::ec2::{by_step, filter, owned, tagged};
use super::tags::Owner;
use super::{misrouted, recorded};
use crate::aws::interlock::with_permit;
use crate::stack::{ActError, Observed, Outputs, Permit, Spec};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{ResourceType, State, VpcEndpoint, VpcEndpointType};

/// Reads what is there: what this step made or, failing that, another endpoint
/// of the VPC for the same service.
pub(super) async fn observe(ec2: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    let Spec::CreateVpcEndpoint { vpc_id, service, .. } = spec else {
        return Err(misrouted(spec));
    };
    let call = ec2
        .describe_vpc_endpoints()
        .filters(filter("vpc-id", vpc_id))
        .filters(filter("service-name", service));
    let ours = call.clone();
    let [stack, step] = by_step(owner);
    let operation = "ec2:DescribeVpcEndpoints";
    let tagged = seen(operation, ours.filters(stack).filters(step).send().await)?;
    let found = match live(tagged.vpc_endpoints()) {
        Some(endpoint) => Some(endpoint.clone()),
        None => live(seen(operation, call.send().await)?.vpc_endpoints()).cloned(),
    };
    Ok(found.map_or(Observed::Absent, |endpoint| compare(owner, &endpoint, spec)))
}

fn live(endpoints: &[VpcEndpoint]) -> Option<&VpcEndpoint> {
    endpoints
        .iter()
        .filter(|e| !is_going(e))
        .min_by_key(|e| e.vpc_endpoint_id())
}

fn is_going(endpoint: &VpcEndpoint) -> bool {
    let state = endpoint.state().map_or("", State::as_str);
    ["deleting", "deleted"]
        .iter()
        .any(|s| state.eq_ignore_ascii_case(s))
}

fn compare(owner: Owner<'_>, endpoint: &VpcEndpoint, spec: &Spec) -> Observed {
    let Spec::CreateVpcEndpoint {
        gateway,
        route_table_ids,
        subnet_ids,
        group_ids,
        policy,
        ..
    } = spec
    else {
        return Observed::Absent;
    };
    let state = endpoint.state().map(State::as_str);
    let error = endpoint.last_error().and_then(|e| e.message());
    let mut compared = Compared::default();
    compared.output("VpcEndpointId", endpoint.vpc_endpoint_id());
    match error {
        Some(reason) if !state.is_some_and(|s| s.eq_ignore_ascii_case("available")) => {
            let actual = format!("{}: {reason}", state.unwrap_or("unknown"));
            compared.differs("State", &actual, "available");
        }
        _ => {
            compared.word("State", state, "available");
        }
    }
    compared.policy("PolicyDocument", endpoint.policy_document(), policy);
    if *gateway {
        let wanted = route_table_ids.iter().map(String::as_str);
        let actual = endpoint.route_table_ids().iter().map(String::as_str);
        compared.names("RouteTableIds", actual, wanted);
    } else {
        let groups = endpoint.groups().iter().filter_map(|g| g.group_id());
        compared
            .names(
                "SubnetIds",
                endpoint.subnet_ids().iter().map(String::as_str),
                subnet_ids.iter().map(String::as_str),
            )
            .names("Groups", groups, group_ids.iter().map(String::as_str))
            .value("PrivateDnsEnabled", endpoint.private_dns_enabled(), true);
    }
    compared.present(owned(owner, endpoint.tags()))
}

/// Makes the call.
pub(super) async fn act(
    ec2: &Client,
    permit: &Permit,
    spec: &Spec,
    token: &str,
) -> Result<Outputs, ActError> {
    let Spec::CreateVpcEndpoint {
        vpc_id,
        service,
        gateway,
        route_table_ids,
        subnet_ids,
        group_ids,
        policy,
        tags,
    } = spec
    else {
        return Err(misrouted(spec));
    };
    let operation = spec.operation();
    let call = ec2
        .create_vpc_endpoint()
        .vpc_id(vpc_id)
        .service_name(service)
        .policy_document(policy)
        .client_token(token)
        .tag_specifications(tagged(ResourceType::VpcEndpoint, tags));
    let call = if *gateway {
        call.vpc_endpoint_type(VpcEndpointType::Gateway)
            .set_route_table_ids(Some(route_table_ids.clone()))
    } else {
        call.vpc_endpoint_type(VpcEndpointType::Interface)
            .set_subnet_ids(Some(subnet_ids.clone()))
            .set_security_group_ids(Some(group_ids.clone()))
            .private_dns_enabled(true)
    };
    let answer = made(operation, with_permit(permit, call.send()).await)?;
    let id = answer
        .vpc_endpoint()
        .and_then(|e| e.vpc_endpoint_id())
        .ok_or_else(|| unnamed(operation, "VpcEndpointId"))?;
    Ok(Outputs::from([("VpcEndpointId".to_owned(), id.to_owned())]))
}

/// Takes back what the step made. Deleting an interface endpoint takes minutes,
/// and its groups and subnets cannot go before its interfaces have: the engine
/// waits, and says so.
pub(super) async fn undo(
    ec2: &Client,
    permit: &Permit,
    spec: &Spec,
    outputs: &Outputs,
) -> Result<(), ActError> {
    let id = recorded(spec, outputs, "VpcEndpointId")?;
    let operation = "ec2:DeleteVpcEndpoints";
    let waiting = || Err(wait(operation, format!("{id} is being deleted")));
    match left(ec2, id).await? {
        Left::Nothing => return Ok(()),
        Left::Going => return waiting(),
        Left::There => {}
    }
    let call = ec2.delete_vpc_endpoints().vpc_endpoint_ids(id);
    let answer = made(operation, with_permit(permit, call.send()).await)?;
    // The call succeeds even when it deletes nothing, and says so in a list.
    for failed in answer.unsuccessful() {
        let code = failed.error().and_then(|e| e.code()).unwrap_or("");
        if !code.ends_with(".NotFound") {
            let why = failed.error().and_then(|e| e.message()).unwrap_or("");
            return Err(fatal(operation, format!("{code}: {why}")));
        }
    }
    match left(ec2, id).await? {
        Left::Nothing => Ok(()),
        Left::Going | Left::There => waiting(),
    }
}

/// What is left of an endpoint.
enum Left {
    Nothing,
    Going,
    There,
}

async fn left(ec2: &Client, id: &str) -> Result<Left, ActError> {
    let answer = ec2.describe_vpc_endpoints().vpc_endpoint_ids(id).send().await;
    let Some(answer) = found("ec2:DescribeVpcEndpoints", answer)? else {
        return Ok(Left::Nothing);
    };
    let state = answer
        .vpc_endpoints()
        .iter()
        .map(|e| e.state().map_or("", State::as_str).to_ascii_lowercase())
        .find(|state| state != "deleted");
    Ok(match state.as_deref() {
        None => Left::Nothing,
        Some("deleting") => Left::Going,
        Some(_) => Left::There,
    })
}
