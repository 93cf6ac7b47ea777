//! Model packages and their groups, cards, pipelines, hubs and features.

use super::{CONFLICT, NOT_FOUND, Noun, VALIDATION};
use crate::demo::sagemaker::progress::{Life, Rising};

const PACKAGE: Life = Life::Rising(Rising {
    making: "InProgress",
    there: "Completed",
    changing: "Completed",
    broken: "Failed",
    seconds: 2,
});

pub(super) const ROWS: &[Noun] = &[
    Noun {
        status_field: Some("ModelPackageGroupStatus"),
        life: PACKAGE,
        newest_first: false,
        taken: (
            VALIDATION,
            "Cannot create already existing Model Package Group \"{}\".",
        ),
        missing: (VALIDATION, "ModelPackageGroup {} does not exist."),
        ..Noun::new(
            "ModelPackageGroup",
            "ModelPackageGroups",
            &["ModelPackageGroupName"],
            ("ModelPackageGroupArn", "model-package-group"),
        )
    },
    Noun {
        status_field: Some("ModelPackageStatus"),
        life: PACKAGE,
        newest_first: false,
        taken: (CONFLICT, "ModelPackage {} already exists."),
        missing: (VALIDATION, "ModelPackage {} does not exist."),
        ..Noun::new(
            "ModelPackage",
            "ModelPackages",
            &["ModelPackageName"],
            ("ModelPackageArn", "model-package"),
        )
    },
    Noun {
        newest_first: false,
        taken: (CONFLICT, "Model card {} already exists."),
        missing: (NOT_FOUND, "Model card {} does not exist."),
        ..Noun::new(
            "ModelCard",
            "ModelCards",
            &["ModelCardName"],
            ("ModelCardArn", "model-card"),
        )
    },
    Noun {
        status_field: Some("PipelineStatus"),
        life: Life::Rising(Rising {
            making: "Active",
            there: "Active",
            changing: "Active",
            broken: "Active",
            seconds: 0,
        }),
        roles: &["/RoleArn"],
        taken: (CONFLICT, "Pipeline names must be unique: {} already exists."),
        missing: (NOT_FOUND, "Pipeline '{}' does not exist."),
        ..Noun::new(
            "Pipeline",
            "Pipelines",
            &["PipelineName"],
            ("PipelineArn", "pipeline"),
        )
    },
    Noun {
        status_field: Some("HubStatus"),
        life: Life::Rising(Rising {
            making: "Creating",
            there: "InService",
            changing: "Updating",
            broken: "CreateFailed",
            seconds: 5,
        }),
        leaves_in: 5,
        missing: (NOT_FOUND, "Hub with name {name} does not exist."),
        ..Noun::new("Hub", "Hubs", &["HubName"], ("HubArn", "hub"))
    },
    Noun {
        status_field: Some("FeatureGroupStatus"),
        life: Life::Rising(Rising {
            making: "Creating",
            there: "Created",
            changing: "Created",
            broken: "CreateFailed",
            seconds: 10,
        }),
        leaves_in: 10,
        roles: &["/RoleArn"],
        missing: (
            NOT_FOUND,
            "Resource Not Found: Amazon SageMaker can't find a FeatureGroup with name {name}.",
        ),
        ..Noun::new(
            "FeatureGroup",
            "FeatureGroups",
            &["FeatureGroupName"],
            ("FeatureGroupArn", "feature-group"),
        )
    },
];
