//! Every account of an organization in one run: its members are listed, each is
//! entered through its role of one name, read and judged by itself. What goes
//! wrong in one is said of that one and stops no other.

use super::report::{AccountScan, ScanReport};
use crate::aws::collect;
use crate::aws::session::{ConnectOptions, Member, Session};
use crate::cli::args::{ScanArgs, TargetArgs};
use crate::cli::connect::{self, now};
use crate::cli::exit::Failure;
use crate::posture;
use futures_util::{StreamExt as _, stream};

/// Accounts that are read at once: each has its own quotas, the machine has one
/// memory.
const AT_ONCE: usize = 4;

/// The members of the organization, each read through the role.
pub async fn scan(target: &TargetArgs, arguments: &ScanArgs, role: &str) -> Result<ScanReport, Failure> {
    let session = connect::connect(target).await?;
    let members = session.members().await.map_err(|failure| {
        Failure::aws(format!(
            "The accounts of the organization cannot be listed.\n{}\n\
             Ask from the management account or a delegated administrator, with organizations:ListAccounts.",
            failure.words()
        ))
    })?;
    let members = chosen(members, &arguments.account)?;
    let options = connect::options(target);
    let scans: Vec<(AccountScan, Option<ScanReport>)> = stream::iter(members)
        .map(|member| one(&session, (&options, arguments), role, member))
        .buffered(AT_ONCE)
        .collect()
        .await;
    let (accounts, reports): (Vec<_>, Vec<_>) = scans.into_iter().unzip();
    let reports = reports.into_iter().flatten().collect();
    let whole = ScanReport::of_accounts(session.account().clone(), accounts, reports);
    Ok(whole.filtered(arguments))
}

/// The members that were asked for, or all of them.
fn chosen(members: Vec<Member>, wanted: &[String]) -> Result<Vec<Member>, Failure> {
    if let Some(unknown) = wanted
        .iter()
        .find(|id| members.iter().all(|m| m.id.as_str() != id.as_str()))
    {
        return Err(Failure::usage(format!(
            "{unknown} is not an account of the organization.\nWithout --account all {} are scanned.",
            members.len()
        )));
    }
    let is_wanted = |member: &Member| wanted.is_empty() || wanted.iter().any(|id| id == member.id.as_str());
    Ok(members.into_iter().filter(is_wanted).collect())
}

async fn one(
    session: &Session,
    (options, arguments): (&ConnectOptions, &ScanArgs),
    role: &str,
    member: Member,
) -> (AccountScan, Option<ScanReport>) {
    let Member { id, name, active } = member;
    if !active {
        let why = "the account is closed or suspended".to_owned();
        return (AccountScan::failed(id, name, why), None);
    }
    let entered = if id == *session.account() {
        Ok(session.clone())
    } else {
        let partition = session.caller().partition();
        Session::connect(options.into_account(&id, role, partition)).await
    };
    let inside = match entered {
        Ok(inside) => inside,
        Err(error) => {
            // The last line says what to do with one account; here there are many.
            let words = error.to_string();
            let why: Vec<&str> = words.lines().take(2).collect();
            return (AccountScan::failed(id, name, why.join(" ")), None);
        }
    };
    let started = now();
    let (inventory, calls) = collect::inventory(&inside, None).await;
    let finished = now();
    let evaluated = posture::evaluate(&inventory, finished);
    let mut report = ScanReport::new(&inventory, evaluated, (started, finished), calls);
    report.paths = super::attack_paths(&inventory, arguments);
    (AccountScan::read(id, name, &report), Some(report))
}
