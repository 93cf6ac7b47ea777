//! `policy lint`: what is wrong, where, with Access Analyzer's codes.

use super::args::LintArgs;
use super::{json, read};
use crate::cli::args::ListFormat;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output;
use crate::policy::lint::{Issue, Severity, lint};
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

pub(super) fn run(arguments: &LintArgs) -> Result<Exit, Failure> {
    let mut linted: Vec<(&PathBuf, Vec<Issue>)> = Vec::new();
    for file in &arguments.files {
        linted.push((file, lint(&read(file)?, arguments.kind)));
    }
    let text = match arguments.format {
        ListFormat::Table => table(&linted),
        ListFormat::Json => {
            let files = linted
                .iter()
                .map(|(file, issues)| json!({"file": file, "kind": arguments.kind, "issues": issues}));
            json(&files.collect())
        }
    };
    output::emit(None, &text)?;
    let refused = |issue: &Issue| issue.severity == Severity::Error;
    Ok(if linted.iter().any(|(_, issues)| issues.iter().any(refused)) {
        Exit::Findings
    } else {
        Exit::Fine
    })
}

/// One issue a line, as compilers print them.
fn table(linted: &[(&PathBuf, Vec<Issue>)]) -> String {
    let mut out = String::new();
    for (file, issues) in linted {
        for issue in issues {
            let word = match issue.severity {
                Severity::Error => "error",
                Severity::SecurityWarning => "security",
                Severity::Warning => "warning",
                Severity::Suggestion => "suggestion",
            };
            let (file, line, column) = (file.display(), issue.line, issue.column);
            let message = output::plain(&issue.message);
            let _ = writeln!(out, "{file}:{line}:{column}: {word}: {message} [{}]", issue.code);
        }
        if issues.is_empty() {
            let _ = writeln!(out, "{}: nothing wrong", file.display());
        }
    }
    out
}
