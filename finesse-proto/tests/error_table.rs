//! The error table of the interface, case by case: status, ErrorType, ErrorMessage, ErrorData; and nothing has changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use finesse_proto::{
    AgentState, ApiErrors, Credentials, InService, Method, NodeRole, Product, Request, Response,
};
use support::{Centre, start};

const LOGIN: &str = "<User><state>LOGIN</state><extension>2801</extension></User>";

fn request(method: Method, user: &str, target: &str) -> Request {
    let credentials = Credentials::basic(user, "pw").unwrap();
    Request::new(method, target).header("Authorization", &credentials.to_header()).header("requestId", "r1")
}

fn put_user(user: &str, id: &str, body: &'static str) -> Request {
    request(Method::Put, user, &format!("/finesse/api/User/{id}")).xml(body)
}

fn parts(response: &Response) -> (u16, String, String, String) {
    assert_eq!(response.headers.get("requestId"), Some("r1"), "the id is given back");
    assert_eq!(response.headers.get("Content-Type"), Some("application/xml;charset=UTF-8"));
    let errors = ApiErrors::of_body(&response.body);
    let error = errors.first().expect("no ApiErrors");
    (response.status, error.kind.0.to_string(), error.message.to_string(), error.data.clone())
}

struct Case {
    what: &'static str,
    request: Request,
    status: u16,
    kind: &'static str,
    /// `None`: words for people, any.
    message: Option<&'static str>,
    data: &'static str,
}

#[test]
fn every_refusal_is_the_documented_one_and_changes_nothing() {
    let case =
        |what, request, status, kind, message, data| Case { what, request, status, kind, message, data };
    let cases = [
        case("malformed", put_user("anna", "anna", "<User><state>"), 400, "Bad Request", None, ""),
        case("no body", put_user("anna", "anna", ""), 400, "Bad Request", None, ""),
        case("wrong root", put_user("anna", "anna", "<Dialog/>"), 400, "Bad Request", None, ""),
        case("no state", put_user("anna", "anna", "<User/>"), 400, "Parameter Missing", None, "state"),
        case(
            "no extension",
            put_user("anna", "anna", "<User><state>LOGIN</state></User>"),
            400,
            "Parameter Missing",
            None,
            "extension",
        ),
        case(
            "unknown state",
            put_user("anna", "anna", "<User><state>LUNCH</state></User>"),
            400,
            "Invalid Input",
            None,
            "state",
        ),
        case(
            "supervisor with a reason",
            put_user("sue", "anna", "<User><state>LOGOUT</state><reasonCodeId>1</reasonCodeId></User>"),
            400,
            "Invalid Input",
            None,
            "reasonCodeId",
        ),
        case(
            "wrong state",
            put_user("anna", "anna", "<User><state>READY</state></User>"),
            400,
            "Invalid State",
            None,
            "LOGOUT",
        ),
        case(
            "call to oneself",
            request(Method::Post, "anna", "/finesse/api/User/anna/Dialogs").xml(
                "<Dialog><requestedAction>\n MAKE_CALL </requestedAction><fromAddress>1</fromAddress><toAddress>1</toAddress></Dialog>",
            ),
            400,
            "Invalid Destination",
            None,
            "1",
        ),
        case(
            "call data in a CCX call",
            request(Method::Post, "anna", "/finesse/api/User/anna/Dialogs").xml(
                "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>1</fromAddress><toAddress>2</toAddress>\
                 <mediaProperties/></Dialog>",
            ),
            400,
            "Invalid Input",
            None,
            "mediaProperties",
        ),
        case("no category", request(Method::Get, "anna", "/finesse/api/User/anna/ReasonCodes"), 400, "Bad Request", None, ""),
        case(
            "stranger",
            request(Method::Get, "nobody", "/finesse/api/User/anna"),
            401,
            "Authorization Failure",
            Some("UNAUTHORIZED"),
            "nobody",
        ),
        case(
            "no credentials",
            Request::new(Method::Get, "/finesse/api/User/anna").header("requestId", "r1"),
            401,
            "Authorization Failure",
            Some("UNAUTHORIZED"),
            "",
        ),
        case(
            "somebody else's state",
            put_user("ben", "anna", LOGIN),
            401,
            "Invalid Authorization User Specified",
            Some("UNAUTHORIZED"),
            "ben",
        ),
        case(
            "somebody else's call",
            request(Method::Get, "ben", "/finesse/api/Dialog/100"),
            401,
            "Invalid Authorization User Specified",
            Some("UNAUTHORIZED"),
            "ben",
        ),
        case(
            "not the supervisor's agent",
            put_user("tom", "anna", "<User><state>LOGOUT</state></User>"),
            401,
            "Invalid Supervisor",
            Some("UNAUTHORIZED"),
            "tom",
        ),
        case(
            "administrator changes a state",
            put_user("admin", "anna", LOGIN),
            401,
            "Invalid Authorization User Specified",
            Some("UNAUTHORIZED"),
            "admin",
        ),
        case(
            "agent configures",
            request(Method::Get, "anna", "/finesse/api/Users"),
            401,
            "Authorization Failure",
            Some("UNAUTHORIZED"),
            "anna",
        ),
        case(
            "unknown user",
            request(Method::Get, "admin", "/finesse/api/User/9001"),
            404,
            "User Not Found",
            Some("UNKNOWN_USER"),
            "9001",
        ),
        case("unknown call", request(Method::Get, "anna", "/finesse/api/Dialog/5"), 404, "Dialog Not Found", None, "5"),
        case("unknown team", request(Method::Get, "sue", "/finesse/api/Team/8"), 404, "Not Found", None, "8"),
        case(
            "unknown team's phone books",
            request(Method::Get, "anna", "/finesse/api/TeamResource/8/PhoneBooks"),
            404,
            "TeamId Not Found",
            None,
            "8",
        ),
        case(
            "another team's phone books",
            request(Method::Get, "tom", "/finesse/api/TeamResource/7/PhoneBooks"),
            401,
            "Invalid Authorization",
            Some("UNAUTHORIZED"),
            "tom",
        ),
        case(
            "unknown path",
            request(Method::Get, "anna", "/finesse/api/Nothing"),
            404,
            "Not Found",
            None,
            "/finesse/api/Nothing",
        ),
        case(
            "operation of a later release",
            request(Method::Get, "admin", "/finesse/api/ConfigInfo"),
            404,
            "Not Found",
            None,
            "/finesse/api/ConfigInfo",
        ),
        case("wrong method", request(Method::Post, "anna", "/finesse/api/User/anna"), 405, "Method Not Allowed", None, ""),
        case(
            "range",
            request(Method::Get, "anna", "/finesse/api/TeamResource/7/PhoneBooks").header("Range", "objects=0-1"),
            416,
            "Range Not Satisfiable",
            None,
            "objects=0-1",
        ),
        case("other product", request(Method::Get, "anna", "/finesse/api/Queue/1"), 501, "Not Implemented", None, ""),
        case(
            "recording is not for every server",
            request(Method::Get, "anna", "/finesse/api/User/anna/Workflows"),
            501,
            "Not Implemented",
            None,
            "",
        ),
    ];
    for case in cases {
        let mut centre = Centre::new(Product::Ccx);
        let response = centre.handle(start(), case.request);
        let (status, kind, message, data) = parts(&response);
        assert_eq!((status, &*kind, &*data), (case.status, case.kind, case.data), "{}: {message}", case.what);
        assert!(case.message.is_none_or(|m| m == message) && !message.is_empty(), "{}: {message}", case.what);
        for user in ["anna", "ben", "sue", "tom"] {
            assert_eq!(centre.state(user), AgentState::Logout, "{}", case.what);
        }
        assert!(centre.published.is_empty(), "{}: no event is sent", case.what);
    }
}

#[test]
fn out_of_service_everything_but_system_info_is_503() {
    let mut centre = Centre::new(Product::Ccx);
    centre.in_service = InService::No;
    for row in finesse_proto::Operation::table() {
        let target = row.path.replace(['{', '}'], "");
        let response = centre.handle(start(), request(row.method, "anna", &target).xml("<x/>"));
        match row.name {
            "GetSystemInfo" => assert_eq!(response.status, 200),
            _ if row.since > finesse_proto::Release::V12_5 => {
                assert_eq!(response.status, 404, "{}", row.name)
            }
            _ if row.products == finesse_proto::Products::Cce => {
                assert_eq!(response.status, 501, "{}", row.name)
            }
            name => {
                let (status, kind, message, data) = parts(&response);
                assert_eq!((status, &*kind, &*data), (503, "Service Unavailable", ""), "{name}");
                assert_eq!(message, "SERVER_OUT_OF_SERVICE");
            }
        }
    }
}

#[test]
fn the_secondary_node_gives_out_configuration_and_takes_none() {
    let mut centre = Centre::new(Product::Ccx);
    centre.server.node = NodeRole::Secondary;
    let delete = centre.handle(start(), request(Method::Delete, "admin", "/finesse/api/ReasonCode/1"));
    assert_eq!((parts(&delete).0, &*parts(&delete).1), (403, "Forbidden"));
    let users = centre.handle(start(), request(Method::Get, "admin", "/finesse/api/Users"));
    assert_eq!(users.status, 200);
}

#[test]
fn a_body_over_the_limit_is_refused_unread() {
    let mut centre = Centre::new(Product::Ccx);
    centre.server.max_body = 10;
    let response = centre.handle(start(), put_user("anna", "anna", LOGIN));
    assert_eq!(parts(&response).0, 413);
}

#[test]
fn options_says_what_is_allowed_and_head_has_no_body() {
    let mut centre = Centre::new(Product::Ccx);
    let options = Request::new(Method::Options, "/finesse/api/User/anna");
    let response = centre.handle(start(), options);
    assert_eq!((response.status, response.headers.get("Allow")), (200, Some("GET,OPTIONS,HEAD,PUT")));
    let head = centre.handle(start(), request(Method::Head, "anna", "/finesse/api/User/anna"));
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn what_is_allowed_works() {
    let mut centre = Centre::new(Product::Ccx);
    let sign_in = centre.handle(start(), put_user("anna", "anna", LOGIN));
    assert_eq!((sign_in.status, sign_in.body.len()), (202, 0));
    assert_eq!(sign_in.headers.get("requestid"), Some("r1"));
    assert_eq!(centre.state("anna"), AgentState::NotReady);
    for (user, target) in [
        ("anna", "/finesse/api/User/anna?nocache=17"),
        ("sue", "/finesse/api/User/anna"),
        ("admin", "/finesse/api/User/anna"),
        ("anna", "/finesse/api/User/anna/Dialogs"),
        ("anna", "/finesse/api/User/anna/ReasonCodes?category=ALL"),
        ("sue", "/finesse/api/Team/7"),
        ("admin", "/finesse/api/Users"),
    ] {
        let response = centre.handle(start(), request(Method::Get, user, target));
        assert_eq!(response.status, 200, "{user} {target}");
    }
    let by_supervisor = centre.handle(start(), put_user("sue", "anna", "<User><state>LOGOUT</state></User>"));
    assert_eq!((by_supervisor.status, centre.state("anna")), (202, AgentState::Logout));
    let log = request(Method::Post, "anna", "/finesse/api/User/anna/ClientLog");
    let response = centre.handle(start(), log.xml("<ClientLog><logData>a&lt;b</logData></ClientLog>"));
    assert_eq!((response.status, &*centre.logs[0]), (202, "a<b"));
}

/// What only a service can find out has a constructor each: the rows of the table that no request to an empty server meets.
#[test]
fn every_other_row_of_the_table_has_a_constructor() {
    use finesse_proto::Refusal;
    let rows = [
        (Refusal::generic("x"), 400, "Generic Error", "x", ""),
        (Refusal::configuration("x", "3"), 400, "Finesse API Error", "x", "3"),
        (
            Refusal::maximum_exceeded("ReasonCode"),
            400,
            "Maximum Exceeded",
            "as many as there can be",
            "ReasonCode",
        ),
        (
            Refusal::duplicate_name("Duplicate Workflow name."),
            400,
            "Database constraint violation",
            "the name is taken",
            "Duplicate Workflow name.",
        ),
        (
            Refusal::too_many_messages(),
            400,
            "System Resource Limit Exceeded",
            "MAX_ACTIVE_MESSAGE_LIMIT_EXCEEDED",
            "teammessage.max.limit.exceeded",
        ),
        (Refusal::bridge_full("1"), 400, "20700", "the conference bridge is full", "1"),
        (Refusal::not_controller("1"), 400, "20999", "not the controller of the conference", "1"),
        (
            Refusal::unauthorized_state("HELD"),
            401,
            "Invalid State",
            "not possible in the present state",
            "HELD",
        ),
        (
            Refusal::team_assignment(),
            404,
            "finesse.api.team.team_assignment_invalid_team",
            "finesse.api.team.team_assignment_invalid_team",
            "574",
        ),
        (Refusal::database(), 500, "Internal Server Error", "DB_RUNTIME_EXCEPTION", ""),
        (Refusal::internal(), 500, "Internal Server Error", "RUNTIME_EXCEPTION", ""),
        (Refusal::administration_unavailable(), 500, "Internal Server Error", "AWS_SERVICE_UNAVAILABLE", ""),
    ];
    for (refusal, status, kind, message, data) in rows {
        let response = refusal.to_response();
        let errors = ApiErrors::of_body(&response.body);
        let error = errors.first().unwrap();
        assert_eq!(response.status, status, "{refusal}");
        assert_eq!((&*error.kind.0, &*error.message, &*error.data), (kind, message, data));
    }
}

/// A method per resource and verb: the address of what was created, 202 for an import, 501 for what the server does not have.
#[test]
fn configuration_goes_to_the_method_of_its_resource() {
    let mut centre = Centre::new(Product::Ccx);
    let reason = "<ReasonCode><category>NOT_READY</category><code>5</code><label>Tea</label></ReasonCode>";
    let create = request(Method::Post, "admin", "/finesse/api/ReasonCode").xml(reason);
    let response = centre.handle(start(), create);
    assert_eq!((response.status, response.headers.get("Location")), (200, Some("/finesse/api/ReasonCode/1")));
    let list = centre.handle(start(), request(Method::Get, "admin", "/finesse/api/ReasonCodes?category=ALL"));
    assert!(String::from_utf8_lossy(&list.body).contains("<label>Tea</label>"));
    let wrong =
        centre.handle(start(), request(Method::Get, "admin", "/finesse/api/ReasonCodes?category=TEA"));
    assert_eq!(parts(&wrong).0, 400);
    let mut import = request(Method::Post, "admin", "/finesse/api/PhoneBook/1/Contacts/csvFileContent");
    import.body = "a,b,1,\nc,d,2,\n".into();
    assert_eq!(centre.handle(start(), import).status, 202);
    assert_eq!(centre.logs, ["imported 2 into 1"]);
    let delete = centre.handle(start(), request(Method::Delete, "admin", "/finesse/api/ReasonCode/1"));
    assert_eq!(delete.status, 200);
    for row in finesse_proto::Operation::table() {
        let path = row.path.replace(['{', '}'], "");
        if row.access != finesse_proto::Access::Administrator
            || path.contains("ReasonCode")
            || path.contains("csv")
        {
            continue;
        }
        let root = row.body.name();
        let response = centre.handle(start(), request(row.method, "admin", &path).xml(format!("<{root}/>")));
        let expected = match row.name {
            "GetUsers" => 200,
            _ if row.since > finesse_proto::Release::V12_5 => 404,
            _ => 501,
        };
        assert_eq!(response.status, expected, "{}", row.name);
    }
}
