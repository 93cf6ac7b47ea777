//! `policy compare`: does the new set allow what the old one does not.

use super::args::CompareArgs;
use super::{document, json};
use crate::cli::args::ListFormat;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output;
use crate::policy::Document;
use crate::policy::compare::{Comparison, Place, Witness, allows, allows_more, allows_others, allows_public};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// One question and its answer.
struct Asked<'a> {
    /// Its name in JSON.
    key: &'static str,
    claim: &'static str,
    answer: Comparison,
    /// The files that the answer's statements are of.
    files: &'a [PathBuf],
    /// Whether a yes fails the command.
    must_be_no: bool,
}

pub(super) fn run(arguments: &CompareArgs) -> Result<Exit, Failure> {
    let asked = ask(arguments)?;
    let text = match arguments.format {
        ListFormat::Json => {
            let answers = asked.iter().map(|a| (a.key.to_owned(), answer(&a.answer)));
            json(&Value::Object(answers.collect()))
        }
        ListFormat::Table => {
            let mut out = String::new();
            for asked in &asked {
                say(&mut out, asked.claim, &asked.answer, asked.files);
            }
            out
        }
    };
    output::emit(None, &text)?;
    // What cannot be told is not a pass.
    let failed = |a: &Asked<'_>| a.must_be_no && a.answer != Comparison::No;
    Ok(if asked.iter().any(failed) {
        Exit::Findings
    } else {
        Exit::Fine
    })
}

fn ask(arguments: &CompareArgs) -> Result<Vec<Asked<'_>>, Failure> {
    let (old, new) = (set(&arguments.old)?, set(&arguments.new)?);
    let of_new = |key, claim, answer| Asked {
        key,
        claim,
        answer,
        files: &arguments.new,
        must_be_no: true,
    };
    let mut asked = Vec::new();
    if !old.is_empty() {
        let gained = "The new policy allows what the old one does not";
        asked.push(of_new("new_allows_more", gained, allows_more(&new, &old)));
        asked.push(Asked {
            key: "old_allows_more",
            claim: "The old policy allows what the new one does not",
            answer: allows_more(&old, &new),
            files: &arguments.old,
            must_be_no: false,
        });
    }
    if arguments.no_public_access {
        name_principals(arguments, &new, "--no-public-access")?;
        asked.push(of_new(
            "public_access",
            "The policy lets in the public",
            allows_public(&new),
        ));
    }
    if !arguments.no_others_than.is_empty() {
        name_principals(arguments, &new, "--no-others-than")?;
        let found = allows_others(&new, &arguments.no_others_than);
        asked.push(of_new(
            "access_by_others",
            "The policy lets in others than these",
            found,
        ));
    }
    if !arguments.no_access_to.is_empty() {
        let found = allows(&new, &arguments.no_access_to, &arguments.on);
        asked.push(of_new("access_to", "The policy allows that access", found));
    }
    Ok(asked)
}

/// A policy that names no principal says nothing of who is let in.
fn name_principals(arguments: &CompareArgs, set: &[Document], flag: &str) -> Result<(), Failure> {
    let nameless = |document: &Document| document.statements.iter().any(|s| s.principal.is_none());
    match set.iter().position(nameless) {
        None => Ok(()),
        Some(at) => Err(Failure::usage(format!(
            "{}: a statement names no principal, so it is not the policy of a resource.\n{flag} asks who is let in: give a bucket, key or other resource policy.",
            arguments.new[at].display()
        ))),
    }
}

fn set(files: &[PathBuf]) -> Result<Vec<Document>, Failure> {
    files.iter().map(|file| document(file)).collect()
}

fn request(witness: &Witness) -> Vec<(String, String)> {
    let asked = &witness.request;
    let mut all = vec![
        ("principal".to_owned(), asked.principal.clone()),
        ("action".to_owned(), asked.action.clone()),
        ("resource".to_owned(), asked.resource.clone()),
    ];
    let context = asked
        .context
        .iter()
        .map(|(key, values)| (key.to_owned(), values.join(", ")));
    all.extend(context);
    all
}

fn answer(comparison: &Comparison) -> Value {
    match comparison {
        Comparison::No => json!({"answer": "no"}),
        Comparison::CannotTell(why) => json!({"answer": "cannot tell", "because": why}),
        Comparison::Yes(witness) => json!({
            "answer": "yes",
            "request": request(witness).into_iter().map(|(key, value)| (key, Value::String(value)))
                .collect::<serde_json::Map<String, Value>>(),
            "granted_by": witness.granted_by,
            "denied_by": witness.denied_by,
        }),
    }
}

fn say(out: &mut String, claim: &str, comparison: &Comparison, files: &[PathBuf]) {
    match comparison {
        Comparison::No => {
            let _ = writeln!(out, "{claim}: no.");
        }
        Comparison::CannotTell(why) => {
            let _ = writeln!(out, "{claim}: cannot tell.");
            for why in why {
                let _ = writeln!(out, "  {}", output::plain(why));
            }
        }
        Comparison::Yes(witness) => {
            let _ = writeln!(out, "{claim}: yes, for example");
            for (name, value) in request(witness) {
                let _ = writeln!(out, "  {name:<22} {}", output::plain(&value));
            }
            let file = files
                .get(witness.granted_by.document)
                .map(|f| f.display().to_string());
            let _ = writeln!(
                out,
                "  {:<22} {} of {}",
                "granted by",
                place(&witness.granted_by),
                file.unwrap_or_default()
            );
            if let Some(denied) = &witness.denied_by {
                let _ = writeln!(out, "  {:<22} {} of the other", "denied by", place(denied));
            }
        }
    }
}

fn place(place: &Place) -> String {
    match &place.sid {
        Some(sid) => output::plain(&format!("statement {sid}")),
        None => format!("statement {}", place.statement + 1),
    }
}
