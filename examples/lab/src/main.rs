//! `cargo run -p lab`: a contact centre on loopback. `lab --help` lists the options.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use lab::{Config, Lab, Options, Ports, Trace};

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
    /// Where certificates are kept.
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
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scenario {
    /// Sign in, change state, sign out; and what is refused.
    SignIn,
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
            shutdown().await?;
            eprintln!("stopping");
            lab.stop().await;
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Scenario { name: Scenario::SignIn }) => {
            let passed = match lab::find_running(ports).await {
                Some(inventory) => {
                    eprintln!("using the lab that runs on port {}", ports.number(lab::Port::Control));
                    if args.config.is_some() || args.agents.is_some() || args.seed.is_some() {
                        eprintln!("its agents are its own: --config, --agents and --seed mean nothing to it");
                    }
                    lab::scenario::sign_in(&inventory, |line| println!("{line}")).await
                }
                None => {
                    let options = Options { ports: Ports::Ephemeral, config, data_dir: args.data_dir };
                    let lab = Lab::start(options, trace, |step| eprintln!("{step}")).await?;
                    let passed = lab::scenario::sign_in(lab.inventory(), |line| println!("{line}")).await;
                    lab.stop().await;
                    passed
                }
            };
            Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// Ctrl-C, or a polite `kill`.
async fn shutdown() -> std::io::Result<()> {
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
