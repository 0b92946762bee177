//! Which invoices are ticked.

use portico_shared::InvoiceId;

/// All that fit but some, or some.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Selection {
    is_all: bool,
    /// Those that are not as the others.
    other: Vec<InvoiceId>,
}

/// How many are ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Some(u32),
    /// All that fit, of which only some are loaded.
    All,
    /// All but so many.
    AllBut(u32),
}

impl Selection {
    pub(crate) fn all() -> Self {
        Self {
            is_all: true,
            other: Vec::new(),
        }
    }

    pub(crate) fn has(&self, id: InvoiceId) -> bool {
        self.other.contains(&id) != self.is_all
    }

    pub(crate) fn tick(&mut self, id: InvoiceId, is_on: bool) {
        if self.has(id) == is_on {
            return;
        }
        match self.other.iter().position(|one| *one == id) {
            Some(place) => {
                self.other.swap_remove(place);
            }
            None => self.other.push(id),
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        !self.is_all && self.other.is_empty()
    }

    /// All that fit, without a look at which those are.
    pub(crate) const fn is_whole(&self) -> bool {
        self.is_all && self.other.is_empty()
    }

    pub(crate) const fn is_by_name(&self) -> bool {
        !self.is_all
    }

    /// `loaded` are all that fit where nothing more is to come.
    pub(crate) fn count(&self, loaded: usize, has_more: bool) -> Count {
        let other = u32::try_from(self.other.len()).unwrap_or(u32::MAX);
        let loaded = u32::try_from(loaded).unwrap_or(u32::MAX);
        match (self.is_all, has_more) {
            (false, _) => Count::Some(other),
            (true, false) => Count::Some(loaded.saturating_sub(other)),
            (true, true) if other == 0 => Count::All,
            (true, true) => Count::AllBut(other),
        }
    }

    /// Those that are ticked of `all` that fit.
    pub(super) fn of(&self, all: &[InvoiceId]) -> Vec<InvoiceId> {
        all.iter().copied().filter(|id| self.has(*id)).collect()
    }

    /// Where they are named.
    pub(super) fn named(&self) -> &[InvoiceId] {
        &self.other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> [InvoiceId; 3] {
        [1, 2, 3].map(|n| format!("01930000-0000-7000-8000-00000000000{n}").parse().unwrap())
    }

    #[test]
    fn what_is_ticked_is_in_and_what_is_unticked_is_out() {
        let [one, two, three] = ids();
        let mut some = Selection::default();
        assert!(some.is_empty());
        some.tick(one, true);
        some.tick(one, true);
        some.tick(two, true);
        some.tick(two, false);
        assert_eq!(some.of(&ids()), [one]);
        let mut all = Selection::all();
        assert!(all.is_whole() && !all.is_empty());
        all.tick(two, false);
        assert_eq!(all.of(&ids()), [one, three]);
        all.tick(two, true);
        assert!(all.is_whole());
    }

    #[test]
    fn all_that_fit_are_counted_once_all_are_loaded() {
        let [one, ..] = ids();
        let mut all = Selection::all();
        assert_eq!(all.count(30, true), Count::All);
        assert_eq!(all.count(35, false), Count::Some(35));
        all.tick(one, false);
        assert_eq!(all.count(30, true), Count::AllBut(1));
        assert_eq!(all.count(35, false), Count::Some(34));
        let mut some = Selection::default();
        some.tick(one, true);
        assert_eq!(some.count(30, true), Count::Some(1));
    }
}
