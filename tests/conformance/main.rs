//! The embedded account answers as AWS documents: one readable case for each
//! operation, run in process, over HTTP through the served account, and against
//! another emulator, whose differences are listed.

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
            run: run::$case,
        }),*];

        /// The cases, of one type: what runs them is compiled once.
        mod run {
            $(pub fn $case(aws: $crate::place::Aws) -> $crate::place::Running {
                Box::pin(async move { super::$case(&aws).await })
            })*
        }

        mod in_process {
            $(#[test]
            fn $case() {
                $crate::place::in_process(super::run::$case as $crate::place::Run);
            })*
        }

        mod over_http {
            $(#[test]
            fn $case() {
                $crate::place::over_http(super::run::$case as $crate::place::Run);
            })*
        }
    };
}

mod access_analyzer;
mod access_analyzer_analyzers;
mod access_analyzer_policies;
mod agentcore;
mod backup;
mod bedrock_agents;
mod bedrock_guardrails;
mod bedrock_logging;
mod bedrock_models;
mod cloudtrail_events;
mod cloudtrail_trails;
mod cloudwatch;
mod cloudwatch_history;
mod cloudwatch_metrics;
mod config;
mod consistency;
mod ec2_acls;
mod ec2_crossings;
mod ec2_defaults;
mod ec2_dry_run;
mod ec2_endpoint_changes;
mod ec2_endpoint_services;
mod ec2_endpoints;
mod ec2_flow_logs;
mod ec2_gateway_endpoints;
mod ec2_gateways;
mod ec2_groups;
mod ec2_images;
mod ec2_instances;
mod ec2_interfaces;
mod ec2_launch;
mod ec2_net;
mod ec2_places;
mod ec2_routes;
mod ec2_rules;
mod ec2_subnets;
mod ec2_tags;
mod ec2_volumes;
mod ec2_vpcs;
mod firehose;
mod form;
mod guardduty;
mod guardduty_findings;
mod iam_account;
mod iam_api_keys;
mod iam_credentials;
mod iam_enforced;
mod iam_enforced_s3;
mod iam_enforced_sessions;
mod iam_groups;
mod iam_linked;
mod iam_policies;
mod iam_reports;
mod iam_role_policies;
mod iam_roles;
mod iam_simulate;
mod iam_users;
mod iot;
mod iot_controls;
mod iot_defender;
mod kinesis;
mod kinesis_records;
mod kms_aliases;
mod kms_crypto;
mod kms_grants;
mod kms_keys;
mod kms_managed;
mod kms_policies;
mod kms_regions;
mod kms_rotation;
mod logs;
mod logs_events;
mod macie_buckets;
mod macie_detection;
mod macie_findings;
mod macie_identifiers;
mod macie_jobs;
mod macie_results;
mod macie_session;
mod macie_setting;
mod moto;
#[path = "../support/moto_server.rs"]
mod moto_server;
mod organizations;
mod place;
mod s3_answers;
mod s3_buckets;
mod s3_control;
mod s3_directory;
mod s3_encryption;
mod s3_lock;
mod s3_objects;
mod s3_policy;
mod s3_reads;
mod s3_setting;
mod s3_settings;
mod s3_uploads;
mod sagemaker_endpoints;
mod sagemaker_features;
mod sagemaker_jobs;
mod sagemaker_lists;
mod sagemaker_models;
mod sagemaker_monitoring;
mod sagemaker_notebooks;
mod sagemaker_other_jobs;
mod sagemaker_registry;
mod sagemaker_requests;
mod sagemaker_studio;
mod sagemaker_teams;
mod sagemaker_training;
mod security_hub;
mod security_hub_filters;
mod security_hub_findings;
mod sns;
mod sts;
mod table;
