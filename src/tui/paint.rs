//! Small strokes: text at a place, within a width. All drawing goes through here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Writes text at a column of an area's line; returns the column after it.
/// Nothing is written outside the area.
pub fn text(buffer: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
    if y >= area.height || x >= area.width {
        return x;
    }
    let room = usize::from(area.width - x);
    let (end, _) = buffer.set_stringn(area.x + x, area.y + y, text, room, style);
    end - area.x
}

/// Writes text in a field of a fixed width, shortened with an ellipsis.
pub fn field(buffer: &mut Buffer, area: Rect, place: (u16, u16, u16), content: &str, style: Style) {
    let (x, y, width) = place;
    let width = width.min(area.width.saturating_sub(x));
    if width == 0 || y >= area.height {
        return;
    }
    let shortened = shorten(content, usize::from(width));
    text(buffer, area, x, y, &shortened, style);
}

/// Text of at most `width` cells; what is cut is marked by an ellipsis.
pub fn shorten(text: &str, width: usize) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > width {
            break;
        }
        used += wide;
        out.push(c);
    }
    out.push('…');
    out
}

/// How many cells a text takes.
pub fn width(text: &str) -> u16 {
    u16::try_from(unicode_width::UnicodeWidthStr::width(text)).unwrap_or(u16::MAX)
}

/// Gives a whole line of an area a style.
pub fn line(buffer: &mut Buffer, area: Rect, y: u16, style: Style) {
    if y < area.height {
        buffer.set_style(Rect::new(area.x, area.y + y, area.width, 1), style);
    }
}

/// The part of an area from a line on, at most `height` lines.
pub fn below(area: Rect, y: u16, height: u16) -> Rect {
    let y = y.min(area.height);
    Rect::new(area.x, area.y + y, area.width, height.min(area.height - y))
}
