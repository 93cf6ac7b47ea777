//! `policy compare`: does the new set allow what the old one does not.

use super::args::CompareArgs;
use super::{document, json};
use crate::cli::args::ListFormat;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output;
use crate::policy::Document;
use crate::policy::compare::{Comparison, Place, Witness, allows_more};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

pub(super) fn run(arguments: &CompareArgs) -> Result<Exit, Failure> {
    let (old, new) = (set(&arguments.old)?, set(&arguments.new)?);
    let (gained, lost) = (allows_more(&new, &old), allows_more(&old, &new));
    let text = match arguments.format {
        ListFormat::Json => json(&json!({
            "new_allows_more": answer(&gained),
            "old_allows_more": answer(&lost),
        })),
        ListFormat::Table => {
            let mut out = String::new();
            say(
                &mut out,
                "The new policy allows what the old one does not",
                &gained,
                &arguments.new,
            );
            say(
                &mut out,
                "The old policy allows what the new one does not",
                &lost,
                &arguments.old,
            );
            out
        }
    };
    output::emit(None, &text)?;
    Ok(match gained {
        Comparison::No => Exit::Fine,
        // What cannot be told is not a pass.
        Comparison::Yes(_) | Comparison::CannotTell(_) => Exit::Findings,
    })
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
