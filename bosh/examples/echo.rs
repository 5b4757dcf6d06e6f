//! An echo service over BOSH: what a client sends comes back. No XMPP anywhere.
//!
//! ```console
//! cargo run -p xmpp-bosh --features http --example echo            # serves http://127.0.0.1:5280/http-bind
//! cargo run -p xmpp-bosh --features http --example echo -- hello   # and sends itself a greeting
//! ```

use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Instant;

use bosh::client::{Client, Config as ClientConfig, Event as ClientEvent};
use bosh::manager::{Accept, Config, Event, Manager};
use bosh::tokio::{Arrival, Driver, HttpConfig, Inbox, Target, Tls, channel, serve};
use bytes::Bytes;

/// 32 bytes nobody can guess, from the keys the standard library takes from the system.
#[expect(clippy::disallowed_types, reason = "a program may take chance where it finds it")]
fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    for part in seed.chunks_exact_mut(8) {
        part.copy_from_slice(
            &std::collections::hash_map::RandomState::new().build_hasher().finish().to_be_bytes(),
        );
    }
    seed
}

#[expect(clippy::disallowed_methods, reason = "a program reads the clock")]
fn now() -> Instant {
    Instant::now()
}

/// The task that owns the manager.
async fn echo(mut inbox: Inbox) {
    let mut manager = Manager::new(Config::default(), seed(), now());
    loop {
        let due = async {
            match manager.poll_timeout() {
                Some(deadline) => tokio::time::sleep_until(deadline.at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            arrival = inbox.recv() => match arrival {
                Some(Arrival::Request(request)) => manager.handle_input(now(), request),
                Some(Arrival::Closed(request)) => manager.handle_closed(now(), request),
                None => return,
            },
            () = due => manager.handle_timeout(now()),
        }
        while let Some(event) = manager.poll_event() {
            match event {
                Event::Opened(opened) => {
                    println!("{:?} opened", opened.session);
                    let _ = manager.accept(now(), opened.session, Accept::default());
                }
                Event::Received { session, payload } => {
                    for element in payload {
                        // A session that has ended meanwhile needs no echo.
                        let _ = manager.send(now(), session, element.into());
                    }
                }
                Event::Ended { session, why } => println!("{session:?} ended: {why:?}"),
                _ => {}
            }
        }
        while let Some(transmit) = manager.poll_transmit() {
            inbox.answer(transmit);
        }
    }
}

/// Sends one element and waits for its echo.
async fn greet(address: std::net::SocketAddr, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    let target = Target::clear(format!("http://{address}/http-bind").parse()?);
    let mut driver = Driver::new(Client::new(ClientConfig::new("echo"), seed(), now()), target);
    let element = Bytes::from(format!("<say xmlns='urn:example:echo'>{text}</say>"));
    while let Some(event) = driver.next().await {
        match event {
            ClientEvent::Opened(granted) => {
                println!("opened: {granted:?}");
                driver.client().send(element.clone().into())?;
            }
            ClientEvent::Received { payload } => {
                println!("echo: {payload:?}");
                driver.client().terminate(None)?;
            }
            other => println!("{other:?}"),
        }
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let greeting = std::env::args().nth(1);
    let port = if greeting.is_some() { 0 } else { 5280 };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    println!("http://{address}/http-bind");
    let (gate, inbox) = channel(HttpConfig::default(), 1024);
    tokio::spawn(echo(inbox));
    let served = tokio::spawn(serve(listener, gate, Tls::Off, std::future::pending()));
    match greeting {
        Some(text) => greet(address, &text).await,
        None => Ok(served.await?),
    }
}
