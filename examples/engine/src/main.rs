//! The engine as a process of its own.

use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use clap::Parser;
use engine::{Config, Listeners, start};
use tokio::net::TcpListener;

/// A Unified CCX engine to play with: agents, queues, simulated phones, and a CTI server.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Port of the CTI server.
    #[arg(long, default_value_t = 12028)]
    cti_port: u16,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,
    /// Agents to make up: agent1 at 1001, and so on.
    #[arg(long, default_value_t = 5)]
    agents: u32,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter.unwrap_or_else(|_| "info".into())).init();
    let address = SocketAddr::new(args.address, args.cti_port);
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => {
            tracing::error!(%address, %error, "cannot listen; choose another port with --cti-port");
            return ExitCode::FAILURE;
        }
    };
    let running = match start(Config::example(args.agents), Listeners { cti: listener }).await {
        Ok(running) => running,
        Err(error) => {
            tracing::error!(%error, "cannot start");
            return ExitCode::FAILURE;
        }
    };
    let _ = tokio::signal::ctrl_c().await;
    running.stop().await;
    ExitCode::SUCCESS
}
