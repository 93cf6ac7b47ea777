//! Eventual consistency on request: what is made in one service takes a while
//! to be known in the others, as it does in AWS.
//!
//! It is watched at the account's door. What IAM, KMS, EC2 and SageMaker make is
//! noted as it leaves; a call that needs it too early is answered as AWS answers
//! then, in AWS's words, and without the service being asked. The delays are
//! seeded: the same account, the same name, the same delay.

mod early;

use super::wire::xml;
use super::{Call, Clock, Response};
use crate::inventory::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock};

/// Whether a write is known everywhere at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consistency {
    /// At once.
    #[default]
    Strong,
    /// After some seconds of the account's time, decided by the seed.
    Eventual {
        /// The seed of the delays.
        seed: u64,
    },
}

/// What takes its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// Users and roles, by ARN.
    Principal,
    /// By access key id.
    AccessKey,
    /// By grant id.
    Grant,
    /// By id.
    VpcEndpoint,
    /// By ARN.
    EndpointConfig,
}

impl Kind {
    /// The shortest delay and how much longer it may be, in seconds. Field
    /// reports say "a few seconds (usually) to a minute (rare)" for roles; KMS
    /// documents "usually less than five minutes" for grants.
    const fn delay(self) -> (u64, u64) {
        match self {
            Self::Principal => (4, 24),
            Self::AccessKey => (3, 12),
            Self::Grant => (5, 55),
            Self::VpcEndpoint => (90, 150),
            Self::EndpointConfig => (2, 8),
        }
    }
}

/// What was made lately and how far word of it has come.
#[derive(Debug)]
pub struct Propagation {
    clock: Clock,
    consistency: RwLock<Consistency>,
    made: Mutex<HashMap<(Kind, String), Timestamp>>,
}

impl Propagation {
    /// A strongly consistent account.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            consistency: RwLock::default(),
            made: Mutex::default(),
        }
    }

    /// Sets how consistent the account is from now on. What was made before is
    /// known everywhere.
    pub fn set(&self, consistency: Consistency) {
        *self.consistency.write().unwrap_or_else(PoisonError::into_inner) = consistency;
        self.made.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn seed(&self) -> Option<u64> {
        match *self.consistency.read().unwrap_or_else(PoisonError::into_inner) {
            Consistency::Strong => None,
            Consistency::Eventual { seed } => Some(seed),
        }
    }

    /// Why a call comes too early, in the words of the service; `None` when all
    /// that it names is known.
    pub fn refuse(&self, call: &Call) -> Option<Response> {
        let seed = self.seed()?;
        early::refusal(call, |kind, name| self.has_arrived(seed, kind, name))
    }

    /// Notes what an answer says was made, and takes out of it what is not yet
    /// to be seen.
    pub fn settle(&self, call: &Call, response: Response) -> Response {
        let Some(seed) = self.seed() else {
            return response;
        };
        if response.status >= 300 {
            return response;
        }
        if let Some((kind, name)) = made_by(call, &response) {
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            // A second CreateVpcEndpoint with the same token makes nothing new;
            // a second CreateRole of the same name makes another role.
            let made_again = matches!(kind, Kind::Principal | Kind::EndpointConfig);
            let now = self.clock.now();
            let at = made.entry((kind, name)).or_insert(now);
            if made_again {
                *at = now;
            }
        }
        early::veil(call, response, |kind, name| self.has_arrived(seed, kind, name))
    }

    fn has_arrived(&self, seed: u64, kind: Kind, name: &str) -> bool {
        let key = (kind, name.to_owned());
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(at) = made.get(&key) else {
            return true;
        };
        let arrived = self.clock.now().seconds_since(*at) >= delay(seed, kind, name);
        if arrived {
            made.remove(&key);
        }
        arrived
    }
}

/// The same delay for the same seed and name.
fn delay(seed: u64, kind: Kind, name: &str) -> i64 {
    let (least, spread) = kind.delay();
    let hash = name.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    i64::try_from(least + (hash >> 16) % (spread + 1)).unwrap_or(i64::MAX)
}

/// What a successful call made that takes its time.
fn made_by(call: &Call, response: &Response) -> Option<(Kind, String)> {
    let in_xml = |path: &str| {
        let root = xml::parse(&response.body)?;
        root.at(path).map(str::to_owned)
    };
    let in_json = |field: &str| {
        let body: serde_json::Value = serde_json::from_slice(&response.body).ok()?;
        body[field].as_str().map(str::to_owned)
    };
    let (kind, name) = match (call.service.as_str(), call.operation.as_str()) {
        ("iam", "CreateRole") => (Kind::Principal, in_xml("CreateRoleResult/Role/Arn")),
        ("iam", "CreateUser") => (Kind::Principal, in_xml("CreateUserResult/User/Arn")),
        ("iam", "CreateAccessKey") => (
            Kind::AccessKey,
            in_xml("CreateAccessKeyResult/AccessKey/AccessKeyId"),
        ),
        ("kms", "CreateGrant") => (Kind::Grant, in_json("GrantId")),
        ("ec2", "CreateVpcEndpoint") => (Kind::VpcEndpoint, in_xml("vpcEndpoint/vpcEndpointId")),
        ("sagemaker", "CreateEndpointConfig") => (Kind::EndpointConfig, in_json("EndpointConfigArn")),
        _ => return None,
    };
    name.map(|name| (kind, name))
}
