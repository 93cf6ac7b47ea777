//! One case as a line of JSON, as `policy eval` reads and answers it.

use super::{Because, Decision, Policies, Request, decide};
use crate::policy::Document;
use crate::policy::operator::Operator;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A case: a request and the policies that bear on it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Given back in the answer.
    #[serde(default)]
    pub id: Value,
    /// See [`Request::principal`].
    pub principal: String,
    /// `service:Action`.
    pub action: String,
    /// An ARN, or `*`.
    pub resource: String,
    /// Owner of the resource.
    #[serde(default)]
    pub resource_account: Option<String>,
    /// Condition keys; a value is a string, number or boolean, or a list.
    #[serde(default)]
    pub context: BTreeMap<String, Value>,
    /// Documents, as objects or as text.
    #[serde(default)]
    pub identity: Vec<Value>,
    /// The resource's policy.
    #[serde(default)]
    pub resource_policy: Option<Value>,
    /// The boundary.
    #[serde(default)]
    pub boundary: Vec<Value>,
    /// The session policy.
    #[serde(default)]
    pub session: Option<Value>,
    /// Organisation levels, root first.
    #[serde(default)]
    pub scps: Vec<Vec<Value>>,
    /// Organisation levels, root first.
    #[serde(default)]
    pub rcps: Vec<Vec<Value>>,
    /// Endpoint policies.
    #[serde(default)]
    pub vpce: Vec<Value>,
}

/// The answer to a case.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The id of the case.
    pub id: Value,
    /// `Allowed`, `ExplicitlyDenied`, `ImplicitlyDenied` or `Error`.
    pub result: &'static str,
    /// The statements that made the decision.
    pub because: Vec<Because>,
    /// See [`Decision::change`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub change: Vec<String>,
    /// Why there is no decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Answer {
    /// Reads one line, decides, answers; a bad line is answered with `Error`.
    pub fn to_line(line: &str) -> Self {
        match serde_json::from_str::<Case>(line) {
            Ok(case) => case.answer(),
            Err(e) => Self::error(Value::Null, e.to_string()),
        }
    }

    fn error(id: Value, error: String) -> Self {
        Self {
            id,
            result: "Error",
            because: Vec::new(),
            change: Vec::new(),
            error: Some(error),
        }
    }
}

impl Case {
    /// Decides the case.
    pub fn answer(self) -> Answer {
        let id = self.id.clone();
        match self.decide() {
            Err(error) => Answer::error(id, error),
            Ok(Decision {
                result,
                because,
                change,
            }) => Answer {
                id,
                result: result.word(),
                because,
                change,
                error: None,
            },
        }
    }

    fn decide(self) -> Result<Decision, String> {
        let (request, policies) = self.question()?;
        Ok(decide(&request, &policies))
    }

    /// The request and the policies; an error names the part that cannot be
    /// read.
    pub fn question(self) -> Result<(Request, Policies), String> {
        let mut request = Request::new(self.principal, self.action, self.resource);
        request.resource_account = self.resource_account;
        if !request.action.contains(':') {
            return Err(format!("`{}` is not an action: service:Name", request.action));
        }
        for (key, value) in &self.context {
            request.context.set(key, context_values(key, value)?);
        }
        let one = |value: &Option<Value>, what| value.as_ref().map(|v| document(v, what)).transpose();
        let policies = Policies {
            identity: documents(&self.identity, "identity")?,
            resource: one(&self.resource_policy, "resourcePolicy")?,
            boundary: documents(&self.boundary, "boundary")?,
            session: one(&self.session, "session")?,
            scps: levels(&self.scps, "scps")?,
            rcps: levels(&self.rcps, "rcps")?,
            vpce: documents(&self.vpce, "vpce")?,
        };
        Ok((request, policies))
    }
}

fn context_values(key: &str, value: &Value) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(format!(
            "context key `{key}` takes strings, numbers, booleans or a list of them"
        )),
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        Value::Null => Ok(Vec::new()),
        value => Ok(vec![one(value)?]),
    }
}

fn levels(values: &[Vec<Value>], what: &str) -> Result<Vec<Vec<Document>>, String> {
    values.iter().map(|level| documents(level, what)).collect()
}

fn documents(values: &[Value], what: &str) -> Result<Vec<Document>, String> {
    values.iter().map(|v| document(v, what)).collect()
}

fn document(value: &Value, what: &str) -> Result<Document, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let document = Document::parse(&text).map_err(|e| format!("{what}: {e}"))?;
    let unknown = document
        .statements
        .iter()
        .flat_map(|s| &s.conditions)
        .find(|c| Operator::parse(&c.operator).is_none());
    match unknown {
        Some(condition) => Err(format!(
            "{what}: no condition operator is `{}`",
            condition.operator
        )),
        None => Ok(document),
    }
}
