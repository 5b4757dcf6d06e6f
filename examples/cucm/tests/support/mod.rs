//! An emulator and a client machine in virtual time.
#![allow(dead_code, reason = "each test file uses a part")]

use std::time::{Duration, Instant, SystemTime};

use axl_soap::*;
use cucm::*;

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text)
}

pub(crate) fn agent(userid: &str, extension: &str) -> UserSeed {
    UserSeed {
        userid: userid.into(),
        password: secret("ciscopsdt"),
        pin: Some(secret("12345")),
        first_name: "Agent".into(),
        last_name: userid.into(),
        extension: Some(extension.into()),
        groups: vec!["Standard CCM End Users".into()],
    }
}

pub(crate) fn account(userid: &str, groups: &[&str]) -> AppUserSeed {
    AppUserSeed {
        userid: userid.into(),
        password: secret("axlpass"),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        devices: vec![],
    }
}

pub(crate) fn config() -> Config {
    Config {
        users: vec![agent("agent1", "1001"), agent("agent2", "1002"), agent("agent3", "1003")],
        app_users: vec![
            account("axl", &[AXL_GROUP]),
            account("super", &[SUPER_GROUP]),
            account("reader", &[AXL_READ_GROUP]),
            account("nobody", &[]),
        ],
        ..Config::default()
    }
}

pub(crate) struct Lab {
    pub(crate) core: Core,
    pub(crate) client: Client,
    pub(crate) now: Now,
}

impl Lab {
    pub(crate) fn new() -> Self {
        Self::with(&config())
    }

    pub(crate) fn with(config: &Config) -> Self {
        let now = Now { at: Instant::now(), utc: SystemTime::UNIX_EPOCH };
        let client = Client::new(ClientConfig::new(Credentials::new("axl", "axlpass")));
        Self { core: Core::new(config).unwrap(), client, now }
    }

    /// Goes on with another account.
    pub(crate) fn as_user(&mut self, user: &str, password: &str) -> &mut Self {
        self.client = Client::new(ClientConfig::new(Credentials::new(user, password)));
        self
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.now.at += time;
    }

    pub(crate) fn run(&mut self, call: Call) -> Result<Reply, CallError> {
        self.client.call(call);
        loop {
            while let Some(Transmit { id, request }) = self.client.poll_transmit(self.now.at) {
                let response = self.core.handle(self.now, &request);
                self.client.handle_response(self.now.at, id, response).unwrap();
            }
            while let Some(event) = self.client.poll_event() {
                if let Event::Done { result, .. } = event {
                    return result;
                }
            }
            self.now.at = self.client.poll_timeout().expect("a deadline").at;
            self.client.handle_timeout(self.now.at);
        }
    }

    pub(crate) fn fault(&mut self, call: Call) -> Fault {
        match self.run(call) {
            Err(CallError::Fault(fault)) => fault,
            other => panic!("no fault but {other:?}"),
        }
    }

    /// Sends a body that no `Call` would write, with these header fields.
    pub(crate) fn post(&mut self, operation: &str, headers: &[(&str, &str)]) -> HttpResponse {
        let body = format!(
            "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>{operation}</e:Body></e:Envelope>"
        );
        let headers = headers.iter().copied().collect();
        let request =
            HttpRequest { method: Method::Post, path: AXL_PATH.to_owned(), headers, body: body.into() };
        self.core.handle(self.now, &request)
    }

    pub(crate) fn sql(&mut self, sql: &str) -> Vec<Vec<String>> {
        let rows =
            self.run(Call::sql_query(sql)).unwrap_or_else(|error| panic!("{sql}: {error}")).owned_rows();
        let text = |row: &OwnedRow| row.iter().map(|(_, text)| text.unwrap_or("NULL").to_owned()).collect();
        rows.unwrap().iter().map(text).collect()
    }
}

/// A certificate authority of a test's own.
pub(crate) struct Authority {
    issuer: rcgen::Issuer<'static, rcgen::KeyPair>,
    certificate: rustls::pki_types::CertificateDer<'static>,
    pub(crate) pem: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let certificate = params.self_signed(&key).unwrap();
        let (pem, der) = (certificate.pem(), certificate.der().clone());
        Self { issuer: rcgen::Issuer::new(params, key), certificate: der, pem }
    }

    /// A certificate for these names, and its key.
    pub(crate) fn certificate(&self, names: &[&str]) -> (rcgen::Certificate, rcgen::KeyPair) {
        let key = rcgen::KeyPair::generate().unwrap();
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        (rcgen::CertificateParams::new(names).unwrap().signed_by(&key, &self.issuer).unwrap(), key)
    }

    /// A server with a certificate for these names.
    pub(crate) fn server(&self, names: &[&str]) -> std::sync::Arc<rustls::ServerConfig> {
        let (certificate, key) = self.certificate(names);
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key.into())
            .unwrap();
        std::sync::Arc::new(config)
    }

    /// A client that believes this authority and no other.
    pub(crate) fn client(&self) -> std::sync::Arc<rustls::ClientConfig> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        std::sync::Arc::new(config)
    }
}
