//! Shows CTI messages: `cargo run -p cti-wire --example cti-decode -- FILE`.
//!
//! Reads hexadecimal text, a raw stream, a pcap or pcapng capture, or the engine's log with binary traces, and prints
//! a message a line (`--long`: a field a line; `--json`, with feature `serde`: an object a line). The profile comes
//! from `--dialect` and `--version`, or from the OPEN_REQ of the stream; the guess is printed with its reason.

mod capture;
mod input;
mod tcp;
mod text;
mod trace;

use std::io::{self, Read as _, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use cti_wire::{Dialect, Frame, Guess, Profile};

use crate::input::{Format, Stream};

/// Shows CTI (GED-188) messages.
#[derive(Debug, Parser)]
#[command(name = "cti-decode")]
struct Options {
    /// The file; `-` is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// What the file is; found out by default.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The product; guessed from OPEN_REQ by default.
    #[arg(long, value_enum)]
    dialect: Option<Product>,
    /// The protocol version, 9 to 25; from OPEN_REQ by default.
    #[arg(long)]
    version: Option<u32>,
    /// TCP ports of CTI servers in a capture.
    #[arg(long = "port", default_values_t = [12_028, 12_018, 42_027, 43_027])]
    ports: Vec<u16>,
    /// A line for each field.
    #[arg(long, conflicts_with = "json")]
    long: bool,
    /// A JSON object for each message (needs feature `serde`).
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Product {
    Ccx,
    Cce,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if options.json && !cfg!(feature = "serde") {
        eprintln!("cti-decode: --json needs `--features serde`");
        return ExitCode::from(2);
    }
    let bytes = match read(&options.file) {
        Ok(bytes) => bytes,
        Err(e) => {
            eprintln!("cti-decode: {}: {e}", options.file.display());
            return ExitCode::from(2);
        }
    };
    let stdout = io::stdout().lock();
    match run(&options, &bytes, &mut io::BufWriter::new(stdout)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of a pipe has gone: nothing more to do.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("cti-decode: {e}");
            ExitCode::from(2)
        }
    }
}

fn read(file: &PathBuf) -> io::Result<Vec<u8>> {
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file)
}

/// Prints everything; whether all of it could be read.
fn run(options: &Options, bytes: &[u8], out: &mut impl Write) -> io::Result<bool> {
    let input = input::read(bytes, options.format, &options.ports);
    let mut whole = true;
    for problem in &input.problems {
        whole = false;
        note(options, out, problem)?;
    }
    if input.streams.is_empty() {
        note(options, out, "no messages found")?;
        return Ok(false);
    }
    let mut profiles = Vec::new();
    for stream in &input.streams {
        let (profile, why) = profile(options, stream);
        note(options, out, &format!("{}profile: {why}", prefix(&stream.name)))?;
        profiles.push(profile);
    }
    // Messages of all streams in the order in which they were complete.
    let mut order: Vec<(usize, usize)> = (0..input.streams.len())
        .flat_map(|s| (0..input.streams[s].messages.len()).map(move |m| (s, m)))
        .collect();
    order.sort_by_key(|&(s, m)| (input.streams[s].messages[m].order, s, m));
    for (s, m) in order {
        let message = &input.streams[s].messages[m];
        whole &= print(options, out, &message.label, &message.frame, &profiles[s])?;
    }
    out.flush()?;
    Ok(whole)
}

fn prefix(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}: ") }
}

/// Notes stand between the messages, but not between JSON objects.
fn note(options: &Options, out: &mut impl Write, text: &str) -> io::Result<()> {
    if options.json { writeln!(io::stderr(), "# {text}") } else { writeln!(out, "# {text}") }
}

/// What the options say, else what the stream's OPEN_REQ says, else CCX 17.
fn profile(options: &Options, stream: &Stream) -> (Profile, String) {
    let guess = stream.messages.iter().find_map(|m| Profile::guess(m.frame.as_ref()).ok());
    let dialect = options.dialect.map(|product| match product {
        Product::Ccx => Dialect::Ccx,
        Product::Cce => Dialect::Cce,
    });
    match (dialect, options.version, guess) {
        (None, None, Some(guess)) => (guess.profile, guess.to_string()),
        (Some(dialect), Some(version), _) => {
            (Profile::new(dialect, version), format!("{dialect:?} {version}, as asked"))
        }
        (dialect, version, guess) => {
            let base = guess.map_or_else(Profile::default, |Guess { profile, .. }| profile);
            let profile = Profile::new(dialect.unwrap_or(base.dialect), version.unwrap_or(base.version));
            let why = match guess {
                Some(guess) => format!("the rest from OPEN_REQ ({guess})"),
                None => "no OPEN_REQ to guess from".to_owned(),
            };
            (profile, format!("{:?} {}: {why}", profile.dialect, profile.version))
        }
    }
}

#[cfg(feature = "serde")]
fn print_json(out: &mut impl Write, label: &str, frame: &Frame, profile: &Profile) -> io::Result<()> {
    let mut value = serde_json::to_value(frame.describe(profile))?;
    if let (Some(map), false) = (value.as_object_mut(), label.is_empty()) {
        map.insert("at".to_owned(), label.trim().into());
    }
    writeln!(out, "{value}")
}

#[cfg(not(feature = "serde"))]
fn print_json(_: &mut impl Write, _: &str, _: &Frame, _: &Profile) -> io::Result<()> {
    Ok(())
}

/// Prints one message; whether all of it could be read.
fn print(
    options: &Options,
    out: &mut impl Write,
    label: &str,
    frame: &Frame,
    profile: &Profile,
) -> io::Result<bool> {
    if options.json {
        print_json(out, label, frame, profile)?;
    } else if options.long {
        writeln!(out, "{}{:#}", prefix(label), frame.describe(profile))?;
    } else {
        writeln!(out, "{}{}", prefix(label), frame.describe(profile))?;
    }
    Ok(frame.message(profile).is_ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Options {
        Options::parse_from(std::iter::once(&"cti-decode").chain(arguments))
    }

    fn shown(arguments: &[&str], bytes: &[u8]) -> (bool, String) {
        let mut out = Vec::new();
        let whole = run(&options(arguments), bytes, &mut out).unwrap();
        (whole, String::from_utf8(out).unwrap())
    }

    /// A client's OPEN_REQ (CCX 17) and a heartbeat.
    const HEX: &str = "
        0000003a 00000003  00000001 00000011 00000078 00000000 00040016
        00000000 00000000 00000000 00000000 00000000 00000000
        01 08 66696e6573736500  02 02 7077
        00000004 00000005 00000002  # a heartbeat
    ";

    #[test]
    fn hex_text_is_decoded_with_the_guess_from_open_req() {
        let (whole, text) = shown(&[], HEX.as_bytes());
        let lines: Vec<_> = text.lines().collect();
        assert!(whole, "{text}");
        assert_eq!(
            lines[0],
            "# profile: CCX 17, tags of 1 and lengths of 1 bytes: PeripheralID is 0, as CCX reserves it; no other widths \
             read the floating part"
        );
        assert!(lines[1].starts_with("OPEN_REQ InvokeID=1 VersionNumber=17 IdleTimeout=120 "), "{text}");
        assert!(lines[1].ends_with(" ClientID=\"finesse\" ClientPassword=(secret)"), "{text}");
        assert_eq!(lines[2], "HEARTBEAT_REQ InvokeID=2");
    }

    #[test]
    fn a_raw_stream_is_found_out() {
        let raw = text::bytes(HEX).unwrap();
        assert_eq!(shown(&[], &raw), shown(&[], HEX.as_bytes()));
        assert_eq!(shown(&["--format", "raw"], &raw), shown(&[], &raw));
    }

    #[test]
    fn options_go_before_the_guess() {
        let (_, text) = shown(&["--dialect", "cce", "--version", "24"], HEX.as_bytes());
        assert!(text.starts_with("# profile: Cce 24, as asked\n"), "{text}");
        let (whole, text) = shown(&["--dialect", "cce"], HEX.as_bytes());
        assert!(whole && text.starts_with("# profile: Cce 17: the rest from OPEN_REQ (CCX 17"), "{text}");
    }

    #[test]
    fn what_cannot_be_read_fails() {
        let (whole, text) = shown(&[], b"00000005 00000002 0000000f 07");
        assert!(!whole && text.contains("error: Text at byte 4 of FAILURE_EVENT"), "{text}");
        let (whole, text) = shown(&[], b"00ffffff 00000002");
        assert!(!whole && text.contains("longer than the protocol allows"), "{text}");
        let (whole, text) = shown(&[], b"00000005 00000002 00");
        assert!(!whole && text.contains("9 bytes of an unfinished message"), "{text}");
        assert_eq!(shown(&[], b""), (false, "# no messages found\n".to_owned()));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_is_an_object_a_line() {
        let (_, text) = shown(&["--json"], HEX.as_bytes());
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["fixed"]["VersionNumber"], 17);
        assert_eq!(
            lines[0]["floating"][0],
            serde_json::json!({"tag": 1, "name": "ClientID", "value": "finesse"})
        );
        assert_eq!(lines[0]["floating"][1]["value"], serde_json::Value::Null);
        assert_eq!(
            lines[1],
            serde_json::json!({"message": "HEARTBEAT_REQ", "type": 5, "fixed": {"InvokeID": 2}, "floating": []})
        );
    }
}
