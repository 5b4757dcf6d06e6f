//! The page's scripts, run by node against a server played by `tests/page/page.mjs`. Skipped with a note where node is missing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

#[test]
fn the_page_is_connected_when_its_presence_was_handled_and_tells_of_a_sign_in_without_confirmation() {
    if !Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success()) {
        assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "node is missing");
        eprintln!("SKIPPED: node is missing");
        return;
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Without a package.json beside them the scripts would be taken for CommonJS.
    let scripts = std::env::temp_dir().join(format!("page-{}", std::process::id()));
    std::fs::create_dir_all(&scripts).unwrap();
    std::fs::write(scripts.join("package.json"), r#"{"type":"module"}"#).unwrap();
    for name in ["bosh.js", "calls.js", "desktop.js", "rest.js"] {
        std::fs::copy(here.join("web").join(name), scripts.join(name)).unwrap();
    }
    let output = Command::new("node").arg(here.join("tests/page/page.mjs")).arg(&scripts).output().unwrap();
    std::fs::remove_dir_all(&scripts).unwrap();
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.trim(), "ok", "{errors}");
}
