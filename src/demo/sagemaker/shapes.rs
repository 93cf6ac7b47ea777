//! The shapes of SageMaker's requests and answers, read from `shapes.txt`:
//! AWS's own service model is the one place that says what a field may hold.

use std::collections::HashMap;
use std::sync::LazyLock;

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// What it takes.
    pub input: Vec<Member>,
    /// What it answers.
    pub output: Vec<Output>,
}

impl Operation {
    /// The list that a `List…` answers.
    pub fn listed(&self) -> Option<&Output> {
        self.output.iter().find(|member| member.is_list)
    }
}

/// A member of a request or a structure.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// The name of its shape.
    pub shape: &'static str,
}

/// A member of an answer.
#[derive(Debug)]
pub struct Output {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether it is the list of a `List…`.
    pub is_list: bool,
    /// The fields of the list's entries.
    pub fields: Vec<&'static str>,
}

/// How long or how large something may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub min: Option<i64>,
    /// The most.
    pub max: Option<i64>,
}

/// What a value must be.
#[derive(Debug)]
pub enum Shape {
    /// A text.
    Text(Bounds, Option<&'static str>),
    /// One of some words.
    OneOf(Vec<&'static str>),
    /// A whole number.
    Integer(Bounds),
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// A time: seconds since 1970.
    Time,
    /// Bytes in base64.
    Blob,
    /// A structure; of a union exactly one member is given.
    Struct(Vec<Member>),
    /// A list of a shape.
    List(Bounds, &'static str),
    /// A map of two shapes.
    Map(Bounds, &'static str, &'static str),
}

#[derive(Debug, Default)]
struct Model {
    operations: HashMap<&'static str, Operation>,
    shapes: HashMap<&'static str, Shape>,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut model = Model::default();
    let plain = [
        ("string", Shape::Text(Bounds::default(), None)),
        ("integer", Shape::Integer(Bounds::default())),
        ("number", Shape::Number),
        ("boolean", Shape::Boolean),
        ("timestamp", Shape::Time),
        ("blob", Shape::Blob),
    ];
    model.shapes.extend(plain);
    for line in include_str!("shapes.txt").lines() {
        read_line(&mut model, line);
    }
    model
});

/// An operation by name.
pub fn operation(name: &str) -> Option<&'static Operation> {
    MODEL.operations.get(name)
}

/// A shape by name.
pub fn shape(name: &str) -> Option<&'static Shape> {
    MODEL.shapes.get(name)
}

fn read_line(model: &mut Model, line: &'static str) {
    let Some((kind, rest)) = line.split_once(' ') else {
        return;
    };
    let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let words = || rest.split(' ').filter(|word| !word.is_empty());
    let bounds = words().next().map(read_bounds).unwrap_or_default();
    let word = |at: usize| words().nth(at).unwrap_or("string");
    let shape = match kind {
        "op" => {
            let (input, output) = rest.split_once("->").unwrap_or((rest, ""));
            let operation = Operation {
                input: read_members(input),
                output: output.split_whitespace().map(read_output).collect(),
            };
            model.operations.insert(name, operation);
            return;
        }
        "struct" => Shape::Struct(read_members(rest)),
        "enum" => Shape::OneOf(words().collect()),
        "list" => Shape::List(bounds, word(1)),
        "map" => Shape::Map(bounds, word(1), word(2)),
        "integer" => Shape::Integer(bounds),
        "string" => Shape::Text(bounds, rest.split_once(' ').map(|(_, pattern)| pattern)),
        _ => return,
    };
    model.shapes.insert(name, shape);
}

fn read_members(text: &'static str) -> Vec<Member> {
    let members = text.split_whitespace().filter_map(|word| word.split_once(':'));
    members
        .map(|(name, shape)| Member {
            name: name.trim_end_matches('!'),
            required: name.ends_with('!'),
            shape,
        })
        .collect()
}

fn read_output(word: &'static str) -> Output {
    match word.trim_end_matches(']').split_once('[') {
        Some((name, fields)) => Output {
            name,
            is_list: true,
            fields: fields.split(',').filter(|field| !field.is_empty()).collect(),
        },
        None => Output {
            name: word,
            is_list: false,
            fields: Vec::new(),
        },
    }
}

fn read_bounds(text: &str) -> Bounds {
    let (min, max) = text.split_once("..").unwrap_or((text, ""));
    Bounds {
        min: min.parse().ok(),
        max: max.parse().ok(),
    }
}
