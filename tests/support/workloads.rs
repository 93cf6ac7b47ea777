//! The workloads of the tests of composed sets.

use aisec_tui::policy::compose::{ENDPOINT_SERVICES, KeyService, Scenario, Stage, Workload};

/// A workload with everything: logs, a trail, endpoints, images, and a stream
/// where the scenario has one.
pub fn described(scenario: Scenario, stage: Option<Stage>) -> Workload {
    let mut w = Workload::new("111122223333", "us-east-1", "ml", scenario);
    "arn:aws:iam::111122223333:role/platform".clone_into(&mut w.operator_arn);
    "train/".clone_into(&mut w.data_prefix);
    w.log_bucket = Some("ml-logs-111122223333".to_owned());
    w.trail = Some("ml".to_owned());
    w.key_services = vec![KeyService::LogGroups, KeyService::Macie];
    w.vpc_endpoints = vec!["${endpoint-s3.VpcEndpointId}".to_owned()];
    w.endpoint_services = ENDPOINT_SERVICES.iter().map(|s| (*s).to_owned()).collect();
    w.subnet_ids = vec!["${subnet-a.SubnetId}".to_owned()];
    w.group_ids = vec!["${workload-group.GroupId}".to_owned()];
    w.image_repositories = vec!["arn:aws:ecr:us-east-1:763104351884:repository/pytorch-training".to_owned()];
    w.models = vec!["anthropic.claude-3-haiku-20240307-v1:0".to_owned()];
    if matches!(scenario, Scenario::Fraud | Scenario::Pipeline) {
        w.stream_arn = Some("arn:aws:kinesis:us-east-1:111122223333:stream/ml".to_owned());
    }
    match stage {
        Some(stage) => w.at_stage(stage),
        None => w,
    }
}
