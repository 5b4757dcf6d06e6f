//! An XMPP stream over a BOSH session: two machines, two directions.

use std::time::Instant;

use bosh::client;
use xmpp_pubsub::ClientStream;

/// From the session to the stream.
pub fn receive(now: Instant, stream: &mut ClientStream, event: client::Event) {
    match event {
        client::Event::Received { payload } => {
            for element in payload {
                stream.handle_element(now, element);
            }
        }
        client::Event::Ended { .. } => stream.handle_eof(),
        _ => {}
    }
}

/// From the stream to the session. The restart, which the stream asks for by an event, is `bosh.restart()`.
///
/// # Errors
/// The session is over, or too much waits for it.
pub fn send(stream: &mut ClientStream, bosh: &mut client::Client) -> Result<(), bosh::UsageError> {
    while let Some(element) = stream.poll_element() {
        bosh.send(element.into())?;
    }
    Ok(())
}
