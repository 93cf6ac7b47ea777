"""boto3 makes, reads and deletes what looks after data: Macie, Bedrock, Kinesis, IoT."""

import json

from trips import ACCOUNT, REGION, client, key, refused, run, same, told, trip, until, until_refused

macie, kinesis, iot, bedrock = client("macie2"), client("kinesis"), client("iot"), client("bedrock")


@trip("Macie session, custom identifier and job")
def macie_session():
    refused("AccessDeniedException", macie.get_macie_session)
    macie.enable_macie(status="ENABLED", findingPublishingFrequency="ONE_HOUR")
    told(macie.get_macie_session(), status="ENABLED", findingPublishingFrequency="ONE_HOUR")
    refused("ConflictException", macie.enable_macie, status="ENABLED")
    identifier = macie.create_custom_data_identifier(name="trip-mrn", regex="MRN-[0-9]{6}",
                                                     keywords=["patient"])["customDataIdentifierId"]
    told(macie.get_custom_data_identifier(id=identifier), name="trip-mrn", regex="MRN-[0-9]{6}",
         keywords=["patient"], deleted=False)
    client("s3").create_bucket(Bucket="trip-patients")
    client("s3").put_object(Bucket="trip-patients", Key="visits.csv", Body=b"patient,card\nMRN-123456,4111111111111111\n")
    scope = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["trip-patients"]}]}
    job = macie.create_classification_job(name="trip-job", jobType="ONE_TIME", clientToken="trip",
                                          s3JobDefinition=scope, customDataIdentifierIds=[identifier])["jobId"]
    told(macie.describe_classification_job(jobId=job), name="trip-job", jobType="ONE_TIME",
         customDataIdentifierIds=[identifier], s3JobDefinition__bucketDefinitions=scope["bucketDefinitions"])
    until("jobStatus", "COMPLETE", macie.describe_classification_job, jobId=job)
    where = {"criterion": {"classificationDetails.jobId": {"eq": [job]}}}
    ids = macie.list_findings(findingCriteria=where)["findingIds"]
    findings = macie.get_findings(findingIds=ids)
    same({"findings[].resourcesAffected.s3Bucket.name": ["trip-patients"],
          "findings[].resourcesAffected.s3Object.key": ["visits.csv"]}, findings)
    macie.delete_custom_data_identifier(id=identifier)
    told(macie.list_custom_data_identifiers(), items=[])
    macie.disable_macie()
    refused("AccessDeniedException", macie.get_macie_session)
    client("s3").delete_object(Bucket="trip-patients", Key="visits.csv")
    client("s3").delete_bucket(Bucket="trip-patients")


@trip("Bedrock guardrail and version")
def a_guardrail():
    arn = key()
    made = bedrock.create_guardrail(
        name="trip-guardrail", blockedInputMessaging="no", blockedOutputsMessaging="no", kmsKeyId=arn,
        contentPolicyConfig={"filtersConfig": [
            {"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"}]},
        sensitiveInformationPolicyConfig={"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}]})
    guardrail = {"guardrailIdentifier": made["guardrailId"]}
    told(made, version="DRAFT", guardrailArn=f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/{made['guardrailId']}")
    ready = until("status", "READY", bedrock.get_guardrail, **guardrail)
    same({"name": "trip-guardrail", "kmsKeyArn": arn, "version": "DRAFT",
          "contentPolicy.filters[].[type, inputStrength, outputStrength]": [["PROMPT_ATTACK", "HIGH", "NONE"]],
          "sensitiveInformationPolicy.piiEntities[].[type, action]": [["EMAIL", "ANONYMIZE"]]}, ready)
    told(bedrock.create_guardrail_version(**guardrail, description="first"), version="1")
    told(bedrock.get_guardrail(**guardrail, guardrailVersion="1"), version="1", description="first")
    same({"guardrails[].version": ["DRAFT", "1"]}, bedrock.list_guardrails(**guardrail))
    refused("ConflictException", bedrock.create_guardrail, name="trip-guardrail", blockedInputMessaging="no",
            blockedOutputsMessaging="no", contentPolicyConfig={"filtersConfig": [
                {"type": "HATE", "inputStrength": "LOW", "outputStrength": "LOW"}]})
    bedrock.delete_guardrail(**guardrail)
    until_refused("ResourceNotFoundException", bedrock.get_guardrail, **guardrail)


@trip("Bedrock invocation logging")
def invocation_logging():
    told(bedrock.get_model_invocation_logging_configuration(), loggingConfig=None)
    client("s3").create_bucket(Bucket="trip-prompts")
    leave = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "bedrock.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::trip-prompts/AWSLogs/{ACCOUNT}/BedrockModelInvocationLogs/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}]}
    client("s3").put_bucket_policy(Bucket="trip-prompts", Policy=json.dumps(leave))
    config = {"s3Config": {"bucketName": "trip-prompts"}, "textDataDeliveryEnabled": True,
              "imageDataDeliveryEnabled": False, "embeddingDataDeliveryEnabled": False}
    bedrock.put_model_invocation_logging_configuration(loggingConfig=config)
    told(bedrock.get_model_invocation_logging_configuration(), loggingConfig__s3Config__bucketName="trip-prompts",
         loggingConfig__textDataDeliveryEnabled=True, loggingConfig__imageDataDeliveryEnabled=False)
    bedrock.delete_model_invocation_logging_configuration()
    told(bedrock.get_model_invocation_logging_configuration(), loggingConfig=None)
    client("s3").delete_bucket(Bucket="trip-prompts")


@trip("Kinesis stream")
def a_stream():
    arn, name = key(), {"StreamName": "trip-stream"}
    kinesis.create_stream(**name, StreamModeDetails={"StreamMode": "ON_DEMAND"}, Tags={"team": "fraud"})
    until("StreamDescriptionSummary.StreamStatus", "ACTIVE", kinesis.describe_stream_summary, **name)
    told(kinesis.describe_stream_summary(**name), StreamDescriptionSummary__EncryptionType="NONE",
         StreamDescriptionSummary__StreamModeDetails__StreamMode="ON_DEMAND")
    kinesis.start_stream_encryption(**name, EncryptionType="KMS", KeyId=arn)
    until("StreamDescriptionSummary.StreamStatus", "ACTIVE", kinesis.describe_stream_summary, **name)
    told(kinesis.describe_stream_summary(**name), StreamDescriptionSummary__EncryptionType="KMS",
         StreamDescriptionSummary__KeyId=arn,
         StreamDescriptionSummary__StreamARN=f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/trip-stream")
    put = kinesis.put_record(**name, Data=b"swipe", PartitionKey="card")
    told(put, EncryptionType="KMS")
    shard = kinesis.get_shard_iterator(**name, ShardId=put["ShardId"], ShardIteratorType="TRIM_HORIZON")
    same({"Records[].Data": [b"swipe"], "Records[].EncryptionType": ["KMS"]},
         kinesis.get_records(ShardIterator=shard["ShardIterator"]))
    refused("ResourceInUseException", kinesis.create_stream, **name)
    kinesis.delete_stream(**name)
    until_refused("ResourceNotFoundException", kinesis.describe_stream_summary, **name)


@trip("IoT policy")
def an_iot_policy():
    topic = f"arn:aws:iot:{REGION}:{ACCOUNT}:topic/${{iot:Connection.Thing.ThingName}}"
    text = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iot:Publish", "Resource": topic}]})
    made = iot.create_policy(policyName="trip-device", policyDocument=text)
    told(made, policyArn=f"arn:aws:iot:{REGION}:{ACCOUNT}:policy/trip-device", policyVersionId="1")
    told(iot.get_policy(policyName="trip-device"), policyDocument=text, defaultVersionId="1")
    told(iot.create_policy_version(policyName="trip-device", policyDocument=text, setAsDefault=True),
         policyVersionId="2", isDefaultVersion=True)
    told(iot.get_policy(policyName="trip-device"), defaultVersionId="2")
    refused("ResourceAlreadyExistsException", iot.create_policy, policyName="trip-device", policyDocument=text)
    refused("DeleteConflictException", iot.delete_policy, policyName="trip-device")
    iot.delete_policy_version(policyName="trip-device", policyVersionId="1")
    iot.delete_policy(policyName="trip-device")
    refused("ResourceNotFoundException", iot.get_policy, policyName="trip-device")


run()
