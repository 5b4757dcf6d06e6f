//! Programs that nobody here wrote: are they there, and what do they say?

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Whether a program is there; without it the test is skipped loudly, or fails under `INTEROP=1`.
pub(crate) fn have(program: &str) -> bool {
    available(program, Command::new(program).arg("--version"))
}

/// The same for something that a command finds out.
pub(crate) fn available(what: &str, check: &mut Command) -> bool {
    let found = check.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    if !found {
        assert!(std::env::var_os("INTEROP").is_none(), "INTEROP is set and {what} is not there");
        eprintln!("SKIPPED: {what} is not installed");
    }
    found
}

/// A foreign client that prints a line for each thing it sees.
pub(crate) struct Client {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Client {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the client starts");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    pub(crate) fn wait_for(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.lines.next().expect("the client ended early").unwrap();
            if wanted(&line) {
                return line;
            }
            // Whatever else it prints is its own business.
            assert!(!line.starts_with("ENDED") && !line.starts_with("REFUSED"), "{line}");
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
