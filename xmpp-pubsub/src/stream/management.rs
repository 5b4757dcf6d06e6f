//! Stream management (XEP-0198): counters of stanzas, what is not confirmed, the elements.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use xml_cursor::{Namespace as _, Tag, Writer};

use crate::{Ns, Stanza, StreamCondition, StreamError};

/// Which stanzas arrived, on both sides of a stream.
#[derive(Debug)]
pub(crate) struct Counters {
    /// Taken in since it was enabled, modulo 2^32 (SM-2).
    received: u32,
    /// Of ours, how many the peer says it has taken in.
    confirmed: u32,
    /// Sent since then and not confirmed, oldest first, with their size.
    unconfirmed: VecDeque<(Stanza, usize)>,
    bytes: usize,
    /// The peer has been asked, and has not answered.
    asked: bool,
    /// The peer knows that it is enabled: what it sends counts.
    pub(crate) counts: bool,
    /// The name under which the stream can be taken up again, and for how long.
    pub(crate) resumption: Option<(Box<str>, Duration)>,
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            received: 0,
            confirmed: 0,
            unconfirmed: VecDeque::new(),
            bytes: 0,
            asked: false,
            counts: true,
            resumption: None,
        }
    }

    pub(crate) fn id(&self) -> Option<&str> {
        self.resumption.as_ref().map(|(id, _)| &**id)
    }

    pub(crate) fn received(&mut self) {
        if self.counts {
            self.received = self.received.wrapping_add(1);
        }
    }

    /// The number for `h`.
    pub(crate) fn handled(&self) -> u32 {
        self.received
    }

    pub(crate) fn sent(&mut self, stanza: Stanza, size: usize) {
        self.bytes += size;
        self.unconfirmed.push_back((stanza, size));
    }

    /// Bytes of what is not confirmed.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether the peer should be asked now; it then has been.
    pub(crate) fn ask(&mut self) -> bool {
        !self.unconfirmed.is_empty() && !std::mem::replace(&mut self.asked, true)
    }

    /// The peer has taken in `h` of ours.
    pub(crate) fn confirm(&mut self, h: u32) -> Result<(), StreamError> {
        self.asked = false;
        let more = usize::try_from(h.wrapping_sub(self.confirmed)).unwrap_or(usize::MAX);
        if more > self.unconfirmed.len() {
            return Err(self.too_high(h));
        }
        self.confirmed = h;
        self.bytes -= self.unconfirmed.drain(..more).map(|(_, size)| size).sum::<usize>();
        if self.unconfirmed.is_empty() {
            // Idle streams keep no buffer.
            self.unconfirmed = VecDeque::new();
        }
        Ok(())
    }

    /// SM-3.
    fn too_high(&self, h: u32) -> StreamError {
        // Never more than 2^32 - 1 wait: they are bounded in bytes.
        let waiting = u32::try_from(self.unconfirmed.len()).unwrap_or(u32::MAX);
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        writer.start("handled-count-too-high").ns(Ns::StreamManagement.uri());
        writer.attr("h", &h.to_string());
        writer.attr("send-count", &self.confirmed.wrapping_add(waiting).to_string());
        writer.end("handled-count-too-high");
        StreamError::new(StreamCondition::UndefinedCondition)
            .with_text("more is confirmed than was sent")
            .with_application(out)
    }

    /// What is to be sent again after a resumption, in order (SM-4).
    pub(crate) fn unconfirmed(&self) -> impl Iterator<Item = &Stanza> {
        self.unconfirmed.iter().map(|(stanza, _)| stanza)
    }

    pub(crate) fn into_unconfirmed(self) -> impl Iterator<Item = Stanza> {
        self.unconfirmed.into_iter().map(|(stanza, _)| stanza)
    }
}

/// `h` of an element.
pub(crate) fn h(tag: &Tag<'_, Ns>) -> Option<u32> {
    tag.attr("h")?.trim().parse().ok()
}

/// An empty element with attributes.
pub(crate) fn element(name: &str, attributes: &[(&str, &str)]) -> Bytes {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.start(name).ns(Ns::StreamManagement.uri());
    for (name, value) in attributes {
        writer.attr(name, value);
    }
    writer.end(name);
    out.into()
}

/// `<failed/>` with a stanza error's condition.
pub(crate) fn failed(condition: crate::Condition) -> Bytes {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.start("failed").ns(Ns::StreamManagement.uri());
    writer.start(condition.name()).ns(Ns::Stanzas.uri()).end(condition.name());
    writer.end("failed");
    out.into()
}

#[cfg(test)]
mod tests {
    use crate::MessageType;

    use super::*;

    #[test]
    fn sm_2_counters_wrap_around() {
        let mut one = Counters { received: u32::MAX, confirmed: u32::MAX - 1, ..Counters::new() };
        one.received();
        assert_eq!(one.handled(), 0);
        for _ in 0..4 {
            one.sent(Stanza::message(MessageType::Chat), 10);
        }
        one.confirm(u32::MAX).unwrap();
        assert_eq!((one.unconfirmed().count(), one.bytes()), (3, 30));
        one.confirm(1).unwrap();
        assert_eq!((one.unconfirmed().count(), one.bytes()), (1, 10));
        // Confirmed once more: nothing new.
        one.confirm(1).unwrap();
        assert_eq!(one.unconfirmed().count(), 1);
        let error = one.confirm(3).unwrap_err();
        assert_eq!(error.condition, StreamCondition::UndefinedCondition);
        let application = String::from_utf8(error.application.unwrap().to_vec()).unwrap();
        assert!(application.contains("h='3'") && application.contains("send-count='2'"), "{application}");
        // Less than before is nearly 2^32 more.
        assert!(one.confirm(0).is_err());
    }

    #[test]
    fn sm_3_one_question_at_a_time() {
        let mut one = Counters::new();
        assert!(!one.ask());
        one.sent(Stanza::message(MessageType::Chat), 10);
        assert!(one.ask());
        assert!(!one.ask());
        one.confirm(0).unwrap();
        assert!(one.ask());
    }
}
