//! The telephones on the lab's own port: what is refused, and what a scenario does with them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn callers_wait_hang_up_and_are_refused_in_words() {
    let lab = support::TestLab::start(2).await;
    let (agent, rest, customers) = (lab.agent(1), lab.rest(), lab.customers());
    tokio::task::spawn_blocking(move || {
        let kind = "application/json";
        let refused = |body: &str| customers.post("/calls", kind, body);
        for (body, why) in [
            ("{", "EOF"),
            (r#"{"form":"1"}"#, "form"),
            (r#"{"to":"nowhere"}"#, "nobody has the number"),
            (r#"{"from":""}"#, "no number"),
            (r#"{"from":"a b"}"#, "no number"),
        ] {
            let (status, answer) = refused(body);
            assert!(status == 400 && answer.contains(why), "{body}: {status} {answer}");
        }
        let own = json!({ "from": agent.extension });
        assert_eq!(refused(&own.to_string()).0, 400, "a phone of the centre is no customer's");
        // What a web page may send without being asked is not taken.
        assert_eq!(customers.post("/calls", "text/plain", "{}").0, 415);
        assert_eq!(customers.post("/phones/4711/answer", kind, "").0, 404);
        assert_eq!(customers.hang_up(4711), 404);

        let call = customers.call(&json!({}));
        let calls = customers.calls();
        assert_eq!((&calls[0]["id"], &calls[0]["to"]), (&json!(call), &json!("*6000")));
        assert_eq!(customers.hang_up(call), 204);
        assert_eq!(customers.calls(), json!([]));

        // A call that is answered by hand, at the phone.
        rest.make_ready(&agent);
        let call = customers.call(&json!({ "to": "support" }));
        let hand = |what: &str| customers.post(&format!("/phones/{}/{what}", agent.extension), kind, "").0;
        rest.wait_for_state(&agent, "RESERVED");
        assert_eq!(hand("dance"), 404);
        assert_eq!(hand("answer"), 204);
        rest.wait_for_state(&agent, "TALKING");
        assert_eq!(hand("answer"), 404, "nothing rings any more");
        let (_, dialogs) = rest.get((&agent.id, &agent.password), &format!("/User/{}/Dialogs", agent.id));
        assert!(dialogs.contains(&format!("<id>{call}</id>")), "{dialogs}");
        assert_eq!(hand("hangup"), 204);
        rest.wait_for_state(&agent, "READY");
        assert_eq!(customers.calls(), json!([]));
    })
    .await
    .unwrap();
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scenarios_pass() {
    let lab = support::TestLab::start(2).await;
    assert!(lab::scenario::sign_in(lab.lab.inventory(), |line| println!("{line}")).await);
    assert!(lab::scenario::inbound_call(lab.lab.inventory(), |line| println!("{line}")).await);
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrator_configures_what_agents_read() {
    let lab = support::TestLab::start(2).await;
    let (agent, rest) = (lab.agent(1), lab.rest());
    let made = format!("https://localhost:{}/finesse/api/WrapUpReason/", lab.port(lab::Port::Finesse));
    tokio::task::spawn_blocking(move || {
        let reason = "<WrapUpReason><label>Refund</label><forAll>true</forAll></WrapUpReason>";
        let (status, location, body) = rest.post(("admin", "secret"), "/WrapUpReason", reason);
        assert!(status == 200 && location.starts_with(&made), "{status} {location} {body}");
        let own = format!("/User/{}/WrapUpReasons", agent.id);
        let (_, reasons) = rest.get((&agent.id, &agent.password), &own);
        assert!(reasons.contains("<label>Refund</label>"), "{reasons}");
        assert_eq!(rest.post((&agent.id, &agent.password), "/WrapUpReason", reason).0, 401);
    })
    .await
    .unwrap();
    lab.stop().await;
}
