//! EC2: network ACLs and their numbered rules.

use crate::ec2_net::{Net, filter, net};
use crate::place::{Aws, refusal};
use aws_sdk_ec2::types::{NetworkAcl, PortRange, RuleAction};

async fn closed(net: &Net) -> String {
    let made = net.client.create_network_acl().vpc_id(&net.vpc).send().await;
    let acl = made.expect("an ACL").network_acl.expect("described");
    acl.network_acl_id.expect("an id")
}

async fn read(net: &Net, id: &str) -> NetworkAcl {
    let read = net
        .client
        .describe_network_acls()
        .network_acl_ids(id)
        .send()
        .await;
    read.expect("read").network_acls()[0].clone()
}

async fn an_acl_of_ones_own_lets_nothing_through(aws: &Aws) {
    let net = net(aws).await;
    let id = closed(&net).await;
    let acl = read(&net, &id).await;
    assert_eq!(acl.is_default(), Some(false));
    assert_eq!(acl.vpc_id(), Some(net.vpc.as_str()));
    assert!(acl.associations().is_empty());
    assert_eq!(acl.entries().len(), 2);
    assert!(
        acl.entries()
            .iter()
            .all(|e| e.rule_action() == Some(&RuleAction::Deny))
    );
}

async fn a_rule_has_a_number_of_its_own(aws: &Aws) {
    let net = net(aws).await;
    let id = closed(&net).await;
    let make = |number: i32| {
        let make = net
            .client
            .create_network_acl_entry()
            .network_acl_id(&id)
            .rule_number(number);
        let make = make.protocol("6").rule_action(RuleAction::Allow).egress(false);
        let ports = PortRange::builder().from(443).to(443).build();
        make.cidr_block("10.0.0.0/16").port_range(ports).send()
    };
    make(100).await.expect("a rule");
    assert_eq!(refusal(make(100).await), "NetworkAclEntryAlreadyExists");
    assert_eq!(refusal(make(40_000).await), "InvalidParameterValue");
    let acl = read(&net, &id).await;
    let rule = acl
        .entries()
        .iter()
        .find(|e| e.rule_number() == Some(100))
        .expect("the rule");
    assert_eq!(rule.protocol(), Some("6"));
    assert_eq!(rule.rule_action(), Some(&RuleAction::Allow));
    assert_eq!(rule.egress(), Some(false));
    assert_eq!(rule.cidr_block(), Some("10.0.0.0/16"));
    assert_eq!(rule.port_range().and_then(PortRange::from), Some(443));
    let delete = |number: i32| {
        let delete = net.client.delete_network_acl_entry().network_acl_id(&id);
        delete.rule_number(number).egress(false).send()
    };
    delete(100).await.expect("gone");
    assert_eq!(refusal(delete(100).await), "InvalidNetworkAclEntry.NotFound");
}

async fn a_rule_is_replaced_under_its_number(aws: &Aws) {
    let net = net(aws).await;
    let id = closed(&net).await;
    let make = net.client.create_network_acl_entry().network_acl_id(&id);
    let make = make.rule_number(100).egress(true).protocol("-1");
    let make = make.cidr_block("10.0.0.0/16").rule_action(RuleAction::Allow);
    make.send().await.expect("a rule");
    let replace = |number: i32| {
        let replace = net.client.replace_network_acl_entry().network_acl_id(&id);
        let replace = replace.rule_number(number).egress(true).protocol("-1");
        replace
            .cidr_block("10.0.0.0/8")
            .rule_action(RuleAction::Deny)
            .send()
    };
    replace(100).await.expect("replaced");
    let acl = read(&net, &id).await;
    let rule = acl.entries().iter().find(|e| e.rule_number() == Some(100));
    assert_eq!(rule.and_then(|e| e.cidr_block()), Some("10.0.0.0/8"));
    assert_eq!(rule.and_then(|e| e.rule_action()), Some(&RuleAction::Deny));
    assert_eq!(refusal(replace(200).await), "InvalidNetworkAclEntry.NotFound");
}

async fn a_subnet_changes_its_acl(aws: &Aws) {
    let net = net(aws).await;
    let own = closed(&net).await;
    let of_subnet = net
        .client
        .describe_network_acls()
        .filters(filter("association.subnet-id", &net.subnets[0]));
    let before = of_subnet
        .clone()
        .send()
        .await
        .expect("the default")
        .network_acls()[0]
        .clone();
    assert_eq!(before.is_default(), Some(true));
    let tie = before
        .associations()
        .iter()
        .find(|a| a.subnet_id() == Some(net.subnets[0].as_str()));
    let tie = tie.and_then(|a| a.network_acl_association_id()).expect("an id");
    let replace = net.client.replace_network_acl_association().association_id(tie);
    replace.network_acl_id(&own).send().await.expect("replaced");
    let after = of_subnet.send().await.expect("the other");
    assert_eq!(after.network_acls()[0].network_acl_id(), Some(own.as_str()));
    let delete = |id: &str| net.client.delete_network_acl().network_acl_id(id).send();
    assert_eq!(refusal(delete(&own).await), "DependencyViolation");
    let default = before.network_acl_id().expect("an id");
    assert_eq!(refusal(delete(default).await), "InvalidParameterValue");
}

async fn a_default_acl_lets_everything_through_and_filters_every_subnet(aws: &Aws) {
    let net = net(aws).await;
    let own = net
        .client
        .describe_network_acls()
        .filters(filter("vpc-id", &net.vpc));
    let read = own.send().await.expect("read");
    let [acl] = read.network_acls() else {
        panic!("{read:?}");
    };
    assert_eq!(acl.is_default(), Some(true));
    assert_eq!(acl.vpc_id(), Some(net.vpc.as_str()));
    let mut subnets: Vec<&str> = acl.associations().iter().filter_map(|a| a.subnet_id()).collect();
    subnets.sort_unstable();
    let mut all: Vec<&str> = net.subnets.iter().map(String::as_str).collect();
    all.sort_unstable();
    assert_eq!(subnets, all);
    let inward = |number| {
        let mut entries = acl.entries().iter();
        let entry = entries.find(|e| e.egress() == Some(false) && e.rule_number() == Some(number));
        let entry = entry.expect("a rule");
        assert_eq!(
            (entry.protocol(), entry.cidr_block()),
            (Some("-1"), Some("0.0.0.0/0"))
        );
        entry.rule_action().cloned()
    };
    assert_eq!(inward(100), Some(RuleAction::Allow));
    assert_eq!(inward(32_767), Some(RuleAction::Deny));
}

cases! {
    "ec2";
    DescribeNetworkAcls: a_default_acl_lets_everything_through_and_filters_every_subnet,
    CreateNetworkAcl: an_acl_of_ones_own_lets_nothing_through,
    CreateNetworkAclEntry: a_rule_has_a_number_of_its_own,
    ReplaceNetworkAclEntry: a_rule_is_replaced_under_its_number,
    ReplaceNetworkAclAssociation: a_subnet_changes_its_acl,
}
