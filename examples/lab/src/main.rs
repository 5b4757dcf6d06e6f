//! `cargo run -p lab`: a contact centre on loopback. `lab --help` lists the options.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use lab::{Config, Inventory, Lab, NewCall, Options, Port, Ports, Trace};

/// A Finesse / Unified CCX contact centre in one process, on loopback.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Added to every well-known port (8443, 12028, 5222, 5223, 7071, 7443, 8445, 8499).
    #[arg(long, global = true, default_value_t = 0, value_name = "N",
          value_parser = clap::value_parser!(u16).range(0..=i64::from(Ports::MAX_BASE)))]
    port_base: u16,
    /// How many agents to make up [default: 5].
    #[arg(long, global = true, value_name = "N", conflicts_with = "config",
          value_parser = clap::value_parser!(u16).range(1..=5_000))]
    agents: Option<u16>,
    /// Draw the ids and extensions of made-up agents from this number instead of counting from 1001.
    #[arg(long, global = true, value_name = "N", conflicts_with = "config")]
    seed: Option<u64>,
    /// Read the agents from a TOML file of `[[agent]]` tables.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where certificates, and what administrators configure, are kept.
    #[arg(long, global = true, default_value = "lab-data", value_name = "DIR")]
    data_dir: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Drive a flow from outside and show every hop; exit code 0 or 1. Uses the lab that runs at these ports, or starts one.
    Scenario {
        /// Which flow.
        name: Scenario,
    },
    /// Let somebody outside call into the lab that runs at these ports. Prints the number of the call.
    Call {
        /// Name or number of a queue, or an extension [default: the first queue].
        #[arg(long, value_name = "NUMBER")]
        to: Option<String>,
        /// Number of the caller.
        #[arg(long, value_name = "NUMBER", default_value = "+15555550100")]
        from: String,
        /// A call variable that the script sets, for example 1=K-20417; may be repeated.
        #[arg(long = "variable", value_name = "1..10=VALUE", value_parser = variable)]
        variables: Vec<(u8, String)>,
    },
    /// Let the caller of a call hang up.
    Hangup {
        /// The number of the call.
        call: u32,
    },
    /// Show the calls in the lab that runs at these ports.
    Calls,
}

fn variable(text: &str) -> Result<(u8, String), String> {
    let (number, value) = text.split_once('=').ok_or("a number, '=' and a value")?;
    let number = number.parse().ok().filter(|number| (1..=10).contains(number));
    Ok((number.ok_or("call variables are numbered 1 to 10")?, value.to_owned()))
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scenario {
    /// Sign in, change state, sign out; and what is refused.
    SignIn,
    /// A customer calls: queue, ring, answer, hold, call data, hang up; and what is refused.
    InboundCall,
}

#[tokio::main]
async fn main() -> ExitCode {
    let started = Instant::now();
    let args = Args::parse();
    match run(args, started).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args, started: Instant) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let trace = Trace::new(started);
    lab::init_logging(trace.clone())?;
    let config = match &args.config {
        Some(file) => Config::read(file)?,
        None => Config::generated(args.agents.unwrap_or(5).into(), args.seed),
    };
    let ports = Ports::Base(args.port_base);
    match args.command {
        None => {
            let options = Options { ports, config, data_dir: args.data_dir };
            let lab = Lab::start(options, trace, |step| eprintln!("{step}")).await?;
            println!("{}", lab.table(started.elapsed()));
            host::shutdown().await?;
            eprintln!("stopping");
            lab.stop().await;
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Scenario { name }) => {
            let passed = match lab::find_running(ports).await {
                Some(inventory) => {
                    eprintln!("using the lab that runs on port {}", ports.number(Port::Control));
                    if args.config.is_some() || args.agents.is_some() || args.seed.is_some() {
                        eprintln!("its agents are its own: --config, --agents and --seed mean nothing to it");
                    }
                    scenario(name, &inventory).await
                }
                None => {
                    let options = Options { ports: Ports::Ephemeral, config, data_dir: args.data_dir };
                    let lab = Lab::start(options, trace, |step| eprintln!("{step}")).await?;
                    let passed = scenario(name, lab.inventory()).await;
                    lab.stop().await;
                    passed
                }
            };
            Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Some(Command::Call { to, from, variables }) => {
            let call = NewCall { from, to, variables: variables.into_iter().collect() };
            println!("{}", lab::place_call(control(ports).await?, &call).await?);
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Hangup { call }) => {
            lab::hang_up(control(ports).await?, call).await?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Calls) => {
            for call in lab::list_calls(control(ports).await?).await? {
                let parties = call.parties.iter().map(|party| format!("{} {}", party.number, party.state));
                let parties = parties.collect::<Vec<_>>().join(", ");
                println!("{:<8}{} calls {}: {parties}", call.id, call.from, call.to);
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn scenario(name: Scenario, inventory: &Inventory) -> bool {
    // Whoever reads may have had enough, as `head` has.
    let out = |line: &str| drop(writeln!(std::io::stdout(), "{line}"));
    match name {
        Scenario::SignIn => lab::scenario::sign_in(inventory, out).await,
        Scenario::InboundCall => lab::scenario::inbound_call(inventory, out).await,
    }
}

/// The control port of the lab that runs at these ports.
async fn control(ports: Ports) -> Result<std::net::SocketAddr, String> {
    let none =
        || format!("no lab runs on port {}; start one with `cargo run -p lab`", ports.number(Port::Control));
    let inventory = lab::find_running(ports).await.ok_or_else(none)?;
    inventory.address(Port::Control).map_err(|error| error.to_string())
}
