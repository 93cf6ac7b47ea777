//! The IAM language: documents, questions, decisions, lint, composition.

mod catalogue;
mod comparing;
mod completing;
mod decisions;
mod documents;
mod explaining;
mod hostile;
mod lint_cases;
mod linting;
mod minimising;
mod oracle;
mod proofs;
mod questions;
mod rules;
mod sets;

use aisec_tui::policy::Document;

/// A document that the test knows to be well formed.
fn document(text: &str) -> Document {
    Document::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}
