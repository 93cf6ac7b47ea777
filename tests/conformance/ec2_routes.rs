//! EC2: route tables, routes, and the prefix lists that routes name.

use crate::ec2_net::{filter, gateway, net, table, vpc};
use crate::place::{Aws, refusal};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{RouteState, RouteTable};

async fn read(client: &Client, id: &str) -> RouteTable {
    let read = client.describe_route_tables().route_table_ids(id).send().await;
    read.expect("read").route_tables()[0].clone()
}

async fn a_client_token_makes_one_route_table_however_often_it_is_used(aws: &Aws) {
    let client = aws.ec2();
    let home = vpc(&client, "10.0.0.0/16").await;
    let make = |vpc: &str| {
        client
            .create_route_table()
            .vpc_id(vpc)
            .client_token("run-1/routes")
            .send()
    };
    let first = make(&home)
        .await
        .expect("a table")
        .route_table
        .expect("described");
    let again = make(&home)
        .await
        .expect("the same")
        .route_table
        .expect("described");
    assert_eq!(first.route_table_id(), again.route_table_id());
    assert_eq!(first.routes()[0].gateway_id(), Some("local"));
    let other = vpc(&client, "10.1.0.0/16").await;
    assert_eq!(refusal(make(&other).await), "IdempotentParameterMismatch");
}

async fn a_subnet_has_one_route_table(aws: &Aws) {
    let net = net(aws).await;
    let (first, second) = (
        table(&net.client, &net.vpc).await,
        table(&net.client, &net.vpc).await,
    );
    let tie = |table: &str| {
        let tie = net.client.associate_route_table().route_table_id(table);
        tie.subnet_id(&net.subnets[0]).send()
    };
    let id = tie(&first).await.expect("tied").association_id.expect("an id");
    let again = tie(&first).await.expect("tied already").association_id;
    assert_eq!(again.as_ref(), Some(&id));
    assert_eq!(refusal(tie(&second).await), "Resource.AlreadyAssociated");
    let found = net
        .client
        .describe_route_tables()
        .filters(filter("association.subnet-id", &net.subnets[0]));
    let found = found.send().await.expect("found");
    assert_eq!(found.route_tables()[0].route_table_id(), Some(first.as_str()));
    assert_eq!(
        found.route_tables()[0].associations()[0].route_table_association_id(),
        Some(id.as_str())
    );
    assert_eq!(found.route_tables()[0].associations()[0].main(), Some(false));
}

async fn a_table_in_use_is_not_deleted(aws: &Aws) {
    let net = net(aws).await;
    let table = table(&net.client, &net.vpc).await;
    let tie = net.client.associate_route_table().route_table_id(&table);
    let tied = tie.subnet_id(&net.subnets[0]).send().await.expect("tied");
    let delete = || net.client.delete_route_table().route_table_id(&table).send();
    assert_eq!(refusal(delete().await), "DependencyViolation");
    let untie = || {
        let id = tied.association_id().expect("an id");
        net.client.disassociate_route_table().association_id(id).send()
    };
    untie().await.expect("free");
    assert_eq!(refusal(untie().await), "InvalidAssociationID.NotFound");
    delete().await.expect("gone");
    assert_eq!(refusal(delete().await), "InvalidRouteTableID.NotFound");
}

async fn a_subnet_without_a_table_of_its_own_has_the_main_one(aws: &Aws) {
    let net = net(aws).await;
    let table = table(&net.client, &net.vpc).await;
    let tie = net.client.associate_route_table().route_table_id(&table);
    let tied = tie.subnet_id(&net.subnets[0]).send().await.expect("tied");
    let untie = net
        .client
        .disassociate_route_table()
        .association_id(tied.association_id().expect("an id"));
    untie.send().await.expect("free");
    let found = net
        .client
        .describe_route_tables()
        .filters(filter("association.subnet-id", &net.subnets[0]));
    assert!(found.send().await.expect("found").route_tables().is_empty());
    assert!(read(&net.client, &table).await.associations().is_empty());
}

async fn the_main_association_is_replaced_and_never_undone(aws: &Aws) {
    let net = net(aws).await;
    let main = net
        .client
        .describe_route_tables()
        .filters(filter("vpc-id", &net.vpc));
    let main = main.send().await.expect("tables").route_tables()[0].clone();
    let old = main.associations()[0]
        .route_table_association_id()
        .expect("an id");
    let undone = net
        .client
        .disassociate_route_table()
        .association_id(old)
        .send()
        .await;
    assert_eq!(refusal(undone), "InvalidParameterValue");
    let other = table(&net.client, &net.vpc).await;
    let replace = net.client.replace_route_table_association().association_id(old);
    replace.route_table_id(&other).send().await.expect("replaced");
    assert_eq!(
        read(&net.client, &other).await.associations()[0].main(),
        Some(true)
    );
    let before = main.route_table_id().expect("an id");
    assert!(read(&net.client, before).await.associations().is_empty());
}

async fn a_route_leads_through_what_is_there(aws: &Aws) {
    let net = net(aws).await;
    let id = table(&net.client, &net.vpc).await;
    let gateway = gateway(&net.client, &net.vpc).await;
    let route = || {
        net.client
            .create_route()
            .route_table_id(&id)
            .destination_cidr_block("0.0.0.0/0")
    };
    let nowhere = route().gateway_id("igw-0123456789abcdef0").send().await;
    assert_eq!(refusal(nowhere), "InvalidGatewayID.NotFound");
    route().gateway_id(&gateway).send().await.expect("a route");
    assert_eq!(
        refusal(route().gateway_id(&gateway).send().await),
        "RouteAlreadyExists"
    );
    let routes = read(&net.client, &id).await;
    let out = routes
        .routes()
        .iter()
        .find(|r| r.gateway_id() == Some(gateway.as_str()))
        .expect("the route");
    assert_eq!(out.destination_cidr_block(), Some("0.0.0.0/0"));
    assert_eq!(out.state(), Some(&RouteState::Active));
    let detach = net.client.detach_internet_gateway().internet_gateway_id(&gateway);
    detach.vpc_id(&net.vpc).send().await.expect("detached");
    let routes = read(&net.client, &id).await;
    let out = routes
        .routes()
        .iter()
        .find(|r| r.gateway_id() == Some(gateway.as_str()))
        .expect("the route");
    assert_eq!(out.state(), Some(&RouteState::Blackhole));
}

async fn a_route_gets_another_target(aws: &Aws) {
    let net = net(aws).await;
    let id = table(&net.client, &net.vpc).await;
    let gateway = gateway(&net.client, &net.vpc).await;
    let made = net
        .client
        .create_network_interface()
        .subnet_id(&net.subnets[0])
        .send()
        .await;
    let interface = made
        .expect("made")
        .network_interface
        .and_then(|i| i.network_interface_id);
    let replace = |cidr: &str| {
        let replace = net
            .client
            .replace_route()
            .route_table_id(&id)
            .destination_cidr_block(cidr);
        replace.set_network_interface_id(interface.clone()).send()
    };
    assert_eq!(refusal(replace("0.0.0.0/0").await), "InvalidRoute.NotFound");
    let route = net
        .client
        .create_route()
        .route_table_id(&id)
        .destination_cidr_block("0.0.0.0/0");
    route.gateway_id(&gateway).send().await.expect("a route");
    replace("0.0.0.0/0").await.expect("replaced");
    let routes = read(&net.client, &id).await;
    let out = routes
        .routes()
        .iter()
        .find(|r| r.destination_cidr_block() == Some("0.0.0.0/0"));
    assert_eq!(out.and_then(|r| r.network_interface_id()), interface.as_deref());
    assert_eq!(out.and_then(|r| r.gateway_id()), None);
}

async fn the_local_route_stays(aws: &Aws) {
    let net = net(aws).await;
    let id = table(&net.client, &net.vpc).await;
    let delete = |cidr: &str| {
        let delete = net.client.delete_route().route_table_id(&id);
        delete.destination_cidr_block(cidr).send()
    };
    assert_eq!(refusal(delete("10.0.0.0/16").await), "InvalidParameterValue");
    assert_eq!(refusal(delete("0.0.0.0/0").await), "InvalidRoute.NotFound");
}

async fn the_prefix_lists_of_s3_and_dynamodb_are_those_that_routes_use(aws: &Aws) {
    let client = aws.ec2();
    let name = "com.amazonaws.us-east-1.s3";
    let lists = client
        .describe_prefix_lists()
        .filters(filter("prefix-list-name", name));
    let lists = lists.send().await.expect("lists");
    assert_eq!(lists.prefix_lists().len(), 1);
    assert_eq!(lists.prefix_lists()[0].prefix_list_id(), Some("pl-63a5400a"));
    assert!(!lists.prefix_lists()[0].cidrs().is_empty());
    let managed = client
        .describe_managed_prefix_lists()
        .filters(filter("owner-id", "AWS"));
    let managed = managed.send().await.expect("lists");
    let ids: Vec<_> = managed
        .prefix_lists()
        .iter()
        .filter_map(|l| l.prefix_list_id())
        .collect();
    assert_eq!(ids, ["pl-02cd2c6b", "pl-63a5400a"]);
    let unknown = client
        .describe_prefix_lists()
        .prefix_list_ids("pl-12345678")
        .send()
        .await;
    assert_eq!(refusal(unknown), "InvalidPrefixListID.NotFound");
}

async fn the_entries_of_a_prefix_list_are_blocks(aws: &Aws) {
    let client = aws.ec2();
    let entries = client
        .get_managed_prefix_list_entries()
        .prefix_list_id("pl-02cd2c6b");
    let entries = entries.send().await.expect("entries");
    assert!(entries.entries().iter().any(|e| e.cidr() == Some("52.94.0.0/22")));
}

cases! {
    "ec2";
    CreateRouteTable: a_client_token_makes_one_route_table_however_often_it_is_used,
    AssociateRouteTable: a_subnet_has_one_route_table,
    DeleteRouteTable: a_table_in_use_is_not_deleted,
    DisassociateRouteTable: a_subnet_without_a_table_of_its_own_has_the_main_one,
    ReplaceRouteTableAssociation: the_main_association_is_replaced_and_never_undone,
    CreateRoute: a_route_leads_through_what_is_there,
    ReplaceRoute: a_route_gets_another_target,
    DeleteRoute: the_local_route_stays,
    DescribePrefixLists: the_prefix_lists_of_s3_and_dynamodb_are_those_that_routes_use,
    GetManagedPrefixListEntries: the_entries_of_a_prefix_list_are_blocks,
}
