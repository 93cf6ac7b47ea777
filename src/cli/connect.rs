//! From flags to a session: the real account, any endpoint, or the embedded
//! account; and the folder where journals live.

use super::args::TargetArgs;
use super::exit::Failure;
use super::output;
use super::progress::Bar;
use crate::aws::collect;
use crate::aws::session::{ConnectError, ConnectOptions, Session};
use crate::inventory::{Inventory, Region, Timestamp};
use crate::tui::Written;
use etcetera::BaseStrategy as _;
use std::path::{Path, PathBuf};
#[cfg(feature = "demo")]
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// What stands for every Region that the account has switched on.
const EVERY_REGION: &str = "all";

/// Connects as the flags say.
pub async fn connect(target: &TargetArgs) -> Result<Session, Failure> {
    if target.demo {
        return Ok(connect_demo(target).await?.0);
    }
    Session::connect(options(target)).await.map_err(|e| failure(&e))
}

/// The inventory of the account that the flags name, and the calls that it
/// took; or one that `scan --save-inventory` kept.
pub async fn inventory_of(target: &TargetArgs, saved: Option<&Path>) -> Result<(Inventory, u64), Failure> {
    let Some(path) = saved else {
        let session = connect(target).await?;
        let mut bar = Bar::new();
        return Ok(collect::inventory_watched(&session, None, |progress| bar.tell(progress)).await);
    };
    let inventory = serde_json::from_str(&output::read(path)?).map_err(|e| {
        Failure::usage(format!(
            "{} is not a saved inventory: {e}.\nMake one with `aisec-tui scan --save-inventory FILE`.",
            path.display()
        ))
    })?;
    Ok((inventory, 0))
}

/// What the AWS room is told, from the flags.
pub fn options(target: &TargetArgs) -> ConnectOptions {
    ConnectOptions {
        profile: target.profile.clone(),
        regions: (target.region.iter().filter(|name| *name != EVERY_REGION))
            .map(|name| Region::new(name.as_str()))
            .collect(),
        every_region: target.region.iter().any(|name| name == EVERY_REGION),
        endpoint_url: target.endpoint_url.clone(),
        assume_roles: target.assume_role.clone(),
        read_only: target.read_only,
        ..ConnectOptions::default()
    }
}

/// Connects to the account embedded in the program, its story told anew. It
/// ends with the program. Also says how often it was written to.
#[cfg(feature = "demo")]
pub async fn connect_demo(target: &TargetArgs) -> Result<(Session, Option<Written>), Failure> {
    let account = super::demo::account(&target.embedded, true).await?;
    let session = crate::demo::connect(&account, options(target))
        .await
        .map_err(|e| failure(&e))?;
    let written = Written(Arc::new(move || account.calls().written()));
    Ok((session, Some(written)))
}

/// This build has no embedded account.
#[cfg(not(feature = "demo"))]
#[expect(clippy::unused_async, reason = "the same shape as with the embedded account")]
pub async fn connect_demo(_target: &TargetArgs) -> Result<(Session, Option<Written>), Failure> {
    Err(Failure::usage(
        "This build has no embedded account.\nBuild it with the default features to use --demo.",
    ))
}

/// The exit code that a connection failure ends with.
pub fn failure(error: &ConnectError) -> Failure {
    let message = error.to_string();
    match error {
        ConnectError::UnknownRegion { .. } | ConnectError::NoRegion | ConnectError::BadEndpoint { .. } => {
            Failure::usage(message)
        }
        _ => Failure::aws(message),
    }
}

/// The folder of journals: the flag, or `aisec-tui` under the XDG data folder.
pub fn data_dir(target: &TargetArgs) -> Result<PathBuf, Failure> {
    if let Some(dir) = &target.data_dir {
        return Ok(dir.clone());
    }
    let base = etcetera::choose_base_strategy().map_err(|_| {
        Failure::usage(
            "The home folder is not known, so there is no place for journals.\nSet HOME or give --data-dir.",
        )
    })?;
    let name = if target.demo {
        "aisec-tui/demo"
    } else {
        "aisec-tui"
    };
    Ok(base.data_dir().join(name))
}

/// The clock of the command line; lower floors are given the time.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
