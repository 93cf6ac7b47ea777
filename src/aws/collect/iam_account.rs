//! The account as a whole: its root user, its passwords, its organization.

use super::Scope;
use super::answer::{Answer, filled, plain};
use super::iam_report::Report;
use super::listing::{Found, Listing};
use crate::aws::errors::Failure;
use crate::inventory::detail::{AccountSummary, OptOutPolicy, Organization, PasswordPolicy};
use crate::inventory::{Arn, Field, Gap, Kind, Region, Tags};
use aws_sdk_iam::operation::get_account_summary::GetAccountSummaryOutput;
use aws_sdk_iam::types::{AssignmentStatusType, SummaryKeyType, VirtualMfaDevice};
use aws_sdk_organizations::types::{Organization as SdkOrganization, PolicySummary, PolicyType, TargetType};
use tokio::sync::OnceCell;

const SUMMARY: &str = "iam:GetAccountSummary";
const FEATURES: &str = "iam:ListOrganizationsFeatures";
const ORGANIZATION: &str = "organizations:DescribeOrganization";

/// `GetAccountSummary` and what else concerns no single principal.
pub(super) async fn summary(scope: &Scope, report: &OnceCell<Report>) {
    let listing = Listing::in_region(scope, Kind::AccountSummary, Region::global());
    let partition = scope.session.caller().partition().to_owned();
    let account = scope.session.account();
    let root = Arn::from(format!("arn:{partition}:iam::{account}:root"));
    let iam = &scope.clients.iam;
    let (answer, password_policy, report, root_virtual_mfa, root_features, organization) = tokio::join!(
        scope.setting(SUMMARY, iam.get_account_summary().send()),
        password_policy(scope),
        report.get_or_init(|| Report::read(scope)),
        root_virtual_mfa(scope, &root),
        root_features(scope),
        organization(scope)
    );
    let number = |key: SummaryKeyType| number(&answer, &key);
    listing
        .found(Found {
            arn: Arn::from(format!("arn:{partition}:iam::{account}:account-summary")),
            name: "account summary".to_owned(),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: AccountSummary {
                root_mfa: number(SummaryKeyType::AccountMfaEnabled).map(|n| n == 1),
                root_access_keys: number(SummaryKeyType::AccountAccessKeysPresent).map(|n| n != 0),
                users: number(SummaryKeyType::Users),
                mfa_devices_in_use: number(SummaryKeyType::MfaDevicesInUse),
                password_policy,
                root_user: report.of(&root),
                root_virtual_mfa,
                root_features,
                organization,
            }
            .into(),
        })
        .await;
    listing.end().await;
}

fn number(answer: &Answer<GetAccountSummaryOutput>, key: &SummaryKeyType) -> Field<i32> {
    answer.require(key.as_str(), |a| {
        a.summary_map().and_then(|m| m.get(key)).copied()
    })
}

/// `NoSuchEntity` says that the account has no policy and AWS's default holds.
async fn password_policy(scope: &Scope) -> Field<Option<PasswordPolicy>> {
    let operation = "iam:GetAccountPasswordPolicy";
    let call = scope.clients.iam.get_account_password_policy().send();
    match scope.call(operation, call).await {
        Err(failure) if failure.is("NoSuchEntity") => Field::Known(None),
        answer => Answer::new(operation, answer).read(|a| {
            a.password_policy().map(|policy| PasswordPolicy {
                // The default of the API, which answers it always.
                minimum_length: policy.minimum_password_length().unwrap_or(6),
                max_age_days: policy.max_password_age(),
                reuse_prevention: policy.password_reuse_prevention(),
            })
        }),
    }
}

/// The root user's device is known by its user, not by its name: whoever makes
/// it now names it as they like.
async fn root_virtual_mfa(scope: &Scope, root: &Arn) -> Field<Option<String>> {
    let list = scope.clients.iam.list_virtual_mfa_devices();
    let list = list
        .assignment_status(AssignmentStatusType::Assigned)
        .max_items(1000);
    let mut pages = list.into_paginator().send();
    let of_root = |device: &&VirtualMfaDevice| device.user().is_some_and(|u| u.arn() == root.as_str());
    loop {
        match scope.call("iam:ListVirtualMFADevices", pages.try_next()).await {
            Ok(Some(page)) => {
                if let Some(device) = page.virtual_mfa_devices().iter().find(of_root) {
                    return Field::Known(Some(device.serial_number().to_owned()));
                }
            }
            Ok(None) => return Field::Known(None),
            Err(failure) => return Field::Unknown(failure.gap()),
        }
    }
}

/// Features of IAM that the organization turned on for its members' root users.
/// Without IAM's trusted access none can be on.
async fn root_features(scope: &Scope) -> Field<Option<Vec<String>>> {
    let call = scope.clients.iam.list_organizations_features().send();
    match scope.call(FEATURES, call).await {
        Err(failure) if failure.is("OrganizationNotFoundException") => Field::Known(None),
        Err(failure)
            if failure.is("ServiceAccessNotEnabledException")
                || failure.is("OrganizationNotInAllFeaturesModeException") =>
        {
            Field::Known(Some(Vec::new()))
        }
        answer => Answer::new(FEATURES, answer).read(|a| {
            let features = a.enabled_features().iter();
            Some(features.map(|f| f.as_str().to_owned()).collect())
        }),
    }
}

/// `AWSOrganizationsNotInUseException` says that there is no organization.
async fn organization(scope: &Scope) -> Field<Option<Organization>> {
    let call = scope.clients.organizations.describe_organization().send();
    let answer = match scope.call(ORGANIZATION, call).await {
        Err(failure) if failure.is("AWSOrganizationsNotInUseException") => return Field::Known(None),
        answer => Answer::new(ORGANIZATION, answer),
    };
    let described = answer.require("Organization", |a| a.organization().cloned());
    match described {
        Field::Unknown(gap) => Field::Unknown(gap),
        Field::Known(organization) => Field::Known(Some(of_organization(scope, &organization).await)),
    }
}

async fn of_organization(scope: &Scope, organization: &SdkOrganization) -> Organization {
    Organization {
        id: plain(organization.id()),
        management_account: plain(organization.master_account_id()),
        ai_opt_out: Field::from(opt_out(scope).await),
    }
}

/// The organization's AI services opt-out policies; members may not list them.
async fn opt_out(scope: &Scope) -> Result<Vec<OptOutPolicy>, Gap> {
    let list = scope.clients.organizations.list_policies();
    let list = list.filter(PolicyType::AiservicesOptOutPolicy);
    let mut pages = list.into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = scope.call("organizations:ListPolicies", pages.try_next()).await? {
        for summary in page.policies() {
            found.push(opt_out_policy(scope, summary).await?);
        }
    }
    Ok(found)
}

async fn opt_out_policy(scope: &Scope, summary: &PolicySummary) -> Result<OptOutPolicy, Failure> {
    let client = &scope.clients.organizations;
    let id = plain(summary.id());
    let call = client.describe_policy().policy_id(&id).send();
    let described = scope.call("organizations:DescribePolicy", call).await?;
    let list = client.list_targets_for_policy().policy_id(&id);
    let mut pages = list.into_paginator().send();
    let mut at_root = false;
    while let Some(page) = scope
        .call("organizations:ListTargetsForPolicy", pages.try_next())
        .await?
    {
        at_root |= page
            .targets()
            .iter()
            .any(|t| t.r#type() == Some(&TargetType::Root));
    }
    let content = described.policy().and_then(|p| filled(p.content()));
    Ok(OptOutPolicy {
        name: plain(summary.name()),
        content: content.unwrap_or_default(),
        at_root,
    })
}
