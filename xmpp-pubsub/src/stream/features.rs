//! `<stream:features/>`: what can be negotiated next (STR-7).

use bytes::Bytes;
use xml_cursor::{Cursor, Namespace as _, Writer, XmlError};

use crate::Ns;

/// Required, or only offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    Required,
    Optional,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Features {
    pub(crate) starttls: Option<Offer>,
    /// Names of SASL mechanisms, also of those not known here.
    pub(crate) mechanisms: Vec<String>,
    /// Names of types of channel binding (XEP-0440), also of those not known here.
    pub(crate) bindings: Vec<String>,
    pub(crate) bind: bool,
    pub(crate) session: Option<Offer>,
    /// Stream management.
    pub(crate) management: bool,
    /// Rosters have versions (RFC 6121, 2.6).
    pub(crate) roster_versions: bool,
}

impl Features {
    /// Stands alone, so that it fits every framing.
    pub(crate) fn to_bytes(&self) -> Bytes {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        writer.start("stream:features").prefix("stream", Ns::Stream.uri());
        if let Some(offer) = self.starttls {
            writer.start("starttls").ns(Ns::Tls.uri());
            if offer == Offer::Required {
                writer.empty("required");
            }
            writer.end("starttls");
        }
        if !self.mechanisms.is_empty() {
            writer.start("mechanisms").ns(Ns::Sasl.uri());
            for name in &self.mechanisms {
                writer.leaf("mechanism", name);
            }
            writer.end("mechanisms");
        }
        if !self.bindings.is_empty() {
            writer.start("sasl-channel-binding").ns(Ns::SaslChannelBinding.uri());
            for name in &self.bindings {
                writer.start("channel-binding").attr("type", name).end("channel-binding");
            }
            writer.end("sasl-channel-binding");
        }
        if self.bind {
            writer.start("bind").ns(Ns::Bind.uri()).end("bind");
        }
        if let Some(offer) = self.session {
            writer.start("session").ns(Ns::Session.uri());
            if offer == Offer::Optional {
                writer.empty("optional");
            }
            writer.end("session");
        }
        if self.management {
            writer.start("sm").ns(Ns::StreamManagement.uri()).end("sm");
        }
        if self.roster_versions {
            writer.start("ver").ns(Ns::RosterVersions.uri()).end("ver");
        }
        writer.end("stream:features");
        out.into()
    }

    /// Reads the open `<stream:features/>`. Unknown features are passed over.
    pub(crate) fn read(cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut features = Self::default();
        while let Some(tag) = cursor.child()? {
            match (tag.ns(), tag.name()) {
                (Ns::Tls, "starttls") => {
                    features.starttls = Some(Offer::Optional);
                    while let Some(tag) = cursor.child()? {
                        if tag.is(Ns::Tls, "required") {
                            features.starttls = Some(Offer::Required);
                        }
                        cursor.skip()?;
                    }
                }
                (Ns::Sasl, "mechanisms") => {
                    while let Some(tag) = cursor.child()? {
                        if tag.is(Ns::Sasl, "mechanism") {
                            features.mechanisms.push(cursor.text()?.trim().to_owned());
                        } else {
                            cursor.skip()?;
                        }
                    }
                }
                (Ns::SaslChannelBinding, "sasl-channel-binding") => {
                    while let Some(tag) = cursor.child()? {
                        if tag.is(Ns::SaslChannelBinding, "channel-binding") {
                            features.bindings.extend(tag.attr("type").map(Into::<String>::into));
                        }
                        cursor.skip()?;
                    }
                }
                (Ns::RosterVersions, "ver") => {
                    features.roster_versions = true;
                    cursor.skip()?;
                }
                (Ns::Bind, "bind") => {
                    features.bind = true;
                    cursor.skip()?;
                }
                (Ns::Session, "session") => {
                    features.session = Some(Offer::Required);
                    while let Some(tag) = cursor.child()? {
                        if tag.name() == "optional" {
                            features.session = Some(Offer::Optional);
                        }
                        cursor.skip()?;
                    }
                }
                (Ns::StreamManagement, "sm") => {
                    features.management = true;
                    cursor.skip()?;
                }
                _ => cursor.skip()?,
            }
        }
        Ok(features)
    }
}

#[cfg(test)]
mod tests {
    use xml_cursor::Profile;

    use super::*;

    #[test]
    fn str_7_reads_as_written() {
        let full = Features {
            starttls: Some(Offer::Required),
            mechanisms: vec!["PLAIN".into(), "X-NEW".into()],
            bindings: vec!["tls-exporter".into(), "x-new".into()],
            bind: true,
            session: Some(Offer::Optional),
            management: true,
            roster_versions: true,
        };
        let plain = Features {
            starttls: Some(Offer::Optional),
            session: Some(Offer::Required),
            ..Features::default()
        };
        for features in [full, plain, Features::default()] {
            let bytes = features.to_bytes();
            let mut cursor = Cursor::<Ns>::new(&bytes, Profile::Stream).unwrap();
            assert!(cursor.root().unwrap().is(Ns::Stream, "features"));
            assert_eq!(Features::read(&mut cursor).unwrap(), features);
        }
    }
}
