"""boto3 makes, reads and deletes what is S3's, by path and by virtual host."""

import json
import os
import socket
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from trips import ACCOUNT, Difference, client, key, refused, run, same, told, trip

s3 = client("s3", config={"s3": {"addressing_style": "path"}})
OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def bucket(name, **more):
    s3.create_bucket(Bucket=name, **more)
    return name


def gone(name, code="NoSuchBucket"):
    s3.delete_bucket(Bucket=name)
    refused("404", s3.head_bucket, Bucket=name)
    refused(code, s3.list_objects_v2, Bucket=name)


@trip("S3 bucket")
def a_bucket():
    name = bucket("trip-plain")
    same({"Buckets[?Name=='trip-plain'].Name": [name]}, s3.list_buckets())
    told(s3.get_bucket_location(Bucket=name), LocationConstraint=None)
    told(s3.head_bucket(Bucket=name), BucketRegion="us-east-1")
    blocked = {"BlockPublicAcls": True, "IgnorePublicAcls": True,
               "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
    told(s3.get_public_access_block(Bucket=name), PublicAccessBlockConfiguration=blocked)
    told(s3.get_bucket_ownership_controls(Bucket=name),
         OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "team", "Value": "fraud"}]})
    told(s3.get_bucket_tagging(Bucket=name), TagSet=[{"Key": "team", "Value": "fraud"}])
    refused("BucketAlreadyOwnedByYou", client("s3", region_name="eu-west-1").create_bucket, Bucket=name,
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    gone(name)


@trip("S3 bucket in another Region")
def a_bucket_abroad():
    there = client("s3", region_name="eu-west-1", config={"s3": {"addressing_style": "path"}})
    there.create_bucket(Bucket="trip-abroad", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    told(there.get_bucket_location(Bucket="trip-abroad"), LocationConstraint="eu-west-1")
    there.delete_bucket(Bucket="trip-abroad")
    refused("404", there.head_bucket, Bucket="trip-abroad")


@trip("S3 bucket encryption")
def encryption():
    name, arn = bucket("trip-encryption"), key()
    same({"ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.SSEAlgorithm":
          ["AES256"]}, s3.get_bucket_encryption(Bucket=name))
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn},
            "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    same({"ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault":
          {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn},
          "ServerSideEncryptionConfiguration.Rules[0].BucketKeyEnabled": True},
         s3.get_bucket_encryption(Bucket=name))
    s3.put_object(Bucket=name, Key="scan", Body=b"pixels")
    told(s3.head_object(Bucket=name, Key="scan"),
         ServerSideEncryption="aws:kms", SSEKMSKeyId=arn, BucketKeyEnabled=True)
    s3.delete_bucket_encryption(Bucket=name)
    same({"ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.SSEAlgorithm":
          ["AES256"]}, s3.get_bucket_encryption(Bucket=name))
    s3.delete_object(Bucket=name, Key="scan")
    gone(name)


@trip("S3 bucket policy")
def policies():
    name = bucket("trip-policy")
    refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket=name)
    arns = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    tls = {"Version": "2012-10-17", "Statement": [{
        "Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": arns,
        "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}]}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(tls))
    same({"@": tls}, json.loads(s3.get_bucket_policy(Bucket=name)["Policy"]))
    told(s3.get_bucket_policy_status(Bucket=name), PolicyStatus__IsPublic=False)
    public = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": arns[1]}]}
    refused("AccessDenied", s3.put_bucket_policy, Bucket=name, Policy=json.dumps(public))
    refused("MalformedPolicy", s3.put_bucket_policy, Bucket=name, Policy="{]")
    s3.delete_public_access_block(Bucket=name)
    refused("NoSuchPublicAccessBlockConfiguration", s3.get_public_access_block, Bucket=name)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(public))
    told(s3.get_bucket_policy_status(Bucket=name), PolicyStatus__IsPublic=True)
    s3.delete_bucket_policy(Bucket=name)
    refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket=name)
    gone(name)


@trip("S3 versioning")
def versioning():
    name = bucket("trip-versions")
    told(s3.get_bucket_versioning(Bucket=name), Status=None)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    told(s3.get_bucket_versioning(Bucket=name), Status="Enabled")
    first = s3.put_object(Bucket=name, Key="model", Body=b"one")["VersionId"]
    second = s3.put_object(Bucket=name, Key="model", Body=b"two")["VersionId"]
    marker = s3.delete_object(Bucket=name, Key="model")
    told(marker, DeleteMarker=True)
    refused("NoSuchKey", s3.get_object, Bucket=name, Key="model")
    same({"Versions[].VersionId": [second, first], "Versions[].IsLatest": [False, False],
          "DeleteMarkers[].VersionId": [marker["VersionId"]]}, s3.list_object_versions(Bucket=name))
    body = s3.get_object(Bucket=name, Key="model", VersionId=first)["Body"].read()
    same({"@": "one"}, body.decode())
    doomed = [{"Key": "model", "VersionId": v} for v in (first, second, marker["VersionId"])]
    same({"length(Deleted)": 3, "Errors": None},
         s3.delete_objects(Bucket=name, Delete={"Objects": doomed}))
    gone(name)


@trip("S3 access logging")
def logging():
    logs, name = bucket("trip-logs"), bucket("trip-logged")
    told(s3.get_bucket_logging(Bucket=name), LoggingEnabled=None)
    leave = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{logs}/*", "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}]}
    s3.put_bucket_policy(Bucket=logs, Policy=json.dumps(leave))
    target = {"TargetBucket": logs, "TargetPrefix": "s3/"}
    s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": target})
    told(s3.get_bucket_logging(Bucket=name), LoggingEnabled=target)
    s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={})
    told(s3.get_bucket_logging(Bucket=name), LoggingEnabled=None)
    gone(name)
    for row in s3.list_objects_v2(Bucket=logs).get("Contents", []):
        s3.delete_object(Bucket=logs, Key=row["Key"])
    gone(logs)


@trip("S3 lifecycle")
def lifecycle():
    name = bucket("trip-lifecycle")
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket=name)
    rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 30}}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    told(s3.get_bucket_lifecycle_configuration(Bucket=name), Rules=[rule])
    s3.delete_bucket_lifecycle(Bucket=name)
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket=name)
    gone(name)


@trip("S3 object lock")
def object_lock():
    name = bucket("trip-lock", ObjectLockEnabledForBucket=True)
    told(s3.get_bucket_versioning(Bucket=name), Status="Enabled")
    told(s3.get_object_lock_configuration(Bucket=name),
         ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
    until = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=1)
    put = s3.put_object(Bucket=name, Key="audit", Body=b"log", ObjectLockMode="GOVERNANCE",
                        ObjectLockRetainUntilDate=until)["VersionId"]
    told(s3.get_object_retention(Bucket=name, Key="audit"), Retention__Mode="GOVERNANCE",
         Retention__RetainUntilDate=until)
    refused("AccessDenied", s3.delete_object, Bucket=name, Key="audit", VersionId=put)
    s3.delete_object(Bucket=name, Key="audit", VersionId=put, BypassGovernanceRetention=True)
    held = s3.put_object(Bucket=name, Key="held", Body=b"log")["VersionId"]
    s3.put_object_legal_hold(Bucket=name, Key="held", LegalHold={"Status": "ON"})
    told(s3.get_object_legal_hold(Bucket=name, Key="held"), LegalHold__Status="ON")
    refused("AccessDenied", s3.delete_object, Bucket=name, Key="held", VersionId=held)
    s3.put_object_legal_hold(Bucket=name, Key="held", LegalHold={"Status": "OFF"})
    s3.delete_object(Bucket=name, Key="held", VersionId=held)
    plain = bucket("trip-no-lock")
    refused("ObjectLockConfigurationNotFoundError", s3.get_object_lock_configuration, Bucket=plain)
    gone(plain)
    gone(name)


@trip("S3 object")
def objects():
    name, arn = bucket("trip-objects"), key()
    put = s3.put_object(Bucket=name, Key="a folder/ü+1.csv", Body=b"id,amount\n", ContentType="text/csv",
                        Metadata={"owner": "fraud"}, ServerSideEncryption="aws:kms", SSEKMSKeyId=arn,
                        ChecksumAlgorithm="SHA256", Tagging="class=pii")
    told(put, ServerSideEncryption="aws:kms", SSEKMSKeyId=arn,
         ChecksumSHA256="DPuL82Vyxaza7K7WHFLSfcr2ErnFwM71cyof1eY9AbA=")
    where = {"Bucket": name, "Key": "a folder/ü+1.csv"}
    told(s3.head_object(**where, ChecksumMode="ENABLED"), ContentLength=10, ContentType="text/csv",
         Metadata={"owner": "fraud"}, SSEKMSKeyId=arn, ETag=put["ETag"], ChecksumSHA256=put["ChecksumSHA256"])
    part = s3.get_object(**where, Range="bytes=3-8")
    told(part, ContentRange="bytes 3-8/10", ContentLength=6)
    same({"@": "amount"}, part["Body"].read().decode())
    told(s3.get_object_tagging(**where), TagSet=[{"Key": "class", "Value": "pii"}])
    same({"Contents[].Key": ["a folder/ü+1.csv"], "Contents[].Size": [10]},
         s3.list_objects_v2(Bucket=name, Prefix="a folder/"))
    same({"CommonPrefixes[].Prefix": ["a folder/"], "Contents": None},
         s3.list_objects_v2(Bucket=name, Delimiter="/"))
    s3.copy_object(Bucket=name, Key="copy", CopySource=where, ServerSideEncryption="AES256")
    told(s3.head_object(Bucket=name, Key="copy"), ServerSideEncryption="AES256", ContentType="text/csv")
    refused("BadDigest", s3.put_object, Bucket=name, Key="bad", Body=b"x",
            ChecksumSHA256="DPuL82Vyxaza7K7WHFLSfcr2ErnFwM71cyof1eY9AbA=")
    refused("BucketNotEmpty", s3.delete_bucket, Bucket=name)
    s3.delete_object(**where)
    s3.delete_object(Bucket=name, Key="copy")
    refused("NoSuchKey", s3.get_object, **where)
    gone(name)


@trip("S3 multipart upload")
def multipart():
    name, arn = bucket("trip-parts"), key()
    begun = s3.create_multipart_upload(Bucket=name, Key="weights", ServerSideEncryption="aws:kms",
                                       SSEKMSKeyId=arn)
    told(begun, ServerSideEncryption="aws:kms", SSEKMSKeyId=arn)
    upload = {"Bucket": name, "Key": "weights", "UploadId": begun["UploadId"]}
    parts = [{"PartNumber": n, "ETag": s3.upload_part(**upload, PartNumber=n, Body=body)["ETag"]}
             for n, body in ((1, b"a" * (5 << 20)), (2, b"b"))]
    same({"Uploads[].Key": ["weights"]}, s3.list_multipart_uploads(Bucket=name))
    same({"Parts[].PartNumber": [1, 2], "Parts[].Size": [5 << 20, 1]}, s3.list_parts(**upload))
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    told(done, SSEKMSKeyId=arn, Bucket=name, Key="weights")
    told(s3.head_object(Bucket=name, Key="weights"), ContentLength=(5 << 20) + 1, SSEKMSKeyId=arn)
    same({"@": True}, done["ETag"].endswith('-2"'))
    s3.delete_object(Bucket=name, Key="weights")
    other = s3.create_multipart_upload(Bucket=name, Key="left")["UploadId"]
    s3.abort_multipart_upload(Bucket=name, Key="left", UploadId=other)
    refused("NoSuchUpload", s3.list_parts, Bucket=name, Key="left", UploadId=other)
    gone(name)


@trip("S3 presigned URL")
def presigned():
    name = bucket("trip-presigned")
    where = {"Bucket": name, "Key": "report 1.txt"}
    up = s3.generate_presigned_url("put_object", Params=where, ExpiresIn=60)
    with OPEN.open(urllib.request.Request(up, data=b"seen", method="PUT")) as answer:
        same({"@": 200}, answer.status)
    with OPEN.open(s3.generate_presigned_url("get_object", Params=where, ExpiresIn=60)) as answer:
        same({"@": "seen"}, answer.read().decode())
    plain = up.split("?", maxsplit=1)[0]
    try:
        OPEN.open(plain)
        raise Difference("an unsigned request was answered")
    except urllib.error.HTTPError as error:
        same({"@": 403}, error.code)
    s3.delete_object(**where)
    refused("NoSuchKey", s3.get_object, **where)
    gone(name)


@trip("S3 by virtual host")
def virtual_host():
    # Names under localhost are this computer's (RFC 6761), whether or not its
    # resolver knows that.
    resolve = socket.getaddrinfo

    def loopback(host, *more, **flags):
        local = isinstance(host, str) and host.endswith(".localhost")
        return resolve("127.0.0.1" if local else host, *more, **flags)

    socket.getaddrinfo = loopback
    port = urlsplit(os.environ["AWS_ENDPOINT_URL"]).port
    hosted = client("s3", endpoint_url=f"http://localhost:{port}", config={"s3": {"addressing_style": "virtual"}})
    hosted.create_bucket(Bucket="trip-hosted")
    hosted.put_object(Bucket="trip-hosted", Key="in/depth", Body=b"found")
    url = hosted.generate_presigned_url("get_object", Params={"Bucket": "trip-hosted", "Key": "in/depth"})
    same({"@": f"trip-hosted.localhost:{port}"}, urlsplit(url).netloc)
    same({"@": "found"}, hosted.get_object(Bucket="trip-hosted", Key="in/depth")["Body"].read().decode())
    same({"Contents[].Key": ["in/depth"]}, s3.list_objects_v2(Bucket="trip-hosted"))
    hosted.delete_object(Bucket="trip-hosted", Key="in/depth")
    refused("NoSuchKey", hosted.get_object, Bucket="trip-hosted", Key="in/depth")
    hosted.delete_bucket(Bucket="trip-hosted")
    refused("404", hosted.head_bucket, Bucket="trip-hosted")


run()
