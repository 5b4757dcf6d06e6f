//! The command.

use std::process::ExitCode;

use clap::Parser as _;
use load::{Options, run};

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match tokio::task::LocalSet::new().block_on(&runtime, run(&options)) {
        Ok(report) => {
            print!("{report}");
            let broken = report.broken(&options);
            for what in &broken {
                println!("BROKEN: {what}");
            }
            ExitCode::from(u8::from(!broken.is_empty()))
        }
        Err(why) => {
            eprintln!("could not run: {why}");
            ExitCode::from(2)
        }
    }
}
