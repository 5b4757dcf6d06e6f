//! The command line `axl` of the crate `axl-soap` against the emulator, over TLS.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::PathBuf;
use std::process::{Command, Output};

use cucm::{Config, Listeners, Running, start};
use support::{Authority, agent};

/// Built by `cargo test` as an example of this package.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(std::path::Path::parent).unwrap();
    let program = folder.join("examples/axl_cli").with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "{} is missing: `cargo test --examples` builds it", program.display());
    program
}

struct Lab {
    running: Running,
    authority: PathBuf,
}

impl Lab {
    async fn new(name: &str, users: u32) -> Self {
        let axl = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority = Authority::new("ours");
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pem"));
        std::fs::write(&file, &authority.pem).unwrap();
        let users = (1..=users).map(|n| agent(&format!("agent{n}"), &(1_000 + n).to_string())).collect();
        let config = Config { tls: Some(authority.server(&["127.0.0.1"])), users, ..support::config() };
        Self { running: start(config, Listeners { axl }).await.unwrap(), authority: file }
    }

    async fn run(&self, trust: &[&str], arguments: &[&str]) -> Output {
        let mut command = Command::new(program());
        command.args(["--port", &self.running.axl.port().to_string()]).args(trust).args(arguments);
        command.env("AXL_PASSWORD", "axlpass");
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    async fn axl(&self, arguments: &[&str]) -> String {
        let output = self.run(&["--ca", self.authority.to_str().unwrap()], arguments).await;
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    async fn fails(&self, trust: &[&str], arguments: &[&str]) -> String {
        let output = self.run(trust, arguments).await;
        assert!(!output.status.success(), "{arguments:?} succeeds");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[tokio::test]
async fn certificates_are_checked_unless_insecure_says_otherwise() {
    let lab = Lab::new("cli-trust", 1).await;
    let version = "15.0.1.10000(42)\n";
    assert_eq!(lab.axl(&["version"]).await, version);
    let error = lab.fails(&[], &["version"]).await;
    assert!(error.contains("--ca FILE, or --insecure"), "{error}");
    let other = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli-other.pem");
    std::fs::write(&other, Authority::new("other").pem).unwrap();
    let error = lab.fails(&["--ca", other.to_str().unwrap()], &["version"]).await;
    assert!(error.contains("UnknownIssuer"), "{error}");
    let output = lab.run(&["--insecure"], &["version"]).await;
    assert_eq!(String::from_utf8_lossy(&output.stdout), version);
    lab.running.stop().await;
}

#[tokio::test]
async fn operations_take_arguments_or_json() {
    let lab = Lab::new("cli-call", 1).await;
    let partition = r#"{"routePartition": {"name": "Cli_PT", "description": "a & <b>"}}"#;
    let uuid = lab.axl(&["call", "addRoutePartition", partition]).await;
    assert!(uuid.starts_with("\"{") && uuid.ends_with("}\"\n"), "{uuid}");
    let text = lab.axl(&["call", "getRoutePartition", "name=Cli_PT"]).await;
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["routePartition"]["description"], "a & <b>");
    let text =
        lab.axl(&["call", "getPhone", "name=SEP000000001001", "returnedTags/lines/line/dirn/pattern="]).await;
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["phone"]["lines"]["line"]["dirn"]["pattern"], "1001");
    assert_eq!(found["phone"].get("name"), None);
    // Lists of one, nil and attributes.
    let phone = r#"{"name": "SEP000000001001", "callingSearchSpaceName": null,
        "lines": {"line": [{"index": 1, "dirn": {"pattern": "7001", "routePartitionName": "Agents_PT"}}]}}"#;
    lab.axl(&["call", "updatePhone", phone]).await;
    let rows = lab.axl(&["sql", "select dnorpattern from numplan where dnorpattern = '7001'"]).await;
    assert!(rows.contains("7001") && rows.ends_with("(1 rows)\n"), "{rows}");

    let ca = lab.authority.to_str().unwrap().to_owned();
    let error = lab.fails(&["--ca", &ca], &["call", "getphone", "name=x"]).await;
    assert!(error.contains("axl has no operation getphone; there is getPhone"), "{error}");
    let error = lab.fails(&["--ca", &ca], &["call", "getPhone", "name=ghost"]).await;
    assert!(error.contains("was not found"), "{error}");
    let error = lab.fails(&["--ca", &ca, "--user", "nobody"], &["version"]).await;
    assert!(error.contains("role"), "{error}");
    lab.running.stop().await;
}

#[tokio::test]
async fn rows_print_as_table_csv_and_json() {
    let lab = Lab::new("cli-rows", 3).await;
    let sql = "select userid, manager, 'a,\"b\"' as odd from enduser where userid < 'agent3' order by userid";
    assert_eq!(
        lab.axl(&["sql", sql]).await,
        "userid  manager  odd\nagent1           a,\"b\"\nagent2           a,\"b\"\n(2 rows)\n"
    );
    let csv = "userid,manager,odd\nagent1,,\"a,\"\"b\"\"\"\nagent2,,\"a,\"\"b\"\"\"\n";
    assert_eq!(lab.axl(&["sql", sql, "--format", "csv"]).await, csv);
    assert_eq!(lab.axl(&["sql", sql, "--page", "1", "--format", "csv"]).await, csv, "page by page");
    let json: serde_json::Value =
        serde_json::from_str(&lab.axl(&["sql", sql, "--format", "json"]).await).unwrap();
    assert_eq!(json[1]["userid"], "agent2");
    assert_eq!((&json[0]["manager"], json.as_array().unwrap().len()), (&serde_json::Value::Null, 2));
    assert_eq!(lab.axl(&["sql", "select pkid from device where name = 'x'"]).await, "\n(0 rows)\n");
    lab.running.stop().await;
}

#[tokio::test]
async fn long_lists_come_page_by_page_with_their_progress() {
    let lab = Lab::new("cli-list", 25).await;
    let ca = lab.authority.to_str().unwrap().to_owned();
    let list =
        ["list", "User", "userid=agent%", "--tags", "userid,lastName", "--page", "10", "--format", "csv"];
    let output = lab.run(&["--ca", &ca], &[&list[..], &["--progress"]].concat()).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), 26, "{text}");
    assert!(text.starts_with("userid,lastName\n") || text.starts_with("lastName,userid\n"), "{text}");
    let progress = String::from_utf8(output.stderr).unwrap();
    assert_eq!(progress, "\r10 rows\r20 rows\r25 rows\n");
    // Where nobody looks, none is shown.
    let output = lab.run(&["--ca", &ca], &list).await;
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let operations = lab.axl(&["operations", "hunt"]).await;
    assert!(operations.lines().any(|line| line == "addHuntPilot"), "{operations}");
    lab.running.stop().await;
}

#[tokio::test]
async fn json_keeps_its_order_and_may_come_from_the_standard_input() {
    let lab = Lab::new("cli-order", 1).await;
    // An object without a record: its order is the caller's, as the schema's is not known.
    let schedule = r#"{"timeSchedule": {"zebra": "1", "name": "Z", "member": [{"b": 1, "a": true}, {"b": 2}], "apple": "2"}}"#;
    let port = lab.running.axl.port().to_string();
    let ca = lab.authority.to_str().unwrap().to_owned();
    let child = tokio::task::spawn_blocking(move || {
        use std::io::Write as _;
        let mut command = Command::new(program());
        command
            .args(["--port", &port, "--ca", &ca, "call", "addTimeSchedule", "-"])
            .env("AXL_PASSWORD", "axlpass");
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(schedule.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    });
    assert!(child.await.unwrap().status.success());
    let text = lab.axl(&["call", "getTimeSchedule", "name=Z"]).await;
    let places: Vec<_> = ["zebra", "\"name\"", "member", "\"b\"", "\"a\"", "apple"]
        .iter()
        .map(|name| text.find(name).unwrap_or_else(|| panic!("{name} in {text}")))
        .collect();
    assert!(places.is_sorted(), "{text}");
    // Columns of a query stand in its order.
    let text = lab.axl(&["sql", "select userid, lastname, firstname from enduser", "--format", "json"]).await;
    let places: Vec<_> =
        ["userid", "lastname", "firstname"].iter().map(|name| text.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    lab.running.stop().await;
}

#[test]
fn whoever_reads_enough_may_stop_reading() {
    let mut command = Command::new(program());
    command.args(["operations"]).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Nobody reads.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
