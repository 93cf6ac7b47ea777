//! Notebooks and Studio domains, and what people use in them.

use super::{NOT_FOUND, Noun, VALIDATION};
use crate::demo::sagemaker::progress::{Life, Rising};

const PENDING: Rising = Rising {
    making: "Pending",
    there: "InService",
    changing: "Updating",
    broken: "Failed",
    seconds: 25,
};

pub(super) const ROWS: &[Noun] = &[
    Noun {
        status_field: Some("NotebookInstanceStatus"),
        life: Life::Switch {
            rising: "Pending",
            on: "InService",
            falling: "Stopping",
            off: "Stopped",
            seconds: (25, 10),
        },
        leaves_in: 10,
        rests: true,
        sorted_by: "Name",
        newest_first: false,
        renamed: &[
            ("SecurityGroupIds", "SecurityGroups"),
            ("LifecycleConfigName", "NotebookInstanceLifecycleConfigName"),
        ],
        roles: &["/RoleArn"],
        taken: (VALIDATION, "Cannot create a duplicate Notebook Instance ({})"),
        missing: (VALIDATION, "RecordNotFound"),
        ..Noun::new(
            "NotebookInstance",
            "NotebookInstances",
            &["NotebookInstanceName"],
            ("NotebookInstanceArn", "notebook-instance"),
        )
    },
    Noun {
        taken: (
            VALIDATION,
            "Unable to create Notebook Instance Lifecycle Config {}. (Details: Notebook Instance Lifecycle Config already exists.)",
        ),
        missing: (
            VALIDATION,
            "Unable to describe Notebook Instance Lifecycle Config '{}'. (Details: Notebook Instance Lifecycle Config does not exist.)",
        ),
        ..Noun::new(
            "NotebookInstanceLifecycleConfig",
            "NotebookInstanceLifecycleConfigs",
            &["NotebookInstanceLifecycleConfigName"],
            (
                "NotebookInstanceLifecycleConfigArn",
                "notebook-instance-lifecycle-config",
            ),
        )
    },
    Noun {
        taken: (VALIDATION, "Cannot create a duplicate Code Repository ({})"),
        missing: (VALIDATION, "Cannot find CodeRepository: \"{}\""),
        sorted_by: "Name",
        newest_first: false,
        ..Noun::new(
            "CodeRepository",
            "CodeRepositories",
            &["CodeRepositoryName"],
            ("CodeRepositoryArn", "code-repository"),
        )
    },
    Noun {
        titled: Some("DomainName"),
        status_field: Some("Status"),
        life: Life::Rising(PENDING),
        leaves_in: 15,
        newest_first: false,
        roles: &[
            "/DefaultUserSettings/ExecutionRole",
            "/DefaultSpaceSettings/ExecutionRole",
        ],
        missing: (NOT_FOUND, "Domain [{name}] does not exist."),
        ..Noun::new("Domain", "Domains", &["DomainId"], ("DomainArn", "domain"))
    },
    Noun {
        status_field: Some("Status"),
        life: Life::Rising(Rising {
            seconds: 5,
            ..PENDING
        }),
        leaves_in: 5,
        newest_first: false,
        roles: &["/UserSettings/ExecutionRole"],
        missing: (NOT_FOUND, "User Profile [{name}] does not exist."),
        ..Noun::new(
            "UserProfile",
            "UserProfiles",
            &["DomainId", "UserProfileName"],
            ("UserProfileArn", "user-profile"),
        )
    },
    Noun {
        status_field: Some("Status"),
        life: Life::Rising(Rising {
            seconds: 5,
            ..PENDING
        }),
        leaves_in: 5,
        newest_first: false,
        missing: (NOT_FOUND, "Space [{name}] does not exist."),
        ..Noun::new(
            "Space",
            "Spaces",
            &["DomainId", "SpaceName"],
            ("SpaceArn", "space"),
        )
    },
    Noun {
        status_field: Some("Status"),
        life: Life::Rising(PENDING),
        leaves_in: 10,
        newest_first: false,
        missing: (NOT_FOUND, "App [{name}] does not exist."),
        ..Noun::new(
            "App",
            "Apps",
            &["DomainId", "UserProfileName", "AppType", "AppName"],
            ("AppArn", "app"),
        )
    },
    Noun {
        missing: (NOT_FOUND, "StudioLifecycleConfig [{name}] does not exist."),
        ..Noun::new(
            "StudioLifecycleConfig",
            "StudioLifecycleConfigs",
            &["StudioLifecycleConfigName"],
            ("StudioLifecycleConfigArn", "studio-lifecycle-config"),
        )
    },
    Noun {
        status_field: Some("ImageStatus"),
        life: Life::Rising(Rising {
            making: "CREATING",
            there: "CREATED",
            changing: "UPDATING",
            broken: "CREATE_FAILED",
            seconds: 5,
        }),
        leaves_in: 5,
        roles: &["/RoleArn"],
        missing: (NOT_FOUND, "No Image with the name {name} exists."),
        ..Noun::new("Image", "Images", &["ImageName"], ("ImageArn", "image"))
    },
    Noun {
        newest_first: false,
        taken: (VALIDATION, "The work team {} already exists."),
        missing: (VALIDATION, "The work team {} does not exist."),
        ..Noun::new(
            "Workteam",
            "Workteams",
            &["WorkteamName"],
            ("WorkteamArn", "workteam"),
        )
    },
    Noun {
        titled: Some("ClusterName"),
        status_field: Some("ClusterStatus"),
        life: Life::Rising(Rising {
            making: "Creating",
            seconds: 60,
            ..PENDING
        }),
        leaves_in: 15,
        newest_first: false,
        missing: (NOT_FOUND, "Cluster with name {name} not found"),
        ..Noun::new("Cluster", "Clusters", &["ClusterName"], ("ClusterArn", "cluster"))
    },
];
