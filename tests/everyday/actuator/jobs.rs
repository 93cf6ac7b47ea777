//! Endpoints and jobs: a state is waited for, a guard that is off is a difference.

use super::hands::{KEY, answers, differences, observe};
use crate::fake_aws::{FakeAws, Reply, otherwise};
use aisec_tui::stack::spec::{Tags, TrainingJobSpec};
use aisec_tui::stack::{Observed, Spec};
use serde_json::json;

#[tokio::test]
async fn an_endpoint_that_is_pending_differs_in_its_state_only() {
    let endpoint = "<DescribeVpcEndpointsResponse><vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId>\
        <vpcEndpointType>Gateway</vpcEndpointType><vpcId>vpc-1</vpcId><serviceName>com.amazonaws.us-east-1.s3</serviceName>\
        <state>STATE</state><policyDocument>{}</policyDocument><routeTableIdSet><item>rtb-1</item></routeTableIdSet>\
        </item></vpcEndpointSet></DescribeVpcEndpointsResponse>";
    let spec = Spec::CreateVpcEndpoint {
        vpc_id: "vpc-1".to_owned(),
        service: "com.amazonaws.us-east-1.s3".to_owned(),
        gateway: true,
        route_table_ids: vec!["rtb-1".to_owned()],
        subnet_ids: Vec::new(),
        group_ids: Vec::new(),
        policy: "{}".to_owned(),
        tags: Tags::new(),
    };
    for (state, differing) in [
        ("pending", vec!["State"]),
        ("Available", vec![]),
        ("available", vec![]),
    ] {
        let answer = endpoint.replace("STATE", state);
        let fake = answers("DescribeVpcEndpoints", move |_| Reply::Ok(answer.clone()));
        let differences = differences(&fake, &spec).await;
        let fields: Vec<_> = differences.iter().map(|d| d.field.as_str()).collect();
        assert_eq!(fields, differing, "{state}");
    }
    for gone in ["deleting", "deleted"] {
        let answer = endpoint.replace("STATE", gone);
        let fake = answers("DescribeVpcEndpoints", move |_| Reply::Ok(answer.clone()));
        assert_eq!(observe(&fake, &spec).await, Ok(Observed::Absent), "{gone}");
    }
}

fn job() -> Spec {
    Spec::CreateTrainingJob(Box::new(TrainingJobSpec {
        job: "j".to_owned(),
        role_arn: "arn:aws:iam::111122223333:role/exec".to_owned(),
        image: "image".to_owned(),
        input_uri: "s3://data/train/".to_owned(),
        output_uri: "s3://models/".to_owned(),
        key_arn: KEY.to_owned(),
        instance_type: "ml.m5.large".to_owned(),
        instances: 1,
        volume_gb: 10,
        max_seconds: 60,
        subnet_ids: vec!["subnet-1".to_owned(), "subnet-2".to_owned()],
        group_ids: vec!["sg-1".to_owned()],
        tags: Tags::new(),
    }))
}

fn described_job() -> serde_json::Value {
    json!({
        "TrainingJobName": "j",
        "TrainingJobArn": "arn:aws:sagemaker:us-east-1:111122223333:training-job/j",
        "TrainingJobStatus": "InProgress",
        "RoleArn": "arn:aws:iam::111122223333:role/exec",
        "AlgorithmSpecification": { "TrainingImage": "image", "TrainingInputMode": "File" },
        "InputDataConfig": [{ "ChannelName": "train",
            "DataSource": { "S3DataSource": { "S3DataType": "S3Prefix", "S3Uri": "s3://data/train/" } } }],
        "OutputDataConfig": { "S3OutputPath": "s3://models/", "KmsKeyId": KEY },
        "ResourceConfig": { "InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10,
            "VolumeKmsKeyId": KEY },
        "StoppingCondition": { "MaxRuntimeInSeconds": 60 },
        "VpcConfig": { "Subnets": ["subnet-2", "subnet-1"], "SecurityGroupIds": ["sg-1"] },
        "EnableNetworkIsolation": true,
        "EnableInterContainerTrafficEncryption": true,
    })
}

fn account_with(job: serde_json::Value) -> FakeAws {
    FakeAws::new(move |sent| match sent.operation.as_str() {
        "DescribeTrainingJob" => Reply::json(&job),
        "ListTags" => Reply::json(&json!({ "Tags": [{ "Key": "aisec:stack", "Value": "s" }] })),
        _ => otherwise(),
    })
}

#[tokio::test]
async fn a_job_that_runs_is_as_wanted_and_one_that_failed_says_why() {
    assert_eq!(differences(&account_with(described_job()), &job()).await, []);
    let mut failed = described_job();
    failed["TrainingJobStatus"] = "Failed".into();
    failed["FailureReason"] = "AlgorithmError: no data".into();
    let differences = differences(&account_with(failed), &job()).await;
    assert_eq!(differences.len(), 1);
    assert!(
        differences[0].actual.contains("AlgorithmError"),
        "{differences:?}"
    );
    assert!(differences[0].is_status());
}

#[tokio::test]
async fn each_guard_of_a_job_that_is_off_is_a_difference_of_its_own() {
    for (pointer, field) in [
        ("/EnableNetworkIsolation", "EnableNetworkIsolation"),
        (
            "/EnableInterContainerTrafficEncryption",
            "EnableInterContainerTrafficEncryption",
        ),
        ("/ResourceConfig/VolumeKmsKeyId", "ResourceConfig.VolumeKmsKeyId"),
        ("/OutputDataConfig/KmsKeyId", "OutputDataConfig.KmsKeyId"),
        ("/VpcConfig/Subnets", "VpcConfig.Subnets"),
    ] {
        let mut described = described_job();
        *described.pointer_mut(pointer).expect("the job has it") = serde_json::Value::Null;
        let differences = differences(&account_with(described), &job()).await;
        let fields: Vec<_> = differences.iter().map(|d| d.field.as_str()).collect();
        assert_eq!(fields, [field]);
    }
}
