//! EC2: interface endpoints: everything that was asked for is kept and
//! answered, and what AWS refuses is refused.

use crate::ec2_net::{Net, filter, host_names, named, net, subnet};
use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_ec2::operation::create_vpc_endpoint::builders::CreateVpcEndpointFluentBuilder;
use aws_sdk_ec2::types::{ResourceType, VpcEndpoint, VpcEndpointType};

const KMS: &str = "com.amazonaws.us-east-1.kms";
const STS: &str = "com.amazonaws.us-east-1.sts";
const OWN_ACCOUNT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}}]}"#;

fn interface(net: &Net, service: &str) -> CreateVpcEndpointFluentBuilder {
    net.client
        .create_vpc_endpoint()
        .vpc_id(&net.vpc)
        .service_name(service)
        .vpc_endpoint_type(VpcEndpointType::Interface)
        .set_subnet_ids(Some(net.subnets.clone()))
        .security_group_ids(&net.group)
        .private_dns_enabled(true)
}

async fn made(call: CreateVpcEndpointFluentBuilder) -> VpcEndpoint {
    call.send().await.expect("made").vpc_endpoint.expect("described")
}

async fn read(net: &Net, id: &str) -> VpcEndpoint {
    let read = net
        .client
        .describe_vpc_endpoints()
        .vpc_endpoint_ids(id)
        .send()
        .await;
    read.expect("read").vpc_endpoints()[0].clone()
}

async fn an_interface_endpoint_answers_all_that_it_was_made_with(aws: &Aws) {
    let net = net(aws).await;
    let tags = named(ResourceType::VpcEndpoint, "kms");
    let call = interface(&net, KMS)
        .policy_document(OWN_ACCOUNT)
        .tag_specifications(tags);
    let made = made(call).await;
    let read = read(&net, made.vpc_endpoint_id().expect("an id")).await;
    for endpoint in [&made, &read] {
        assert_eq!(endpoint.vpc_id(), Some(net.vpc.as_str()));
        assert_eq!(endpoint.service_name(), Some(KMS));
        assert_eq!(endpoint.vpc_endpoint_type(), Some(&VpcEndpointType::Interface));
        assert_eq!(endpoint.policy_document(), Some(OWN_ACCOUNT));
        assert_eq!(endpoint.private_dns_enabled(), Some(true));
        assert_eq!(endpoint.subnet_ids(), net.subnets);
        assert_eq!(endpoint.groups()[0].group_id(), Some(net.group.as_str()));
        assert_eq!(endpoint.groups()[0].group_name(), Some("endpoints"));
        assert_eq!(endpoint.network_interface_ids().len(), 2);
        assert_eq!(endpoint.requester_managed(), Some(false));
        assert_eq!(endpoint.owner_id(), Some(ACCOUNT));
        assert_eq!(endpoint.tags()[0].value(), Some("kms"));
        assert!(endpoint.creation_timestamp().expect("a date").secs() >= START);
    }
}

async fn an_endpoint_has_a_name_of_its_own_one_a_zone_and_the_services(aws: &Aws) {
    let net = net(aws).await;
    let endpoint = made(interface(&net, KMS)).await;
    let id = endpoint.vpc_endpoint_id().expect("an id");
    let names: Vec<_> = endpoint
        .dns_entries()
        .iter()
        .filter_map(|e| e.dns_name())
        .collect();
    assert_eq!(names.len(), 4);
    assert!(names[0].starts_with(id) && names[0].ends_with(".kms.us-east-1.vpce.amazonaws.com"));
    assert!(names[1].contains("-us-east-1a.kms.us-east-1.vpce."));
    assert!(names[2].contains("-us-east-1b.kms.us-east-1.vpce."));
    assert_eq!(names[3], "kms.us-east-1.amazonaws.com");
    assert!(
        endpoint
            .dns_entries()
            .iter()
            .all(|e| e.hosted_zone_id().is_some())
    );
}

async fn an_endpoint_is_pending_then_available_in_the_spelling_that_aws_sends(aws: &Aws) {
    let net = net(aws).await;
    let id = made(interface(&net, KMS)).await.vpc_endpoint_id.expect("an id");
    let state = |e: VpcEndpoint| e.state().map(|s| s.as_str().to_owned());
    assert_eq!(state(read(&net, &id).await).as_deref(), Some("pending"));
    aws.later(60);
    assert_eq!(state(read(&net, &id).await).as_deref(), Some("available"));
}

async fn an_endpoint_without_a_policy_gets_the_one_that_allows_everything(aws: &Aws) {
    let net = net(aws).await;
    let endpoint = made(interface(&net, KMS)).await;
    let policy = endpoint.policy_document().expect("a policy");
    let policy: serde_json::Value = serde_json::from_str(policy).expect("JSON");
    let statement = &policy["Statement"][0];
    for (element, value) in [
        ("Effect", "Allow"),
        ("Principal", "*"),
        ("Action", "*"),
        ("Resource", "*"),
    ] {
        assert_eq!(statement[element], value, "{element}");
    }
}

async fn an_endpoint_without_groups_gets_the_default_one(aws: &Aws) {
    let net = net(aws).await;
    let call = interface(&net, KMS).set_security_group_ids(None);
    assert_eq!(made(call).await.groups()[0].group_name(), Some("default"));
}

async fn a_malformed_policy_is_refused(aws: &Aws) {
    let net = net(aws).await;
    let long = OWN_ACCOUNT.replace("kms:*", &"k".repeat(20_480));
    let no_principal = OWN_ACCOUNT.replace(r#""Principal":"*","#, "");
    let no_effect = OWN_ACCOUNT.replace("Allow", "Maybe");
    for policy in ["not json", "{}", &long, &no_principal, &no_effect] {
        let refused = interface(&net, KMS).policy_document(policy).send().await;
        assert_eq!(refusal(refused), "InvalidPolicyDocument", "{}", &policy[..2]);
    }
}

async fn a_client_token_makes_one_endpoint_however_often_it_is_used(aws: &Aws) {
    let net = net(aws).await;
    let ask = |service: &str| interface(&net, service).client_token("run-1/kms");
    let first = ask(KMS).send().await.expect("made");
    assert_eq!(first.client_token(), Some("run-1/kms"));
    let again = made(ask(KMS)).await;
    let first = first.vpc_endpoint().and_then(|e| e.vpc_endpoint_id());
    assert_eq!(first, again.vpc_endpoint_id());
    assert_eq!(refusal(ask(STS).send().await), "IdempotentParameterMismatch");
    let all = net.client.describe_vpc_endpoints().send().await.expect("all");
    assert_eq!(all.vpc_endpoints().len(), 1);
}

async fn private_dns_needs_both_attributes_of_the_vpc(aws: &Aws) {
    let net = net(aws).await;
    host_names(&net.client, &net.vpc, false).await;
    let refused = complaint(interface(&net, STS).send().await);
    assert!(refused.contains("enableDnsHostnames"), "{refused}");
    assert_eq!(refusal(interface(&net, STS).send().await), "InvalidParameter");
    let without = made(interface(&net, STS).private_dns_enabled(false)).await;
    assert_eq!(without.private_dns_enabled(), Some(false));
}

async fn two_endpoints_do_not_answer_to_one_private_name(aws: &Aws) {
    let net = net(aws).await;
    made(interface(&net, KMS)).await;
    let rival = complaint(interface(&net, KMS).send().await);
    assert!(rival.contains("conflicting DNS domain"), "{rival}");
    made(interface(&net, KMS).private_dns_enabled(false)).await;
}

async fn an_endpoint_to_no_service_or_of_the_wrong_type_is_refused(aws: &Aws) {
    let net = net(aws).await;
    let nothing = interface(&net, "com.amazonaws.us-east-1.nothing").send().await;
    assert_eq!(refusal(nothing), "InvalidServiceName");
    let abroad = interface(&net, "com.amazonaws.eu-west-1.kms").send().await;
    assert_eq!(refusal(abroad), "InvalidServiceName");
    let gateway = net
        .client
        .create_vpc_endpoint()
        .vpc_id(&net.vpc)
        .service_name(KMS)
        .send()
        .await;
    assert_eq!(refusal(gateway), "InvalidParameter");
}

async fn an_endpoint_names_what_is_there_and_in_its_vpc(aws: &Aws) {
    let net = net(aws).await;
    let vpc = interface(&net, KMS).vpc_id("vpc-0123456789abcdef0").send().await;
    assert_eq!(refusal(vpc), "InvalidVpcID.NotFound");
    let nowhere = interface(&net, KMS)
        .subnet_ids("subnet-0123456789abcdef0")
        .send()
        .await;
    assert_eq!(refusal(nowhere), "InvalidSubnetID.NotFound");
    let nobody = interface(&net, KMS)
        .security_group_ids("sg-0123456789abcdef0")
        .send()
        .await;
    assert_eq!(refusal(nobody), "InvalidGroup.NotFound");
    let third = subnet(&net.client, &net.vpc, "10.0.7.0/24", "us-east-1a").await;
    let twice = interface(&net, KMS).subnet_ids(third).send().await;
    assert_eq!(refusal(twice), "DuplicateSubnetsInSameZone");
}

async fn filters_on_endpoints_select(aws: &Aws) {
    let net = net(aws).await;
    made(interface(&net, KMS).tag_specifications(named(ResourceType::VpcEndpoint, "kms"))).await;
    made(interface(&net, "com.amazonaws.us-east-1.sagemaker.api")).await;
    aws.later(60);
    let ask = |name: &str, value: &str| {
        net.client
            .describe_vpc_endpoints()
            .filters(filter(name, value))
            .send()
    };
    let wanted = [
        ("service-name", KMS, 1),
        ("vpc-id", "vpc-0none", 0),
        ("vpc-id", net.vpc.as_str(), 2),
        ("vpc-endpoint-state", "available", 2),
        ("vpc-endpoint-state", "pending", 0),
        ("vpc-endpoint-type", "Interface", 2),
        ("vpc-endpoint-type", "Gateway", 0),
        ("tag:Name", "kms", 1),
        ("tag-key", "Name", 1),
    ];
    for (name, value, count) in wanted {
        let found = ask(name, value).await.expect("read");
        assert_eq!(found.vpc_endpoints().len(), count, "{name} {value}");
    }
    assert_eq!(refusal(ask("state", "available").await), "InvalidParameterValue");
}

async fn endpoints_come_in_pages(aws: &Aws) {
    let net = net(aws).await;
    for service in ["kms", "sts", "logs"] {
        made(interface(&net, &format!("com.amazonaws.us-east-1.{service}"))).await;
    }
    let ask = || net.client.describe_vpc_endpoints().max_results(2);
    let first = ask().send().await.expect("a page");
    assert_eq!(first.vpc_endpoints().len(), 2);
    let second = ask()
        .next_token(first.next_token().expect("more"))
        .send()
        .await
        .expect("a page");
    assert_eq!(second.vpc_endpoints().len(), 1);
    assert_eq!(second.next_token(), None);
}

cases! {
    "ec2";
    CreateVpcEndpoint: an_interface_endpoint_answers_all_that_it_was_made_with,
    CreateVpcEndpoint: an_endpoint_has_a_name_of_its_own_one_a_zone_and_the_services,
    DescribeVpcEndpoints: an_endpoint_is_pending_then_available_in_the_spelling_that_aws_sends,
    CreateVpcEndpoint: an_endpoint_without_a_policy_gets_the_one_that_allows_everything,
    CreateVpcEndpoint: an_endpoint_without_groups_gets_the_default_one,
    CreateVpcEndpoint: a_malformed_policy_is_refused,
    CreateVpcEndpoint: a_client_token_makes_one_endpoint_however_often_it_is_used,
    CreateVpcEndpoint: private_dns_needs_both_attributes_of_the_vpc,
    CreateVpcEndpoint: two_endpoints_do_not_answer_to_one_private_name,
    CreateVpcEndpoint: an_endpoint_to_no_service_or_of_the_wrong_type_is_refused,
    CreateVpcEndpoint: an_endpoint_names_what_is_there_and_in_its_vpc,
    DescribeVpcEndpoints: filters_on_endpoints_select,
    DescribeVpcEndpoints: endpoints_come_in_pages,
}
