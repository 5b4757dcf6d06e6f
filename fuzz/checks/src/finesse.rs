//! Checks of finesse-proto: whatever is read can be written, and reads the same again.

use bytes::Bytes;
use finesse_proto::{
    Body, Call, Dialog, FromXml, IntoOwned as _, Method, Notification, NotificationNs, Operation, Request,
    ToXml, User, from_document,
};
use finesse_proto::{Form, Update};

/// A document read as a user and as a dialog.
pub fn finesse_user(data: &[u8]) {
    stable::<User<'_>>(data, "User");
    stable::<Dialog<'_>>(data, "Dialog");
    // Values are asked for whatever they are.
    if let Ok(user) = from_document::<User<'_>>(data, "User") {
        let _ = (
            user.agent_state(),
            user.pending(),
            user.reason_id(),
            user.reason().map(|r| r.database_id().len()),
        );
        assert_eq!(user.clone().into_owned(), user);
    }
}

fn stable<'x, T: FromXml<'x, ()> + ToXml + PartialEq + std::fmt::Debug>(data: &'x [u8], root: &'static str) {
    let Ok(first) = from_document::<T>(data, root) else { return };
    let written = xml(&first, root);
    // The second reading lives no longer than this function, so it is compared by what it writes.
    assert_eq!(rewrite(&written, root), written);
}

fn xml(value: &impl ToXml, root: &str) -> String {
    let mut out = String::new();
    value.to_xml(root, &mut xml_cursor::Writer::new(&mut out));
    out
}

fn rewrite(text: &str, root: &'static str) -> String {
    match root {
        "User" => {
            xml(&from_document::<User<'_>>(text.as_bytes(), root).expect("what is written can be read"), root)
        }
        _ => xml(
            &from_document::<Dialog<'_>>(text.as_bytes(), root).expect("what is written can be read"),
            root,
        ),
    }
}

/// The payload of a pubsub item.
pub fn finesse_update(data: &[u8]) {
    let Ok(notification) = Notification::read(data) else { return };
    let Ok(update) = notification.update() else { return };
    let once = again(&update, Form::Text);
    for form in [Form::Text, Form::Markup] {
        assert_eq!(again(&once, form), once, "{form:?}");
    }
}

fn again(update: &Update<'_>, form: Form) -> Update<'static> {
    let payload = Notification::write(update, NotificationNs::Push, form);
    let notification = Notification::read(payload.as_bytes()).expect("what is written can be read");
    notification.update().expect("what is written can be read").into_owned()
}

/// A request: method and target on the first line, the body after it.
pub fn finesse_route(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (line, body) = text.split_once('\n').unwrap_or((&text, ""));
    let (method, target) = line.split_once(' ').unwrap_or(("GET", line));
    let method = Method::from_token(method);
    let mut request = Request::new(method, target);
    request.body = Bytes::copy_from_slice(body.as_bytes());
    if let Err(refusal) = Operation::route(method, request.target()) {
        assert_eq!(refusal.allow.is_some(), refusal.status == 405);
    }
    let call = match Call::read(&request) {
        Ok(call) => call,
        Err(refusal) => {
            assert!((400..=599).contains(&refusal.to_response().status));
            return;
        }
    };
    for product in [finesse_proto::Product::Ccx, finesse_proto::Product::Cce] {
        match &call.body {
            Body::User(user) => drop(user.intent(product)),
            Body::Dialog(dialog) => drop(dialog.intent(product)),
            _ => {}
        }
    }
    let written = call.to_request(None);
    let second = Call::read(&written).expect("what is written can be read");
    assert_eq!((&second.operation, &second.range), (&call.operation, &call.range));
    assert_eq!(second.body.write(), call.body.write());
}
