//! How EC2 words its answers and errors, and how it reads parameters.

use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;

/// How an operation ends: its answer is written already, or it was refused.
pub(super) type Outcome = Result<(), Refusal>;

/// An error as EC2 words it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    /// A client error, HTTP 400.
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            code,
            message: message.into(),
        }
    }

    /// `DryRunOperation`: how a dry run ends that AWS would not have refused.
    pub(super) fn dry_run() -> Self {
        Self {
            status: 412,
            code: "DryRunOperation",
            message: "Request would have succeeded, but DryRun flag is set.".to_owned(),
        }
    }

    /// `MissingParameter`.
    pub(super) fn missing(name: &str) -> Self {
        Self::new(
            "MissingParameter",
            format!("The request must contain the parameter {name}"),
        )
    }

    /// `InvalidParameterValue`.
    pub(super) fn value(name: &str, value: &str) -> Self {
        Self::new(
            "InvalidParameterValue",
            format!("Value ({value}) for parameter {name} is invalid."),
        )
    }

    /// `DependencyViolation`.
    pub(super) fn in_use(what: &str, id: &str) -> Self {
        Self::new(
            "DependencyViolation",
            format!("The {what} '{id}' has dependencies and cannot be deleted."),
        )
    }
}

/// One value that the API insists on.
pub(super) fn require<'a>(params: &'a Params, name: &str) -> Result<&'a str, Refusal> {
    params
        .get(name)
        .filter(|v| !v.is_empty())
        .ok_or_else(|| Refusal::missing(name))
}

/// A number that may be absent.
pub(super) fn number(params: &Params, name: &str) -> Result<Option<i32>, Refusal> {
    params
        .get(name)
        .map(|v| v.parse().map_err(|_| Refusal::value(name, v)))
        .transpose()
}

/// `name.1`, `name.2`, … owned.
pub(super) fn list(params: &Params, name: &str) -> Vec<String> {
    params.list(name).into_iter().map(str::to_owned).collect()
}

/// `<return>true</return>`, the answer of calls that have nothing else to say.
pub(super) fn done(x: &mut Writer) {
    x.text("return", true);
}

/// `<name><item>…</item></name>` of what could not be done to some of the
/// resources that a call names: id, code, message.
pub(super) fn unsuccessful(x: &mut Writer, items: &[(String, Refusal)]) {
    x.list("unsuccessful", "item", items, |x, (id, refusal)| {
        x.element("error", |x| {
            x.text("code", refusal.code);
            x.text("message", &refusal.message);
        });
        x.text("resourceId", id);
    });
}

/// A list of plain strings: `<name><item>…</item></name>`.
pub(super) fn strings(x: &mut Writer, name: &str, values: &[String]) {
    x.element(name, |x| {
        for value in values {
            x.text("item", value);
        }
    });
}
