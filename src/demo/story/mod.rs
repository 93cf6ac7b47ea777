//! The seeded story: one account, a healthcare team that trains cardiology
//! imaging models and a team that finds fraud in card streams; good and bad
//! practice side by side. What is at fault carries a tag `aisec:why`, or says it in its
//! description.
//!
//! - [`teller`]: makes calls in the past, as the people of the story
//! - [`people`], [`roles`], [`policies`]: identities and what they may do
//! - [`keys`], [`network`], [`lab`], [`crossings`], [`buckets`]: the ground
//! - [`machines`]: instances, disks and images beside SageMaker
//! - [`sign_in`]: passwords, MFA devices, access keys, and who used what
//! - [`organization`]: the organization, the rules for passwords, the analyzers
//! - [`enclaves`]: keys for enclaves, and who asked them
//! - [`storage`]: what S3 has beside plain buckets
//! - [`records`]: what the objects in the buckets say
//! - [`cardio`], [`fraud`], [`workload`]: what the two teams run in SageMaker
//! - [`scripts`]: what runs when notebooks and Studio apps start
//! - [`watched`]: monitors, shadow tests, the hunt for bias
//! - [`registered`]: the model registry, the feature store, searches
//! - [`departments`]: more of the same clinic, for work under load
//! - [`assistants`]: what they do with Bedrock: models, agents, AgentCore
//! - [`watch`]: Macie, CloudTrail, Bedrock, Kinesis, Firehose
//! - [`devices`]: the devices of wards and shops
//! - [`alarms`]: what raises an alarm, and the logs of the workloads
//! - [`intruder`]: last night, with a stolen key
//!
//! Requests go to the account as any client's do (unsigned, without the SDK's
//! machinery: the whole story is told in milliseconds), so that what the
//! account would refuse cannot be seeded.

mod alarms;
mod assistants;
mod buckets;
mod cardio;
mod crossings;
mod departments;
mod devices;
mod doors;
mod enclaves;
mod fraud;
mod intruder;
mod keys;
mod lab;
mod machines;
mod network;
mod organization;
mod people;
mod policies;
mod records;
mod registered;
mod roles;
mod scripts;
mod sign_in;
mod storage;
mod teller;
mod watch;
mod watched;
mod workload;

use super::{Account, Scale};
use teller::Teller;

/// A request of the story that the account refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seeded story could not be told: {operation} answered {status}: {answer}")]
pub struct StoryError {
    /// What was asked, e.g. `kms CreateKey`.
    pub operation: String,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub answer: String,
}

/// The main Region of the story.
pub const HOME: &str = "us-east-1";

/// The Region of the fraud team's European half.
pub const ABROAD: &str = "eu-west-1";

/// The Regions that the story plays in.
pub(super) fn regions(scale: Scale) -> Vec<&'static str> {
    if scale == Scale::default() {
        vec![HOME, ABROAD]
    } else {
        departments::regions().collect()
    }
}

/// Tells the story to an empty account.
pub(super) async fn tell(account: &Account, seed: u64, scale: Scale) -> Result<(), StoryError> {
    let teller = Teller::new(account);
    let told = tell_all(&teller, seed, scale).await;
    teller.end();
    told
}

async fn tell_all(teller: &Teller<'_>, seed: u64, scale: Scale) -> Result<(), StoryError> {
    people::tell(teller).await?;
    organization::tell(teller).await?;
    let keys = keys::tell(teller).await?;
    enclaves::tell(teller).await?;
    let network = network::tell(teller, &keys).await?;
    watch::macie_on(teller).await?;
    buckets::tell(teller, &keys).await?;
    storage::tell(teller).await?;
    watch::tell(teller, &keys).await?;
    scripts::tell(teller, &keys, &network).await?;
    devices::tell(teller).await?;
    assistants::tell(teller, &keys, &network).await?;
    cardio::tell(teller, &keys, &network).await?;
    fraud::tell(teller, &keys, &network).await?;
    watched::tell(teller, &keys, &network).await?;
    registered::tell(teller, &keys, &network).await?;
    intruder::tell(teller).await?;
    if scale == Scale::default() {
        return Ok(());
    }
    departments::tell(teller, seed, scale.get()).await
}
