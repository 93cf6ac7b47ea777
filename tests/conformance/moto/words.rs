//! What a case met on moto, in words: from its panic and from the line that
//! panicked.

use crate::place::START;
use std::any::Any;
use std::cell::RefCell;
use std::path::Path;

/// The name of the threads that are listened to.
pub const THREAD: &str = "a case on moto";
/// The longest that a part of a row is, in characters.
const LONGEST: usize = 160;

thread_local! {
    /// Where this thread panicked last.
    static PLACE: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// Notes where cases on moto panic, instead of printing it: that they do is
/// what is asked.
pub fn listen() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some(THREAD) {
            let place = panic.location().map(|l| (l.file().to_owned(), l.line()));
            PLACE.with_borrow_mut(|kept| *kept = place);
        } else {
            usual(panic);
        }
    }));
}

/// The statement that panicked on this thread, on one line.
pub fn place() -> String {
    let Some((file, line)) = PLACE.take() else {
        return String::new();
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let from_here = text.lines().skip(line as usize - 1);
    let mut statement = String::new();
    for line in from_here.take(12) {
        statement += line.trim();
        if line.ends_with(';') {
            break;
        }
        statement.push(' ');
    }
    short(statement.trim_end_matches(';'))
}

/// A panic's message on one line.
pub fn message(thrown: &(dyn Any + Send)) -> String {
    let said = thrown
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| thrown.downcast_ref::<&str>().copied())
        .unwrap_or_default();
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether what failed compares with the month in which our account's time
/// begins: in seconds or milliseconds since 1970, or as a date.
pub fn tells_our_time(said: &str) -> bool {
    let month = START..START + 31 * 86_400;
    let numbers = said
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok());
    said.contains("2026-03-20T")
        || numbers
            .into_iter()
            .any(|n: i64| month.contains(&n) || month.contains(&(n / 1000)))
}

/// What moto did, from what the case said and where.
pub fn of(said: &str, place: &str) -> String {
    let at = format!("at `{place}`");
    if let Some(operation) = said
        .strip_prefix("refused: ")
        .and_then(|s| s.split_once("Output { "))
        .map(|(operation, _)| operation)
    {
        return format!("answers {operation} where AWS refuses it, {at}");
    }
    if said.contains("StatusCode(500)") {
        return format!("fails with an internal error {at}");
    }
    if let Some((_, sides)) = said.split_once(" left: ")
        && let Some((left, right)) = sides.split_once(" right: ")
    {
        return format!("{} where AWS says {}, {at}", short(left), short(right));
    }
    if let Some((_, code)) = said.split_once("code: Some(\"") {
        let code = code.split('"').next().unwrap_or_default();
        return format!("refuses with {code} {at}");
    }
    if said.contains("XmlDecodeError") || said.contains("Failed to parse") {
        return format!("answers in a form that the SDK cannot read {at}");
    }
    format!("does not hold {at}: {}", short(said))
}

fn short(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST {
        return words;
    }
    words.chars().take(LONGEST).chain(['…']).collect()
}
