//! The apply: every step with where it stands, an honest wait, true progress;
//! and the page that says what was made.

use super::wrap;
use crate::app::sanitise;
use crate::app::wizard::Wizard;
use crate::app::wizard::run::{Ended, Run, Standing, StepRow};
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the run under way (or stopped).
pub fn render(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, theme: &Theme) {
    let Some(run) = &wizard.run else { return };
    gauge(frame, paint::below(area, 1, 1), run, theme);
    let foot = 4.min(area.height / 3);
    steps(
        frame,
        paint::below(area, 3, area.height.saturating_sub(3 + foot)),
        run,
        theme,
    );
    say(frame, paint::below(area, area.height - foot, foot), run, theme);
}

fn gauge(frame: &mut Frame<'_>, area: Rect, run: &Run, theme: &Theme) {
    let (done, total) = (run.settled(), run.steps.len().max(1));
    let cells = usize::from(area.width.saturating_sub(30)).clamp(10, 60);
    let full = done * cells / total;
    let bar: String = (0..cells).map(|i| if i < full { '█' } else { '░' }).collect();
    let x = paint::text(frame.buffer_mut(), area, 1, 0, &bar, theme.accent);
    paint::text(
        frame.buffer_mut(),
        area,
        x,
        0,
        &format!(" {done} of {total} verified"),
        theme.title,
    );
}

fn steps(frame: &mut Frame<'_>, area: Rect, run: &Run, theme: &Theme) {
    let visible = usize::from(area.height).max(1);
    // Keep the step under way in sight, with a little of what comes.
    let first = (run.current + 3)
        .saturating_sub(visible)
        .min(run.steps.len().saturating_sub(visible));
    for (y, row) in (0u16..).zip(run.steps.iter().skip(first).take(visible)) {
        draw(frame, area, y, row, theme);
    }
}

fn draw(frame: &mut Frame<'_>, area: Rect, y: u16, row: &StepRow, theme: &Theme) {
    let (glyph, word) = row.standing.mark();
    let style = look(&row.standing, theme);
    paint::text(frame.buffer_mut(), area, 1, y, glyph, style);
    paint::field(frame.buffer_mut(), area, (3, y, 9), word, style);
    let text = if row.standing == Standing::Ahead {
        theme.dim
    } else {
        theme.text
    };
    paint::field(frame.buffer_mut(), area, (13, y, 12), &row.group, theme.dim);
    paint::field(
        frame.buffer_mut(),
        area,
        (26, y, area.width.saturating_sub(27)),
        &row.title,
        text,
    );
}

fn look(standing: &Standing, theme: &Theme) -> Style {
    match standing {
        Standing::Ahead => theme.dim,
        Standing::Doing | Standing::Called | Standing::Later => theme.accent,
        Standing::Waiting { .. } => theme.medium,
        Standing::Verified | Standing::Kept => theme.pass,
        Standing::Differs(_) => theme.high,
        Standing::Failed(_) => theme.fail,
    }
}

fn say(frame: &mut Frame<'_>, area: Rect, run: &Run, theme: &Theme) {
    let (words, style) = sentence(run, theme);
    for (y, line) in (0..area.height).zip(wrap(&sanitise::cell(&words), area.width.saturating_sub(3))) {
        paint::text(frame.buffer_mut(), area, 1, y, &line, style);
    }
}

fn sentence(run: &Run, theme: &Theme) -> (String, Style) {
    match &run.ended {
        Some((_, Ended::Refused(why))) => (format!("✗ Nothing was applied. {why}"), theme.fail),
        Some((_, Ended::Outcome { outcome, journal })) => {
            let why = match (&outcome.failed, outcome.cancelled) {
                (Some((step, error)), _) => format!("✗ Stopped at {step}: {error}."),
                (None, true) => "Stopped as you asked.".to_owned(),
                (None, false) => "Done, but not everything reads back as wanted.".to_owned(),
            };
            let rest = format!(
                " {} steps are done, {} remain. What remains can go on from here, or with \
                 `aisec-tui stack resume {}`. The journal is {journal}.",
                outcome.done.len(),
                outcome.remaining.len(),
                run.stack
            );
            (why + &rest, theme.fail)
        }
        None if run.cancelling => ("Stopping after the step under way …".to_owned(), theme.high),
        None => match run.steps.get(run.current).map(|s| (&s.title, &s.standing)) {
            Some((title, Standing::Waiting { attempt, of, error })) => (
                format!("{title}: AWS is not ready, try {attempt} of {of}. It said: {error}"),
                theme.medium,
            ),
            _ => (
                "Every step is journalled before its call. It can be killed and resumed at any moment."
                    .to_owned(),
                theme.dim,
            ),
        },
    }
}

/// Draws what was made, and where the files are.
pub fn done(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, theme: &Theme) {
    let Some(run) = &wizard.run else { return };
    let mut lines: Vec<(String, Style)> = vec![(
        format!(
            "● {} stands: {} steps done and read back.",
            run.stack,
            run.settled()
        ),
        theme.pass,
    )];
    if let Some((at, Ended::Outcome { journal, .. })) = &run.ended {
        lines.push((format!("  took {} s", at.seconds_since(run.since)), theme.dim));
        lines.push((format!("  journal    {journal}"), theme.text));
    }
    match &wizard.saved {
        Some(Ok(path)) => lines.push((format!("  blueprint  {path}"), theme.text)),
        Some(Err(why)) => lines.push((format!("  blueprint  not written: {why}"), theme.fail)),
        None => {}
    }
    lines.push((String::new(), theme.text));
    for row in &run.steps {
        lines.push((
            format!("  {} {}", row.standing.mark().0, row.title),
            look(&row.standing, theme),
        ));
    }
    lines.insert(
        3.min(lines.len()),
        (
            format!("  check it   aisec-tui stack verify {}", run.stack),
            theme.text,
        ),
    );
    let most = lines
        .len()
        .saturating_sub(usize::from(area.height.saturating_sub(1)));
    let first = wizard.scroll.min(most);
    for (y, (line, style)) in (1..area.height).zip(lines.iter().skip(first)) {
        paint::field(
            frame.buffer_mut(),
            area,
            (1, y, area.width.saturating_sub(2)),
            line,
            *style,
        );
    }
}
