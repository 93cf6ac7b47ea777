//! Reads the Markdown report as GitHub does, as far as it matters: which cells
//! a table's line has, what stands in code, and what markup is left.

/// The cells of a line of a table. A backslash takes the next character with
/// it, in code too: so GitHub's own parser cuts.
pub fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut letters = line.trim().trim_start_matches('|').chars();
    while let Some(c) = letters.next() {
        let cell = cells.last_mut().expect("a cell");
        match c {
            '|' => cells.push(String::new()),
            '\\' => {
                cell.push(c);
                cell.extend(letters.next());
            }
            c => cell.push(c),
        }
    }
    // What follows the last pipe.
    cells.pop();
    cells.iter().map(|c| c.trim().to_owned()).collect()
}

/// The lines of tables whose cells are not as many as their head's.
pub fn torn(text: &str) -> Vec<&str> {
    let mut torn = Vec::new();
    let mut width = None;
    for line in text.lines() {
        if !line.starts_with('|') {
            width = None;
            continue;
        }
        let count = cells(line).len();
        if *width.get_or_insert(count) != count {
            torn.push(line);
        }
    }
    torn
}

/// A text without its code and without what is escaped: what is left is read
/// as markup.
pub fn markup_of(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let size = c.len_utf8();
        if c == '\\' {
            let next = rest[size..].chars().next().map_or(0, char::len_utf8);
            rest = &rest[size + next..];
        } else if let Some((_, after)) = code_span(rest) {
            rest = after;
        } else if let Some((inside, after)) = element(rest) {
            let referred = inside.replace("&#", "").replace(';', "");
            assert!(
                !referred.contains(|c: char| c.is_ascii_punctuation()),
                "a mark stands for itself in {inside}"
            );
            rest = after;
        } else {
            out.push(c);
            rest = &rest[size..];
        }
    }
    out
}

fn code_span(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('`')?.split_once('`')
}

fn element(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("<code>")?.split_once("</code>")
}

/// What a reader sees of a text between backticks or in an element.
pub fn seen(cell: &str) -> String {
    if let Some((inside, "")) = code_span(cell) {
        return inside.to_owned();
    }
    let Some((inside, "")) = element(cell) else {
        return cell.to_owned();
    };
    let mut out = String::new();
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once("&#") {
        let (number, after) = after.split_once(';').expect("a reference ends");
        out.push_str(before);
        out.extend(number.parse().ok().and_then(char::from_u32));
        rest = after;
    }
    out + rest
}

/// The part of a report from a heading to the next of its level or above.
pub fn part<'t>(text: &'t str, heading: &str) -> &'t str {
    let level = heading.chars().take_while(|c| *c == '#').count();
    let start = text
        .find(&format!("\n{heading}"))
        .unwrap_or_else(|| panic!("there is {heading}"));
    let body = &text[start + 1..];
    let is_next = |line: &&str| {
        let marks = line.chars().take_while(|c| *c == '#').count();
        (1..=level).contains(&marks)
    };
    let next = body.lines().skip(1).find(is_next);
    let end = next.and_then(|line| body[1..].find(&format!("\n{line}\n")));
    &body[..end.map_or(body.len(), |at| at + 1)]
}
