//! What holds of every text and of every case; each function panics where it
//! does not.

use crate::policy::document::{Document, Places};
use crate::policy::evaluate::Outcome;
use crate::policy::evaluate::{Answer, Case, Compiled, Policies, Request, decide};
use crate::policy::lint::{Issue, lint};
use crate::policy::{Effect, PolicyKind, Select, query};
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

/// The longest that one input may take, in seconds of the processor. Texts are
/// at most a few kilobytes; the slowest honest one takes milliseconds.
const MOST_SECONDS: f64 = 1.0;

/// Runs it and panics if it took the processor for too long: a text that
/// costs more than its length is a way to stop the program.
pub fn in_time(work: impl FnOnce()) {
    let seconds = || {
        let now = clock_gettime(ClockId::ThreadCPUTime);
        now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
    };
    let began = seconds();
    work();
    let took = seconds() - began;
    assert!(took < MOST_SECONDS, "it took {took:.2} s");
}

/// A text, of which nothing is known.
pub fn of_text(text: &str) {
    // Which kind of policy it is taken for hangs on its length, so that the
    // seeds are plain policies and a space more makes it another kind.
    let kind = PolicyKind::ALL[text.len() % PolicyKind::ALL.len()];
    let parsed = Document::parse_with_places(text);
    for issue in lint(text, kind) {
        of_issue(text, &issue, parsed.is_ok());
    }
    let (document, places) = match parsed {
        Ok(read) => read,
        Err(error) => {
            assert!(error.line >= 1 && error.column >= 1 && !error.reason.is_empty());
            assert!(error.line <= text.matches('\n').count() + 1, "{error}");
            // It may still be a line that `policy eval` reads.
            Answer::to_line(text);
            return;
        }
    };
    of_places(text, &document, &places);
    for printed in [document.to_json(), document.to_compact_json()] {
        let again =
            Document::parse(&printed).unwrap_or_else(|e| panic!("{e} in what was printed:\n{printed}"));
        assert_eq!(again, document, "printed and read again:\n{printed}");
    }
    of_queries(&document);
    for (request, policies) in questions(&document) {
        of_question(&request, &policies);
    }
}

fn of_issue(text: &str, issue: &Issue, is_policy: bool) {
    let code = issue.code;
    assert!(!issue.message.is_empty(), "{code}");
    assert!(
        text.get(issue.span.clone()).is_some(),
        "{code} stands at {:?}",
        issue.span
    );
    assert!(
        issue.line >= 1 && issue.line <= text.matches('\n').count() + 1,
        "{code}"
    );
    assert!(issue.column >= 1, "{code}");
    let Some(fix) = &issue.fix else { return };
    assert!(!fix.edits.is_empty(), "{code}");
    let mut end = 0;
    for edit in &fix.edits {
        assert!(edit.span.start >= end, "{code}: the edits are out of order");
        end = edit.span.end;
        assert!(
            text.get(edit.span.clone()).is_some(),
            "{code} edits {:?}",
            edit.span
        );
    }
    let fixed = fix.apply(text);
    assert_ne!(fixed, text, "{code}: its fix changes nothing");
    if is_policy {
        let read = Document::parse(&fixed);
        assert!(read.is_ok(), "{code}: {read:?} after its fix:\n{fixed}");
    }
}

fn of_places(text: &str, document: &Document, places: &Places) {
    assert_eq!(places.statements.len(), document.statements.len());
    for statement in &document.statements {
        let written = text.get(statement.span.0.clone());
        assert!(
            written.is_some_and(|s| s.starts_with('{') && s.ends_with('}')),
            "{written:?}"
        );
    }
}

fn of_queries(document: &Document) {
    query::grants_admin(document);
    query::pass_role_star(document);
    query::full_service_wildcards(document);
    query::decrypt_any_key(document);
    query::public_statements(document);
    query::outside_principals(document, "111122223333");
    query::denies_insecure_transport(document);
    query::service_trust_without_source(document);
    query::escalation_actions(document);
}

/// Requests that fit a document: one for each statement, made of its own
/// patterns, and one that knows nothing of it.
fn questions(document: &Document) -> Vec<(Request, Policies)> {
    let policies = Policies {
        identity: vec![document.clone()],
        resource: Some(document.clone()),
        ..Policies::default()
    };
    let all_over = Policies {
        boundary: vec![document.clone()],
        session: Some(document.clone()),
        scps: vec![vec![document.clone()]],
        rcps: vec![vec![document.clone()]],
        vpce: vec![document.clone()],
        ..policies.clone()
    };
    let who = "arn:aws:sts::111122223333:assumed-role/train/job";
    let mut out = vec![(
        Request::new(who, "s3:GetObject", "arn:aws:s3:::b/k"),
        policies.clone(),
    )];
    for statement in document.statements.iter().take(8) {
        let first = |select: Option<&Select>, other: &str| {
            let pattern = select.and_then(|s| s.patterns().first());
            pattern.map_or_else(|| other.to_owned(), |p| p.replace(['*', '?'], "a"))
        };
        let action = first(Some(&statement.action), "s3:GetObject");
        let resource = first(statement.resource.as_ref(), "*");
        let mut request = Request::new(who, action, resource).with_aws_keys();
        for condition in &statement.conditions {
            request.context.set(&condition.key, condition.values.clone());
        }
        out.push((request.clone(), policies.clone()));
        out.push((request, all_over.clone()));
    }
    out
}

/// A request and the policies that bear on it.
pub fn of_question(request: &Request, policies: &Policies) {
    let explained = decide(request, policies);
    let compiled = Compiled::new(policies).decide(request);
    assert_eq!(
        compiled, explained.result,
        "compiled and explained, of {request:?}"
    );
    assert!(!explained.because.is_empty(), "no reason is given");
    assert_eq!(
        explained.change.is_empty(),
        explained.is_allowed(),
        "what would have to change"
    );
}

/// A case as `policy eval` reads it, and one more statement for one of its
/// documents.
pub fn of_case(case: &Value, other: &Value, at: usize) {
    let read = |case: &Value| serde_json::from_value::<Case>(case.clone()).ok()?.question().ok();
    let Some((request, policies)) = read(case) else {
        assert_eq!(Answer::to_line(&case.to_string()).result, "Error");
        return;
    };
    of_question(&request, &policies);
    let before = decide(&request, &policies).result;
    let Some((_, donor)) = read(other) else { return };
    let donated: Vec<_> = donor.exhibits().flat_map(|e| &e.document.statements).collect();
    for effect in [Effect::Deny, Effect::Allow] {
        let mut more = policies.clone();
        let Some(document) = document_at(&mut more, at) else {
            return;
        };
        document.statements.extend(donated.iter().map(|s| {
            let mut statement = (*s).clone();
            statement.effect = effect;
            statement
        }));
        of_question(&request, &more);
        let after = decide(&request, &more).result;
        match effect {
            Effect::Deny => assert!(
                before == Outcome::Allowed || after != Outcome::Allowed,
                "a denial added has allowed it"
            ),
            Effect::Allow => assert!(
                before != Outcome::Allowed || after == Outcome::Allowed,
                "a grant added has denied it"
            ),
        }
    }
}

fn document_at(policies: &mut Policies, at: usize) -> Option<&mut Document> {
    let mut all: Vec<&mut Document> = Vec::new();
    all.extend(&mut policies.identity);
    all.extend(&mut policies.resource);
    all.extend(&mut policies.boundary);
    all.extend(&mut policies.session);
    all.extend(policies.scps.iter_mut().flatten());
    all.extend(policies.rcps.iter_mut().flatten());
    all.extend(&mut policies.vpce);
    let at = at.checked_rem(all.len())?;
    all.into_iter().nth(at)
}
