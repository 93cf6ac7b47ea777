//! The review: the posture before and after on the left (or above), the plan
//! beside it, and the question that must be answered before anything is written.

use super::wrap;
use crate::app::remote::Remote;
use crate::app::tabs::severity;
use crate::app::wizard::Wizard;
use crate::app::wizard::review::Review;
use crate::posture::{Counts, Severity};
use crate::stack::{Action, Step};
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Draws the review, or why there is none yet.
pub fn render(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, theme: &Theme) {
    match &wizard.review {
        Remote::Idle | Remote::Loading { .. } => {
            let words = "Reading what is there and making the plan …";
            paint::text(frame.buffer_mut(), area, 1, 1, words, theme.dim);
        }
        Remote::Failed { reason, .. } => failed(frame, area, reason, theme),
        Remote::Ready(review) => ready(frame, area, wizard, review, theme),
    }
}

fn failed(frame: &mut Frame<'_>, area: Rect, reason: &str, theme: &Theme) {
    paint::text(frame.buffer_mut(), area, 1, 1, "✗ There is no plan", theme.fail);
    let lines = reason
        .lines()
        .flat_map(|line| wrap(line, area.width.saturating_sub(3)));
    for (y, line) in (2..area.height).zip(lines) {
        paint::text(
            frame.buffer_mut(),
            area,
            1,
            y,
            &crate::app::sanitise::cell(&line),
            theme.text,
        );
    }
}

fn ready(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, review: &Review, theme: &Theme) {
    let question = if wizard.confirming.is_some() {
        2
    } else {
        u16::from(wizard.notice.is_some())
    };
    let height = area.height.saturating_sub(question);
    posture(frame, paint::below(area, 1, 3), review, theme);
    let plan = paint::below(area, 5, height.saturating_sub(5));
    summary(frame, paint::below(area, 4, 1), review, theme);
    steps(frame, plan, wizard, review, theme);
    let foot = paint::below(area, area.height - question, question);
    if let Some(prompt) = &wizard.confirming {
        let ask = format!("Type {} to apply: ", review.plan.stack);
        let end = paint::text(frame.buffer_mut(), foot, 1, 0, &ask, theme.accent);
        let end = paint::text(frame.buffer_mut(), foot, end, 0, &prompt.text, theme.text);
        frame.set_cursor_position(Position::new(
            foot.x + end.min(foot.width.saturating_sub(1)),
            foot.y,
        ));
        if let Some(notice) = &wizard.notice {
            paint::text(frame.buffer_mut(), foot, 1, 1, notice, theme.high);
        }
    } else if let Some(notice) = &wizard.notice {
        paint::field(
            frame.buffer_mut(),
            foot,
            (1, 0, foot.width.saturating_sub(2)),
            notice,
            theme.high,
        );
    }
}

fn posture(frame: &mut Frame<'_>, area: Rect, review: &Review, theme: &Theme) {
    let preview = &review.preview;
    side(
        frame,
        area,
        0,
        ("before", preview.before, &preview.before_counts),
        theme,
    );
    side(
        frame,
        area,
        1,
        ("after", preview.after, &preview.after_counts),
        theme,
    );
    let change = i32::from(preview.after) - i32::from(preview.before);
    let (glyph, style) = match change {
        1.. => ("▲", theme.pass),
        0 => ("=", theme.dim),
        _ => ("▼", theme.fail),
    };
    let words = format!(
        "{glyph} score {change:+}: what is made passes {} checks and leaves {} open; {} of today's findings close",
        preview.own_passed,
        preview.own_open.len(),
        preview.closed.len()
    );
    paint::field(
        frame.buffer_mut(),
        area,
        (1, 2, area.width.saturating_sub(2)),
        &words,
        style,
    );
}

fn side(
    frame: &mut Frame<'_>,
    area: Rect,
    y: u16,
    (name, score, counts): (&str, u8, &Counts),
    theme: &Theme,
) {
    let mut x = paint::text(
        frame.buffer_mut(),
        area,
        1,
        y,
        &format!("posture {name:<6} "),
        theme.title,
    );
    let bar: String = (0..20)
        .map(|i| if i * 5 < u32::from(score) { '█' } else { '░' })
        .collect();
    x = paint::text(frame.buffer_mut(), area, x, y, &bar, theme.accent);
    x = paint::text(
        frame.buffer_mut(),
        area,
        x,
        y,
        &format!(" {score:>3}  "),
        theme.title,
    );
    for level in [Severity::Critical, Severity::High, Severity::Medium] {
        let (glyph, word, tone) = severity(level);
        let words = format!("{glyph} {} {word}  ", counts.severity(level).fail);
        x = paint::text(frame.buffer_mut(), area, x, y, &words, theme.tone(tone));
    }
}

fn summary(frame: &mut Frame<'_>, area: Rect, review: &Review, theme: &Theme) {
    let plan = &review.plan;
    let count = |action| plan.steps.iter().filter(|s| s.action == action).count();
    let words = format!(
        "plan for {} in {} {}: + {} create  ~ {} change  = {} adopt  {} as wanted",
        plan.stack,
        plan.account,
        plan.region,
        count(Action::Create),
        count(Action::Change),
        count(Action::Adopt),
        count(Action::None)
    );
    paint::field(
        frame.buffer_mut(),
        area,
        (1, 0, area.width.saturating_sub(2)),
        &words,
        theme.title,
    );
}

fn steps(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, review: &Review, theme: &Theme) {
    let mut lines = Vec::new();
    let mut group = "";
    let titles = review.plan.steps.iter().map(|s| paint::width(&s.title));
    let title = usize::from(titles.max().unwrap_or(0).min(area.width / 2 + 8));
    for step in &review.plan.steps {
        if step.group != group {
            group = &step.group;
            lines.push((group.to_owned(), theme.accent));
        }
        describe(&mut lines, step, (title, area.width), theme);
    }
    lines.extend(left_open(review, theme));
    let most = lines.len().saturating_sub(usize::from(area.height));
    let first = wizard.scroll.min(most);
    for (y, (line, style)) in (0..area.height).zip(lines.iter().skip(first)) {
        paint::field(
            frame.buffer_mut(),
            area,
            (1, y, area.width.saturating_sub(2)),
            line,
            *style,
        );
    }
}

/// What would still be open about the things that are made, a line a check.
fn left_open(review: &Review, theme: &Theme) -> Vec<(String, Style)> {
    let mut by_check: Vec<(&str, Vec<String>)> = Vec::new();
    for finding in &review.preview.own_open {
        let (title, name) = (finding.check.title, finding.resource_name().to_string());
        match by_check.iter_mut().find(|(of, _)| *of == title) {
            Some((_, names)) => names.push(name),
            None => by_check.push((title, vec![name])),
        }
    }
    if by_check.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![("stays open in what is made".to_owned(), theme.accent)];
    lines.extend(by_check.iter().map(|(title, names)| {
        let words = format!("▲ {title} ({})", names.join(", "));
        (crate::app::sanitise::cell(&words), theme.high)
    }));
    lines
}

fn describe(lines: &mut Vec<(String, Style)>, step: &Step, (title, width): (usize, u16), theme: &Theme) {
    let style = match step.action {
        Action::Create => theme.pass,
        Action::Change => theme.high,
        Action::Adopt | Action::None => theme.dim,
    };
    lines.push((
        format!(
            "{} {:<title$}  {}",
            step.action.mark(),
            step.title,
            step.spec.operation()
        ),
        style,
    ));
    for difference in &step.differences {
        let words = format!(
            "    {}: {} → {}",
            difference.field, difference.actual, difference.wanted
        );
        lines.push((crate::app::sanitise::cell(&words), theme.text));
    }
    let controls = step.controls.join(", ");
    let because = if controls.is_empty() {
        step.why.clone()
    } else {
        format!("{} [{controls}]", step.why)
    };
    lines.extend(
        wrap(&because, width.saturating_sub(6))
            .into_iter()
            .map(|l| (format!("    {l}"), theme.dim)),
    );
}
