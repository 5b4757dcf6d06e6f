//! Informix SQL, as far as queries of AXL use it, made into SQLite's.

/// What a statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// A query, translated.
    Query(String),
    /// A statement that writes, translated if it is one that SQLite has as well; Informix's code for the missing
    /// permission, without its sign.
    Write(Option<String>, i32),
    /// Neither.
    Unknown,
}

/// Translates one statement: `select skip N first M …` (and `limit`) of queries and of queries inside them, `unique`, `nvl`,
/// `matches`, double quotes as string quotes, `{…}` and `--` comments, a semicolon at the end.
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
    let first = first.to_ascii_lowercase();
    let code = match first.as_str() {
        "select" => 0,
        "update" => 273,
        "delete" | "truncate" | "drop" => 274,
        "insert" | "create" | "alter" | "execute" => 275,
        _ => return Dialect::Unknown,
    };
    if !matches!(first.as_str(), "select" | "update" | "delete" | "insert") {
        return Dialect::Write(None, code);
    }
    match (rewrite(tokens), code) {
        (None, _) => Dialect::Unknown,
        (Some(sql), 0) => Dialect::Query(sql),
        (sql, code) => Dialect::Write(sql, code),
    }
}

/// The statement in SQLite's words. `None`: not even Informix takes it.
fn rewrite(tokens: Vec<Token>) -> Option<String> {
    let mut rest = tokens.into_iter().peekable();
    let mut out = String::new();
    // For each bracket that is open, and the statement itself.
    let mut levels = vec![Level::default()];
    while let Some(token) = rest.next() {
        if !out.is_empty() {
            out.push(' ');
        }
        match token {
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "select" => {
                    out.push_str("select");
                    let page = page(&mut rest)?;
                    let here = levels.last_mut()?;
                    // Parts of a union have no pages.
                    if here.page.is_some() || (here.query && page.is_some()) {
                        return None;
                    }
                    *here = Level { query: true, page };
                }
                "unique" => out.push_str("distinct"),
                "nvl" => out.push_str("ifnull"),
                "matches" => out.push_str("glob"),
                _ => out.push_str(&word),
            },
            Token::Text(text) => {
                out.push('\'');
                out.push_str(&text.replace('\'', "''"));
                out.push('\'');
            }
            Token::Other('(') => {
                levels.push(Level::default());
                out.push('(');
            }
            Token::Other(')') => {
                if let Some(page) = levels.pop()?.page {
                    out.push_str(&page);
                    out.push(' ');
                }
                out.push(')');
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
    let Level { page, .. } = levels.pop()?;
    if let Some(page) = page {
        out.push(' ');
        out.push_str(&page);
    }
    // A bracket that was not closed is left.
    levels.is_empty().then_some(out)
}

#[derive(Default)]
struct Level {
    query: bool,
    /// What stands at the query's end.
    page: Option<String>,
}

/// `skip N first M` after a `select`, as SQLite says it at the end.
fn page(rest: &mut std::iter::Peekable<std::vec::IntoIter<Token>>) -> Option<Option<String>> {
    let (mut skip, mut first) = (None, None);
    while let Some(Token::Word(word)) = rest.peek() {
        let slot = match word.to_ascii_lowercase().as_str() {
            "skip" if skip.is_none() => &mut skip,
            "first" | "limit" if first.is_none() => &mut first,
            _ => break,
        };
        rest.next();
        // Without a number it would be a column of that name: `select first from …`.
        let Some(Token::Word(number)) = rest.next() else { return None };
        *slot = Some(number.parse::<u64>().ok().and_then(|n| i64::try_from(n).ok())?);
    }
    if skip.is_none() && first.is_none() {
        return Some(None);
    }
    Some(Some(format!("limit {} offset {}", first.unwrap_or(-1), skip.unwrap_or(0))))
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
    fn queries_inside_have_pages_of_their_own() {
        assert_eq!(
            query(
                "select first 2 name from (select skip 1 first 9 name from device) d where pkid in (select first 1 pkid from device)"
            ),
            "select name from ( select name from device limit 9 offset 1 ) d where pkid in ( select pkid from device \
             limit 1 offset 0 ) limit 2 offset 0"
        );
        assert_eq!(
            query("select unique nvl(name, 'none') from device where name matches 'SEP*'"),
            "select distinct ifnull ( name , 'none' ) from device where name glob 'SEP*'"
        );
    }

    #[test]
    fn what_is_no_query_is_told_apart() {
        let write = |sql: &str, code| Dialect::Write(Some(sql.to_owned()), code);
        assert_eq!(translate("update device set name = \"x\""), write("update device set name = 'x'", 273));
        assert_eq!(translate("Delete from device"), write("Delete from device", 274));
        assert_eq!(translate("drop table device"), Dialect::Write(None, 274));
        for bad in [
            "",
            "attach 'x' as y",
            "with x as (select 1) select 1",
            "select 1; drop table device",
            "select 'a",
            "pragma x",
            "select first x from device",
            "select first 99999999999999999999 name from device",
            "select first 1 name from device union select name from region",
            "select name from device union select first 1 name from region",
            "select (name from device",
            "select name) from device",
        ] {
            assert_eq!(translate(bad), Dialect::Unknown, "{bad}");
        }
    }
}
