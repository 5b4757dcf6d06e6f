//! SOAP 1.1 envelopes: reading leniently, writing strictly.

use bytes::Bytes;
use xml_cursor::{Cursor, Limits, Profile, Raw, Sink, Tag, Writer, XSI_NS};

use crate::call::Call;
use crate::catalogue::Operation;
use crate::element::{Budget, Element};
use crate::error::DecodeError;
use crate::fault::{AxlCode, AxlError, Fault, FaultCode};
use crate::ns::{Ns, SOAP11};
use crate::service::Answered;
use crate::version::Version;

/// How deep elements may lie: the deepest path of the schema has 12 below the envelope.
const MAX_DEPTH: usize = 64;

/// What opens each message that real servers send.
const OPEN: &str = concat!(
    "<?xml version='1.0' encoding='UTF-8'?>",
    "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
);
const CLOSE: &str = "</soapenv:Body></soapenv:Envelope>";

/// A SOAP 1.1 envelope with its parts untouched, to inspect or pass on.
#[derive(Debug, Clone, Default)]
pub struct Envelope<'x> {
    /// Children of the header; none if there is no header.
    pub header: Vec<Raw<'x>>,
    /// Children of the body.
    pub body: Vec<Raw<'x>>,
}

impl<'x> Envelope<'x> {
    /// Reads an envelope, whatever its prefixes. Nothing may follow it.
    ///
    /// # Errors
    /// Not XML, not an envelope, one of SOAP 1.2, or one without a body.
    pub fn read(text: &'x [u8]) -> Result<Self, DecodeError> {
        let mut cursor = cursor(text)?;
        open_envelope(&mut cursor)?;
        let mut envelope = Self::default();
        let mut body = false;
        while let Some(tag) = cursor.child()? {
            let into = match (tag.ns(), tag.name()) {
                (Ns::Soap11, "Header") => &mut envelope.header,
                (Ns::Soap11, "Body") => {
                    body = true;
                    &mut envelope.body
                }
                _ => {
                    cursor.skip()?;
                    continue;
                }
            };
            while cursor.child()?.is_some() {
                into.push(cursor.raw()?);
            }
        }
        cursor.finish()?;
        if body { Ok(envelope) } else { Err(DecodeError::NoBody) }
    }

    /// Writes an envelope around these parts, each with the namespace declarations it needs.
    pub fn write(&self, out: &mut impl Sink) {
        out.push_str("<?xml version='1.0' encoding='UTF-8'?><soapenv:Envelope xmlns:soapenv=\"");
        out.push_str(SOAP11);
        out.push_str("\">");
        if !self.header.is_empty() {
            out.push_str("<soapenv:Header>");
            self.header.iter().for_each(|part| part.write_to(out));
            out.push_str("</soapenv:Header>");
        }
        out.push_str("<soapenv:Body>");
        self.body.iter().for_each(|part| part.write_to(out));
        out.push_str(CLOSE);
    }
}

/// A request as a server reads it.
#[derive(Debug)]
pub(crate) struct Request {
    /// The version of the operation's namespace.
    pub(crate) version: Option<Version>,
    /// The name of the operation element.
    pub(crate) name: String,
    /// The call, if there is such an operation.
    pub(crate) call: Option<Call>,
}

/// An answer as a client reads it: only its beginning, the rest is read when it is used.
#[derive(Debug)]
pub(crate) enum Received {
    Reply { version: Option<Version>, sequence: Option<String> },
    Fault(Fault),
}

fn cursor(text: &[u8]) -> Result<Cursor<'_, Ns>, DecodeError> {
    Ok(Cursor::with_limits(text, Profile::Document, Limits::document().with_depth(MAX_DEPTH))?)
}

fn open_envelope<'x>(cursor: &mut Cursor<'x, Ns>) -> Result<Tag<'x, Ns>, DecodeError> {
    let root = cursor.root()?;
    match (root.ns(), root.name()) {
        (Ns::Soap11, "Envelope") => Ok(root),
        (Ns::Soap12, "Envelope") => Err(DecodeError::Soap12),
        _ => Err(DecodeError::NotEnvelope),
    }
}

/// Whether that text says yes, as `mustUnderstand="1"` does.
fn yes(text: &str) -> bool {
    matches!(text.trim(), "1" | "true")
}

/// Opens the body. Headers are passed over; with `strict`, one that must be understood is an error, as nothing here
/// understands any.
fn open_body(cursor: &mut Cursor<'_, Ns>, strict: bool) -> Result<(), DecodeError> {
    open_envelope(cursor)?;
    while let Some(tag) = cursor.child()? {
        match (tag.ns(), tag.name()) {
            (Ns::Soap11, "Body") => return Ok(()),
            (Ns::Soap11, "Header") if strict => {
                while let Some(header) = cursor.child()? {
                    if header.attr_ns(Ns::Soap11, "mustUnderstand").is_some_and(|text| yes(&text)) {
                        return Err(DecodeError::MustUnderstand);
                    }
                    cursor.skip()?;
                }
            }
            _ => cursor.skip()?,
        }
    }
    Err(DecodeError::NoBody)
}

/// Reads a request whole.
pub(crate) fn read_request(text: &[u8]) -> Result<Request, DecodeError> {
    let mut cursor = cursor(text)?;
    open_body(&mut cursor, true)?;
    let mut request = None;
    let mut others = false;
    let mut budget = Budget::request();
    while let Some(tag) = cursor.child()? {
        let version = match tag.ns() {
            Ns::Axl(version) => Some(version),
            Ns::None => None,
            // What SOAP encodings put beside the operation.
            _ => {
                others = true;
                cursor.skip()?;
                continue;
            }
        };
        if request.is_some() {
            return Err(DecodeError::SeveralOperations);
        }
        let sequence = tag.attr("sequence").map(|text| text.into_owned());
        let name = tag.name();
        let mut arguments = Vec::new();
        while let Some(child) = cursor.child()? {
            arguments.push(Element::read(&child, &mut cursor, &mut budget)?);
        }
        let call = Operation::find(name).map(|operation| Call::received(operation, arguments, sequence));
        request = Some(Request { version, name: name.to_owned(), call });
    }
    while cursor.child()?.is_some() {
        cursor.skip()?;
    }
    cursor.finish()?;
    request.ok_or(if others { DecodeError::NotAxl } else { DecodeError::EmptyBody })
}

/// Reads the beginning of an answer, or a fault whole.
pub(crate) fn read_reply(text: &[u8], operation: &Operation) -> Result<Received, DecodeError> {
    let mut cursor = cursor(text)?;
    let (tag, response) = open_response(&mut cursor, operation)?;
    if !response {
        return Ok(Received::Fault(read_fault(&mut cursor)?));
    }
    let version = match tag.ns() {
        Ns::Axl(version) => Some(version),
        _ => None,
    };
    Ok(Received::Reply { version, sequence: tag.attr("sequence").map(|text| text.into_owned()) })
}

/// Opens the response element (true) or the fault (false) of an answer, whichever comes first.
fn open_response<'x>(
    cursor: &mut Cursor<'x, Ns>,
    operation: &Operation,
) -> Result<(Tag<'x, Ns>, bool), DecodeError> {
    match open_body(cursor, false) {
        Ok(()) => {}
        // A fault of SOAP 1.2 is still worth reading.
        Err(DecodeError::Soap12) => {
            while let Some(tag) = cursor.child()? {
                if tag.is(Ns::Soap12, "Body") {
                    break;
                }
                cursor.skip()?;
            }
        }
        Err(error) => return Err(error),
    }
    while let Some(tag) = cursor.child()? {
        match (tag.ns(), tag.name()) {
            (Ns::Soap11 | Ns::Soap12, "Fault") => return Ok((tag, false)),
            (_, name) if name.strip_suffix("Response") == Some(operation.name()) => return Ok((tag, true)),
            _ => cursor.skip()?,
        }
    }
    Err(DecodeError::Missing("Response"))
}

/// An element just opened, and the cursor that stands in it.
pub(crate) struct Inside<'x> {
    pub(crate) tag: Tag<'x, Ns>,
    pub(crate) cursor: Cursor<'x, Ns>,
}

/// A cursor inside the `<return>` of an answer, or inside the response element if the operation has no `<return>`.
/// `None`: there is no `<return>`.
pub(crate) fn open_return<'x>(
    text: &'x [u8],
    operation: &Operation,
    bare: bool,
) -> Result<Option<Inside<'x>>, DecodeError> {
    let mut cursor = cursor(text)?;
    let (tag, response) = open_response(&mut cursor, operation)?;
    if !response {
        return Err(DecodeError::Missing("Response"));
    }
    if bare {
        return Ok(Some(Inside { tag, cursor }));
    }
    while let Some(tag) = cursor.child()? {
        if tag.name() == "return" {
            return Ok(Some(Inside { tag, cursor }));
        }
        cursor.skip()?;
    }
    Ok(None)
}

/// Reads the fault just opened, in every spelling published: children in no namespace (1.1), in SOAP's own, or those of
/// SOAP 1.2; `axlError` in a namespace or in none; the shape before 8.0 (`axl:Error` with `code` and `message`).
fn read_fault(cursor: &mut Cursor<'_, Ns>) -> Result<Fault, DecodeError> {
    let mut fault = Fault { code: FaultCode::Server, text: String::new(), axl: None };
    // Worth keeping even beside a code that is none.
    let mut message = String::new();
    while let Some(tag) = cursor.child()? {
        match tag.name() {
            "faultcode" => fault.code = FaultCode::parse(&cursor.text()?),
            "faultstring" => fault.text = cursor.text()?.into_owned(),
            "Code" => {
                while let Some(part) = cursor.child()? {
                    match part.name() {
                        "Value" => fault.code = FaultCode::parse(&cursor.text()?),
                        _ => cursor.skip()?,
                    }
                }
            }
            "Reason" => {
                while let Some(part) = cursor.child()? {
                    match part.name() {
                        "Text" if fault.text.is_empty() => fault.text = cursor.text()?.into_owned(),
                        _ => cursor.skip()?,
                    }
                }
            }
            "detail" | "Detail" => {
                while let Some(part) = cursor.child()? {
                    match part.name() {
                        "axlError" | "Error" | "error" if fault.axl.is_none() => {
                            let (code, error) = read_axl_error(cursor)?;
                            message.clone_from(&error.message);
                            fault.axl = code.map(|code| AxlError { code, ..error });
                        }
                        _ => cursor.skip()?,
                    }
                }
            }
            _ => cursor.skip()?,
        }
    }
    if fault.text.is_empty() {
        fault.text = message;
    }
    Ok(fault)
}

/// The error, and its code if that is a number.
fn read_axl_error(cursor: &mut Cursor<'_, Ns>) -> Result<(Option<AxlCode>, AxlError), DecodeError> {
    let mut code = None;
    let (mut message, mut request) = (String::new(), String::new());
    while let Some(tag) = cursor.child()? {
        match tag.name() {
            "axlcode" | "code" => code = cursor.text()?.trim().parse().ok().map(AxlCode),
            "axlmessage" | "message" => message = cursor.text()?.into_owned(),
            "request" => request = cursor.text()?.into_owned(),
            _ => cursor.skip()?,
        }
    }
    Ok((code, AxlError { code: code.unwrap_or(AxlCode::UNKNOWN_ERROR), message, request }))
}

fn push_version(out: &mut impl Sink, version: Version) {
    push_number(out, version.major);
    out.push_str(".");
    push_number(out, version.minor);
}

fn push_number(out: &mut impl Sink, number: u8) {
    let digits = [number / 100, number / 10 % 10, number % 10].map(|digit| b'0' + digit);
    let lead = digits.iter().take(2).take_while(|digit| **digit == b'0').count();
    out.push_utf8(digits.get(lead..).unwrap_or(&digits));
}

/// Writes the start of the operation element, still without `>`.
fn start_operation(out: &mut impl Sink, name: &str, suffix: &str, version: Version) {
    out.push_str(OPEN);
    for piece in ["<ns:", name, suffix, " xmlns:ns=\"http://www.cisco.com/AXL/API/"] {
        out.push_str(piece);
    }
    push_version(out, version);
    out.push_str("\"");
}

fn end_operation(out: &mut impl Sink, name: &str, suffix: &str) {
    for piece in ["</ns:", name, suffix, ">", CLOSE] {
        out.push_str(piece);
    }
}

fn attribute(out: &mut impl Sink, name: &str, value: &str) {
    // Written through a writer for its escaping: the start tag of a throw-away element is all attributes.
    let mut text = String::new();
    Writer::new(&mut text).start("a").attr(name, value).end("a");
    let inner = text.strip_prefix("<a").and_then(|rest| rest.strip_suffix("/>"));
    out.push_str(inner.unwrap_or_default());
}

fn finish_start(out: &mut impl Sink, sequence: Option<&str>, nil: bool) {
    if let Some(sequence) = sequence {
        attribute(out, "sequence", sequence);
    }
    if nil {
        for piece in [" xmlns:xsi=\"", XSI_NS, "\""] {
            out.push_str(piece);
        }
    }
    out.push_str(">");
}

/// Writes a request.
pub(crate) fn write_call(call: &Call, version: Version, out: &mut impl Sink) {
    let name = call.operation().name();
    start_operation(out, name, "", version);
    finish_start(out, call.sequence_text(), call.arguments().iter().any(Element::has_nil));
    let mut writer = Writer::new(out);
    call.arguments().iter().for_each(|argument| argument.write(&mut writer));
    end_operation(out, name, "");
}

/// Writes an answer.
pub(crate) fn write_reply(call: &Call, version: Version, answered: &Answered, out: &mut impl Sink) {
    let name = call.operation().name();
    start_operation(out, name, "Response", version);
    let children: &[Element] = match answered {
        Answered::Return(children) | Answered::Bare(children) => children,
        _ => &[],
    };
    finish_start(out, call.sequence_text(), children.iter().any(Element::has_nil));
    let mut writer = Writer::new(out);
    match answered {
        Answered::Uuid(uuid) => {
            writer.leaf("return", &uuid.to_axl());
        }
        Answered::Text(text) => {
            writer.leaf("return", text);
        }
        Answered::Return(children) => {
            writer.start("return");
            children.iter().for_each(|child| child.write(&mut writer));
            writer.end("return");
        }
        Answered::Bare(children) => children.iter().for_each(|child| child.write(&mut writer)),
    }
    end_operation(out, name, "Response");
}

/// Writes a fault as servers since 8.0 do: `axlError` in no namespace.
pub(crate) fn write_fault(fault: &Fault, out: &mut impl Sink) {
    out.push_str(OPEN);
    out.push_str("<soapenv:Fault>");
    let mut writer = Writer::new(out);
    writer.start("faultcode").verbatim("soapenv:").text(fault.code.as_str()).end("faultcode");
    writer.leaf("faultstring", &fault.text);
    if let Some(axl) = &fault.axl {
        writer.start("detail").start("axlError");
        writer.leaf("axlcode", &axl.code.0.to_string());
        writer.leaf("axlmessage", &axl.message);
        writer.leaf("request", &axl.request);
        writer.end("axlError").end("detail");
    }
    out.push_str("</soapenv:Fault>");
    out.push_str(CLOSE);
}

/// An answer's body with a fault, for a server of one's own.
#[must_use]
pub fn fault_body(fault: &Fault) -> Bytes {
    let mut out = Vec::new();
    write_fault(fault, &mut out);
    out.into()
}
