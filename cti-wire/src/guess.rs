//! Which profile a session has, from its first message.

use core::fmt;

use crate::fields::field_by_tag;
use crate::wire::floating::{Floating, unread};
use crate::{Dialect, FrameRef, Message as _, MessageType, OpenReq, PeripheralId, Profile, Width};

/// Bytes of OPEN_REQ before its floating part: the same in every version and dialect.
const FIXED: usize = 44;

/// The widths that are known to occur.
const WIDTHS: [(Width, Width); 3] =
    [(Width::One, Width::One), (Width::Two, Width::One), (Width::Two, Width::Two)];

/// A profile read out of an OPEN_REQ, with the reasons.
///
/// The version stands in the fixed part. Of the three pairs of widths, normally only one reads the floating part to
/// its end and finds tags that OPEN_REQ may have. The dialect shows in the version, the widths, and in slots that
/// CCX reserves. `Display` tells all this in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Guess {
    /// The guess.
    pub profile: Profile,
    /// Why this dialect.
    pub dialect: DialectReason,
    /// Why these widths.
    pub widths: WidthReason,
}

/// Why a dialect was guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DialectReason {
    /// Only CCE has this version.
    Version,
    /// A two-byte tag with a one-byte length is CCX 18.
    Widths,
    /// The PeripheralID slot holds what CCX puts there.
    ReservedPeripheral,
    /// The PeripheralID slot holds another number than CCX puts there.
    Peripheral,
    /// A field that only one dialect has.
    Field {
        /// Its tag.
        tag: u16,
    },
}

/// Why widths were guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WidthReason {
    /// Only these read the floating part to its end and find fields of OPEN_REQ.
    OnlyOne,
    /// Several do; these find the most fields and are, if that is a draw, the version's own.
    Best,
    /// There is no floating part, so the version's own.
    NoFloating,
}

/// Why no profile can be read out of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GuessError {
    /// It is not an OPEN_REQ.
    NotOpenReq(MessageType),
    /// It is shorter than the fixed part of OPEN_REQ.
    Short {
        /// Bytes of the body.
        len: usize,
    },
    /// No widths read its floating part to the end.
    NoWidths,
}

impl Profile {
    /// Reads the profile out of an OPEN_REQ.
    ///
    /// # Errors
    /// It is another message, too short, or no widths fit.
    pub fn guess(open_req: FrameRef<'_>) -> Result<Guess, GuessError> {
        let body = open_req.body;
        if open_req.message_type != MessageType::OPEN_REQ {
            return Err(GuessError::NotOpenReq(open_req.message_type));
        }
        let (Some(version), Some((_, floating))) = (body.get(4..8), body.split_at_checked(FIXED)) else {
            return Err(GuessError::Short { len: body.len() });
        };
        let version = version.iter().fold(0, |n, b| n << 8 | u32::from(*b));
        let peripheral = body.get(12..16).unwrap_or_default();
        let reserved = peripheral == [0; 4];

        let mut found: Vec<((Width, Width), i32)> = WIDTHS
            .into_iter()
            .filter_map(|widths| score(floating, version, widths).map(|score| (widths, score)))
            .collect();
        let own = |dialect| {
            let p = Self::new(dialect, version);
            (p.tag_width, p.length_width)
        };
        // The best score first; in a draw the widths that one of the dialects has in this version.
        found.sort_by_key(|(widths, score)| {
            let rank = if reserved {
                [own(Dialect::Ccx), own(Dialect::Cce)]
            } else {
                [own(Dialect::Cce), own(Dialect::Ccx)]
            };
            (-score, rank.iter().position(|w| w == widths).unwrap_or(rank.len()))
        });
        let (first, widths) = match (floating.is_empty(), found.as_slice()) {
            (true, _) => (None, WidthReason::NoFloating),
            (false, [(only, _)]) => (Some(*only), WidthReason::OnlyOne),
            (false, [(best, score), (_, next), ..]) if *score > 0 && *next <= 0 => {
                (Some(*best), WidthReason::OnlyOne)
            }
            (false, [(best, _), ..]) => (Some(*best), WidthReason::Best),
            (false, []) => return Err(GuessError::NoWidths),
        };
        let (dialect, reason) = dialect(version, first, floating, peripheral);
        let profile = Self::new(dialect, version);
        let (tag_width, length_width) = first.unwrap_or((profile.tag_width, profile.length_width));
        Ok(Guess { profile: profile.with_widths(tag_width, length_width), dialect: reason, widths })
    }
}

/// How well these widths read the floating part: known fields count for, unknown ones against.
fn score(floating: &[u8], version: u32, (tag, length): (Width, Width)) -> Option<i32> {
    let profile = Profile::cce(version).with_widths(tag, length);
    if unread(floating, &profile) != 0 {
        return None;
    }
    let fields = Floating::parse(floating, FIXED, MessageType::OPEN_REQ, &profile).ok()?;
    let score = fields.iter().map(|raw| {
        let row = OpenReq::SPEC.floating.iter().find(|row| row.tag == raw.tag);
        let fits = |row: &crate::FloatSpec| row.kind.size().is_none_or(|size| size == raw.data.len());
        match (row, field_by_tag(raw.tag, &profile)) {
            (Some(row), _) if fits(row) && raw.data.len() <= row.max.into() => 2,
            (Some(_), _) => 0,
            (None, Some(_)) => -1,
            (None, None) => -2,
        }
    });
    Some(score.sum())
}

fn dialect(
    version: u32,
    widths: Option<(Width, Width)>,
    floating: &[u8],
    peripheral: &[u8],
) -> (Dialect, DialectReason) {
    // The CCX guide lists 10 to 18.
    if !(10..=18).contains(&version) {
        return (Dialect::Cce, DialectReason::Version);
    }
    if widths == Some((Width::Two, Width::One)) {
        return (Dialect::Ccx, DialectReason::Widths);
    }
    if let Some((tag, length)) = widths {
        let profile = Profile::cce(version).with_widths(tag, length);
        let fields = Floating::parse(floating, FIXED, MessageType::OPEN_REQ, &profile).unwrap_or_default();
        // The short agent id and the application path are CCE's.
        if let Some(raw) = fields.iter().find(|raw| matches!(raw.tag, 5 | 97)) {
            return (Dialect::Cce, DialectReason::Field { tag: raw.tag });
        }
    }
    match peripheral {
        [0, 0, 0, 0] => (Dialect::Ccx, DialectReason::ReservedPeripheral),
        _ => (Dialect::Cce, DialectReason::Peripheral),
    }
}

impl fmt::Display for Guess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p = &self.profile;
        let name = match p.dialect {
            Dialect::Ccx => "CCX",
            Dialect::Cce => "CCE",
        };
        write!(
            f,
            "{name} {}, tags of {} and lengths of {} bytes: ",
            p.version,
            p.tag_width.bytes(),
            p.length_width.bytes()
        )?;
        match self.dialect {
            DialectReason::Version => f.write_str("only CCE has this version")?,
            DialectReason::Widths => f.write_str("only CCX 18 has such widths")?,
            DialectReason::ReservedPeripheral => f.write_str("PeripheralID is 0, as CCX reserves it")?,
            DialectReason::Peripheral => f.write_str("PeripheralID is not 0, as CCX reserves it")?,
            DialectReason::Field { tag } => write!(f, "field {tag} is CCE's")?,
        }
        f.write_str(match self.widths {
            WidthReason::OnlyOne => "; no other widths read the floating part",
            WidthReason::Best => "; these widths read the floating part best",
            WidthReason::NoFloating => "; without a floating part, the version's widths",
        })
    }
}

impl fmt::Display for GuessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpenReq(other) => write!(f, "{other} does not tell the profile; OPEN_REQ does"),
            Self::Short { len } => write!(f, "an OPEN_REQ of {len} bytes is too short to tell the profile"),
            Self::NoWidths => f.write_str("no widths of tags and lengths read this OPEN_REQ to its end"),
        }
    }
}

impl std::error::Error for GuessError {}

impl PeripheralId {
    /// No peripheral: what CCE clients without agent send.
    pub const NONE: Self = Self(0xFFFF_FFFF);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Frame, InvokeId, field};

    fn open_req(profile: &Profile, peripheral_id: PeripheralId) -> Frame {
        OpenReq {
            invoke_id: InvokeId(1),
            version_number: profile.version,
            peripheral_id,
            ..OpenReq::default()
        }
        .build(profile)
        .with(field::ClientId, "finesse")
        .with(field::ClientPassword, "")
        .finish()
        .unwrap()
    }

    #[test]
    fn what_was_written_is_guessed() {
        for version in 10..=18 {
            let frame = open_req(&Profile::ccx(version), PeripheralId(0));
            assert_eq!(
                Profile::guess(frame.as_ref()).unwrap().profile,
                Profile::ccx(version),
                "CCX {version}"
            );
        }
        for version in 9..=25 {
            let frame = open_req(&Profile::cce(version), PeripheralId::NONE);
            assert_eq!(
                Profile::guess(frame.as_ref()).unwrap().profile,
                Profile::cce(version),
                "CCE {version}"
            );
        }
        let wide = Profile::ccx(18).with_widths(Width::Two, Width::Two);
        let guess = Profile::guess(open_req(&wide, PeripheralId(0)).as_ref()).unwrap();
        assert_eq!(guess.profile, wide);
        assert_eq!(
            guess.to_string(),
            "CCX 18, tags of 2 and lengths of 2 bytes: PeripheralID is 0, as CCX reserves it; no other widths read \
             the floating part"
        );
    }

    #[test]
    fn other_messages_tell_nothing() {
        let frame = FrameRef { message_type: MessageType::HEARTBEAT_REQ, body: &[0; 44] };
        assert_eq!(Profile::guess(frame), Err(GuessError::NotOpenReq(MessageType::HEARTBEAT_REQ)));
        let frame = FrameRef { message_type: MessageType::OPEN_REQ, body: &[0; 43] };
        assert_eq!(Profile::guess(frame), Err(GuessError::Short { len: 43 }));
    }
}
