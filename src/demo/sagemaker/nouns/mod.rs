//! SageMaker's kinds of resource, a row each: how calls, fields and ARNs are
//! named, how states move, and what SageMaker says when one is missing or
//! there already. What their fields are is in [`super::shapes`].
//!
//! - [`hosting`]: models, configurations, endpoints and what is measured of them
//! - [`jobs`]: work that ends
//! - [`studio`]: notebooks, domains and what people use
//! - [`registry`]: model packages, cards, pipelines, hubs, features

mod hosting;
mod jobs;
mod registry;
mod studio;

use super::progress::Life;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One kind of resource.
#[derive(Debug)]
pub struct Noun {
    /// The word in operations: `Create…`, `Describe…`.
    pub name: &'static str,
    /// The word in `List…`.
    pub plural: &'static str,
    /// The fields by which calls name one; the last is its name.
    pub path: &'static [&'static str],
    /// Where SageMaker makes up an id, the field of the name in `Create…`.
    pub titled: Option<&'static str>,
    /// The field of the ARN.
    pub arn_field: &'static str,
    /// The word in the ARN.
    pub arn_word: &'static str,
    /// The field of the status, where there is one.
    pub status_field: Option<&'static str>,
    /// How its states move.
    pub life: Life,
    /// Seconds that it stays `Deleting`; 0 when it is gone at once.
    pub leaves_in: i64,
    /// Whether it must rest (be stopped or done) before it is deleted.
    pub rests: bool,
    /// What a list is sorted by unless it is said.
    pub sorted_by: &'static str,
    /// Whether a list begins with the newest unless it is said.
    pub newest_first: bool,
    /// Fields that the answer calls otherwise than the request.
    pub renamed: &'static [(&'static str, &'static str)],
    /// Where its execution roles are, as JSON pointers.
    pub roles: &'static [&'static str],
    /// Code and message when the name is taken; `{}` is the ARN.
    pub taken: (&'static str, &'static str),
    /// Code and message when there is none; `{}` is the ARN, `{name}` the name.
    pub missing: (&'static str, &'static str),
}

const VALIDATION: &str = "ValidationException";
const IN_USE: &str = "ResourceInUse";
const NOT_FOUND: &str = "ResourceNotFound";
const CONFLICT: &str = "ConflictException";

impl Noun {
    /// A row as most are.
    const fn new(
        name: &'static str,
        plural: &'static str,
        path: &'static [&'static str],
        arn: (&'static str, &'static str),
    ) -> Self {
        Self {
            name,
            plural,
            path,
            titled: None,
            arn_field: arn.0,
            arn_word: arn.1,
            status_field: None,
            life: Life::Still,
            leaves_in: 0,
            rests: false,
            sorted_by: "CreationTime",
            newest_first: true,
            renamed: &[],
            roles: &[],
            taken: (IN_USE, "Resource already exists: {}"),
            missing: (NOT_FOUND, "Could not find resource: {}"),
        }
    }

    /// The kind of that name in operations.
    pub fn named(name: &str) -> &'static Self {
        NOUNS
            .names
            .get(name)
            .expect("a kind that has a row: the callers name constants")
    }

    /// The verb and kind of an operation, e.g. `Create` and the training job.
    pub fn of_operation(operation: &str) -> Option<(&'static str, &'static Self)> {
        NOUNS.operations.get(operation).copied()
    }

    /// The kind of an ARN, by its word.
    pub fn of_arn_word(word: &str) -> Option<&'static Self> {
        NOUNS.arn_words.get(word).copied()
    }

    /// The field of the name, in `Create…` and `List…`.
    pub fn name_field(&self) -> &'static str {
        self.titled.or(self.path.last().copied()).unwrap_or("Name")
    }
}

struct Nouns {
    names: HashMap<&'static str, &'static Noun>,
    operations: HashMap<String, (&'static str, &'static Noun)>,
    arn_words: HashMap<&'static str, &'static Noun>,
}

static NOUNS: LazyLock<Nouns> = LazyLock::new(|| {
    let mut nouns = Nouns {
        names: HashMap::new(),
        operations: HashMap::new(),
        arn_words: HashMap::new(),
    };
    let rows = [hosting::ROWS, jobs::ROWS, registry::ROWS, studio::ROWS];
    for noun in rows.into_iter().flatten() {
        for verb in ["Create", "Describe", "Delete", "Update", "Start", "Stop"] {
            nouns
                .operations
                .insert(format!("{verb}{}", noun.name), (verb, noun));
        }
        nouns
            .operations
            .insert(format!("List{}", noun.plural), ("List", noun));
        nouns.names.insert(noun.name, noun);
        nouns.arn_words.insert(noun.arn_word, noun);
    }
    let automl = nouns.names["AutoMLJobV2"];
    nouns
        .operations
        .insert("StopAutoMLJob".to_owned(), ("Stop", automl));
    nouns
});
