//! AXL from the command line: any operation, SQL, lists.
//!
//! ```console
//! cargo run -p axl-soap --features tls --example axl -- --host cucm --user axl --insecure version
//! … axl call getPhone name=SEP001122334455
//! … axl call addRoutePartition '{"routePartition": {"name": "Agents_PT"}}'
//! … axl list Phone name=SEP% --tags name,description
//! … axl sql "select userid from enduser" --format csv
//! ```
//!
//! The password comes from the variable `AXL_PASSWORD`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::io::{IsTerminal as _, Write as _};

use axl_soap::tokio::{AxlClient, Trust};
use axl_soap::{
    Call, ClientConfig, Content, Credentials, DecodeError, Element, Operation, OwnedRow, Reply, Verb,
};
use clap::{Parser, Subcommand, ValueEnum};
use serde_json::{Map, Value};

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
    /// Any operation: `name=text` for each element (`a/b=text` for nested ones), or one JSON object.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

#[tokio::main]
async fn main() {
    if let Err(error) = run(Options::parse()).await {
        eprintln!("axl: {error}");
        std::process::exit(1);
    }
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    if let Command::Operations { text } = &options.command {
        let known = Operation::all().iter().map(Operation::name);
        known
            .filter(|name| name.to_lowercase().contains(&text.to_lowercase()))
            .for_each(|name| println!("{name}"));
        return Ok(());
    }
    let client = connect(&options)?;
    match options.command {
        Command::Version => println!("{}", client.ccm_version().await?),
        Command::Call { operation, arguments } => {
            let call = Call::build(&operation, elements(&arguments)?)?;
            let reply = client.call(call).await?;
            println!("{:#}", to_json(&reply.tree()?));
        }
        Command::List { object, criteria, tags, page, progress, format } => {
            let call = list(&object, &criteria, &tags)?;
            print(&pages(&client, call, page, progress).await?, format);
        }
        Command::Sql { statement, page, format } => {
            let call = Call::sql_query(&statement);
            let rows = match page {
                Some(size) => pages(&client, call, size, false).await?,
                None => client.call(call).await?.owned_rows()?,
            };
            print(&rows, format);
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

/// `a/b=text`, or one JSON object.
fn elements(arguments: &[String]) -> Result<Vec<Element>, Box<dyn Error>> {
    if let [json] = arguments
        && json.trim_start().starts_with('{')
    {
        let value: Map<String, Value> = serde_json::from_str(json)?;
        return Ok(value.iter().flat_map(|(name, value)| from_json(name, value)).collect());
    }
    let mut root = Map::new();
    for argument in arguments {
        let (path, text) = argument.split_once('=').ok_or("an argument is name=text, or one JSON object")?;
        let mut at = &mut root;
        let (parents, name) = path.rsplit_once('/').map_or(("", path), |(parents, name)| (parents, name));
        for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
            let slot = at.entry(parent).or_insert_with(|| Value::Object(Map::new()));
            at = slot.as_object_mut().ok_or("an element has text or children, not both")?;
        }
        at.insert(name.to_owned(), Value::String(text.to_owned()));
    }
    Ok(root.iter().flat_map(|(name, value)| from_json(name, value)).collect())
}

/// A list becomes several elements, null becomes nil, `@name` an attribute, `#text` the text beside attributes.
fn from_json(name: &str, value: &Value) -> Vec<Element> {
    let name = name.to_owned();
    match value {
        Value::Array(values) => values.iter().flat_map(|value| from_json(&name, value)).collect(),
        Value::Null => vec![Element::nil(name)],
        Value::String(text) => vec![Element::with_text(name, text.clone())],
        Value::Bool(_) | Value::Number(_) => vec![Element::with_text(name, value.to_string())],
        Value::Object(fields) => {
            let mut element = Element::new(name);
            for (key, value) in fields {
                match (key.strip_prefix('@'), value.as_str()) {
                    (Some(attribute), Some(text)) => {
                        element = element.with_attribute(attribute.to_owned(), text)
                    }
                    (None, Some(text)) if key == "#text" => {
                        element.set_content(Content::Text(text.to_owned()))
                    }
                    _ => from_json(key, value).into_iter().for_each(|child| element.push(child)),
                }
            }
            vec![element]
        }
    }
}

fn to_json(element: &Element) -> Value {
    let plain = match element.content() {
        Content::Empty => Value::String(String::new()),
        Content::Nil => Value::Null,
        Content::Text(text) => Value::String(text.clone()),
        Content::Children(_) => Value::Null,
    };
    if element.children().is_empty() && element.attributes().next().is_none() {
        return plain;
    }
    let mut object = Map::new();
    for (name, value) in element.attributes() {
        object.insert(format!("@{name}"), Value::String(value.to_owned()));
    }
    if element.children().is_empty() {
        object.insert("#text".to_owned(), plain);
    }
    for child in element.children() {
        let value = to_json(child);
        match object.get_mut(child.name()) {
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                object.insert(child.name().to_owned(), value);
            }
        }
    }
    Value::Object(object)
}

fn print(rows: &[OwnedRow], format: Format) {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(OwnedRow::iter) {
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    match format {
        Format::Json => {
            let object = |row: &OwnedRow| -> Value {
                row.iter()
                    .map(|(name, value)| (name.to_owned(), value.map_or(Value::Null, Value::from)))
                    .collect()
            };
            println!("{:#}", Value::Array(rows.iter().map(object).collect()));
        }
        Format::Csv => {
            println!("{}", columns.join(","));
            for row in rows {
                let cells: Vec<_> = columns.iter().map(|name| csv(row.get(name).unwrap_or(""))).collect();
                println!("{}", cells.join(","));
            }
        }
        Format::Table => {
            let width = |name: &&str| {
                let longest = rows.iter().map(|row| row.get(name).unwrap_or("").chars().count()).max();
                longest.unwrap_or(0).max(name.len())
            };
            let widths: Vec<_> = columns.iter().map(width).collect();
            let line = |cells: Vec<&str>| {
                let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
                println!("{}", padded.collect::<Vec<_>>().join("  ").trim_end());
            };
            line(columns.clone());
            for row in rows {
                line(columns.iter().map(|name| row.get(name).unwrap_or("")).collect());
            }
            println!("({} rows)", rows.len());
        }
    }
}

fn csv(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
