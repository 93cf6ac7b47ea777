//! Any text: read, linted, mended, printed, questioned and decided.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else {
        return Corpus::Reject;
    };
    room::invariants::in_time(|| room::invariants::of_text(text));
    Corpus::Keep
});
