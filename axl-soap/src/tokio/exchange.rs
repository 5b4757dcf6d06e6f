//! One HTTP exchange: a request out, its whole answer back, or what went wrong and whether it was sent.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::Connect;

use crate::client::{ExchangeId, Transmit};
use crate::error::{Sent, TransportError};
use crate::http::{Headers, HttpResponse, Method, Status};

/// The largest answer that is read: what CUCM lets out at once with room for its markup.
const LARGEST_ANSWER: usize = 64 << 20;

/// What came of an exchange.
pub(super) type Exchanged = (ExchangeId, Result<HttpResponse, TransportError>);

/// Sends the request and reads the answer up to the limit.
pub(super) async fn exchange<C: Connect + Clone + Send + Sync + 'static>(
    pool: Pool<C, Full<Bytes>>,
    base: String,
    transmit: Transmit,
) -> Exchanged {
    let Transmit { id, request } = transmit;
    let failed = |sent, text: String| (id, Err(TransportError { sent, text }));
    let mut builder = hyper::Request::builder()
        .method(if request.method == Method::Get { hyper::Method::GET } else { hyper::Method::POST })
        .uri(format!("{base}{}", request.path));
    for (name, value) in request.headers.iter() {
        builder = builder.header(name, value);
    }
    let Ok(outgoing) = builder.body(Full::new(request.body)) else {
        return failed(Sent::No, "the request is not valid HTTP".to_owned());
    };
    let response = match pool.request(outgoing).await {
        Ok(response) => response,
        Err(error) => {
            let sent = match error.is_connect() {
                true if is_mistrusted(&error) => Sent::Refused,
                true => Sent::No,
                false => Sent::Maybe,
            };
            return failed(sent, with_causes(&error));
        }
    };
    let (head, body) = response.into_parts();
    let body = match Limited::new(body, LARGEST_ANSWER).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return failed(Sent::Answered, format!("the answer is larger than {LARGEST_ANSWER} bytes"));
        }
        Err(error) => return failed(Sent::Maybe, error.to_string()),
    };
    let headers: Headers = head
        .headers
        .iter()
        .filter_map(|(name, value)| value.to_str().ok().map(|value| (name.as_str(), value)))
        .collect();
    (id, Ok(HttpResponse { status: Status(head.status.as_u16()), headers, body }))
}

/// Whether the server's certificate is why there is no connection.
#[cfg(feature = "tls")]
fn is_mistrusted(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(_)) = error.downcast_ref() {
            return true;
        }
        next = match error.downcast_ref::<std::io::Error>().map(std::io::Error::get_ref) {
            // The cause of an I/O error is not the error it was made of, but that one's cause.
            Some(Some(inner)) => Some(inner),
            _ => error.source(),
        };
    }
    false
}

#[cfg(not(feature = "tls"))]
const fn is_mistrusted(_: &(dyn std::error::Error + 'static)) -> bool {
    false
}

/// The error with what caused it: hyper's own text alone says little.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
