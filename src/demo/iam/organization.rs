//! What an organization turns on for its members' root users.

use super::ask::{Ask, Refusal};
use super::state::State;
use super::{Acts, Iam};
use crate::demo::Response;
use std::collections::BTreeSet;

pub(super) const ACTS: Acts = &[
    ("ListOrganizationsFeatures", list),
    ("EnableOrganizationsRootCredentialsManagement", |s, a| {
        switch(s, a, CREDENTIALS, true)
    }),
    ("DisableOrganizationsRootCredentialsManagement", |s, a| {
        switch(s, a, CREDENTIALS, false)
    }),
    ("EnableOrganizationsRootSessions", |s, a| {
        switch(s, a, SESSIONS, true)
    }),
    ("DisableOrganizationsRootSessions", |s, a| {
        switch(s, a, SESSIONS, false)
    }),
];

const CREDENTIALS: &str = "RootCredentialsManagement";
const SESSIONS: &str = "RootSessions";

/// The organization that the account manages.
#[derive(Debug)]
pub(super) struct Membership {
    id: String,
    /// Whether IAM may act in all accounts.
    trusted: bool,
    features: BTreeSet<&'static str>,
}

impl Iam {
    /// Says which organization the account manages, and whether that trusts IAM.
    pub fn in_organization(&self, organization: Option<(&str, bool)>) {
        let mut state = self.state();
        let features = state.organization.take().map(|o| o.features);
        state.organization = organization.map(|(id, trusted)| Membership {
            id: id.to_owned(),
            trusted,
            features: features.unwrap_or_default(),
        });
    }
}

/// The organization, if IAM may do anything with it.
fn organization(state: &mut State) -> Result<&mut Membership, Refusal> {
    let Some(organization) = &mut state.organization else {
        let message = "The account is not a member of an organization.";
        return Err(Refusal::other(404, "OrganizationNotFoundException", message));
    };
    if !organization.trusted {
        let message = "Trusted access for IAM is not enabled in the organization.";
        return Err(Refusal::other(400, "ServiceAccessNotEnabledException", message));
    }
    Ok(organization)
}

fn shown(ask: &Ask<'_>, organization: &Membership) -> Response {
    ask.answer(|x| {
        x.text("OrganizationId", &organization.id);
        x.list(
            "EnabledFeatures",
            "member",
            &organization.features,
            |x, feature| {
                x.raw_text(feature);
            },
        );
    })
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    Ok(shown(ask, organization(state)?))
}

fn switch(state: &mut State, ask: &Ask<'_>, feature: &'static str, on: bool) -> Result<Response, Refusal> {
    let organization = organization(state)?;
    if on {
        organization.features.insert(feature);
    } else {
        organization.features.remove(feature);
    }
    Ok(shown(ask, organization))
}
