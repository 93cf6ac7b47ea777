//! The classes into which patterns part all texts: two texts that match the
//! same patterns are the same to every policy that is written with them.
//!
//! The patterns are read side by side, character by character, as automata;
//! for each combination of patterns that some text matches, the shortest such
//! text is found. So what is missing here does not exist.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

/// A piece of a pattern. In the first parts of an ARN, wildcards of ARN
/// operators do not reach over a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Literal(char),
    One { over_colon: bool },
    Any { over_colon: bool },
}

/// A pattern as this room reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    tokens: Vec<Token>,
    /// Whether ASCII case is ignored.
    folded: bool,
    /// Whether it has no wildcard.
    pub literal: bool,
}

/// A class: its shortest text, and which of the patterns it matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// A text of the class.
    pub text: String,
    /// By the order of the patterns.
    pub matched: Vec<bool>,
}

/// How many states of the automata are looked at before giving up.
const MOST_STATES: usize = 40_000;

impl Glob {
    /// A pattern with `*` and `?`; case counts.
    pub fn like(pattern: &str) -> Self {
        let tokens: Vec<Token> = pattern
            .chars()
            .map(|c| match c {
                '*' => Token::Any { over_colon: true },
                '?' => Token::One { over_colon: true },
                c => Token::Literal(c),
            })
            .collect();
        Self::of(tokens, false)
    }

    /// The same without regard to case: actions.
    pub fn action(pattern: &str) -> Self {
        Self {
            folded: true,
            ..Self::like(pattern)
        }
    }

    /// A text without wildcards.
    pub fn text(text: &str, folded: bool) -> Self {
        Self::of(text.chars().map(Token::Literal).collect(), folded)
    }

    /// A pattern of an ARN operator.
    pub fn arn(pattern: &str) -> Self {
        if !pattern.is_empty() && pattern.bytes().all(|b| b == b'*') {
            return Self::like("*");
        }
        let mut colons = 0;
        let tokens = pattern.chars().map(|c| {
            let over_colon = colons >= 5;
            match c {
                '*' => Token::Any { over_colon },
                '?' => Token::One { over_colon },
                c => {
                    colons += usize::from(c == ':');
                    Token::Literal(c)
                }
            }
        });
        Self::of(tokens.collect(), false)
    }

    fn of(tokens: Vec<Token>, folded: bool) -> Self {
        let literal = tokens.iter().all(|t| matches!(t, Token::Literal(_)));
        Self {
            tokens,
            folded,
            literal,
        }
    }

    /// The places that are reached without reading: past every star.
    fn close(&self, mut at: usize, places: &mut BTreeSet<usize>) {
        places.insert(at);
        while matches!(self.tokens.get(at), Some(Token::Any { .. })) {
            at += 1;
            places.insert(at);
        }
    }

    fn step(&self, places: &BTreeSet<usize>, read: char) -> BTreeSet<usize> {
        let mut next = BTreeSet::new();
        for at in places {
            match self.tokens.get(*at) {
                Some(Token::Any { over_colon }) if *over_colon || read != ':' => self.close(*at, &mut next),
                Some(Token::One { over_colon }) if *over_colon || read != ':' => {
                    self.close(at + 1, &mut next);
                }
                Some(Token::Literal(c)) if self.same(*c, read) => self.close(at + 1, &mut next),
                _ => {}
            }
        }
        next
    }

    fn same(&self, a: char, b: char) -> bool {
        a == b || (self.folded && a.eq_ignore_ascii_case(&b))
    }
}

/// Every class of texts under the patterns; only those that match `shape`, if
/// there is one. `None` if there are too many to tell.
pub fn classes(globs: &[Glob], shape: Option<&Glob>) -> Option<Vec<Class>> {
    let all: Vec<&Glob> = globs.iter().chain(shape).collect();
    let fresh = fresh_char(&all);
    let start: Vec<BTreeSet<usize>> = all
        .iter()
        .map(|glob| {
            let mut places = BTreeSet::new();
            glob.close(0, &mut places);
            places
        })
        .collect();
    let mut found: HashMap<Vec<bool>, String> = HashMap::new();
    let mut order = Vec::new();
    let mut seen = HashSet::from([start.clone()]);
    let mut queue = VecDeque::from([(start, String::new())]);
    while let Some((state, text)) = queue.pop_front() {
        let mut matched: Vec<bool> = all
            .iter()
            .zip(&state)
            .map(|(glob, places)| places.contains(&glob.tokens.len()))
            .collect();
        let in_shape = shape.is_none() || matched.pop() == Some(true);
        if in_shape && !found.contains_key(&matched) {
            found.insert(matched.clone(), text.clone());
            order.push(matched);
        }
        // Once the shape cannot be met any more, no longer text meets it.
        if shape.is_some() && state.last().is_some_and(BTreeSet::is_empty) {
            continue;
        }
        for read in alphabet(&all, &state, fresh) {
            let next: Vec<_> = all
                .iter()
                .zip(&state)
                .map(|(glob, places)| glob.step(places, read))
                .collect();
            if seen.contains(&next) {
                continue;
            }
            if seen.len() >= MOST_STATES {
                return None;
            }
            seen.insert(next.clone());
            queue.push_back((next, format!("{text}{read}")));
        }
    }
    let class = |matched: Vec<bool>| Class {
        text: found.get(&matched).cloned().unwrap_or_default(),
        matched,
    };
    Some(order.into_iter().map(class).collect())
}

/// Whether whatever matches `narrow` matches one of `wide`. `None`: too much
/// to tell.
pub fn is_within(narrow: &Glob, wide: &[Glob]) -> Option<bool> {
    let mut globs = vec![narrow.clone()];
    globs.extend(wide.iter().cloned());
    let outside = |class: &Class| class.matched[0] && !class.matched[1..].contains(&true);
    classes(&globs, None).map(|all| !all.iter().any(outside))
}

/// A character that no pattern names: it stands for all of those.
fn fresh_char(globs: &[&Glob]) -> char {
    let named = |c: char| {
        globs
            .iter()
            .flat_map(|glob| &glob.tokens)
            .any(|t| matches!(t, Token::Literal(l) if l.eq_ignore_ascii_case(&c)))
    };
    let letters = "xyzqwvkjbghfnmpudtlsorciea0123456789_-~^".chars();
    let mut wider = letters.chain(('\u{e0}'..'\u{2ff}').filter(|c| c.is_alphabetic()));
    wider.find(|c| !named(*c)).unwrap_or('\u{fffd}')
}

/// What can be read next that makes a difference.
fn alphabet(globs: &[&Glob], state: &[BTreeSet<usize>], fresh: char) -> BTreeSet<char> {
    let mut read = BTreeSet::from([fresh]);
    let letters = |glob: &Glob| {
        glob.tokens
            .iter()
            .any(|t| matches!(t, Token::Literal(c) if c.is_alphabetic()))
    };
    let mixed = globs.iter().any(|glob| !glob.folded && letters(glob));
    for (glob, places) in globs.iter().zip(state) {
        for at in places {
            match glob.tokens.get(*at) {
                Some(Token::Literal(c)) => {
                    read.insert(*c);
                    // The other case makes a difference only to a pattern that
                    // tells the cases apart.
                    if glob.folded && mixed {
                        read.extend([c.to_ascii_lowercase(), c.to_ascii_uppercase()]);
                    }
                }
                Some(Token::Any { over_colon: false } | Token::One { over_colon: false }) => {
                    read.insert(':');
                }
                _ => {}
            }
        }
    }
    read
}
