//! The same stack for other tools: text that a team takes into its pipeline.
//!
//! - [`handover`]: what is handed over, and why it may be refused
//! - [`terraform`]: HCL with `import` blocks
//! - [`cloudformation`]: a YAML template
//! - [`cli`]: a bash script of AWS CLI calls
//! - `value`: what a resource says, before a format writes it
//! - `gather`: settings put into the resource that they are a part of
//! - `requests`: what has no resource in a format and is given as a request
//! - `labels`: a step's name in a format
//! - `words`: what may stand in a comment
//!
//! Each format matches every [`Spec`](super::Spec): one that it does not know
//! does not compile. What a format cannot say is said in a comment at its place.

pub mod cli;
pub mod cloudformation;
mod gather;
pub mod handover;
mod labels;
mod requests;
pub mod terraform;
mod value;
mod words;

pub use handover::{ExportError, Handover, standing};

/// What the stack is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Terraform HCL with `import` blocks.
    Terraform,
    /// A `CloudFormation` template in YAML.
    CloudFormation,
    /// A bash script of AWS CLI calls.
    Cli,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Terraform, Self::CloudFormation, Self::Cli];
}

/// The stack in a format.
///
/// # Errors
/// A policy is no JSON or refers to a step that is not there, or a text cannot
/// be written without meaning something else in the format.
pub fn export(handover: &Handover<'_>, format: Format) -> Result<String, ExportError> {
    match format {
        Format::Terraform => terraform::write(handover),
        Format::CloudFormation => cloudformation::write(handover),
        Format::Cli => cli::write(handover),
    }
}
