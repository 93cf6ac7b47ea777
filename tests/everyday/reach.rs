//! Who can do what: the paths, what breaks them, and what cannot be told.

#[path = "reach/account.rs"]
mod account;
#[path = "reach/attacks.rs"]
mod attacks;
#[path = "reach/conditions.rs"]
mod conditions;
#[path = "reach/readings.rs"]
mod readings;
#[path = "reach/scale.rs"]
mod scale;
#[path = "reach/unknown.rs"]
mod unknown;
#[path = "reach/ways.rs"]
mod ways;
