//! The pages of the wizard and what each one asks for.

/// A page, in the order in which they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// What the stack is for.
    Scenario,
    /// What it is called, and how much it matters.
    Names,
    /// Buckets and the file to upload.
    Data,
    /// The key that encrypts everything.
    Keys,
    /// The role and the composed policies.
    Identities,
    /// The VPC and its endpoints.
    Network,
    /// What runs.
    Workload,
    /// The plan, and the posture before and after.
    Review,
    /// The plan being applied.
    Apply,
    /// What was made.
    Done,
}

impl Page {
    /// Every page.
    pub const ALL: [Self; 10] = [
        Self::Scenario,
        Self::Names,
        Self::Data,
        Self::Keys,
        Self::Identities,
        Self::Network,
        Self::Workload,
        Self::Review,
        Self::Apply,
        Self::Done,
    ];

    /// The word in the row of steps.
    pub fn title(self) -> &'static str {
        match self {
            Self::Scenario => "Scenario",
            Self::Names => "Names",
            Self::Data => "Data",
            Self::Keys => "Keys",
            Self::Identities => "Identities",
            Self::Network => "Network",
            Self::Workload => "Workload",
            Self::Review => "Review",
            Self::Apply => "Apply",
            Self::Done => "Done",
        }
    }

    /// The plain question that the page asks.
    pub fn question(self) -> &'static str {
        match self {
            Self::Scenario => "What is the stack for?",
            Self::Names => "What is it called, and how much does it matter?",
            Self::Data => "Where does the data live?",
            Self::Keys => "Which key encrypts it?",
            Self::Identities => "Who may use it?",
            Self::Network => "Where does it run?",
            Self::Workload => "What runs in it?",
            Self::Review => "This is what would be done. Nothing is written before you confirm.",
            Self::Apply => "The plan is being applied; each step is read back.",
            Self::Done => "What was made.",
        }
    }

    /// Whether it is a form with fields.
    pub fn is_form(self) -> bool {
        self <= Self::Workload
    }

    /// The page after this one; the last one stays.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|p| *p == self).unwrap_or(0);
        Self::ALL.get(at + 1).copied().unwrap_or(self)
    }

    /// The page before this one; the first one stays.
    #[must_use]
    pub fn previous(self) -> Self {
        let at = Self::ALL.iter().position(|p| *p == self).unwrap_or(0);
        at.checked_sub(1).map_or(self, |before| Self::ALL[before])
    }
}
