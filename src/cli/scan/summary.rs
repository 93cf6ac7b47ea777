//! What the reports for people tell, worked out once for every way of writing
//! it: the figures, the findings by check, what could not be read, how the
//! frameworks stand, and the attack paths.

use super::causes::Cause;
use super::report::ScanReport;
use crate::inventory::Timestamp;
use crate::posture::compliance::{Compliance, Standing, assess};
use crate::posture::reach::{AttackPath, AttackPaths, Hop, Remedy, Stake};
use crate::posture::{Check, Finding, Framework, Severity, Status, Strength, Tally};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The title of the reports.
pub(super) const TITLE: &str = "Security posture of AI workloads";

/// How the figures are to be read; the same words in every report.
pub(super) const READING: [&str; 6] = [
    "The score is, of the weight of all verdicts, the part that passes, rounded down: critical weighs 20, high 8, \
     medium 3, low 1, informational nothing. Unknown never counts as a pass, so what could not be read lowers it.",
    "A verdict about a resource with restricted data at stake is one step more severe than its check says, whether it \
     passes or not: by its tags, by what Macie found, or because it reads, writes, encrypts or serves such data.",
    "Each finding that fails has one root cause: a setting, something shared, what made the resources, or the check.",
    "Coverage is the share of verdicts that could be reached. A verdict that could not is unknown, with the reason.",
    "A requirement is met when something was asked and every verdict passes; one resource that fails leaves it open. \
     A framework's pass rate is of the verdicts that it counts. ~ marks this project's own mapping, which a person \
     must confirm.",
    "An attack path leads from a person or from outside the account to data, a key, a model or an execution role; \
     each step is one that the policies allow, or allow under conditions that the inventory does not hold.",
];

/// How many attack paths are told in full.
const PATHS_TOLD: usize = 5;

/// How many remedies are told.
const REMEDIES_TOLD: usize = 10;

/// How many root causes are told.
const CAUSES_TOLD: usize = 20;

/// A report as people read it.
pub(super) struct Summary<'r> {
    /// The report itself.
    pub(super) report: &'r ScanReport,
    /// When the inventory was last read from AWS, where it says so.
    pub(super) read: Option<Timestamp>,
    /// The findings that are listed, counted.
    pub(super) total: Tally,
    /// The same by severity, worst first.
    pub(super) severities: Vec<(Severity, Tally)>,
    /// The same by service and severity, the service with the worst first.
    pub(super) services: Vec<Service>,
    /// The findings that are listed, by check: worst first, then by id.
    pub(super) checks: Vec<Asked<'r>>,
    /// The checks that fail, by the severity of their findings: one that is
    /// asked where restricted data is at stake is told with that severity too.
    failing: Vec<Asked<'r>>,
    /// Every framework, of the whole account.
    pub(super) frameworks: Vec<Compliance>,
    /// The attack paths of the whole account.
    pub(super) attacks: &'r AttackPaths,
}

/// What one check said.
pub(super) struct Asked<'r> {
    /// The check.
    pub(super) check: &'static Check,
    /// The severity of the findings: of the check, or one step more.
    pub(super) severity: Severity,
    /// Where it fails.
    pub(super) fail: Vec<&'r Finding>,
    /// Where it could not be decided.
    pub(super) unknown: Vec<&'r Finding>,
    /// Its verdicts.
    pub(super) tally: Tally,
}

/// What the checks of one service said.
pub(super) struct Service {
    /// The service, as checks are filed.
    pub(super) name: &'static str,
    /// The verdicts in the order of [`Severity::ALL`].
    pub(super) tallies: [Tally; 5],
}

impl<'r> Summary<'r> {
    /// Works everything out of a report.
    pub(super) fn new(report: &'r ScanReport) -> Self {
        let mut total = Tally::default();
        let mut by_severity: BTreeMap<Severity, Tally> = BTreeMap::new();
        for finding in &report.findings {
            total.add(finding.status);
            by_severity
                .entry(finding.severity())
                .or_default()
                .add(finding.status);
        }
        let tally_of = |severity| by_severity.get(&severity).copied().unwrap_or_default();
        let whole = whole(report);
        Self {
            report,
            read: report.read,
            total,
            severities: Severity::ALL.map(|s| (s, tally_of(s))).into(),
            services: services(report),
            checks: checks(report, |f| f.check.severity),
            failing: checks(report, Finding::severity),
            frameworks: Framework::ALL.map(|f| assess(f, &whole)).into(),
            attacks: &report.paths,
        }
    }

    /// The checks that fail somewhere with a severity.
    pub(super) fn failing(&self, severity: Severity) -> impl Iterator<Item = &Asked<'r>> {
        let of = move |asked: &&Asked<'_>| asked.severity == severity && !asked.fail.is_empty();
        self.failing.iter().filter(of)
    }

    /// The checks that could not be decided somewhere.
    pub(super) fn undecided(&self) -> impl Iterator<Item = &Asked<'r>> {
        self.checks.iter().filter(|asked| !asked.unknown.is_empty())
    }

    /// The checks that pass wherever they were asked.
    pub(super) fn passing(&self) -> impl Iterator<Item = &Asked<'r>> {
        let all = |asked: &&Asked<'_>| asked.tally.pass == asked.tally.all();
        self.checks.iter().filter(all)
    }

    /// What matters most, in a few sentences.
    pub(super) fn headline(&self) -> Vec<String> {
        let failing: Vec<String> = self
            .severities
            .iter()
            .filter(|(_, tally)| tally.fail > 0)
            .map(|(severity, tally)| format!("{} {severity}", tally.fail))
            .collect();
        let mut said = vec![match failing.as_slice() {
            [] => "Nothing that was asked and listed fails.".to_owned(),
            some => format!(
                "{} fail: {}.",
                counted(self.total.fail, "finding"),
                some.join(", ")
            ),
        }];
        if self.total.unknown > 0 || !self.report.gaps.is_empty() {
            let verdicts = counted(self.total.unknown, "verdict");
            let kinds = counted(self.report.gaps.len(), "listing");
            said.push(format!(
                "{verdicts} could not be reached and {kinds} could not be read: they are unknown, not passed."
            ));
        }
        let unread = self.report.accounts.iter().filter(|a| a.failed.is_some());
        let unread: Vec<String> = unread
            .map(|a| a.account.as_str().chars().filter(char::is_ascii_digit).collect())
            .collect();
        if !unread.is_empty() {
            said.push(format!(
                "{} could not be read ({}): nothing is known of what they hold.",
                counted(unread.len(), "account"),
                unread.join(", ")
            ));
        }
        if !self.attacks.paths.is_empty() {
            said.push(self.paths_in_short());
        }
        if !self.report.left_out.is_empty() {
            said.push(format!(
                "{} left out by the filters of the command line; score, coverage, frameworks and attack paths are \
                 those of the whole account.",
                counted(self.report.left_out.len(), "verdict")
            ));
        }
        said
    }

    /// How many attack paths there are, and to what.
    pub(super) fn paths_in_short(&self) -> String {
        let to: Vec<String> = self
            .attacks
            .by_stake()
            .into_iter()
            .map(|(stake, count)| format!("{count} to {}", of_stake(stake)))
            .collect();
        let escalating = self.attacks.paths.iter().filter(|p| p.escalates).count();
        format!(
            "{} from people and from outside: {}; {escalating} by gaining rights on the way.",
            counted(self.attacks.paths.len(), "attack path"),
            to.join(", ")
        )
    }

    /// The paths that are told in full: of each who begins one and each kind
    /// of thing at stake, the first; those that escalate, the surest and the
    /// shortest come first.
    pub(super) fn paths_told(&self) -> Vec<&AttackPath> {
        let mut seen = BTreeSet::new();
        let mut told = Vec::new();
        for path in &self.attacks.paths {
            if told.len() < PATHS_TOLD && seen.insert((&path.from, self.attacks.prize_of(path).stake)) {
                told.push(path);
            }
        }
        told
    }

    /// What to mend first: the statements whose end closes paths.
    pub(super) fn remedies(&self) -> impl Iterator<Item = &Remedy> {
        let of_use = |remedy: &&Remedy| remedy.closes > 0;
        self.attacks.remedies.iter().filter(of_use).take(REMEDIES_TOLD)
    }

    /// The root causes that are told, the heaviest first.
    pub(super) fn causes(&self) -> &[Cause] {
        let all = &self.report.root_causes;
        &all[..all.len().min(CAUSES_TOLD)]
    }

    /// Why a finding is more severe than its check, when it is.
    pub(super) fn raised(&self, finding: &Finding) -> Option<String> {
        self.report.raised(finding)
    }

    /// The facts at the head of a report: what each is, and its words.
    pub(super) fn facts(&self) -> Vec<(&'static str, Cow<'_, str>)> {
        let report = self.report;
        let regions: Vec<&str> = report
            .regions
            .iter()
            .map(crate::inventory::Region::as_str)
            .collect();
        let mut facts = vec![
            ("Account", Cow::Borrowed(report.account.as_str())),
            ("Regions", regions.join(", ").into()),
        ];
        match (self.read, report.api_calls) {
            (Some(read), 0) => facts.push(("Read", format!("{read}, kept in a file").into())),
            (None, 0) => facts.push(("Read", "from a file".into())),
            (_, calls) => facts.push(("Read", format!("{}, {calls} API calls", report.started).into())),
        }
        facts.push(("Evaluated", report.finished.to_string().into()));
        facts
    }
}

/// The findings of the whole account, whatever is listed.
fn whole(report: &ScanReport) -> Cow<'_, [Finding]> {
    if report.left_out.is_empty() {
        return Cow::Borrowed(&report.findings);
    }
    report.findings.iter().chain(&report.left_out).cloned().collect()
}

fn checks(report: &ScanReport, severity: fn(&Finding) -> Severity) -> Vec<Asked<'_>> {
    let mut by_check: BTreeMap<(Reverse<Severity>, &str), Asked<'_>> = BTreeMap::new();
    for finding in &report.findings {
        let check = finding.check;
        let severity = severity(finding);
        let key = (Reverse(severity), check.id);
        let asked = by_check.entry(key).or_insert_with(|| Asked {
            check,
            severity,
            fail: Vec::new(),
            unknown: Vec::new(),
            tally: Tally::default(),
        });
        asked.tally.add(finding.status);
        match finding.status {
            Status::Fail => asked.fail.push(finding),
            Status::Unknown => asked.unknown.push(finding),
            Status::Pass => {}
        }
    }
    by_check.into_values().collect()
}

fn services(report: &ScanReport) -> Vec<Service> {
    let mut by_name: BTreeMap<&str, [Tally; 5]> = BTreeMap::new();
    for finding in &report.findings {
        let tallies = by_name.entry(finding.check.service()).or_default();
        let at = Severity::ALL.iter().position(|s| *s == finding.severity());
        if let Some(tally) = at.and_then(|at| tallies.get_mut(at)) {
            tally.add(finding.status);
        }
    }
    let mut services: Vec<Service> = by_name
        .into_iter()
        .map(|(name, tallies)| Service { name, tallies })
        .collect();
    // Stable: services that stand alike stay in the order of their names.
    services.sort_by_key(|s| Reverse(s.tallies.map(|t| t.fail)));
    services
}

impl Asked<'_> {
    /// The anchor of the check among those of its severity: its id, with the
    /// severity where that was raised.
    pub(super) fn anchor(&self) -> String {
        if self.severity == self.check.severity {
            return self.check.id.to_owned();
        }
        format!("{}.{}", self.check.id, self.severity)
    }

    /// On how many resources it fails, of those that it was asked about.
    pub(super) fn in_short(&self) -> String {
        let unknown = match self.tally.unknown {
            0 => String::new(),
            count => format!(", unknown on {count}"),
        };
        format!("fails on {} of {}{unknown}", self.tally.fail, self.tally.all())
    }
}

/// The requirements that a check answers for, by framework; those that are
/// hardly about it are left out.
pub(super) fn requirements(check: &Check) -> Vec<(Framework, String)> {
    let mut by: Vec<(Framework, String)> = Vec::new();
    let counting = check
        .requirements()
        .iter()
        .filter(|r| r.strength != Strength::Loose);
    for requirement in counting {
        let mark = if requirement.inferred { "~" } else { "" };
        let id = format!("{mark}{}", requirement.id);
        match by.last_mut() {
            Some((framework, ids)) if *framework == requirement.framework => {
                *ids += ", ";
                *ids += &id;
            }
            _ => by.push((requirement.framework, id)),
        }
    }
    by
}

/// How many requirements of a framework stand in a way.
pub(super) fn standing(compliance: &Compliance, standing: Standing) -> usize {
    compliance.standings().get(&standing).copied().unwrap_or(0)
}

/// The requirements of a framework that are met, and those that checks decide.
pub(super) fn met(compliance: &Compliance) -> (usize, usize) {
    let met = standing(compliance, Standing::Met);
    let open = standing(compliance, Standing::NotMet) + standing(compliance, Standing::Unknown);
    (met, met + open)
}

/// The verdicts that a framework counts: each check once, however many
/// requirements it answers for.
pub(super) fn verdicts(compliance: &Compliance) -> Tally {
    let answers = compliance.requirements.iter().flat_map(|r| &r.answers);
    let by_check: BTreeMap<&str, Tally> = answers.map(|a| (a.check, a.tally)).collect();
    by_check.values().fold(Tally::default(), |sum, one| Tally {
        pass: sum.pass + one.pass,
        fail: sum.fail + one.fail,
        unknown: sum.unknown + one.unknown,
    })
}

/// The share of a framework's verdicts that pass, in percent, rounded down;
/// `None` when nothing was asked.
pub(super) fn pass_rate(compliance: &Compliance) -> Option<usize> {
    let tally = verdicts(compliance);
    (tally.pass * 100).checked_div(tally.all())
}

/// A share in percent, or a dash when nothing was asked.
pub(super) fn share(percent: Option<usize>) -> String {
    percent.map_or_else(|| "-".to_owned(), |p| format!("{p} %"))
}

/// The coverage in percent with one decimal.
pub(super) fn coverage(report: &ScanReport) -> String {
    format!("{:.1} %", report.coverage * 100.0)
}

/// What a step of a path does, and how it is joined to what it leads to.
pub(super) fn step(hop: &Hop) -> (&str, &'static str) {
    let joined = if hop.way == "act" { "on" } else { "→" };
    (&hop.title, joined)
}

/// The statements that grant a step.
pub(super) fn granted_by(hop: &Hop) -> Vec<String> {
    let said = |p: &crate::posture::reach::Permission| format!("{}: {}", p.action, p.given_by());
    hop.permissions.iter().map(said).collect()
}

/// A count with its noun.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

fn of_stake(stake: Stake) -> &'static str {
    match stake {
        Stake::Dataset => "datasets",
        Stake::Key => "keys",
        Stake::Model => "models",
        Stake::ExecutionRole => "execution roles",
    }
}
