//! Time stamps: UTC with milliseconds and Z (facts, section 3.9).

use std::time::SystemTime;

use jiff::Timestamp;

/// Writes a moment as `2024-05-06T07:08:09.010Z`. A moment outside the years 0 to 9999 gives an empty text, which is what servers write
/// for "not known".
#[must_use]
pub fn format_time(time: SystemTime) -> String {
    match Timestamp::try_from(time) {
        Ok(time) if time >= Timestamp::UNIX_EPOCH => format!("{time:.3}"),
        _ => String::new(),
    }
}

/// Reads a time stamp, with milliseconds, with seconds only, or with an offset. `None` for an empty text and for anything else.
#[must_use]
pub fn parse_time(text: &str) -> Option<SystemTime> {
    text.trim().parse::<Timestamp>().ok().map(SystemTime::from)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn milliseconds_and_z() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_714_979_289_010);
        assert_eq!(format_time(time), "2024-05-06T07:08:09.010Z");
        assert_eq!(parse_time("2024-05-06T07:08:09.010Z"), Some(time));
        assert_eq!(format_time(SystemTime::UNIX_EPOCH), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn queues_have_no_milliseconds_and_unknown_is_empty() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_714_979_289);
        assert_eq!(parse_time(" 2024-05-06T07:08:09Z\n"), Some(time));
        assert_eq!((parse_time(""), parse_time("yesterday")), (None, None));
        assert_eq!(format_time(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), "");
    }
}
