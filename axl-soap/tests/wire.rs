//! What is on the wire: each trap of AXL's messages, read and written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use axl_soap::records::{Css, Dirn, Phone, PhoneLine, PhoneLines, Record, RecordSpec, User};
use axl_soap::*;
use support::Pair;

const NS: &str = "http://www.cisco.com/AXL/API/15.0";

fn envelope(body: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?>\n<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>\
         <s:Body>{body}</s:Body></s:Envelope>"
    )
}

fn read(text: &str) -> Result<Call, DecodeError> {
    Call::read(text.as_bytes())
}

/// The answer of the service to raw bytes from a good account.
fn post(body: &str, action: &str) -> HttpResponse {
    let mut pair = Pair::new("axl");
    let headers = [("Authorization", Credentials::new("axl", "axl").to_authorization())];
    let mut headers: Headers = headers.into_iter().collect();
    if !action.is_empty() {
        headers.push("Soapaction", action);
    }
    let request =
        HttpRequest { method: Method::Post, path: "/axl/".into(), headers, body: body.to_owned().into() };
    pair.service.handle(pair.now, &request, &mut pair.directory)
}

/// What a client makes of raw bytes.
fn answered(status: u16, body: &str) -> Result<Reply, CallError> {
    let mut pair = Pair::new("axl");
    pair.client.call(Call::get::<User>(&Key::name("jdoe")).unwrap());
    let Transmit { id, .. } = pair.client.poll_transmit(pair.now).unwrap();
    let response =
        HttpResponse { status: Status(status), headers: Headers::new(), body: body.to_owned().into() };
    pair.client.handle_response(pair.now, id, response).unwrap();
    match pair.client.poll_event() {
        Some(Event::Done { result, .. }) => result,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_10_requests_are_read_by_namespace_and_name_whatever_their_prefixes() {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    for text in [
        envelope(&format!("<ns:getUser xmlns:ns='{NS}'><userid>jdoe</userid></ns:getUser>")),
        // suds binds two prefixes to the envelope's namespace in one message.
        format!(
            "<SOAP-ENV:Envelope xmlns:SOAP-ENV='{soap}' xmlns:ns0='{soap}'><SOAP-ENV:Header/><ns0:Body>\
             <ns1:getUser xmlns:ns1='{NS}'><userid>jdoe</userid></ns1:getUser></ns0:Body></SOAP-ENV:Envelope>"
        ),
        // Children that inherit a default namespace by mistake, comments, CDATA, white space.
        format!(
            "<Envelope xmlns='{soap}'><Header><x/></Header><Body>\n<getUser xmlns='{NS}'>\n <!-- who -->\
             <userid>j<![CDATA[do]]>e</userid>\n</getUser>\n</Body></Envelope>"
        ),
    ] {
        let call = read(&text).unwrap();
        assert_eq!((call.operation().name(), call.text("userid")), ("getUser", "jdoe"), "{text}");
        assert_eq!(post(&text, "").status, Status::OK, "{text}");
    }
}

#[test]
fn a_10_headers_and_several_body_children_are_passed_through() {
    let text = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' xmlns:p='urn:p'><e:Header>\
                <p:token>1</p:token><q/></e:Header><e:Body><p:a p:x='1'/><b/><c>t</c></e:Body></e:Envelope>";
    let parts = Envelope::read(text.as_bytes()).unwrap();
    assert_eq!((parts.header.len(), parts.body.len()), (2, 3));
    let mut out = String::new();
    parts.write(&mut out);
    let again = Envelope::read(out.as_bytes()).unwrap();
    assert_eq!((again.header.len(), again.body.len()), (2, 3));
    assert!(out.contains("urn:p"), "{out}");
}

#[test]
fn what_is_no_request_gets_a_clear_fault() {
    let op = format!("<a:getUser xmlns:a='{NS}'><userid>jdoe</userid></a:getUser>");
    let soap12 = "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body/></e:Envelope>";
    let demanding = format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header>\
         <x e:mustUnderstand='1'/></e:Header><e:Body>{op}</e:Body></e:Envelope>"
    );
    let dtd = format!("<!DOCTYPE a [<!ENTITY x 'y'>]>{}", envelope(&op).split_once("?>").unwrap().1);
    let deep = envelope(&format!("<a:getUser xmlns:a='{NS}'>{}", "<x>".repeat(200)));
    for (text, code) in [
        (soap12, "VersionMismatch"),
        (&demanding, "MustUnderstand"),
        (&dtd, "Client"),
        (&deep, "Client"),
        (&envelope(""), "Client"),
        (&envelope(&format!("{op}{op}")), "Client"),
        (&envelope("<x xmlns='urn:other'/>"), "Client"),
        ("<html/>", "Client"),
        ("", "Client"),
        (&envelope(&op)[..150], "Client"),
        ("<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>", "Client"),
    ] {
        let response = post(text, "");
        assert_eq!(response.status, Status::FAULT, "{text}");
        let body = String::from_utf8(response.body.to_vec()).unwrap();
        assert!(body.contains(&format!("<faultcode>soapenv:{code}</faultcode>")), "{text}: {body}");
    }
    let unknown = post(&envelope(&format!("<a:getShoe xmlns:a='{NS}'/>")), "");
    let body = String::from_utf8(unknown.body.to_vec()).unwrap();
    assert!(
        body.contains("<axlcode>5001</axlcode>") && body.contains("<request>getShoe</request>"),
        "{body}"
    );
}

#[test]
fn versions_of_header_and_body_are_checked_and_1_0_means_the_oldest() {
    let body = |version: &str| {
        envelope(&format!(
            "<a:getUser xmlns:a='http://www.cisco.com/AXL/API/{version}'><userid>jdoe</userid></a:getUser>"
        ))
    };
    for (version, action, status) in [
        ("15.0", "\"CUCM:DB ver=15.0 getUser\"", Status::OK),
        ("12.5", "CUCM:DB ver=12.5", Status::OK),
        ("1.0", "", Status::OK),
        ("10.5", "", Status::WRONG_VERSION),
        ("15.0", "CUCM:DB ver=8.5 getUser", Status::WRONG_VERSION),
    ] {
        assert_eq!(post(&body(version), action).status, status, "{version} {action}");
    }
    let oldest = String::from_utf8(post(&body("1.0"), "").body.to_vec()).unwrap();
    assert!(oldest.contains("http://www.cisco.com/AXL/API/12.0"), "{oldest}");
}

#[test]
fn a_sequence_is_echoed_even_if_it_is_no_number() {
    for sequence in ["1234567890123", "?", "a&lt;b"] {
        let text = envelope(&format!(
            "<a:getUser xmlns:a='{NS}' sequence='{sequence}'><userid>jdoe</userid></a:getUser>"
        ));
        let body = String::from_utf8(post(&text, "").body.to_vec()).unwrap();
        assert!(body.contains(&format!(" sequence='{sequence}'")), "{body}");
    }
}

#[test]
fn a_fault_is_read_in_every_published_spelling_and_with_any_status() {
    let axl = "<axlcode>5007</axlcode><axlmessage>gone</axlmessage><request>getUser</request>";
    let old = "<axl:code>5007</axl:code><axl:message>gone</axl:message>";
    let soap11 = "<faultcode>s:Server</faultcode><faultstring>gone</faultstring>";
    for (body, code) in [
        (format!("{soap11}<detail><axlError>{axl}</axlError></detail>"), 5007),
        (format!("{soap11}<detail><x:axlError xmlns:x='{NS}'>{axl}</x:axlError></detail>"), 5007),
        (format!("{soap11}<detail><axl:Error xmlns:axl='{NS}'>{old}</axl:Error></detail>"), 5007),
        (format!("<detail><axlError>{axl}</axlError></detail>{soap11}"), 5007),
        (soap11.to_owned(), 0),
    ] {
        let text = envelope(&format!("<s:Fault>{body}</s:Fault>"));
        for status in [200, 500] {
            let Err(CallError::Fault(fault)) = answered(status, &text) else { panic!("{text}") };
            assert_eq!((&*fault.text, &fault.code), ("gone", &FaultCode::Server), "{text}");
            assert_eq!(fault.axl_code().map_or(0, |code| code.0), code, "{text}");
        }
    }
    let soap12 = "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><e:Fault><e:Code>\
                  <e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text xml:lang='en'>gone</e:Text></e:Reason>\
                  </e:Fault></e:Body></e:Envelope>";
    let Err(CallError::Fault(fault)) = answered(500, soap12) else { panic!("no fault") };
    assert_eq!((&*fault.text, fault.code), ("gone", FaultCode::Client));
}

#[test]
fn pages_become_errors_of_their_own_and_an_empty_200_is_no_success() {
    let page = |title: &str| {
        format!("<html><!-- custom Cisco error page --><head><title>{title}</title></head></html>")
    };
    assert_eq!(answered(401, &page("401 Unauthorized")), Err(CallError::Unauthorized));
    assert_eq!(answered(403, "not even a page"), Err(CallError::Forbidden));
    assert_eq!(answered(404, &page("x")), Err(CallError::NotFound));
    let Err(CallError::Page { status, title }) = answered(502, &page("Bad Gateway")) else { panic!() };
    assert_eq!((status, &*title), (Status(502), "Bad Gateway"));
    assert!(matches!(answered(200, &page("Sign in")), Err(CallError::Page { .. })));
    assert!(matches!(answered(200, ""), Err(CallError::Decode(_))));
}

#[test]
fn an_answer_out_of_order_with_unknown_and_nil_elements_is_read() {
    let text = envelope(&format!(
        "<x:getUserResponse xmlns:x='{NS}' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><return>\
         <user uuid='{{5d0c8a17-3e62-4b9f-a1d4-7f20c6e83b95}}'><userid>jdoe</userid><lastName>Doe</lastName>\
         <firstName xsi:nil='1'/><middleName/><shoeSize>43</shoeSize><enableCti>TRUE</enableCti>\
         <enableEmcc>perhaps</enableEmcc><defaultProfile uuid=''/><serviceProfile uuid='5D0C8A17-3E62-4B9F-A1D4-7F20C6E83B95'/>\
         <associatedDevices/></user></return></x:getUserResponse>"
    ));
    let user: User = answered(200, &text).unwrap().object().unwrap();
    assert_eq!(
        (user.first_name, user.middle_name, user.display_name),
        (Field::Clear, Field::Clear, Field::Absent)
    );
    assert_eq!(user.enable_cti, Field::Set(true));
    assert_eq!(user.default_profile, Field::Clear);
    assert!(user.service_profile.as_ref().unwrap().uuid.is_some());
    assert_eq!(user.associated_devices, Field::Set(Default::default()), "an empty list is a list");
    // What is unknown, or does not fit, is carried.
    let carried: Vec<_> = user.extra.elements.iter().map(Element::name).collect();
    assert_eq!(carried, ["shoeSize", "enableEmcc"]);
}

#[test]
fn an_empty_return_is_an_empty_list() {
    let mut pair = Pair::new("axl");
    let reply = pair.run(Call::sql_query("select n from t")).unwrap();
    assert_eq!(reply.owned_rows(), Ok(vec![]));
    assert_eq!(reply.tree().unwrap().content(), &Content::Empty);
}

#[test]
fn changed_rows_are_counted_and_a_sentence_is_no_number() {
    let updated = |inside: &str| {
        let mut pair = Pair::new("axl");
        pair.client.call(Call::sql_update("update device set description = 'x'"));
        let Transmit { id, .. } = pair.client.poll_transmit(pair.now).unwrap();
        let body = envelope(&format!(
            "<n:executeSQLUpdateResponse xmlns:n='{NS}'><return>{inside}</return></n:executeSQLUpdateResponse>"
        ));
        let response = HttpResponse { status: Status::OK, headers: Headers::new(), body: body.into() };
        pair.client.handle_response(pair.now, id, response).unwrap();
        let Some(Event::Done { result, .. }) = pair.client.poll_event() else { panic!("no answer") };
        result.unwrap().rows_updated()
    };
    assert_eq!(updated("<rowsUpdated>7</rowsUpdated>"), Ok(7));
    for odd in ["<rowsUpdated>some</rowsUpdated>", "<rowsUpdated/>", ""] {
        assert_eq!(updated(odd), Err(DecodeError::Value("rowsUpdated")), "{odd}");
    }
}

#[test]
fn requests_are_written_in_schema_order_with_defaults_and_nil() {
    let phone = Phone {
        common_phone_config_name: "Common".into(),
        name: "SEP1".into(),
        location_name: "Hub_None".into(),
        class: "Phone".into(),
        product: "Cisco 8845".into(),
        protocol: "SIP".into(),
        lines: PhoneLines {
            line: vec![PhoneLine {
                index: 1.into(),
                dirn: Dirn { pattern: "2001".into(), ..Dirn::default() }.into(),
                ..PhoneLine::default()
            }],
            ..PhoneLines::default()
        }
        .into(),
        ..Phone::default()
    };
    let call = Call::add(&phone).unwrap();
    let names: Vec<_> = call.arguments()[0].children().iter().map(Element::name).collect();
    let order: Vec<_> =
        Phone::SPEC.fields.iter().map(|field| field.name).filter(|name| names.contains(name)).collect();
    assert_eq!(names, order);
    let object = &call.arguments()[0];
    assert_eq!(object.child_text("protocolSide"), "User", "the default of the schema");
    assert_eq!(
        object.child("devicePoolName").unwrap().content(),
        &Content::Nil,
        "mandatory, nillable, absent"
    );

    // A tree in any order is put in order as well, remove before add, newName where the name stands.
    let update = Call::build(
        "updateCss",
        vec![
            Element::with_text("newName", "b"),
            Element::with_children("addMembers", vec![]),
            Element::with_text("description", "d"),
            Element::with_children("removeMembers", vec![]),
            Element::with_text("name", "a"),
        ],
    );
    let update = update.unwrap();
    let names: Vec<_> = update.arguments().iter().map(Element::name).collect();
    assert_eq!(names, ["name", "description", "removeMembers", "addMembers", "newName"]);
    assert!(Css::SPEC.field("members").unwrap().editable());
}

#[test]
fn a_fault_whose_code_cannot_be_read_keeps_its_message() {
    let fault = |error: &str| {
        let text = envelope(&format!(
            "<s:Fault><faultcode>s:Server</faultcode><faultstring/><detail><axlError>{error}</axlError></detail></s:Fault>"
        ));
        match answered(500, &text) {
            Err(CallError::Fault(fault)) => fault,
            other => panic!("{other:?}"),
        }
    };
    let odd = fault("<axlcode>many</axlcode><axlmessage>The phone is on fire</axlmessage>");
    assert_eq!((&*odd.text, odd.axl_code()), ("The phone is on fire", None));
    let good = fault("<axlcode>5003</axlcode><axlmessage>No</axlmessage>");
    assert_eq!((&*good.text, good.axl_code()), ("No", Some(AxlCode::INVALID_VALUE)));
}

#[test]
fn a_request_of_countless_elements_is_refused_before_it_takes_memory() {
    let request = |elements: usize| {
        let body = "<a/>".repeat(elements);
        format!(
            "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
             <addAarGroup xmlns='http://www.cisco.com/AXL/API/15.0'><aarGroup>{body}</aarGroup></addAarGroup>\
             </e:Body></e:Envelope>"
        )
    };
    assert!(Call::read(request(90_000).as_bytes()).is_ok());
    assert_eq!(Call::read(request(100_000).as_bytes()), Err(DecodeError::TooManyElements));
}

#[test]
fn known_operations_are_in_the_table() {
    for call in [
        Call::authenticate("a", &Proof::Pin(Secret::new("1234"))),
        Call::ccm_version(),
        Call::sql_query("select 1"),
        Call::sql_update("x"),
        Call::list_change(Some(("q", 1)), &["Phone"]),
        Call::ldap_sync(&Key::name("d"), LdapSync::Start).unwrap(),
    ] {
        let text = String::from_utf8(call.to_bytes(Version::V14_0).to_vec()).unwrap();
        assert_eq!(read(&text).unwrap().operation(), call.operation());
    }
    for operation in Operation::all() {
        if let Some(spec) = RecordSpec::of_object(operation.object()) {
            for criterion in operation.criteria() {
                assert!(
                    spec.field(criterion).is_some() || spec.name == "User",
                    "{} {criterion}",
                    operation.name()
                );
            }
        }
    }
}

#[test]
fn secrets_are_in_no_debug_output() {
    let call = Call::authenticate("jdoe", &Proof::Password(Secret::new("s3cret")));
    let mut pair = Pair::with(ClientConfig::new(Credentials::new("axl", "s3cret")), ServiceConfig::default());
    pair.client.call(call.clone());
    let transmit = pair.client.poll_transmit(pair.now).unwrap();
    // Where a secret is an ordinary text: in records, trees, and what a record carries along.
    let user =
        User { password: "s3cret".into(), pin: "s3cret".into(), last_name: "Doe".into(), ..User::default() };
    let tree = user.to_element("user", Verb::Add);
    let carried = Phone::from_element(&tree);
    assert!(format!("{user:?}").contains("Doe") && format!("{tree:?}").contains("Doe"));
    let all = format!("{call:?} {:?} {transmit:?} {user:?} {tree:?} {carried:?}", pair.client);
    assert!(!all.contains("s3cret"), "{all}");
    assert!(!all.contains(&Credentials::new("axl", "s3cret").to_authorization()), "{all}");
}
