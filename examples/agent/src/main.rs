//! A bot: signs an agent in, goes ready, answers every call, prints what happens, and signs out on Ctrl-C.

mod args;

use agent::{Agent, bot};
use clap::Parser as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter.unwrap_or_else(|_| "warn".into())).init();
    let args = args::Args::parse();

    let agent = Agent::connect(args.config()?, agent::chance().ok_or("no randomness")?).await?;
    let ctrl_c = async { drop(tokio::signal::ctrl_c().await) };
    bot(agent, &args.extension, |event| println!("{event}"), ctrl_c).await?;
    Ok(())
}
