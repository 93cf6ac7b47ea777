//! `demo serve`: the embedded account over HTTP, for other tools; and how the
//! flags say that the embedded account is opened.

use super::args::{Cli, Command, EmbeddedArgs, ServeArgs, TargetArgs};
use super::exit::{Exit, Failure};

/// Refuses flags of the embedded account where no such account is opened, and
/// flags of another account where it is served.
pub fn accepts(cli: &Cli) -> Result<(), Failure> {
    let target = &cli.target;
    let serves = matches!(cli.command, Some(Command::Demo(_)));
    if target.embedded != EmbeddedArgs::default() && !target.demo && !serves {
        return Err(Failure::usage(
            "The --demo-… flags shape the embedded account, and it is not the one that is opened.\n\
             Add --demo, or use `aisec-tui demo serve`.",
        ));
    }
    let elsewhere =
        target.profile.is_some() || target.endpoint_url.is_some() || !target.assume_role.is_empty();
    if serves && elsewhere {
        return Err(Failure::usage(
            "`demo serve` serves the embedded account only.\n\
             Leave out --profile, --endpoint-url and --assume-role.",
        ));
    }
    Ok(())
}

#[cfg(feature = "demo")]
pub use embedded::{account, serve};

#[cfg(feature = "demo")]
mod embedded {
    use super::{EmbeddedArgs, Exit, Failure, ServeArgs, TargetArgs};
    use crate::cli::output;
    use crate::demo::serve::{ServeError, Server};
    use crate::demo::{ACCOUNT_ID, Account, Consistency, Options, ScaleError, story};
    use std::io::{self, Write as _};
    use std::net::SocketAddr;

    /// The access key that tools sign with: that of nobody in the account, so
    /// its calls are the operator's.
    const ACCESS_KEY: &str = "AKIADEMOEMBEDDED0000";

    /// Signatures are not verified: it is no secret.
    const SECRET_KEY: &str = "embedded-account-keeps-no-secret";

    /// Opens the embedded account as the flags say, with its story or empty.
    pub async fn account(flags: &EmbeddedArgs, story: bool) -> Result<Account, Failure> {
        let mut options = Options {
            story,
            enforce_iam: flags.demo_enforce_iam,
            ..Options::default()
        };
        if let Some(seed) = flags.demo_seed {
            options.seed = seed;
        }
        if let Some(scale) = flags.demo_scale {
            let refused = |e: ScaleError| Failure::usage(format!("--demo-scale cannot be used: {e}."));
            options.scale = scale.try_into().map_err(refused)?;
        }
        if flags.demo_eventual {
            options.consistency = Consistency::Eventual { seed: options.seed };
        }
        if let Some(spec) = &flags.demo_faults {
            let plan = spec.parse().map_err(|e| {
                Failure::usage(format!(
                    "--demo-faults cannot be used: {e}.\n\
                     Write e.g. throttle=0.3,latency=20ms,deny=kms:GetKeyPolicy,seed=7."
                ))
            })?;
            options.faults = Some(plan);
        }
        Account::open(options)
            .await
            .map_err(|e| Failure::aws(e.to_string()))
    }

    /// Serves the embedded account until Ctrl-C or SIGTERM.
    pub async fn serve(target: &TargetArgs, arguments: &ServeArgs) -> Result<Exit, Failure> {
        let account = account(&target.embedded, !arguments.empty).await?;
        let server = Server::bind(SocketAddr::new(arguments.bind, arguments.port), account)
            .await
            .map_err(|e| refused(&e))?;
        let ended = ended().map_err(|e| Failure::usage(format!("Signals cannot be listened to: {e}.")))?;
        let region = target.region.first().map_or(story::HOME, String::as_str);
        output::emit(None, &greeting(server.address(), region))?;
        // A script that reads the port from a pipe waits for it.
        let _ = io::stdout().flush();
        tokio::select! {
            () = server.run() => {}
            () = ended => {}
        }
        Ok(Exit::Fine)
    }

    /// What a shell needs to be told to work with the served account.
    fn greeting(address: SocketAddr, region: &str) -> String {
        format!(
            "# The embedded account {ACCOUNT_ID} answers at http://{address} until Ctrl-C.\n\
             export AWS_ENDPOINT_URL=http://{address}\n\
             export AWS_ACCESS_KEY_ID={ACCESS_KEY}\n\
             export AWS_SECRET_ACCESS_KEY={SECRET_KEY}\n\
             export AWS_REGION={region}\n\
             export AWS_DEFAULT_REGION={region}\n"
        )
    }

    fn refused(error: &ServeError) -> Failure {
        let next = match error {
            ServeError::NotLoopback(_) => "Use --bind 127.0.0.1 or --bind ::1.",
            ServeError::Bind { .. } => "Choose another port with --port N; --port 0 takes any free one.",
        };
        Failure::usage(format!("{error}\n{next}"))
    }

    /// A future that ends with Ctrl-C or SIGTERM. The listeners are in place
    /// when this returns, before the first line is printed.
    #[cfg(unix)]
    fn ended() -> io::Result<impl Future<Output = ()>> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }

    /// A future that ends with Ctrl-C.
    #[cfg(not(unix))]
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the same shape as where there are signals"
    )]
    fn ended() -> io::Result<impl Future<Output = ()>> {
        Ok(async {
            let _ = tokio::signal::ctrl_c().await;
        })
    }
}

/// This build has no embedded account.
#[cfg(not(feature = "demo"))]
#[expect(clippy::unused_async, reason = "the same shape as with the embedded account")]
pub async fn serve(_target: &TargetArgs, _arguments: &ServeArgs) -> Result<Exit, Failure> {
    Err(Failure::usage(
        "This build has no embedded account.\nBuild it with the default features to use `demo serve`.",
    ))
}
