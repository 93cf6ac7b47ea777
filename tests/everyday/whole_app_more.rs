//! More of the whole app: other sessions, text that is typed, what is on the screen.

use super::whole_app::{START, Setting, WholeApp, set_clock};
use aisec_tui::app::{Event, Key};
use aisec_tui::demo::Account;
use aisec_tui::posture::Tally;
use ratatui::buffer::Buffer;
use std::sync::Arc;
use std::time::Duration;

impl WholeApp {
    /// Another session of the same person on the same machine and account.
    pub async fn again(&self, setting: Setting) -> Self {
        Self::over(self.account.clone(), Arc::clone(&self.folder), setting).await
    }

    /// The app over an account, as it is before anything is read.
    pub async fn unread(account: Account, setting: Setting) -> Self {
        set_clock(START);
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let mut app = Self::start(account, folder, setting);
        app.pump(Duration::from_millis(1)).await;
        app
    }

    /// Types text, character by character.
    pub async fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Event::Key(Key::char(c))).await;
        }
        self
    }

    /// The cells on the screen.
    pub fn buffer(&self) -> Buffer {
        self.terminal.backend().buffer().clone()
    }

    /// The screen holds a text.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        let screen = self.screen();
        assert!(
            screen.contains(text),
            "\"{text}\" is not on the screen:\n{screen}"
        );
        self
    }

    /// What the posture's score is rounded from: in a hundred thousandths.
    pub fn score(&self) -> u64 {
        let counts = &self.driver.state.digest.report.counts;
        let weigh = |count: fn(Tally) -> usize| -> u64 {
            let each = counts.by_severity.iter();
            each.map(|(severity, tally)| severity.weight() * count(*tally) as u64)
                .sum()
        };
        weigh(|t| t.pass) * 100_000 / weigh(Tally::all)
    }
}
