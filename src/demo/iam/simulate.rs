//! The policy simulator, answered by our own evaluator.

use super::Acts;
use super::access::{boundary, holder, sources};
use super::ask::{Ask, Refusal, ends};
use super::context_keys::{inputs, keys_of};
use super::state::{Holder, State};
use crate::demo::wire::xml::Writer;
use crate::demo::{ACCOUNT_ID, Response};
use crate::policy::evaluate::{Because, Context, Outcome, Policies, Request, Slot, decide};
use crate::policy::{Document, json};

pub(super) const ACTS: Acts = &[
    ("SimulateCustomPolicy", custom),
    ("SimulatePrincipalPolicy", principal),
];

/// A policy of the simulation: what it is called, its text, what it says.
struct Input {
    id: String,
    text: String,
    document: Document,
}

/// The policies of a simulation.
#[derive(Default)]
struct Inputs {
    identity: Vec<Input>,
    boundary: Vec<Input>,
    resource: Vec<Input>,
}

fn named(ask: &Ask<'_>, list: &str) -> Result<Vec<Input>, Refusal> {
    let numbered = (1..).zip(inputs(ask, list)?);
    Ok(numbered
        .map(|(n, (text, document))| Input {
            id: format!("{list}.{n}"),
            text: text.to_owned(),
            document,
        })
        .collect())
}

fn input(id: &str, text: &str) -> Option<Input> {
    Some(Input {
        id: id.to_owned(),
        text: text.to_owned(),
        document: Document::parse(text).ok()?,
    })
}

fn resource_policy(ask: &Ask<'_>) -> Result<Vec<Input>, Refusal> {
    let Some(text) = ask.form.get("ResourcePolicy") else {
        return Ok(Vec::new());
    };
    match input("ResourcePolicy", text) {
        Some(input) => Ok(vec![input]),
        None => Err(Refusal::input("Syntax errors in ResourcePolicy.")),
    }
}

fn custom(_: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policies = Inputs {
        identity: named(ask, "PolicyInputList")?,
        boundary: named(ask, "PermissionsBoundaryPolicyInputList")?,
        resource: resource_policy(ask)?,
    };
    let caller = ask.form.get("CallerArn");
    if caller.is_none() && !policies.resource.is_empty() {
        return Err(Refusal::input(
            "CallerArn is required when a ResourcePolicy is given.",
        ));
    }
    answer(ask, caller, &policies)
}

fn principal(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let arn = ask.need("PolicySourceArn")?;
    let (kind, name) = holder(arn).ok_or_else(|| Refusal::input(format!("Invalid Entity Arn: {arn}")))?;
    let core = state.core(kind, name)?;
    let mut policies = Inputs {
        identity: sources(state, kind, name)
            .iter()
            .filter_map(|source| input(&source.id, source.document))
            .collect(),
        boundary: named(ask, "PermissionsBoundaryPolicyInputList")?,
        resource: resource_policy(ask)?,
    };
    policies.identity.extend(named(ask, "PolicyInputList")?);
    // A boundary that is passed takes the place of the principal's own.
    if policies.boundary.is_empty()
        && let Some(text) = boundary(state, core)
    {
        let id = core.boundary.as_deref().unwrap_or_default();
        policies.boundary.extend(input(id, text));
    }
    let caller = match ask.form.get("CallerArn") {
        Some(caller) => Some(caller),
        None if kind == Holder::Group => None,
        None => Some(core.arn.as_str()),
    };
    answer(ask, caller, &policies)
}

/// `ContextEntries`; a list type takes several values, the others one.
fn context(ask: &Ask<'_>) -> Result<Context, Refusal> {
    let mut context = Context::default();
    for entry in ask.form.groups("ContextEntries") {
        let (name, kind) = (entry.text("ContextKeyName"), entry.text("ContextKeyType"));
        let values = entry.list("ContextKeyValues");
        if values.len() > 1 && !kind.ends_with("List") {
            return Err(Refusal::input(format!(
                "Context key {name} of type {kind} takes one value."
            )));
        }
        context.set(name, values.into_iter().map(str::to_owned).collect());
    }
    Ok(context)
}

/// One action on one resource, decided.
struct Verdict {
    action: String,
    resource: String,
    decision: &'static str,
    because: Vec<Because>,
    missing: Vec<String>,
    /// With a boundary: whether it would allow.
    bounded: Option<bool>,
}

fn answer(ask: &Ask<'_>, caller: Option<&str>, policies: &Inputs) -> Result<Response, Refusal> {
    let actions = ask.form.list("ActionNames");
    if actions.is_empty() {
        ask.need("ActionNames")?;
    }
    if let Some(bad) = actions.iter().find(|a| !a.contains(':')) {
        return Err(Refusal::input(format!("Invalid Entity Action: {bad}")));
    }
    let mut resources = ask.form.list("ResourceArns");
    if resources.is_empty() {
        resources.push("*");
    }
    let context = context(ask)?;
    let mut verdicts = Vec::new();
    for action in &actions {
        for resource in &resources {
            let mut request = Request::new(
                caller.map_or_else(
                    || format!("arn:aws:iam::{ACCOUNT_ID}:user/simulated"),
                    str::to_owned,
                ),
                *action,
                *resource,
            );
            request.context = context.clone();
            request.resource_account = ask.form.get("ResourceOwner").map(owner);
            if caller.is_some() {
                request = request.with_aws_keys();
            }
            verdicts.push(verdict(request, policies));
        }
    }
    let (shown, next) = ask.page(&verdicts)?;
    Ok(ask.answer(|x| {
        x.list("EvaluationResults", "member", shown, |x, verdict| {
            show(x, verdict, policies);
        });
        ends(x, next.as_deref());
    }))
}

/// `ResourceOwner` is an account's ARN.
fn owner(arn: &str) -> String {
    arn.split(':').nth(4).unwrap_or(arn).to_owned()
}

/// Keys and roles also need their own policy's word; where none is given the
/// simulator takes it that they trust their account.
fn trusting() -> Option<Document> {
    let statement = serde_json::json!({
        "Effect": "Allow", "Principal": {"AWS": ACCOUNT_ID}, "Action": "*", "Resource": "*",
    });
    Document::parse(&serde_json::json!({"Statement": [statement]}).to_string()).ok()
}

fn verdict(request: Request, policies: &Inputs) -> Verdict {
    let documents = |inputs: &[Input]| inputs.iter().map(|i| i.document.clone()).collect::<Vec<_>>();
    let resource = documents(&policies.resource).into_iter().next();
    let resource = resource.or_else(trusting);
    let all = Policies {
        identity: documents(&policies.identity),
        boundary: documents(&policies.boundary),
        resource: resource.clone(),
        ..Policies::default()
    };
    let decided = decide(&request, &all);
    let bounded = (!all.boundary.is_empty()).then(|| {
        let boundary_alone = Policies {
            identity: all.boundary.clone(),
            resource,
            ..Policies::default()
        };
        decide(&request, &boundary_alone).is_allowed()
    });
    let inputs = [&policies.identity, &policies.boundary, &policies.resource];
    let keys = keys_of(inputs.into_iter().flatten().map(|i| &i.document));
    Verdict {
        decision: match decided.result {
            Outcome::Allowed => "allowed",
            Outcome::ExplicitlyDenied => "explicitDeny",
            Outcome::ImplicitlyDenied => "implicitDeny",
        },
        because: decided.because,
        missing: keys
            .into_iter()
            .filter(|key| request.context.get(key).is_none())
            .collect(),
        bounded,
        action: request.action,
        resource: request.resource,
    }
}

fn show(x: &mut Writer, verdict: &Verdict, policies: &Inputs) {
    x.text("EvalActionName", &verdict.action);
    x.text("EvalResourceName", &verdict.resource);
    x.text("EvalDecision", verdict.decision);
    matched(x, verdict, policies);
    missing(x, verdict);
    bounded(x, verdict);
    x.list("ResourceSpecificResults", "member", [()], |x, ()| {
        x.text("EvalResourceName", &verdict.resource);
        x.text("EvalResourceDecision", verdict.decision);
        matched(x, verdict, policies);
        missing(x, verdict);
        bounded(x, verdict);
    });
}

fn missing(x: &mut Writer, verdict: &Verdict) {
    x.list("MissingContextValues", "member", &verdict.missing, |x, key| {
        x.raw_text(key);
    });
}

fn bounded(x: &mut Writer, verdict: &Verdict) {
    if let Some(allowed) = verdict.bounded {
        x.element("PermissionsBoundaryDecisionDetail", |x| {
            x.text("AllowedByPermissionsBoundary", allowed);
        });
    }
}

/// The statements that made the decision, by policy and place.
fn matched(x: &mut Writer, verdict: &Verdict, policies: &Inputs) {
    let statements = verdict.because.iter().filter_map(|because| {
        let (inputs, kind) = match because.policy {
            Slot::Identity => (&policies.identity, "IAM Policy"),
            Slot::Boundary => (&policies.boundary, "IAM Permissions Boundary Policy"),
            Slot::ResourcePolicy => (&policies.resource, "Resource Policy"),
            _ => return None,
        };
        let input = inputs.get(because.index?)?;
        let statement = input.document.statements.get(because.statement?)?;
        Some((input, kind, statement))
    });
    x.list(
        "MatchedStatements",
        "member",
        statements,
        |x, (input, kind, statement)| {
            x.text("SourcePolicyId", &input.id);
            x.text("SourcePolicyType", kind);
            place(x, "StartPosition", &input.text, statement.span.0.start);
            place(x, "EndPosition", &input.text, statement.span.0.end);
        },
    );
}

fn place(x: &mut Writer, name: &str, text: &str, at: usize) {
    let (line, column) = json::line_and_column(text, at);
    x.element(name, |x| {
        x.text("Line", line);
        x.text("Column", column);
    });
}
