//! The effects that the wizard asks for.

use super::account::Opened;
use super::{Events, stack};
use crate::app::Event;
use crate::app::wizard::{Effect, Event as Answer};
use crate::inventory::Timestamp;
use crate::stack::Cancel;

/// Starts an effect of the wizard on the open account.
pub fn run(effect: Effect, opened: Option<Opened>, now: Timestamp, cancel: &Cancel, events: &Events) {
    let events = events.clone();
    let say = move |answer: Answer| {
        let _ = events.send(Event::Wizard(Box::new(answer)));
    };
    let Some(opened) = opened else {
        return say(Answer::PlanFailed("no account is open".to_owned()));
    };
    match effect {
        Effect::MakePlan(blueprint) => {
            tokio::spawn(async move {
                say(match stack::make_plan(&opened, &blueprint, now).await {
                    Ok(plan) => Answer::PlanReady(Box::new(plan)),
                    Err(reason) => Answer::PlanFailed(reason),
                });
            });
        }
        Effect::ApplyPlan(confirmed) => {
            let cancel = cancel.clone();
            tokio::spawn(async move {
                let report = |progress| say(Answer::Progress(progress));
                let ended = stack::apply_plan(&opened, &confirmed, &cancel, report).await;
                say(Answer::Ended(ended.map(Box::new)));
            });
        }
    }
}
