//! The lab's own certificate authority and one certificate per service, made at the first start and kept.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::crypto::CryptoProvider;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// Why the certificates could not be made or read.
#[derive(Debug)]
#[non_exhaustive]
pub enum CertError {
    /// A file could not be read or written.
    File(PathBuf, std::io::Error),
    /// A key or certificate could not be made or understood.
    Make(PathBuf, String),
}

impl std::fmt::Display for CertError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "certificate file {}: {error}", path.display()),
            Self::Make(path, why) => {
                write!(f, "certificate {}: {why} (delete the folder to have it made anew)", path.display())
            }
        }
    }
}

impl std::error::Error for CertError {}

/// The folder with the authority `lab-ca.pem` and, per service, `<service>.pem` and `<service>.key`.
#[derive(Debug)]
pub struct Certificates {
    folder: PathBuf,
    authority: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

const AUTHORITY: &str = "lab-ca";
/// Names a browser or client on this machine may use.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

impl Certificates {
    /// Opens `folder`; makes the authority when it is not there yet.
    pub fn open(folder: &Path) -> Result<Self, CertError> {
        fs::create_dir_all(folder).map_err(|e| CertError::File(folder.into(), e))?;
        let file = folder.join(AUTHORITY).with_extension("pem");
        if !file.exists() {
            // What an earlier authority signed would be refused.
            for entry in fs::read_dir(folder).map_err(|e| CertError::File(folder.into(), e))?.flatten() {
                let path = entry.path();
                if path.extension().is_some_and(|e| e == "pem" || e == "key") {
                    fs::remove_file(&path).map_err(|e| CertError::File(path, e))?;
                }
            }
            let key = KeyPair::generate().map_err(|e| CertError::Make(file.clone(), e.to_string()))?;
            let made = authority()
                .and_then(|params| params.self_signed(&key))
                .map_err(|e| CertError::Make(file.clone(), e.to_string()))?;
            write_secret(&file.with_extension("key"), &key.serialize_pem())?;
            write(&file, &made.pem())?;
        }
        let authority = read_certificate(&file)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        Ok(Self { folder: folder.into(), authority, provider })
    }

    /// Where the authority's certificate lies, for `curl --cacert` and browsers.
    pub fn authority_file(&self) -> PathBuf {
        self.folder.join(AUTHORITY).with_extension("pem")
    }

    /// What a server named `service` presents; its certificate is made at the first call.
    pub fn server(&self, service: &str) -> Result<Arc<rustls::ServerConfig>, CertError> {
        let file = self.folder.join(service).with_extension("pem");
        if !file.exists() {
            self.issue(service, &file)?;
        }
        let chain = vec![read_certificate(&file)?, self.authority.clone()];
        let key_file = file.with_extension("key");
        let key =
            PrivateKeyDer::from_pem_file(&key_file).map_err(|e| CertError::Make(key_file, e.to_string()))?;
        let config = rustls::ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|e| CertError::Make(file, e.to_string()))?;
        Ok(Arc::new(config))
    }

    /// A client that trusts the lab's authority and nobody else.
    pub fn client(&self) -> Result<Arc<rustls::ClientConfig>, CertError> {
        client(&self.authority_file())
    }

    fn issue(&self, service: &str, file: &Path) -> Result<(), CertError> {
        let make = |e: rcgen::Error| CertError::Make(file.into(), e.to_string());
        let key_file = self.authority_file().with_extension("key");
        let text = fs::read_to_string(&key_file).map_err(|e| CertError::Make(key_file, e.to_string()))?;
        let issuer = Issuer::new(authority().map_err(make)?, KeyPair::from_pem(&text).map_err(make)?);
        let key = KeyPair::generate().map_err(make)?;
        let mut params = CertificateParams::new(NAMES.map(str::to_owned)).map_err(make)?;
        params.distinguished_name.push(DnType::CommonName, format!("lab {service}"));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        (params.not_before, params.not_after) = (date_time_ymd(2025, 1, 1), date_time_ymd(2045, 1, 1));
        let made = params.signed_by(&key, &issuer).map_err(make)?;
        write_secret(&file.with_extension("key"), &key.serialize_pem())?;
        write(file, &made.pem())
    }
}

/// A client that trusts the authority in this file and nobody else.
pub(crate) fn client(authority_file: &Path) -> Result<Arc<rustls::ClientConfig>, CertError> {
    let mut roots = rustls::RootCertStore::empty();
    let made = |e: rustls::Error| CertError::Make(authority_file.into(), e.to_string());
    roots.add(read_certificate(authority_file)?).map_err(made)?;
    let builder =
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(made)?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn authority() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, "contact centre lab CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) = (date_time_ymd(2025, 1, 1), date_time_ymd(2045, 1, 1));
    Ok(params)
}

fn read_certificate(file: &Path) -> Result<CertificateDer<'static>, CertError> {
    CertificateDer::from_pem_file(file).map_err(|e| CertError::Make(file.into(), e.to_string()))
}

fn write(file: &Path, text: &str) -> Result<(), CertError> {
    fs::write(file, text).map_err(|e| CertError::File(file.into(), e))
}

/// Keys are written for their owner's eyes only.
fn write_secret(file: &Path, text: &str) -> Result<(), CertError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(file)
        .and_then(|mut f| f.write_all(text.as_bytes()))
        .map_err(|e| CertError::File(file.into(), e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_made_once_and_kept() {
        let folder = std::env::temp_dir().join(format!("lab-certs-{}", std::process::id()));
        let first = Certificates::open(&folder).unwrap();
        first.server("finesse").unwrap();
        let written = fs::read(folder.join("finesse.pem")).unwrap();
        let second = Certificates::open(&folder).unwrap();
        second.server("finesse").unwrap();
        second.server("cucm").unwrap();
        assert_eq!(first.authority, second.authority);
        assert_eq!(fs::read(folder.join("finesse.pem")).unwrap(), written);

        // An authority that is gone takes along what it signed.
        fs::remove_file(first.authority_file()).unwrap();
        Certificates::open(&folder).unwrap().server("finesse").unwrap();
        assert_ne!(fs::read(folder.join("finesse.pem")).unwrap(), written);
        fs::remove_dir_all(&folder).unwrap();
    }
}
