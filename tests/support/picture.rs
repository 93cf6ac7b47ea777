//! A terminal buffer as an SVG of whole-pixel cells, and the SVG as a PNG.
//!
//! The SVG is the fact (text, compared exactly); the PNG carries the SVG's
//! digest in a `tEXt` chunk, so that a stale PNG is noticed without comparing
//! pixels across machines and fonts.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use resvg::{tiny_skia, usvg};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

const CELL_WIDTH: usize = 10;
const CELL_HEIGHT: usize = 19;
/// In tenths of a pixel below the top of the row.
const BASELINE: usize = 154;
/// The regular and the bold face; needed only to draw pictures, not to compare
/// them.
const FONTS: [&str; 2] = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf",
];
const FONT_SIZE: f32 = 16.6;
const FOREGROUND: &str = "#d8dee9";
const BACKGROUND: &str = "#12161e";
/// The keyword of the PNG text chunk that holds the SVG's digest.
const DIGEST_KEY: &str = "svg-sha256";

/// The buffer as an SVG document.
pub fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = (columns * CELL_WIDTH, rows * CELL_HEIGHT);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"DejaVu Sans Mono\" font-size=\"{FONT_SIZE}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{BACKGROUND}\"/>\n"
    );
    for row in 0..rows {
        draw_row(&mut out, buffer, row, columns);
    }
    out.push_str("</svg>\n");
    out
}

fn draw_row(out: &mut String, buffer: &Buffer, row: usize, columns: usize) {
    let cells = &buffer.content()[row * columns..(row + 1) * columns];
    let mut column = 0;
    while column < columns {
        let look = Look::of(&cells[column]);
        let start = column;
        let mut text = String::new();
        while column < columns && Look::of(&cells[column]) == look {
            let symbol = cells[column].symbol();
            text.push_str(symbol);
            column += symbol.width().max(1);
        }
        draw_run(out, &look, &text, start, column.min(columns) - start, row);
    }
}

fn draw_run(out: &mut String, look: &Look, text: &str, column: usize, cells: usize, row: usize) {
    let (x, y) = (column * CELL_WIDTH, row * CELL_HEIGHT);
    let width = cells * CELL_WIDTH;
    if look.background != BACKGROUND {
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{CELL_HEIGHT}\" fill=\"{}\"/>",
            look.background
        );
    }
    if text.trim().is_empty() {
        return;
    }
    // Blank ends carry no ink; leaving them out keeps `textLength` exact.
    let lead = text.len() - text.trim_start().len();
    let shown = text.trim();
    let x = x + lead * CELL_WIDTH;
    let length = shown.width() * CELL_WIDTH;
    let weight = if look.bold { " font-weight=\"bold\"" } else { "" };
    let decoration = if look.underlined {
        " text-decoration=\"underline\""
    } else {
        ""
    };
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{}.{}\" fill=\"{}\" textLength=\"{length}\" xml:space=\"preserve\"{weight}{decoration}>{}</text>",
        y + BASELINE / 10,
        BASELINE % 10,
        look.foreground,
        escape(shown)
    );
}

#[derive(PartialEq)]
struct Look {
    foreground: String,
    background: String,
    bold: bool,
    underlined: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let mut foreground = colour(cell.fg, FOREGROUND);
        let mut background = colour(cell.bg, BACKGROUND);
        if cell.modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut foreground, &mut background);
        }
        if cell.modifier.contains(Modifier::DIM) {
            foreground = blend(&foreground, &background);
        }
        Self {
            foreground,
            background,
            bold: cell.modifier.contains(Modifier::BOLD),
            underlined: cell.modifier.contains(Modifier::UNDERLINED),
        }
    }
}

fn colour(colour: Color, default: &str) -> String {
    const ANSI: [&str; 16] = [
        "#1b1f27", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf", "#5c6370",
        "#ff7b86", "#b5e890", "#ffd68a", "#7cc4ff", "#de8ff0", "#6fd3de", "#ffffff",
    ];
    let index = match colour {
        Color::Reset => return default.to_owned(),
        Color::Rgb(r, g, b) => return format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(i) if i < 16 => usize::from(i),
        Color::Indexed(i) if i >= 232 => {
            let level = 8 + u16::from(i - 232) * 10;
            return format!("#{level:02x}{level:02x}{level:02x}");
        }
        Color::Indexed(i) => {
            let cube = |v: u8| if v == 0 { 0 } else { 55 + u16::from(v) * 40 };
            let i = i - 16;
            return format!("#{:02x}{:02x}{:02x}", cube(i / 36), cube(i / 6 % 6), cube(i % 6));
        }
    };
    ANSI[index].to_owned()
}

fn blend(a: &str, b: &str) -> String {
    let part = |text: &str, at: usize| u16::from_str_radix(&text[at..at + 2], 16).unwrap_or(0);
    let mix = |at| (part(a, at) * 6 + part(b, at) * 4) / 10;
    format!("#{:02x}{:02x}{:02x}", mix(1), mix(3), mix(5))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The hexadecimal SHA-256 of an SVG.
pub fn digest(svg: &str) -> String {
    Sha256::digest(svg.as_bytes())
        .iter()
        .fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// The SVG rendered with the machine's DejaVu Sans Mono, stamped with the
/// SVG's digest.
pub fn png(svg: &str) -> Vec<u8> {
    let mut options = usvg::Options::default();
    for font in FONTS {
        let bytes = std::fs::read(font);
        let bytes = bytes.unwrap_or_else(|_| panic!("{font} is missing: install fonts-dejavu-core"));
        options.fontdb_mut().load_font_data(bytes);
    }
    let tree = usvg::Tree::from_str(svg, &options).expect("the SVG that this module wrote");
    let size = tree.size().to_int_size();
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height()).expect("a size above zero");
    resvg::render(&tree, tiny_skia::Transform::default(), &mut pixels.as_mut());
    stamp(&pixels.encode_png().expect("an encodable picture"), &digest(svg))
}

/// Inserts a `tEXt` chunk after the header chunk.
fn stamp(png: &[u8], digest: &str) -> Vec<u8> {
    const AFTER_HEADER: usize = 8 + 25;
    let mut body = b"tEXt".to_vec();
    body.extend_from_slice(DIGEST_KEY.as_bytes());
    body.push(0);
    body.extend_from_slice(digest.as_bytes());
    let mut out = png[..AFTER_HEADER].to_vec();
    out.extend_from_slice(
        &u32::try_from(body.len() - 4)
            .expect("a short chunk")
            .to_be_bytes(),
    );
    out.extend_from_slice(&body);
    out.extend_from_slice(&crc32(&body).to_be_bytes());
    out.extend_from_slice(&png[AFTER_HEADER..]);
    out
}

/// The digest that a PNG was stamped with.
pub fn stamped_digest(png: &[u8]) -> Option<String> {
    let mark = [b"tEXt", DIGEST_KEY.as_bytes(), &[0]].concat();
    let at = png.windows(mark.len()).position(|w| w == mark)? + mark.len();
    String::from_utf8(png.get(at..at + 64)?.to_vec()).ok()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 {
                (c >> 1) ^ 0xEDB8_8320
            } else {
                c >> 1
            }
        })
    })
}
