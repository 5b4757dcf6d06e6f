//! From packets to messages: link, IP and TCP headers, and the order of segments.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use bytes::BytesMut;
use cti_wire::Frame;

use crate::capture::Packet;
use crate::input::{Message, Stream};

/// Bytes of one direction kept for a segment that is missing.
const MAX_WAITING: usize = 1 << 20;

/// Places start here, so that there are some before the first.
const START: u64 = 1 << 32;

/// The connections of a capture.
#[derive(Debug)]
pub(crate) struct Connections {
    ports: Vec<u16>,
    /// Stream and directions of a connection, by its lower and higher end.
    open: BTreeMap<(SocketAddr, SocketAddr), Connection>,
    streams: Vec<Stream>,
    problems: Vec<String>,
    count: u64,
}

#[derive(Debug)]
struct Connection {
    stream: usize,
    directions: BTreeMap<SocketAddr, Direction>,
}

/// One direction: what is in order, and what waits.
#[derive(Debug, Default)]
struct Direction {
    /// The place in the stream that comes next: sequence numbers without their wrapping around.
    next: Option<u64>,
    waiting: BTreeMap<u64, Vec<u8>>,
    /// Bytes in `waiting`.
    held: usize,
    bytes: BytesMut,
    broken: bool,
}

struct Segment<'c> {
    from: SocketAddr,
    to: SocketAddr,
    sequence: u32,
    syn: bool,
    data: &'c [u8],
}

impl Connections {
    pub(crate) fn new(ports: &[u16]) -> Self {
        let ports = ports.to_vec();
        Self { ports, open: BTreeMap::new(), streams: Vec::new(), problems: Vec::new(), count: 0 }
    }

    /// Takes a packet; what is not TCP on one of the ports is skipped.
    pub(crate) fn packet(&mut self, packet: &Packet<'_>, micros: u64) {
        let Some(segment) = segment(packet) else { return };
        let Segment { from, to, .. } = segment;
        if !self.ports.contains(&from.port()) && !self.ports.contains(&to.port()) {
            return;
        }
        let key = (from.min(to), from.max(to));
        let client_syn = segment.syn && self.ports.contains(&to.port());
        if client_syn {
            // The same ports again: another connection.
            self.close(key);
        }
        let connection = self.open.entry(key).or_insert_with(|| {
            self.streams.push(Stream { name: format!("{from} and {to}"), messages: Vec::new() });
            Connection { stream: self.streams.len() - 1, directions: BTreeMap::new() }
        });
        let direction = connection.directions.entry(from).or_default();
        direction.segment(&segment);
        while !direction.broken {
            match Frame::take(&mut direction.bytes) {
                Ok(Some(frame)) => {
                    self.count += 1;
                    let label = format!("{:.6} {from} > {to}", micros as f64 / 1e6);
                    if let Some(stream) = self.streams.get_mut(connection.stream) {
                        stream.messages.push(Message { label, order: self.count, frame });
                    }
                }
                Ok(None) => break,
                Err(e) => {
                    self.problems.push(format!("{from} > {to}: {e}; the rest of this direction is skipped"));
                    direction.broken = true;
                }
            }
        }
    }

    fn close(&mut self, key: (SocketAddr, SocketAddr)) {
        let Some(connection) = self.open.remove(&key) else { return };
        for (from, direction) in connection.directions {
            let waiting = direction.held;
            if waiting > 0 {
                self.problems.push(format!("from {from}: a segment is missing before {waiting} bytes"));
            }
            if !direction.bytes.is_empty() && !direction.broken {
                let len = direction.bytes.len();
                self.problems.push(format!("from {from}: {len} bytes of an unfinished message at the end"));
            }
        }
    }

    /// All messages, and what could not be read.
    pub(crate) fn finish(mut self) -> (Vec<Stream>, Vec<String>) {
        while let Some(key) = self.open.keys().next().copied() {
            self.close(key);
        }
        self.streams.retain(|stream| !stream.messages.is_empty());
        (self.streams, self.problems)
    }
}

impl Direction {
    fn segment(&mut self, segment: &Segment<'_>) {
        if segment.syn {
            *self = Self { next: Some(START + u64::from(segment.sequence) + 1), ..Self::default() };
            return;
        }
        if segment.data.is_empty() || self.broken {
            return;
        }
        if self.held > MAX_WAITING {
            self.broken = true;
            return;
        }
        // A capture that starts in the middle starts with what comes first.
        let next = *self.next.get_or_insert(START + u64::from(segment.sequence));
        // The nearest place with this number: before or behind what comes next.
        let ahead = segment.sequence.wrapping_sub(next as u32).cast_signed();
        let at = next.saturating_add_signed(ahead.into());
        let longest = self.waiting.get(&at).map_or(0, Vec::len);
        if segment.data.len() > longest {
            self.held += segment.data.len() - longest;
            self.waiting.insert(at, segment.data.to_vec());
        }
        self.drain(next);
    }

    /// Moves what is in order; what came twice is dropped.
    fn drain(&mut self, mut next: u64) {
        while let Some(first) = self.waiting.first_entry().filter(|first| *first.key() <= next) {
            let (at, data) = first.remove_entry();
            self.held -= data.len();
            let old = usize::try_from(next - at).unwrap_or(usize::MAX);
            if let Some(new) = data.get(old..) {
                self.bytes.extend_from_slice(new);
                next += new.len() as u64;
            }
        }
        self.next = Some(next);
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn segment<'c>(packet: &Packet<'c>) -> Option<Segment<'c>> {
    let ip = match packet.link {
        // Ethernet; VLAN tags take four bytes each.
        1 => {
            let mut at = 12;
            while matches!(u16_at(packet.data, at)?, 0x8100 | 0x88A8 | 0x9100) {
                at += 4;
            }
            packet.data.get(at + 2..)?
        }
        // BSD loopback: the address family in the capturing machine's byte order.
        0 | 108 => packet.data.get(4..)?,
        // Raw IP.
        12 | 14 | 101 | 228 | 229 => packet.data,
        // Linux "cooked", versions 1 and 2.
        113 => packet.data.get(16..)?,
        276 => packet.data.get(20..)?,
        _ => return None,
    };
    let (from, to, tcp) = match ip.first()? >> 4 {
        4 => {
            let header = usize::from(ip.first()? & 0x0F) * 4;
            let total = usize::from(u16_at(ip, 2)?);
            let fragment = u16_at(ip, 6)? & 0x1FFF;
            if *ip.get(9)? != 6 || fragment != 0 {
                return None;
            }
            let address = |at: usize| Some(IpAddr::V4(Ipv4Addr::from(*ip.get(at..)?.first_chunk::<4>()?)));
            // Offloaded packets say 0; Ethernet padding is cut off by the length.
            let end = if total == 0 { ip.len() } else { total.min(ip.len()) };
            (address(12)?, address(16)?, ip.get(header..end)?)
        }
        6 => {
            if *ip.get(6)? != 6 {
                return None;
            }
            let length = usize::from(u16_at(ip, 4)?);
            let address = |at: usize| Some(IpAddr::V6(Ipv6Addr::from(*ip.get(at..)?.first_chunk::<16>()?)));
            let end = if length == 0 { ip.len() } else { (40 + length).min(ip.len()) };
            (address(8)?, address(24)?, ip.get(40..end)?)
        }
        _ => return None,
    };
    let sequence = u32::from_be_bytes(*tcp.get(4..)?.first_chunk()?);
    let header = usize::from(tcp.get(12)? >> 4) * 4;
    Some(Segment {
        from: SocketAddr::new(from, u16_at(tcp, 0)?),
        to: SocketAddr::new(to, u16_at(tcp, 2)?),
        sequence,
        syn: tcp.get(13)? & 0x02 != 0,
        data: tcp.get(header..)?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use cti_wire::{HeartbeatReq, InvokeId, Message as _, Profile};

    use super::*;
    use crate::capture;

    const CLIENT: ([u8; 4], u16) = ([10, 0, 0, 1], 50_000);
    const SERVER: ([u8; 4], u16) = ([10, 0, 0, 2], 12_028);

    /// An Ethernet frame with IPv4 and TCP.
    fn ethernet(from: ([u8; 4], u16), to: ([u8; 4], u16), sequence: u32, flags: u8, data: &[u8]) -> Vec<u8> {
        let mut p = vec![0; 12];
        p.extend([0x81, 0x00, 0, 5, 0x08, 0x00]);
        p.extend([0x45, 0]);
        p.extend(u16::try_from(40 + data.len()).unwrap().to_be_bytes());
        p.extend([0, 0, 0, 0, 64, 6, 0, 0]);
        p.extend(from.0);
        p.extend(to.0);
        p.extend(from.1.to_be_bytes());
        p.extend(to.1.to_be_bytes());
        p.extend(sequence.to_be_bytes());
        p.extend([0, 0, 0, 0, 0x50, flags, 0, 0, 0, 0, 0, 0]);
        p.extend(data);
        // Padding that the length of IP cuts off.
        p.extend([0xEE; 6]);
        p
    }

    fn pcap(packets: &[Vec<u8>]) -> Vec<u8> {
        let mut file =
            vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0];
        for (n, packet) in packets.iter().enumerate() {
            let len = u32::try_from(packet.len()).unwrap().to_le_bytes();
            file.extend(1_700_000_000u32.to_le_bytes());
            file.extend(u32::try_from(n * 1000).unwrap().to_le_bytes());
            file.extend([len, len].concat());
            file.extend(packet);
        }
        file
    }

    fn pcapng(packets: &[Vec<u8>]) -> Vec<u8> {
        let block = |ty: u32, body: &[u8]| {
            let mut body = body.to_vec();
            body.resize(body.len().next_multiple_of(4), 0);
            let len = u32::try_from(body.len() + 12).unwrap().to_be_bytes();
            [&ty.to_be_bytes()[..], &len, &body, &len].concat()
        };
        let mut file =
            block(0x0A0D_0D0A, &[0x1A, 0x2B, 0x3C, 0x4D, 0, 1, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
        // Times in units of 2^-20 s.
        file.extend(block(1, &[0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 0x94, 0, 0, 0, 0, 0, 0, 0]));
        for packet in packets {
            let len = u32::try_from(packet.len()).unwrap().to_be_bytes();
            file.extend(block(6, &[&[0; 8][..], &[0, 0x10, 0, 0], &len, &len, packet].concat()));
        }
        file
    }

    fn messages(file: &[u8]) -> (Vec<String>, Vec<String>) {
        let mut connections = Connections::new(&[12_028]);
        for packet in capture::packets(file) {
            connections.packet(&packet.unwrap(), 0);
        }
        let (streams, problems) = connections.finish();
        let profile = Profile::ccx(17);
        let shown = |m: &Message| format!("{} {}", m.label, m.frame.describe(&profile));
        (streams.iter().flat_map(|s| s.messages.iter().map(shown)).collect(), problems)
    }

    fn heartbeats(n: u32) -> Vec<u8> {
        let mut out = BytesMut::new();
        for id in 1..=n {
            HeartbeatReq { invoke_id: InvokeId(id), ..HeartbeatReq::default() }
                .encode(&Profile::ccx(17), &mut out)
                .unwrap();
        }
        out.to_vec()
    }

    #[test]
    fn segments_are_put_in_order_and_repeats_dropped() {
        let data = heartbeats(4);
        let isn = u32::MAX - 10;
        let at = |n: usize| isn.wrapping_add(1 + u32::try_from(n).unwrap());
        let send = |n: usize, m: usize| ethernet(CLIENT, SERVER, at(n), 0x18, &data[n..m]);
        let packets = [
            ethernet(CLIENT, SERVER, isn, 0x02, &[]),
            send(0, 5),
            send(20, 30),
            send(5, 14),
            send(0, 14),
            ethernet(SERVER, CLIENT, 77, 0x18, &heartbeats(1)),
            send(10, 22),
            send(28, 48),
        ];
        for file in [pcap(&packets), pcapng(&packets)] {
            assert!(capture::is_capture(&file));
            let (shown, problems) = messages(&file);
            assert_eq!(problems, [""; 0]);
            let to_server = "0.000000 10.0.0.1:50000 > 10.0.0.2:12028 HEARTBEAT_REQ InvokeID=";
            let to_client = "0.000000 10.0.0.2:12028 > 10.0.0.1:50000 HEARTBEAT_REQ InvokeID=1";
            let expected: Vec<_> = (1..=4).map(|n| format!("{to_server}{n}")).collect();
            assert_eq!(
                shown.iter().filter(|s| *s != to_client).collect::<Vec<_>>(),
                expected.iter().collect::<Vec<_>>()
            );
            assert_eq!(shown.len(), 5);
        }
    }

    #[test]
    fn a_missing_segment_and_another_port_are_told_apart() {
        let data = heartbeats(3);
        let packets = [
            ethernet(CLIENT, SERVER, 1, 0x18, &data[..12]),
            ethernet(CLIENT, SERVER, 25, 0x18, &data[24..]),
            ethernet(CLIENT, (SERVER.0, 80), 1, 0x18, &data),
        ];
        let (shown, problems) = messages(&pcap(&packets));
        assert_eq!(shown.len(), 1);
        assert_eq!(problems, ["from 10.0.0.1:50000: a segment is missing before 12 bytes"]);
    }

    #[test]
    fn a_capture_cut_short_says_so() {
        let file = pcap(&[ethernet(CLIENT, SERVER, 1, 0x18, &heartbeats(1))]);
        let last = capture::packets(&file[..file.len() - 1]).last().unwrap();
        assert_eq!(last.unwrap_err(), "the capture ends inside a packet");
    }
}
