//! The app under test: keys and events in, screen and effects out.

use super::account::{NOW, account, small_account};
use aisec_tui::app::{self, Effect, Event, Key, Keymap, Options, Size, State, Target, policy};
use aisec_tui::inventory::Timestamp;
use aisec_tui::tui::policy_area::PolicyArea;
use aisec_tui::tui::{Theme, screens};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

/// The app under test: effects that only compute are carried out at once, the
/// others are kept to be looked at.
#[derive(Clone)]
pub struct Walk {
    pub state: State,
    pub theme: Theme,
    pub effects: Vec<Effect>,
    area: PolicyArea,
    /// The time of the next events.
    pub now: Timestamp,
}

impl Walk {
    /// Just started; the account is being opened.
    pub fn start(width: u16, height: u16) -> Self {
        Self::start_with(
            Options {
                read_only: false,
                has_demo: true,
            },
            Keymap::default(),
            width,
            height,
        )
    }

    pub fn start_with(options: Options, keymap: Keymap, width: u16, height: u16) -> Self {
        let mut state = State::new(options, keymap, Size { width, height }, NOW);
        let effects = app::start(&mut state, Target::Configured, NOW);
        let theme = Theme::named("mono").expect("an embedded theme");
        Self {
            state,
            theme,
            effects,
            area: PolicyArea::default(),
            now: NOW,
        }
    }

    /// The small account is open and read.
    pub fn small(width: u16, height: u16) -> Self {
        let mut walk = Self::start(width, height);
        walk.event(Event::Connected(account(true)));
        walk.event(Event::Observed(small_account()));
        walk.event(Event::RefreshFinished { calls: 42 });
        walk.state.notice = None;
        walk.effects.clear();
        walk
    }

    pub fn event(&mut self, event: Event) {
        let mut waiting = vec![event];
        while let Some(event) = waiting.pop() {
            for effect in app::update(&mut self.state, event, self.now) {
                match effect {
                    Effect::Digest(job) => waiting.push(Event::Digested(Box::new(job.run()))),
                    Effect::Index { tab, generation, job } => waiting.push(Event::Indexed {
                        tab,
                        generation,
                        index: job.run(),
                        rows: job.rows,
                    }),
                    Effect::Reach(job) => waiting.push(Event::Reach(Box::new(job.run()))),
                    Effect::Policy(effect) => waiting.push(Event::Policy(Box::new(match *effect {
                        policy::Effect::Area(stroke) => self.area.take(stroke),
                        policy::Effect::Compare(job) => policy::Event::Compared(job.run()),
                        policy::Effect::Prove(job) => policy::Event::Proved(Box::new(job.run())),
                    }))),
                    effect => self.effects.push(effect),
                }
            }
        }
    }

    /// Presses keys by their names, separated by spaces.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            let key = Key::parse(name).expect("a key's name");
            self.event(Event::Key(key));
        }
        self
    }

    /// Types text, character by character.
    pub fn type_in(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(Event::Key(Key::char(c)));
        }
        self
    }

    pub fn buffer(&self) -> Buffer {
        let backend = TestBackend::new(self.state.size.width, self.state.size.height);
        let mut terminal = Terminal::new(backend).expect("a test terminal");
        terminal
            .draw(|frame| screens::render(frame, &self.state, &self.theme))
            .expect("a drawn frame");
        terminal.backend().buffer().clone()
    }

    /// The screen as lines of text.
    pub fn screen(&self) -> String {
        let buffer = self.buffer();
        let width = usize::from(buffer.area.width);
        let lines: Vec<String> = buffer
            .content
            .chunks(width.max(1))
            .map(|line| {
                line.iter()
                    .map(ratatui::buffer::Cell::symbol)
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
            })
            .collect();
        lines.join("\n")
    }

    pub fn names(&self) -> Vec<String> {
        let table = self.state.table();
        table
            .index
            .iter()
            .map(|at| table.rows[*at as usize].cell(0).to_owned())
            .collect()
    }

    pub fn notice(&self) -> String {
        self.state
            .notice
            .as_ref()
            .map(|m| m.text.clone())
            .unwrap_or_default()
    }
}
