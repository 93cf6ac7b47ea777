//! Where in its text each element of a document stands.
//!
//! The places run parallel to the document they were read with: the third
//! value of an element stands at the third of its places. They are apart from
//! it because most documents are asked and not shown.

use crate::policy::json::Member;
use std::ops::Range;

/// The places of a document, in bytes of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The value of `Version`.
    pub version: Option<Range<usize>>,
    /// The value of `Id`.
    pub id: Option<Range<usize>>,
    /// Each statement.
    pub statements: Vec<StatementPlaces>,
}

/// The places of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementPlaces {
    /// The whole of it, with its braces.
    pub statement: Range<usize>,
    /// The value of `Sid`.
    pub sid: Option<Range<usize>>,
    /// The value of `Effect`.
    pub effect: Range<usize>,
    /// `Principal` or `NotPrincipal`; a value for each principal.
    pub principal: Option<ElementPlace>,
    /// `Action` or `NotAction`; a value for each pattern.
    pub action: ElementPlace,
    /// `Resource` or `NotResource`; a value for each pattern.
    pub resource: Option<ElementPlace>,
    /// Each operator and key of `Condition`.
    pub conditions: Vec<ConditionPlace>,
}

/// The place of a name and of each of its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElementPlace {
    /// The name, with its quotes.
    pub name: Range<usize>,
    /// Each value, with its quotes; a scalar is one value.
    pub values: Vec<Range<usize>>,
}

/// The place of one operator and key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConditionPlace {
    /// The name of the operator, with its quotes.
    pub operator: Range<usize>,
    /// The key and its values.
    pub key: ElementPlace,
}

impl ElementPlace {
    pub(super) fn of(member: &Member) -> Self {
        Self {
            name: member.name_span.clone(),
            values: member.value.elements().iter().map(|v| v.span.clone()).collect(),
        }
    }
}
