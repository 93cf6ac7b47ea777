//! `policy paths`: the attack paths of an account, and what to mend first.

use super::args::PathsArgs;
use super::who_can::hops;
use crate::cli::args::{ListFormat, TargetArgs};
use crate::cli::connect::inventory_of;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{self, plain};
use crate::posture::reach::{AttackPaths, Reach};
use std::fmt::Write as _;

pub(super) async fn run(target: &TargetArgs, arguments: &PathsArgs) -> Result<Exit, Failure> {
    let (inventory, _) = inventory_of(target, arguments.inventory.as_deref()).await?;
    let all = Reach::new(&inventory).attack_paths(arguments.max_hops.into());
    let text = match arguments.format {
        ListFormat::Table => table(&all),
        ListFormat::Json => {
            let text = serde_json::to_string_pretty(&all)
                .map_err(|e| Failure::usage(format!("The paths cannot be written as JSON: {e}.")))?;
            text + "\n"
        }
    };
    output::emit(None, &text)?;
    let escalates = all.paths.iter().any(|p| p.escalates);
    Ok(if arguments.fail && escalates {
        Exit::Findings
    } else {
        Exit::Fine
    })
}

fn table(all: &AttackPaths) -> String {
    let mut out = String::new();
    for path in &all.paths {
        let prize = all.prize_of(path);
        let line = format!(
            "{:<11}  {} {} → {} {}",
            path.answer.word(),
            path.who.word(),
            path.name,
            prize.stake.word(),
            prize.name
        );
        let _ = writeln!(out, "{}", plain(&line));
        hops(&mut out, all.hops_of(path));
    }
    let of_use: Vec<_> = all.remedies.iter().filter(|r| r.closes > 0).take(10).collect();
    if !of_use.is_empty() {
        let _ = writeln!(out, "\nWhat to mend first:");
    }
    for remedy in of_use {
        let line = format!(
            "  closes {} of the {} paths that go by it: {}",
            remedy.closes,
            remedy.paths.len(),
            remedy.statement
        );
        let _ = writeln!(out, "{}", plain(&line));
    }
    let _ = writeln!(
        out,
        "\n{} paths to {} things at stake from {} people and parties outside.",
        all.paths.len(),
        all.prizes.len(),
        all.asked
    );
    if all.cut {
        let _ = writeln!(
            out,
            "There are paths of more than {} hops: --max-hops finds them.",
            all.max_hops
        );
    }
    for caveat in &all.caveats {
        let _ = writeln!(out, "{}", plain(caveat));
    }
    out
}
