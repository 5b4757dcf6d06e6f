//! The bot.

use std::future::Future;
use std::pin::pin;

use finesse_proto::Action;

use crate::{Agent, Event, Failed};

/// Signs in at a phone, goes ready, answers every call and shows what happens, until `stop` is done; then signs out.
///
/// # Errors
/// [`Failed`]: a request was refused, or the connection is over.
pub async fn bot(
    mut agent: Agent,
    extension: &str,
    mut show: impl FnMut(&Event),
    stop: impl Future<Output = ()>,
) -> Result<(), Failed> {
    agent.sign_in(extension).await?;
    agent.ready().await?;
    let mut stop = pin!(stop);
    loop {
        let event = tokio::select! {
            event = agent.next_event() => event.ok_or(Failed::Offline)?,
            () = &mut stop => break,
        };
        show(&event);
        // Somebody may be faster, the caller too: then there is nothing to answer any more.
        if let Some(call) = agent.rings(&event)
            && let Err(error) = agent.act(&call, Action::Answer).await
        {
            tracing::warn!(call, %error, "a call cannot be answered");
        }
    }
    agent.not_ready(None).await?;
    agent.logout().await?;
    agent.close().await;
    Ok(())
}
