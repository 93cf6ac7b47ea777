//! Models of one's own: customization and import jobs make them, batch
//! inference jobs use them.

use crate::demo::shelf::Noun;

const BEDROCK: &str = "bedrock.amazonaws.com";
/// How long a job takes, in seconds.
pub(super) const WORK: i64 = 1800;

/// Model customization jobs.
pub(super) static CUSTOMIZATION: Noun = Noun {
    title: "jobName",
    id: None,
    arn: Some("jobArn"),
    listed: "modelCustomizationJobSummaries",
    summary: &[
        "jobArn",
        "baseModelArn",
        "jobName",
        "status",
        "creationTime",
        "lastModifiedTime",
        "customModelName",
        "customizationType",
    ],
    told: &["jobArn"],
    needs: &[
        "jobName",
        "customModelName",
        "roleArn",
        "baseModelIdentifier",
        "trainingDataConfig",
        "outputDataConfig",
    ],
    renamed: &[
        ("customModelName", "outputModelName"),
        ("customModelKmsKeyId", "outputModelKmsKeyArn"),
        ("baseModelIdentifier", "baseModelArn"),
    ],
    keys: &["/customModelKmsKeyId"],
    roles: &[("/roleArn", BEDROCK)],
    times: &["creationTime", "lastModifiedTime"],
    state: Some(("status", "InProgress", "Completed", WORK)),
    conflict: 400,
    ..Noun::new(
        "ModelCustomizationJob",
        "ModelCustomizationJobs",
        "model-customization-job/",
    )
};

/// Custom models.
pub(super) static CUSTOM: Noun = Noun {
    title: "modelName",
    id: None,
    arn: Some("modelArn"),
    listed: "modelSummaries",
    summary: &[
        "modelArn",
        "modelName",
        "creationTime",
        "baseModelArn",
        "baseModelName",
        "customizationType",
        "ownerAccountId",
        "modelStatus",
    ],
    times: &["creationTime"],
    ..Noun::new("CustomModel", "CustomModels", "custom-model/")
};

/// Model import jobs.
pub(super) static IMPORT: Noun = Noun {
    title: "jobName",
    id: None,
    arn: Some("jobArn"),
    listed: "modelImportJobSummaries",
    summary: &[
        "jobArn",
        "jobName",
        "status",
        "creationTime",
        "lastModifiedTime",
        "importedModelName",
    ],
    told: &["jobArn"],
    needs: &["jobName", "importedModelName", "roleArn", "modelDataSource"],
    renamed: &[("importedModelKmsKeyId", "importedModelKmsKeyArn")],
    keys: &["/importedModelKmsKeyId"],
    roles: &[("/roleArn", BEDROCK)],
    times: &["creationTime", "lastModifiedTime"],
    state: Some(("status", "InProgress", "Completed", WORK)),
    conflict: 400,
    ..Noun::new("ModelImportJob", "ModelImportJobs", "model-import-job/")
};

/// Imported models.
pub(super) static IMPORTED: Noun = Noun {
    title: "modelName",
    id: None,
    arn: Some("modelArn"),
    listed: "modelSummaries",
    summary: &[
        "modelArn",
        "modelName",
        "creationTime",
        "instructSupported",
        "modelArchitecture",
    ],
    times: &["creationTime"],
    ..Noun::new("ImportedModel", "ImportedModels", "imported-model/")
};

/// Batch inference jobs: the list says of each all that there is.
pub(super) static INVOCATION: Noun = Noun {
    title: "jobName",
    id: None,
    arn: Some("jobArn"),
    listed: "invocationJobSummaries",
    summary: &[
        "jobArn",
        "jobName",
        "modelId",
        "roleArn",
        "status",
        "submitTime",
        "lastModifiedTime",
        "inputDataConfig",
        "outputDataConfig",
        "vpcConfig",
        "timeoutDurationInHours",
    ],
    told: &["jobArn"],
    needs: &[
        "jobName",
        "roleArn",
        "modelId",
        "inputDataConfig",
        "outputDataConfig",
    ],
    keys: &["/outputDataConfig/s3OutputDataConfig/s3EncryptionKeyId"],
    roles: &[("/roleArn", BEDROCK)],
    times: &["submitTime", "lastModifiedTime"],
    state: Some(("status", "InProgress", "Completed", WORK)),
    conflict: 400,
    ..Noun::new(
        "ModelInvocationJob",
        "ModelInvocationJobs",
        "model-invocation-job/",
    )
};
