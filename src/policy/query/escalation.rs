//! Grants that let a principal become a stronger one.

use super::breadth::{grants_action, grants_admin};
use super::ways::WAYS;
use crate::policy::{Document, Statement};

/// A combination of actions that, granted together, raises privileges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation<'d> {
    /// A stable name, e.g. `sagemaker-002`.
    pub id: &'static str,
    /// What the principal can do with it.
    pub title: &'static str,
    /// The actions, each with the statement that grants it.
    pub granted: Vec<(&'static str, &'d Statement)>,
}

/// The escalation paths of which the document grants every action, on any
/// resource and whatever the conditions. Empty for an administrator's policy:
/// who has everything has nothing to gain ([`grants_admin`] answers that).
pub fn escalation_actions(document: &Document) -> Vec<Escalation<'_>> {
    if grants_admin(document).is_some() {
        return Vec::new();
    }
    WAYS.iter()
        .filter_map(|way| {
            let granted = way
                .all_actions()
                .map(|action| grants_action(document, action).map(|s| (action, s)))
                .collect::<Option<Vec<_>>>()?;
            Some(Escalation {
                id: way.id,
                title: way.title,
                granted,
            })
        })
        .collect()
}
