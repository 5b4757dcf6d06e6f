//! The namespaces that matter in AXL messages.

use xml_cursor::{Namespace, XSI_NS};

use crate::version::Version;

/// SOAP 1.1.
pub(crate) const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// SOAP 1.2.
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// What a namespace means; prefixes never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Ns {
    /// In no namespace, as all children of AXL's operations should be.
    #[default]
    None,
    /// Envelope of SOAP 1.1.
    Soap11,
    /// Envelope of SOAP 1.2.
    Soap12,
    /// An AXL schema.
    Axl(Version),
    /// `xsi:nil`, `xsi:type`.
    Xsi,
    /// Another one.
    Other,
}

impl Namespace for Ns {
    fn from_uri(uri: &str) -> Self {
        match uri {
            "" => Self::None,
            SOAP11 => Self::Soap11,
            SOAP12 => Self::Soap12,
            XSI_NS => Self::Xsi,
            _ => Version::from_namespace(uri).map_or(Self::Other, Self::Axl),
        }
    }
}
