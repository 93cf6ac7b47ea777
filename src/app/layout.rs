//! How the screen is divided, in lines: known here so that scrolling is
//! decided before anything is drawn.

use super::tabs::Tab;

/// The size of the terminal in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Lines.
    pub height: u16,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            width: 80,
            height: 24,
        }
    }
}

/// Below this the screen says that it is too small.
pub const MINIMUM: Size = Size {
    width: 40,
    height: 12,
};

/// The bar, the posture strip and the tabs.
pub const HEADER: u16 = 3;

/// The hints.
pub const FOOTER: u16 = 1;

/// The line above a table's rows that says what is shown, and its headings.
pub const TABLE_HEAD: u16 = 2;

/// The title and the sections of the detail pane.
pub const DETAIL_HEAD: u16 = 2;

impl Size {
    /// Whether anything useful fits.
    pub fn is_enough(self) -> bool {
        self.width >= MINIMUM.width && self.height >= MINIMUM.height
    }

    /// Lines between header and footer.
    pub fn body(self) -> u16 {
        self.height.saturating_sub(HEADER + FOOTER)
    }

    /// Lines of the summary above the findings.
    pub fn summary(self) -> u16 {
        match self.height {
            0..18 => 0,
            18..36 => 6,
            _ => 9,
        }
    }

    /// Rows of a tab's table that are visible at once.
    pub fn rows(self, tab: Tab) -> usize {
        let above = if tab == Tab::Posture { self.summary() } else { 0 };
        usize::from(self.body().saturating_sub(TABLE_HEAD + above)).max(1)
    }

    /// Lines of the detail pane that are visible at once.
    pub fn detail(self) -> usize {
        usize::from(self.body().saturating_sub(DETAIL_HEAD)).max(1)
    }

    /// Lines of a policy's text that are visible at once.
    pub fn policy_text(self) -> usize {
        usize::from(self.body().saturating_sub(1 + self.remarks())).max(1)
    }

    /// Lines of a sheet over a policy that are visible at once.
    pub fn sheet(self) -> usize {
        usize::from(self.body().saturating_sub(1)).max(1)
    }

    /// Lines of the table of answers that are visible at once: below title
    /// and headings, above the chosen row in full.
    pub fn matrix(self) -> usize {
        let full = (self.body() / 4).clamp(2, 5);
        usize::from(self.body().saturating_sub(2 + full)).max(1)
    }

    /// Lines below a policy's text for what lint says.
    pub fn remarks(self) -> u16 {
        (self.body() / 4).clamp(2, 6)
    }

    /// Lines of the help that are visible at once.
    pub fn help(self) -> usize {
        usize::from(self.body().saturating_sub(2)).max(1)
    }
}
