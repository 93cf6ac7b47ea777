//! What an event is about: the typed resources that `LookupEvents` finds it by,
//! read out of the names, ids and ARNs of a call.

use crate::demo::calls::Resource;
use serde_json::Value;

/// The most resources that one event lists.
const MOST: usize = 20;

/// Fields that mean one thing whatever the service. Lower case.
const ANYWHERE: &[(&str, &str)] = &[
    ("kmskeyid", "AWS::KMS::Key"),
    ("kmskeyarn", "AWS::KMS::Key"),
    ("kmsmasterkeyid", "AWS::KMS::Key"),
    ("volumekmskeyid", "AWS::KMS::Key"),
    ("s3bucketname", "AWS::S3::Bucket"),
    ("bucketname", "AWS::S3::Bucket"),
    ("rolename", "AWS::IAM::Role"),
    ("loggroupname", "AWS::Logs::LogGroup"),
];

/// Fields of one service.
const BY_SERVICE: &[(&str, &str, &str)] = &[
    ("kms", "keyid", "AWS::KMS::Key"),
    ("kms", "targetkeyid", "AWS::KMS::Key"),
    ("kms", "aliasname", "AWS::KMS::Alias"),
    ("iam", "username", "AWS::IAM::User"),
    ("iam", "groupname", "AWS::IAM::Group"),
    ("iam", "policyname", "AWS::IAM::Policy"),
    ("iam", "instanceprofilename", "AWS::IAM::InstanceProfile"),
    ("iam", "accesskeyid", "AWS::IAM::AccessKey"),
    ("sts", "accesskeyid", "AWS::IAM::AccessKey"),
    ("kinesis", "streamname", "AWS::Kinesis::Stream"),
    ("cloudtrail", "name", "AWS::CloudTrail::Trail"),
    ("cloudtrail", "trailname", "AWS::CloudTrail::Trail"),
    ("bedrock", "guardrailid", "AWS::Bedrock::Guardrail"),
    ("bedrock", "guardrailidentifier", "AWS::Bedrock::Guardrail"),
    ("s3express", "bucketname", "AWS::S3Express::DirectoryBucket"),
    ("macie2", "jobid", "AWS::Macie::ClassificationJob"),
    (
        "macie2",
        "customdataidentifierid",
        "AWS::Macie::CustomDataIdentifier",
    ),
    ("iot", "policyname", "AWS::IoT::Policy"),
    ("iot", "thingname", "AWS::IoT::Thing"),
    ("monitoring", "alarmname", "AWS::CloudWatch::Alarm"),
    ("guardduty", "detectorid", "AWS::GuardDuty::Detector"),
    ("access-analyzer", "analyzername", "AWS::AccessAnalyzer::Analyzer"),
];

/// EC2's ids, by what they begin with.
const EC2_IDS: &[(&str, &str)] = &[
    ("vpc-", "AWS::EC2::VPC"),
    ("vpce-", "AWS::EC2::VPCEndpoint"),
    ("vpce-svc-", "AWS::EC2::VPCEndpointService"),
    ("subnet-", "AWS::EC2::Subnet"),
    ("sg-", "AWS::EC2::SecurityGroup"),
    ("rtb-", "AWS::EC2::RouteTable"),
    ("igw-", "AWS::EC2::InternetGateway"),
    ("nat-", "AWS::EC2::NatGateway"),
    ("eni-", "AWS::EC2::NetworkInterface"),
    ("eipalloc-", "AWS::EC2::EIP"),
    ("acl-", "AWS::EC2::NetworkAcl"),
    ("fl-", "AWS::EC2::FlowLog"),
    ("vol-", "AWS::EC2::Volume"),
    ("snap-", "AWS::EC2::Snapshot"),
    ("dopt-", "AWS::EC2::DHCPOptions"),
    ("i-", "AWS::EC2::Instance"),
];

/// SageMaker's nouns as fields and ARNs spell them, without hyphens.
const SAGEMAKER: &[(&str, &str)] = &[
    ("trainingjob", "AWS::SageMaker::TrainingJob"),
    ("processingjob", "AWS::SageMaker::ProcessingJob"),
    ("transformjob", "AWS::SageMaker::TransformJob"),
    (
        "hyperparametertuningjob",
        "AWS::SageMaker::HyperParameterTuningJob",
    ),
    ("automljob", "AWS::SageMaker::AutoMLJob"),
    ("notebookinstance", "AWS::SageMaker::NotebookInstance"),
    (
        "notebookinstancelifecycleconfig",
        "AWS::SageMaker::NotebookInstanceLifecycleConfig",
    ),
    ("model", "AWS::SageMaker::Model"),
    ("modelpackage", "AWS::SageMaker::ModelPackage"),
    ("modelpackagegroup", "AWS::SageMaker::ModelPackageGroup"),
    ("endpointconfig", "AWS::SageMaker::EndpointConfig"),
    ("endpoint", "AWS::SageMaker::Endpoint"),
    ("domain", "AWS::SageMaker::Domain"),
    ("userprofile", "AWS::SageMaker::UserProfile"),
    ("featuregroup", "AWS::SageMaker::FeatureGroup"),
    ("monitoringschedule", "AWS::SageMaker::MonitoringSchedule"),
    ("pipeline", "AWS::SageMaker::Pipeline"),
];

/// Resources in ARNs: service and how the resource part begins.
const ARNS: &[(&str, &str, &str)] = &[
    ("s3express", "bucket/", "AWS::S3Express::DirectoryBucket"),
    ("kms", "key/", "AWS::KMS::Key"),
    ("kms", "alias/", "AWS::KMS::Alias"),
    ("iam", "role/", "AWS::IAM::Role"),
    ("iam", "user/", "AWS::IAM::User"),
    ("iam", "group/", "AWS::IAM::Group"),
    ("iam", "policy/", "AWS::IAM::Policy"),
    ("iam", "instance-profile/", "AWS::IAM::InstanceProfile"),
    ("sts", "assumed-role/", "AWS::STS::AssumedRole"),
    ("kinesis", "stream/", "AWS::Kinesis::Stream"),
    ("cloudtrail", "trail/", "AWS::CloudTrail::Trail"),
    ("cloudtrail", "eventdatastore/", "AWS::CloudTrail::EventDataStore"),
    ("bedrock", "guardrail/", "AWS::Bedrock::Guardrail"),
    ("bedrock", "custom-model/", "AWS::Bedrock::CustomModel"),
    (
        "bedrock",
        "provisioned-model/",
        "AWS::Bedrock::ProvisionedModelThroughput",
    ),
    ("macie2", "classification-job/", "AWS::Macie::ClassificationJob"),
    (
        "macie2",
        "custom-data-identifier/",
        "AWS::Macie::CustomDataIdentifier",
    ),
    ("macie2", "findings-filter/", "AWS::Macie::FindingsFilter"),
    ("macie2", "allow-list/", "AWS::Macie::AllowList"),
    ("iot", "policy/", "AWS::IoT::Policy"),
    ("iot", "thing/", "AWS::IoT::Thing"),
    ("logs", "log-group:", "AWS::Logs::LogGroup"),
    ("cloudwatch", "alarm:", "AWS::CloudWatch::Alarm"),
    ("guardduty", "detector/", "AWS::GuardDuty::Detector"),
    ("access-analyzer", "analyzer/", "AWS::AccessAnalyzer::Analyzer"),
];

/// The resources of a call, each once, in the order in which they are named.
pub fn of(service: &str, parameters: &Value, elements: &Value) -> Vec<Resource> {
    let mut found = Vec::new();
    for part in [parameters, elements] {
        walk(service, "", part, 0, &mut found);
    }
    found
}

fn walk(service: &str, field: &str, value: &Value, depth: usize, found: &mut Vec<Resource>) {
    if depth > 4 || found.len() == MOST {
        return;
    }
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| walk(service, name, value, depth + 1, found)),
        Value::Array(items) => items
            .iter()
            .for_each(|item| walk(service, field, item, depth + 1, found)),
        Value::String(text) => {
            if let Some(kind) = kind(service, field, text)
                && !found.iter().any(|r| r.name == *text)
            {
                let name = text.clone();
                found.push(Resource { kind, name });
            }
        }
        _ => {}
    }
}

fn kind(service: &str, field: &str, text: &str) -> Option<&'static str> {
    if let Some(rest) = text.strip_prefix("arn:") {
        return kind_of_arn(rest);
    }
    if text.is_empty() || text.len() > 512 {
        return None;
    }
    let field = field.to_ascii_lowercase();
    // `Filter.1.Value.1`, `RoleName`: the last word that is not a number.
    let field = field
        .rsplit('.')
        .find(|word| word.parse::<u32>().is_err())
        .unwrap_or(&field);
    if service == "ec2" {
        return EC2_IDS
            .iter()
            .filter(|(start, _)| text.strip_prefix(start).is_some_and(is_hex))
            .map(|(_, kind)| *kind)
            .next_back();
    }
    if service == "sagemaker"
        && let Some(noun) = field.strip_suffix("name")
        && let Some((_, kind)) = SAGEMAKER.iter().find(|(n, _)| *n == noun)
    {
        return Some(kind);
    }
    let own = BY_SERVICE.iter().find(|(s, f, _)| *s == service && *f == field);
    own.map(|(_, _, kind)| *kind)
        .or_else(|| ANYWHERE.iter().find(|(f, _)| *f == field).map(|(_, kind)| *kind))
}

fn is_hex(text: &str) -> bool {
    text.len() >= 8 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The type of what an ARN names; `rest` is what follows `arn:`.
fn kind_of_arn(rest: &str) -> Option<&'static str> {
    let mut parts = rest.splitn(5, ':');
    let (_partition, service, _region, _account, resource) = (
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    );
    match service {
        "s3" if resource.contains('/') => Some("AWS::S3::Object"),
        "s3" => Some("AWS::S3::Bucket"),
        "sagemaker" => {
            let noun = resource.split('/').next()?.replace('-', "");
            SAGEMAKER.iter().find(|(n, _)| *n == noun).map(|(_, kind)| *kind)
        }
        "ec2" => {
            let id = resource.rsplit('/').next()?;
            kind("ec2", "", id)
        }
        _ => ARNS
            .iter()
            .find(|(s, start, _)| *s == service && resource.starts_with(start))
            .map(|(_, _, kind)| *kind),
    }
}
