//! Numbers as they lie in a file, and their check sums.
//!
//! Bytes go from the file straight into the numbers that they are, in parallel where the file can be read at any
//! place, and are added to their check sum while they are near. CRC-32 of parts make up that of the whole, so that
//! it does not depend on threads. Files have the least significant byte of a number first, whatever the machine.

use std::fs::File;
use std::io::{self, Read};

use bytemuck::{cast_slice, cast_slice_mut};
use crc32fast::Hasher;
use rayon::prelude::*;

use crate::linalg::Numbers;

/// Numbers that are read and summed at a time: 256 KiB, which stay near.
const BLOCK: usize = 1 << 15;
/// Bytes of a number.
const NUMBER: u64 = size_of::<f64>() as u64;

/// The check sum of numbers that follow each other in these parts; in parallel.
pub(crate) fn check_sum(parts: &[&[f64]]) -> u32 {
    let mut sum = Hasher::new();
    for part in parts {
        let sums: Vec<Hasher> = part.par_chunks(task(part.len())).map(summed).collect();
        sums.iter().for_each(|of_task| sum.combine(of_task));
    }
    sum.finalize()
}

fn summed(numbers: &[f64]) -> Hasher {
    let mut sum = Hasher::new();
    // Nothing is written here that could fail.
    let _ = each_block(numbers, |bytes| {
        sum.update(bytes);
        Ok(())
    });
    sum
}

/// The check sum of a text.
pub(super) fn check_sum_of_bytes(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// Numbers of a task: a few tasks for each thread, whole blocks.
fn task(numbers: usize) -> usize {
    numbers.div_ceil(4 * rayon::current_num_threads()).next_multiple_of(BLOCK).max(BLOCK)
}

/// Hand over numbers as the bytes that they are in a file, block by block.
///
/// # Errors
/// Those of `put`.
pub(crate) fn each_block(
    numbers: &[f64],
    mut put: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    for block in numbers.chunks(BLOCK) {
        if cfg!(target_endian = "little") {
            put(cast_slice(block))?;
        } else {
            let mut block = block.to_vec();
            turn(&mut block);
            put(cast_slice(&block))?;
        }
    }
    Ok(())
}

/// Numbers between the order of bytes of files and that of this machine; nothing where they are the same.
fn turn(numbers: &mut [f64]) {
    if cfg!(target_endian = "big") {
        let turned = |number: &mut f64| *number = f64::from_bits(number.to_bits().swap_bytes());
        numbers.iter_mut().for_each(turned);
    }
}

/// Where the bytes of a file are.
pub(super) enum Bytes<'a> {
    /// In a file, at any place.
    File(Places),
    /// In memory.
    Memory(&'a [u8]),
    /// In a stream, one after the other.
    Stream(Box<dyn Read>),
}

impl Bytes<'_> {
    /// A file of so many bytes.
    pub fn of_file(file: File, length: u64) -> Self {
        Bytes::File(Places {
            file,
            length,
            #[cfg(not(unix))]
            turn: std::sync::Mutex::new(()),
        })
    }

    /// What can be read once only.
    pub fn stream(reader: impl Read + 'static) -> Self {
        Bytes::Stream(Box::new(reader))
    }

    /// How many there are, where that is known.
    pub fn length(&self) -> Option<u64> {
        match self {
            Bytes::File(file) => Some(file.length),
            Bytes::Memory(bytes) => Some(bytes.len() as u64),
            Bytes::Stream(_) => None,
        }
    }

    /// As many bytes from a place on as `buffer` holds; of a stream the next ones.
    pub fn exactly(&mut self, start: u64, buffer: &mut [u8]) -> io::Result<()> {
        match self {
            Bytes::File(file) => file.read(start, buffer),
            Bytes::Memory(bytes) => copy(bytes, start, buffer),
            Bytes::Stream(reader) => reader.read_exact(buffer),
        }
    }

    /// So many bytes from a place on, for which room is made as they come.
    pub fn some(&mut self, start: u64, count: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![];
        if let Bytes::Stream(reader) = self {
            reader.take(count).read_to_end(&mut bytes)?;
            let whole = bytes.len() as u64 == count;
            return if whole { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        bytes.resize(usize::try_from(count).unwrap_or(usize::MAX), 0);
        self.exactly(start, &mut bytes)?;
        Ok(bytes)
    }

    /// So many numbers from a place on, and their check sum. Whether there are as many must be known, except of
    /// a stream.
    pub fn numbers(&mut self, start: u64, count: usize) -> io::Result<(Numbers<f64>, u32)> {
        match self {
            Bytes::File(file) => at_once(start, count, |start, bytes| file.read(start, bytes)),
            Bytes::Memory(all) => at_once(start, count, |start, bytes| copy(all, start, bytes)),
            Bytes::Stream(reader) => one_by_one(reader, count),
        }
    }

    /// Whether a stream goes on.
    pub fn goes_on(&mut self) -> io::Result<bool> {
        match self {
            Bytes::Stream(reader) => {
                let mut more = vec![];
                reader.take(1).read_to_end(&mut more).map(|count| count > 0)
            }
            Bytes::File(_) | Bytes::Memory(_) => Ok(false),
        }
    }
}

/// Numbers that are read at any place, in parallel.
fn at_once(
    start: u64,
    count: usize,
    read: impl Fn(u64, &mut [u8]) -> io::Result<()> + Sync,
) -> io::Result<(Numbers<f64>, u32)> {
    let mut numbers = Numbers::zeros(count);
    let task = task(count);
    let fill = |(position, numbers): (usize, &mut [f64])| -> io::Result<Hasher> {
        let mut sum = Hasher::new();
        let mut place = start + (position * task) as u64 * NUMBER;
        for block in numbers.chunks_mut(BLOCK) {
            let bytes = cast_slice_mut(block);
            read(place, bytes)?;
            sum.update(bytes);
            place += bytes.len() as u64;
            turn(block);
        }
        Ok(sum)
    };
    let sums: Vec<io::Result<Hasher>> =
        numbers.par_chunks_mut(task).enumerate().map(fill).collect();
    let mut sum = Hasher::new();
    for of_task in sums {
        sum.combine(&of_task?);
    }
    Ok((numbers, sum.finalize()))
}

/// Numbers of a stream, for which room is made as they come.
fn one_by_one(reader: &mut dyn Read, count: usize) -> io::Result<(Numbers<f64>, u32)> {
    let (mut numbers, mut sum): (Vec<f64>, Hasher) = (vec![], Hasher::new());
    while numbers.len() < count {
        let known = numbers.len();
        numbers.resize(known + BLOCK.min(count - known), 0.0);
        let block = &mut numbers[known..];
        let bytes = cast_slice_mut(block);
        reader.read_exact(bytes)?;
        sum.update(bytes);
        turn(block);
    }
    Ok((numbers.into(), sum.finalize()))
}

/// Bytes of others, from a place on.
fn copy(all: &[u8], start: u64, buffer: &mut [u8]) -> io::Result<()> {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let some = all.get(start..).and_then(|rest| rest.get(..buffer.len()));
    buffer.copy_from_slice(some.ok_or(io::ErrorKind::UnexpectedEof)?);
    Ok(())
}

/// A file that is read at any place by several threads.
pub(super) struct Places {
    file: File,
    length: u64,
    /// Where a file has one place for all threads, they take turns.
    #[cfg(not(unix))]
    turn: std::sync::Mutex<()>,
}

impl Places {
    #[cfg(unix)]
    fn read(&self, start: u64, buffer: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, start)
    }

    #[cfg(not(unix))]
    fn read(&self, start: u64, buffer: &mut [u8]) -> io::Result<()> {
        use std::io::Seek;
        let _turn = self.turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut file = &self.file;
        file.seek(io::SeekFrom::Start(start))?;
        file.read_exact(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check sum is that of all bytes in a row, however the numbers are cut, and what is read in any way is
    /// what was there.
    #[test]
    fn parts_make_up_the_whole() {
        for count in [0, 1, BLOCK - 1, BLOCK, 3 * BLOCK + 7, 20 * BLOCK + 1] {
            let numbers: Vec<f64> = (0..count).map(|k| (k % 1013) as f64 / 7.0 - 3.0).collect();
            let mut bytes = vec![7; 16];
            each_block(&numbers, |block| {
                bytes.extend_from_slice(block);
                Ok(())
            })
            .expect("written to memory");
            let sum = check_sum_of_bytes(&bytes[16..]);
            let (first, second) = numbers.split_at(count / 3);
            assert_eq!(check_sum(&[first, &[], second]), sum, "{count}");
            let read = Bytes::Memory(&bytes).numbers(16, count).expect("all there");
            assert_eq!(read, (numbers.clone().into(), sum), "{count}");
            let stream = io::Cursor::new(bytes[16..].to_vec());
            let mut stream = Bytes::stream(stream);
            let read = stream.numbers(16, count).expect("all there");
            assert_eq!(read, (numbers.into(), sum), "{count}");
            assert!(!stream.goes_on().expect("at its end"));
            assert!(Bytes::Memory(&bytes).numbers(17, count.max(1)).is_err());
        }
    }
}
