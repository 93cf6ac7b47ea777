//! SageMaker Studio: domains, and the scripts that run when Studio apps and
//! notebooks start.

use super::Scope;
use super::answer::{Answer, arn_of, filled, plain, text, time};
use super::listing::{Found, Listing};
use super::sagemaker::{PAGE, arn, resource_tags};
use crate::inventory::detail::{DockerSettings, Domain, LifecycleConfig};
use crate::inventory::{Field, Gap, GapKind, Kind, Timestamp, scripts, secrets};
use aws_sdk_sagemaker::types::{
    DockerSettings as SdkDocker, DomainDetails, DomainSettings, FeatureStatus,
    NotebookInstanceLifecycleConfigSummary, NotebookInstanceLifecycleHook, StudioLifecycleConfigDetails,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// `ListDomains` and `DescribeDomain`.
pub(super) async fn domains(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Domain);
    let mut pages = scope
        .clients
        .sagemaker
        .list_domains()
        .max_results(PAGE)
        .into_paginator()
        .send();
    while let Some(page) = listing.page("sagemaker:ListDomains", pages.try_next()).await {
        let items = page.domains.unwrap_or_default();
        listing.each(items, |item| domain(&listing, item)).await;
    }
    listing.end().await;
}

async fn domain(listing: &Listing<'_>, item: DomainDetails) {
    let scope = listing.scope;
    let id = plain(item.domain_id());
    let call = scope.clients.sagemaker.describe_domain().domain_id(&id).send();
    let Some(said) = scope.describe("sagemaker:DescribeDomain", call).await else {
        return;
    };
    let arn = arn(scope, item.domain_arn(), "domain", &id);
    let tags = resource_tags(scope, &arn).await;
    let detail = Domain {
        status: said.require("Status", |d| text(d.status())),
        auth_mode: said.require("AuthMode", |d| text(d.auth_mode())),
        // The API's default when the domain was made without a choice.
        network_access: said
            .read(|d| text(d.app_network_access_type()).unwrap_or_else(|| "PublicInternetOnly".to_owned())),
        kms_key: said.read(|d| filled(d.kms_key_id())),
        vpc: said.read(|d| filled(d.vpc_id())),
        subnets: said.read(|d| d.subnet_ids().to_vec()),
        execution_role: said.read(|d| d.default_user_settings().and_then(|s| arn_of(s.execution_role()))),
        // Off when the domain was made without a choice.
        role_identity: said.read(|d| {
            let settings = d.domain_settings();
            text(settings.and_then(DomainSettings::execution_role_identity_config))
                .unwrap_or_else(|| "DISABLED".to_owned())
        }),
        docker: said.read(|d| {
            let docker = d.domain_settings().and_then(DomainSettings::docker_settings);
            docker.map(docker_settings).unwrap_or_default()
        }),
    };
    listing
        .found(Found {
            arn,
            name: filled(item.domain_name()).unwrap_or(id),
            created: time(item.creation_time()),
            tags,
            detail: detail.into(),
        })
        .await;
}

fn docker_settings(docker: &SdkDocker) -> DockerSettings {
    DockerSettings {
        enabled: docker.enable_docker_access() == Some(&FeatureStatus::Enabled),
        rootless: docker.rootless_docker() == Some(&FeatureStatus::Enabled),
        trusted_accounts: docker.vpc_only_trusted_accounts().to_vec(),
    }
}

/// The scripts of notebooks, then those of Studio.
pub(super) async fn lifecycle_configs(scope: Scope) {
    let listing = Listing::new(&scope, Kind::LifecycleConfig);
    let list = scope.clients.sagemaker.list_notebook_instance_lifecycle_configs();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("sagemaker:ListNotebookInstanceLifecycleConfigs", pages.try_next())
        .await
    {
        let items = page.notebook_instance_lifecycle_configs.unwrap_or_default();
        listing.each(items, |item| of_notebooks(&listing, item)).await;
    }
    let list = scope.clients.sagemaker.list_studio_lifecycle_configs();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("sagemaker:ListStudioLifecycleConfigs", pages.try_next())
        .await
    {
        let items = page.studio_lifecycle_configs.unwrap_or_default();
        listing.each(items, |item| of_studio(&listing, item)).await;
    }
    listing.end().await;
}

async fn of_notebooks(listing: &Listing<'_>, item: NotebookInstanceLifecycleConfigSummary) {
    let scope = listing.scope;
    let name = plain(item.notebook_instance_lifecycle_config_name());
    let call = scope
        .clients
        .sagemaker
        .describe_notebook_instance_lifecycle_config()
        .notebook_instance_lifecycle_config_name(&name)
        .send();
    let operation = "sagemaker:DescribeNotebookInstanceLifecycleConfig";
    let Some(said) = scope.describe(operation, call).await else {
        return;
    };
    let hook = |place, hooks: &[NotebookInstanceLifecycleHook]| -> Vec<(&'static str, String)> {
        let contents = hooks.iter().filter_map(NotebookInstanceLifecycleHook::content);
        contents.map(|content| (place, content.to_owned())).collect()
    };
    let scripts = said.read(|c| [hook("OnCreate", c.on_create()), hook("OnStart", c.on_start())].concat());
    let changed = said.read(|c| time(c.last_modified_time()));
    let listed = item.notebook_instance_lifecycle_config_arn();
    let arn = arn(scope, listed, "notebook-instance-lifecycle-config", &name);
    let tags = resource_tags(scope, &arn).await;
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: lifecycle(None, operation, scripts, changed).into(),
        })
        .await;
}

async fn of_studio(listing: &Listing<'_>, item: StudioLifecycleConfigDetails) {
    let scope = listing.scope;
    let name = plain(item.studio_lifecycle_config_name());
    let call = scope
        .clients
        .sagemaker
        .describe_studio_lifecycle_config()
        .studio_lifecycle_config_name(&name)
        .send();
    let operation = "sagemaker:DescribeStudioLifecycleConfig";
    let Some(said) = scope.describe(operation, call).await else {
        return;
    };
    let scripts = content_of(&said, aws_sdk_sagemaker::operation::describe_studio_lifecycle_config::DescribeStudioLifecycleConfigOutput::studio_lifecycle_config_content);
    let changed = said.read(|c| time(c.last_modified_time()));
    let arn = arn(
        scope,
        item.studio_lifecycle_config_arn(),
        "studio-lifecycle-config",
        &name,
    );
    let tags = resource_tags(scope, &arn).await;
    let app = text(item.studio_lifecycle_config_app_type()).unwrap_or_else(|| "Studio".to_owned());
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: lifecycle(Some(app), operation, scripts, changed).into(),
        })
        .await;
}

fn content_of<O>(
    said: &Answer<O>,
    content: impl FnOnce(&O) -> Option<&str>,
) -> Field<Vec<(&'static str, String)>> {
    said.read(|c| {
        content(c)
            .map(|text| ("script", text.to_owned()))
            .into_iter()
            .collect()
    })
}

/// Reads the scripts and lets them go.
fn lifecycle(
    app: Option<String>,
    operation: &str,
    scripts: Field<Vec<(&'static str, String)>>,
    changed: Field<Option<Timestamp>>,
) -> LifecycleConfig {
    let read = match scripts {
        Field::Known(scripts) => decoded(&scripts).ok_or_else(|| Gap {
            operation: operation.to_owned(),
            kind: GapKind::Failed,
            message: "a script is not base64".to_owned(),
        }),
        Field::Unknown(gap) => Err(gap),
    };
    let (digest, secrets, risks) = match &read {
        Ok(scripts) => (
            Field::Known(digest(scripts)),
            Field::Known(
                scripts
                    .iter()
                    .flat_map(|(at, text)| secrets::in_text(at, text))
                    .collect(),
            ),
            Field::Known(
                scripts
                    .iter()
                    .flat_map(|(at, text)| scripts::risks(at, text))
                    .collect(),
            ),
        ),
        Err(gap) => (
            Field::Unknown(gap.clone()),
            Field::Unknown(gap.clone()),
            Field::Unknown(gap.clone()),
        ),
    };
    LifecycleConfig {
        app,
        digest,
        secrets,
        risks,
        changed,
    }
}

fn decoded(scripts: &[(&'static str, String)]) -> Option<Vec<(&'static str, String)>> {
    let decode = |(place, content): &(&'static str, String)| {
        let compact: String = content.split_whitespace().collect();
        let bytes = STANDARD.decode(compact).ok()?;
        Some((*place, String::from_utf8_lossy(&bytes).into_owned()))
    };
    scripts.iter().map(decode).collect()
}

fn digest(scripts: &[(&'static str, String)]) -> String {
    let mut hash = Sha256::new();
    for (place, text) in scripts {
        hash.update(place.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
