//! What a program needs of the system it runs on: chance, certificates, and to be told to end.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// 32 bytes that nobody can guess; `None` if the system gives none.
pub fn random_seed() -> Option<[u8; 32]> {
    let mut seed = [0; 32];
    ring::default_provider().secure_random.fill(&mut seed).ok()?;
    Some(seed)
}

/// Resolves when the program is to end: Ctrl-C, or a polite `kill`.
///
/// # Errors
/// The system does not tell of signals.
pub async fn shutdown() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            done = tokio::signal::ctrl_c() => done,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// What is wrong with a file of certificates or keys.
#[derive(Debug)]
#[non_exhaustive]
pub enum TlsError {
    /// The file cannot be read, or holds nothing of its kind.
    File(PathBuf, pem::Error),
    /// What the file holds cannot be used; the key does not belong to the certificate, for example.
    Tls(PathBuf, rustls::Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Tls(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for TlsError {}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    let found: Vec<_> = read.map_err(|error| TlsError::File(path.into(), error))?;
    if found.is_empty() {
        return Err(TlsError::File(path.into(), pem::Error::NoItemsFound));
    }
    Ok(found)
}

/// A server that shows this chain, with this private key; both PEM files.
///
/// # Errors
/// See [`TlsError`].
pub fn server_tls(chain: &Path, key: &Path) -> Result<rustls::ServerConfig, TlsError> {
    let certificates = certificates(chain)?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| TlsError::File(key.into(), error))?;
    let unfit = |error| TlsError::Tls(chain.into(), error);
    let builder = rustls::ServerConfig::builder_with_provider(provider());
    let builder = builder.with_safe_default_protocol_versions().map_err(unfit)?.with_no_client_auth();
    builder.with_single_cert(certificates, private).map_err(unfit)
}

/// A client that trusts the authorities of this PEM file and nobody else.
///
/// # Errors
/// See [`TlsError`].
pub fn client_tls(authorities: &Path) -> Result<rustls::ClientConfig, TlsError> {
    let unfit = |error| TlsError::Tls(authorities.into(), error);
    let mut roots = rustls::RootCertStore::empty();
    for certificate in certificates(authorities)? {
        roots.add(certificate).map_err(unfit)?;
    }
    let builder = rustls::ClientConfig::builder_with_provider(provider());
    let builder = builder.with_safe_default_protocol_versions().map_err(unfit)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_differ() {
        assert_ne!(random_seed().unwrap(), random_seed().unwrap());
    }

    #[test]
    fn a_file_that_holds_no_certificate_is_named() {
        let path = std::env::temp_dir().join(format!("host-process-{}.pem", std::process::id()));
        std::fs::write(&path, "nothing of the kind").unwrap();
        let errors = [
            client_tls(&path).unwrap_err().to_string(),
            server_tls(&path, &path).unwrap_err().to_string(),
            client_tls(Path::new("/nowhere/ca.pem")).unwrap_err().to_string(),
        ];
        std::fs::remove_file(&path).unwrap();
        assert!(errors[0].contains("host-process") && errors[1].contains("host-process"), "{errors:?}");
        assert!(errors[2].contains("/nowhere/ca.pem"), "{errors:?}");
    }
}
