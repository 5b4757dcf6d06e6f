//! The desktop page in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use lab::Port;
use support::webdriver::{Browser, have};

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
