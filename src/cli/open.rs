//! The terminal UI: what `aisec-tui` opens without a subcommand.

use super::args::TargetArgs;
use super::connect::{connect, connect_demo, data_dir};
use super::exit::{Exit, Failure};
use crate::app::{Keymap, Options, Target};
use crate::tui::theme::Theme;
use crate::tui::{self, Connector, Launch, Opened, TuiError};
use etcetera::BaseStrategy as _;
use std::path::PathBuf;
use std::sync::Arc;

/// Opens the terminal UI and returns when it is left.
pub async fn run(target: &TargetArgs) -> Result<Exit, Failure> {
    // The demo's journals are kept apart: its account ends with the program.
    let launch = Launch {
        connect: connector(target)?,
        target: if target.demo {
            Target::Demo
        } else {
            Target::Configured
        },
        options: Options {
            read_only: target.read_only,
            has_demo: cfg!(feature = "demo"),
        },
        keymap: keymap()?,
        theme: theme(target.theme.as_deref())?,
    };
    tui::run(launch).await.map_err(|e| failure(&e))?;
    Ok(Exit::Fine)
}

fn failure(error: &TuiError) -> Failure {
    let message = error.to_string();
    match error {
        TuiError::NoTerminal => Failure::usage(message),
        TuiError::Io(_) => Failure::aws(message),
    }
}

/// Opens the account that the flags name, or the embedded one on request.
fn connector(target: &TargetArgs) -> Result<Connector, Failure> {
    let configured = TargetArgs {
        demo: false,
        ..target.clone()
    };
    let embedded = TargetArgs {
        demo: true,
        profile: None,
        endpoint_url: None,
        assume_role: Vec::new(),
        ..target.clone()
    };
    let (configured_dir, embedded_dir) = (data_dir(&configured)?, data_dir(&embedded)?);
    Ok(Arc::new(move |wanted| {
        let (configured, embedded) = (configured.clone(), embedded.clone());
        let (configured_dir, embedded_dir) = (configured_dir.clone(), embedded_dir.clone());
        Box::pin(async move {
            let demo = wanted == Target::Demo;
            let session = if demo {
                connect_demo(&embedded).await
            } else {
                connect(&configured).await.map(|session| (session, None))
            };
            let data_dir = if demo { embedded_dir } else { configured_dir };
            session
                .map(|(session, written)| Opened {
                    session,
                    demo,
                    data_dir,
                    written,
                })
                .map_err(|e| e.message)
        })
    }))
}

/// The user's own keys over the embedded ones.
fn keymap() -> Result<Keymap, Failure> {
    let Some(path) = config_file("keymap.toml").filter(|p| p.exists()) else {
        return Ok(Keymap::default());
    };
    let text = super::output::read(&path)?;
    Keymap::with_overrides(&text).map_err(|e| {
        Failure::usage(format!(
            "{} cannot be used: {e}.\nMend it, or move it away.",
            path.display()
        ))
    })
}

/// A theme by name or by file; without one, what fits the terminal.
fn theme(wanted: Option<&str>) -> Result<Theme, Failure> {
    let file = wanted
        .map(PathBuf::from)
        .filter(|p| p.extension().is_some_and(|e| e == "toml"));
    let theme = match file {
        Some(path) => Theme::parse(&super::output::read(&path)?),
        None => Theme::choose(wanted, |name| std::env::var(name).ok()),
    };
    theme.map_err(|e| Failure::usage(format!("The theme cannot be used: {e}.")))
}

fn config_file(name: &str) -> Option<PathBuf> {
    etcetera::choose_base_strategy()
        .ok()
        .map(|base| base.config_dir().join("aisec-tui").join(name))
}
