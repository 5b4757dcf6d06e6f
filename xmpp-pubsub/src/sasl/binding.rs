//! Channel binding (RFC 5056): what ties a login to the TLS connection that it is made over.

use std::fmt;

use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::certificate;

/// The types of channel binding that this crate speaks. `tls-unique` is not among them: TLS 1.3 has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BindingType {
    /// Key material of this one connection (RFC 9266).
    TlsExporter,
    /// The server's certificate (RFC 5929, 4), for where somebody else ends TLS with it.
    TlsServerEndPoint,
}

impl BindingType {
    /// The registered name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TlsExporter => "tls-exporter",
            Self::TlsServerEndPoint => "tls-server-end-point",
        }
    }

    /// The type of a registered name, if it is one of these.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::TlsExporter, Self::TlsServerEndPoint].into_iter().find(|ty| ty.name() == name)
    }
}

/// A connection's channel binding. Who ends TLS gives it to the machine, which needs nothing else of TLS.
#[derive(Clone, PartialEq, Eq)]
pub struct ChannelBinding {
    ty: BindingType,
    data: Box<[u8]>,
}

impl ChannelBinding {
    /// Label and length with which to export key material for `tls-exporter`, the context being empty (RFC 9266, 4.2).
    /// For TLS 1.3 alone.
    pub const EXPORTER: (&[u8], usize) = (b"EXPORTER-Channel-Binding", 32);

    /// `tls-exporter`, of what was exported as [`EXPORTER`](Self::EXPORTER) says.
    #[must_use]
    pub fn exporter(exported: [u8; 32]) -> Self {
        Self { ty: BindingType::TlsExporter, data: exported.into() }
    }

    /// `tls-server-end-point`, of the server's certificate in DER: its hash, by the function of its signature, SHA-256
    /// where that is MD5 or SHA-1. `None`: it is no certificate, or its signature names no such function, as Ed25519.
    #[must_use]
    pub fn server_end_point(certificate: &[u8]) -> Option<Self> {
        let data = match certificate::signature_hash(certificate)? {
            certificate::SignatureHash::Sha256 => Sha256::digest(certificate).to_vec(),
            certificate::SignatureHash::Sha384 => Sha384::digest(certificate).to_vec(),
            certificate::SignatureHash::Sha512 => Sha512::digest(certificate).to_vec(),
        };
        Some(Self { ty: BindingType::TlsServerEndPoint, data: data.into() })
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> BindingType {
        self.ty
    }

    #[cfg_attr(not(feature = "scram"), allow(dead_code))]
    pub(crate) fn data(&self) -> &[u8] {
        &self.data
    }
}

/// Its type alone: the data is a secret of the connection.
impl fmt::Debug for ChannelBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelBinding").field("ty", &self.ty).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sasl_1_binding_types_read_as_written() {
        for ty in [BindingType::TlsExporter, BindingType::TlsServerEndPoint] {
            assert_eq!(BindingType::from_name(ty.name()), Some(ty));
        }
        assert_eq!(BindingType::from_name("tls-unique"), None);
    }

    #[test]
    fn sec_10_bindings_are_not_printed() {
        let binding = ChannelBinding::exporter([77; 32]);
        assert_eq!(format!("{binding:?}"), "ChannelBinding { ty: TlsExporter, .. }");
    }

    #[test]
    fn sasl_12_the_end_point_is_the_certificate_s_hash() {
        let signed = rcgen::generate_simple_self_signed(["s.example".to_owned()]).unwrap();
        // ECDSA with SHA-256.
        let binding = ChannelBinding::server_end_point(signed.cert.der()).unwrap();
        assert_eq!(binding.data(), Sha256::digest(signed.cert.der()).as_slice());
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
        let params = rcgen::CertificateParams::new(vec!["s.example".to_owned()]).unwrap();
        let cert = params.clone().self_signed(&key).unwrap();
        let binding = ChannelBinding::server_end_point(cert.der()).unwrap();
        assert_eq!(binding.data(), Sha384::digest(cert.der()).as_slice());
        // No hash of its own: the type is not defined.
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        assert_eq!(ChannelBinding::server_end_point(params.self_signed(&key).unwrap().der()), None);
        assert_eq!(ChannelBinding::server_end_point(b"0"), None);
    }
}
