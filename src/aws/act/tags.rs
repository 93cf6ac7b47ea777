//! The tags by which a stack knows its own.

/// Holds the stack's name on everything that a stack makes.
pub(super) const STACK: &str = "aisec:stack";
/// Holds the step's id.
pub(super) const STEP: &str = "aisec:step";

/// Whose step is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner<'a> {
    /// The stack's name.
    pub(super) stack: &'a str,
    /// The step's id.
    pub(super) step: &'a str,
}

impl Owner<'_> {
    /// Whether tags say that the stack made it.
    pub(super) fn stack_owns<'t>(self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> bool {
        tags.into_iter().any(|tag| tag == (STACK, self.stack))
    }

    /// Whether tags say that this very step made it.
    pub(super) fn step_owns<'t>(self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> bool {
        let (mut stack, mut step) = (false, false);
        for tag in tags {
            stack |= tag == (STACK, self.stack);
            step |= tag == (STEP, self.step);
        }
        stack && step
    }
}
