//! As much of the WebDriver protocol as a page test needs, over chromedriver.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A headless browser; ends with its driver when dropped.
pub(crate) struct Browser {
    driver: Child,
    agent: ureq::Agent,
    session: String,
}

impl Browser {
    /// Starts chromedriver on a free port and a browser that accepts the lab's certificates.
    pub(crate) fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port: u16 = loop {
            let line = lines.next().expect("chromedriver says its port").unwrap();
            if let Some(port) = line.split("successfully on port ").nth(1) {
                break port.trim_end_matches('.').parse().unwrap();
            }
        };
        // The rest of its output must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let mut browser = Self { driver, agent, session: format!("http://127.0.0.1:{port}/session") };
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1000,800",
        ];
        let options = json!({ "capabilities": { "alwaysMatch": {
            "acceptInsecureCerts": true, "goog:chromeOptions": { "args": args } } } });
        let value = browser.send("", &options);
        let id = value["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {value}"));
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    fn send(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.session);
        let mut response = self.agent.post(&url).send(body.to_string()).expect("chromedriver answers");
        answer(&response.body_mut().read_to_string().unwrap())
    }

    pub(crate) fn open(&self, url: &str) {
        self.send("/url", &json!({ "url": url }));
    }

    /// Runs a script in the page and gives what it returns.
    pub(crate) fn script(&self, script: &str) -> Value {
        self.send("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    fn element(&self, css: &str) -> String {
        let found = self.send("/element", &json!({ "using": "css selector", "value": css }));
        let id = found.as_object().and_then(|o| o.values().next()).and_then(Value::as_str);
        id.unwrap_or_else(|| panic!("no element {css}: {found}")).to_owned()
    }

    pub(crate) fn click(&self, css: &str) {
        let id = self.element(css);
        self.send(&format!("/element/{id}/click"), &json!({}));
    }

    pub(crate) fn type_into(&self, css: &str, text: &str) {
        let id = self.element(css);
        self.send(&format!("/element/{id}/value"), &json!({ "text": text }));
    }

    /// The visible text of an element, as soon as it satisfies `wanted`.
    pub(crate) fn wait_for_text(&self, css: &str, wanted: impl Fn(&str) -> bool) -> String {
        let script = format!("return document.querySelector({css:?})?.textContent.trim() ?? ''");
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let value = self.script(&script);
            let text = value.as_str().unwrap_or_default();
            if wanted(text) {
                return text.to_owned();
            }
            assert!(Instant::now() < end, "{css} still says {text:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Writes what the browser shows to a file, for a person to look at.
    pub(crate) fn screenshot(&self, file: &Path) {
        let mut response = self.agent.get(format!("{}/screenshot", self.session)).call().unwrap();
        let value = answer(&response.body_mut().read_to_string().unwrap());
        let png = base64(value.as_str().unwrap());
        std::fs::write(file, png).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn answer(text: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"));
    value["value"].take()
}

fn base64(text: &str) -> Vec<u8> {
    let digit = |b: u8| match b {
        b'A'..=b'Z' => u32::from(b - b'A'),
        b'a'..=b'z' => u32::from(b - b'a') + 26,
        b'0'..=b'9' => u32::from(b - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = chunk.iter().fold(0, |bits, b| bits << 6 | digit(*b)) << (6 * (4 - chunk.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..chunk.len()]);
    }
    out
}
