//! EC2: security groups and their rules.

use crate::ec2_net::{filter, group, net, tag, tcp, vpc};
use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    IpPermission, Ipv6Range, PrefixListId, ResourceType, SecurityGroup, TagSpecification, UserIdGroupPair,
};

async fn read(client: &Client, id: &str) -> SecurityGroup {
    let read = client.describe_security_groups().group_ids(id).send().await;
    read.expect("read").security_groups()[0].clone()
}

async fn a_group_lets_nothing_in_and_everything_out(aws: &Aws) {
    let client = aws.ec2();
    let vpc = vpc(&client, "10.0.0.0/16").await;
    let id = group(&client, &vpc, "training").await;
    let group = read(&client, &id).await;
    assert_eq!(group.group_name(), Some("training"));
    assert_eq!(group.description(), Some("of a case"));
    assert_eq!(group.vpc_id(), Some(vpc.as_str()));
    assert_eq!(group.owner_id(), Some(ACCOUNT));
    assert!(group.ip_permissions().is_empty());
    let out = &group.ip_permissions_egress()[0];
    assert_eq!(out.ip_protocol(), Some("-1"));
    assert_eq!(out.ip_ranges()[0].cidr_ip(), Some("0.0.0.0/0"));
}

async fn a_name_is_given_once_in_a_vpc(aws: &Aws) {
    let client = aws.ec2();
    let home = vpc(&client, "10.0.0.0/16").await;
    let make = |vpc: &str, name: &str| {
        let make = client.create_security_group().vpc_id(vpc).group_name(name);
        make.description("endpoints").send()
    };
    make(&home, "endpoints").await.expect("a group");
    assert_eq!(refusal(make(&home, "endpoints").await), "InvalidGroup.Duplicate");
    assert_eq!(refusal(make(&home, "default").await), "InvalidGroup.Reserved");
    assert_eq!(refusal(make(&home, "sg-mine").await), "InvalidParameterValue");
    let other = vpc(&client, "10.1.0.0/16").await;
    make(&other, "endpoints")
        .await
        .expect("the name is free in another VPC");
}

async fn rules_are_answered_one_by_one_as_they_are_made(aws: &Aws) {
    let net = net(aws).await;
    let specification = TagSpecification::builder()
        .resource_type(ResourceType::SecurityGroupRule)
        .tags(tag("Why", "endpoints"))
        .build();
    let made = net
        .client
        .authorize_security_group_ingress()
        .group_id(&net.group)
        .ip_permissions(tcp(443, "10.0.0.7/16"))
        .tag_specifications(specification)
        .send()
        .await
        .expect("authorized");
    let rule = &made.security_group_rules()[0];
    assert!(
        rule.security_group_rule_id()
            .is_some_and(|id| id.starts_with("sgr-"))
    );
    assert_eq!(rule.group_id(), Some(net.group.as_str()));
    assert_eq!(rule.is_egress(), Some(false));
    assert_eq!(rule.ip_protocol(), Some("tcp"));
    assert_eq!((rule.from_port(), rule.to_port()), (Some(443), Some(443)));
    assert_eq!(rule.cidr_ipv4(), Some("10.0.0.0/16"), "in its canonical form");
    assert_eq!(rule.tags()[0].value(), Some("endpoints"));
    let held = read(&net.client, &net.group).await;
    assert_eq!(
        held.ip_permissions()[0].ip_ranges()[0].cidr_ip(),
        Some("10.0.0.0/16")
    );
}

async fn rules_name_groups_blocks_and_prefix_lists(aws: &Aws) {
    let net = net(aws).await;
    let peer = group(&net.client, &net.vpc, "jobs").await;
    let permission = IpPermission::builder()
        .ip_protocol("-1")
        .user_id_group_pairs(
            UserIdGroupPair::builder()
                .group_id(&peer)
                .description("jobs")
                .build(),
        )
        .ipv6_ranges(Ipv6Range::builder().cidr_ipv6("2001:db8::1/32").build())
        .prefix_list_ids(PrefixListId::builder().prefix_list_id("pl-63a5400a").build())
        .build();
    let made = net.client.authorize_security_group_egress().group_id(&net.group);
    let made = made.ip_permissions(permission).send().await.expect("authorized");
    assert_eq!(made.security_group_rules().len(), 3);
    let held = read(&net.client, &net.group).await;
    let all = &held.ip_permissions_egress()[0];
    assert_eq!(all.user_id_group_pairs()[0].group_id(), Some(peer.as_str()));
    assert_eq!(all.user_id_group_pairs()[0].user_id(), Some(ACCOUNT));
    assert_eq!(all.user_id_group_pairs()[0].description(), Some("jobs"));
    assert_eq!(all.ipv6_ranges()[0].cidr_ipv6(), Some("2001:db8::/32"));
    assert_eq!(all.prefix_list_ids()[0].prefix_list_id(), Some("pl-63a5400a"));
}

async fn a_rule_is_made_once_and_names_what_is_there(aws: &Aws) {
    let net = net(aws).await;
    let authorize = |permission: IpPermission| {
        let call = net.client.authorize_security_group_ingress().group_id(&net.group);
        call.ip_permissions(permission).send()
    };
    authorize(tcp(443, "10.0.0.0/16")).await.expect("authorized");
    let again = authorize(tcp(443, "10.0.0.0/16")).await;
    assert_eq!(refusal(again), "InvalidPermission.Duplicate");
    let of = |id: &str| {
        let pair = UserIdGroupPair::builder().group_id(id).build();
        IpPermission::builder()
            .ip_protocol("-1")
            .user_id_group_pairs(pair)
            .build()
    };
    let nobody = authorize(of("sg-0123456789abcdef0")).await;
    assert_eq!(refusal(nobody), "InvalidGroup.NotFound");
    assert_eq!(refusal(authorize(of("jobs")).await), "InvalidGroupId.Malformed");
    let ports = IpPermission::builder().ip_protocol("tcp").build();
    assert_eq!(refusal(authorize(ports).await), "InvalidParameterValue");
    assert_eq!(
        refusal(authorize(tcp(70_000, "10.0.0.0/8")).await),
        "InvalidParameterValue"
    );
    assert_eq!(
        refusal(authorize(tcp(443, "10.0.0.0")).await),
        "InvalidParameterValue"
    );
}

async fn a_rule_is_taken_back_by_what_it_says_or_by_its_id(aws: &Aws) {
    let net = net(aws).await;
    let (client, id) = (&net.client, &net.group);
    for port in [443, 8443] {
        let call = client.authorize_security_group_ingress().group_id(id);
        call.ip_permissions(tcp(port, "10.0.0.0/16"))
            .send()
            .await
            .expect("authorized");
    }
    let revoke = || client.revoke_security_group_ingress().group_id(id);
    let gone = revoke()
        .ip_permissions(tcp(443, "10.0.0.0/16"))
        .send()
        .await
        .expect("revoked");
    let rule = &gone.revoked_security_group_rules()[0];
    assert_eq!(
        (rule.from_port(), rule.cidr_ipv4()),
        (Some(443), Some("10.0.0.0/16"))
    );
    let rules = client
        .describe_security_group_rules()
        .filters(filter("group-id", id));
    let rules = rules.send().await.expect("rules");
    let left = rules
        .security_group_rules()
        .iter()
        .find(|r| r.is_egress() == Some(false));
    let left = left
        .and_then(|r| r.security_group_rule_id())
        .expect("the other rule");
    revoke()
        .security_group_rule_ids(left)
        .send()
        .await
        .expect("revoked");
    assert!(read(client, id).await.ip_permissions().is_empty());
}

async fn what_is_not_there_is_not_taken_back(aws: &Aws) {
    let net = net(aws).await;
    let revoke = |id: &str| {
        let call = net.client.revoke_security_group_ingress().group_id(id);
        call.ip_permissions(tcp(22, "0.0.0.0/0")).send()
    };
    assert_eq!(refusal(revoke(&net.group).await), "InvalidPermission.NotFound");
    let vpcs = net.client.describe_vpcs().filters(filter("is-default", "true"));
    let vpcs = vpcs.send().await.expect("VPCs");
    let default = group(&net.client, vpcs.vpcs()[0].vpc_id().expect("an id"), "old").await;
    let tolerant = revoke(&default)
        .await
        .expect("a default VPC says what it did not revoke");
    assert_eq!(tolerant.unknown_ip_permissions()[0].from_port(), Some(22));
    assert!(tolerant.revoked_security_group_rules().is_empty());
}

async fn everything_out_is_taken_back(aws: &Aws) {
    let net = net(aws).await;
    let out = read(&net.client, &net.group).await.ip_permissions_egress()[0].clone();
    let revoke = net.client.revoke_security_group_egress().group_id(&net.group);
    revoke.ip_permissions(out).send().await.expect("revoked");
    assert!(
        read(&net.client, &net.group)
            .await
            .ip_permissions_egress()
            .is_empty()
    );
}

async fn rules_are_described_by_group_and_by_id(aws: &Aws) {
    let net = net(aws).await;
    let call = net.client.authorize_security_group_ingress().group_id(&net.group);
    call.ip_permissions(tcp(443, "10.0.0.0/16"))
        .send()
        .await
        .expect("authorized");
    let ask = || net.client.describe_security_group_rules();
    let of_group = ask()
        .filters(filter("group-id", &net.group))
        .send()
        .await
        .expect("rules");
    assert_eq!(of_group.security_group_rules().len(), 2, "one in, one out");
    let id = of_group.security_group_rules()[0]
        .security_group_rule_id()
        .expect("an id");
    let one = ask().security_group_rule_ids(id).send().await.expect("the rule");
    assert_eq!(one.security_group_rules().len(), 1);
    assert_eq!(one.security_group_rules()[0].group_id(), Some(net.group.as_str()));
    let none = ask()
        .security_group_rule_ids("sgr-0123456789abcdef0")
        .send()
        .await;
    assert_eq!(refusal(none), "InvalidSecurityGroupRuleId.NotFound");
    let filter = ask().filters(filter("vpc-id", &net.vpc)).send().await;
    assert_eq!(
        refusal(filter),
        "InvalidParameterValue",
        "rules have no such filter"
    );
}

async fn groups_are_found_by_what_they_let_in(aws: &Aws) {
    let net = net(aws).await;
    let call = net.client.authorize_security_group_ingress().group_id(&net.group);
    call.ip_permissions(tcp(22, "0.0.0.0/0"))
        .send()
        .await
        .expect("authorized");
    let found = net
        .client
        .describe_security_groups()
        .filters(filter("ip-permission.cidr", "0.0.0.0/0"))
        .filters(filter("ip-permission.from-port", "22"))
        .send()
        .await
        .expect("groups");
    assert_eq!(found.security_groups().len(), 1);
    assert_eq!(found.security_groups()[0].group_id(), Some(net.group.as_str()));
}

async fn a_group_is_kept_by_what_names_it_and_by_what_wears_it(aws: &Aws) {
    let net = net(aws).await;
    let peer = group(&net.client, &net.vpc, "jobs").await;
    let pair = UserIdGroupPair::builder().group_id(&peer).build();
    let from_jobs = IpPermission::builder()
        .ip_protocol("-1")
        .user_id_group_pairs(pair)
        .build();
    let call = net.client.authorize_security_group_ingress().group_id(&net.group);
    call.ip_permissions(from_jobs).send().await.expect("authorized");
    let delete = |id: &str| net.client.delete_security_group().group_id(id).send();
    assert_eq!(refusal(delete(&peer).await), "DependencyViolation");
    delete(&net.group).await.expect("gone");
    let interface = net.client.create_network_interface().subnet_id(&net.subnets[0]);
    interface.groups(&peer).send().await.expect("made");
    assert_eq!(refusal(delete(&peer).await), "DependencyViolation");
    assert_eq!(refusal(delete(&net.group).await), "InvalidGroup.NotFound");
}

cases! {
    "ec2";
    CreateSecurityGroup: a_group_lets_nothing_in_and_everything_out,
    CreateSecurityGroup: a_name_is_given_once_in_a_vpc,
    AuthorizeSecurityGroupIngress: rules_are_answered_one_by_one_as_they_are_made,
    AuthorizeSecurityGroupEgress: rules_name_groups_blocks_and_prefix_lists,
    AuthorizeSecurityGroupIngress: a_rule_is_made_once_and_names_what_is_there,
    RevokeSecurityGroupIngress: a_rule_is_taken_back_by_what_it_says_or_by_its_id,
    RevokeSecurityGroupIngress: what_is_not_there_is_not_taken_back,
    RevokeSecurityGroupEgress: everything_out_is_taken_back,
    DescribeSecurityGroupRules: rules_are_described_by_group_and_by_id,
    DescribeSecurityGroups: groups_are_found_by_what_they_let_in,
    DeleteSecurityGroup: a_group_is_kept_by_what_names_it_and_by_what_wears_it,
}
