//! Finding credentials and Regions, asking who we are, making clients.

use super::s3_control::s3_control;
use super::{Clients, ConnectError, ConnectOptions, Inner, Session, members};
use crate::aws::errors::{self, Failure, Reached};
use crate::aws::interlock::Interlock;
use crate::aws::pacing::Pacer;
use crate::aws::regions;
use crate::inventory::{AccountId, Arn, GapKind, Region};
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::imds;
use aws_config::imds::region::ImdsRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileRegionProvider;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Instance metadata answers in milliseconds or not at all.
const IMDS_TIMEOUT: Duration = Duration::from_secs(1);
/// SSO, `credential_process` and web identity may take this long.
const CREDENTIALS_TIMEOUT: Duration = Duration::from_secs(20);
/// `GetCallerIdentity` with its retries.
const IDENTITY_TIMEOUT: Duration = Duration::from_secs(8);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);
const READ_TIMEOUT: Duration = Duration::from_secs(20);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(90);
const ATTEMPTS: u32 = 5;
/// Emulators answer 500 to what they do not know, as often as they are asked.
const EMULATOR_ATTEMPTS: u32 = 3;

/// What clients are made of.
#[derive(Debug)]
pub(super) struct ClientMaker {
    config: SdkConfig,
    path_style: bool,
    interlock: SharedInterceptor,
}

macro_rules! client {
    ($service:ident, $maker:expr, $config:expr) => {
        $service::Client::from_conf(
            $service::config::Builder::from(&$config)
                .interceptor($maker.interlock.clone())
                .build(),
        )
    };
}

impl ClientMaker {
    /// The clients of one Region.
    pub(super) fn clients(&self, region: &Region) -> Clients {
        let config = self.in_region(region);
        let s3 = aws_sdk_s3::config::Builder::from(&config)
            .interceptor(self.interlock.clone())
            .force_path_style(self.path_style)
            // Of directory buckets only settings are asked, which AWS takes
            // plainly signed; behind an endpoint of one's own the SDK would
            // open a session with each bucket first.
            .disable_s3_express_session_auth(true)
            .build();
        Clients {
            kms: client!(aws_sdk_kms, self, config),
            s3: aws_sdk_s3::Client::from_conf(s3),
            iam: client!(aws_sdk_iam, self, config),
            sagemaker: client!(aws_sdk_sagemaker, self, config),
            ec2: client!(aws_sdk_ec2, self, config),
            macie2: client!(aws_sdk_macie2, self, config),
            cloudtrail: client!(aws_sdk_cloudtrail, self, config),
            bedrock: client!(aws_sdk_bedrock, self, config),
            kinesis: client!(aws_sdk_kinesis, self, config),
            iot: client!(aws_sdk_iot, self, config),
            accessanalyzer: client!(aws_sdk_accessanalyzer, self, config),
            backup: client!(aws_sdk_backup, self, config),
            bedrock_agent: client!(aws_sdk_bedrockagent, self, config),
            agentcore: client!(aws_sdk_bedrockagentcorecontrol, self, config),
            cloudwatch: client!(aws_sdk_cloudwatch, self, config),
            config: client!(aws_sdk_config, self, config),
            ecr: client!(aws_sdk_ecr, self, config),
            firehose: client!(aws_sdk_firehose, self, config),
            guardduty: client!(aws_sdk_guardduty, self, config),
            logs: client!(aws_sdk_cloudwatchlogs, self, config),
            organizations: client!(aws_sdk_organizations, self, config),
            s3control: s3_control(&config, Some(self.interlock.clone())),
        }
    }

    fn sts(&self, region: &Region) -> aws_sdk_sts::Client {
        let config = self.in_region(region);
        let sts = aws_sdk_sts::config::Builder::from(&config)
            .interceptor(self.interlock.clone())
            .retry_config(RetryConfig::standard().with_max_attempts(2))
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT_TIMEOUT)
                    .operation_timeout(IDENTITY_TIMEOUT)
                    .build(),
            )
            .build();
        aws_sdk_sts::Client::from_conf(sts)
    }

    fn in_region(&self, region: &Region) -> SdkConfig {
        self.config.to_builder().region(sdk_region(region)).build()
    }
}

pub(super) async fn connect(options: ConnectOptions) -> Result<Session, ConnectError> {
    for region in &options.regions {
        // An endpoint may be an emulator with Regions of its own.
        check_region(
            region,
            options.endpoint_url.is_some() || options.embedded.is_some(),
        )?;
    }
    let (config, mut regions) = if let Some(http) = options.embedded.clone() {
        embedded_config(&options, http).await?
    } else {
        Box::pin(standard_config(&options)).await?
    };
    let endpoint = config.endpoint_url().map(str::to_owned);
    let config = match &endpoint {
        Some(url) => {
            check_endpoint(url)?;
            let retries = RetryConfig::standard().with_max_attempts(EMULATOR_ATTEMPTS);
            config.to_builder().retry_config(retries).build()
        }
        None => config,
    };
    for region in &regions {
        check_region(region, endpoint.is_some() || options.embedded.is_some())?;
    }
    let s3_endpoint = options.embedded.is_none() && std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
    let calls = Arc::new(AtomicU64::new(0));
    let pacer = Arc::new(Pacer::new(endpoint.is_none() && options.embedded.is_none()));
    let interlock = Interlock::new(options.read_only, Arc::clone(&calls)).easing(Arc::clone(&pacer));
    let make = ClientMaker {
        // Emulators rarely have a host name for each bucket.
        path_style: endpoint.is_some() || s3_endpoint,
        interlock: SharedInterceptor::new(interlock),
        config,
    };
    let profile = options.profile.as_deref();
    let (account, caller) = identify(&make, &regions[0], endpoint.as_deref(), profile).await?;
    if options.every_region {
        let ec2 = &make.clients(&regions[0]).ec2;
        let failed = |failure: Failure| connect_error(&failure, &regions[0], endpoint.as_deref());
        let enabled = members::enabled(ec2, &regions[0]).await.map_err(failed)?;
        regions.extend(enabled);
        regions = distinct(&regions).unwrap_or(regions);
    }
    Ok(Session {
        inner: Arc::new(Inner {
            account,
            caller,
            regions,
            read_only: options.read_only,
            pacer,
            make,
            clients: Mutex::new(HashMap::new()),
            calls,
        }),
    })
}

fn check_region(region: &Region, any: bool) -> Result<(), ConnectError> {
    let near = || regions::near(region.as_str());
    let unknown = !region.is_well_formed() || (!any && !regions::is_known(region));
    if unknown {
        return Err(ConnectError::UnknownRegion {
            region: region.clone(),
            near: near(),
        });
    }
    Ok(())
}

fn check_endpoint(url: &str) -> Result<(), ConnectError> {
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    let host = rest.and_then(|r| r.split('/').next()).unwrap_or_default();
    let good = !host.is_empty() && !url.chars().any(|c| c.is_whitespace() || c.is_control());
    if good {
        return Ok(());
    }
    let endpoint = url.chars().filter(|c| !c.is_control()).take(80).collect();
    Err(ConnectError::BadEndpoint { endpoint })
}

/// Made-up credentials, no environment, no network.
async fn embedded_config(
    options: &ConnectOptions,
    http: aws_smithy_runtime_api::client::http::SharedHttpClient,
) -> Result<(SdkConfig, Vec<Region>), ConnectError> {
    let credentials = Credentials::new("AKIAEMBEDDEDACCOUNT0", "embedded", None, None, "embedded");
    let regions = distinct(&options.regions).unwrap_or_else(|| vec![Region::from("us-east-1")]);
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(sdk_region(&regions[0]))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .identity_cache(IdentityCache::lazy().build())
        .http_client(http)
        .sleep_impl(TokioSleep::new())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts())
        .build();
    let config = assume_roles(config, &options.assume_roles, &regions[0]).await?;
    Ok((config, regions))
}

/// The standard chain, with instance metadata kept from making absent
/// credentials slow.
async fn standard_config(options: &ConnectOptions) -> Result<(SdkConfig, Vec<Region>), ConnectError> {
    let metadata = imds::Client::builder()
        .connect_timeout(IMDS_TIMEOUT)
        .read_timeout(IMDS_TIMEOUT)
        .operation_timeout(IMDS_TIMEOUT * 2)
        .max_attempts(1)
        .build();
    let regions = match distinct(&options.regions) {
        Some(regions) => regions,
        None => vec![
            chain_region(options, &metadata)
                .await
                .ok_or(ConnectError::NoRegion)?,
        ],
    };
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(sdk_region(&regions[0]))
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts())
        .identity_cache(IdentityCache::lazy().load_timeout(CREDENTIALS_TIMEOUT).build());
    let mut chain = DefaultCredentialsChain::builder()
        .region(sdk_region(&regions[0]))
        .imds_client(metadata);
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
        chain = chain.profile_name(profile);
    }
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    loader = match &options.profile {
        // A profile that was asked for by name wins over the environment's
        // keys, as in the AWS CLI.
        Some(profile) => {
            let provider = aws_config::profile::ProfileFileCredentialsProvider::builder()
                .profile_name(profile)
                .build();
            loader.credentials_provider(provider)
        }
        None => loader.credentials_provider(chain.build().await),
    };
    let config = loader.load().await;
    let config = assume_roles(config, &options.assume_roles, &regions[0]).await?;
    Ok((config, regions))
}

/// The Region of the environment, the profile, or the instance.
async fn chain_region(options: &ConnectOptions, metadata: &imds::Client) -> Option<Region> {
    let mut profile = ProfileFileRegionProvider::builder();
    if let Some(name) = &options.profile {
        profile = profile.profile_name(name);
    }
    let on_instance = ImdsRegionProvider::builder()
        .imds_client(metadata.clone())
        .build();
    RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
        .or_else(profile.build())
        .or_else(on_instance)
        .region()
        .await
        .map(|r| Region::new(r.as_ref()))
}

/// Each role is assumed with the credentials of the one before; all of it is
/// refreshed when it expires.
async fn assume_roles(
    mut config: SdkConfig,
    roles: &[String],
    region: &Region,
) -> Result<SdkConfig, ConnectError> {
    for role in roles {
        let arn = Arn::from(role.as_str());
        if !arn.is_well_formed() || arn.service() != "iam" || !arn.resource().starts_with("role/") {
            return Err(ConnectError::Other {
                reason: format!("“{role}” is not the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME)."),
            });
        }
        let provider = AssumeRoleProvider::builder(role)
            .configure(&config)
            .region(sdk_region(region))
            .session_name("aisec-tui")
            .build()
            .await;
        config = config
            .to_builder()
            .credentials_provider(SharedCredentialsProvider::new(provider))
            // A cache knows one provider's credentials only.
            .identity_cache(IdentityCache::lazy().load_timeout(CREDENTIALS_TIMEOUT).build())
            .build();
    }
    Ok(config)
}

/// Asks AWS who the credentials belong to.
async fn identify(
    make: &ClientMaker,
    region: &Region,
    endpoint: Option<&str>,
    profile: Option<&str>,
) -> Result<(AccountId, Arn), ConnectError> {
    // The chain is asked first, so that its own words reach the person.
    if let Some(provider) = make.config.credentials_provider() {
        let found = tokio::time::timeout(CREDENTIALS_TIMEOUT, provider.provide_credentials()).await;
        match found {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(chain_error(&error, profile)),
            Err(_) => {
                return Err(ConnectError::NoCredentials {
                    reason: format!("The credential sources did not answer in {CREDENTIALS_TIMEOUT:?}."),
                });
            }
        }
    }
    let answer = make.sts(region).get_caller_identity().send().await;
    let identity = answer.map_err(|e| {
        let failure = Failure::new("sts:GetCallerIdentity", &e);
        connect_error(&failure, region, endpoint)
    })?;
    match (identity.account(), identity.arn()) {
        (Some(account), Some(arn)) => Ok((AccountId::from(account), Arn::from(arn))),
        _ => Err(ConnectError::Other {
            reason: "GetCallerIdentity answered without an account.".to_owned(),
        }),
    }
}

/// Why the chain has no credentials. Its own words are about the source that
/// it tried last (instance metadata), which is rarely the one that was meant.
fn chain_error(error: &CredentialsError, profile: Option<&str>) -> ConnectError {
    let said = errors::chain(error);
    let nothing = matches!(error, CredentialsError::CredentialsNotLoaded(_)) || said.contains("IMDS");
    match profile {
        Some(profile) if nothing => ConnectError::NoCredentials {
            reason: format!("The profile “{profile}” is not in the AWS config files, or holds none."),
        },
        None if nothing => ConnectError::NoCredentials {
            reason: "The environment, the profile, the container and the instance have none.".to_owned(),
        },
        _ => credentials_error(&said),
    }
}

/// Words of the credential chain, taken apart.
fn credentials_error(said: &str) -> ConnectError {
    let reason = said.to_owned();
    let low = said.to_lowercase();
    if low.contains("expired") {
        ConnectError::ExpiredCredentials { reason }
    } else if low.contains("accessdenied") || low.contains("not authorized") {
        ConnectError::Denied { reason }
    } else {
        ConnectError::NoCredentials { reason }
    }
}

fn connect_error(failure: &Failure, region: &Region, endpoint: Option<&str>) -> ConnectError {
    let reason = failure.words();
    let host = || format!("https://sts.{}.amazonaws.com", region.as_str());
    match failure.reached {
        Reached::NoCredentials => credentials_error(&reason),
        Reached::NotConnected | Reached::NoAnswer => ConnectError::Unreachable {
            endpoint: endpoint.map_or_else(host, str::to_owned),
            reason,
        },
        Reached::Refused | Reached::NotBuilt => ConnectError::Other { reason },
        Reached::Answered => match failure.gap_kind() {
            GapKind::Credentials if reason.to_lowercase().contains("expired") => {
                ConnectError::ExpiredCredentials { reason }
            }
            GapKind::Credentials => ConnectError::InvalidCredentials { reason },
            GapKind::Denied => ConnectError::Denied { reason },
            _ => ConnectError::Other { reason },
        },
    }
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build()
}

fn sdk_region(region: &Region) -> aws_types::region::Region {
    aws_types::region::Region::new(region.as_str().to_owned())
}

/// The Regions without repeats, or nothing when there are none.
fn distinct(regions: &[Region]) -> Option<Vec<Region>> {
    let mut kept: Vec<Region> = Vec::new();
    for region in regions {
        if !kept.contains(region) {
            kept.push(region.clone());
        }
    }
    (!kept.is_empty()).then_some(kept)
}
