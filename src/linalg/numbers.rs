//! Memory of many numbers.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytemuck::Pod;
#[cfg(target_os = "linux")]
use memmap2::{Advice, MmapMut};

/// Numbers in a row.
///
/// A system hands out memory page by page as it is first written to, and clears each page. With 4 KiB a page
/// that takes several times as long as a pass over the numbers; on Linux many numbers therefore have memory
/// of their own, for which pages of 2 MiB are asked. Where there are none, the system gives small ones.
pub(crate) struct Numbers<T>(Memory<T>);

enum Memory<T> {
    Usual(Vec<T>),
    /// Whole pages, of which the first so many numbers count.
    #[cfg(target_os = "linux")]
    Pages(MmapMut, usize),
}

/// Bytes of a large page, and from which such pages are asked for.
#[cfg(target_os = "linux")]
const PAGE: usize = 2 << 20;

impl<T: Pod> Numbers<T> {
    /// So many zeros.
    pub fn zeros(count: usize) -> Self {
        #[cfg(target_os = "linux")]
        if let Some(pages) = pages(count.saturating_mul(size_of::<T>())) {
            return Numbers(Memory::Pages(pages, count));
        }
        Numbers(Memory::Usual(vec![T::zeroed(); count]))
    }

    /// Leave out all but the first so many.
    pub fn truncate(&mut self, most: usize) {
        match &mut self.0 {
            Memory::Usual(numbers) => numbers.truncate(most),
            #[cfg(target_os = "linux")]
            Memory::Pages(_, count) => *count = most.min(*count),
        }
    }

    /// As a vector; copied where they have memory of their own.
    pub fn into_vec(self) -> Vec<T> {
        match self.0 {
            Memory::Usual(numbers) => numbers,
            #[cfg(target_os = "linux")]
            Memory::Pages(..) => self.to_vec(),
        }
    }
}

/// Pages for so many bytes, all zero; none where they are few or the system refuses.
#[cfg(target_os = "linux")]
fn pages(bytes: usize) -> Option<MmapMut> {
    let whole = bytes.checked_next_multiple_of(PAGE).filter(|_| bytes >= PAGE)?;
    let pages = MmapMut::map_anon(whole).ok()?;
    // Small pages do as well.
    let _ = pages.advise(Advice::HugePage);
    Some(pages)
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Numbers(Memory::Usual(vec![]))
    }
}

impl<T> From<Vec<T>> for Numbers<T> {
    fn from(numbers: Vec<T>) -> Self {
        Numbers(Memory::Usual(numbers))
    }
}

impl<T: Pod> Deref for Numbers<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Memory::Usual(numbers) => numbers,
            #[cfg(target_os = "linux")]
            Memory::Pages(pages, count) => &bytemuck::cast_slice(pages)[..*count],
        }
    }
}

impl<T: Pod> DerefMut for Numbers<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Memory::Usual(numbers) => numbers,
            #[cfg(target_os = "linux")]
            Memory::Pages(pages, count) => &mut bytemuck::cast_slice_mut(pages)[..*count],
        }
    }
}

impl<T: Pod> Clone for Numbers<T> {
    fn clone(&self) -> Self {
        match &self.0 {
            Memory::Usual(numbers) => Numbers(Memory::Usual(numbers.clone())),
            #[cfg(target_os = "linux")]
            Memory::Pages(..) => {
                let mut copy = Numbers::zeros(self.len());
                copy.copy_from_slice(self);
                copy
            }
        }
    }
}

impl<T: Pod + PartialEq> PartialEq for Numbers<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Pod + fmt::Debug> fmt::Debug for Numbers<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Few and many numbers are zeros that can be changed, copied, cut off, compared and shown.
    #[test]
    fn numbers_are_the_same_wherever_they_lie() {
        for count in [0, 1, 1000, 1 << 18, (1 << 18) + 3] {
            let mut numbers = Numbers::<f64>::zeros(count);
            assert!(numbers.len() == count && numbers.iter().all(|number| *number == 0.0));
            numbers.iter_mut().enumerate().for_each(|(k, number)| *number = k as f64);
            let (copy, usual) = (numbers.clone(), Numbers::from(numbers.to_vec()));
            assert!(numbers == usual && copy == usual);
            if let Some(last) = numbers.last_mut() {
                *last = -1.0;
                assert!(numbers != copy, "a copy has memory of its own");
                numbers.truncate(count - 1);
                assert!(*numbers == copy[..count - 1]);
            }
        }
        assert_eq!(format!("{:?}", Numbers::<f64>::zeros(2)), "[0.0, 0.0]");
    }
}
