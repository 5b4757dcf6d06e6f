//! What a process uses, as Linux tells it.

use std::time::Duration;

/// Resident memory and processor time of a process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes resident.
    pub resident: u64,
    /// Processor time, user and system.
    pub cpu: Duration,
}

impl Usage {
    /// Of the process with this number; `None` where there is none, or no `/proc`.
    #[must_use]
    pub fn of(pid: u32) -> Option<Self> {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        Self::read(&status, &stat)
    }

    fn read(status: &str, stat: &str) -> Option<Self> {
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        // The name, in parentheses, may contain anything.
        let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<u64>().ok();
        let ticks = ticks()? + ticks()?;
        // The unit is fixed at a hundredth of a second towards programs.
        Some(Self { resident: kilobytes * 1024, cpu: Duration::from_millis(ticks * 10) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_is_read_from_the_tables_of_the_system() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0";
        let usage = Usage::read("Name:\ta\nVmRSS:\t  2048 kB\n", stat).unwrap();
        assert_eq!(usage, Usage { resident: 2 << 20, cpu: Duration::from_secs(3) });
    }
}
