//! The embedded account's networks and buckets behave as AWS's do: one case
//! for each thing that the emulators get wrong, through the SDK's own clients.

mod buckets;
mod endpoints;
mod network;
mod security;

use aisec_tui::demo::{Account, Clock};
use aisec_tui::inventory::Timestamp;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// An account whose clock stands still at 2026-01-31T08:00:00Z.
fn account() -> Account {
    Account::new(7, Clock::manual(Timestamp(1_769_846_400)))
}

fn config(account: &Account, region: &str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "secret",
            None,
            None,
            "test",
        )))
        .http_client(account.http_client())
        .build()
}

fn ec2(account: &Account) -> aws_sdk_ec2::Client {
    aws_sdk_ec2::Client::new(&config(account, "us-east-1"))
}

fn s3(account: &Account, region: &str) -> aws_sdk_s3::Client {
    aws_sdk_s3::Client::new(&config(account, region))
}

/// The error code of a call that must have been refused.
fn code<T: std::fmt::Debug, E: ProvideErrorMetadata + std::fmt::Debug>(
    outcome: Result<T, SdkError<E, HttpResponse>>,
) -> String {
    let error = outcome.expect_err("the call is refused");
    error.code().unwrap_or("no code").to_owned()
}

fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

fn named(kind: ResourceType, name: &str) -> TagSpecification {
    TagSpecification::builder()
        .resource_type(kind)
        .tags(Tag::builder().key("Name").value(name).build())
        .build()
}

async fn vpc(client: &aws_sdk_ec2::Client, cidr: &str) -> String {
    let made = client.create_vpc().cidr_block(cidr).send().await;
    let vpc = made.expect("a VPC").vpc.expect("its description");
    vpc.vpc_id.expect("an id")
}
