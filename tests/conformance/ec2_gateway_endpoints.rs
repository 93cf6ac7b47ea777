//! EC2: gateway endpoints and the routes that they add; S3, which has both kinds.

use crate::ec2_net::{Net, filter, net, table};
use crate::place::{Aws, complaint, refusal};
use aws_sdk_ec2::operation::create_vpc_endpoint::builders::CreateVpcEndpointFluentBuilder;
use aws_sdk_ec2::types::{DnsOptionsSpecification, VpcEndpointType};

const S3: &str = "com.amazonaws.us-east-1.s3";

fn to_s3(net: &Net) -> CreateVpcEndpointFluentBuilder {
    net.client.create_vpc_endpoint().vpc_id(&net.vpc).service_name(S3)
}

async fn made(call: CreateVpcEndpointFluentBuilder) -> String {
    let made = call.send().await.expect("made").vpc_endpoint.expect("described");
    made.vpc_endpoint_id.expect("an id")
}

/// The prefix lists that a table routes, and through what.
async fn routes(net: &Net, table: &str) -> Vec<(String, String)> {
    let read = net
        .client
        .describe_route_tables()
        .route_table_ids(table)
        .send()
        .await;
    let routes = read.expect("read").route_tables()[0].routes().to_vec();
    let through = routes.into_iter();
    through
        .filter_map(|r| r.destination_prefix_list_id.zip(r.gateway_id))
        .collect()
}

async fn a_gateway_endpoint_adds_its_route_and_takes_it_away(aws: &Aws) {
    let net = net(aws).await;
    let table = table(&net.client, &net.vpc).await;
    let call = to_s3(&net).route_table_ids(&table);
    let endpoint = call
        .clone()
        .send()
        .await
        .expect("made")
        .vpc_endpoint
        .expect("described");
    assert_eq!(endpoint.route_table_ids(), std::slice::from_ref(&table));
    assert_eq!(endpoint.vpc_endpoint_type(), Some(&VpcEndpointType::Gateway));
    assert_eq!(endpoint.private_dns_enabled(), Some(false));
    assert!(endpoint.network_interface_ids().is_empty() && endpoint.dns_entries().is_empty());
    assert!(
        endpoint
            .policy_document()
            .is_some_and(|p| p.contains("2008-10-17"))
    );
    let id = endpoint.vpc_endpoint_id().expect("an id").to_owned();
    assert_eq!(
        routes(&net, &table).await,
        [("pl-63a5400a".to_owned(), id.clone())]
    );
    assert_eq!(refusal(call.send().await), "RouteAlreadyExists");
    let delete = net.client.delete_vpc_endpoints().vpc_endpoint_ids(&id);
    delete.send().await.expect("deleted");
    assert!(
        routes(&net, &table).await.is_empty(),
        "the route goes with the endpoint"
    );
}

async fn route_tables_are_added_and_removed(aws: &Aws) {
    let net = net(aws).await;
    let (first, second) = (
        table(&net.client, &net.vpc).await,
        table(&net.client, &net.vpc).await,
    );
    let id = made(to_s3(&net).route_table_ids(&first)).await;
    let change = net.client.modify_vpc_endpoint().vpc_endpoint_id(&id);
    let change = change.add_route_table_ids(&second).remove_route_table_ids(&first);
    change.send().await.expect("changed");
    assert!(routes(&net, &first).await.is_empty());
    assert_eq!(routes(&net, &second).await, [("pl-63a5400a".to_owned(), id)]);
    let delete = |table: &str| net.client.delete_route_table().route_table_id(table).send();
    delete(&first).await.expect("free");
    assert_eq!(refusal(delete(&second).await), "DependencyViolation");
}

async fn a_gateway_has_neither_subnets_nor_private_names(aws: &Aws) {
    let net = net(aws).await;
    let subnets = to_s3(&net).subnet_ids(&net.subnets[0]).send().await;
    assert_eq!(refusal(subnets), "InvalidParameter");
    let names = to_s3(&net).private_dns_enabled(true).send().await;
    assert_eq!(refusal(names), "InvalidParameter");
    let nowhere = to_s3(&net).route_table_ids("rtb-0123456789abcdef0").send().await;
    assert_eq!(refusal(nowhere), "InvalidRouteTableID.NotFound");
}

async fn s3_answers_inside_the_vpc_through_its_gateway(aws: &Aws) {
    let net = net(aws).await;
    let interface = || {
        let kind = VpcEndpointType::Interface;
        let call = to_s3(&net).vpc_endpoint_type(kind).private_dns_enabled(true);
        call.subnet_ids(&net.subnets[0])
    };
    let alone = complaint(interface().send().await);
    assert!(alone.contains("must have a Gateway"), "{alone}");
    let options = DnsOptionsSpecification::builder().private_dns_only_for_inbound_resolver_endpoint(false);
    let id = made(interface().dns_options(options.build())).await;
    let delete = net.client.delete_vpc_endpoints().vpc_endpoint_ids(id);
    delete.send().await.expect("deleted");
    made(to_s3(&net)).await;
    let both = interface()
        .send()
        .await
        .expect("made")
        .vpc_endpoint
        .expect("described");
    let options = both.dns_options().expect("options");
    assert_eq!(
        options.private_dns_only_for_inbound_resolver_endpoint(),
        Some(true)
    );
    let kinds = net
        .client
        .describe_vpc_endpoints()
        .filters(filter("vpc-endpoint-type", "Gateway"));
    assert_eq!(kinds.send().await.expect("read").vpc_endpoints().len(), 1);
}

cases! {
    "ec2";
    CreateVpcEndpoint: a_gateway_endpoint_adds_its_route_and_takes_it_away,
    ModifyVpcEndpoint: route_tables_are_added_and_removed,
    CreateVpcEndpoint: a_gateway_has_neither_subnets_nor_private_names,
    CreateVpcEndpoint: s3_answers_inside_the_vpc_through_its_gateway,
}
