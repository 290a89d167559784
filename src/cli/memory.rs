//! How much memory the process has and may have, as Linux says it; elsewhere nothing is known.

use std::path::Path;

use tripole::linalg::{MemoryLimit, limit_memory};

/// Bytes of a kibibyte.
const KIB: u64 = 1 << 10;
const GIB: f64 = (1_u64 << 30) as f64;

/// What was typed for the most memory: gibibytes, or with a unit.
#[allow(clippy::cast_sign_loss)] // Nothing below zero comes so far.
pub fn bytes(text: &str) -> Result<u64, String> {
    let wrong = || "a size is expected, such as 12, 12G or 800M".to_owned();
    let text = text.trim();
    let text = text.strip_suffix("iB").or_else(|| text.strip_suffix('B')).unwrap_or(text);
    let (number, unit) = match text.char_indices().last() {
        Some((at, 'g' | 'G')) => (&text[..at], GIB),
        Some((at, 'm' | 'M')) => (&text[..at], (1_u64 << 20) as f64),
        _ => (text, GIB),
    };
    let number: f64 = number.trim().parse().map_err(|_| wrong())?;
    if !number.is_finite() || number <= 0.0 || number > 1e6 {
        return Err(wrong());
    }
    Ok((number * unit).round() as u64)
}

/// Limit the run to what was asked for, or else to what the machine has and lets the process have.
pub fn limit(asked: Option<u64>) {
    if let Some(most) = asked.or_else(available) {
        limit_memory(Some(MemoryLimit { most, in_use }));
    }
}

/// Memory of the machine, or what its group of processes may have.
pub fn available() -> Option<u64> {
    let machine = field("/proc/meminfo", "MemTotal:");
    let group = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let group = group.and_then(|text| text.trim().parse().ok());
    machine.into_iter().chain(group).min()
}

/// Memory that the process has now.
pub fn in_use() -> u64 {
    field("/proc/self/status", "VmRSS:").unwrap_or(0)
}

fn field(path: impl AsRef<Path>, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let number: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(number.saturating_mul(KIB))
}

/// Bytes for people.
pub fn gib(bytes: u64) -> String {
    format!("{:.2} GiB", bytes as f64 / GIB)
}

/// Bytes for people, of small things too.
pub fn size(bytes: u64) -> String {
    if bytes < 1 << 30 {
        format!("{:.1} MiB", bytes as f64 / (1_u64 << 20) as f64)
    } else {
        gib(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        assert_eq!(bytes("1"), Ok(1 << 30));
        assert_eq!(bytes("1.5 G"), Ok(3 << 29));
        assert_eq!(bytes("800M"), Ok(800 << 20));
        assert_eq!(bytes("8GiB"), Ok(8 << 30));
        assert_eq!(bytes("8GB"), Ok(8 << 30));
        for wrong in ["", "G", "-1", "0", "nan", "1e9", "12x"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
