//! The embedded account: AWS as the product sees it, inside the program. No
//! network, no credentials, no file.
//!
//! - [`account`]: the account: which service answers what; the way in
//! - [`options`]: how an account is opened: seed, clock, story
//! - [`client`]: the SDK's HTTP client that ends here instead of on the network
//! - [`serve`]: the same account over HTTP on loopback
//! - [`faults`]: throttling, lost answers, denials and delays on request
//! - [`signature`]: who signed a request, for which service
//! - [`service`]: what a service of our own is given and must answer
//! - [`corrections`]: what the base emulator gets wrong, put right: a table that documents
//! - [`backup`]: what was backed up
//! - [`shelf`]: resources that services make, list and tag by the same rules
//! - [`sagemaker`], [`s3`], [`ec2`], [`bedrock`], [`agentcore`], [`macie`], [`cloudtrail`], [`iot`],
//!   [`iam`], [`kms`], [`kinesis`], [`firehose`], [`sts`]: the services
//! - [`organizations`]: the organization that the account is in
//! - [`access_analyzer`], [`cloudwatch`], [`logs`], [`security_hub`], [`guardduty`], [`sns`]:
//!   the services that watch over the others
//! - [`authorize`]: IAM decides on every call, on request
//! - [`roles`]: what services ask of IAM about a `RoleArn`
//! - [`principals`]: who exists, for the policies and grants that name them
//! - [`credentials`]: credentials that AWS refuses
//! - [`consistency`]: what is made takes a while to be known, on request
//! - [`story`]: the seeded account: two teams, good and bad practice
//! - [`clock`]: the time that states progress on; tests own it
//! - [`ids`]: identifiers that are the same for the same seed
//! - [`calls`]: every call that was made: CloudTrail's source
//! - [`wire`]: the protocols of AWS: XML, JSON, query, aws-chunked
//!
//! A request is read whole, named (service, operation, Region, caller), given
//! to its service, and logged.

pub mod access_analyzer;
pub mod account;
pub mod agentcore;
pub mod authorize;
mod backup;
pub mod bedrock;
pub mod calls;
pub mod client;
pub mod clock;
pub mod cloudtrail;
pub mod cloudwatch;
mod config;
pub mod consistency;
pub mod corrections;
pub mod credentials;
pub mod ec2;
pub mod faults;
pub mod firehose;
pub mod guardduty;
pub mod iam;
pub mod ids;
pub mod iot;
pub mod kinesis;
pub mod kms;
pub mod logs;
pub mod macie;
pub mod options;
pub mod organizations;
pub mod principals;
pub mod roles;
pub mod s3;
pub mod sagemaker;
pub mod security_hub;
pub mod serve;
pub mod service;
pub mod shelf;
mod signature;
pub mod sns;
pub mod story;
pub mod sts;
pub mod wire;

pub use account::{ACCOUNT_ID, Account};
pub use clock::Clock;
pub use consistency::Consistency;
pub use options::{Options, Scale, ScaleError};
pub use service::{Call, Caller, Response, Service};
pub use story::StoryError;

use crate::aws::session::{ConnectError, ConnectOptions, Session};
use crate::inventory::Region;

/// Connects to an embedded account as any client does, interlock included.
/// Regions default to those that the story plays in.
pub async fn connect(account: &Account, options: ConnectOptions) -> Result<Session, ConnectError> {
    let regions = if options.regions.is_empty() {
        account.regions().map(Region::from).collect()
    } else {
        options.regions
    };
    Session::connect(ConnectOptions {
        regions,
        embedded: Some(account.http_client()),
        ..options
    })
    .await
}
