//! The desktop page in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use lab::Port;
use support::foreign::have;
use support::webdriver::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn the_page_signs_in_and_shows_state_changes_by_itself() {
    if !(have("chromium") && have("chromedriver")) {
        return;
    }
    let lab = support::TestLab::start(3).await;
    let (agent, rest, port) = (lab.agent(2), lab.rest(), lab.port(Port::Finesse));
    tokio::task::spawn_blocking(move || {
        let browser = Browser::start();
        browser.open(&format!("https://localhost:{port}/desktop/"));
        // Survives only as long as the page is not loaded again.
        browser.script("window.sameDocument = true");

        browser.type_into("#agent-id", &agent.id);
        browser.type_into("#password", "wrong");
        browser.type_into("#extension", &agent.extension);
        browser.click("#sign-in");
        let refusal = browser.wait_for_text("#message", |text| !text.is_empty());
        assert!(refusal.to_lowercase().contains("password"), "{refusal}");

        browser.script("document.querySelector('#password').value = ''");
        browser.type_into("#password", &agent.password);
        browser.click("#sign-in");
        browser.wait_for_text("#state", |text| text.to_lowercase().contains("not ready"));

        browser.click("#go-ready");
        browser.wait_for_text("#state", |text| text.eq_ignore_ascii_case("ready"));

        // Somebody else, here a REST client, changes the state: the page follows without being asked.
        let user = format!("/User/{}", agent.id);
        let (status, body) =
            rest.put((&agent.id, &agent.password), &user, "<User><state>NOT_READY</state></User>");
        assert_eq!(status, 202, "{body}");
        browser.wait_for_text("#state", |text| text.to_lowercase().contains("not ready"));
        if let Some(folder) = std::env::var_os("SCREENSHOTS") {
            browser.screenshot(&std::path::Path::new(&folder).join("desktop.png"));
        }

        browser.click("#sign-out");
        rest.wait_for_state(&agent, "LOGOUT");
        assert_eq!(browser.script("return window.sameDocument"), true);
    })
    .await
    .unwrap();
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_a_call_ring_and_answers_it() {
    if !(have("chromium") && have("chromedriver")) {
        return;
    }
    let lab = support::TestLab::start(3).await;
    let (agent, rest, customers) = (lab.agent(2), lab.rest(), lab.customers());
    let port = lab.port(Port::Finesse);
    tokio::task::spawn_blocking(move || {
        let browser = Browser::start();
        browser.open(&format!("https://localhost:{port}/desktop/"));
        browser.type_into("#agent-id", &agent.id);
        browser.type_into("#password", &agent.password);
        browser.type_into("#extension", &agent.extension);
        browser.click("#sign-in");
        browser.wait_for_text("#state", |text| text.to_lowercase().contains("not ready"));
        browser.click("#go-ready");
        browser.wait_for_text("#state", |text| text.eq_ignore_ascii_case("ready"));

        let call =
            customers.call(&serde_json::json!({ "from": "+15555550123", "variables": { "1": "K-20417" } }));
        let card = format!("li[data-dialog='{call}']");
        browser.wait_for_text(&format!("{card}[data-state='ALERTING']"), |text| {
            text.contains("+15555550123") && text.contains("Ringing") && text.contains("K-20417")
        });
        browser.wait_for_text("#state", |text| text == "Reserved");
        if let Some(folder) = std::env::var_os("SCREENSHOTS") {
            browser.screenshot(&std::path::Path::new(&folder).join("ringing.png"));
        }
        browser.click(&format!("{card} button[data-action='ANSWER']"));
        browser.wait_for_text(&format!("{card}[data-state='ACTIVE']"), |text| text.contains("Talking"));
        browser.wait_for_text("#state", |text| text == "Talking");
        browser.click(&format!("{card} button[data-action='HOLD']"));
        browser.wait_for_text(&format!("{card}[data-state='HELD']"), |text| text.contains("On hold"));
        // The list was drawn anew; the keyboard is where it was, at this call.
        browser.wait_for_text(&format!("{card} button:focus"), |text| text == "Take back");
        browser.click(&format!("{card} button[data-action='RETRIEVE']"));
        browser.wait_for_text(&format!("{card}[data-state='ACTIVE']"), |text| text.contains("Talking"));
        browser.click(&format!("{card} button[data-action='DROP']"));
        browser.wait_for_text("#state", |text| text.eq_ignore_ascii_case("ready"));
        browser.wait_for_text("#calls", str::is_empty);
        assert_eq!(customers.calls(), serde_json::json!([]));

        // The agent calls a customer, who answers.
        browser.type_into("#number", "+15555550142");
        browser.click("#call");
        browser.wait_for_text("li[data-state='ACTIVE']", |text| text.contains("To +15555550142"));
        browser.click("li[data-state='ACTIVE'] button[data-action='DROP']");
        browser.wait_for_text("#calls", str::is_empty);

        // A number that nobody has: the page says why it is not connected.
        browser.script("document.querySelector('#number').value = ''");
        browser.type_into("#number", "4711");
        browser.click("#call");
        browser.wait_for_text("li[data-state='FAILED']", |text| text.contains("no such number"));
        browser.click("li[data-state='FAILED'] button[data-action='DROP']");
        browser.wait_for_text("#calls", str::is_empty);
        browser.click("#sign-out");
        rest.wait_for_state(&agent, "LOGOUT");
    })
    .await
    .unwrap();
    lab.stop().await;
}
