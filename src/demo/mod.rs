//! The embedded account: AWS as the product sees it, inside the program. No
//! network, no credentials, no file.
//!
//! - [`account`]: the account: which service answers what; the way in
//! - [`client`]: the SDK's HTTP client that ends here instead of on the network
//! - [`service`]: what a service of our own is given and must answer
//! - [`base`]: the `winterbaume-*` services that we stand on
//! - [`clock`]: the time that states progress on; tests own it
//! - [`ids`]: identifiers that are the same for the same seed
//! - [`calls`]: every call that was made: CloudTrail's source
//! - [`wire`]: the protocols of AWS: XML, JSON, query, aws-chunked
//!
//! A request is read whole, named (service, operation, Region, caller), given
//! to the service of our own or to the base with its corrections, and logged.

pub mod account;
pub mod base;
pub mod calls;
pub mod client;
pub mod clock;
pub mod ec2;
pub mod ids;
pub mod s3;
pub mod service;
pub mod wire;

pub use account::{ACCOUNT_ID, Account};
pub use clock::Clock;
pub use service::{Call, Caller, Response, Service};
