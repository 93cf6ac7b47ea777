//! Matching the patterns of AWS's service model: the part of regular
//! expressions that it uses for names, ARNs and URIs.
//!
//! A pattern is matched as a whole, from all positions reached so far to all
//! positions reachable, so no text can make it slow. `^` and `$` say nothing
//! beyond that. `None` stands for a pattern that is not of this part.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

/// A pattern, ready to match.
#[derive(Debug)]
pub struct Pattern(Vec<Vec<Piece>>);

#[derive(Debug)]
struct Piece {
    what: What,
    least: usize,
    most: usize,
}

#[derive(Debug)]
enum What {
    One { not: bool, sets: Vec<Set> },
    Group(Pattern),
}

#[derive(Clone, Copy, Debug)]
enum Set {
    Range(char, char),
    Digit,
    Word,
    Space,
    NotSpace,
    Letter,
    Number,
    Separator,
    Any,
}

impl Set {
    fn has(self, c: char) -> bool {
        match self {
            Self::Range(from, to) => (from..=to).contains(&c),
            Self::Digit => c.is_ascii_digit(),
            Self::Word => c.is_ascii_alphanumeric() || c == '_',
            Self::Space => c.is_ascii_whitespace(),
            Self::NotSpace => !c.is_ascii_whitespace(),
            Self::Letter => c.is_alphabetic(),
            Self::Number => c.is_numeric(),
            Self::Separator => c.is_whitespace() && !c.is_control(),
            Self::Any => c != '\n' && c != '\r',
        }
    }
}

impl Pattern {
    /// Reads a pattern.
    pub fn read(text: &str) -> Option<Self> {
        let mut rest = text.chars().peekable();
        let pattern = alternatives(&mut rest)?;
        rest.next().is_none().then_some(pattern)
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.reach(&text, &BTreeSet::from([0])).contains(&text.len())
    }

    fn reach(&self, text: &[char], from: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        for alternative in &self.0 {
            let mut at = from.clone();
            for piece in alternative {
                at = piece.reach(text, &at);
            }
            reached.extend(at);
        }
        reached
    }
}

impl Piece {
    fn reach(&self, text: &[char], from: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut at = from.clone();
        let mut reached = if self.least == 0 {
            from.clone()
        } else {
            BTreeSet::new()
        };
        for times in 1..=self.most {
            at = self.what.reach(text, &at);
            if at.is_empty() {
                break;
            }
            if times >= self.least {
                // What was reached in fewer steps was gone on from already.
                at = at.difference(&reached).copied().collect();
                reached.extend(&at);
            }
        }
        reached
    }
}

impl What {
    fn reach(&self, text: &[char], from: &BTreeSet<usize>) -> BTreeSet<usize> {
        match self {
            Self::Group(pattern) => pattern.reach(text, from),
            Self::One { not, sets } => from
                .iter()
                .filter(|at| {
                    text.get(**at)
                        .is_some_and(|c| sets.iter().any(|set| set.has(*c)) != *not)
                })
                .map(|at| at + 1)
                .collect(),
        }
    }
}

type Rest<'a> = Peekable<Chars<'a>>;

fn alternatives(rest: &mut Rest<'_>) -> Option<Pattern> {
    let mut found = vec![Vec::new()];
    while let Some(next) = rest.peek().copied().filter(|c| *c != ')') {
        if next == '|' {
            rest.next();
            found.push(Vec::new());
        } else if next == '^' || next == '$' {
            // A pattern is matched as a whole anyway.
            rest.next();
        } else {
            found.last_mut()?.push(piece(rest)?);
        }
    }
    Some(Pattern(found))
}

/// One piece with its repetition.
fn piece(rest: &mut Rest<'_>) -> Option<Piece> {
    let what = match rest.next()? {
        '(' => {
            if rest.next_if_eq(&'?').is_some() {
                rest.next_if_eq(&':')?;
            }
            let group = alternatives(rest)?;
            rest.next_if_eq(&')')?;
            What::Group(group)
        }
        '[' => class(rest)?,
        '.' => one(Set::Any),
        '\\' => one(escaped(rest)?),
        c => one(Set::Range(c, c)),
    };
    let (least, most) = repetition(rest)?;
    Some(Piece { what, least, most })
}

fn one(set: Set) -> What {
    What::One {
        not: false,
        sets: vec![set],
    }
}

fn repetition(rest: &mut Rest<'_>) -> Option<(usize, usize)> {
    let (least, most) = match rest.peek() {
        Some('*') => (0, usize::MAX),
        Some('+') => (1, usize::MAX),
        Some('?') => (0, 1),
        Some('{') => {
            rest.next();
            let mut inside = String::new();
            while let Some(c) = rest.next_if(|c| *c != '}') {
                inside.push(c);
            }
            let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
            let most = if most.is_empty() {
                usize::MAX
            } else {
                most.parse().ok()?
            };
            (least.parse().ok()?, most)
        }
        _ => return Some((1, 1)),
    };
    rest.next();
    Some((least, most))
}

fn class(rest: &mut Rest<'_>) -> Option<What> {
    let not = rest.next_if_eq(&'^').is_some();
    let mut sets = Vec::new();
    loop {
        let first = match rest.next()? {
            ']' => return Some(What::One { not, sets }),
            '\\' => escaped(rest)?,
            c => Set::Range(c, c),
        };
        let mut ahead = rest.clone();
        let to = (ahead.next() == Some('-')).then(|| ahead.next()).flatten();
        match (first, to) {
            (Set::Range(from, _), Some(to)) if to != ']' && to != '\\' && from <= to => {
                sets.push(Set::Range(from, to));
                rest.next();
                rest.next();
            }
            _ => sets.push(first),
        }
    }
}

fn escaped(rest: &mut Rest<'_>) -> Option<Set> {
    Some(match rest.next()? {
        'd' => Set::Digit,
        'w' => Set::Word,
        's' => Set::Space,
        'S' => Set::NotSpace,
        'n' => Set::Range('\n', '\n'),
        'r' => Set::Range('\r', '\r'),
        't' => Set::Range('\t', '\t'),
        'p' => {
            rest.next_if_eq(&'{')?;
            let set = match rest.next()? {
                'L' => Set::Letter,
                'N' => Set::Number,
                'Z' => Set::Separator,
                _ => return None,
            };
            rest.next_if_eq(&'}')?;
            set
        }
        c if c.is_ascii_alphanumeric() => return None,
        c => Set::Range(c, c),
    })
}
