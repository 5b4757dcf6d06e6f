//! Dates on the wire (XEP-0082).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// `2026-11-20T11:15:00Z`, with a fraction when there is one.
pub(crate) fn format(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let (days, second) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = civil(days);
    let (h, m, s) = (second / 3600, second / 60 % 60, second % 60);
    let millis = since.subsec_millis();
    if millis == 0 {
        format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}Z")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{millis:03}Z")
    }
}

/// Reads a date with time zone. `None` for anything else, and for years before 1970 or after 9999.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    let (date, rest) = text.split_once('T')?;
    let mut date = date.splitn(3, '-');
    let (year, month, day) = (digits(date.next()?, 4)?, digits(date.next()?, 2)?, digits(date.next()?, 2)?);
    if !(1970..=9999).contains(&year)
        || !(1..=12).contains(&month)
        || day == 0
        || day > month_days(year, month)
    {
        return None;
    }
    let (clock, offset) = match rest.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let at = rest.rfind(['+', '-'])?;
            let (clock, zone) = rest.split_at_checked(at)?;
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = (hours * 3600 + minutes * 60) as i64;
            (clock, if zone.starts_with('-') { -seconds } else { seconds })
        }
    };
    let (clock, fraction) =
        clock.split_once('.').map_or((clock, None), |(clock, fraction)| (clock, Some(fraction)));
    let mut clock = clock.splitn(3, ':');
    let (h, m, s) = (digits(clock.next()?, 2)?, digits(clock.next()?, 2)?, digits(clock.next()?, 2)?);
    // A leap second is read as the second before it.
    if h > 23 || m > 59 || s > 60 {
        return None;
    }
    let nanos = match fraction {
        None => 0,
        Some(fraction) if !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()) => {
            let kept: String = fraction.chars().chain("000000000".chars()).take(9).collect();
            kept.parse().ok()?
        }
        Some(_) => return None,
    };
    let seconds = (days(year, month, day) * 86_400 + h * 3600 + m * 60 + s.min(59)) as i64 - offset;
    UNIX_EPOCH.checked_add(Duration::new(u64::try_from(seconds).ok()?, nanos))
}

fn digits(text: &str, length: usize) -> Option<u64> {
    if text.len() == length && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

const fn leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn month_days(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + leap(year) as u64,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 of a date.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let before = year - 1;
    let whole = before * 365 + before / 4 - before / 100 + before / 400 - 719_162;
    whole + (1..month).map(|month| month_days(year, month)).sum::<u64>() + day - 1
}

/// Year, month and day of days since 1970.
fn civil(mut rest: u64) -> (u64, u64, u64) {
    // 400 years are always 146,097 days.
    let mut year = 1970 + rest / 146_097 * 400;
    rest %= 146_097;
    while rest >= 365 + u64::from(leap(year)) {
        rest -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    while rest >= month_days(year, month) {
        rest -= month_days(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_read_as_written() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0i64),
            ("1969-07-21T02:56:15Z", -1),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("2026-11-20T11:15:00Z", 1_795_173_300),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
        ] {
            let expected = u64::try_from(seconds).ok().map(|s| UNIX_EPOCH + Duration::from_secs(s));
            assert_eq!(parse(text), expected, "{text}");
            if let Some(time) = expected {
                assert_eq!(format(time), text);
            }
        }
    }

    #[test]
    fn zones_and_fractions_are_understood() {
        assert_eq!(parse("2026-11-20T12:15:00+01:00"), parse("2026-11-20T11:15:00Z"));
        assert_eq!(format(parse("2026-11-20T11:15:00.250Z").unwrap()), "2026-11-20T11:15:00.250Z");
        assert_eq!(format(parse("2016-12-31T23:59:60Z").unwrap()), "2016-12-31T23:59:59Z");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2026",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-20T24:00:00Z",
            "2026-11-20T11:15:00",
            "2026-11-20T11:15:00.Z",
            "2026-11-20T11:15:00+1:00",
            "20261120T11:15:00Z",
            "2026-11-20T11:15:00+99:00",
            "é026-11-20T11:15:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn delay_1_reads_as_written(millis in 0u64..253_402_300_800_000) {
            let at = UNIX_EPOCH + Duration::from_millis(millis);
            prop_assert_eq!(parse(&format(at)), Some(at));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = parse(&text);
        }
    }
}
