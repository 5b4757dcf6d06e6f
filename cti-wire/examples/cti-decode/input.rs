//! Finds out what a file is, and takes the messages out of it.

use bytes::BytesMut;
use clap::ValueEnum;
use cti_wire::Frame;

use crate::{capture, tcp, text, trace};

/// What a file can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Hexadecimal text: white space, `:`, `,` and `0x` between bytes; `#` starts a comment.
    Hex,
    /// The bytes of one direction of a connection.
    Raw,
    /// A pcap or pcapng capture.
    Pcap,
    /// A log of the engine with binary traces (`MHDR:` and `MDATA:`).
    Trace,
}

/// One message.
#[derive(Debug)]
pub(crate) struct Message {
    /// When and from whom to whom, as far as known.
    pub(crate) label: String,
    /// Sorts the messages of several streams.
    pub(crate) order: u64,
    /// The message.
    pub(crate) frame: Frame,
}

/// The messages that share a profile: one connection, both directions.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    /// Which connection.
    pub(crate) name: String,
    /// Its messages.
    pub(crate) messages: Vec<Message>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Input {
    /// The connections.
    pub(crate) streams: Vec<Stream>,
    /// What could not be read.
    pub(crate) problems: Vec<String>,
}

pub(crate) fn read(bytes: &[u8], format: Option<Format>, ports: &[u16]) -> Input {
    match format.unwrap_or_else(|| detect(bytes)) {
        Format::Raw => raw(bytes),
        Format::Hex => match text::bytes(&String::from_utf8_lossy(bytes)) {
            Ok(bytes) => raw(&bytes),
            Err(problem) => Input { problems: vec![problem], ..Input::default() },
        },
        Format::Trace => trace(&String::from_utf8_lossy(bytes)),
        Format::Pcap => pcap(bytes, ports),
    }
}

fn detect(bytes: &[u8]) -> Format {
    if capture::is_capture(bytes) {
        return Format::Pcap;
    }
    let Ok(text) = str::from_utf8(bytes) else { return Format::Raw };
    if text.contains("MHDR:") {
        return Format::Trace;
    }
    match text::bytes(text) {
        Ok(_) => Format::Hex,
        Err(_) => Format::Raw,
    }
}

fn raw(bytes: &[u8]) -> Input {
    let mut input = Input::default();
    let mut stream = Stream::default();
    let mut rest = BytesMut::from(bytes);
    loop {
        match Frame::take(&mut rest) {
            Ok(Some(frame)) => stream.messages.push(Message { label: String::new(), order: 0, frame }),
            Ok(None) => break,
            Err(e) => {
                input.problems.push(e.to_string());
                rest.clear();
            }
        }
    }
    if !rest.is_empty() {
        input.problems.push(format!("{} bytes of an unfinished message at the end", rest.len()));
    }
    if !stream.messages.is_empty() {
        input.streams.push(stream);
    }
    input
}

fn trace(text: &str) -> Input {
    let mut input = Input::default();
    let mut stream = Stream::default();
    for entry in trace::entries(text) {
        match entry {
            Ok(entry) => {
                stream.messages.push(Message { label: entry.label.to_owned(), order: 0, frame: entry.frame });
            }
            Err(problem) => input.problems.push(problem),
        }
    }
    if !stream.messages.is_empty() {
        input.streams.push(stream);
    }
    input
}

fn pcap(bytes: &[u8], ports: &[u16]) -> Input {
    let mut input = Input::default();
    let mut connections = tcp::Connections::new(ports);
    let mut first = None;
    for packet in capture::packets(bytes) {
        match packet {
            Ok(packet) => {
                let start = *first.get_or_insert(packet.micros);
                connections.packet(&packet, packet.micros.saturating_sub(start));
            }
            Err(problem) => {
                input.problems.push(problem);
                break;
            }
        }
    }
    let (streams, problems) = connections.finish();
    input.streams = streams;
    input.problems.extend(problems);
    input
}
