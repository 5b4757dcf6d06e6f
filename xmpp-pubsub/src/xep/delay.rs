//! When a stanza was first sent (XEP-0203).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use xml_cursor::{Cursor, Namespace as _, Sink, Tag, Writer, XmlError};

use crate::{Jid, Ns};

/// A stored stanza's time and, if known, who stored it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delay {
    /// When it was first sent; written in whole seconds of UTC.
    pub stamp: SystemTime,
    /// Who held it back.
    pub from: Option<Jid>,
}

impl Delay {
    /// Writes `<delay/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer.start_in("delay", Ns::Delay.uri());
        writer.attr_opt("from", self.from.as_ref().map(Jid::as_str)).attr("stamp", &format_stamp(self.stamp));
        writer.end("delay");
    }

    /// Reads the open `<delay/>`, and closes it. `None`: its stamp is no date.
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Option<Self>, XmlError> {
        cursor.skip()?;
        let stamp = tag.attr("stamp").and_then(|stamp| parse_stamp(&stamp));
        let from = tag.attr("from").and_then(|from| Jid::new(&from).ok());
        Ok(stamp.map(|stamp| Self { stamp, from }))
    }
}

/// `CCYY-MM-DDThh:mm:ssZ` (XEP-0082).
fn format_stamp(stamp: SystemTime) -> String {
    let seconds = stamp.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days as i64);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Also reads fractions of seconds and offsets from UTC.
fn parse_stamp(text: &str) -> Option<SystemTime> {
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let digits = text.get(range)?;
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
    };
    let mark = |at: usize| text.as_bytes().get(at).copied();
    if [mark(4), mark(7), mark(10), mark(13), mark(16)] != [b'-', b'-', b'T', b':', b':'].map(Some) {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let valid = (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !valid || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let zone = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match zone {
        "Z" => 0,
        zone if zone.len() == 6 => {
            let sign = match zone.as_bytes().first() {
                Some(b'+') => 1,
                Some(b'-') => -1,
                _ => return None,
            };
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60)
        }
        _ => return None,
    };
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, counted in eras of 400 years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`days`].
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn delay_1_stamps() {
        let at = UNIX_EPOCH + Duration::from_secs(1_031_699_305);
        assert_eq!(format_stamp(at), "2002-09-10T23:08:25Z");
        assert_eq!(parse_stamp("2002-09-10T23:08:25Z"), Some(at));
        assert_eq!(parse_stamp("2002-09-10T23:08:25.123Z"), Some(at));
        assert_eq!(parse_stamp("2002-09-11T01:08:25+02:00"), Some(at));
        for bad in [
            "",
            "2002-09-10",
            "2002-09-10T23:08:25",
            "2002-13-10T23:08:25Z",
            "20x2-09-10T23:08:25Z",
            "1969-12-31T23:59:59Z",
        ] {
            assert_eq!(parse_stamp(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn delay_1_reads_as_written(seconds in 0u64..253_402_300_800) {
            let at = UNIX_EPOCH + Duration::from_secs(seconds);
            prop_assert_eq!(parse_stamp(&format_stamp(at)), Some(at));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = parse_stamp(&text);
        }
    }
}
