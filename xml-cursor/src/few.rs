//! A stack that needs the heap only when it grows beyond what documents usually hold.

#[derive(Debug, Clone)]
pub(crate) struct Few<T, const N: usize> {
    inline: [T; N],
    len: usize,
    spill: Vec<T>,
}

impl<T: Copy + Default, const N: usize> Few<T, N> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { inline: [T::default(); N], len: 0, spill: Vec::new() }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn push(&mut self, value: T) {
        match self.inline.get_mut(self.len) {
            Some(slot) => *slot = value,
            None => self.spill.push(value),
        }
        self.len += 1;
    }

    #[inline]
    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        if at >= self.len {
            None
        } else if at < N {
            self.inline.get(at)
        } else {
            self.spill.get(at - N)
        }
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        if at >= self.len {
            None
        } else if at < N {
            self.inline.get_mut(at)
        } else {
            self.spill.get_mut(at - N)
        }
    }

    #[inline]
    pub(crate) fn last(&self) -> Option<&T> {
        self.get(self.len.checked_sub(1)?)
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<T> {
        let last = *self.last()?;
        self.truncate(self.len - 1);
        Some(last)
    }

    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        if len < self.len {
            if self.len > N {
                self.spill.truncate(len.saturating_sub(N));
            }
            self.len = len;
        }
    }

    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.inline.iter().take(self.len).chain(&self.spill)
    }
}

impl<T: Copy + Default, const N: usize> Default for Few<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spills_and_returns() {
        let mut few = Few::<u8, 2>::new();
        (0..5).for_each(|n| few.push(n));
        assert_eq!(few.iter().copied().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!((few.pop(), few.last().copied(), few.len()), (Some(4), Some(3), 4));
        few.truncate(1);
        assert_eq!(
            (few.get(0).copied(), few.get(1).copied(), few.pop(), few.pop()),
            (Some(0), None, Some(0), None)
        );
        few.push(9);
        assert_eq!(few.iter().copied().collect::<Vec<_>>(), [9]);
    }
}
