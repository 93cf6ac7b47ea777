//! IoT's role aliases, domains, security profiles, mitigation actions,
//! dimensions and authorizers.

use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_iot::Client;
use aws_sdk_iot::types::{
    AddThingsToThingGroupParams, DimensionType, MitigationActionParams, Tag, TlsConfig,
};

fn tag() -> Tag {
    Tag::builder().key("team").value("cardio").build().expect("a tag")
}

fn role() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/devices")
}

/// The tags of an ARN are the one that it was made with.
async fn is_tagged(api: &Client, arn: &str) {
    let read = api.list_tags_for_resource().resource_arn(arn).send().await;
    assert_eq!(read.expect("tags").tags(), [tag()], "{arn}");
}

async fn a_role_alias_keeps_its_role(aws: &Aws) {
    let api = aws.iot();
    let make = || {
        api.create_role_alias()
            .role_alias("uploads")
            .role_arn(role())
            .tags(tag())
    };
    let made = make().send().await.expect("an alias");
    assert_eq!(refusal(make().send().await), "ResourceAlreadyExistsException");
    let read = api
        .describe_role_alias()
        .role_alias("uploads")
        .send()
        .await
        .expect("the alias");
    let alias = read.role_alias_description().expect("it");
    assert_eq!(
        (alias.role_arn(), alias.role_alias_arn()),
        (Some(role().as_str()), made.role_alias_arn())
    );
    assert_eq!(alias.credential_duration_seconds(), Some(3600));
    assert_eq!(alias.creation_date().expect("a time").secs(), START);
    is_tagged(&api, made.role_alias_arn().expect("an ARN")).await;
    let none = api.describe_role_alias().role_alias("nothing").send().await;
    assert_eq!(refusal(none), "ResourceNotFoundException");
}

async fn role_aliases_are_listed_by_name(aws: &Aws) {
    let api = aws.iot();
    for name in ["b", "a"] {
        let call = api.create_role_alias().role_alias(name).role_arn(role());
        call.send().await.expect("an alias");
    }
    let first = api.list_role_aliases().page_size(1).send().await.expect("a page");
    let marker = first.next_marker().expect("a marker");
    let second = api
        .list_role_aliases()
        .page_size(1)
        .marker(marker)
        .send()
        .await
        .expect("a page");
    assert_eq!(
        (first.role_aliases(), second.role_aliases()),
        (&["a".to_owned()][..], &["b".to_owned()][..])
    );
}

async fn domain(api: &Client, name: &str, policy: Option<&str>) -> String {
    let tls = policy.map(|policy| TlsConfig::builder().security_policy(policy).build());
    let call = api.create_domain_configuration().domain_configuration_name(name);
    let made = call
        .domain_name("devices.example")
        .set_tls_config(tls)
        .tags(tag())
        .send()
        .await;
    made.expect("a domain").domain_configuration_arn.expect("an ARN")
}

async fn a_domain_keeps_its_tls_policy(aws: &Aws) {
    let api = aws.iot();
    let old = "IoTSecurityPolicy_TLS12_1_0_2016_01";
    domain(&api, "old", Some(old)).await;
    domain(&api, "new", None).await;
    for (name, policy) in [("old", old), ("new", "IoTSecurityPolicy_TLS13_1_2_2022_10")] {
        let read = api
            .describe_domain_configuration()
            .domain_configuration_name(name)
            .send()
            .await;
        let read = read.expect("the domain");
        assert_eq!(read.tls_config().and_then(|t| t.security_policy()), Some(policy));
        assert_eq!(read.domain_name(), Some("devices.example"));
        assert_eq!(
            read.domain_configuration_status().expect("a status").as_str(),
            "ENABLED"
        );
    }
}

async fn domains_are_listed_with_their_arns(aws: &Aws) {
    let api = aws.iot();
    let arn = domain(&api, "wards", None).await;
    let listed = api.list_domain_configurations().send().await.expect("a list");
    let one = &listed.domain_configurations()[0];
    assert_eq!(
        (one.domain_configuration_name(), one.domain_configuration_arn()),
        (Some("wards"), Some(arn.as_str()))
    );
    is_tagged(&api, &arn).await;
}

async fn security_profiles_are_listed_and_tagged(aws: &Aws) {
    let api = aws.iot();
    let made = api
        .create_security_profile()
        .security_profile_name("monitors")
        .tags(tag());
    made.send().await.expect("a profile");
    let listed = api.list_security_profiles().send().await.expect("a list");
    let one = &listed.security_profile_identifiers()[0];
    assert_eq!(one.name(), "monitors");
    is_tagged(&api, one.arn()).await;
}

async fn mitigation_actions_are_listed_and_tagged(aws: &Aws) {
    let api = aws.iot();
    let group = AddThingsToThingGroupParams::builder()
        .thing_group_names("quarantine")
        .build();
    let params = MitigationActionParams::builder().add_things_to_thing_group_params(group.expect("a group"));
    let call = api
        .create_mitigation_action()
        .action_name("quarantine")
        .role_arn(role());
    call.action_params(params.build())
        .tags(tag())
        .send()
        .await
        .expect("an action");
    let listed = api.list_mitigation_actions().send().await.expect("a list");
    let one = &listed.action_identifiers()[0];
    assert_eq!(one.action_name(), Some("quarantine"));
    is_tagged(&api, one.action_arn().expect("an ARN")).await;
}

async fn dimensions_are_listed_by_name_and_tagged(aws: &Aws) {
    let api = aws.iot();
    let call = api
        .create_dimension()
        .name("topics")
        .r#type(DimensionType::TopicFilter);
    let call = call
        .string_values("ward/#")
        .client_request_token("one")
        .tags(tag());
    call.send().await.expect("a dimension");
    let listed = api.list_dimensions().send().await.expect("a list");
    assert_eq!(listed.dimension_names(), ["topics"]);
    is_tagged(&api, &format!("arn:aws:iot:us-east-1:{ACCOUNT}:dimension/topics")).await;
}

async fn authorizers_are_listed_and_tagged(aws: &Aws) {
    let api = aws.iot();
    let function = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:tokens");
    let call = api
        .create_authorizer()
        .authorizer_name("tokens")
        .authorizer_function_arn(function);
    call.tags(tag()).send().await.expect("an authorizer");
    let listed = api.list_authorizers().send().await.expect("a list");
    let one = &listed.authorizers()[0];
    assert_eq!(one.authorizer_name(), Some("tokens"));
    is_tagged(&api, one.authorizer_arn().expect("an ARN")).await;
}

cases! {
    "iot";
    DescribeRoleAlias: a_role_alias_keeps_its_role,
    ListRoleAliases: role_aliases_are_listed_by_name,
    DescribeDomainConfiguration: a_domain_keeps_its_tls_policy,
    ListDomainConfigurations: domains_are_listed_with_their_arns,
    ListSecurityProfiles: security_profiles_are_listed_and_tagged,
    ListMitigationActions: mitigation_actions_are_listed_and_tagged,
    ListDimensions: dimensions_are_listed_by_name_and_tagged,
    ListAuthorizers: authorizers_are_listed_and_tagged,
}
