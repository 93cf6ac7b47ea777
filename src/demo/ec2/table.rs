//! A table of resources, with the indices that calls look things up by: an
//! account of many thousand resources answers a narrow question at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, btree_set};

/// Something that a table holds.
pub(super) trait Row {
    /// What it is found by besides its id: names of filters and the values that
    /// those filters see. A name is given with all of its values or not at all.
    fn keys(&self) -> Vec<(&'static str, String)>;
}

/// Ids by the value of one key.
type Index = BTreeMap<String, BTreeSet<String>>;

/// Resources by id.
#[derive(Debug)]
pub(super) struct Table<T> {
    rows: BTreeMap<String, T>,
    index: HashMap<&'static str, Index>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            index: HashMap::new(),
        }
    }
}

impl<T: Row> Table<T> {
    /// The resource of an id.
    pub(super) fn get(&self, id: &str) -> Option<&T> {
        self.rows.get(id)
    }

    /// Whether there is such an id.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.rows.contains_key(id)
    }

    /// Every id, in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// Every resource, in the order of ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.values()
    }

    /// Adds a resource, or puts it in the place of the one with its id.
    pub(super) fn insert(&mut self, id: &str, row: T) {
        self.remove(id);
        for (key, value) in row.keys() {
            self.note(key, value, id);
        }
        self.rows.insert(id.to_owned(), row);
    }

    /// Takes a resource out.
    pub(super) fn remove(&mut self, id: &str) -> Option<T> {
        let row = self.rows.remove(id)?;
        for (key, value) in row.keys() {
            self.forget(key, &value, id);
        }
        Some(row)
    }

    /// Changes a resource, if it is there.
    pub(super) fn change(&mut self, id: &str, act: impl FnOnce(&mut T)) {
        let Some(row) = self.rows.get_mut(id) else {
            return;
        };
        let before = row.keys();
        act(row);
        let after = row.keys();
        if before == after {
            return;
        }
        for (key, value) in &before {
            self.forget(key, value, id);
        }
        for (key, value) in after {
            self.note(key, value, id);
        }
    }

    /// The ids whose key has a value.
    pub(super) fn holders(&self, key: &str, value: &str) -> Option<&BTreeSet<String>> {
        self.index.get(key)?.get(value)
    }

    /// Whether any resource has the key: only then can the index answer for it.
    pub(super) fn indexes(&self, key: &str) -> bool {
        self.index.contains_key(key)
    }

    /// The resources whose key has a value, in the order of ids.
    pub(super) fn with(&self, key: &str, value: &str) -> With<'_, T> {
        With {
            ids: self.holders(key, value).map(BTreeSet::iter),
            rows: &self.rows,
        }
    }

    /// Whether any resource's key has a value.
    pub(super) fn any(&self, key: &str, value: &str) -> bool {
        self.holders(key, value).is_some()
    }

    fn note(&mut self, key: &'static str, value: String, id: &str) {
        let values = self.index.entry(key).or_default();
        values.entry(value).or_default().insert(id.to_owned());
    }

    fn forget(&mut self, key: &str, value: &str, id: &str) {
        let Some(values) = self.index.get_mut(key) else {
            return;
        };
        if let Some(ids) = values.get_mut(value) {
            ids.remove(id);
            if ids.is_empty() {
                values.remove(value);
            }
        }
    }
}

/// The resources whose key has a value. A type of its own, without a destructor,
/// so that a table may be changed while one is still in scope.
pub(super) struct With<'a, T> {
    ids: Option<btree_set::Iter<'a, String>>,
    rows: &'a BTreeMap<String, T>,
}

impl<'a, T> Iterator for With<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        let id = self.ids.as_mut()?.next()?;
        self.rows.get(id)
    }
}
