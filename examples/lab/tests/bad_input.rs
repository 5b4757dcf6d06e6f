//! Hostile bytes on every listening port: an error in that protocol's own terms, that connection ends, nothing else suffers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use lab::Port;
use support::TestLab;

const STREAM: &str = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' \
                      xmlns:stream='http://etherx.jabber.org/streams'>";

/// Sends bytes and reads until the peer closes; a peer that keeps the connection open fails the test.
fn until_closed(port: u16, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The peer may close while we still write.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "port {port} neither answers nor closes");
    }
    answer
}

fn xmpp(port: u16, bytes: &str, condition: &str) {
    let answer = String::from_utf8(until_closed(port, bytes.as_bytes())).unwrap();
    assert!(answer.contains("<stream:error") && answer.contains(condition), "{condition}: {answer}");
    assert!(answer.ends_with("</stream:stream>"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_port_survives_hostile_bytes() {
    let lab = TestLab::start(2).await;
    let (rest, agent) = (lab.rest(), lab.agent(0));
    let number = |port| lab.port(port);
    let (cti, stream, tls) = (number(Port::Cti), number(Port::Xmpp), number(Port::XmppTls));
    let https = [Port::Axl, Port::BoshTls, Port::Finesse].map(number);
    let (bosh, control) = (number(Port::Bosh), number(Port::Control));

    tokio::task::spawn_blocking(move || {
        // CTI: a length over the limit, a length that promises nothing, text. FAILURE_EVENT (2), invalid length (2).
        let failure = [0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2];
        assert_eq!(until_closed(cti, &[0xFF; 64]), failure);
        assert_eq!(until_closed(cti, b"GET / HTTP/1.1\r\n\r\n"), failure);
        // What nobody reads any more may reset the connection before the answer is read.
        until_closed(cti, &[[0, 0, 0x30, 0xD5].as_slice(), &[0; 16_000]].concat());

        // XMPP: the stream error of the rules.
        xmpp(stream, "<a></b>", "");
        xmpp(stream, &format!("{STREAM}<iq></message>"), "not-well-formed");
        xmpp(stream, &format!("{STREAM}<!-- x -->"), "restricted-xml");
        xmpp(stream, &format!("{STREAM}<message/>"), "not-authorized");
        xmpp(stream, &format!("{STREAM}<a b='{}'/>", "x".repeat(1 << 20)), "policy-violation");
        xmpp(stream, &format!("{STREAM}{}", "<a>".repeat(2_000)), "policy-violation");
        xmpp(stream, &STREAM.replace("to='localhost'", "to='elsewhere.example'"), "host-unknown");

        // Clear text where TLS is spoken.
        for port in [tls].into_iter().chain(https) {
            until_closed(port, b"<stream:stream>\r\n\r\n");
        }

        // HTTP that is none, and a body that is too large.
        for port in [bosh, control] {
            let answer = until_closed(port, b"\x16\x03\x01 nonsense\r\n\r\n");
            assert!(answer.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&answer));
        }
        // The lab's own port tells accounts, so it answers under this machine's names only.
        for (name, answer) in [("localhost", "200"), ("127.0.0.1:8499", "200"), ("evil.example", "403")] {
            let asked = format!("GET /lab HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
            let said = until_closed(control, asked.as_bytes());
            assert!(said.starts_with(format!("HTTP/1.1 {answer}").as_bytes()), "{name}");
        }
        let large = format!("POST /http-bind/ HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", 1u64 << 40);
        let answer = until_closed(bosh, large.as_bytes());
        assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));
        let body = "<body xmlns='http://jabber.org/protocol/httpbind' rid='x'/>";
        let broken = format!(
            "POST /http-bind/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = String::from_utf8(until_closed(bosh, broken.as_bytes())).unwrap();
        // A client without `ver` is a legacy client and gets the HTTP code (BOSH-70).
        assert!(answer.starts_with("HTTP/1.1 400") || answer.contains("bad-request"), "{answer}");

        // A peer that goes away in the middle of everything.
        for port in [cti, stream, tls, bosh, control].into_iter().chain(https) {
            let mut half = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let _ = half.write_all(b"\0\0");
            let _ = half.shutdown(Shutdown::Both);
        }

        // REST: malformed, empty and unknown, in its own words; and then the real thing.
        let (credentials, user) = ((&*agent.id, &*agent.password), format!("/User/{}", agent.id));
        for (body, status, what) in [
            ("<User><state>READY</User>", 400, "Bad Request"),
            ("", 400, "Bad Request"),
            ("<!DOCTYPE a><User/>", 400, "Bad Request"),
            ("<User><state>DANCING</state></User>", 400, "Invalid Input"),
            ("<User><state>LOGIN</state></User>", 400, "Parameter Missing"),
        ] {
            let (got, answer) = rest.put(credentials, &user, body);
            assert!(
                got == status && answer.contains(&format!("<ErrorType>{what}</ErrorType>")),
                "{body}: {got} {answer}"
            );
        }
        let login = format!("<User><state>LOGIN</state><extension>{}</extension></User>", agent.extension);
        assert_eq!(rest.put(credentials, &user, &login).0, 202);
        rest.wait_for_state(&agent, "NOT_READY");
    })
    .await
    .unwrap();
    lab.stop().await;
}
