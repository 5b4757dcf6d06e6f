//! What roxmltree reads otherwise: for the random tests here, and for the fuzzing.

use xml_cursor::{ErrorKind, XmlError};

/// Whether something may be an attribute `p:xmlns`. A declaration `xmlns:xmlns` is none.
pub(crate) fn has_prefixed_xmlns(text: &str) -> bool {
    text.match_indices(":xmlns").any(|(at, _)| !text.get(..at).unwrap_or("").ends_with("xmlns"))
}

/// What roxmltree lets pass: another version or encoding, `xmlns:p=''`, numbers that are no characters at all, no space after the target
/// of a processing instruction, the target `xml`, colons at an end of a name, a default
/// namespace declared twice, and a declaration of the prefix `xmlns`.
pub(crate) fn lenient(text: &str, error: XmlError) -> bool {
    let (before, after) = text.split_at_checked(error.offset()).unwrap_or((text, ""));
    match error.kind() {
        ErrorKind::Version | ErrorKind::Encoding | ErrorKind::EmptyNamespace => true,
        ErrorKind::CharRef => {
            let number =
                after.strip_prefix("&#").and_then(|r| r.split_once(';')).map_or("", |(number, _)| number);
            let code = number.strip_prefix('x').map_or(number.parse(), |hex| u32::from_str_radix(hex, 16));
            code.map_or(true, |code| char::from_u32(code).is_none())
        }
        ErrorKind::Syntax => after.starts_with("<?") || after.starts_with(':') || before.ends_with(':'),
        ErrorKind::LateDeclaration => !after.starts_with("<?xml "),
        ErrorKind::EndTag => after.starts_with("</:"),
        ErrorKind::DuplicateAttribute => after.starts_with("xmlns"),
        ErrorKind::ReservedNamespace => after.starts_with("xmlns:xmlns"),
        _ => false,
    }
}
