//! The story at scale: more departments of the same clinic, for work under load.
//!
//! - [`names`]: departments, projects, stages, people, Regions
//! - [`chance`]: choices that are the same for the same seed
//! - [`ground`]: what the projects of a department stand on in a Region
//! - [`people`]: a department's engineers
//! - [`project`]: a project: roles, a key, buckets, a security group
//! - [`work`], [`serving`]: what it runs in SageMaker
//! - [`side`]: its logs; what only some projects have: streams, device policies,
//!   guardrails, Macie jobs
//!
//! Projects are told one after the other, in seeded order, until the account
//! holds what was asked for; the last one trains until the number is full. What
//! is at fault says why, as in the story itself.

mod chance;
mod ground;
mod names;
mod people;
mod project;
mod serving;
mod side;
mod work;

pub(super) use names::lead;

use super::StoryError;
use super::teller::Teller;
use crate::demo::ACCOUNT_ID;
use chance::Chance;
use ground::Ground;
use names::{DEPARTMENTS, REGIONS, STAGES};
use project::Project;
use std::collections::{BTreeMap, BTreeSet};

/// How many resources a scale of one stands for.
const UNIT: usize = 500;

/// How many resources the story itself has, about.
const STORY: usize = 423;

/// A project and the ground that it may be the first on have at most so many.
const ROOM: usize = 120;

/// The Regions in which the departments work.
pub(super) fn regions() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().map(|(region, _)| *region)
}

/// The telling: what is there already.
struct Telling<'a> {
    teller: &'a Teller<'a>,
    chance: Chance,
    /// By department and Region.
    grounds: BTreeMap<(usize, usize), Ground>,
    /// Regions that have their log bucket.
    regions: BTreeSet<usize>,
    /// Departments whose people are there.
    staffed: BTreeSet<usize>,
    /// How many resources the account holds.
    made: usize,
}

/// Adds departments until the account holds `scale` times 500 resources.
pub(super) async fn tell(teller: &Teller<'_>, seed: u64, scale: usize) -> Result<(), StoryError> {
    for department in &DEPARTMENTS {
        let arn = format!(
            "arn:aws:sts::{ACCOUNT_ID}:assumed-role/ClinicEngineer/{}",
            department.lead
        );
        teller.account.know_caller(department.lead, &arn);
    }
    let mut telling = Telling {
        teller,
        chance: Chance::new(seed),
        grounds: BTreeMap::new(),
        regions: BTreeSet::new(),
        staffed: BTreeSet::new(),
        made: STORY,
    };
    telling.engineers().await?;
    let wanted = scale * UNIT;
    for (department, project, stage, region) in order(&telling.chance, scale) {
        let ground = telling.ground(department, region).await?;
        telling.staff(department).await?;
        let project = Project::new(department, project, stage, region);
        let key = telling.project(&project, &ground).await?;
        let left = wanted.saturating_sub(telling.made);
        if left < ROOM {
            return telling.runs(&project, (&ground, &key), left).await;
        }
    }
    Ok(())
}

/// Department, project, stage and Region of every project, in the order in
/// which they are told: first every project where its department is at home,
/// then its copies in the other Regions. A small account has few departments.
fn order(chance: &Chance, scale: usize) -> Vec<(usize, usize, usize, usize)> {
    let departments = DEPARTMENTS.len().min(3 + scale);
    let mut all = Vec::new();
    for copy in 0..REGIONS.len() {
        let mut wave: Vec<_> = (0..departments)
            .flat_map(|department| (0..6).map(move |project| (department, project)))
            .flat_map(|(department, project)| {
                (0..STAGES.len()).map(move |stage| (department, project, stage))
            })
            .map(|(department, project, stage)| {
                (department, project, stage, (department + copy) % REGIONS.len())
            })
            .collect();
        chance.shuffle(&mut wave);
        all.append(&mut wave);
    }
    all
}
