//! Packets of a pcap or pcapng capture.

/// One packet as captured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packet<'c> {
    /// When, in microseconds since some start.
    pub(crate) micros: u64,
    /// Link type (the numbers of the LINKTYPE registry).
    pub(crate) link: u32,
    /// The bytes captured.
    pub(crate) data: &'c [u8],
}

/// Whether a file starts as a capture does.
pub(crate) fn is_capture(bytes: &[u8]) -> bool {
    bytes.starts_with(&PCAPNG) || bytes.first_chunk().is_some_and(|magic| pcap_kind(*magic).is_some())
}

/// The packets, up to the first that cannot be read.
pub(crate) fn packets(bytes: &[u8]) -> Box<dyn Iterator<Item = Result<Packet<'_>, String>> + '_> {
    if bytes.starts_with(&PCAPNG) {
        return Box::new(Pcapng { rest: bytes, big: false, interfaces: Vec::new() });
    }
    let kind = bytes.first_chunk().and_then(|magic| pcap_kind(*magic));
    match (kind, bytes.get(20..24), bytes.get(24..)) {
        (Some((big, nanos)), Some(link), Some(rest)) => {
            // The upper bits tell the length of a frame check sequence.
            let link = number(link, big) & 0xFFFF;
            Box::new(Pcap { rest, big, nanos, link })
        }
        _ => Box::new(std::iter::once(Err("not a pcap or pcapng capture".to_owned()))),
    }
}

const PCAPNG: [u8; 4] = [0x0A, 0x0D, 0x0D, 0x0A];

/// Byte order and unit of the times.
fn pcap_kind(magic: [u8; 4]) -> Option<(bool, bool)> {
    match u32::from_be_bytes(magic) {
        0xA1B2_C3D4 => Some((true, false)),
        0xD4C3_B2A1 => Some((false, false)),
        0xA1B2_3C4D => Some((true, true)),
        0x4D3C_B2A1 => Some((false, true)),
        _ => None,
    }
}

fn number(bytes: &[u8], big: bool) -> u32 {
    let add = |n: u32, b: &u8| n << 8 | u32::from(*b);
    if big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
}

struct Pcap<'c> {
    rest: &'c [u8],
    big: bool,
    nanos: bool,
    link: u32,
}

impl<'c> Iterator for Pcap<'c> {
    type Item = Result<Packet<'c>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let record = self.rest.split_at_checked(16).and_then(|(head, rest)| {
            let field = |n: usize| number(head.get(n * 4..n * 4 + 4).unwrap_or_default(), self.big);
            let (data, rest) = rest.split_at_checked(field(2) as usize)?;
            let fraction = if self.nanos { field(1) / 1000 } else { field(1) };
            let micros = u64::from(field(0)) * 1_000_000 + u64::from(fraction);
            Some((Packet { micros, link: self.link, data }, rest))
        });
        match record {
            Some((packet, rest)) => {
                self.rest = rest;
                Some(Ok(packet))
            }
            None => {
                self.rest = &[];
                Some(Err("the capture ends inside a packet".to_owned()))
            }
        }
    }
}

struct Pcapng<'c> {
    rest: &'c [u8],
    big: bool,
    /// Link type and time units a second of each interface of the section.
    interfaces: Vec<(u32, u64)>,
}

impl<'c> Pcapng<'c> {
    fn interface(&mut self, body: &[u8]) {
        let link = number(body.get(..2).unwrap_or_default(), self.big);
        let mut units = 1_000_000;
        let mut options = body.get(8..).unwrap_or_default();
        // Option 9 is the resolution of times: a power of ten, or of two when the high bit is set.
        while let Some((head, rest)) = options.split_at_checked(4) {
            let (code, len) = head.split_at(2);
            let (code, len) = (number(code, self.big), number(len, self.big) as usize);
            if let (9, Some(resolution)) = (code, rest.first()) {
                let power = u32::from(resolution & 0x7F);
                let base: u64 = if resolution & 0x80 == 0 { 10 } else { 2 };
                units = base.checked_pow(power).unwrap_or(units);
            }
            options = rest.get(len.next_multiple_of(4)..).unwrap_or_default();
        }
        self.interfaces.push((link, units.max(1)));
    }

    fn enhanced(&self, body: &'c [u8]) -> Option<Packet<'c>> {
        let field = |n: usize| body.get(n * 4..n * 4 + 4).map(|bytes| number(bytes, self.big));
        let (link, units) = *self.interfaces.get(field(0)? as usize)?;
        let time = u64::from(field(1)?) << 32 | u64::from(field(2)?);
        let micros = (u128::from(time) * 1_000_000 / u128::from(units)) as u64;
        let data = body.get(20..)?.get(..field(3)? as usize)?;
        Some(Packet { micros, link, data })
    }

    fn simple(&self, body: &'c [u8]) -> Option<Packet<'c>> {
        let original = number(body.get(..4)?, self.big) as usize;
        let data = body.get(4..)?;
        Some(Packet {
            micros: 0,
            link: self.interfaces.first()?.0,
            data: data.get(..original).unwrap_or(data),
        })
    }
}

impl<'c> Iterator for Pcapng<'c> {
    type Item = Result<Packet<'c>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            if self.rest.starts_with(&PCAPNG) {
                self.big = self.rest.get(8..12) == Some(&[0x1A, 0x2B, 0x3C, 0x4D]);
                self.interfaces.clear();
            }
            let head = self.rest.get(..8).map(|head| head.split_at(4));
            let (ty, len) =
                head.map_or((0, 0), |(ty, len)| (number(ty, self.big), number(len, self.big) as usize));
            let block = if len < 12 { None } else { self.rest.split_at_checked(len) };
            let Some((block, rest)) = block else {
                self.rest = &[];
                return Some(Err("the capture ends inside a block".to_owned()));
            };
            self.rest = rest;
            let body = block.get(8..len - 4).unwrap_or_default();
            let packet = match ty {
                1 => {
                    self.interface(body);
                    continue;
                }
                3 => self.simple(body),
                6 => self.enhanced(body),
                _ => continue,
            };
            return Some(packet.ok_or_else(|| "a packet block that cannot be read".to_owned()));
        }
        None
    }
}
