//! AXL: requests to a service, answers and pages to a client.
#![allow(clippy::panic, reason = "a panic is how a check reports")]

use std::time::{Duration, Instant};

use axl_soap::records::{Phone, Record as _, User};
use axl_soap::*;
use bytes::Bytes;

/// Answers every call with its own arguments.
struct Echo;

impl Dispatcher for Echo {
    fn login(&mut self, _: Instant, _: &Credentials) -> Login {
        Login::Granted(Access::ReadWrite)
    }

    fn session_token(&mut self) -> Option<SessionToken> {
        None
    }

    fn dispatch(&mut self, _: Instant, _: &Caller, call: &Call) -> Result<Answered, Fault> {
        Ok(Answered::Return(call.arguments().to_vec()))
    }
}

fn moment() -> Instant {
    Instant::now()
}

fn client() -> Client {
    let config = ClientConfig::new(Credentials::new("axl", "axl"));
    Client::new(ClientConfig { retries: 2, ..config })
}

/// Gives `body` to a client as the first answer to `call` and to all that follow, until the call ends.
fn answer(call: Call, status: Status, body: &[u8]) -> Result<Reply, CallError> {
    let body = Bytes::copy_from_slice(body);
    let mut client = client();
    let mut now = moment();
    client.call(call);
    // Two repetitions, one change of version each: a call must end soon whatever the server says.
    for _ in 0..32 {
        while let Some(Transmit { id, .. }) = client.poll_transmit(now) {
            let response = HttpResponse { status, headers: Headers::new(), body: body.clone() };
            client.handle_response(now, id, response).expect("the exchange is open");
        }
        while let Some(event) = client.poll_event() {
            if let Event::Done { result, .. } = event {
                assert!(client.poll_timeout().is_none(), "nothing is left to do");
                return result;
            }
        }
        now = client.poll_timeout().map_or(now + Duration::from_secs(1), |deadline| deadline.at);
        client.handle_timeout(now);
    }
    panic!("the call does not end");
}

/// Bytes as a request: always an answer that our own client understands, and trees that survive writing.
pub fn envelope(data: &[u8]) {
    if let Ok(first) = Envelope::read(data) {
        let mut out = Vec::new();
        first.write(&mut out);
        let again = Envelope::read(&out).expect("what we write we read");
        assert_eq!((first.header.len(), first.body.len()), (again.header.len(), again.body.len()));
    }
    let mut service = Service::new(ServiceConfig::default());
    let request = HttpRequest {
        method: Method::Post,
        path: AXL_PATH.to_owned(),
        headers: [("Authorization", "Basic YTpi")].into_iter().collect(),
        body: Bytes::copy_from_slice(data),
    };
    let response = service.handle(moment(), &request, &mut Echo);
    let read = Call::read(data);
    match response.status {
        Status::OK => {
            let call = read.expect("a call was answered");
            for argument in call.arguments() {
                let again = Element::parse(&argument.to_xml()).expect("what we write we read");
                assert_eq!(*argument, again);
                // Typed reading and writing must not lose their footing on any tree.
                let _ = Phone::from_element(argument).to_element("phone", Verb::Update).to_xml();
                let _ = User::from_element(argument).to_element("user", Verb::Get);
            }
            let _ = Call::build(call.operation().name(), call.arguments().to_vec());
            let reply = answer(call, Status::OK, &response.body);
            reply.expect("an answer").tree().expect("what we write we read");
        }
        Status::FAULT => {
            let reply = answer(Call::ccm_version(), response.status, &response.body);
            assert!(matches!(reply, Err(CallError::Fault(_))), "{reply:?}");
        }
        Status::WRONG_VERSION => {}
        other => panic!("{other:?}"),
    }
}

/// Bytes as a page or fault: the first byte chooses the status. The call ends, whatever they say.
pub fn fault_page(data: &[u8]) {
    let Some((first, body)) = data.split_first() else { return };
    let statuses = [200, 401, 403, 500, 503, 599, 404, 302];
    let status = Status(statuses[usize::from(*first) % statuses.len()]);
    if let Ok(reply) = answer(Call::ccm_version(), status, body) {
        let _ = (
            reply.ccm_version(),
            reply.authentication(),
            reply.changes(),
            reply.rows_updated(),
            reply.uuid(),
        );
    }
    let text = String::from_utf8_lossy(body);
    assert!(versions_in_page(&text).len() <= 32);
    let _ = Fault::new(AxlCode::THROTTLED, text).too_many_rows();
}

/// Bytes as rows: read one by one, owned and as a tree, they are the same rows.
pub fn rows(data: &[u8]) {
    let phones = Call::list::<Phone>(&[("name", "%")]).expect("a list");
    for call in [Call::sql_query("select 1"), phones] {
        let name = if call.operation().verb() == Verb::List { "phone" } else { "row" };
        let Ok(reply) = answer(call, Status::OK, data) else { continue };
        let Ok(rows) = reply.rows() else { continue };
        let borrowed: Result<Vec<_>, _> = rows.collect();
        let owned = reply.owned_rows();
        assert_eq!(borrowed.is_ok(), owned.is_ok());
        let (Ok(borrowed), Ok(owned)) = (borrowed, owned) else { continue };
        assert_eq!(borrowed.len(), owned.len());
        for (borrowed, owned) in borrowed.iter().zip(&owned) {
            let cells = borrowed.cells.iter().map(|cell| (cell.name, cell.text()));
            assert!(cells.eq(owned.iter()));
        }
        if let Ok(tree) = reply.tree() {
            assert_eq!(tree.children_named(name).count(), borrowed.len());
        }
    }
}
