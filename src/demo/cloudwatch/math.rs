//! Metric math, as far as arithmetic: ids, numbers, `+ - * /`, parentheses.

use std::collections::{BTreeMap, HashMap};

/// Values by time.
type Series = BTreeMap<i64, f64>;

/// How deep parentheses may go.
const DEEPEST: usize = 32;

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum MathError {
    /// An id that no query has.
    #[error("{0} is not the id of a metric")]
    Unknown(String),
    /// A function, or what is no arithmetic.
    #[error("the embedded account evaluates arithmetic only (+ - * / and parentheses)")]
    NotArithmetic,
}

/// An operand: one number, or a value for each time.
enum Operand {
    Number(f64),
    Series(Series),
}

/// Evaluates an expression over the series of other queries.
pub(super) fn evaluate(text: &str, by_id: &HashMap<String, Series>) -> Result<Series, MathError> {
    let mut reader = Reader {
        rest: text.trim(),
        by_id,
        depth: 0,
    };
    let value = reader.sum()?;
    match value {
        Operand::Series(series) if reader.rest.is_empty() => Ok(series),
        _ => Err(MathError::NotArithmetic),
    }
}

struct Reader<'t> {
    rest: &'t str,
    by_id: &'t HashMap<String, Series>,
    depth: usize,
}

impl Reader<'_> {
    fn operator(&mut self, of: [char; 2]) -> Option<char> {
        let found = self.rest.chars().next().filter(|c| of.contains(c))?;
        self.rest = self.rest[1..].trim_start();
        Some(found)
    }

    fn sum(&mut self) -> Result<Operand, MathError> {
        let mut value = self.product()?;
        while let Some(operator) = self.operator(['+', '-']) {
            value = combine(operator, value, self.product()?);
        }
        Ok(value)
    }

    fn product(&mut self) -> Result<Operand, MathError> {
        let mut value = self.operand()?;
        while let Some(operator) = self.operator(['*', '/']) {
            value = combine(operator, value, self.operand()?);
        }
        Ok(value)
    }

    fn operand(&mut self) -> Result<Operand, MathError> {
        if let Some(inner) = self.rest.strip_prefix('(') {
            if self.depth == DEEPEST {
                return Err(MathError::NotArithmetic);
            }
            self.depth += 1;
            self.rest = inner.trim_start();
            let value = self.sum()?;
            self.depth -= 1;
            let after = self.rest.strip_prefix(')').ok_or(MathError::NotArithmetic)?;
            self.rest = after.trim_start();
            return Ok(value);
        }
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
            .unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at(end);
        self.rest = after.trim_start();
        if let Ok(number) = word.parse::<f64>() {
            return Ok(Operand::Number(number));
        }
        if word.is_empty() || self.rest.starts_with('(') {
            return Err(MathError::NotArithmetic);
        }
        let known = self.by_id.get(word).cloned();
        known
            .map(Operand::Series)
            .ok_or_else(|| MathError::Unknown(word.to_owned()))
    }
}

fn apply(operator: char, a: f64, b: f64) -> Option<f64> {
    let value = match operator {
        '+' => a + b,
        '-' => a - b,
        '*' => a * b,
        _ => a / b,
    };
    // A division by zero leaves out the data point.
    value.is_finite().then_some(value)
}

/// Combines two operands; series meet where both have a value.
fn combine(operator: char, a: Operand, b: Operand) -> Operand {
    let each = |series: Series, f: &dyn Fn(f64) -> Option<f64>| {
        let values = series.into_iter().filter_map(|(at, value)| Some((at, f(value)?)));
        Operand::Series(values.collect())
    };
    match (a, b) {
        (Operand::Number(a), Operand::Number(b)) => {
            Operand::Number(apply(operator, a, b).unwrap_or(f64::NAN))
        }
        (Operand::Series(a), Operand::Number(b)) => each(a, &|value| apply(operator, value, b)),
        (Operand::Number(a), Operand::Series(b)) => each(b, &|value| apply(operator, a, value)),
        (Operand::Series(a), Operand::Series(b)) => {
            let both = a
                .into_iter()
                .filter_map(|(at, a)| Some((at, apply(operator, a, *b.get(&at)?)?)));
            Operand::Series(both.collect())
        }
    }
}
