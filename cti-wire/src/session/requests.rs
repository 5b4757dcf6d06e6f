//! Which message answers which.

use bytes::{BufMut, BytesMut};

use crate::{Dialect, Frame, InvokeId, MessageType, Profile, UsageError};

/// Requests that the guides confirm by the message type after their own.
const REQUESTS: [u32; 54] = [
    3, 5, 7, 26, 28, 32, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62, 64, 78, 82, 84, 91, 93, 95,
    97, 101, 103, 107, 110, 112, 114, 118, 121, 124, 126, 129, 131, 133, 135, 137, 139, 141, 143, 145, 147,
    149, 201, 203, 205, 223, 225,
];
/// The same, beyond the gap that the configuration messages fill; 242 is confirmed by 244.
const LATE_REQUESTS: [u32; 6] = [239, 242, 249, 268, 270, 283];

/// The message that confirms a request; `None` if this is not a request that is confirmed.
pub(crate) fn confirmation_of(request: MessageType, profile: &Profile) -> Option<MessageType> {
    let listed = profile.listed_type(request.0);
    // 240 confirms 239 in CCX and is an event in CCE.
    if listed == 239 && profile.dialect == Dialect::Cce {
        return None;
    }
    let step = if listed == 242 { 2 } else { 1 };
    let known = REQUESTS.binary_search(&listed).is_ok() || LATE_REQUESTS.binary_search(&listed).is_ok();
    known.then(|| MessageType(profile.wire_type(listed + step)))
}

/// Whether this message confirms or refuses a request.
pub(crate) fn is_confirmation(message: MessageType, profile: &Profile) -> bool {
    match profile.listed_type(message.0) {
        1 | 35 | 244 => true,
        0 | 243 => false,
        listed => {
            let before = MessageType(profile.wire_type(listed - 1));
            confirmation_of(before, profile).is_some_and(|conf| conf == message)
        }
    }
}

/// Whether the body starts with an invoke id.
pub(crate) fn has_invoke_id(message: MessageType, profile: &Profile) -> bool {
    confirmation_of(message, profile).is_some() || is_confirmation(message, profile)
}

/// Writes a request or its answer under this invoke id, whatever id the frame holds.
pub(crate) fn write_with_id(
    frame: &Frame,
    invoke_id: InvokeId,
    out: &mut BytesMut,
) -> Result<(), UsageError> {
    let message = frame.message_type;
    frame.fits()?;
    let Some((_, rest)) = frame.body.split_first_chunk::<4>() else {
        return Err(UsageError::FieldMissing { message, field: "InvokeID" });
    };
    out.reserve(frame.encoded_len());
    out.put_u32(u32::try_from(frame.body.len()).unwrap_or(u32::MAX));
    out.put_u32(message.0);
    out.put_u32(invoke_id.0);
    out.extend_from_slice(rest);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_of_the_catalogue_is_confirmed_by_its_namesake() {
        let profile = Profile::cce(19);
        let mut requests = 0;
        for number in 0..400 {
            let message = MessageType(number);
            let Some(name) = message.name() else { continue };
            let Some(stem) = name.strip_suffix("_REQ") else {
                assert_eq!(confirmation_of(message, &profile), None, "{name}");
                assert_eq!(is_confirmation(message, &profile), name.ends_with("_CONF"), "{name}");
                continue;
            };
            // Media and maintenance requests are answered by a _RESP or an _EVENT, outside this table.
            let wanted = format!("{stem}_CONF");
            let conf = (0..400).map(MessageType).find(|m| m.name() == Some(&wanted));
            assert_eq!(confirmation_of(message, &profile), conf, "{name}");
            requests += 1;
        }
        assert!(requests > 50);
        assert_eq!(confirmation_of(MessageType(239), &Profile::ccx(17)), Some(MessageType(240)));
    }
}
