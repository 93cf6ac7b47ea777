//! Reading a request: names, paths, tags, pages; and how IAM refuses.

use super::state::{Core, Holder, Tags};
use crate::demo::ids::Ids;
use crate::demo::roles::Roles;
use crate::demo::wire::page;
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::{self, Writer};
use crate::demo::{ACCOUNT_ID, Call, Response};
use crate::inventory::Timestamp;

const NAMESPACE: &str = "https://iam.amazonaws.com/doc/2010-05-08/";

/// Why IAM does not do it.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// `NoSuchEntity`.
    pub(super) fn no_entity(message: impl Into<String>) -> Self {
        Self::new(404, "NoSuchEntity", message)
    }

    /// `EntityAlreadyExists`.
    pub(super) fn exists(message: impl Into<String>) -> Self {
        Self::new(409, "EntityAlreadyExists", message)
    }

    /// `DeleteConflict`.
    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "DeleteConflict", message)
    }

    /// `LimitExceeded`.
    pub(super) fn limit(message: impl Into<String>) -> Self {
        Self::new(409, "LimitExceeded", message)
    }

    /// `MalformedPolicyDocument`.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(400, "MalformedPolicyDocument", message)
    }

    /// `ValidationError`.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    /// `InvalidInput`.
    pub(super) fn input(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidInput", message)
    }

    /// `UnmodifiableEntity`: a service-linked role is its service's.
    pub(super) fn unmodifiable(message: impl Into<String>) -> Self {
        Self::new(400, "UnmodifiableEntity", message)
    }

    /// Another code of IAM.
    pub(super) fn other(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, code, message)
    }

    /// The answer.
    pub(super) fn into_response(self) -> Response {
        xml::query_error(self.status, self.code, &self.message)
    }
}

/// `The role with name X cannot be found.`
pub(super) fn no_such(kind: &str, name: &str) -> Refusal {
    Refusal::no_entity(format!("The {kind} with name {name} cannot be found."))
}

/// One request.
pub(super) struct Ask<'c> {
    pub(super) form: Params,
    pub(super) call: &'c Call,
    pub(super) now: Timestamp,
    pub(super) ids: &'c Ids,
    /// Told of every trust policy, for services that are given a `RoleArn`.
    pub(super) roles: &'c Roles,
}

impl<'c> Ask<'c> {
    pub(super) fn new(call: &'c Call, ids: &'c Ids, roles: &'c Roles) -> Self {
        Self {
            form: call.form(),
            now: call.now,
            call,
            ids,
            roles,
        }
    }

    /// A parameter that must be there.
    pub(super) fn need(&self, field: &str) -> Result<&str, Refusal> {
        self.form.get(field).filter(|v| !v.is_empty()).ok_or_else(|| {
            Refusal::invalid(format!(
                "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not \
                 be null",
                camel(field)
            ))
        })
    }

    /// A name that must be there, of IAM's characters and at most so long.
    pub(super) fn name(&self, field: &str, longest: usize) -> Result<&str, Refusal> {
        let name = self.need(field)?;
        let fine = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
        if !name.chars().all(fine) {
            return Err(constraint(
                name,
                field,
                "Member must satisfy regular expression pattern: [\\w+=,.@-]+",
            ));
        }
        if name.len() > longest {
            let rule = format!("Member must have length less than or equal to {longest}");
            return Err(constraint(name, field, &rule));
        }
        Ok(name)
    }

    /// The name of the principal that the call is about.
    pub(super) fn holder(&self, holder: Holder) -> Result<&str, Refusal> {
        match holder {
            Holder::User => self.name("UserName", 64),
            Holder::Group => self.name("GroupName", 128),
            Holder::Role => self.name("RoleName", 64),
        }
    }

    /// The user that the call is about: the caller where no name is given.
    pub(super) fn user(&self) -> Result<&str, Refusal> {
        if self.form.has("UserName") {
            return self.holder(Holder::User);
        }
        match self.call.caller.arn.split_once(":user/") {
            Some((_, path)) => Ok(path.rsplit('/').next().unwrap_or(path)),
            None => Err(Refusal::invalid(
                "Must specify userName when calling with non-User credentials",
            )),
        }
    }

    /// `Path`, or the root.
    pub(super) fn path(&self) -> Result<&str, Refusal> {
        let path = self.form.get("Path").unwrap_or("/");
        let visible = path.chars().all(|c| ('!'..='~').contains(&c));
        let fine = path == "/" || (path.len() > 2 && path.starts_with('/') && path.ends_with('/'));
        if fine && visible && path.len() <= 512 {
            return Ok(path);
        }
        Err(Refusal::invalid(format!(
            "The specified value for path is invalid. It must begin and end with / and contain only \
             alphanumeric characters and/or / characters. (Value: {path})"
        )))
    }

    /// `PathPrefix`, or the root.
    pub(super) fn prefix(&self) -> &str {
        self.form.get("PathPrefix").unwrap_or("/")
    }

    /// `Tags.member.N`; IAM takes fifty, each key once.
    pub(super) fn tags(&self) -> Result<Tags, Refusal> {
        let mut tags = Tags::new();
        for group in self.form.groups("Tags") {
            let (tag, value) = (group.text("Key"), group.text("Value"));
            if tag.is_empty() || tag.len() > 128 || value.len() > 256 || tag.starts_with("aws:") {
                return Err(Refusal::input(format!(
                    "The tag key {tag} or its value is not valid."
                )));
            }
            if tags.iter().any(|(k, _)| k.eq_ignore_ascii_case(tag)) {
                return Err(Refusal::input(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
                ));
            }
            tags.push((tag.to_owned(), value.to_owned()));
        }
        within_quota(&tags)?;
        Ok(tags)
    }

    /// The core of a new principal; `prefix` is of its unique id.
    pub(super) fn core(&self, holder: Holder, prefix: &str) -> Result<Core, Refusal> {
        let (name, path) = (self.holder(holder)?, self.path()?);
        let kind = holder.word().to_lowercase();
        Ok(Core {
            name: name.to_owned(),
            path: path.to_owned(),
            arn: format!("arn:aws:iam::{ACCOUNT_ID}:{kind}{path}{name}"),
            id: self.ids.unique(prefix, 17),
            created: self.now,
            tags: self.tags()?,
            inline: std::collections::BTreeMap::new(),
            attached: Vec::new(),
            boundary: None,
        })
    }

    /// The page of `items` that is asked for, and the marker of the next.
    pub(super) fn page<'i, T>(&self, items: &'i [T]) -> Result<(&'i [T], Option<String>), Refusal> {
        let most = match self.form.get("MaxItems") {
            None => 100,
            Some(text) => match text.parse::<usize>() {
                Ok(n @ 1..=1000) => n,
                _ => {
                    return Err(constraint(
                        text,
                        "MaxItems",
                        "Member must have value between 1 and 1000",
                    ));
                }
            },
        };
        page::cut(items, self.form.get("Marker"), most).ok_or_else(|| Refusal::invalid("Invalid Marker."))
    }

    /// `<OperationResponse><OperationResult>…`.
    pub(super) fn answer(&self, fill: impl FnOnce(&mut Writer)) -> Response {
        let operation = &self.call.operation;
        let body = xml::document(&format!("{operation}Response"), Some(NAMESPACE), |x| {
            x.element(&format!("{operation}Result"), fill);
            x.element("ResponseMetadata", |x| x.text("RequestId", xml::REQUEST_ID));
        });
        xml::response(200, body)
    }

    /// A page of a list, each entry in `<member>`.
    pub(super) fn answer_page<T>(
        &self,
        list: &str,
        items: &[T],
        mut fill: impl FnMut(&mut Writer, &T),
    ) -> Result<Response, Refusal> {
        let (shown, next) = self.page(items)?;
        Ok(self.answer(|x| {
            x.list(list, "member", shown, &mut fill);
            ends(x, next.as_deref());
        }))
    }

    /// The answer of an operation that tells nothing.
    pub(super) fn done(&self) -> Response {
        let body = xml::document(
            &format!("{}Response", self.call.operation),
            Some(NAMESPACE),
            |x| {
                x.element("ResponseMetadata", |x| x.text("RequestId", xml::REQUEST_ID));
            },
        );
        xml::response(200, body)
    }
}

/// `IsTruncated` and `Marker`.
pub(super) fn ends(x: &mut Writer, next: Option<&str>) {
    x.text("IsTruncated", next.is_some());
    x.maybe("Marker", next);
}

/// IAM takes fifty tags on a resource.
pub(super) fn within_quota(tags: &Tags) -> Result<(), Refusal> {
    if tags.len() > 50 {
        return Err(Refusal::limit(
            "The number of tags has reached the maximum limit.",
        ));
    }
    Ok(())
}

/// A value that breaks a rule of its field.
pub(super) fn constraint(value: &str, field: &str, rule: &str) -> Refusal {
    Refusal::invalid(format!(
        "1 validation error detected: Value '{value}' at '{}' failed to satisfy constraint: {rule}",
        camel(field)
    ))
}

/// Fields are named in refusals as in AWS's own models: `roleName`.
fn camel(field: &str) -> String {
    let mut letters = field.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// `The Access Key with id X cannot be found.`
pub(super) fn no_such_key(id: &str) -> Refusal {
    Refusal::no_entity(format!("The Access Key with id {id} cannot be found."))
}
