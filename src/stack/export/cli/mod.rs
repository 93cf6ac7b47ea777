//! The stack as a bash script of AWS CLI calls: one for each step, in order.
//!
//! - `shell`: words and calls as bash
//! - `say`: which call each step is, and what it gives
//! - `data`: keys, buckets, objects, roles
//! - `network`: the VPC and what lies in it
//! - `workload`: what runs

mod data;
mod network;
mod say;
mod shell;
mod workload;

use super::handover::{ExportError, Handover};
use super::labels::{Case, Labels, label, labels};
use super::words::{about, comment, lines};
use crate::stack::Step;
use crate::stack::reference::{Part, parts};
use say::{Call, From};
use shell::{Shell, Variables, literal};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The script of the stack.
///
/// # Errors
/// A text refers to what no call gives.
pub fn write(handover: &Handover<'_>) -> Result<String, ExportError> {
    let calls: Vec<(&Step, Call)> = handover
        .steps
        .iter()
        .map(|step| (step, say::say(step, handover)))
        .collect();
    let script = Script {
        labels: labels(handover.steps, Case::Shout),
        wanted: wanted(&calls),
        handover,
    };
    let mut out = script.head();
    for (index, (step, call)) in calls.iter().enumerate() {
        out.push('\n');
        out.push_str(&about(step));
        let _ = writeln!(
            out,
            "echo {}",
            literal(&format!(
                "[{}/{}] {}",
                index + 1,
                calls.len(),
                comment(&step.title)
            ))
        );
        out.push_str(&script.call(step, call)?);
    }
    let last: Vec<String> = calls
        .iter()
        .filter_map(|(step, call)| Some((step, call.last.as_ref()?)))
        .map(|(step, words)| script.shell(step).line(words))
        .collect::<Result<_, _>>()?;
    if !last.is_empty() {
        let _ = writeln!(out, "\n# What AWS takes minutes to make.\n{}", last.join("\n"));
    }
    let _ = writeln!(
        out,
        "\necho {}",
        literal(&format!("The stack {} stands.", handover.stack))
    );
    Ok(out)
}

/// The outputs that some call names.
fn wanted(calls: &[(&Step, Call)]) -> BTreeSet<(String, String)> {
    let mut wanted = BTreeSet::new();
    let mut add = |words: &str| {
        for part in parts(words) {
            if let Part::Output { step, output } = part {
                wanted.insert((step.to_owned(), output.to_owned()));
            }
        }
    };
    for (_, call) in calls {
        for (_, value) in &call.parameters {
            value.words(&mut add);
        }
        for words in call.after.iter().chain(&call.last).flatten() {
            add(words);
        }
    }
    wanted
}

struct Script<'a> {
    handover: &'a Handover<'a>,
    labels: Labels<'a>,
    wanted: BTreeSet<(String, String)>,
}

impl Variables for Script<'_> {
    fn variable(&self, step: &str, output: &str) -> Option<String> {
        let made = self.handover.steps.iter().find(|s| s.id == step)?;
        let call = say::say(made, self.handover);
        call.gives.iter().find(|(name, _)| *name == output)?;
        Some(format!(
            "{}__{}",
            self.labels.get(step)?,
            label(output, Case::Shout)
        ))
    }
}

impl Script<'_> {
    fn shell<'s>(&'s self, step: &'s Step) -> Shell<'s> {
        Shell {
            variables: self,
            step: &step.id,
        }
    }

    fn head(&self) -> String {
        let h = self.handover;
        let mut out = String::from("#!/usr/bin/env bash\n");
        for said in [
            format!(
                "The stack {} of account {} in {}, written by `aisec-tui stack export`.",
                h.stack, h.account, h.region
            ),
            "It makes everything anew and looks for nothing first: run it once, where the stack does not \
             stand yet. Unlike `aisec-tui stack apply` it keeps no journal: when it stops, what it has made \
             stays, and `aisec-tui stack plan` finds it by its tags and goes on from there."
                .to_owned(),
        ] {
            out.push_str(&lines(&said));
        }
        let account = literal(h.account.as_str());
        let _ = write!(
            out,
            "set -euo pipefail\n\n\
             export AWS_REGION={region} AWS_DEFAULT_REGION={region} AWS_PAGER=\n\n\
             account=$(aws sts get-caller-identity --query Account --output text)\n\
             if [ \"$account\" != {account} ]; then\n  \
               echo {wrong}\"$account\" >&2\n  \
               exit 1\n\
             fi\n",
            region = literal(h.region.as_str()),
            wrong = literal(&format!(
                "This script is for account {}, and these credentials are of ",
                h.account
            )),
        );
        out.push_str(shell::PREAMBLE);
        out
    }

    fn call(&self, step: &Step, call: &Call) -> Result<String, ExportError> {
        let shell = self.shell(step);
        let is_wanted = |output: &str| self.wanted.contains(&(step.id.clone(), output.to_owned()));
        let mut out: String = call.notes.iter().map(|note| lines(note)).collect();
        let mut queried = Vec::new();
        let mut known = Vec::new();
        for (output, from) in call.gives.iter().filter(|(output, _)| is_wanted(output)) {
            let name = self
                .variable(&step.id, output)
                .expect("a call has a variable for each output that it gives");
            match from {
                From::Answer(query) => queried.push((name, *query)),
                From::Words(words) => known.push(format!("{name}={}\n", shell.words(words)?)),
            }
        }
        let command = shell.command(call.operation, &call.parameters)?;
        match &queried[..] {
            [] => {
                let _ = writeln!(out, "again {command} >/dev/null");
            }
            [(name, query)] => {
                let _ = writeln!(
                    out,
                    "{name}=$(again {command} \\\n  --query {} --output text)",
                    literal(query)
                );
            }
            several => {
                let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
                let queries: Vec<&str> = several.iter().map(|(_, query)| *query).collect();
                let query = format!("[{}]", queries.join(","));
                let _ = writeln!(
                    out,
                    "made=$(again {command} \\\n  --query {} --output text)\n\
                     read -r {} <<<\"$made\"",
                    literal(&query),
                    names.join(" ")
                );
            }
        }
        for line in known {
            out.push_str(&line);
        }
        if let Some(words) = &call.after {
            let _ = writeln!(out, "{}", shell.line(words)?);
        }
        Ok(out)
    }
}
