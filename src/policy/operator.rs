//! The condition operators: what a text such as
//! `ForAnyValue:StringLikeIfExists` means.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators".

/// A condition operator with its qualifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// `ForAllValues:` or `ForAnyValue:`, if given.
    pub set: Option<SetQualifier>,
    /// The comparison.
    pub base: Base,
    /// Whether a missing key makes the condition true.
    pub if_exists: bool,
}

/// The qualifiers of multi-valued keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetQualifier {
    /// Every value of the request matches; true if there is none.
    ForAllValues,
    /// At least one value of the request matches.
    ForAnyValue,
}

macro_rules! bases {
    ($($name:ident),+ $(,)?) => {
        /// The comparisons, by their AWS names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each variant is the AWS operator of that name")]
        pub enum Base { $($name),+ }

        impl Base {
            const ALL: &[(&'static str, Self)] = &[$((stringify!($name), Self::$name)),+];
        }
    };
}

bases!(
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
);

impl Operator {
    /// Reads an operator; `None` if AWS has none of that name. Names are
    /// compared without regard to case, as AWS does.
    pub fn parse(text: &str) -> Option<Self> {
        let (set, rest) = match text.split_once(':') {
            Some((q, rest)) if q.eq_ignore_ascii_case("ForAllValues") => {
                (Some(SetQualifier::ForAllValues), rest)
            }
            Some((q, rest)) if q.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(SetQualifier::ForAnyValue), rest)
            }
            Some(_) => return None,
            None => (None, text),
        };
        let cut = rest.len().saturating_sub("IfExists".len());
        let (name, if_exists) = match (rest.get(..cut), rest.get(cut..)) {
            (Some(name), Some(tail)) if tail.eq_ignore_ascii_case("IfExists") => (name, true),
            _ => (rest, false),
        };
        let (_, base) = Base::ALL
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        if if_exists && *base == Base::Null {
            return None;
        }
        Some(Self {
            set,
            base: *base,
            if_exists,
        })
    }
}

impl Base {
    /// Every name, as AWS writes it.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(name, _)| *name)
    }

    /// Its name, as AWS writes it.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, base)| *base == self);
        found.map_or("", |(name, _)| name)
    }

    /// Whether it holds when the values do *not* match.
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }

    /// Whether it names values that the request must have: string, ARN and
    /// address comparisons that are not negated.
    pub fn pins(self) -> bool {
        matches!(
            self,
            Self::StringEquals
                | Self::StringEqualsIgnoreCase
                | Self::StringLike
                | Self::ArnEquals
                | Self::ArnLike
                | Self::IpAddress
        )
    }

    /// Whether `*` and `?` in its values are wildcards.
    pub fn takes_wildcards(self) -> bool {
        matches!(
            self,
            Self::StringLike
                | Self::StringNotLike
                | Self::ArnEquals
                | Self::ArnLike
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }
}
