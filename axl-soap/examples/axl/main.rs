//! AXL from the command line: any operation, SQL, lists.
//!
//! ```console
//! cargo run -p axl-soap --features tls --example axl -- --host cucm --user axl --insecure version
//! … axl call getPhone name=SEP001122334455
//! … axl call addRoutePartition '{"routePartition": {"name": "Agents_PT"}}'
//! … axl call addUser - < user.json
//! … axl list Phone name=SEP% --tags name,description
//! … axl sql "select userid from enduser" --format csv
//! ```
//!
//! The password comes from the variable `AXL_PASSWORD`. Members of JSON objects are sent in the order in which they stand, except
//! where the crate knows that of the schema. What is read from the standard input (`-`) is seen by nobody who lists processes.
#![allow(clippy::print_stderr, reason = "a program that talks")]

mod json;
mod print;

use std::error::Error;
use std::io::{self, IsTerminal as _, Read as _, Write};

use axl_soap::tokio::{AxlClient, Trust};
use axl_soap::{Call, ClientConfig, Credentials, DecodeError, Element, Operation, OwnedRow, Reply, Verb};
use clap::{Parser, Subcommand};

use json::Json;
use print::Format;

/// AXL from the command line.
#[derive(Debug, Parser)]
struct Options {
    /// The publisher.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Its port.
    #[arg(long, default_value_t = 8443)]
    port: u16,
    /// The account; its password is read from AXL_PASSWORD.
    #[arg(long, default_value = "axl")]
    user: String,
    /// Believe any certificate: the password goes to whoever answers.
    #[arg(long)]
    insecure: bool,
    /// Speak without TLS, to an emulator on loopback.
    #[arg(long, conflicts_with = "insecure")]
    clear_text: bool,
    /// A PEM file with the certificate of the server, or of the CA that signed it.
    #[arg(long)]
    ca: Option<std::path::PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The version of the server.
    Version,
    /// Any operation: `name=text` for each element (`a/b=text` for nested ones), one JSON object, or `-` to read one.
    Call {
        /// Its name, such as getPhone.
        operation: String,
        /// Its arguments.
        arguments: Vec<String>,
    },
    /// Finds objects, page by page.
    List {
        /// The object, such as Phone.
        object: String,
        /// Search criteria: `name=SEP%`. Without any, the first criterion is `%`.
        criteria: Vec<String>,
        /// The fields to show, divided by commas.
        #[arg(long, default_value = "")]
        tags: String,
        /// How many to ask for at once.
        #[arg(long, default_value_t = 500)]
        page: u64,
        /// Tell how many rows have come, even if the errors do not go to a terminal.
        #[arg(long)]
        progress: bool,
        /// How to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// A query.
    Sql {
        /// The statement.
        statement: String,
        /// Ask page by page, for long answers.
        #[arg(long)]
        page: Option<u64>,
        /// How to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Names of operations that contain a text.
    Operations {
        /// The text.
        #[arg(default_value = "")]
        text: String,
    },
}

#[tokio::main]
async fn main() {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = run(Options::parse(), &mut out).await;
    let result = result.and_then(|()| out.flush().map_err(Into::into));
    if let Err(error) = result {
        // Whoever reads has read enough: `axl list Phone | head`.
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
            return;
        }
        eprintln!("axl: {error}");
        std::process::exit(1);
    }
}

async fn run(options: Options, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    if let Command::Operations { text } = &options.command {
        let known = Operation::all().iter().map(Operation::name);
        for name in known.filter(|name| name.to_lowercase().contains(&text.to_lowercase())) {
            writeln!(out, "{name}")?;
        }
        return Ok(());
    }
    let client = connect(&options)?;
    match options.command {
        Command::Version => writeln!(out, "{}", client.ccm_version().await?)?,
        Command::Call { operation, arguments } => {
            let call = Call::build(&operation, elements(&arguments)?)?;
            let reply = client.call(call).await?;
            print::json(out, &Json::of(&reply.tree()?))?;
        }
        Command::List { object, criteria, tags, page, progress, format } => {
            let call = list(&object, &criteria, &tags)?;
            print::rows(out, &pages(&client, call, page, progress).await?, format)?;
        }
        Command::Sql { statement, page, format } => {
            let call = Call::sql_query(&statement);
            let rows = match page {
                Some(size) => pages(&client, call, size, false).await?,
                None => client.call(call).await?.owned_rows()?,
            };
            print::rows(out, &rows, format)?;
        }
        Command::Operations { .. } => {}
    }
    Ok(())
}

fn connect(options: &Options) -> Result<AxlClient, Box<dyn Error>> {
    let password = std::env::var("AXL_PASSWORD").map_err(|_| "AXL_PASSWORD is not set")?;
    let config = ClientConfig::new(Credentials::new(&*options.user, password));
    if options.clear_text {
        return Ok(AxlClient::clear_text(&options.host, options.port, config)?);
    }
    let trust = match (&options.ca, options.insecure) {
        (_, true) => Trust::Insecure,
        (Some(file), false) => Trust::Config(authority(file)?),
        (None, false) => return Err("give the server's certificate with --ca FILE, or --insecure".into()),
    };
    Ok(AxlClient::new(&options.host, options.port, config, trust)?)
}

fn authority(file: &std::path::Path) -> Result<std::sync::Arc<rustls::ClientConfig>, Box<dyn Error>> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file)? {
        roots.add(certificate?)?;
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(std::sync::Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn list(object: &str, criteria: &[String], tags: &str) -> Result<Call, Box<dyn Error>> {
    let operation = Operation::of(Verb::List, object).ok_or_else(|| format!("there is no list{object}"))?;
    let mut search = Element::new("searchCriteria");
    for criterion in criteria {
        let (name, pattern) = criterion.split_once('=').ok_or("a criterion is name=pattern")?;
        search.push(Element::with_text(name.to_owned(), pattern));
    }
    if criteria.is_empty() {
        search.push(Element::with_text(operation.criteria().next().ok_or("the list has no criteria")?, "%"));
    }
    let fields: Vec<_> = match tags {
        "" => match axl_soap::records::RecordSpec::of_object(object) {
            Some(spec) => {
                spec.fields.iter().filter(|field| field.in_verb(Verb::List)).map(|f| f.name).collect()
            }
            None => operation.criteria().collect(),
        },
        tags => tags.split(',').collect(),
    };
    let tags = fields.into_iter().map(|name| Element::new(name.to_owned())).collect();
    Ok(Call::build(operation.name(), vec![search, Element::with_children("returnedTags", tags)])?)
}

async fn pages(
    client: &AxlClient,
    call: Call,
    size: u64,
    progress: bool,
) -> Result<Vec<OwnedRow>, Box<dyn Error>> {
    let progress = progress || std::io::stderr().is_terminal();
    let mut all = Vec::new();
    let each = |reply: &Reply, count: u64| -> Result<(), DecodeError> {
        all.extend(reply.owned_rows()?);
        if progress {
            eprint!("\r{count} rows");
            let _ = std::io::stderr().flush();
        }
        Ok(())
    };
    client.all_pages(call, size, each).await?;
    if progress {
        eprintln!();
    }
    Ok(all)
}

/// `a/b=text`, one JSON object, or `-` for one on the standard input.
fn elements(arguments: &[String]) -> Result<Vec<Element>, Box<dyn Error>> {
    let members = match arguments {
        [dash] if dash == "-" => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text)?;
            members(&text)?
        }
        [json] if json.trim_start().starts_with('{') => members(json)?,
        _ => nested(arguments)?,
    };
    Ok(members.into_iter().flat_map(|(name, value)| value.into_elements(&name)).collect())
}

fn members(text: &str) -> Result<Vec<(String, Json)>, Box<dyn Error>> {
    match serde_json::from_str(text)? {
        Json::Object(members) => Ok(members),
        _ => Err("the arguments are one JSON object".into()),
    }
}

/// Elements of one path become one element.
fn nested(arguments: &[String]) -> Result<Vec<(String, Json)>, Box<dyn Error>> {
    let mut root = Vec::new();
    for argument in arguments {
        let (path, text) = argument.split_once('=').ok_or("an argument is name=text, or one JSON object")?;
        let mut at = &mut root;
        let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
        for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
            let place = match at.iter().position(|(name, _)| name == parent) {
                Some(place) => place,
                None => {
                    at.push((parent.to_owned(), Json::Object(Vec::new())));
                    at.len() - 1
                }
            };
            at = match at.get_mut(place) {
                Some((_, Json::Object(members))) => members,
                _ => return Err("an element has text or children, not both".into()),
            };
        }
        at.push((name.to_owned(), Json::Text(text.to_owned())));
    }
    Ok(root)
}
