//! The catalogue of AWS's actions, resources and condition keys.

use aisec_tui::policy::catalogue::{self, AccessLevel, KeyType};

#[test]
fn every_service_can_be_read_and_its_names_are_found_again() {
    let (mut services, mut actions, mut dependent) = (0, 0, 0);
    for prefix in catalogue::prefixes() {
        let service = catalogue::service(prefix).unwrap_or_else(|| panic!("{prefix} is read"));
        assert!(!service.name.is_empty(), "{prefix}");
        for action in &service.actions {
            let found = service.action(&action.name.to_ascii_uppercase());
            assert_eq!(
                found.map(|a| a.name),
                Some(action.name),
                "{prefix}:{}",
                action.name
            );
            for needs in &action.resources {
                assert!(
                    usize::from(needs.resource) < service.resources.len(),
                    "{}",
                    action.name
                );
            }
            for key in &action.keys {
                assert!(usize::from(*key) < service.keys.len(), "{}", action.name);
            }
            dependent += usize::from(!action.dependent.is_empty());
        }
        for key in &service.keys {
            assert!(service.key(key.name).is_some(), "{}", key.name);
        }
        services += 1;
        actions += service.actions.len();
    }
    assert!(services > 440, "{services} services");
    assert!(actions > 22_000, "{actions} actions");
    assert!(dependent > 800, "{dependent} actions with dependent actions");
}

#[test]
fn an_action_knows_its_level_its_resources_its_keys_and_what_it_needs_besides() {
    let sagemaker = catalogue::service("sagemaker").expect("SageMaker");
    let train = sagemaker.action("createtrainingjob").expect("CreateTrainingJob");
    assert_eq!(train.level, AccessLevel::Write);
    assert_eq!(train.dependent, ["iam:PassRole", "sagemaker:AddTags"]);
    let required: Vec<&str> = train
        .resources
        .iter()
        .filter(|r| r.required)
        .map(|r| sagemaker.resources[usize::from(r.resource)].name)
        .collect();
    assert_eq!(required, ["training-job"]);
    assert!(sagemaker.supports(train, "sagemaker:VpcSubnets"));
    assert!(sagemaker.supports(train, "aws:RequestTag/team"));
    assert!(!sagemaker.supports(train, "sagemaker:RootAccess"));
    assert_eq!(
        catalogue::action("s3:PutBucketPolicy").map(|a| a.level),
        Some(AccessLevel::PermissionsManagement)
    );
    assert_eq!(
        catalogue::action("s3:PutObjectTagging").map(|a| a.level),
        Some(AccessLevel::Tagging)
    );
    assert!(catalogue::action("s3:GetObjects").is_none());
}

#[test]
fn condition_keys_are_found_whatever_varies_in_them() {
    let typed = |name| catalogue::key(name).map(|k| (k.value, k.many));
    assert_eq!(typed("aws:sourcevpce"), Some((KeyType::String, false)));
    assert_eq!(typed("aws:TagKeys"), Some((KeyType::String, true)));
    assert_eq!(typed("aws:PrincipalTag/Team"), Some((KeyType::String, false)));
    assert_eq!(
        typed("kms:EncryptionContext:aws:s3:arn"),
        Some((KeyType::String, false))
    );
    assert_eq!(
        typed("s3:ExistingObjectTag/class"),
        Some((KeyType::String, false))
    );
    assert_eq!(
        typed("token.actions.githubusercontent.com:repository"),
        Some((KeyType::String, false))
    );
    assert_eq!(
        typed("iot:Connection.Thing.IsAttached"),
        Some((KeyType::Bool, false))
    );
    assert_eq!(
        typed("iot:Certificate.Subject.CommonName"),
        Some((KeyType::String, false))
    );
    assert_eq!(typed("aws:Nothing"), None);
    assert_eq!(typed("aws:PrincipalTag/"), None);
    for name in ["sagemaker:VolumeKmsKey", "sagemaker:VolumeKmsKeyArn"] {
        assert_eq!(typed(name), Some((KeyType::Arn, false)), "{name}");
    }
}

#[test]
fn a_namespace_of_arns_leads_to_the_services_that_use_it() {
    assert!(catalogue::services_of_namespace("rds").contains(&"rds-data"));
    assert_eq!(catalogue::services_of_namespace("S3"), &[] as &[&str]);
    assert!(catalogue::is_key_prefix("saml") && !catalogue::is_key_prefix("s3"));
}

#[test]
fn a_pattern_fits_a_form_when_some_arn_satisfies_both() {
    let bucket = "${BucketName}";
    let object = "${BucketName}/${ObjectName}";
    for (pattern, form, fits) in [
        ("data", bucket, true),
        ("data*", bucket, true),
        ("data/*", bucket, false),
        ("data", object, false),
        ("data/*", object, true),
        ("*", object, true),
        ("d?ta/a", object, true),
        ("role/*", "role/${RoleNameWithPath}", true),
        ("user/x", "role/${RoleNameWithPath}", false),
        ("*x", "role/${RoleNameWithPath}", true),
        ("log-group:/aws/x:*", "log-group:${LogGroupName}", true),
        ("/aws/x", "log-group:${LogGroupName}", false),
    ] {
        assert_eq!(
            catalogue::form::overlap(pattern, form),
            fits,
            "{pattern} and {form}"
        );
    }
}

#[test]
fn the_catalogue_is_small() {
    let size = include_bytes!("../../../src/policy/catalogue/catalogue.bin").len();
    assert!(size <= 600_000, "{size} bytes");
}
