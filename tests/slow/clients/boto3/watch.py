"""boto3 makes, reads and deletes what watches the account."""

import json
from datetime import datetime, timezone

from trips import ACCOUNT, REGION, client, key, refused, run, same, told, trip, until

s3, sns = client("s3"), client("sns")


def log_bucket(name):
    """A bucket into which CloudTrail may write."""
    s3.create_bucket(Bucket=name)
    cloudtrail = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {**cloudtrail, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{name}"},
        {**cloudtrail, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{name}/AWSLogs/{ACCOUNT}/*",
         "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}}]}))
    return name


def trail_key():
    """A key with which CloudTrail may encrypt."""
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*",
            "Resource": "*"}
    trails = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
              "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"], "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [root, trails]})
    return client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]


@trip("CloudTrail trail")
def a_trail():
    trails, bucket, kms_key = client("cloudtrail"), log_bucket("trip-trail-logs"), trail_key()
    made = trails.create_trail(Name="trip-trail", S3BucketName=bucket, IsMultiRegionTrail=True,
                               EnableLogFileValidation=True, KmsKeyId=kms_key)
    arn = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/trip-trail"
    told(made, TrailARN=arn, LogFileValidationEnabled=True)
    told(trails.get_trail(Name="trip-trail"), Trail__KmsKeyId=kms_key, Trail__IsMultiRegionTrail=True,
         Trail__LogFileValidationEnabled=True, Trail__S3BucketName=bucket, Trail__HomeRegion=REGION,
         Trail__IncludeGlobalServiceEvents=True)
    told(trails.get_trail_status(Name=arn), IsLogging=False)
    trails.start_logging(Name=arn)
    told(trails.get_trail_status(Name=arn), IsLogging=True)
    selector = {"Name": "objects", "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}]}
    trails.put_event_selectors(TrailName=arn, AdvancedEventSelectors=[selector])
    told(trails.get_event_selectors(TrailName=arn), AdvancedEventSelectors=[selector], EventSelectors=None)
    refused("TrailAlreadyExistsException", trails.create_trail, Name="trip-trail", S3BucketName=bucket)
    trails.delete_trail(Name=arn)
    refused("TrailNotFoundException", trails.get_trail, Name="trip-trail")


@trip("CloudTrail LookupEvents")
def events():
    client("iam").create_user(UserName="trip-noticed")
    where = [{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}]
    found = until("Events[?Resources[?ResourceName=='trip-noticed']].EventSource | [0]", "iam.amazonaws.com",
                  client("cloudtrail").lookup_events, LookupAttributes=where)
    event = next(e for e in found["Events"] if "trip-noticed" in e["CloudTrailEvent"])
    same({"eventName": "CreateUser", "requestParameters.userName": "trip-noticed", "readOnly": False,
          "recipientAccountId": ACCOUNT}, json.loads(event["CloudTrailEvent"]))
    told(event, ReadOnly="false", EventName="CreateUser")
    client("iam").delete_user(UserName="trip-noticed")


@trip("CloudWatch alarm")
def an_alarm():
    watch = client("cloudwatch")
    topic = sns.create_topic(Name="trip-alarmed")["TopicArn"]
    watch.put_metric_alarm(
        AlarmName="trip-alarm", Namespace="CloudTrailMetrics", MetricName="RootUse", Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[topic], TreatMissingData="notBreaching")
    described = watch.describe_alarms(AlarmNames=["trip-alarm"])
    same({"MetricAlarms[0].AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:trip-alarm",
          "MetricAlarms[0].Threshold": 1.0, "MetricAlarms[0].AlarmActions": [topic],
          "MetricAlarms[0].Namespace": "CloudTrailMetrics", "MetricAlarms[0].ActionsEnabled": True,
          "MetricAlarms[0].TreatMissingData": "notBreaching",
          "MetricAlarms[0].ComparisonOperator": "GreaterThanOrEqualToThreshold"}, described)
    watch.set_alarm_state(AlarmName="trip-alarm", StateValue="ALARM", StateReason="trip")
    same({"MetricAlarms[].StateValue": ["ALARM"], "MetricAlarms[].StateReason": ["trip"]},
         watch.describe_alarms(AlarmNames=["trip-alarm"]))
    watch.delete_alarms(AlarmNames=["trip-alarm"])
    told(watch.describe_alarms(AlarmNames=["trip-alarm"]), MetricAlarms=[])
    refused("ResourceNotFound", watch.set_alarm_state, AlarmName="trip-alarm", StateValue="OK",
            StateReason="late")


@trip("Logs group and metric filter")
def a_log_group():
    logs, group = client("logs"), {"logGroupName": "/trip/trail"}
    logs.create_log_group(**group, tags={"team": "security"})
    logs.put_retention_policy(**group, retentionInDays=365)
    same({"logGroups[].retentionInDays": [365],
          "logGroups[].arn": [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/trip/trail:*"]},
         logs.describe_log_groups(logGroupNamePrefix="/trip/trail"))
    pattern = '{ $.userIdentity.type = "Root" }'
    change = {"metricName": "RootUse", "metricNamespace": "CloudTrailMetrics", "metricValue": "1"}
    logs.put_metric_filter(**group, filterName="root", filterPattern=pattern, metricTransformations=[change])
    same({"metricFilters[].filterPattern": [pattern], "metricFilters[].metricTransformations": [[change]]},
         logs.describe_metric_filters(**group))
    stream = {**group, "logStreamName": "one"}
    logs.create_log_stream(**stream)
    now = int(datetime.now(timezone.utc).timestamp() * 1000)
    logs.put_log_events(**stream, logEvents=[{"timestamp": now, "message": "seen"}])
    same({"events[].message": ["seen"]}, logs.get_log_events(**stream))
    refused("ResourceAlreadyExistsException", logs.create_log_group, **group)
    logs.delete_metric_filter(**group, filterName="root")
    refused("ResourceNotFoundException", logs.delete_metric_filter, **group, filterName="root")
    logs.delete_log_group(**group)
    told(logs.describe_log_groups(logGroupNamePrefix="/trip/trail"), logGroups=[])
    refused("ResourceNotFoundException", logs.describe_log_streams, **group)


@trip("SNS topic")
def a_topic():
    kms_key = key()
    topic = sns.create_topic(Name="trip-topic", Attributes={"KmsMasterKeyId": kms_key})["TopicArn"]
    same({"@": f"arn:aws:sns:{REGION}:{ACCOUNT}:trip-topic"}, topic)
    told(sns.get_topic_attributes(TopicArn=topic), Attributes__KmsMasterKeyId=kms_key,
         Attributes__Owner=ACCOUNT)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="alarms")
    told(sns.get_topic_attributes(TopicArn=topic), Attributes__DisplayName="alarms")
    link = sns.subscribe(TopicArn=topic, Protocol="sqs", ReturnSubscriptionArn=True,
                         Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:alarms")["SubscriptionArn"]
    same({"Subscriptions[].SubscriptionArn": [link], "Subscriptions[].Protocol": ["sqs"]},
         sns.list_subscriptions_by_topic(TopicArn=topic))
    sns.unsubscribe(SubscriptionArn=link)
    sns.delete_topic(TopicArn=topic)
    refused("NotFound", sns.get_topic_attributes, TopicArn=topic)


@trip("GuardDuty detector")
def a_detector():
    guard = client("guardduty")
    detector = {"DetectorId": guard.create_detector(
        Enable=True, FindingPublishingFrequency="FIFTEEN_MINUTES")["DetectorId"]}
    told(guard.list_detectors(), DetectorIds=[detector["DetectorId"]])
    told(guard.get_detector(**detector), Status="ENABLED", FindingPublishingFrequency="FIFTEEN_MINUTES")
    guard.update_detector(**detector, Features=[{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}])
    same({"Features[?Name=='S3_DATA_EVENTS'].Status": ["DISABLED"]}, guard.get_detector(**detector))
    refused("BadRequestException", guard.create_detector, Enable=True)
    guard.delete_detector(**detector)
    told(guard.list_detectors(), DetectorIds=[])
    refused("BadRequestException", guard.get_detector, **detector)


@trip("Access Analyzer analyzer")
def an_analyzer():
    access = client("accessanalyzer")
    # Before the analyzer, which looks around when it is made and then now and again.
    outsider = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "sts:AssumeRole"}]}
    made = client("iam").create_role(RoleName="trip-shared", AssumeRolePolicyDocument=json.dumps(outsider))
    arn = access.create_analyzer(analyzerName="trip-analyzer", type="ACCOUNT")["arn"]
    same({"@": f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/trip-analyzer"}, arn)
    told(access.get_analyzer(analyzerName="trip-analyzer"), analyzer__arn=arn, analyzer__type="ACCOUNT",
         analyzer__status="ACTIVE")
    where = {"resource": {"eq": [made["Role"]["Arn"]]}}
    found = until("length(findings)", 1, access.list_findings, analyzerArn=arn, filter=where)
    same({"findings[].principal": [{"AWS": "999988887777"}], "findings[].status": ["ACTIVE"],
          "findings[].resourceType": ["AWS::IAM::Role"], "findings[].isPublic": [False]}, found)
    wide = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}]}'
    same({"findings[0].issueCode": "PASS_ROLE_WITH_STAR_IN_RESOURCE",
          "findings[0].findingType": "SECURITY_WARNING"},
         access.validate_policy(policyDocument=wide, policyType="IDENTITY_POLICY"))
    client("iam").delete_role(RoleName="trip-shared")
    access.delete_analyzer(analyzerName="trip-analyzer")
    refused("ResourceNotFoundException", access.get_analyzer, analyzerName="trip-analyzer")


@trip("Security Hub finding")
def a_finding():
    hub = client("securityhub")
    refused("InvalidAccessException", hub.describe_hub)
    hub.enable_security_hub(EnableDefaultStandards=False)
    told(hub.describe_hub(), HubArn=f"arn:aws:securityhub:{REGION}:{ACCOUNT}:hub/default")
    product = f"arn:aws:securityhub:{REGION}:{ACCOUNT}:product/{ACCOUNT}/default"
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    finding = {
        "SchemaVersion": "2018-10-08", "Id": "trip/1", "ProductArn": product, "GeneratorId": "trip",
        "AwsAccountId": ACCOUNT, "Types": ["Software and Configuration Checks"], "CreatedAt": now,
        "UpdatedAt": now, "Severity": {"Label": "HIGH"}, "Title": "A volume without a key",
        "Description": "A trip", "Resources": [{"Type": "Other", "Id": "trip-resource"}]}
    told(hub.batch_import_findings(Findings=[finding]), SuccessCount=1, FailedCount=0)
    where = {"Id": [{"Value": "trip/1", "Comparison": "EQUALS"}]}
    same({"Findings[].Severity.Label": ["HIGH"], "Findings[].Title": ["A volume without a key"],
          "Findings[].Workflow.Status": ["NEW"], "Findings[].RecordState": ["ACTIVE"]},
         hub.get_findings(Filters=where))
    told(hub.batch_update_findings(FindingIdentifiers=[{"Id": "trip/1", "ProductArn": product}],
                                   Workflow={"Status": "SUPPRESSED"},
                                   Note={"Text": "known", "UpdatedBy": "maria"}),
         UnprocessedFindings=[], ProcessedFindings=[{"Id": "trip/1", "ProductArn": product}])
    same({"Findings[].Workflow.Status": ["SUPPRESSED"], "Findings[].Note.Text": ["known"]},
         hub.get_findings(Filters=where))
    hub.disable_security_hub()
    refused("InvalidAccessException", hub.get_findings, Filters=where)


run()
