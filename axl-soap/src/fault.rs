//! SOAP faults and the codes AXL puts into them.

use std::fmt;

/// A SOAP fault, in whichever spelling it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whose fault the server thinks it is.
    pub code: FaultCode,
    /// The text; clients of AXL match on it.
    pub text: String,
    /// `axlError`, which AXL puts into `detail`.
    pub axl: Option<AxlError>,
}

impl Fault {
    /// A fault as AXL writes it: the text stands in `faultstring` and in `axlmessage`. Constraint errors of the database
    /// are the client's, all others the server's.
    #[must_use]
    pub fn new(code: AxlCode, text: impl Into<String>) -> Self {
        let text = text.into();
        let side = if matches!(code, AxlCode::DUPLICATE | AxlCode::MISSING_KEY) {
            FaultCode::Client
        } else {
            FaultCode::Server
        };
        Self { code: side, axl: Some(AxlError { code, message: text.clone(), request: String::new() }), text }
    }

    /// A fault about the message itself, without `axlError`.
    #[must_use]
    pub fn envelope(code: FaultCode, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), axl: None }
    }

    /// What is missing was named by its type: `User`, `Line`.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(AxlCode::NOT_FOUND, format!("Item not valid: The specified {what} was not found"))
    }

    /// Names the operation that failed.
    #[must_use]
    pub fn in_request(mut self, operation: &str) -> Self {
        if let Some(axl) = &mut self.axl {
            operation.clone_into(&mut axl.request);
        }
        self
    }

    /// The code of `axlError`, if there is one.
    #[must_use]
    pub fn axl_code(&self) -> Option<AxlCode> {
        self.axl.as_ref().map(|axl| axl.code)
    }

    /// Whether the answer was refused as too large, and what the server says about it.
    ///
    /// Both wordings are understood (`Suggested row fetch`, `Suggestive Row Fetch`), in any case.
    #[must_use]
    pub fn too_many_rows(&self) -> Option<TooManyRows> {
        let words: Vec<_> = self.text.split_whitespace().collect();
        let lower = words.join(" ").to_ascii_lowercase();
        let at = lower.find("suggest")?;
        let rest = lower.get(at..)?;
        let word = rest.find(|c: char| !c.is_ascii_alphabetic())?;
        let suggested = rest.get(word..)?.strip_prefix(" row fetch").and_then(first_number)?;
        let matched = lower.get(..at).and_then(first_number);
        Some(TooManyRows { matched, suggested })
    }

    /// Whether the server was short of memory for answers: the same request may succeed later.
    #[must_use]
    pub fn is_memory_shortage(&self) -> bool {
        self.text.to_ascii_lowercase().contains("maximum axl memory allocation consumed")
    }
}

fn first_number(text: &str) -> Option<u64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = text.get(start..)?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.axl {
            Some(axl) => write!(f, "{} ({:?})", self.text, axl.code),
            None => write!(f, "{} ({:?})", self.text, self.code),
        }
    }
}

impl std::error::Error for Fault {}

/// The size of an answer that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyRows {
    /// How many rows match.
    pub matched: Option<u64>,
    /// Ask for fewer than this at once: the bound is exclusive.
    pub suggested: u64,
}

impl fmt::Display for TooManyRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let matched = self.matched.unwrap_or_default();
        let suggested = self.suggested;
        write!(
            f,
            "Query request too large. Total rows matched: {matched} rows. \
             Suggestive Row Fetch: less than {suggested} rows"
        )
    }
}

/// `faultcode` without its prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultCode {
    /// The message was wrong (`Client`; `Sender` in SOAP 1.2).
    Client,
    /// The server could not do it (`Server`; `Receiver` in SOAP 1.2).
    Server,
    /// A header that must be understood was not.
    MustUnderstand,
    /// The envelope is of another SOAP version.
    VersionMismatch,
    /// Another code.
    Other(String),
}

impl FaultCode {
    /// From the text of `faultcode`: a prefix, and what comes after a dot, do not matter.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let local = text.trim();
        let local = local.rsplit(':').next().unwrap_or(local);
        match local.split('.').next().unwrap_or(local) {
            "Client" | "Sender" => Self::Client,
            "Server" | "Receiver" => Self::Server,
            "MustUnderstand" => Self::MustUnderstand,
            "VersionMismatch" => Self::VersionMismatch,
            _ => Self::Other(local.to_owned()),
        }
    }

    /// As SOAP 1.1 writes it, without a prefix.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Client => "Client",
            Self::Server => "Server",
            Self::MustUnderstand => "MustUnderstand",
            Self::VersionMismatch => "VersionMismatch",
            Self::Other(text) => text,
        }
    }
}

/// `axlError` of a fault's detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxlError {
    /// `axlcode`, or `code` of servers before 8.0.
    pub code: AxlCode,
    /// `axlmessage`, or `message` of servers before 8.0.
    pub message: String,
    /// `request`: the operation.
    pub request: String,
}

/// The number in `axlcode`. Errors of SQL are those of Informix, negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AxlCode(pub i32);

macro_rules! codes {
    ($( $(#[$doc:meta])* $value:literal $name:ident; )*) => {
        impl AxlCode {
            $( $(#[$doc])* pub const $name: Self = Self($value); )*

            /// The name of a known code.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some(stringify!($name)), )*
                    _ => None,
                }
            }
        }
    };
}

codes! {
    /// An error of no known kind.
    5000 UNKNOWN_ERROR;
    /// The operation does not exist.
    5001 UNKNOWN_REQUEST;
    /// A value broke a rule, the caller's rank is too low, or what shall be updated is missing.
    5003 INVALID_VALUE;
    /// The server is too busy (older releases).
    5004 TOO_BUSY;
    /// Elements in the wrong order (older releases).
    5005 UNEXPECTED_ELEMENT;
    /// What shall be read or removed is missing.
    5007 NOT_FOUND;
    /// A read was throttled: too many rows, or no memory for answers.
    -1 THROTTLED;
    /// SQL: syntax error.
    -201 SYNTAX;
    /// SQL: no such table.
    -206 NO_TABLE;
    /// SQL: no such column.
    -217 NO_COLUMN;
    /// A duplicate of a unique value.
    -239 DUPLICATE;
    /// SQL: no permission.
    -272 NO_SELECT_PERMISSION;
    /// SQL: a foreign key names nothing.
    -691 MISSING_KEY;
}

impl fmt::Display for AxlCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for AxlCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} {name}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_throttle_wordings_are_understood() {
        let expected = TooManyRows { matched: Some(5021), suggested: 1377 };
        let written = Fault::new(AxlCode::THROTTLED, expected.to_string());
        assert_eq!(written.too_many_rows(), Some(expected));
        let prose = "Query request too large. Total rows matched: 5021 rows. Suggested row fetch: less than 1377 rows";
        assert_eq!(Fault::new(AxlCode::THROTTLED, prose).too_many_rows(), Some(expected));
        let wrapped = prose.replace("Suggested row fetch", "suggestive  Row\n fetch");
        assert_eq!(Fault::new(AxlCode::THROTTLED, wrapped).too_many_rows(), Some(expected));
        assert_eq!(Fault::new(AxlCode::THROTTLED, "Suggested").too_many_rows(), None);
        assert_eq!(Fault::not_found("User").too_many_rows(), None);
    }

    #[test]
    fn codes_are_open() {
        assert_eq!(format!("{:?} {:?}", AxlCode::NOT_FOUND, AxlCode(-7)), "5007 NOT_FOUND -7");
        assert_eq!(FaultCode::parse("soapenv:Client"), FaultCode::Client);
        assert_eq!(FaultCode::parse(" Server.userException "), FaultCode::Server);
        assert_eq!(FaultCode::parse("x:Odd").as_str(), "Odd");
    }
}
