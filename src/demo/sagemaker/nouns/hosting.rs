//! Models, endpoint configurations, endpoints, and what is measured of them.

use super::{NOT_FOUND, Noun, VALIDATION};
use crate::demo::sagemaker::progress::{Life, Rising};

const DEFINITION_ARN: &str = "JobDefinitionArn";
const DEFINITION_ROLES: &[&str] = &["/RoleArn"];
const NO_DEFINITION: (&str, &str) = (NOT_FOUND, "Could not find job definition with name: {name}");
const DEFINITION: &[&str] = &["JobDefinitionName"];

const IN_SERVICE: Rising = Rising {
    making: "Creating",
    there: "InService",
    changing: "Updating",
    broken: "Failed",
    seconds: 20,
};

pub(super) const ROWS: &[Noun] = &[
    Noun {
        roles: &["/ExecutionRoleArn"],
        taken: (VALIDATION, "Cannot create already existing model \"{}\"."),
        missing: (VALIDATION, "Could not find model \"{}\"."),
        ..Noun::new("Model", "Models", &["ModelName"], ("ModelArn", "model"))
    },
    Noun {
        roles: &["/ExecutionRoleArn"],
        taken: (
            VALIDATION,
            "Cannot create already existing endpoint configuration \"{}\".",
        ),
        missing: (VALIDATION, "Could not find endpoint configuration \"{}\"."),
        ..Noun::new(
            "EndpointConfig",
            "EndpointConfigs",
            &["EndpointConfigName"],
            ("EndpointConfigArn", "endpoint-config"),
        )
    },
    Noun {
        status_field: Some("EndpointStatus"),
        life: Life::Rising(IN_SERVICE),
        leaves_in: 15,
        taken: (VALIDATION, "Cannot create already existing endpoint \"{}\"."),
        missing: (VALIDATION, "Could not find endpoint \"{}\"."),
        ..Noun::new(
            "Endpoint",
            "Endpoints",
            &["EndpointName"],
            ("EndpointArn", "endpoint"),
        )
    },
    Noun {
        status_field: Some("InferenceComponentStatus"),
        life: Life::Rising(IN_SERVICE),
        leaves_in: 10,
        taken: (
            VALIDATION,
            "Cannot create already existing inference component \"{}\".",
        ),
        missing: (VALIDATION, "Could not find inference component \"{}\"."),
        ..Noun::new(
            "InferenceComponent",
            "InferenceComponents",
            &["InferenceComponentName"],
            ("InferenceComponentArn", "inference-component"),
        )
    },
    Noun {
        status_field: Some("Status"),
        life: Life::Rising(Rising {
            there: "Running",
            broken: "Cancelled",
            ..IN_SERVICE
        }),
        roles: &["/RoleArn"],
        missing: (NOT_FOUND, "Inference experiment {} was not found."),
        ..Noun::new(
            "InferenceExperiment",
            "InferenceExperiments",
            &["Name"],
            ("InferenceExperimentArn", "inference-experiment"),
        )
    },
    Noun {
        roles: DEFINITION_ROLES,
        missing: NO_DEFINITION,
        ..Noun::new(
            "DataQualityJobDefinition",
            "DataQualityJobDefinitions",
            DEFINITION,
            (DEFINITION_ARN, "data-quality-job-definition"),
        )
    },
    Noun {
        roles: DEFINITION_ROLES,
        missing: NO_DEFINITION,
        ..Noun::new(
            "ModelQualityJobDefinition",
            "ModelQualityJobDefinitions",
            DEFINITION,
            (DEFINITION_ARN, "model-quality-job-definition"),
        )
    },
    Noun {
        roles: DEFINITION_ROLES,
        missing: NO_DEFINITION,
        ..Noun::new(
            "ModelBiasJobDefinition",
            "ModelBiasJobDefinitions",
            DEFINITION,
            (DEFINITION_ARN, "model-bias-job-definition"),
        )
    },
    Noun {
        roles: DEFINITION_ROLES,
        missing: NO_DEFINITION,
        ..Noun::new(
            "ModelExplainabilityJobDefinition",
            "ModelExplainabilityJobDefinitions",
            DEFINITION,
            (DEFINITION_ARN, "model-explainability-job-definition"),
        )
    },
    Noun {
        status_field: Some("MonitoringScheduleStatus"),
        life: Life::Switch {
            rising: "Pending",
            on: "Scheduled",
            falling: "Pending",
            off: "Stopped",
            seconds: (10, 0),
        },
        roles: &["/MonitoringScheduleConfig/MonitoringJobDefinition/RoleArn"],
        missing: (NOT_FOUND, "Monitoring Schedule with name {name} does not exist."),
        ..Noun::new(
            "MonitoringSchedule",
            "MonitoringSchedules",
            &["MonitoringScheduleName"],
            ("MonitoringScheduleArn", "monitoring-schedule"),
        )
    },
];
