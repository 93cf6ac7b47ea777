//! Other accounts and Regions: the members of the organization, the Regions
//! that the account has switched on.

use super::{ConnectOptions, Session};
use crate::aws::errors::Failure;
use crate::inventory::{AccountId, Region};
use aws_sdk_organizations::types::{Account, AccountState};

/// An account of the organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number.
    pub id: AccountId,
    /// Its name in the organization; untrusted text.
    pub name: String,
    /// Whether it can be worked in; another is closed or suspended.
    pub active: bool,
}

impl ConnectOptions {
    /// The same, one step further: through a role of this name in the account.
    #[must_use]
    pub fn into_account(&self, account: &AccountId, role: &str, partition: &str) -> Self {
        let mut options = self.clone();
        options
            .assume_roles
            .push(format!("arn:{partition}:iam::{account}:role/{role}"));
        options
    }
}

impl Session {
    /// The accounts of the organization, by number. The management account may
    /// ask, and whom it has delegated to.
    pub async fn members(&self) -> Result<Vec<Member>, Failure> {
        let clients = self.clients(self.home());
        let mut pages = clients.organizations.list_accounts().into_paginator().send();
        let mut members = Vec::new();
        while let Some(page) = self.call("organizations:ListAccounts", pages.try_next()).await? {
            members.extend(page.accounts().iter().filter_map(member));
        }
        members.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(members)
    }
}

fn member(account: &Account) -> Option<Member> {
    Some(Member {
        id: AccountId::from(account.id()?),
        name: account.name().unwrap_or_default().to_owned(),
        active: is_active(account),
    })
}

/// `State` took the place of `Status` in 2025; an old endpoint has the latter.
fn is_active(account: &Account) -> bool {
    match account.state() {
        Some(state) => *state == AccountState::Active,
        None => account.status().is_none_or(|status| status.as_str() == "ACTIVE"),
    }
}

/// The Regions that are switched on, in the order of their names, after the
/// one that is asked.
pub(super) async fn enabled(client: &aws_sdk_ec2::Client, home: &Region) -> Result<Vec<Region>, Failure> {
    let answer = client.describe_regions().send().await;
    let answer = answer.map_err(|error| Failure::new("ec2:DescribeRegions", &error))?;
    let names = answer.regions().iter().filter_map(|region| region.region_name());
    let mut others: Vec<Region> = names.map(Region::new).filter(|region| region != home).collect();
    others.sort();
    others.insert(0, home.clone());
    Ok(others)
}
