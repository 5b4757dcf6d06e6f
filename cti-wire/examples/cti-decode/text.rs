//! Hexadecimal text.

/// The bytes of hexadecimal text.
pub(crate) fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default();
        for word in line.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';')) {
            let word = word.strip_prefix("0x").unwrap_or(word);
            let digits: Option<Vec<u8>> = word.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
            match digits {
                Some(digits) if digits.len().is_multiple_of(2) => {
                    bytes.extend(
                        digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)),
                    );
                }
                Some(_) => return Err(format!("line {}: half a byte in {word:?}", number + 1)),
                None => return Err(format!("line {}: {word:?} is not hexadecimal", number + 1)),
            }
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_comments_are_skipped() {
        assert_eq!(bytes("0x01, 02:03\n0405 # 06\n\n07"), Ok(vec![1, 2, 3, 4, 5, 7]));
        assert_eq!(bytes("01 2"), Err("line 1: half a byte in \"2\"".to_owned()));
        assert_eq!(bytes("01\nzz"), Err("line 2: \"zz\" is not hexadecimal".to_owned()));
    }
}
