//! Refusals as stanza errors.

use xml_cursor::{Namespace as _, Writer};

use super::super::refusal::{Reason, Refusal};
use super::super::words::Feature;
use crate::{Ns, StanzaError};

impl From<&Refusal> for StanzaError {
    fn from(refusal: &Refusal) -> Self {
        let mut error = Self::new(refusal.condition).with_type(refusal.kind);
        if let Some(uri) = &refusal.uri {
            error = error.with_uri(uri);
        }
        if let Some(reason) = refusal.reason {
            let mut element = Vec::with_capacity(96);
            let mut writer = Writer::new(&mut element);
            writer.start(reason.as_str()).ns(Ns::PubsubErrors.uri());
            writer.attr_opt("feature", refusal.feature.map(Feature::as_str)).end(reason.as_str());
            error = error.with_application(element);
        }
        error
    }
}

impl From<&StanzaError> for Refusal {
    /// Any error can be read; what XEP-0060 does not know is left out.
    fn from(error: &StanzaError) -> Self {
        let mut refusal = Self::new(error.condition).of_type(error.ty);
        refusal.uri = error.uri.as_deref().map(Into::into);
        if let Some((tag, _)) = error.application().filter(|(tag, _)| tag.ns() == Ns::PubsubErrors) {
            refusal.reason = Reason::parse(tag.name());
            refusal.feature = tag.attr("feature").and_then(|feature| Feature::parse(&feature));
        }
        refusal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Condition;

    #[test]
    fn refusals_travel_as_stanza_errors() {
        for refusal in [
            Refusal::unsupported(Feature::Collections),
            Refusal::moved(Condition::Gone, "xmpp:pubsub.b?;node=n"),
            Refusal::new(Condition::NotAllowed).because(Reason::ClosedNode),
            Refusal::new(Condition::Forbidden),
        ] {
            assert_eq!(Refusal::from(&StanzaError::from(&refusal)), refusal);
        }
    }
}
