"""boto3 makes, reads and deletes what trains and serves models."""

import base64

from trips import (
    ACCOUNT, REGION, client, key, network, refused, role, run, same, told, trip, until, until_refused,
)

sm = client("sagemaker")
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/train:1"
EXECUTION = role("trip-execution")
KEY = key()
VPC, SUBNET, GROUP = network()
PRIVATE = {"Subnets": [SUBNET], "SecurityGroupIds": [GROUP]}


def arn(kind, name):
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{kind}/{name}"


@trip("SageMaker lifecycle configuration")
def a_lifecycle_configuration():
    script = base64.b64encode(b"#!/bin/sh\n").decode()
    name = {"NotebookInstanceLifecycleConfigName": "trip-hooks"}
    sm.create_notebook_instance_lifecycle_config(**name, OnStart=[{"Content": script}])
    same({"OnStart[].Content": [script], "NotebookInstanceLifecycleConfigArn":
          arn("notebook-instance-lifecycle-config", "trip-hooks")},
         sm.describe_notebook_instance_lifecycle_config(**name))
    sm.delete_notebook_instance_lifecycle_config(**name)
    refused("ValidationException", sm.describe_notebook_instance_lifecycle_config, **name)


@trip("SageMaker notebook instance")
def a_notebook():
    name = {"NotebookInstanceName": "trip-notebook"}
    sm.create_notebook_instance(
        **name, InstanceType="ml.t3.medium", RoleArn=EXECUTION, SubnetId=SUBNET, SecurityGroupIds=[GROUP],
        KmsKeyId=KEY, DirectInternetAccess="Disabled", RootAccess="Disabled", VolumeSizeInGB=20,
        InstanceMetadataServiceConfiguration={"MinimumInstanceMetadataServiceVersion": "2"},
        Tags=[{"Key": "team", "Value": "cardio"}])
    told(sm.describe_notebook_instance(**name), NotebookInstanceStatus="Pending")
    notebook = until("NotebookInstanceStatus", "InService", sm.describe_notebook_instance, **name)
    told(notebook, KmsKeyId=KEY, DirectInternetAccess="Disabled", RootAccess="Disabled", SubnetId=SUBNET,
         SecurityGroups=[GROUP], RoleArn=EXECUTION, VolumeSizeInGB=20,
         NotebookInstanceArn=arn("notebook-instance", "trip-notebook"),
         InstanceMetadataServiceConfiguration__MinimumInstanceMetadataServiceVersion="2")
    told(sm.list_tags(ResourceArn=notebook["NotebookInstanceArn"]),
         Tags=[{"Key": "team", "Value": "cardio"}])
    refused("ValidationException", sm.delete_notebook_instance, **name)
    sm.stop_notebook_instance(**name)
    until("NotebookInstanceStatus", "Stopped", sm.describe_notebook_instance, **name)
    sm.delete_notebook_instance(**name)
    refused_after = until_refused("ValidationException", sm.describe_notebook_instance, **name)
    same({"contains(Error.Message, 'RecordNotFound')": True}, refused_after)


@trip("SageMaker model, endpoint configuration and endpoint")
def an_endpoint():
    sm.create_model(ModelName="trip-model", ExecutionRoleArn=EXECUTION, PrimaryContainer={"Image": IMAGE},
                    VpcConfig=PRIVATE, EnableNetworkIsolation=True)
    told(sm.describe_model(ModelName="trip-model"), ModelArn=arn("model", "trip-model"),
         ExecutionRoleArn=EXECUTION, VpcConfig=PRIVATE, EnableNetworkIsolation=True,
         PrimaryContainer__Image=IMAGE)
    variant = {"VariantName": "one", "ModelName": "trip-model", "InitialInstanceCount": 2,
               "InstanceType": "ml.m5.large"}
    capture = {"EnableCapture": True, "InitialSamplingPercentage": 100, "KmsKeyId": KEY,
               "DestinationS3Uri": "s3://records/capture", "CaptureOptions": [{"CaptureMode": "Input"}]}
    sm.create_endpoint_config(EndpointConfigName="trip-config", ProductionVariants=[variant], KmsKeyId=KEY,
                              DataCaptureConfig=capture)
    config = sm.describe_endpoint_config(EndpointConfigName="trip-config")
    told(config, KmsKeyId=KEY, DataCaptureConfig=capture)
    same({"ProductionVariants[].[ModelName, InitialInstanceCount]": [["trip-model", 2]]}, config)
    name = {"EndpointName": "trip-endpoint"}
    sm.create_endpoint(**name, EndpointConfigName="trip-config")
    told(sm.describe_endpoint(**name), EndpointStatus="Creating")
    endpoint = until("EndpointStatus", "InService", sm.describe_endpoint, **name)
    same({"EndpointConfigName": "trip-config", "EndpointArn": arn("endpoint", "trip-endpoint"),
          "ProductionVariants[].CurrentInstanceCount": [2]}, endpoint)
    sm.delete_endpoint(**name)
    until_refused("ValidationException", sm.describe_endpoint, **name)
    sm.delete_endpoint_config(EndpointConfigName="trip-config")
    refused("ValidationException", sm.describe_endpoint_config, EndpointConfigName="trip-config")
    sm.delete_model(ModelName="trip-model")
    refused("ValidationException", sm.describe_model, ModelName="trip-model")


@trip("SageMaker training job")
def a_training_job():
    name = {"TrainingJobName": "trip-training"}
    sm.create_training_job(
        **name, RoleArn=EXECUTION, AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": "s3://records/out", "KmsKeyId": KEY},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 30,
                        "VolumeKmsKeyId": KEY},
        StoppingCondition={"MaxRuntimeInSeconds": 600}, VpcConfig=PRIVATE, EnableNetworkIsolation=True,
        EnableInterContainerTrafficEncryption=True)
    job = sm.describe_training_job(**name)
    told(job, TrainingJobStatus="InProgress", TrainingJobArn=arn("training-job", "trip-training"),
         OutputDataConfig__KmsKeyId=KEY, ResourceConfig__VolumeKmsKeyId=KEY, VpcConfig=PRIVATE,
         EnableNetworkIsolation=True, EnableInterContainerTrafficEncryption=True, RoleArn=EXECUTION)
    until("TrainingJobStatus", "Completed", sm.describe_training_job, **name)
    sm.delete_training_job(**name)
    refused("ValidationException", sm.describe_training_job, **name)


@trip("SageMaker processing job")
def a_processing_job():
    name = {"ProcessingJobName": "trip-processing"}
    sm.create_processing_job(
        **name, RoleArn=EXECUTION, AppSpecification={"ImageUri": IMAGE},
        ProcessingResources={"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large",
                                               "VolumeSizeInGB": 10, "VolumeKmsKeyId": KEY}},
        NetworkConfig={"EnableNetworkIsolation": True, "EnableInterContainerTrafficEncryption": True,
                       "VpcConfig": PRIVATE})
    told(sm.describe_processing_job(**name), ProcessingJobStatus="InProgress",
         ProcessingResources__ClusterConfig__VolumeKmsKeyId=KEY,
         NetworkConfig__EnableNetworkIsolation=True, NetworkConfig__VpcConfig=PRIVATE,
         NetworkConfig__EnableInterContainerTrafficEncryption=True)
    sm.stop_processing_job(**name)
    until("ProcessingJobStatus", "Stopped", sm.describe_processing_job, **name)
    refused("ResourceNotFound", sm.stop_processing_job, ProcessingJobName="nobody")
    sm.delete_processing_job(**name)
    refused("ResourceNotFound", sm.describe_processing_job, **name)


@trip("SageMaker domain")
def a_domain():
    made = sm.create_domain(
        DomainName="trip-studio", AuthMode="IAM", VpcId=VPC, SubnetIds=[SUBNET], KmsKeyId=KEY,
        AppNetworkAccessType="VpcOnly",
        DefaultUserSettings={"ExecutionRole": EXECUTION, "SecurityGroups": [GROUP]})
    domain = {"DomainId": made["DomainArn"].rsplit("/", 1)[1]}
    found = until("Status", "InService", sm.describe_domain, **domain)
    told(found, DomainName="trip-studio", AuthMode="IAM", AppNetworkAccessType="VpcOnly", KmsKeyId=KEY,
         VpcId=VPC, SubnetIds=[SUBNET], DefaultUserSettings__ExecutionRole=EXECUTION)
    sm.delete_domain(**domain, RetentionPolicy={"HomeEfsFileSystem": "Delete"})
    until_refused("ResourceNotFound", sm.describe_domain, **domain)


@trip("SageMaker feature group")
def a_feature_group():
    name = {"FeatureGroupName": "trip-features"}
    sm.create_feature_group(
        **name, RecordIdentifierFeatureName="id", EventTimeFeatureName="at", RoleArn=EXECUTION,
        FeatureDefinitions=[{"FeatureName": "id", "FeatureType": "String"},
                            {"FeatureName": "at", "FeatureType": "String"}],
        OnlineStoreConfig={"EnableOnlineStore": True, "SecurityConfig": {"KmsKeyId": KEY}},
        OfflineStoreConfig={"S3StorageConfig": {"S3Uri": "s3://records/features", "KmsKeyId": KEY}})
    group = until("FeatureGroupStatus", "Created", sm.describe_feature_group, **name)
    told(group, OnlineStoreConfig__SecurityConfig__KmsKeyId=KEY, RoleArn=EXECUTION,
         OfflineStoreConfig__S3StorageConfig__KmsKeyId=KEY,
         FeatureGroupArn=arn("feature-group", "trip-features"))
    sm.delete_feature_group(**name)
    until_refused("ResourceNotFound", sm.describe_feature_group, **name)


@trip("SageMaker model package group")
def a_model_package_group():
    name = {"ModelPackageGroupName": "trip-registry"}
    sm.create_model_package_group(**name, ModelPackageGroupDescription="cardiology")
    group = until("ModelPackageGroupStatus", "Completed", sm.describe_model_package_group, **name)
    told(group, ModelPackageGroupDescription="cardiology",
         ModelPackageGroupArn=arn("model-package-group", "trip-registry"))
    text = ('{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Principal":'
            f'{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"sagemaker:DescribeModelPackageGroup",'
            f'"Resource":"{arn("model-package-group", "trip-registry")}"}}]}}')
    sm.put_model_package_group_policy(**name, ResourcePolicy=text)
    told(sm.get_model_package_group_policy(**name), ResourcePolicy=text)
    sm.delete_model_package_group_policy(**name)
    refused("ValidationException", sm.get_model_package_group_policy, **name)
    sm.delete_model_package_group(**name)
    refused("ValidationException", sm.describe_model_package_group, **name)


run()
