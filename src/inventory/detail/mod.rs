//! The typed details of each kind of resource, a file per service.
//!
//! Field names follow the AWS API; each is a [`Field`](super::Field) where a
//! call of its own (or one that may be denied) supplies it. `Option` inside a
//! `Field` is AWS's own "not set".

mod bedrock;
mod data;
mod ec2;
mod edge;
mod iam;
mod kms;
mod s3;
mod sagemaker;

pub use bedrock::*;
pub use data::*;
pub use ec2::*;
pub use edge::*;
pub use iam::*;
pub use kms::*;
pub use s3::*;
pub use sagemaker::*;

use super::Kind;
use serde::{Deserialize, Serialize};

macro_rules! details {
    ($($variant:ident),+ $(,)?) => {
        /// What was read about a resource, by kind.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        #[expect(clippy::large_enum_variant, reason = "a resource holds exactly one, behind an Arc")]
        #[expect(missing_docs, reason = "each variant is named and documented by the struct it holds")]
        pub enum Detail { $($variant($variant),)+ }

        impl Detail {
            /// The kind that this detail belongs to.
            pub fn kind(&self) -> Kind {
                match self { $(Self::$variant(_) => Kind::$variant,)+ }
            }
        }

        $(impl From<$variant> for Detail {
            fn from(detail: $variant) -> Self { Self::$variant(detail) }
        })+
    };
}

details!(
    KmsKey,
    Bucket,
    Role,
    User,
    Group,
    ManagedPolicy,
    AccountSummary,
    Notebook,
    Model,
    EndpointConfig,
    Endpoint,
    TrainingJob,
    ProcessingJob,
    TransformJob,
    Domain,
    Vpc,
    Subnet,
    SecurityGroup,
    RouteTable,
    VpcEndpoint,
    FlowLog,
    EbsDefaults,
    NetworkAcl,
    Ec2Settings,
    MacieSession,
    MacieJob,
    Trail,
    Guardrail,
    GuardrailEnforcement,
    InvocationLogging,
    KinesisStream,
    IotPolicy,
);
