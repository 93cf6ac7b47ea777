//! The summary above the findings: score, counts, coverage, frameworks.

use crate::app::tabs::severity;
use crate::app::{State, Tone};
use crate::posture::Severity;
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Cells of a framework's bar.
const BAR: u16 = 16;

/// Cells of a framework's name.
const NAME: u16 = 17;

/// Draws the summary.
pub fn render(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    if area.height == 0 || state.digest.report.findings.is_empty() {
        return;
    }
    let left = Rect::new(area.x, area.y, area.width.min(34), area.height);
    counts(frame, left, state, theme);
    let right = Rect::new(area.x + left.width, area.y, area.width - left.width, area.height);
    frameworks(frame, right, state, theme);
    let rule = "─".repeat(usize::from(area.width));
    paint::text(frame.buffer_mut(), area, 0, area.height - 1, &rule, theme.border);
}

/// Failures and what was checked, by severity.
fn counts(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let counts = &state.digest.report.counts;
    let head = format!("{:<14} {:>5} {:>5} {:>4}", "severity", "fail", "pass", "?");
    paint::text(buffer, area, 1, 0, &head, theme.dim);
    for (y, level) in (1u16..).zip(Severity::ALL.into_iter().take(4)) {
        if y + 1 >= area.height {
            break;
        }
        let (glyph, word, tone) = severity(level);
        let tally = counts.severity(level);
        let tone = if tally.fail == 0 { Tone::Dim } else { tone };
        let x = paint::text(
            buffer,
            area,
            1,
            y,
            &format!("{glyph} {word:<12} "),
            theme.tone(tone),
        );
        let x = paint::text(
            buffer,
            area,
            x,
            y,
            &format!("{:>5} ", tally.fail),
            theme.tone(tone),
        );
        let x = paint::text(buffer, area, x, y, &format!("{:>5} ", tally.pass), theme.text);
        let tone = if tally.unknown == 0 {
            Tone::Dim
        } else {
            Tone::Unknown
        };
        paint::text(
            buffer,
            area,
            x,
            y,
            &format!("{:>4}", tally.unknown),
            theme.tone(tone),
        );
    }
}

/// The share of verdicts that passes, by framework.
fn frameworks(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let bars = &state.digest.frameworks;
    let head = "frameworks: verdicts that pass";
    paint::field(
        buffer,
        area,
        (1, 0, area.width.saturating_sub(1)),
        head,
        theme.dim,
    );
    let lines = usize::from(area.height.saturating_sub(2)).max(1);
    // Bars where there is room for all of them, counts alone elsewhere.
    let columns = u16::try_from(bars.len().div_ceil(lines)).unwrap_or(1);
    let barred = columns * (NAME + BAR + 8) <= area.width;
    let bar_width = if barred { BAR } else { 0 };
    for (at, bar) in bars.iter().enumerate() {
        let nth = u16::try_from(at / lines).unwrap_or(u16::MAX);
        let y = 1 + u16::try_from(at % lines).unwrap_or(0);
        let gap = if barred { 8 } else { 6 };
        let x = nth.saturating_mul(NAME + bar_width + gap).saturating_add(1);
        if x + NAME + bar_width + 5 > area.width {
            break;
        }
        paint::field(buffer, area, (x, y, NAME - 1), bar.name, theme.text);
        let width = usize::from(bar_width);
        let filled = bar.percent() * width / 100;
        let after = paint::text(buffer, area, x + NAME, y, &"█".repeat(filled), theme.pass);
        let after = paint::text(buffer, area, after, y, &"░".repeat(width - filled), theme.dim);
        let x = if barred { after + 1 } else { after };
        paint::text(buffer, area, x, y, &format!("{:>3} %", bar.percent()), theme.text);
    }
}
