//! What a server checks before its methods are called, where the body of a request has rules of its own; and 207.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Instant;

use finesse_proto::{
    Accepted, Admission, ApiErrors, Caller, ConfigService, Context, Credentials, DialogService, Directory,
    InService, MediaIntent, MediaRequest, MediaService, Method, Product, QueueService, Refusal, Request,
    Response, Role, Server, SystemService, TeamMessage, TeamService, UserService,
};

/// Everybody is there and may everything.
#[derive(Default)]
struct Everything {
    wishes: Vec<MediaIntent>,
    messages: Vec<String>,
    other_node: bool,
}

impl Directory for Everything {
    fn role(&self, _: &str) -> Option<Role> {
        Some(Role::Supervisor)
    }
    fn knows(&self, _: &str) -> bool {
        true
    }
    fn supervises(&self, _: &str, _: &str) -> bool {
        true
    }
    fn leads(&self, _: &str, _: &str) -> Option<bool> {
        Some(true)
    }
    fn belongs(&self, _: &str, _: &str) -> Option<bool> {
        Some(true)
    }
    fn takes_part(&self, _: &str, _: &str) -> Option<bool> {
        Some(true)
    }
}

impl MediaService for Everything {
    fn put_media(
        &mut self,
        _: Context<'_>,
        _: &str,
        _: &str,
        wish: &MediaRequest<'_>,
    ) -> Result<Accepted, Refusal> {
        self.wishes.push(wish.intent()?);
        Ok(Accepted)
    }
}

impl TeamService for Everything {
    fn post_message(
        &mut self,
        _: Context<'_>,
        message: &TeamMessage<'_>,
    ) -> Result<TeamMessage<'_>, Refusal> {
        self.messages.push(message.content.to_string());
        let mut stored = TeamMessage::default();
        stored.id = Some("m1".into());
        Ok(stored)
    }
    fn delete_message(&mut self, _: Context<'_>, id: &str) -> Result<(), Refusal> {
        self.messages.push(format!("without {id}"));
        Ok(())
    }
    fn other_node_told(&self) -> bool {
        self.other_node
    }
}

impl UserService for Everything {}
impl DialogService for Everything {}
impl QueueService for Everything {}
impl SystemService for Everything {}
impl ConfigService for Everything {}

#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
fn send(service: &mut Everything, method: Method, target: &str, body: &str) -> Response {
    let credentials = Credentials::basic("sue", "pw").unwrap().to_header();
    let request = Request::new(method, target).header("Authorization", &credentials).xml(body.to_owned());
    let server = Server::new(Product::Cce);
    match server.admit(request, InService::Yes) {
        Admission::Authenticate(inbound, _) => {
            server.dispatch(service, &Caller::new("sue", Role::Supervisor), Instant::now(), &inbound)
        }
        other => panic!("{other:?}"),
    }
}

fn refused(response: &Response) -> (u16, String, String) {
    let error = ApiErrors::of_body(&response.body).0.remove(0);
    (response.status, error.kind.0.into_owned(), error.data)
}

#[test]
fn a_wish_for_a_domain_is_checked_before_the_service_sees_it() {
    let mut service = Everything::default();
    let target = "/finesse/api/User/sue/Media/5001";
    for (body, kind, name) in [
        ("<Media/>", "Parameter Missing", "state"),
        ("<Media><state>LOGIN</state></Media>", "Parameter Missing", "maxDialogLimit"),
        ("<Media><state>PAUSED</state></Media>", "Invalid Input", "state"),
        ("<Media><routable>perhaps</routable></Media>", "Invalid Input", "routable"),
    ] {
        let response = send(&mut service, Method::Put, target, body);
        assert_eq!(refused(&response), (400, kind.into(), name.into()), "{body}");
    }
    assert_eq!(service.wishes, []);
    let response = send(&mut service, Method::Put, target, "<Media><routable>false</routable></Media>");
    assert_eq!((response.status, &service.wishes[..]), (202, &[MediaIntent::TakeNoTasks][..]));
}

#[test]
fn a_message_needs_a_text_and_teams_and_is_answered_207_when_the_other_node_does_not_know() {
    let mut service = Everything::default();
    let target = "/finesse/api/TeamMessage";
    for body in [
        "<TeamMessage><teams><team>7</team></teams></TeamMessage>",
        "<TeamMessage><content>hello</content><teams/></TeamMessage>",
    ] {
        let response = send(&mut service, Method::Post, target, body);
        assert_eq!(refused(&response), (400, "Bad Request".into(), String::new()), "{body}");
    }
    assert!(service.messages.is_empty());
    let whole = "<TeamMessage><content>hello</content><teams><team>7</team></teams></TeamMessage>";
    for (other_node, status) in [(true, 200), (false, 207)] {
        service.other_node = other_node;
        let response = send(&mut service, Method::Post, target, whole);
        assert_eq!(response.status, status);
        assert!(String::from_utf8_lossy(&response.body).contains("<id>m1</id>"));
        let response = send(&mut service, Method::Delete, "/finesse/api/TeamMessage/m1", "");
        assert_eq!(response.status, status);
    }
    assert_eq!(service.messages, ["hello", "without m1", "hello", "without m1"]);
}
