//! EC2: security group rules by their ids: changed, described anew, told
//! whole, and taken back.

use crate::ec2_net::{Net, group, net, tag, tcp};
use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_ec2::types::{
    ResourceType, SecurityGroupRule, SecurityGroupRuleDescription, SecurityGroupRuleRequest,
    SecurityGroupRuleUpdate, TagSpecification,
};

const NONE: &str = "sgr-0123456789abcdef0";

/// The id of a rule that lets HTTPS in from a block.
async fn https_in(net: &Net, cidr: &str) -> String {
    let call = net.client.authorize_security_group_ingress().group_id(&net.group);
    let made = call.ip_permissions(tcp(443, cidr)).send().await;
    let rules = made.expect("authorized").security_group_rules.expect("rules");
    rules[0].security_group_rule_id.clone().expect("an id")
}

async fn read(net: &Net, id: &str) -> SecurityGroupRule {
    let read = net
        .client
        .describe_security_group_rules()
        .security_group_rule_ids(id)
        .send()
        .await;
    read.expect("read").security_group_rules()[0].clone()
}

fn update(id: &str, rule: SecurityGroupRuleRequest) -> SecurityGroupRuleUpdate {
    SecurityGroupRuleUpdate::builder()
        .security_group_rule_id(id)
        .security_group_rule(rule)
        .build()
}

fn words(id: &str, description: &str) -> SecurityGroupRuleDescription {
    SecurityGroupRuleDescription::builder()
        .security_group_rule_id(id)
        .description(description)
        .build()
}

async fn a_rule_is_told_whole(aws: &Aws) {
    let net = net(aws).await;
    let tags = TagSpecification::builder()
        .resource_type(ResourceType::SecurityGroupRule)
        .tags(tag("Why", "endpoints"))
        .build();
    let call = net.client.authorize_security_group_egress().group_id(&net.group);
    let call = call.ip_permissions(tcp(443, "10.0.0.0/16"));
    let made = call.tag_specifications(tags).send().await.expect("authorized");
    let id = made.security_group_rules()[0]
        .security_group_rule_id()
        .expect("an id");
    let rule = read(&net, id).await;
    let arn = format!("arn:aws:ec2:us-east-1:{ACCOUNT}:security-group-rule/{id}");
    assert_eq!(rule.security_group_rule_arn(), Some(arn.as_str()));
    assert_eq!(rule.group_id(), Some(net.group.as_str()));
    assert_eq!(rule.group_owner_id(), Some(ACCOUNT));
    assert_eq!(rule.is_egress(), Some(true));
    assert_eq!(rule.ip_protocol(), Some("tcp"));
    assert_eq!((rule.from_port(), rule.to_port()), (Some(443), Some(443)));
    assert_eq!(rule.cidr_ipv4(), Some("10.0.0.0/16"));
    assert_eq!(rule.cidr_ipv6(), None);
    assert_eq!(rule.prefix_list_id(), None);
    assert!(rule.referenced_group_info().is_none());
    assert_eq!(rule.tags()[0].key(), Some("Why"));
}

async fn a_rule_is_changed_under_its_id(aws: &Aws) {
    let net = net(aws).await;
    let peer = group(&net.client, &net.vpc, "jobs").await;
    let (id, twin) = (
        https_in(&net, "10.0.0.0/16").await,
        https_in(&net, "10.1.0.0/16").await,
    );
    let change = |update| {
        let call = net.client.modify_security_group_rules().group_id(&net.group);
        call.security_group_rules(update).send()
    };
    let rule = || SecurityGroupRuleRequest::builder().ip_protocol("tcp");
    let ports = || rule().from_port(8443).to_port(8443);
    let to_group = ports().referenced_group_id(&peer).description("jobs").build();
    assert_eq!(
        change(update(&id, to_group)).await.expect("changed").r#return(),
        Some(true)
    );
    let after = read(&net, &id).await;
    assert_eq!((after.from_port(), after.to_port()), (Some(8443), Some(8443)));
    assert_eq!(after.cidr_ipv4(), None);
    let info = after.referenced_group_info().expect("a group");
    assert_eq!(info.group_id(), Some(peer.as_str()));
    assert_eq!(after.description(), Some("jobs"));
    let same = rule()
        .from_port(443)
        .to_port(443)
        .cidr_ipv4("10.1.0.0/16")
        .build();
    assert_eq!(
        refusal(change(update(&id, same)).await),
        "InvalidPermission.Duplicate"
    );
    let unknown = change(update(NONE, ports().cidr_ipv4("10.2.0.0/16").build())).await;
    assert_eq!(refusal(unknown), "InvalidSecurityGroupRuleId.NotFound");
    let nobody = change(update(&twin, ports().build())).await;
    assert_eq!(refusal(nobody), "InvalidParameterValue", "a rule has a peer");
}

async fn a_rule_into_a_group_is_described_anew(aws: &Aws) {
    let net = net(aws).await;
    let id = https_in(&net, "10.0.0.0/16").await;
    let say = |id: &str, words_: &str| {
        let call = net.client.update_security_group_rule_descriptions_ingress();
        let call = call.group_id(&net.group);
        call.security_group_rule_descriptions(words(id, words_)).send()
    };
    say(&id, "the clinic").await.expect("described");
    assert_eq!(read(&net, &id).await.description(), Some("the clinic"));
    assert_eq!(
        refusal(say(NONE, "nobody").await),
        "InvalidSecurityGroupRuleId.NotFound"
    );
}

async fn a_rule_out_of_a_group_is_described_anew(aws: &Aws) {
    let net = net(aws).await;
    let call = net.client.authorize_security_group_egress().group_id(&net.group);
    let made = call.ip_permissions(tcp(443, "10.0.0.0/16")).send().await;
    let rules = made.expect("authorized").security_group_rules.expect("rules");
    let id = rules[0].security_group_rule_id().expect("an id");
    let call = net.client.update_security_group_rule_descriptions_egress();
    let call = call.group_id(&net.group);
    let call = call.security_group_rule_descriptions(words(id, "to endpoints"));
    call.send().await.expect("described");
    assert_eq!(read(&net, id).await.description(), Some("to endpoints"));
    let into = https_in(&net, "10.0.0.0/16").await;
    let call = net.client.update_security_group_rule_descriptions_egress();
    let call = call.group_id(&net.group);
    let wrong = call.security_group_rule_descriptions(words(&into, "x")).send();
    assert_eq!(
        refusal(wrong.await),
        "InvalidSecurityGroupRuleId.NotFound",
        "it leads in"
    );
}

async fn a_rule_is_taken_back_once(aws: &Aws) {
    let net = net(aws).await;
    let id = https_in(&net, "10.0.0.0/16").await;
    let revoke = || {
        let call = net.client.revoke_security_group_ingress().group_id(&net.group);
        call.security_group_rule_ids(&id).send()
    };
    let gone = revoke().await.expect("revoked");
    assert_eq!(
        gone.revoked_security_group_rules()[0].security_group_rule_id(),
        Some(id.as_str())
    );
    assert_eq!(refusal(revoke().await), "InvalidSecurityGroupRuleId.NotFound");
    let asked = net.client.describe_security_group_rules();
    let asked = asked.security_group_rule_ids(&id).send().await;
    assert_eq!(refusal(asked), "InvalidSecurityGroupRuleId.NotFound");
}

cases! {
    "ec2";
    DescribeSecurityGroupRules: a_rule_is_told_whole,
    ModifySecurityGroupRules: a_rule_is_changed_under_its_id,
    UpdateSecurityGroupRuleDescriptionsIngress: a_rule_into_a_group_is_described_anew,
    UpdateSecurityGroupRuleDescriptionsEgress: a_rule_out_of_a_group_is_described_anew,
    RevokeSecurityGroupIngress: a_rule_is_taken_back_once,
}
