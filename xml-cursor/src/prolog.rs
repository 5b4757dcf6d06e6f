//! What is not elements and text: the byte order mark, the declaration, comments and processing instructions.

use memchr::memmem;

use crate::chars::{is_space, ncname_end};
use crate::error::ErrorKind;
use crate::limits::Profile;

type Found = Result<usize, (usize, ErrorKind)>;

/// The end of the byte order mark and of the XML declaration, if they are there (XML-2, XML-5).
pub(crate) fn skip(text: &str) -> Found {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = text.get(start..).unwrap_or("");
    match rest.strip_prefix("<?xml") {
        Some(after) if after.starts_with(|c: char| c.is_ascii() && is_space(c as u8)) => {
            let (body, _) = after.split_once("?>").ok_or((text.len(), ErrorKind::Truncated))?;
            declaration(body).map_err(|kind| (start, kind))?;
            Ok(start + "<?xml".len() + body.len() + "?>".len())
        }
        // No version, and not too late either.
        Some(after) if after.starts_with("?>") => Err((start, ErrorKind::Syntax)),
        _ => Ok(start),
    }
}

/// What stands between `<?xml` and `?>`.
fn declaration(body: &str) -> Result<(), ErrorKind> {
    let mut rest = body;
    let version = pseudo(&mut rest, "version")?.ok_or(ErrorKind::Syntax)?;
    if version != "1.0" {
        return Err(ErrorKind::Version);
    }
    if let Some(encoding) = pseudo(&mut rest, "encoding")?
        && !encoding.eq_ignore_ascii_case("utf-8")
    {
        return Err(ErrorKind::Encoding);
    }
    if let Some(standalone) = pseudo(&mut rest, "standalone")?
        && !matches!(standalone, "yes" | "no")
    {
        return Err(ErrorKind::Syntax);
    }
    if rest.bytes().all(is_space) { Ok(()) } else { Err(ErrorKind::Syntax) }
}

/// ` name = "value"`, if that is what comes next.
fn pseudo<'x>(rest: &mut &'x str, name: &str) -> Result<Option<&'x str>, ErrorKind> {
    let space = |c: char| c.is_ascii() && is_space(c as u8);
    let trimmed = rest.trim_start_matches(space);
    let Some(after) = trimmed.strip_prefix(name) else { return Ok(None) };
    if trimmed.len() == rest.len() {
        return Err(ErrorKind::Syntax);
    }
    let after = after.trim_start_matches(space).strip_prefix('=').ok_or(ErrorKind::Syntax)?;
    let after = after.trim_start_matches(space);
    let quote = after.chars().next().filter(|&c| c == '"' || c == '\'').ok_or(ErrorKind::Syntax)?;
    let (value, after) = after.get(1..).and_then(|v| v.split_once(quote)).ok_or(ErrorKind::Syntax)?;
    *rest = after;
    Ok(Some(value))
}

/// The end of the comment or processing instruction at `at`, if the profile allows it there (XML-1).
pub(crate) fn aside(text: &str, at: usize, profile: Profile) -> Found {
    let rest = text.get(at..).unwrap_or("");
    let truncated = (text.len(), ErrorKind::Truncated);
    if let Some(pi) = rest.strip_prefix("<?") {
        let name =
            ncname_end(pi, 0).ok_or(if pi.is_empty() { truncated } else { (at, ErrorKind::Syntax) })?;
        let body = pi.get(name..).unwrap_or("");
        if !body.starts_with("?>") && !body.starts_with(|c: char| c.is_ascii() && is_space(c as u8)) {
            let cut = body.is_empty() || body == "?";
            return Err(if cut { truncated } else { (at, ErrorKind::Syntax) });
        }
        if pi.get(..name).is_some_and(|name| name.eq_ignore_ascii_case("xml")) {
            return Err((at, ErrorKind::LateDeclaration));
        }
        if profile == Profile::Stream {
            return Err((at, ErrorKind::ProcessingInstruction));
        }
        return match memmem::find(body.as_bytes(), b"?>") {
            Some(end) => Ok(at + 2 + name + end + 2),
            None => Err(truncated),
        };
    }
    if let Some(comment) = rest.strip_prefix("<!--") {
        if profile == Profile::Stream {
            return Err((at, ErrorKind::Comment));
        }
        let end = memmem::find(comment.as_bytes(), b"--").ok_or(truncated)?;
        return match comment.as_bytes().get(end + 2) {
            Some(b'>') => Ok(at + 4 + end + 3),
            Some(_) => Err((at + 4 + end, ErrorKind::Syntax)),
            None => Err(truncated),
        };
    }
    if rest.starts_with("<!DOCTYPE") {
        return Err((at, ErrorKind::DocType));
    }
    let cut = ["<!--", "<![CDATA[", "<!DOCTYPE"].iter().any(|full| full.starts_with(rest));
    Err(if cut { truncated } else { (at, ErrorKind::Syntax) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_2_3_5_declarations() {
        for good in [
            "<?xml version='1.0'?>",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
            "\u{feff}<?xml version = '1.0' encoding='UTF-8' standalone='yes' ?>",
        ] {
            assert_eq!(skip(good), Ok(good.len()), "{good}");
        }
        for (bad, kind) in [
            ("<?xml version='1.1'?>", ErrorKind::Version),
            ("<?xml version='1.0' encoding='latin1'?>", ErrorKind::Encoding),
            ("<?xml encoding='UTF-8'?>", ErrorKind::Syntax),
            ("<?xml version='1.0'encoding='UTF-8'?>", ErrorKind::Syntax),
            ("<?xml version='1.0' standalone='maybe'?>", ErrorKind::Syntax),
            ("<?xml version='1.0' x='y'?>", ErrorKind::Syntax),
            ("<?xml version='1.0\"?>", ErrorKind::Syntax),
            ("<?xml ?>", ErrorKind::Syntax),
            ("<?xml?>", ErrorKind::Syntax),
        ] {
            assert_eq!(skip(bad), Err((0, kind)), "{bad}");
        }
        assert_eq!(skip("<?xml-stylesheet?>"), Ok(0));
    }
}
