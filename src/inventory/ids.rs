//! Newtypes for the names AWS gives to things.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a name as AWS gave it.
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            /// The name as AWS writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self(value)
            }
        }
    };
}

name_type!(
    /// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
    Arn
);
name_type!(
    /// A twelve-digit AWS account id.
    AccountId
);
name_type!(
    /// An AWS Region code such as `eu-central-1`; `global` for IAM.
    Region
);

impl Arn {
    /// The part between the n-th and (n+1)-th colon, counted from 0.
    fn part(&self, index: usize) -> &str {
        self.0.splitn(6, ':').nth(index).unwrap_or("")
    }

    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// The service prefix, e.g. `kms`.
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// The Region, empty for global services.
    pub fn region(&self) -> &str {
        self.part(3)
    }

    /// The owning account, empty for S3.
    pub fn account(&self) -> &str {
        self.part(4)
    }

    /// Everything after the account: `key/1234`, `role/path/name`.
    pub fn resource(&self) -> &str {
        self.part(5)
    }

    /// The last segment of the resource part: what people call it.
    pub fn short_name(&self) -> &str {
        let resource = self.resource();
        resource.rsplit(['/', ':']).next().unwrap_or(resource)
    }

    /// Whether the text has the six parts of an ARN.
    pub fn is_well_formed(&self) -> bool {
        self.0.starts_with("arn:") && self.0.splitn(6, ':').count() == 6 && !self.resource().is_empty()
    }
}

impl Region {
    /// The pseudo-region of services that have no Region (IAM).
    pub fn global() -> Self {
        Self::new("global")
    }

    /// Whether the text is shaped like a Region code: `xx-name-N`.
    pub fn is_well_formed(&self) -> bool {
        let mut parts = self.0.rsplit('-');
        let number = parts.next().unwrap_or("");
        let rest: Vec<&str> = parts.collect();
        rest.len() >= 2
            && !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
            && rest
                .iter()
                .all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase()))
    }
}
