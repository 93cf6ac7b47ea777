//! What the base makes of SageMaker, and what AWS documents and we answer.

use crate::demo::corrections::Correction;

/// A row that our own service answers.
const fn own(
    operations: &'static [&'static str],
    base: &'static str,
    aws: &'static str,
    test: &'static str,
) -> Correction {
    Correction {
        service: "sagemaker",
        operations,
        base,
        aws,
        test,
    }
}

pub(in crate::demo) const ROWS: &[Correction] = &[
    own(
        &["DescribeNotebookInstanceLifecycleConfig"],
        "drops the scripts",
        "OnStart and OnCreate are kept",
        "sagemaker_notebooks::a_lifecycle_configuration_keeps_its_scripts",
    ),
    own(
        &["DescribeNotebookInstance"],
        "drops key, subnet, groups, metadata version and lifecycle configuration; is in service at once",
        "all are kept; Pending becomes InService",
        "sagemaker_notebooks::a_notebook_is_described_with_every_guard_it_was_given",
    ),
    own(
        &["UpdateNotebookInstance"],
        "updates in any state",
        "a notebook is updated only while it is Stopped: ValidationException",
        "sagemaker_notebooks::a_notebook_is_updated_only_while_it_is_stopped",
    ),
    own(
        &["DescribeModel"],
        "drops EnableNetworkIsolation, VpcConfig and the container",
        "all are kept; a container hosts one model unless it is told otherwise",
        "sagemaker_models::a_model_is_described_with_every_guard_it_was_given",
    ),
    own(
        &["DescribeEndpointConfig"],
        "drops KmsKeyId, DataCaptureConfig, the variants and EnableNetworkIsolation",
        "all are kept; a variant weighs 1 unless it is told otherwise",
        "sagemaker_models::an_endpoint_configuration_is_described_with_every_guard_it_was_given",
    ),
    own(
        &["DescribeEndpoint"],
        "tells of no variants and no capture; stays Creating",
        "variants and capture are those of the configuration; Creating becomes InService",
        "sagemaker_endpoints::an_endpoint_comes_into_service_and_tells_of_its_variants",
    ),
    own(
        &["CreateEndpoint"],
        "takes a configuration that is not there",
        "ValidationException",
        "sagemaker_endpoints::an_endpoint_needs_its_configuration_and_a_free_name",
    ),
    own(
        &["DeleteEndpoint"],
        "the endpoint is gone at once",
        "the endpoint is Deleting for a while",
        "sagemaker_endpoints::an_endpoint_is_deleted_through_deleting",
    ),
    own(
        &["DescribeTrainingJob"],
        "drops keys, VPC, isolation, traffic encryption; the status stands still",
        "all are kept; the job moves through its states, each a SecondaryStatusTransition",
        "sagemaker_training::a_training_job_is_described_with_every_guard_it_was_given",
    ),
    own(
        &["ListTrainingJobs"],
        "ignores StatusEquals",
        "jobs in that state only",
        "sagemaker_training::training_jobs_are_listed_oldest_first_and_filtered",
    ),
    own(
        &["CreateTrainingJob"],
        "takes a role that does not exist",
        "ValidationException: Could not assume role",
        "sagemaker_training::a_training_job_needs_a_role_and_a_name_of_its_own",
    ),
    own(
        &["DescribeDomain"],
        "drops AppNetworkAccessType, KmsKeyId, VpcId and DefaultUserSettings",
        "all are kept; Pending becomes InService",
        "sagemaker_studio::a_domain_is_described_with_every_guard_it_was_given",
    ),
    own(
        &["DescribeProcessingJob"],
        "drops NetworkConfig and VolumeKmsKeyId",
        "both are kept",
        "sagemaker_jobs::a_processing_job_is_described_with_every_guard_it_was_given",
    ),
    own(
        &["DescribeTransformJob"],
        "drops both keys",
        "TransformOutput.KmsKeyId and TransformResources.VolumeKmsKeyId are kept",
        "sagemaker_jobs::a_transform_job_is_described_with_both_its_keys",
    ),
    own(
        &["ListTags"],
        "loses the tags given at creation",
        "they are listed",
        "sagemaker_training::a_training_job_is_tagged_as_it_is_made",
    ),
    own(
        &["PutModelPackageGroupPolicy", "GetModelPackageGroupPolicy"],
        "InvalidAction",
        "the policy is kept; one that is malformed is refused",
        "sagemaker_registry::a_group_keeps_the_policy_that_was_put",
    ),
    own(
        &["ListMonitoringSchedules", "DescribeMonitoringSchedule"],
        "InvalidAction",
        "schedules are kept with their network, and listed",
        "sagemaker_monitoring::schedules_are_listed_by_definition",
    ),
];
