//! `policy who-can`: who can do an action on a resource, and by which path.

use super::args::WhoCanArgs;
use crate::cli::args::{ListFormat, TargetArgs};
use crate::cli::connect::inventory_of;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{self, plain};
use crate::posture::reach::{Hop, Reach, Reacher, WhoCan};
use std::fmt::Write as _;

pub(super) async fn run(target: &TargetArgs, arguments: &WhoCanArgs) -> Result<Exit, Failure> {
    let (inventory, _) = inventory_of(target, arguments.inventory.as_deref()).await?;
    let answer = Reach::new(&inventory)
        .who_can(&arguments.action, &arguments.resource, arguments.max_hops.into())
        .map_err(|e| Failure::usage(plain(&format!("{e}."))))?;
    let text = match arguments.format {
        ListFormat::Table => table(&answer),
        ListFormat::Json => {
            let text = serde_json::to_string_pretty(&answer)
                .map_err(|e| Failure::usage(format!("The answer cannot be written as JSON: {e}.")))?;
            text + "\n"
        }
    };
    output::emit(None, &text)?;
    Ok(Exit::Fine)
}

fn table(answer: &WhoCan) -> String {
    let mut out = String::new();
    for reacher in &answer.principals {
        draw(&mut out, reacher);
    }
    let (found, asked) = (answer.principals.len(), answer.asked);
    let _ = writeln!(
        out,
        "{found} of {asked} principals can {} on {}, or may.",
        answer.action,
        plain(&answer.resource)
    );
    if answer.cut {
        let _ = writeln!(
            out,
            "There are paths of more than {} hops: --max-hops finds them.",
            answer.max_hops
        );
    }
    for caveat in &answer.caveats {
        let _ = writeln!(out, "{}", plain(caveat));
    }
    out
}

fn draw(out: &mut String, reacher: &Reacher) {
    let line = format!(
        "{:<11}  {} {}  {}",
        reacher.answer.word(),
        reacher.who.word(),
        reacher.name,
        reacher.principal
    );
    let _ = writeln!(out, "{}", plain(line.trim_end()));
    hops(out, reacher.path.iter());
    for provided in &reacher.provided {
        let _ = writeln!(out, "{}", plain(&format!("{:13}{provided}", "")));
    }
}

/// The steps of a path, each with the statements that give it.
pub(super) fn hops<'h>(out: &mut String, path: impl Iterator<Item = &'h Hop>) {
    for (number, hop) in (1..).zip(path) {
        let words = if hop.way == "act" {
            format!("{} on {}", hop.title, hop.to)
        } else {
            format!("{} [{}] → {}", hop.title, hop.way, hop.to)
        };
        let _ = writeln!(out, "{}", plain(&format!("{:13}{number}. {words}", "")));
        for permission in &hop.permissions {
            let caller = permission
                .caller
                .as_ref()
                .map_or(String::new(), |c| format!(" by {c}"));
            let line = format!(
                "{:16}{}{caller}: {}",
                "",
                permission.action,
                permission.given_by()
            );
            let _ = writeln!(out, "{}", plain(&line));
        }
    }
}
