//! An answer as bytes: head and body in one write.

use std::io::{self, IoSlice};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hyper::{Response, StatusCode, header};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::head::Then;
use crate::entity::Entity;
use crate::manager::Transmit;
use crate::tokio::{EntityBody, HangUp, HttpConfig};

/// An answer that only waits for its turn.
pub(super) struct Ready {
    head: Vec<u8>,
    entity: Entity,
    pub(super) then: Then,
}

impl Ready {
    /// `100 Continue`.
    pub(super) fn interim() -> Self {
        Self { head: b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), entity: Entity::none(), then: Then::Keep }
    }

    /// What the manager says.
    pub(super) fn answer(
        transmit: Transmit,
        config: &HttpConfig,
        then: Then,
        old: bool,
    ) -> Result<Self, HangUp> {
        let Transmit::Answer { status, content_type, entity, .. } = transmit else { return Err(HangUp) };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut head = start(status);
        field(&mut head, "content-type", &content_type);
        field(&mut head, "access-control-allow-origin", config.allow_origin.as_bytes());
        end(&mut head, entity.len(), then, old);
        Ok(Self { head, entity, then })
    }

    /// Any other answer.
    pub(super) fn new(response: Response<EntityBody>, then: Then, old: bool, body: Body) -> Self {
        let (parts, entity) = response.into_parts();
        let entity = entity.into_entity();
        let mut head = start(parts.status);
        for (name, value) in &parts.headers {
            if name != header::CONNECTION {
                field(&mut head, name.as_str(), value.as_bytes());
            }
        }
        end(&mut head, entity.len(), then, old);
        let entity = if body == Body::Sent { entity } else { Entity::none() };
        Self { head, entity, then }
    }

    /// Writes it all; in one system call, if the system takes it.
    pub(super) async fn write(self, stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let head = Bytes::from(self.head);
        let mut slices: Vec<IoSlice<'_>> = std::iter::once(&head)
            .chain(self.entity.chunks().filter(|chunk| !chunk.is_empty()))
            .map(|chunk| IoSlice::new(chunk))
            .collect();
        let mut slices = &mut slices[..];
        while !slices.is_empty() {
            let written = stream.write_vectored(slices).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            IoSlice::advance_slices(&mut slices, written);
        }
        stream.flush().await
    }
}

/// Is the body sent, or only its length told, as for HEAD?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    Sent,
    Told,
}

fn start(status: StatusCode) -> Vec<u8> {
    let mut head = Vec::with_capacity(256);
    head.extend_from_slice(b"HTTP/1.1 ");
    head.extend_from_slice(status.as_str().as_bytes());
    head.push(b' ');
    head.extend_from_slice(status.canonical_reason().unwrap_or("Status").as_bytes());
    head
}

fn field(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    head.extend_from_slice(b"\r\n");
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(value);
}

fn end(head: &mut Vec<u8>, length: usize, then: Then, old: bool) {
    head.extend_from_slice(b"\r\ncontent-length: ");
    push_number(head, length);
    head.extend_from_slice(b"\r\ndate: ");
    push_date(head);
    head.extend_from_slice(match (then, old) {
        (Then::Close, _) => b"\r\nconnection: close\r\n\r\n".as_slice(),
        (Then::Keep, true) => b"\r\nconnection: keep-alive\r\n\r\n".as_slice(),
        (Then::Keep, false) => b"\r\n\r\n".as_slice(),
    });
}

fn push_number(out: &mut Vec<u8>, number: usize) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        if let Some(place) = digits.get_mut(at) {
            *place = b'0' + (rest % 10) as u8;
        }
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(at..).unwrap_or_default());
}

#[expect(clippy::disallowed_methods, reason = "the thin shell is where the clock is read")]
fn push_date(out: &mut Vec<u8>) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    out.extend_from_slice(&date(now.as_secs()));
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` of the seconds since 1970.
fn date(seconds: u64) -> [u8; 29] {
    const DAYS: &[u8; 21] = b"ThuFriSatSunMonTueWed";
    const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    // Years begin in March here, so that a leap day is a year's last (H. Hinnant's method).
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 2 } else { month - 10 };
    let year = year_of_era + era * 400 + u64::from(month < 2);
    let mut out = *b"Thu, 01 Jan 1970 00:00:00 GMT";
    let mut put = |at: usize, text: &[u8]| {
        if let Some(place) = out.get_mut(at..at + text.len()) {
            place.copy_from_slice(text);
        }
    };
    let name = |names: &'static [u8], n: u64| names.chunks_exact(3).nth(n as usize).unwrap_or(b"???");
    let two = |n: u64| [b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8];
    put(0, name(DAYS, days % 7));
    put(5, &two(day));
    put(8, name(MONTHS, month));
    put(12, &two(year / 100));
    put(14, &two(year));
    put(17, &two(time / 3600));
    put(20, &two(time / 60 % 60));
    put(23, &two(time % 60));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_http() {
        for (seconds, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
        ] {
            assert_eq!(std::str::from_utf8(&date(seconds)).unwrap(), text);
        }
    }

    #[test]
    fn numbers_are_written_in_full() {
        for number in [0, 7, 10, 1_234_567, usize::MAX] {
            let mut out = Vec::new();
            push_number(&mut out, number);
            assert_eq!(out, number.to_string().as_bytes());
        }
    }
}
