//! What the machine is, and how much of its processors a process has used.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::measure::{median, now};

/// Where a folder stands.
pub(crate) struct Disk {
    /// Kind of the file system, e.g. `ext4`.
    pub(crate) kind: String,
    device: String,
}

/// The disk under a folder.
pub(crate) fn disk(folder: &Path) -> Result<Disk> {
    let mounts = std::fs::read_to_string("/proc/mounts").context("the machine does not say what is mounted")?;
    let found = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (device, place, kind) = (words.next()?, words.next()?, words.next()?);
        folder.starts_with(place).then_some((place.len(), device, kind))
    });
    // Of two mounts on the same place the later one counts.
    let (_, device, kind) = found.max_by_key(|(length, _, _)| *length).context("the folder is on no mount")?;
    Ok(Disk { kind: kind.to_owned(), device: device.to_owned() })
}

fn first_value(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':'))
        .map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
}

/// Processor, memory, kernel and disk in a few lines.
pub(crate) fn describe(disk: &Disk, folder: &Path) -> Result<Vec<String>> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    Ok(vec![
        format!("processor: {}, {cores} cores", first_value("/proc/cpuinfo", "model name")),
        format!("memory: {}", first_value("/proc/meminfo", "MemTotal")),
        format!("kernel: Linux {}", kernel.trim()),
        format!(
            "disk: {} on {}; 4 KiB written and synced in {:.2} ms (median of 200)",
            disk.kind,
            disk.device,
            sync_millis(folder)?
        ),
    ])
}

/// How long the disk takes to keep a page.
fn sync_millis(folder: &Path) -> Result<f64> {
    let mut file = tempfile::tempfile_in(folder)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = now();
        file.write_all(&[7; 4_096])?;
        file.sync_data()?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(median(&times))
}

/// Processor time of a process so far, user and system, also of its threads that have ended. Steps of 10 ms on most
/// machines, so measure many operations at once.
pub(crate) fn cpu_of(process: u32) -> Result<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).context("the process is gone")?;
    let ticks = ticks_in(&text).context("the machine's account of the process cannot be read")?;
    Ok(Duration::from_nanos(ticks.saturating_mul(1_000_000_000 / ticks_a_second())))
}

/// Processor time of this process so far.
pub(crate) fn cpu_here() -> Result<Duration> {
    cpu_of(std::process::id())
}

/// `utime` and `stime` of a `stat` line; the name in brackets may hold anything.
fn ticks_in(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut words = rest.split_whitespace().skip(11);
    let user: u64 = words.next()?.parse().ok()?;
    let system: u64 = words.next()?.parse().ok()?;
    Some(user.saturating_add(system))
}

fn ticks_a_second() -> u64 {
    static TICKS: OnceLock<u64> = OnceLock::new();
    *TICKS.get_or_init(|| {
        let told = Command::new("getconf").arg("CLK_TCK").output().ok();
        let told = told.and_then(|output| String::from_utf8(output.stdout).ok());
        told.and_then(|text| text.trim().parse().ok()).filter(|ticks| *ticks > 0).unwrap_or(100)
    })
}

/// Resident memory of a process in megabytes (10^6 bytes).
pub(crate) fn resident_mb(process: u32) -> Result<f64> {
    let text = first_value(&format!("/proc/{process}/status"), "VmRSS");
    let kib: u32 = text.trim_end_matches("kB").trim().parse().context("the memory of the process is not told")?;
    Ok(f64::from(kib) * 1_024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_any_name() {
        let stat = "7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0 20 0";
        assert_eq!(ticks_in(stat), Some(42));
        assert_eq!(ticks_in("7 (a) S 1"), None);
    }

    #[test]
    fn this_process_has_a_disk_and_memory() {
        assert!(!disk(Path::new("/")).unwrap().kind.is_empty());
        assert!(resident_mb(std::process::id()).unwrap() > 0.1);
    }
}
