//! Maps and sets for the indexes of an inventory, which are made anew at each
//! evaluation and asked millions of times: a hash several times faster than the
//! standard one, still seeded anew in each map, since the names come from AWS.

use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};

/// A map with a quick hash.
pub type QuickMap<K, V> = HashMap<K, V, RandomState>;

/// A set with a quick hash.
pub type QuickSet<T> = HashSet<T, RandomState>;
