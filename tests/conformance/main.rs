//! The embedded account answers as AWS documents: one readable case for each
//! operation, run in process, over HTTP through the served account, and, where
//! moto knows the operation, against moto.

/// Lists the cases of a file, each with the operation that it is about, and
/// makes two tests of each: in process and over HTTP. A case is an `async fn`
/// that is given an empty account.
macro_rules! cases {
    ($service:literal; $($operation:ident: $case:ident,)*) => {
        /// The cases of this file.
        pub const CASES: &[$crate::place::Case] = &[$($crate::place::Case {
            service: $service,
            operation: stringify!($operation),
            name: stringify!($case),
            run: |aws| Box::pin(async move { $case(&aws).await }),
        }),*];

        mod in_process {
            $(#[test]
            fn $case() {
                $crate::place::in_process(|aws| async move { super::$case(&aws).await });
            })*
        }

        mod over_http {
            $(#[test]
            fn $case() {
                $crate::place::over_http(|aws| async move { super::$case(&aws).await });
            })*
        }
    };
}

mod bedrock_guardrails;
mod cloudtrail_events;
mod cloudtrail_trails;
mod kms;
mod place;
