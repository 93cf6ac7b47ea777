//! IAM: the long-term API keys of Bedrock, of all users in one listing.

use super::Scope;
use super::answer::time;
use super::listing::{Found, Listing};
use crate::inventory::detail::BedrockApiKey;
use crate::inventory::{Arn, Field, Kind, Region, Tags};
use aws_sdk_iam::types::ServiceSpecificCredentialMetadata;

/// `ListServiceSpecificCredentials` for Bedrock; the SDK has no paginator.
pub(super) async fn of_bedrock(scope: Scope) {
    let listing = Listing::in_region(&scope, Kind::BedrockApiKey, Region::global());
    let mut marker = None;
    loop {
        let list = scope.clients.iam.list_service_specific_credentials();
        let list = list.all_users(true).service_name("bedrock.amazonaws.com");
        let call = list.max_items(1000).set_marker(marker.take()).send();
        match scope.call("iam:ListServiceSpecificCredentials", call).await {
            Ok(page) => {
                for key in page.service_specific_credentials() {
                    listing.found(found(&scope, key)).await;
                }
                if !page.is_truncated() || page.marker().is_none() {
                    break;
                }
                marker = page.marker().map(str::to_owned);
            }
            Err(failure) => {
                listing.gap(&failure).await;
                break;
            }
        }
    }
    listing.end().await;
}

fn found(scope: &Scope, key: &ServiceSpecificCredentialMetadata) -> Found {
    let (partition, account) = (scope.session.caller().partition(), scope.session.account());
    let id = key.service_specific_credential_id();
    Found {
        // IAM gives credentials no ARN.
        arn: Arn::from(format!(
            "arn:{partition}:iam::{account}:service-specific-credential/{id}"
        )),
        name: format!("{}/{id}", key.user_name()),
        created: time(Some(key.create_date())),
        tags: Field::Known(Tags::new()),
        detail: BedrockApiKey {
            user: key.user_name().to_owned(),
            status: Field::Known(key.status().as_str().to_owned()),
            expires: Field::Known(time(key.expiration_date())),
        }
        .into(),
    }
}
