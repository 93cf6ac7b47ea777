//! The effects that the wizard asks for: drafts, plans, applies.

use super::account::Opened;
use super::{Events, stack};
use crate::app::Event;
use crate::app::wizard::review::Review;
use crate::app::wizard::run::Ended;
use crate::app::wizard::{Effect, Event as Answer};
use crate::aws::collect;
use crate::inventory::Timestamp;
use crate::stack::preview::preview;
use crate::stack::{Blueprint, Cancel, ConfirmedPlan};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

/// The answers that are kept between sessions.
const DRAFT: &str = "wizard-draft.toml";

/// Carries out what the wizard asks for; remembers how to stop an apply.
#[derive(Debug, Default)]
pub struct WizardRunner {
    cancel: Cancel,
}

impl WizardRunner {
    /// Starts an effect of the wizard on the open account.
    pub fn run(&mut self, effect: Effect, opened: Option<Opened>, now: Timestamp, events: &Events) {
        let Some(opened) = opened else {
            return tell(events, Answer::Planned(Err("no account is open".to_owned())));
        };
        let events = events.clone();
        match effect {
            Effect::LoadDraft => tell(&events, Answer::Draft(load_draft(&opened.data_dir).map(Box::new))),
            Effect::SaveDraft(answers) => {
                // Kept as a convenience; what cannot be kept is no fault of the answers.
                let _ = write(&opened.data_dir.join(DRAFT), &answers.to_toml());
            }
            Effect::ClearDraft => {
                let _ = fs::remove_file(opened.data_dir.join(DRAFT));
            }
            Effect::SaveBlueprint(answers) => tell(&events, Answer::Saved(save(&opened.data_dir, &answers))),
            Effect::Plan(answers) => {
                tokio::spawn(async move {
                    let planned = review(&opened, *answers, now).await;
                    tell(&events, Answer::Planned(planned.map(Arc::new)));
                });
            }
            Effect::Apply(confirmed) => {
                self.cancel = Cancel::new();
                let cancel = self.cancel.clone();
                tokio::spawn(async move {
                    let ended = carry_out(&opened, &confirmed, &cancel, &events).await;
                    tell(&events, Answer::Ended(ended));
                });
            }
            Effect::CancelApply => self.cancel.cancel(),
            // These are the app's before they come here.
            Effect::Policy(_) => {}
        }
    }
}

fn tell(events: &Events, answer: Answer) {
    let _ = events.send(Event::Wizard(Box::new(answer)));
}

async fn review(opened: &Opened, blueprint: Blueprint, now: Timestamp) -> Result<Review, String> {
    let plan = stack::make_plan(opened, &blueprint, now).await?;
    // Read anew: the posture before must be today's.
    let (inventory, _) = collect::inventory(&opened.session, None).await;
    let evaluated = {
        let plan = plan.clone();
        tokio::task::spawn_blocking(move || preview(&inventory, &plan, now)).await
    };
    let preview = evaluated.map_err(|e| format!("the posture could not be worked out: {e}"))?;
    Ok(Review {
        blueprint,
        plan,
        preview,
    })
}

async fn carry_out(opened: &Opened, confirmed: &ConfirmedPlan, cancel: &Cancel, events: &Events) -> Ended {
    let report = |progress| tell(events, Answer::Progress(progress));
    match stack::apply_plan(opened, confirmed, cancel, report).await {
        Ok((outcome, journal)) => Ended::Outcome {
            outcome,
            journal: journal.display().to_string(),
        },
        Err(reason) => Ended::Refused(reason),
    }
}

fn load_draft(directory: &Path) -> Option<Blueprint> {
    // Parsed without validation: answers may be half given.
    toml::from_str(&fs::read_to_string(directory.join(DRAFT)).ok()?).ok()
}

fn save(directory: &Path, answers: &Blueprint) -> Result<String, String> {
    let path = directory.join(format!("{}.toml", answers.stack()));
    write(&path, &answers.to_toml()).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path.display().to_string())
}

/// Writes a file that only its owner reads.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}
