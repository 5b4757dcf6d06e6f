//! Checks of finesse-proto: whatever is read can be written, and reads the same again.

use bytes::Bytes;
use finesse_proto::{
    Answer, Body, Call, Client, ClientConfig, Credentials, DesktopLayout, Dialog, Escape, ForRelease as _,
    FromXml, Gadget, IntoOwned as _, Method, Node, Notification, NotificationNs, Operation, PairClient,
    Preferences, Product, Release, Request, Response, Root, Side, StateRequest, Ticket, ToXml, User,
    from_document,
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

/// A gadget specification: read, rendered, written.
pub fn finesse_gadget(data: &[u8]) {
    let Ok(gadget) = Gadget::read(data) else { return };
    let written = gadget.write();
    let again = Gadget::read(written.as_bytes()).expect("what is written can be read");
    assert_eq!(again.write(), written);
    let mut given = Preferences::new();
    given.take_url(&String::from_utf8_lossy(data));
    for escape in [Escape::Html, Escape::None] {
        let (first, second) =
            (gadget.render("default", &given, escape), again.render("default", &given, escape));
        assert_eq!(first, second);
    }
}

/// A desktop layout: read, checked, written.
pub fn finesse_layout(data: &[u8]) {
    let Ok(layout) = DesktopLayout::read(data) else { return };
    let written = layout.write();
    let again = DesktopLayout::read(written.as_bytes()).expect("what is written can be read");
    assert_eq!(again.write(), written);
    assert_eq!(again.faults(Release::V12_5), layout.faults(Release::V12_5));
    for gadget in layout.layouts.iter().flat_map(|layout| layout.gadgets()) {
        let _ = (gadget.is_component(), gadget.preferences());
        assert!(!gadget.addresses("server").is_empty());
    }
}

/// Any resource: its document element says which. Read, cut to every release, written.
pub fn finesse_resource(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let name = text.trim_start().strip_prefix('<').unwrap_or_default();
    let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let bytes = Bytes::copy_from_slice(data);
    for row in Operation::table() {
        if row.answer.name() == name
            && row.answer != Root::Nothing
            && let Ok(answer) = Answer::read(row.answer, &bytes)
        {
            whole(row.answer, &answer);
        }
        if row.body.name() == name
            && row.body != Root::Nothing
            && let Ok(body) = Body::read(row.body, &bytes)
        {
            let written = body.write();
            let again = Body::read(row.body, &written).expect("what is written can be read");
            assert_eq!(again.write(), written);
        }
    }
}

fn whole(root: Root, answer: &Answer<'_>) {
    let written = answer.write();
    let again = Answer::read(root, &written).expect("what is written can be read");
    assert_eq!(again.write(), written);
    for release in [Release::V11_6, Release::V12_5, Release::V12_6] {
        for product in [Product::Ccx, Product::Cce] {
            let mut cut = answer.clone();
            cut.for_release(release, product);
            let once = cut.write();
            cut.for_release(release, product);
            assert_eq!(cut.write(), once, "cutting twice is cutting once");
        }
    }
}

/// A client, and a client of a pair, under any sequence of wishes, answers, events and time. Lines are operations.
#[allow(clippy::disallowed_methods)]
pub fn finesse_client(data: &[u8]) {
    let mut now = std::time::Instant::now();
    let config = || ClientConfig::new("sue", Credentials::basic("sue", "pw").expect("a name"));
    let mut client = Client::new(config(), [1; 32]);
    let mut pair = PairClient::new(config(), [2; 32], Side::A);
    let text = String::from_utf8_lossy(data);
    let mut tickets: Vec<Ticket> = Vec::new();
    let mut settled = std::collections::BTreeSet::new();
    for line in text.lines().take(200) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let picked = tickets.first().copied().unwrap_or(Ticket(1));
        match word {
            "ready" => drop(client.set_state(now, StateRequest::Ready, None)),
            "in" => drop(client.sign_in(now, rest)),
            "refresh" => client.refresh(),
            "team" => client.follow(Node::TeamUsers(rest.to_owned())),
            "queue" => client.follow(Node::Queue(rest.to_owned())),
            "list" => client.follow(Node::UserQueues(rest.to_owned())),
            "leave" => client.unfollow(&Node::TeamUsers(rest.to_owned())),
            "subscribed" => {
                if let Some(node) = Node::parse(rest) {
                    client.subscribed(&node);
                }
            }
            "event" => {
                let _ = client.handle_notification(now, rest.as_bytes());
                let _ = pair.handle_notification(now, rest.as_bytes());
            }
            "lost" => {
                client.notifications_lost(now);
                pair.notifications_lost(now);
            }
            "connected" => {
                client.notifications_connected();
                pair.connected(now, if rest == "B" { Side::B } else { Side::A });
            }
            "refused" => pair.refused(now, if rest == "B" { Side::B } else { Side::A }),
            "wait" => {
                now += std::time::Duration::from_secs(rest.parse().unwrap_or(1) % 600);
                client.handle_timeout(now);
                pair.handle_timeout(now);
            }
            "fail" => {
                let _ = client.handle_failure(now, picked);
                let _ = pair.handle_failure(now, picked);
            }
            status => {
                let status = status.parse().unwrap_or(200);
                let response = Response::xml(status, rest.to_owned());
                let _ = client.handle_response(now, picked, &response);
                let _ = pair.handle_response(now, picked, &response);
            }
        }
        tickets.retain(|ticket| *ticket != picked);
        while let Some(transmit) = client.poll_transmit() {
            tickets.push(transmit.ticket);
        }
        while let Some((_, transmit)) = pair.poll_transmit() {
            tickets.push(transmit.ticket);
        }
        while let Some(event) = client.poll_event() {
            if let finesse_proto::Event::Settled { id, .. } = event {
                assert!(settled.insert(id), "a request has one end");
            }
        }
        while pair.poll_event().is_some() {}
        assert!(
            pair.is_settled() || pair.poll_timeout().is_some(),
            "a client that looks for a server waits for something"
        );
    }
}
