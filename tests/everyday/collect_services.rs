//! What each service's answers become.

use crate::fake_aws::{ACCOUNT, FakeAws, HOME, Reply, only, otherwise};
use aisec_tui::aws::collect::inventory;
use aisec_tui::inventory::{AccountId, Detail, Field, GapKind, Kind, Region};
use serde_json::json;

fn xml(body: &str) -> Reply {
    Reply::Ok(body.to_owned())
}

#[tokio::test]
async fn macie_that_is_off_is_disabled_and_not_a_gap() {
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "GET /macie" => Reply::error(sent, 403, "AccessDeniedException", "Macie is not enabled"),
        _ => otherwise(),
    });
    let session = fake.session(&[HOME]).await;
    let (read, calls) = inventory(&session, Some(&[Kind::MacieSession, Kind::MacieJob])).await;
    let Detail::MacieSession(detail) = only(&read, Kind::MacieSession).detail else {
        panic!("{read:?}");
    };
    assert_eq!(detail.status, Field::Known("DISABLED".to_owned()));
    assert_eq!(detail.automated_discovery, Field::Known(false));
    assert_eq!((read.gaps(), calls), (&[][..], 1));
}

#[tokio::test]
async fn a_service_that_an_endpoint_does_not_have_is_unsupported() {
    let fake = FakeAws::new(|_| otherwise());
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::IotPolicy])).await;
    assert_eq!(read.gaps()[0].gap.kind, GapKind::Unsupported, "{:?}", read.gaps());
}

/// `data` lives in us-east-1 and is bare; `far` lives where nobody asked.
fn two_buckets() -> FakeAws {
    FakeAws::new(|sent| {
        if !sent.is("s3", "") {
            return otherwise();
        }
        let absent = |code: &str| Reply::error(sent, 404, code, "there is none");
        let path = sent.operation.as_str();
        let has = |part: &str| path.contains(part);
        if has("max-buckets") {
            return xml("<ListAllMyBucketsResult><Buckets>\
                 <Bucket><Name>data</Name><BucketRegion>us-east-1</BucketRegion></Bucket>\
                 <Bucket><Name>far</Name><BucketRegion>ap-south-1</BucketRegion></Bucket>\
                 </Buckets></ListAllMyBucketsResult>");
        }
        if has("encryption") {
            absent("ServerSideEncryptionConfigurationNotFoundError")
        } else if has("publicAccessBlock") {
            absent("NoSuchPublicAccessBlockConfiguration")
        } else if has("policy") {
            absent("NoSuchBucketPolicy")
        } else if has("ownershipControls") {
            absent("OwnershipControlsNotFoundError")
        } else if has("tagging") {
            absent("NoSuchTagSet")
        } else if has("versioning") {
            xml("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
        } else {
            Reply::denied(sent)
        }
    })
}

#[tokio::test]
async fn a_bare_bucket_says_none_where_s3_says_not_found_and_only_asked_regions_are_read() {
    let fake = two_buckets();
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::Bucket])).await;
    let bucket = only(&read, Kind::Bucket);
    assert_eq!(bucket.arn.as_str(), "arn:aws:s3:::data");
    assert_eq!(bucket.account, AccountId::from(ACCOUNT));
    let Detail::Bucket(detail) = bucket.detail else {
        panic!("{read:?}");
    };
    assert_eq!(detail.encryption, Field::Known(None));
    assert_eq!(detail.public_access_block, Field::Known(None));
    assert_eq!(detail.policy, Field::Known(None));
    assert_eq!(detail.policy_is_public, Field::Known(false));
    assert_eq!(detail.ownership, Field::Known(None));
    assert_eq!(detail.versioning, Field::Known(Some("Enabled".to_owned())));
    assert_eq!(detail.mfa_delete, Field::Known(false));
    let logging = detail.logging.gap().expect("it was denied");
    assert_eq!(logging.kind, GapKind::Denied);
    assert!(
        fake.sent()
            .iter()
            .all(|s| !s.host.contains("far") && !s.operation.contains("far"))
    );
    assert!(fake.sent().iter().all(|s| !s.operation.contains("policyStatus")));
}

/// One directory bucket without rules in us-east-1; eu-west-1 has no endpoint
/// for them.
fn a_directory_bucket() -> FakeAws {
    FakeAws::new(|sent| {
        if !sent.host.starts_with("s3express-control.us-east-1.") {
            return otherwise();
        }
        match sent.operation.as_str() {
            path if path.contains("ListDirectoryBuckets") => {
                xml("<ListAllMyDirectoryBucketsResult><Buckets>\
                     <Bucket><Name>shards--use1-az4--x-s3</Name></Bucket>\
                     </Buckets></ListAllMyDirectoryBucketsResult>")
            }
            path if path.contains("lifecycle") => Reply::Error(
                404,
                "<Error><Code>NoSuchLifecycleConfiguration</Code></Error>".to_owned(),
            ),
            path if path.contains("/tags/") => xml("<ListTagsForResourceResult><Tags>\
                 <Tag><Key>team</Key><Value>cardio</Value></Tag></Tags></ListTagsForResourceResult>"),
            _ => otherwise(),
        }
    })
}

#[tokio::test]
async fn a_directory_bucket_without_rules_has_none_and_a_region_without_them_is_a_gap() {
    let fake = a_directory_bucket();
    let session = fake.session(&[HOME, "eu-west-1"]).await;
    let (read, _) = inventory(&session, Some(&[Kind::DirectoryBucket])).await;
    let bucket = only(&read, Kind::DirectoryBucket);
    assert_eq!(
        bucket.arn.as_str(),
        format!("arn:aws:s3express:{HOME}:{ACCOUNT}:bucket/shards--use1-az4--x-s3")
    );
    assert_eq!(
        bucket.tags.known().map(|tags| tags["team"].as_str()),
        Some("cardio")
    );
    let Detail::DirectoryBucket(detail) = bucket.detail else {
        panic!("{bucket:?}");
    };
    assert_eq!(detail.zone, "use1-az4");
    assert_eq!(detail.lifecycle, Field::Known(Vec::new()));
    let gaps: Vec<_> = read
        .gaps()
        .iter()
        .map(|g| (g.region.as_str(), g.gap.kind))
        .collect();
    assert_eq!(gaps, [("eu-west-1", GapKind::Unsupported)]);
    let sent = fake.sent_after_connect();
    assert!(
        sent.iter().all(|s| s.host.starts_with("s3express-control.")),
        "{sent:#?}"
    );
}

#[tokio::test]
async fn iam_documents_are_decoded_and_unused_aws_policies_are_left_out() {
    let policy = |arn: &str, attached: u8| {
        format!(
            "<member><PolicyName>p</PolicyName><Arn>{arn}</Arn><AttachmentCount>{attached}</AttachmentCount>\
             <DefaultVersionId>v1</DefaultVersionId><PolicyVersionList><member><VersionId>v1</VersionId>\
             <IsDefaultVersion>true</IsDefaultVersion><Document>%7B%22a%22%3A%22b%2Bc%20d+%22%7D</Document>\
             </member></PolicyVersionList></member>"
        )
    };
    let policies = [
        policy("arn:aws:iam::aws:policy/Unused", 0),
        policy("arn:aws:iam::aws:policy/Used", 2),
        policy(&format!("arn:aws:iam::{ACCOUNT}:policy/Ours"), 0),
    ]
    .concat();
    let answer = format!(
        "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>\
         <RoleDetailList><member><RoleName>sm</RoleName><Arn>arn:aws:iam::{ACCOUNT}:role/sm</Arn>\
         <AssumeRolePolicyDocument>{{\"Sid\":\"100%25\"}}</AssumeRolePolicyDocument></member></RoleDetailList>\
         <Policies>{policies}</Policies><IsTruncated>false</IsTruncated>\
         </GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
    );
    let fake = FakeAws::new(move |sent| match sent.operation.as_str() {
        "GetAccountAuthorizationDetails" => Reply::Ok(answer.clone()),
        _ => otherwise(),
    });
    let session = fake.session(&[HOME]).await;
    let kinds = [Kind::Role, Kind::User, Kind::Group, Kind::ManagedPolicy];
    let (read, calls) = inventory(&session, Some(&kinds)).await;
    assert_eq!(calls, 1);
    let names: Vec<&str> = read
        .of_kind(Kind::ManagedPolicy)
        .map(|p| p.arn.short_name())
        .collect();
    assert_eq!(names, ["Ours", "Used"]);
    for resource in read.of_kind(Kind::ManagedPolicy) {
        let Detail::ManagedPolicy(detail) = &resource.detail else {
            panic!("{resource:?}");
        };
        assert_eq!(detail.document, Field::Known(r#"{"a":"b+c d+"}"#.to_owned()));
    }
    let Detail::Role(role) = only(&read, Kind::Role).detail else {
        panic!("{read:?}");
    };
    assert_eq!(
        role.trust,
        Field::Known(r#"{"Sid":"100%25"}"#.to_owned()),
        "not encoded: left as it is"
    );
}

#[tokio::test]
async fn a_vpc_endpoint_keeps_the_state_as_the_api_spells_it() {
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "DescribeVpcEndpoints" => xml(
            "<DescribeVpcEndpointsResponse><vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId>\
             <vpcEndpointType>Interface</vpcEndpointType><vpcId>vpc-1</vpcId><state>available</state>\
             <serviceName>com.amazonaws.us-east-1.sagemaker.api</serviceName>\
             <privateDnsEnabled>true</privateDnsEnabled></item></vpcEndpointSet></DescribeVpcEndpointsResponse>",
        ),
        _ => otherwise(),
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::VpcEndpoint])).await;
    let endpoint = only(&read, Kind::VpcEndpoint);
    let arn = format!("arn:aws:ec2:us-east-1:{ACCOUNT}:vpc-endpoint/vpce-1");
    assert_eq!(endpoint.arn.as_str(), arn);
    let Detail::VpcEndpoint(detail) = endpoint.detail else {
        panic!("{read:?}");
    };
    assert_eq!(detail.state, Field::Known("available".to_owned()));
    assert_eq!(detail.private_dns, Field::Known(true));
}

#[tokio::test]
async fn a_multi_region_trail_is_read_once_and_all_buckets_means_all_arns() {
    let trail = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/audit");
    let fake = FakeAws::new(move |sent| match sent.operation.as_str() {
        "DescribeTrails" => Reply::json(&json!({ "trailList": [{
            "Name": "audit", "TrailARN": trail, "HomeRegion": "us-east-1", "S3BucketName": "logs",
            "IsMultiRegionTrail": true, "LogFileValidationEnabled": true, "HasInsightSelectors": false }] })),
        "GetTrailStatus" => Reply::json(&json!({ "IsLogging": true })),
        "GetEventSelectors" => Reply::json(&json!({ "AdvancedEventSelectors": [
            { "FieldSelectors": [
                { "Field": "eventCategory", "Equals": ["Management"] },
                { "Field": "readOnly", "Equals": ["false"] }] },
            { "FieldSelectors": [
                { "Field": "eventCategory", "Equals": ["Data"] },
                { "Field": "resources.type", "Equals": ["AWS::S3::Object"] }] },
            { "FieldSelectors": [
                { "Field": "eventCategory", "Equals": ["Data"] },
                { "Field": "resources.type", "Equals": ["AWS::Lambda::Function"] },
                { "Field": "resources.ARN", "StartsWith": ["arn:aws:lambda:"] }] }] })),
        "ListTags" => Reply::json(&json!({ "ResourceTagList": [] })),
        _ => otherwise(),
    });
    let session = fake.session(&["eu-west-1", "us-east-1"]).await;
    let (read, calls) = inventory(&session, Some(&[Kind::Trail])).await;
    let resource = only(&read, Kind::Trail);
    assert_eq!(resource.region, Region::from("us-east-1"));
    let Detail::Trail(detail) = resource.detail else {
        panic!("{read:?}");
    };
    let selectors = detail.selectors.known().expect("they were answered");
    assert_eq!(selectors.read_write, "WriteOnly");
    assert!(selectors.management_events);
    assert_eq!(
        selectors.data_resources,
        ["AWS::Lambda::Function", "AWS::S3::Object"]
    );
    assert_eq!(
        selectors.data_arns, [""; 0],
        "the function's ARNs do not narrow the objects"
    );
    assert_eq!(calls, 5, "two Regions asked, one trail read");
}

#[tokio::test]
async fn a_resource_that_is_gone_by_the_time_it_is_described_is_left_out() {
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "ListModels" => Reply::json(&json!({ "Models": [
            { "ModelName": "gone", "ModelArn": "arn:aws:sagemaker:us-east-1:1:model/gone", "CreationTime": 1 },
            { "ModelName": "shut", "ModelArn": "arn:aws:sagemaker:us-east-1:1:model/shut", "CreationTime": 1 }] })),
        "DescribeModel" if sent.body.contains("gone") => {
            Reply::error(sent, 400, "ValidationException", "Could not find model \"gone\".")
        }
        "DescribeModel" => Reply::denied(sent),
        "ListTags" => Reply::json(&json!({ "Tags": [] })),
        _ => otherwise(),
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::Model])).await;
    let model = only(&read, Kind::Model);
    assert_eq!(model.name, "shut");
    let Detail::Model(detail) = model.detail else {
        panic!("{read:?}");
    };
    let gap = detail.network_isolation.gap().expect("it was denied");
    assert_eq!(gap.kind, GapKind::Denied);
}

#[tokio::test]
async fn a_placement_without_subnets_is_no_placement() {
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "ListModels" => Reply::json(&json!({ "Models": [{ "ModelName": "m",
            "ModelArn": "arn:aws:sagemaker:us-east-1:1:model/m", "CreationTime": 1 }] })),
        "DescribeModel" => Reply::json(&json!({ "ModelName": "m", "VpcConfig": {} })),
        "ListTags" => Reply::json(&json!({ "Tags": [] })),
        _ => otherwise(),
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::Model])).await;
    let Detail::Model(detail) = only(&read, Kind::Model).detail else {
        panic!("{read:?}");
    };
    assert_eq!(detail.vpc, Field::Known(None));
}

#[tokio::test]
async fn invocation_logging_without_a_destination_is_off() {
    let fake = FakeAws::new(|sent| {
        if sent.is("bedrock", "GET /logging/modelinvocations") {
            Reply::json(&json!({ "loggingConfig": {} }))
        } else {
            otherwise()
        }
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::InvocationLogging])).await;
    let Detail::InvocationLogging(detail) = only(&read, Kind::InvocationLogging).detail else {
        panic!("{read:?}");
    };
    assert_eq!(detail.config, Field::Known(None));
}

#[tokio::test]
async fn versioning_is_read_also_when_an_emulator_names_the_root_after_the_operation() {
    let fake = FakeAws::new(|sent| {
        if sent.operation.contains("max-buckets") {
            return xml("<ListAllMyBucketsResult><Buckets><Bucket><Name>data</Name>\
                 <BucketRegion>us-east-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>");
        }
        if sent.operation.contains("versioning") {
            return xml("<GetBucketVersioningResponse><Status>Suspended</Status>\
                 <MfaDelete>Enabled</MfaDelete></GetBucketVersioningResponse>");
        }
        otherwise()
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::Bucket])).await;
    let Detail::Bucket(detail) = only(&read, Kind::Bucket).detail else {
        panic!("{read:?}");
    };
    assert_eq!(detail.versioning, Field::Known(Some("Suspended".to_owned())));
    assert_eq!(detail.mfa_delete, Field::Known(true));
}
