//! The plan engine, its hands and the embedded account together: a stack is
//! planned, foreseen, made, read back and taken back, whatever comes between.

#[path = "demo_stack/bench.rs"]
mod bench;
#[path = "demo_stack/crashes.rs"]
mod crashes;
#[path = "demo_stack/hands.rs"]
mod hands;
#[path = "demo_stack/patience.rs"]
mod patience;
#[path = "demo_stack/presets.rs"]
mod presets;
#[path = "demo_stack/refusals.rs"]
mod refusals;
#[path = "demo_stack/weather.rs"]
mod weather;
