//! The protocols of AWS, as far as the embedded account speaks them.
//!
//! - [`xml`]: writing and reading XML (S3, EC2, IAM, STS)
//! - [`json`]: awsJson and restJson answers and errors
//! - [`cbor`]: the smithy rpc-v2-cbor bodies of CloudWatch
//! - [`outcome`]: what an operation comes to, in whichever protocol it is sent
//! - [`query`]: form bodies and query strings, with EC2's lists and filters
//! - [`chunked`]: the aws-chunked content encoding of uploads
//! - [`page`]: cutting a list into pages

pub mod cbor;
pub mod chunked;
pub mod json;
pub mod outcome;
pub mod page;
pub mod query;
pub mod xml;
