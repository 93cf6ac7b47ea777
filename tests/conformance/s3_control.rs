//! S3 Control: the account's own switches, access points, Multi-Region Access
//! Points.

use crate::place::{ACCOUNT, Aws, REGION, refusal};
use crate::s3_setting::{BUCKET, bucket};
use aisec_tui::aws::session::s3_control;
use aws_sdk_s3control::types::{
    AccessPoint, CreateMultiRegionAccessPointInput, MultiRegionAccessPointStatus, NetworkOrigin,
    PublicAccessBlockConfiguration, Region, Tag, VpcConfiguration,
};

fn off() -> PublicAccessBlockConfiguration {
    PublicAccessBlockConfiguration::builder()
        .block_public_acls(false)
        .ignore_public_acls(false)
        .block_public_policy(false)
        .restrict_public_buckets(false)
        .build()
}

async fn the_account_has_switches_once_they_are_put(aws: &Aws) {
    let control = aws.s3control();
    let read = || control.get_public_access_block().account_id(ACCOUNT).send();
    assert_eq!(refusal(read().await), "NoSuchPublicAccessBlockConfiguration");
    let some = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(false)
        .build();
    let put = control.put_public_access_block().account_id(ACCOUNT);
    let put = put.public_access_block_configuration(some.clone());
    put.send().await.expect("put");
    let kept = read().await.expect("read");
    assert_eq!(kept.public_access_block_configuration(), Some(&some));
}

/// Makes an access point of the bucket.
async fn point(aws: &Aws, name: &str) -> String {
    let make = aws.s3control().create_access_point().account_id(ACCOUNT);
    let tag = Tag::builder().key("team").value("cardio").build().expect("a tag");
    let made = make.name(name).bucket(BUCKET).tags(tag).send().await;
    made.expect("an access point")
        .access_point_arn()
        .expect("an ARN")
        .to_owned()
}

async fn a_new_access_point_blocks_all_public_access(aws: &Aws) {
    bucket(aws).await;
    let arn = point(aws, "training").await;
    assert_eq!(arn, format!("arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/training"));
    let control = aws.s3control();
    let read = |name: &str| control.get_access_point().account_id(ACCOUNT).name(name).send();
    let kept = read("training").await.expect("read");
    assert_eq!(kept.bucket(), Some(BUCKET));
    assert_eq!(kept.network_origin(), Some(&NetworkOrigin::Internet));
    let block = kept.public_access_block_configuration().expect("switches");
    assert_eq!(block.block_public_acls(), Some(true));
    assert_eq!(block.ignore_public_acls(), Some(true));
    assert_eq!(block.block_public_policy(), Some(true));
    assert_eq!(block.restrict_public_buckets(), Some(true));
    assert_eq!(refusal(read("none").await), "NoSuchAccessPoint");
}

async fn access_points_are_listed_with_where_they_can_be_reached_from(aws: &Aws) {
    bucket(aws).await;
    let control = aws.s3control();
    let vpc = VpcConfiguration::builder()
        .vpc_id("vpc-1234567890abcdef0")
        .build();
    let make = control.create_access_point().account_id(ACCOUNT).name("inside");
    let make = make.bucket(BUCKET).vpc_configuration(vpc.expect("a VPC"));
    make.public_access_block_configuration(off())
        .send()
        .await
        .expect("made");
    point(aws, "open").await;
    let listed = control.list_access_points().account_id(ACCOUNT).send().await;
    let listed = listed.expect("listed");
    let origins: Vec<(&str, &NetworkOrigin)> = listed
        .access_point_list()
        .iter()
        .map(|p: &AccessPoint| (p.name(), p.network_origin()))
        .collect();
    assert_eq!(
        origins,
        [
            ("inside", &NetworkOrigin::Vpc),
            ("open", &NetworkOrigin::Internet)
        ]
    );
    assert_eq!(listed.access_point_list()[0].bucket(), BUCKET);
    assert_eq!(listed.next_token(), None);
}

async fn the_policy_of_an_access_point_is_kept_and_a_public_one_refused(aws: &Aws) {
    bucket(aws).await;
    point(aws, "training").await;
    let control = aws.s3control();
    let read = || {
        let ask = control.get_access_point_policy().account_id(ACCOUNT);
        ask.name("training").send()
    };
    assert_eq!(refusal(read().await), "NoSuchAccessPointPolicy");
    let put = |principal: &str| {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},
            "Action":"s3:GetObject","Resource":"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/training/object/*"}}]}}"#
        );
        let call = control.put_access_point_policy().account_id(ACCOUNT);
        (call.name("training").policy(&policy).send(), policy)
    };
    let (public, _) = put("\"*\"");
    assert_eq!(refusal(public.await), "AccessDenied");
    let (own, policy) = put(&format!(r#"{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}}"#));
    own.await.expect("put");
    assert_eq!(read().await.expect("read").policy(), Some(policy.as_str()));
}

async fn tags_of_an_access_point_are_told_by_arn(aws: &Aws) {
    bucket(aws).await;
    let arn = point(aws, "training").await;
    let ask = aws.s3control().list_tags_for_resource().account_id(ACCOUNT);
    let read = ask.resource_arn(arn).send().await.expect("tags");
    let pairs: Vec<(&str, &str)> = read.tags().iter().map(|t| (t.key(), t.value())).collect();
    assert_eq!(pairs, [("team", "cardio")]);
}

async fn a_multi_region_access_point_shows_its_switches_and_buckets(aws: &Aws) {
    bucket(aws).await;
    let control = s3_control(&aws.config("us-west-2"), None);
    let list = || {
        control
            .list_multi_region_access_points()
            .account_id(ACCOUNT)
            .send()
    };
    assert_eq!(list().await.expect("none yet").access_points(), []);
    let region = Region::builder().bucket(BUCKET).build().expect("a Region");
    let details = CreateMultiRegionAccessPointInput::builder()
        .name("models")
        .public_access_block(off())
        .regions(region)
        .build()
        .expect("details");
    let make = control.create_multi_region_access_point().account_id(ACCOUNT);
    let make = make.client_token("once").details(details).send().await;
    assert!(make.expect("asked for").request_token_arn().is_some());
    let listed = list().await.expect("listed");
    let [point] = listed.access_points() else {
        panic!("{listed:?}");
    };
    assert_eq!(point.name(), Some("models"));
    assert_eq!(point.status(), Some(&MultiRegionAccessPointStatus::Ready));
    assert_eq!(point.public_access_block(), Some(&off()));
    assert_eq!(point.regions()[0].bucket(), Some(BUCKET));
    assert_eq!(point.regions()[0].region(), Some(REGION));
}

cases! {
    "s3control";
    GetPublicAccessBlock: the_account_has_switches_once_they_are_put,
    GetAccessPoint: a_new_access_point_blocks_all_public_access,
    ListAccessPoints: access_points_are_listed_with_where_they_can_be_reached_from,
    GetAccessPointPolicy: the_policy_of_an_access_point_is_kept_and_a_public_one_refused,
    ListTagsForResource: tags_of_an_access_point_are_told_by_arn,
    ListMultiRegionAccessPoints: a_multi_region_access_point_shows_its_switches_and_buckets,
}
