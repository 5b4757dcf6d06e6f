//! Servers nobody here wrote, started for a test and ended with it.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Skips loudly where `what` is missing; fails under `INTEROP=1`.
pub fn missing(what: &str) {
    assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "INTEROP is set and {what} is not installed");
    eprintln!("SKIPPED: {what} is not installed");
}

/// Whether a command runs and succeeds.
pub fn works(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

pub fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A folder that goes with its owner.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("xmpp-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A process that ends with its owner, also when a test fails.
pub struct Process(pub Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A certificate authority, a server's certificate for `localhost`, and one of a client.
pub struct Certificates {
    pub ca: String,
    pub chain: String,
    pub key: String,
    pub server: Arc<rustls::ServerConfig>,
    pub client: Arc<rustls::ClientConfig>,
    /// As `client`, with a certificate for this address.
    pub certified: Arc<rustls::ClientConfig>,
}

/// id-on-xmppAddr (RFC 6120, 13.7.1.4).
const XMPP_ADDR: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 8, 5];

impl Certificates {
    pub fn new(address: &str) -> Self {
        // As authorities make them: some libraries want the years within reach, and the uses named.
        let params = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
            let mut params = rcgen::CertificateParams::new(names).unwrap();
            params.not_before = rcgen::date_time_ymd(2020, 1, 1);
            params.not_after = rcgen::date_time_ymd(2049, 1, 1);
            params
        };
        let ca_key = rcgen::KeyPair::generate().unwrap();
        let mut authority = params(&[]);
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        authority.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign, rcgen::KeyUsagePurpose::CrlSign];
        authority.distinguished_name.push(rcgen::DnType::CommonName, "test authority");
        let ca = authority.self_signed(&ca_key).unwrap();
        let issuer = rcgen::Issuer::new(authority, ca_key);

        let key = rcgen::KeyPair::generate().unwrap();
        let mut serving = params(&["localhost"]);
        serving.distinguished_name.push(rcgen::DnType::CommonName, "localhost");
        serving.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
        serving.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
        let server = serving.signed_by(&key, &issuer).unwrap();

        let client_key = rcgen::KeyPair::generate().unwrap();
        let mut holding = params(&[]);
        holding.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
        holding.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        let name = rcgen::OtherNameValue::Utf8String(address.to_owned());
        holding.subject_alt_names.push(rcgen::SanType::OtherName((XMPP_ADDR.to_vec(), name)));
        let client = holding.signed_by(&client_key, &issuer).unwrap();

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let der =
            |key: &rcgen::KeyPair| rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let mut roots = rustls::RootCertStore::empty();
        roots.add(ca.der().clone()).unwrap();
        let trusting = || {
            let builder = rustls::ClientConfig::builder_with_provider(provider.clone());
            builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots.clone())
        };
        let serving = rustls::ServerConfig::builder_with_provider(provider.clone());
        let serving = serving.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        Self {
            ca: ca.pem(),
            chain: server.pem(),
            key: key.serialize_pem(),
            server: Arc::new(serving.with_single_cert(vec![server.der().clone()], der(&key)).unwrap()),
            client: Arc::new(trusting().with_no_client_auth()),
            certified: Arc::new(
                trusting().with_client_auth_cert(vec![client.der().clone()], der(&client_key)).unwrap(),
            ),
        }
    }

    fn write_to(&self, folder: &Folder) {
        folder.write("ca.pem", &self.ca);
        folder.write("server.pem", &self.chain);
        folder.write("server.key", &self.key);
        folder.write("server.both", format!("{}{}", self.key, self.chain));
    }
}

/// A server with the accounts `u0` and `u1` at `localhost`, password `secret`.
pub struct Server {
    /// TCP, in clear, STARTTLS offered.
    pub clear: SocketAddr,
    /// TCP, TLS from the first byte.
    pub direct: SocketAddr,
    /// WebSocket in clear, at `/xmpp-websocket`.
    pub websocket: SocketAddr,
    _process: Process,
    _folder: Folder,
}

impl Server {
    /// Prosody; `None`, and says so, where it is not installed.
    pub async fn prosody(certificates: &Certificates) -> Option<Self> {
        if !is_installed("prosody") {
            missing("prosody");
            return None;
        }
        let (folder, ports) = (Folder::new("prosody"), ports());
        certificates.write_to(&folder);
        for name in ["u0", "u1"] {
            let account = format!("data/localhost/accounts/{name}.dat");
            folder.write(&account, "return { [\"password\"] = \"secret\"; };\n");
        }
        let config = fill(include_str!("../interop/login_prosody.cfg.lua"), &folder.0, ports);
        let config = folder.write("prosody.cfg.lua", config);
        let mut command = Command::new("prosody");
        command.arg("--config").arg(config).arg("-F");
        Some(Self::start(command, folder, ports).await)
    }

    /// ejabberd without Erlang's distribution; `None`, and says so, where it is not installed.
    pub async fn ejabberd(certificates: &Certificates) -> Option<Self> {
        let Some(code) = ejabberd_code().filter(|_| is_installed("erl")) else {
            missing("ejabberd");
            return None;
        };
        let (folder, ports) = (Folder::new("ejabberd"), ports());
        certificates.write_to(&folder);
        let config = fill(include_str!("../interop/login_ejabberd.yml"), &folder.0, ports);
        let config = folder.write("ejabberd.yml", config);
        let quoted = |path: &Path| format!("\"{}\"", path.display());
        let mut command = Command::new("erl");
        command.args(["-noinput", "-sasl", "sasl_error_logger", "false", "-pa"]).arg(code);
        command.args(["-mnesia", "dir"]).arg(quoted(&folder.0.join("db")));
        command.args(["-ejabberd", "config"]).arg(quoted(&config));
        command.arg("log_path").arg(quoted(&folder.0.join("ejabberd.log")));
        command.arg("-eval").arg(
            "{ok, _} = application:ensure_all_started(ejabberd), \
             [ok = ejabberd_auth:try_register(U, <<\"localhost\">>, <<\"secret\">>) || U <- [<<\"u0\">>, <<\"u1\">>]], \
             io:format(\"READY~n\").",
        );
        command.env("HOME", &folder.0);
        Some(Self::start(command, folder, ports).await)
    }

    async fn start(mut command: Command, folder: Folder, ports: [u16; 3]) -> Self {
        let out = std::fs::File::create(folder.0.join("out.log")).unwrap();
        command.current_dir(&folder.0).stdin(Stdio::null()).stderr(out.try_clone().unwrap()).stdout(out);
        let process = Process(command.spawn().unwrap());
        let [clear, direct, websocket] = ports.map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        let server = Self { clear, direct, websocket, _process: process, _folder: folder };
        for _ in 0..600 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if server.is_ready().await {
                return server;
            }
        }
        panic!("the server does not listen: {}", server.log());
    }

    async fn is_ready(&self) -> bool {
        for address in [self.clear, self.direct, self.websocket] {
            if tokio::net::TcpStream::connect(address).await.is_err() {
                return false;
            }
        }
        // Accounts come last.
        !self._folder.0.join("ejabberd.yml").exists() || self.log().contains("READY")
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self._folder.0.join("out.log")).unwrap_or_default()
    }
}

/// Where Debian keeps ejabberd's code.
fn ejabberd_code() -> Option<PathBuf> {
    let inside = |folder: &str| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let libraries =
        inside("/usr/lib").flat_map(|entry| inside(entry.path().to_str().unwrap_or("/")).collect::<Vec<_>>());
    let mut found: Vec<_> = libraries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("ejabberd-"))
        .map(|entry| entry.path().join("ebin"))
        .filter(|path| path.join("ejabberd.app").is_file())
        .collect();
    found.sort();
    found.pop()
}

fn fill(config: &str, folder: &Path, [clear, direct, http]: [u16; 3]) -> String {
    let config = config.replace("@DIR@", folder.to_str().unwrap()).replace("@C2S@", &clear.to_string());
    config.replace("@DIRECT@", &direct.to_string()).replace("@HTTP@", &http.to_string())
}

/// Ports that were free a moment ago.
fn ports() -> [u16; 3] {
    let listeners = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}
