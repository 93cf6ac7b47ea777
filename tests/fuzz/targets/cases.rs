//! A request and policies for every slot: both forms of the evaluator agree,
//! a denial added never allows and a grant added never denies.

#![no_main]

use libfuzzer_sys::fuzz_target;
use room::dice::Dice;
use room::{generate, invariants, splice};

fuzz_target!(|data: &[u8]| {
    let mut dice = Dice::of(data);
    let at = dice.below(16);
    let spliced = dice.percent(70);
    let mut case = generate::case(&mut dice, 0);
    if spliced {
        splice::into(&mut case, &mut dice);
    }
    let mut other = generate::case(&mut dice, 1);
    if spliced {
        splice::into(&mut other, &mut dice);
    }
    invariants::in_time(|| invariants::of_case(&case, &other, at));
});
