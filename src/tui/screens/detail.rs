//! One thing in full: title, sections, lines.

use crate::app::detail::{Detail, Line, Section};
use crate::app::table::RowId;
use crate::app::{State, sanitise};
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// Draws the pane.
pub fn render(frame: &mut Frame<'_>, area: Rect, pane: &Detail, state: &State, theme: &Theme) {
    title(frame, area, pane, state, theme);
    sections(frame, area, pane, theme);
    let body = paint::below(area, 2, area.height);
    let shown = pane.lines.iter().enumerate().skip(pane.offset);
    for (y, (at, line)) in (0..body.height).zip(shown) {
        draw(
            frame,
            body,
            y,
            line,
            (at == pane.cursor, pane.is_match(line)),
            theme,
        );
    }
}

fn title(frame: &mut Frame<'_>, area: Rect, pane: &Detail, state: &State, theme: &Theme) {
    let name = match &pane.id {
        RowId::Resource(arn) | RowId::Finding(_, arn) => match state.inventory.get(arn) {
            Some(resource) if !resource.name.is_empty() => {
                format!("{} {}", resource.kind().label(), resource.name)
            }
            _ => arn.as_str().to_owned(),
        },
        RowId::Gap(operation, region) => format!("{operation} in {region}"),
        RowId::Stack(name) => format!("stack {name}"),
        RowId::Frameworks => "compliance".to_owned(),
        RowId::RootCauses => "root causes".to_owned(),
        RowId::RootCause(key) => format!("root cause {key}"),
        RowId::Framework(framework) => framework.name().to_owned(),
        RowId::Requirement(framework, at) => {
            let clause = framework.standard().clauses.get(*at);
            format!("{framework} {}", clause.map_or("", |c| c.id.as_str()))
        }
    };
    let back = "‹ ".repeat(pane.trail.len() + 1);
    let x = paint::text(frame.buffer_mut(), area, 1, 0, &back, theme.dim);
    let width = area.width.saturating_sub(x + 1);
    paint::field(
        frame.buffer_mut(),
        area,
        (x, 0, width),
        &sanitise::cell(&name),
        theme.title,
    );
}

fn sections(frame: &mut Frame<'_>, area: Rect, pane: &Detail, theme: &Theme) {
    let buffer = frame.buffer_mut();
    paint::line(buffer, area, 1, theme.surface);
    let mut x = 1;
    for section in Section::of(&pane.id) {
        let style = if *section == pane.section {
            theme.selection
        } else {
            theme.surface.patch(theme.dim)
        };
        x = paint::text(buffer, area, x, 1, &format!(" {} ", section.title()), style) + 1;
    }
    let place = format!("{}/{}", pane.cursor + 1, pane.lines.len());
    let search = if pane.search.is_empty() {
        place
    } else {
        let found = pane.lines.iter().filter(|l| pane.is_match(l)).count();
        format!("search: {} ({found})  {place}", pane.search)
    };
    let room = area.width.saturating_sub(x + 1);
    let search = paint::shorten(&search, usize::from(room));
    let at = area.width.saturating_sub(paint::width(&search) + 1);
    paint::text(buffer, area, at, 1, &search, theme.surface.patch(theme.dim));
}

fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    y: u16,
    line: &Line,
    (cursor, matched): (bool, bool),
    theme: &Theme,
) {
    let buffer = frame.buffer_mut();
    if cursor {
        paint::text(buffer, area, 0, y, "▸", theme.accent);
    }
    let mut x = 1;
    for span in &line.spans {
        let mut style = theme.tone(span.tone);
        if matched {
            style = style.add_modifier(Modifier::UNDERLINED | Modifier::BOLD);
        }
        if cursor && line.target.is_some() {
            style = style.patch(theme.selection);
        }
        x = paint::text(buffer, area, x, y, &span.text, style);
    }
    if cursor && line.target.is_some() {
        paint::text(buffer, area, x, y, " ↵", theme.key);
    }
}
