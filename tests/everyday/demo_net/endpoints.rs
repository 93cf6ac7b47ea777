//! VPC endpoints: everything that was asked for is kept and answered, and what
//! AWS refuses is refused.

use super::{account, code, ec2, filter, named};
use aisec_tui::demo::Account;
use aws_sdk_ec2::Client;
use aws_sdk_ec2::operation::create_vpc_endpoint::builders::CreateVpcEndpointFluentBuilder;
use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, VpcEndpoint, VpcEndpointType};

const KMS: &str = "com.amazonaws.us-east-1.kms";
const S3: &str = "com.amazonaws.us-east-1.s3";
const OWN_ACCOUNT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}}]}"#;

struct Network {
    account: Account,
    client: Client,
    vpc: String,
    subnets: Vec<String>,
    group: String,
}

/// A VPC with private DNS possible, two subnets in two zones, and a group.
async fn network() -> Network {
    let account = account();
    let client = ec2(&account);
    let made = client.create_vpc().cidr_block("10.0.0.0/16").send().await;
    let vpc = made.expect("a VPC").vpc.and_then(|v| v.vpc_id).expect("an id");
    client
        .modify_vpc_attribute()
        .vpc_id(&vpc)
        .enable_dns_hostnames(AttributeBooleanValue::builder().value(true).build())
        .send()
        .await
        .expect("host names");
    let mut subnets = Vec::new();
    for (n, zone) in ["us-east-1a", "us-east-1b"].iter().enumerate() {
        let made = client
            .create_subnet()
            .vpc_id(&vpc)
            .cidr_block(format!("10.0.{n}.0/24"))
            .availability_zone(*zone)
            .send()
            .await;
        let subnet = made.expect("a subnet").subnet.and_then(|s| s.subnet_id);
        subnets.push(subnet.expect("an id"));
    }
    let group = client
        .create_security_group()
        .group_name("endpoints")
        .description("endpoints")
        .vpc_id(&vpc)
        .send()
        .await
        .expect("a group")
        .group_id
        .expect("an id");
    Network {
        account,
        client,
        vpc,
        subnets,
        group,
    }
}

impl Network {
    fn interface(&self, service: &str) -> CreateVpcEndpointFluentBuilder {
        self.client
            .create_vpc_endpoint()
            .vpc_id(&self.vpc)
            .service_name(service)
            .vpc_endpoint_type(VpcEndpointType::Interface)
            .set_subnet_ids(Some(self.subnets.clone()))
            .security_group_ids(&self.group)
            .private_dns_enabled(true)
    }

    async fn read(&self, id: &str) -> VpcEndpoint {
        let read = self
            .client
            .describe_vpc_endpoints()
            .vpc_endpoint_ids(id)
            .send()
            .await;
        read.expect("read").vpc_endpoints()[0].clone()
    }
}

async fn made(call: CreateVpcEndpointFluentBuilder) -> VpcEndpoint {
    call.send().await.expect("made").vpc_endpoint.expect("described")
}

#[tokio::test]
async fn an_interface_endpoint_answers_all_that_it_was_made_with() {
    let net = network().await;
    let call = net
        .interface(KMS)
        .policy_document(OWN_ACCOUNT)
        .tag_specifications(named(ResourceType::VpcEndpoint, "kms"));
    let id = made(call).await.vpc_endpoint_id.expect("an id");
    let read = net.read(&id).await;
    assert_eq!(read.policy_document(), Some(OWN_ACCOUNT));
    assert_eq!(read.private_dns_enabled(), Some(true));
    assert_eq!(read.subnet_ids(), net.subnets);
    assert_eq!(read.groups()[0].group_id(), Some(net.group.as_str()));
    assert_eq!(read.network_interface_ids().len(), 2);
    assert_eq!(read.tags()[0].value(), Some("kms"));
    assert_eq!(
        read.creation_timestamp()
            .map(aws_sdk_ec2::primitives::DateTime::secs),
        Some(1_769_846_400)
    );
    let names: Vec<&str> = read.dns_entries().iter().filter_map(|e| e.dns_name()).collect();
    assert_eq!(
        names.len(),
        4,
        "its own, one a zone, and the service's: {names:?}"
    );
    assert!(names.contains(&"kms.us-east-1.amazonaws.com"));
}

#[tokio::test]
async fn an_interface_endpoint_is_pending_then_available_as_the_clock_says() {
    let net = network().await;
    let id = made(net.interface(KMS)).await.vpc_endpoint_id.expect("an id");
    let state = |e: VpcEndpoint| e.state().map(|s| s.as_str().to_lowercase());
    assert_eq!(state(net.read(&id).await).as_deref(), Some("pending"));
    net.account.clock().advance(60);
    assert_eq!(state(net.read(&id).await).as_deref(), Some("available"));
}

#[tokio::test]
async fn an_endpoint_puts_one_interface_into_each_subnet() {
    let net = network().await;
    let id = made(net.interface(KMS)).await.vpc_endpoint_id.expect("an id");
    let interfaces = net
        .client
        .describe_network_interfaces()
        .filters(filter("vpc-id", &net.vpc))
        .send()
        .await
        .expect("interfaces");
    assert_eq!(interfaces.network_interfaces().len(), 2);
    for interface in interfaces.network_interfaces() {
        assert!(interface.description().is_some_and(|d| d.contains(&id)));
        assert_eq!(interface.groups()[0].group_id(), Some(net.group.as_str()));
    }
    let subnet = net.client.delete_subnet().subnet_id(&net.subnets[0]).send().await;
    assert_eq!(code(subnet), "DependencyViolation");
    let group = net
        .client
        .delete_security_group()
        .group_id(&net.group)
        .send()
        .await;
    assert_eq!(code(group), "DependencyViolation");
}

#[tokio::test]
async fn an_endpoint_without_a_policy_gets_the_one_that_allows_everything() {
    let net = network().await;
    let endpoint = made(net.interface(KMS)).await;
    let policy: serde_json::Value =
        serde_json::from_str(endpoint.policy_document().expect("a policy")).expect("JSON");
    assert_eq!(policy["Statement"][0]["Action"], "*");
    assert_eq!(policy["Statement"][0]["Principal"], "*");
}

#[tokio::test]
async fn a_malformed_endpoint_policy_is_refused_at_creation_and_at_change() {
    let net = network().await;
    for policy in [
        "not json",
        "{}",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}"#,
    ] {
        let refused = net.interface(KMS).policy_document(policy).send().await;
        assert_eq!(code(refused), "InvalidPolicyDocument", "{policy}");
    }
    let id = made(net.interface(KMS)).await.vpc_endpoint_id.expect("an id");
    let change = |policy: &str| {
        net.client
            .modify_vpc_endpoint()
            .vpc_endpoint_id(&id)
            .policy_document(policy)
            .send()
    };
    assert_eq!(code(change("{").await), "InvalidPolicyDocument");
    change(OWN_ACCOUNT).await.expect("changed");
    assert_eq!(net.read(&id).await.policy_document(), Some(OWN_ACCOUNT));
}

#[tokio::test]
async fn a_client_token_makes_one_endpoint_however_often_it_is_used() {
    let net = network().await;
    let ask = |service: &str| net.interface(service).client_token("run-1/kms").send();
    let first = ask(KMS).await.expect("made").vpc_endpoint.expect("described");
    let again = ask(KMS).await.expect("the same").vpc_endpoint.expect("described");
    assert_eq!(first.vpc_endpoint_id(), again.vpc_endpoint_id());
    let other = ask("com.amazonaws.us-east-1.sts").await;
    assert_eq!(code(other), "IdempotentParameterMismatch");
    let all = net.client.describe_vpc_endpoints().send().await.expect("all");
    assert_eq!(all.vpc_endpoints().len(), 1);
}

#[tokio::test]
async fn private_dns_needs_both_dns_attributes_and_no_rival() {
    let net = network().await;
    made(net.interface(KMS)).await;
    assert_eq!(code(net.interface(KMS).send().await), "InvalidParameter");
    net.client
        .modify_vpc_attribute()
        .vpc_id(&net.vpc)
        .enable_dns_hostnames(AttributeBooleanValue::builder().value(false).build())
        .send()
        .await
        .expect("off");
    let refused = net.interface("com.amazonaws.us-east-1.sts").send().await;
    let message = format!("{refused:?}");
    assert_eq!(code(refused), "InvalidParameter");
    assert!(message.contains("enableDnsHostnames"), "{message}");
    made(
        net.interface("com.amazonaws.us-east-1.sts")
            .private_dns_enabled(false),
    )
    .await;
}

#[tokio::test]
async fn an_endpoint_to_no_service_or_of_the_wrong_type_is_refused() {
    let net = network().await;
    let refused = net.interface("com.amazonaws.us-east-1.nothing").send().await;
    assert_eq!(code(refused), "InvalidServiceName");
    let gateway = net
        .client
        .create_vpc_endpoint()
        .vpc_id(&net.vpc)
        .service_name(KMS)
        .send()
        .await;
    assert_eq!(code(gateway), "InvalidParameter");
}

#[tokio::test]
async fn two_subnets_of_one_zone_are_refused() {
    let net = network().await;
    let third = net
        .client
        .create_subnet()
        .vpc_id(&net.vpc)
        .cidr_block("10.0.7.0/24")
        .availability_zone("us-east-1a")
        .send()
        .await
        .expect("a subnet")
        .subnet
        .and_then(|s| s.subnet_id)
        .expect("an id");
    let refused = net.interface(KMS).subnet_ids(third).send().await;
    assert_eq!(code(refused), "DuplicateSubnetsInSameZone");
}

#[tokio::test]
async fn a_gateway_endpoint_adds_its_route_and_a_second_one_is_refused() {
    let net = network().await;
    let table = net
        .client
        .create_route_table()
        .vpc_id(&net.vpc)
        .send()
        .await
        .expect("a table")
        .route_table
        .and_then(|t| t.route_table_id)
        .expect("an id");
    let ask = || {
        net.client
            .create_vpc_endpoint()
            .vpc_id(&net.vpc)
            .service_name(S3)
            .route_table_ids(&table)
            .send()
    };
    let endpoint = ask().await.expect("made").vpc_endpoint.expect("described");
    assert_eq!(endpoint.route_table_ids(), std::slice::from_ref(&table));
    assert_eq!(
        endpoint.state().map(|s| s.as_str().to_lowercase()).as_deref(),
        Some("available")
    );
    let routes = || async {
        let read = net
            .client
            .describe_route_tables()
            .route_table_ids(&table)
            .send()
            .await;
        let tables = read.expect("read");
        let routes = tables.route_tables()[0].routes().to_vec();
        routes
            .into_iter()
            .filter_map(|r| r.destination_prefix_list_id.zip(r.gateway_id))
            .collect::<Vec<_>>()
    };
    let id = endpoint.vpc_endpoint_id().expect("an id").to_owned();
    assert_eq!(routes().await, [("pl-63a5400a".to_owned(), id.clone())]);
    assert_eq!(code(ask().await), "RouteAlreadyExists");
    net.client
        .delete_vpc_endpoints()
        .vpc_endpoint_ids(&id)
        .send()
        .await
        .expect("deleted");
    assert!(routes().await.is_empty(), "the route goes with the endpoint");
}

#[tokio::test]
async fn filters_on_endpoints_select() {
    let net = network().await;
    made(net.interface(KMS)).await;
    made(net.interface("com.amazonaws.us-east-1.sagemaker.api")).await;
    let count = |name: &'static str, value: &str| {
        let call = net
            .client
            .describe_vpc_endpoints()
            .filters(filter(name, value))
            .send();
        async move { call.await.expect("read").vpc_endpoints().len() }
    };
    assert_eq!(count("service-name", KMS).await, 1);
    assert_eq!(count("vpc-id", "vpc-0none").await, 0);
    assert_eq!(count("vpc-id", &net.vpc).await, 2);
}

#[tokio::test]
async fn a_deleted_endpoint_holds_its_interfaces_until_it_is_gone() {
    let net = network().await;
    let id = made(net.interface(KMS)).await.vpc_endpoint_id.expect("an id");
    let deleted = net
        .client
        .delete_vpc_endpoints()
        .vpc_endpoint_ids(&id)
        .send()
        .await;
    assert!(deleted.expect("accepted").unsuccessful().is_empty());
    let state = net.read(&id).await.state().map(|s| s.as_str().to_lowercase());
    assert_eq!(state.as_deref(), Some("deleting"));
    let group = || net.client.delete_security_group().group_id(&net.group).send();
    assert_eq!(code(group().await), "DependencyViolation");
    net.account.clock().advance(60);
    group().await.expect("the group is free now");
    let read = net
        .client
        .describe_vpc_endpoints()
        .vpc_endpoint_ids(&id)
        .send()
        .await;
    assert_eq!(code(read), "InvalidVpcEndpointId.NotFound");
    let again = net
        .client
        .delete_vpc_endpoints()
        .vpc_endpoint_ids(&id)
        .send()
        .await;
    assert_eq!(again.expect("answered").unsuccessful().len(), 1);
}

#[tokio::test]
async fn the_services_say_whether_they_take_a_policy_and_what_their_private_name_is() {
    let net = network().await;
    let name = "com.amazonaws.us-east-1.sagemaker.api";
    let read = net
        .client
        .describe_vpc_endpoint_services()
        .service_names(name)
        .send()
        .await
        .expect("services");
    let service = &read.service_details()[0];
    assert_eq!(service.vpc_endpoint_policy_supported(), Some(true));
    assert_eq!(
        service.private_dns_name(),
        Some("api.sagemaker.us-east-1.amazonaws.com")
    );
    assert_eq!(service.availability_zones().len(), 6);
    let all = net
        .client
        .describe_vpc_endpoint_services()
        .send()
        .await
        .expect("all");
    assert!(all.service_names().len() > 60);
    let s3 = net
        .client
        .describe_vpc_endpoint_services()
        .service_names(S3)
        .send()
        .await;
    assert_eq!(
        s3.expect("both").service_details().len(),
        2,
        "a gateway and an interface"
    );
    let none = net
        .client
        .describe_vpc_endpoint_services()
        .service_names("com.amazonaws.x")
        .send();
    assert_eq!(code(none.await), "InvalidServiceName");
}
