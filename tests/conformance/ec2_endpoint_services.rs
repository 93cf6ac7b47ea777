//! EC2: the services that PrivateLink reaches.

use crate::ec2_net::filter;
use crate::place::{Aws, refusal};
use aws_sdk_ec2::types::ServiceType;

async fn every_service_that_ai_workloads_need_is_offered(aws: &Aws) {
    let client = aws.ec2();
    let all = client.describe_vpc_endpoint_services().send().await.expect("all");
    let here = "com.amazonaws.us-east-1";
    let names = [
        "sagemaker.api",
        "sagemaker.api-fips",
        "sagemaker.runtime",
        "sagemaker.featurestore-runtime",
        "sagemaker.metrics",
        "bedrock",
        "bedrock-fips",
        "bedrock-runtime",
        "bedrock-agent",
        "bedrock-agent-runtime",
        "bedrock-agentcore",
        "s3",
        "dynamodb",
        "kms",
        "kms-fips",
        "sts",
        "logs",
        "monitoring",
        "ecr.api",
        "ecr.dkr",
        "kinesis-streams",
        "macie2",
        "cloudtrail",
        "secretsmanager",
        "ssm",
        "ssmmessages",
        "ec2messages",
        "ec2",
        "securityhub",
        "guardduty",
        "guardduty-fips",
        "access-analyzer",
        "config",
        "events",
        "sns",
        "sqs",
        "states",
        "elasticfilesystem",
        "glue",
        "athena",
        "iot.data",
        "organizations",
        "healthlake",
        "medical-imaging",
        "frauddetector",
        "textract",
    ];
    for name in names {
        let name = format!("{here}.{name}");
        assert!(all.service_names().contains(&name), "{name}");
    }
    for name in [
        "aws.sagemaker.us-east-1.notebook",
        "aws.sagemaker.us-east-1.studio",
        "com.amazonaws.iam",
    ] {
        assert!(all.service_names().iter().any(|n| n == name), "{name}");
    }
}

async fn a_service_says_its_private_name_and_whether_it_takes_a_policy(aws: &Aws) {
    let client = aws.ec2();
    let ask = |name: &str| client.describe_vpc_endpoint_services().service_names(name).send();
    let read = ask("com.amazonaws.us-east-1.sagemaker.api").await.expect("read");
    let service = &read.service_details()[0];
    let private = "api.sagemaker.us-east-1.amazonaws.com";
    assert_eq!(service.private_dns_name(), Some(private));
    assert_eq!(service.private_dns_names()[0].private_dns_name(), Some(private));
    assert_eq!(service.vpc_endpoint_policy_supported(), Some(true));
    assert_eq!(service.acceptance_required(), Some(false));
    assert_eq!(service.owner(), Some("amazon"));
    assert_eq!(service.availability_zones().len(), 6);
    assert_eq!(
        service.service_type()[0].service_type(),
        Some(&ServiceType::Interface)
    );
    assert_eq!(
        service.base_endpoint_dns_names(),
        ["api.sagemaker.us-east-1.vpce.amazonaws.com"]
    );
    let notebook = ask("aws.sagemaker.us-east-1.notebook").await.expect("read");
    let notebook = notebook.service_details()[0].private_dns_name();
    assert_eq!(notebook, Some("*.notebook.us-east-1.sagemaker.aws"));
    let devices = ask("com.amazonaws.us-east-1.iot.data").await.expect("read");
    assert_eq!(devices.service_details()[0].private_dns_name(), None);
    assert_eq!(
        devices.service_details()[0].vpc_endpoint_policy_supported(),
        Some(false)
    );
}

async fn s3_is_offered_in_two_ways(aws: &Aws) {
    let client = aws.ec2();
    let ask = || {
        client
            .describe_vpc_endpoint_services()
            .service_names("com.amazonaws.us-east-1.s3")
    };
    assert_eq!(ask().send().await.expect("both").service_details().len(), 2);
    let gateway = ask()
        .filters(filter("service-type", "Gateway"))
        .send()
        .await
        .expect("one");
    assert_eq!(gateway.service_details().len(), 1);
    assert_eq!(gateway.service_names().len(), 1);
}

async fn what_is_not_offered_is_not_found(aws: &Aws) {
    let client = aws.ec2();
    let nothing = client
        .describe_vpc_endpoint_services()
        .service_names("com.amazonaws.x")
        .send()
        .await;
    assert_eq!(refusal(nothing), "InvalidServiceName");
    let filter = client
        .describe_vpc_endpoint_services()
        .filters(filter("colour", "red"))
        .send()
        .await;
    assert_eq!(refusal(filter), "InvalidParameterValue");
}

async fn fips_endpoints_of_bedrock_are_where_they_are(aws: &Aws) {
    let away = aws_sdk_ec2::Client::new(&aws.config("eu-west-1"));
    let all = away.describe_vpc_endpoint_services().send().await.expect("all");
    let has = |name: &str| all.service_names().iter().any(|n| n == name);
    assert!(has("com.amazonaws.eu-west-1.bedrock-runtime"));
    assert!(!has("com.amazonaws.eu-west-1.bedrock-runtime-fips"));
    assert!(
        !has("com.amazonaws.iam"),
        "the endpoint of a global service lives in one Region"
    );
}

cases! {
    "ec2";
    DescribeVpcEndpointServices: every_service_that_ai_workloads_need_is_offered,
    DescribeVpcEndpointServices: a_service_says_its_private_name_and_whether_it_takes_a_policy,
    DescribeVpcEndpointServices: s3_is_offered_in_two_ways,
    DescribeVpcEndpointServices: what_is_not_offered_is_not_found,
    DescribeVpcEndpointServices: fips_endpoints_of_bedrock_are_where_they_are,
}
