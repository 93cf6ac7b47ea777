//! The embedded account holds many resources as easily as a few.

mod buckets;

use aisec_tui::demo::{Account, Clock};
use aisec_tui::inventory::Timestamp;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;

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

fn s3(account: &Account, region: &str) -> aws_sdk_s3::Client {
    aws_sdk_s3::Client::new(&config(account, region))
}
