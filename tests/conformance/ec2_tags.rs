//! EC2: tags of every kind of resource.

use crate::ec2_net::{filter, gateway, group, named, subnet, table, tag, vpc};
use crate::place::{Aws, refusal};
use aws_sdk_ec2::types::ResourceType;

async fn tags_are_added_changed_and_taken_away(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    for value in ["fraud", "health"] {
        let add = client.create_tags().resources(&id).tags(tag("Owner", value));
        add.send().await.expect("tagged");
    }
    let read = || client.describe_tags().filters(filter("resource-id", &id)).send();
    let tags = read().await.expect("tags");
    assert_eq!(tags.tags().len(), 1);
    assert_eq!(tags.tags()[0].value(), Some("health"));
    assert_eq!(tags.tags()[0].resource_type(), Some(&ResourceType::Vpc));
    let other = client.delete_tags().resources(&id).tags(tag("Owner", "fraud"));
    other.send().await.expect("another value is left alone");
    assert_eq!(read().await.expect("tags").tags().len(), 1);
    client
        .delete_tags()
        .resources(&id)
        .tags(tag("Owner", "health"))
        .send()
        .await
        .expect("untagged");
    assert!(read().await.expect("tags").tags().is_empty());
}

async fn every_kind_of_resource_takes_tags(aws: &Aws) {
    let client = aws.ec2();
    let vpc = vpc(&client, "10.0.0.0/16").await;
    let ids = [
        subnet(&client, &vpc, "10.0.1.0/24", "us-east-1a").await,
        group(&client, &vpc, "jobs").await,
        table(&client, &vpc).await,
        gateway(&client, &vpc).await,
    ];
    let tagging = client
        .create_tags()
        .set_resources(Some(ids.to_vec()))
        .tags(tag("Team", "health"));
    tagging.send().await.expect("tagged");
    let tags = client
        .describe_tags()
        .filters(filter("tag:Team", "health"))
        .send()
        .await
        .expect("tags");
    let mut kinds: Vec<_> = tags
        .tags()
        .iter()
        .filter_map(|t| t.resource_type())
        .map(ResourceType::as_str)
        .collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        ["internet-gateway", "route-table", "security-group", "subnet"]
    );
}

async fn a_tag_that_cannot_be_is_refused(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let add = |key: &str, value: &str| client.create_tags().resources(&id).tags(tag(key, value)).send();
    assert_eq!(refusal(add("aws:owner", "x").await), "InvalidParameterValue");
    assert_eq!(refusal(add(&"k".repeat(129), "x").await), "InvalidParameterValue");
    assert_eq!(refusal(add("k", &"v".repeat(257)).await), "InvalidParameterValue");
    let nothing = client
        .create_tags()
        .resources("vpc-0123456789abcdef0")
        .tags(tag("k", "v"))
        .send()
        .await;
    assert_eq!(refusal(nothing), "InvalidVpcID.NotFound");
    let what = client
        .create_tags()
        .resources("thing-1")
        .tags(tag("k", "v"))
        .send()
        .await;
    assert_eq!(refusal(what), "InvalidID");
    let kind = client.create_vpc().cidr_block("10.0.0.0/16");
    let kind = kind
        .tag_specifications(named(ResourceType::Subnet, "x"))
        .send()
        .await;
    assert_eq!(refusal(kind), "InvalidParameterValue");
}

async fn a_resource_has_fifty_tags_at_most(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let many = (0..50).map(|n| tag(&format!("k{n}"), "v")).collect();
    client
        .create_tags()
        .resources(&id)
        .set_tags(Some(many))
        .send()
        .await
        .expect("fifty");
    let more = client
        .create_tags()
        .resources(&id)
        .tags(tag("k50", "v"))
        .send()
        .await;
    assert_eq!(refusal(more), "TagLimitExceeded");
}

async fn tags_go_with_their_resource(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    client
        .create_tags()
        .resources(&id)
        .tags(tag("Team", "health"))
        .send()
        .await
        .expect("tagged");
    client.delete_vpc().vpc_id(&id).send().await.expect("gone");
    assert!(
        client
            .describe_tags()
            .send()
            .await
            .expect("none")
            .tags()
            .is_empty()
    );
    let unknown = client
        .describe_tags()
        .filters(filter("colour", "red"))
        .send()
        .await;
    assert_eq!(refusal(unknown), "InvalidParameterValue");
}

cases! {
    "ec2";
    DeleteTags: tags_are_added_changed_and_taken_away,
    CreateTags: every_kind_of_resource_takes_tags,
    CreateTags: a_tag_that_cannot_be_is_refused,
    CreateTags: a_resource_has_fifty_tags_at_most,
    DescribeTags: tags_go_with_their_resource,
}
