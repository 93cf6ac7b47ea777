//! What holds of every generated case, without an oracle.

use super::dice::Dice;
use super::generate::case;
use super::question;
use aisec_tui::policy::evaluate::{Compiled, Outcome, Policies, decide};
use aisec_tui::policy::{Document, Effect, Statement};

/// The documents of every slot that are there, each with its statements open
/// to change.
fn documents(policies: &mut Policies) -> Vec<&mut Document> {
    let mut all: Vec<&mut Document> = Vec::new();
    all.extend(&mut policies.identity);
    all.extend(&mut policies.resource);
    all.extend(&mut policies.boundary);
    all.extend(&mut policies.session);
    all.extend(policies.scps.iter_mut().flatten());
    all.extend(policies.rcps.iter_mut().flatten());
    all.extend(&mut policies.vpce);
    all
}

/// The statements of another case's document, with this effect.
fn extra(dice: &mut Dice, policies: &mut Policies, effect: Effect) -> Vec<Statement> {
    let mut donors = documents(policies);
    if donors.is_empty() {
        return Vec::new();
    }
    let donor = dice.below(donors.len());
    let mut statements = std::mem::take(&mut donors[donor].statements);
    for statement in &mut statements {
        statement.effect = effect;
    }
    statements
}

#[test]
fn the_compiled_form_decides_as_the_explained_one() {
    let mut dice = Dice::new(0x5EED);
    for id in 0..4_000 {
        let line = case(&mut dice, id);
        let (request, policies) = question(&line);
        let compiled = Compiled::new(&policies).decide(&request);
        assert_eq!(compiled, decide(&request, &policies).result, "{line}");
    }
}

#[test]
fn a_denial_added_anywhere_never_allows_more() {
    let mut dice = Dice::new(0xD0);
    for id in 0..2_000 {
        let line = case(&mut dice, id);
        let (request, mut policies) = question(&line);
        let before = decide(&request, &policies).result;
        let (_, mut donor) = question(&case(&mut dice, id));
        let denials = extra(&mut dice, &mut donor, Effect::Deny);
        let mut all = documents(&mut policies);
        if all.is_empty() {
            continue;
        }
        let at = dice.below(all.len());
        all[at].statements.extend(denials);
        let after = decide(&request, &policies).result;
        assert!(before == Outcome::Allowed || after != Outcome::Allowed, "{line}");
        assert!(before != Outcome::ExplicitlyDenied || after == before, "{line}");
    }
}

#[test]
fn a_grant_added_anywhere_never_denies_more() {
    let mut dice = Dice::new(0xA110);
    for id in 0..2_000 {
        let line = case(&mut dice, id);
        let (request, mut policies) = question(&line);
        let before = decide(&request, &policies).result;
        let (_, mut donor) = question(&case(&mut dice, id));
        let grants = extra(&mut dice, &mut donor, Effect::Allow);
        let mut all = documents(&mut policies);
        if all.is_empty() {
            continue;
        }
        let at = dice.below(all.len());
        all[at].statements.extend(grants);
        let after = decide(&request, &policies).result;
        assert!(before != Outcome::Allowed || after == Outcome::Allowed, "{line}");
    }
}

#[test]
fn the_cases_reach_every_outcome_often() {
    let mut dice = Dice::new(0xC0DE);
    let mut counts = [0; 3];
    for id in 0..2_000 {
        let (request, policies) = question(&case(&mut dice, id));
        counts[match decide(&request, &policies).result {
            Outcome::Allowed => 0,
            Outcome::ExplicitlyDenied => 1,
            Outcome::ImplicitlyDenied => 2,
        }] += 1;
    }
    assert!(counts.iter().all(|count| *count > 200), "{counts:?}");
}

#[test]
fn every_denied_case_says_what_would_have_to_change() {
    let mut dice = Dice::new(0xFACE);
    for id in 0..1_000 {
        let line = case(&mut dice, id);
        let (request, policies) = question(&line);
        let decision = decide(&request, &policies);
        assert_eq!(decision.change.is_empty(), decision.is_allowed(), "{line}");
        assert!(!decision.because.is_empty(), "{line}");
    }
}
