//! The everyday tests: no network, no terminal, under a minute.

mod actuator;
mod app;
mod aws;
mod bad_input;
mod cli;
mod cli_policy;
mod collect;
mod collect_iam;
mod collect_services;
mod compliance;
mod demo;
mod demo_faults;
mod demo_net;
mod demo_serve;
mod demo_story;
mod fake_aws;
mod interlock;
mod inventory;
mod layering;
mod pictures;
mod policy;
mod policy_editor;
mod policy_sheets;
mod posture;
mod reach;
mod scan_reports;
mod screens;
mod scripts;
mod secrets;
mod stack;
mod walk;
mod who_can;
mod whole_app_more;
mod wizard;

#[path = "../support/picture.rs"]
mod picture;
#[path = "../support/whole_app.rs"]
mod whole_app;
#[path = "../support/workloads.rs"]
mod workloads;
