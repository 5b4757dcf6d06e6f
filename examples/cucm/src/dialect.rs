//! Informix SQL, as far as queries of AXL use it, made into SQLite's.

/// What a statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// A query, translated.
    Query(String),
    /// A statement that writes; Informix's code for the missing permission, without its sign.
    Write(i32),
    /// Neither.
    Unknown,
}

/// Translates one statement: `select skip N first M …` (and `limit`), double quotes as string quotes, `{…}` and `--`
/// comments, a semicolon at the end.
pub(crate) fn translate(sql: &str) -> Dialect {
    let Some(mut tokens) = tokens(sql) else { return Dialect::Unknown };
    while tokens.last().is_some_and(|token| *token == Token::Other(';')) {
        tokens.pop();
    }
    // One statement: a semicolon inside is a second one.
    if tokens.contains(&Token::Other(';')) {
        return Dialect::Unknown;
    }
    let Some(Token::Word(first)) = tokens.first() else { return Dialect::Unknown };
    match first.to_ascii_lowercase().as_str() {
        "select" => {}
        "update" => return Dialect::Write(273),
        "delete" | "truncate" | "drop" => return Dialect::Write(274),
        "insert" | "create" | "alter" | "execute" => return Dialect::Write(275),
        _ => return Dialect::Unknown,
    }
    let mut rest = tokens.into_iter().skip(1).peekable();
    let (mut skip, mut first) = (None, None);
    while let Some(Token::Word(word)) = rest.peek() {
        let slot = match word.to_ascii_lowercase().as_str() {
            "skip" if skip.is_none() => &mut skip,
            "first" | "limit" if first.is_none() => &mut first,
            _ => break,
        };
        rest.next();
        match rest.peek() {
            Some(Token::Word(number)) if number.parse::<u64>().is_ok() => {
                *slot = number.parse::<u64>().ok();
                rest.next();
            }
            // A column of that name: `select first from …`.
            _ => return Dialect::Unknown,
        }
    }
    let mut out = String::from("select");
    for token in rest {
        out.push(' ');
        match token {
            Token::Word(word) => out.push_str(&word),
            Token::Text(text) => {
                out.push('\'');
                out.push_str(&text.replace('\'', "''"));
                out.push('\'');
            }
            // Operators of two characters must stay together, so no space follows the first of them.
            Token::Other(c) => {
                if matches!(out.as_bytes(), [.., b'<' | b'>' | b'=' | b'!' | b'|', b' ']) {
                    out.pop();
                }
                out.push(c);
            }
        }
    }
    if skip.is_some() || first.is_some() {
        let first = first.map_or("-1".to_owned(), |n| n.to_string());
        out.push_str(&format!(" limit {first} offset {}", skip.unwrap_or(0)));
    }
    Dialect::Query(out)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A name or number, with dots.
    Word(String),
    /// A string, unquoted.
    Text(String),
    Other(char),
}

fn tokens(sql: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim();
    while let Some(c) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        match c {
            '\'' | '"' => {
                let (text, after) = quoted(rest, c)?;
                tokens.push(Token::Text(text));
                rest = after;
            }
            '{' => rest = rest.get(rest.find('}')? + 1..)?,
            '-' if rest.starts_with("--") => {
                rest = rest.find('\n').and_then(|at| rest.get(at..)).unwrap_or("")
            }
            '/' if rest.starts_with("/*") => rest = rest.get(rest.find("*/")? + 2..)?,
            c if c.is_whitespace() => rest = rest.trim_start(),
            c if word(c) => {
                let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(rest.get(..end)?.to_owned()));
                rest = rest.get(end..)?;
            }
            // Other ways to quote names, and parameters, are not Informix.
            '`' | '[' | ']' | '?' | '@' | '$' | '#' | '\\' | '\0' => return None,
            c => {
                tokens.push(Token::Other(c));
                rest = rest.get(c.len_utf8()..)?;
            }
        }
    }
    Some(tokens)
}

/// A string in quotes, where two quotes stand for one.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut rest = text.get(1..)?;
    loop {
        let at = rest.find(quote)?;
        out.push_str(rest.get(..at)?);
        rest = rest.get(at + 1..)?;
        match rest.strip_prefix(quote) {
            Some(after) => {
                out.push(quote);
                rest = after;
            }
            None => return Some((out, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(sql: &str) -> String {
        match translate(sql) {
            Dialect::Query(sql) => sql,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn informix_becomes_sqlite() {
        assert_eq!(
            query("SELECT skip 5 first 10 userid FROM enduser;"),
            "select userid FROM enduser limit 10 offset 5"
        );
        assert_eq!(query("select first 1 * from device"), "select * from device limit 1 offset 0");
        assert_eq!(query("select skip 3 name from device"), "select name from device limit -1 offset 3");
        assert_eq!(
            query(
                "select d.name from device d where d.name = \"SEP'1\" and d.tkclass >= 1 and d.name != 'a'"
            ),
            "select d.name from device d where d.name = 'SEP''1' and d.tkclass >= 1 and d.name != 'a'"
        );
        assert_eq!(
            query("select 'a' || name -- comment\n from {x} device"),
            "select 'a' || name from device"
        );
    }

    #[test]
    fn what_is_no_query_is_told_apart() {
        assert_eq!(translate("update device set name = 'x'"), Dialect::Write(273));
        assert_eq!(translate("Delete from device"), Dialect::Write(274));
        for bad in [
            "",
            "attach 'x' as y",
            "with x as (select 1) select 1",
            "select 1; drop table device",
            "select 'a",
            "pragma x",
        ] {
            assert_eq!(translate(bad), Dialect::Unknown, "{bad}");
        }
    }
}
