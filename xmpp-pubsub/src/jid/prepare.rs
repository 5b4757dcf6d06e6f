//! Preparation of the three parts. Printable ASCII takes a short way, which gives the same answer as the long one.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use idna::uts46::{AsciiDenyList, Hyphens, Uts46};
use precis_profiles::precis_core::profile::PrecisFastInvocation;
use precis_profiles::{OpaqueString, UsernameCaseMapped};

use super::{JidError, MAX_PART};

/// Input longer than this cannot become a valid part: no mapping used here shrinks a text to a fourth.
const MAX_INPUT: usize = 4 * MAX_PART;

/// What RFC 7622, 3.3.1, takes out of the local part beyond its profile.
const EXCLUDED: &[char] = &['"', '&', '\'', '/', ':', '<', '>', '@'];

pub(super) fn local(text: &str) -> Result<Cow<'_, str>, JidError> {
    check_input(text, JidError::EmptyLocal)?;
    let prepared = match local_ascii(text) {
        Some(prepared) => prepared?,
        None => local_any(text)?,
    };
    check_length(prepared)
}

pub(super) fn domain(text: &str) -> Result<Cow<'_, str>, JidError> {
    let text = text.strip_suffix('.').unwrap_or(text);
    check_input(text, JidError::EmptyDomain)?;
    let prepared = match domain_ascii(text) {
        Some(prepared) => prepared,
        None => domain_any(text)?,
    };
    check_length(prepared)
}

pub(super) fn resource(text: &str) -> Result<Cow<'_, str>, JidError> {
    check_input(text, JidError::EmptyResource)?;
    let prepared = if is_printable_ascii(text) { Cow::Borrowed(text) } else { resource_any(text)? };
    check_length(prepared)
}

fn check_input(text: &str, empty: JidError) -> Result<(), JidError> {
    match text.len() {
        0 => Err(empty),
        1..=MAX_INPUT => Ok(()),
        _ => Err(JidError::TooLong),
    }
}

fn check_length(prepared: Cow<'_, str>) -> Result<Cow<'_, str>, JidError> {
    if prepared.len() > MAX_PART { Err(JidError::TooLong) } else { Ok(prepared) }
}

fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn lower_case(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// `None`: not ASCII, take the long way.
fn local_ascii(text: &str) -> Option<Result<Cow<'_, str>, JidError>> {
    if !is_printable_ascii(text) {
        return None;
    }
    Some(if text.contains(' ') || text.contains(EXCLUDED) {
        Err(JidError::Local)
    } else {
        Ok(lower_case(text))
    })
}

fn local_any(text: &str) -> Result<Cow<'_, str>, JidError> {
    let prepared = settle(text, |text| UsernameCaseMapped::enforce(text).ok()).ok_or(JidError::Local)?;
    if prepared.contains(EXCLUDED) { Err(JidError::Local) } else { Ok(prepared) }
}

/// `None`: something that only the long way can judge. Labels of letters, digits and inner hyphens are names already,
/// but for those with hyphens in the third and fourth place (`xn--`).
fn domain_ascii(text: &str) -> Option<Cow<'_, str>> {
    let plain = text.split('.').all(|label| {
        let label = label.as_bytes();
        let inner = label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
        inner
            && !label.is_empty()
            && label.first() != Some(&b'-')
            && label.last() != Some(&b'-')
            && label.get(2..4) != Some(b"--")
    });
    plain.then(|| lower_case(text))
}

fn domain_any(text: &str) -> Result<Cow<'_, str>, JidError> {
    if let Some(address) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        let address: Ipv6Addr = address.parse().map_err(|_| JidError::Domain)?;
        return Ok(Cow::Owned(format!("[{address}]")));
    }
    let prepared = settle(text, |text| {
        let (name, result) = Uts46::new().to_unicode(text.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
        result.ok().map(|()| name)
    })
    .ok_or(JidError::Domain)?;
    // Mapping may have made dots of other full stops.
    let prepared = match prepared {
        Cow::Borrowed(name) => Cow::Borrowed(name.strip_suffix('.').unwrap_or(name)),
        Cow::Owned(name) => Cow::Owned(name.strip_suffix('.').map(str::to_owned).unwrap_or(name)),
    };
    if prepared.is_empty() {
        return Err(JidError::EmptyDomain);
    }
    if prepared.split('.').any(str::is_empty) { Err(JidError::Domain) } else { Ok(prepared) }
}

fn resource_any(text: &str) -> Result<Cow<'_, str>, JidError> {
    settle(text, |text| OpaqueString::enforce(text).ok()).ok_or(JidError::Resource)
}

/// Applies the rules until they change nothing (RFC 8264, 7: at most three more times), so that a prepared part
/// prepares to itself.
fn settle<'x>(
    text: &'x str,
    rules: impl for<'y> Fn(&'y str) -> Option<Cow<'y, str>>,
) -> Option<Cow<'x, str>> {
    let mut current = rules(text)?;
    for _ in 0..3 {
        match rules(&current)? {
            next if next == *current => return Some(current),
            next => {
                let next = next.into_owned();
                current = Cow::Owned(next);
            }
        }
    }
    None
}

/// An address without any short way, as RFC 7622 puts it.
#[cfg(test)]
pub(super) fn the_long_way(text: &str) -> Result<super::Jid, JidError> {
    let (bare, resource) = text.split_once('/').map_or((text, None), |(bare, rest)| (bare, Some(rest)));
    let (local, domain) = bare.split_once('@').map_or((None, bare), |(local, rest)| (Some(local), rest));
    let all = |text, empty, rule: fn(&str) -> Result<Cow<'_, str>, JidError>| {
        check_input(text, empty)?;
        check_length(rule(text)?).map(Cow::into_owned)
    };
    let local = local.map(|text| all(text, JidError::EmptyLocal, local_any)).transpose()?;
    let domain = all(domain.strip_suffix('.').unwrap_or(domain), JidError::EmptyDomain, domain_any)?;
    let resource = resource.map(|text| all(text, JidError::EmptyResource, resource_any)).transpose()?;
    Ok(super::Jid::join(local.map(Cow::Owned), &domain, resource.map(Cow::Owned)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn jid_4_domains() {
        assert_eq!(domain("EXAMPLE.com.").unwrap(), "example.com");
        assert_eq!(domain("BÜCHER.example").unwrap(), "bücher.example");
        assert_eq!(domain("xn--bcher-kva.example").unwrap(), "bücher.example");
        assert_eq!(domain("192.0.2.1").unwrap(), "192.0.2.1");
        assert_eq!(domain("[2001:DB8:0::1]").unwrap(), "[2001:db8::1]");
        for bad in
            ["[::1", "[fe80::1%eth0]", "a b", "a..b", "-a", "a-", "a_b", "ab--c", "xn--99999999", "a\u{0}b"]
        {
            assert_eq!(domain(bad), Err(JidError::Domain), "{bad}");
        }
    }

    #[test]
    fn jid_5_local_parts() {
        assert_eq!(local("Fußball").unwrap(), "fußball");
        assert_eq!(local("ΠΑΣ").unwrap(), local("παΣ").unwrap());
        assert_eq!(local("ＡＢ").unwrap(), "ab");
        for bad in ["a b", "a\"", "a&", "a'", "a/", "a:", "a<", "a>", "a@b", "henryⅣ", "\u{7}", "♚", "ａ＠ｂ"]
        {
            assert_eq!(local(bad), Err(JidError::Local), "{bad}");
        }
    }

    #[test]
    fn jid_6_resources() {
        assert_eq!(resource("Foo Bar").unwrap(), "Foo Bar");
        assert_eq!(resource("a\u{a0}b").unwrap(), "a b");
        assert_eq!(resource("e\u{301}").unwrap(), "é");
        assert_eq!(resource("♚ @/<").unwrap(), "♚ @/<");
        for bad in ["a\u{7}", "\n", "\u{ad}"] {
            assert_eq!(resource(bad), Err(JidError::Resource), "{bad:?}");
        }
    }

    proptest! {
        /// JID-9: the short way and the long way agree on all of ASCII.
        #[test]
        fn jid_9_short_way_agrees(text in "[\\x00-\\x7F]{1,24}") {
            if let Some(short) = local_ascii(&text) {
                prop_assert_eq!(short, local_any(&text));
            }
            if let Some(short) = domain_ascii(&text) {
                prop_assert_eq!(Ok(short), domain_any(&text));
            }
            if is_printable_ascii(&text) {
                prop_assert_eq!(Ok(Cow::Borrowed(&*text)), resource_any(&text));
            }
        }

        #[test]
        fn jid_9_short_way_agrees_on_names(text in "[a-zA-Z0-9.-]{1,12}") {
            if let Some(short) = domain_ascii(&text) {
                prop_assert_eq!(Ok(short), domain_any(&text));
            }
            prop_assert_eq!(local_ascii(&text).unwrap(), local_any(&text));
        }

        #[test]
        fn prepared_prepares_to_itself(text in "\\PC{1,12}") {
            for rule in [local, domain, resource] {
                if let Ok(once) = rule(&text) {
                    let twice = rule(&once);
                    prop_assert_eq!(twice.as_deref(), Ok(&*once));
                }
            }
        }
    }
}
