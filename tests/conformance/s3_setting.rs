//! What the cases of S3 begin with: a bucket, an object, a switch turned off.

use crate::place::Aws;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, ObjectOwnership,
    OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration, VersioningConfiguration,
};

/// The bucket of most cases.
pub const BUCKET: &str = "clinic-data";

/// S3 in us-east-1 with the bucket.
pub async fn bucket(aws: &Aws) -> Client {
    let s3 = aws.s3();
    s3.create_bucket().bucket(BUCKET).send().await.expect("a bucket");
    s3
}

/// A bucket in another Region.
pub async fn bucket_in(s3: &Client, name: &str, region: &str) {
    let place = CreateBucketConfiguration::builder()
        .location_constraint(BucketLocationConstraint::from(region))
        .build();
    let made = s3.create_bucket().bucket(name).create_bucket_configuration(place);
    made.send().await.expect("a bucket");
}

/// Puts an object and gives its version.
pub async fn put(s3: &Client, key: &str, body: &'static str) -> Option<String> {
    let body = ByteStream::from_static(body.as_bytes());
    let done = s3.put_object().bucket(BUCKET).key(key).body(body).send().await;
    done.expect("put").version_id
}

/// Turns versioning on or off.
pub async fn version(s3: &Client, status: BucketVersioningStatus) {
    let configuration = VersioningConfiguration::builder().status(status).build();
    let put = s3
        .put_bucket_versioning()
        .bucket(BUCKET)
        .versioning_configuration(configuration);
    put.send().await.expect("put");
}

/// Turns Block Public Access of the bucket off.
pub async fn unblock(s3: &Client) {
    let off = PublicAccessBlockConfiguration::builder()
        .block_public_policy(false)
        .build();
    let put = s3
        .put_public_access_block()
        .bucket(BUCKET)
        .public_access_block_configuration(off);
    put.send().await.expect("off");
}

/// Turns ACLs on.
pub async fn with_acls(s3: &Client) {
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerPreferred);
    let controls = OwnershipControls::builder()
        .rules(rule.build().expect("complete"))
        .build();
    let put = s3.put_bucket_ownership_controls().bucket(BUCKET);
    let put = put.ownership_controls(controls.expect("complete"));
    put.send().await.expect("on");
}
