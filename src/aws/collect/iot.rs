//! IoT: device policies, role aliases, domains, logging, and what controls
//! devices.

use super::Scope;
use super::answer::{Answer, arn_of, filled, plain, text, time};
use super::iot_devices::tags_of;
use super::listing::{Found, Listing};
use crate::inventory::detail::{IotControl, IotDomain, IotLogging, IotPolicy, IotRoleAlias};
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_iot::types::{DomainConfigurationSummary, Policy};

/// The most that one page may hold.
const PAGE: i32 = 250;

/// `ListPolicies` and `GetPolicy`.
pub(super) async fn policies(scope: Scope) {
    let listing = Listing::new(&scope, Kind::IotPolicy);
    let list = scope.clients.iot.list_policies();
    let mut pages = list.page_size(PAGE).into_paginator().send();
    while let Some(page) = listing.page("iot:ListPolicies", pages.try_next()).await {
        let items = page.policies.unwrap_or_default();
        listing.each(items, |item| policy(&listing, item)).await;
    }
    listing.end().await;
}

async fn policy(listing: &Listing<'_>, item: Policy) {
    let scope = listing.scope;
    let name = plain(item.policy_name());
    let call = scope.clients.iot.get_policy().policy_name(&name).send();
    let Some(said) = scope.describe("iot:GetPolicy", call).await else {
        return;
    };
    let arn = arn_of(item.policy_arn()).unwrap_or_else(|| scope.arn("iot", &format!("policy/{name}")));
    let detail = IotPolicy {
        document: said.require("policyDocument", |p| filled(p.policy_document())),
        version: said.require("defaultVersionId", |p| filled(p.default_version_id())),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            arn,
            name,
            created: said.ok().and_then(|p| time(p.creation_date())),
            detail: detail.into(),
        })
        .await;
}

/// `ListRoleAliases` and `DescribeRoleAlias`.
pub(super) async fn role_aliases(scope: Scope) {
    let listing = Listing::new(&scope, Kind::IotRoleAlias);
    let list = scope.clients.iot.list_role_aliases();
    let mut pages = list.page_size(PAGE).into_paginator().send();
    while let Some(page) = listing.page("iot:ListRoleAliases", pages.try_next()).await {
        let items = page.role_aliases.unwrap_or_default();
        listing.each(items, |name| role_alias(&listing, name)).await;
    }
    listing.end().await;
}

async fn role_alias(listing: &Listing<'_>, name: String) {
    let scope = listing.scope;
    let call = scope.clients.iot.describe_role_alias().role_alias(&name).send();
    let Some(said) = scope.describe("iot:DescribeRoleAlias", call).await else {
        return;
    };
    let found = said.ok().and_then(|a| a.role_alias_description());
    let arn = found.and_then(|a| arn_of(a.role_alias_arn()));
    let arn = arn.unwrap_or_else(|| scope.arn("iot", &format!("rolealias/{name}")));
    let created = found.and_then(|a| time(a.creation_date()));
    let detail = IotRoleAlias {
        role: said.require("roleArn", |a| arn_of(a.role_alias_description()?.role_arn())),
        seconds: said.require("roleAliasDescription", |a| {
            Some(a.role_alias_description()?.credential_duration_seconds())
        }),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            arn,
            name,
            created,
            detail: detail.into(),
        })
        .await;
}

/// `ListDomainConfigurations` and `DescribeDomainConfiguration`.
pub(super) async fn domains(scope: Scope) {
    let listing = Listing::new(&scope, Kind::IotDomain);
    let list = scope.clients.iot.list_domain_configurations();
    let mut pages = list.page_size(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("iot:ListDomainConfigurations", pages.try_next())
        .await
    {
        let items = page.domain_configurations.unwrap_or_default();
        listing.each(items, |item| domain(&listing, item)).await;
    }
    listing.end().await;
}

async fn domain(listing: &Listing<'_>, item: DomainConfigurationSummary) {
    let scope = listing.scope;
    let name = plain(item.domain_configuration_name());
    let call = scope.clients.iot.describe_domain_configuration();
    let call = call.domain_configuration_name(&name).send();
    let Some(said) = scope.describe("iot:DescribeDomainConfiguration", call).await else {
        return;
    };
    let arn = Arn::from(plain(item.domain_configuration_arn()));
    let detail = IotDomain {
        status: said.require("domainConfigurationStatus", |d| {
            text(d.domain_configuration_status())
        }),
        domain: said.read(|d| filled(d.domain_name())),
        tls_policy: said.require("tlsConfig.securityPolicy", |d| {
            filled(d.tls_config()?.security_policy())
        }),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            arn,
            name,
            created: None,
            detail: detail.into(),
        })
        .await;
}

/// `GetV2LoggingOptions`: one for the Region; an account that only has the
/// older kind answers that to `GetLoggingOptions`.
pub(super) async fn logging(scope: Scope) {
    let listing = Listing::new(&scope, Kind::IotLogging);
    listing
        .found(Found {
            arn: scope.arn("iot", "logging"),
            name: "IoT logging".to_owned(),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: IotLogging {
                level: level(&scope).await,
            }
            .into(),
        })
        .await;
    listing.end().await;
}

async fn level(scope: &Scope) -> Field<Option<String>> {
    let iot = &scope.clients.iot;
    let call = iot.get_v2_logging_options().send();
    match scope.call("iot:GetV2LoggingOptions", call).await {
        Ok(said) if said.disable_all_logs() => Field::Known(Some("DISABLED".to_owned())),
        Ok(said) if said.role_arn().is_some() => Field::Known(text(said.default_log_level())),
        Err(failure) if !failure.is("NotConfiguredException") => Field::Unknown(failure.gap()),
        _ => {
            let call = iot.get_logging_options().send();
            let said = scope.setting("iot:GetLoggingOptions", call).await;
            older(&said)
        }
    }
}

fn older(
    said: &Answer<aws_sdk_iot::operation::get_logging_options::GetLoggingOptionsOutput>,
) -> Field<Option<String>> {
    said.read(|a| text(a.log_level()).filter(|_| a.role_arn().is_some()))
}

/// Security profiles, mitigation actions, dimensions and custom authorizers:
/// one kind here, since only their tags are asked.
pub(super) async fn controls(scope: Scope) {
    let listing = Listing::new(&scope, Kind::IotControl);
    let iot = &scope.clients.iot;
    let mut pages = iot
        .list_security_profiles()
        .max_results(PAGE)
        .into_paginator()
        .send();
    while let Some(page) = listing.page("iot:ListSecurityProfiles", pages.try_next()).await {
        let items = page.security_profile_identifiers.unwrap_or_default();
        let items = items
            .into_iter()
            .map(|i| (i.name().to_owned(), Arn::from(i.arn())));
        each(&listing, "security profile", items.collect()).await;
    }
    let mut pages = iot
        .list_mitigation_actions()
        .max_results(PAGE)
        .into_paginator()
        .send();
    while let Some(page) = listing.page("iot:ListMitigationActions", pages.try_next()).await {
        let items = page.action_identifiers.unwrap_or_default();
        let items = items
            .iter()
            .map(|i| (plain(i.action_name()), Arn::from(plain(i.action_arn()))));
        each(&listing, "mitigation action", items.collect()).await;
    }
    let mut pages = iot.list_dimensions().max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("iot:ListDimensions", pages.try_next()).await {
        let items = page.dimension_names.unwrap_or_default().into_iter();
        let items = items.map(|name| (name.clone(), scope.arn("iot", &format!("dimension/{name}"))));
        each(&listing, "dimension", items.collect()).await;
    }
    let mut pages = iot.list_authorizers().page_size(PAGE).into_paginator().send();
    while let Some(page) = listing.page("iot:ListAuthorizers", pages.try_next()).await {
        let items = page.authorizers.unwrap_or_default();
        let items = items
            .iter()
            .map(|i| (plain(i.authorizer_name()), Arn::from(plain(i.authorizer_arn()))));
        each(&listing, "authorizer", items.collect()).await;
    }
    listing.end().await;
}

async fn each(listing: &Listing<'_>, class: &'static str, items: Vec<(String, Arn)>) {
    listing
        .each(items, |(name, arn)| async move {
            let detail = IotControl {
                class: class.to_owned(),
            };
            listing
                .found(Found {
                    tags: tags_of(listing.scope, &arn).await,
                    arn,
                    name,
                    created: None,
                    detail: detail.into(),
                })
                .await;
        })
        .await;
}
