//! Preferences of a gadget, and the places in its page that stand for them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::http::Target;

/// How a value is put into a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Escape {
    /// Characters that mean something in HTML become references, so that a preference cannot bring markup or scripts in. What containers
    /// do.
    #[default]
    Html,
    /// As it is: for a page that is no HTML.
    None,
}

/// Values of preferences by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences(BTreeMap<String, String>);

impl Preferences {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The value of one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Sets one.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// Takes the parameters of a gadget's address in the layout: they become preferences.
    pub fn take_url(&mut self, url: &str) {
        let (url, _) = url.split_once('#').unwrap_or((url, ""));
        for (name, value) in Target::new(url).query.iter().filter(|(name, _)| !name.is_empty()) {
            self.0.insert(name.into_owned(), value.into_owned());
        }
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Preferences {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(pairs: T) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Replaces every `__UP_name__` whose name has a value. Others stay as they stand. Values are not looked at again.
#[must_use]
pub fn substitute<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>, escape: Escape) -> String {
    const OPEN: &str = "__UP_";
    const CLOSE: &str = "__";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        out.push_str(before);
        let Some((name, behind)) = after.split_once(CLOSE) else {
            out.push_str(OPEN);
            rest = after;
            break;
        };
        match value(name) {
            Some(value) => {
                push(&mut out, value, escape);
                rest = behind;
            }
            // What follows may be the beginning of another one.
            None => {
                out.push_str(OPEN);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn push(out: &mut String, value: &str, escape: Escape) {
    if escape == Escape::None {
        out.push_str(value);
        return;
    }
    for c in value.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// Replaces every `${name}` in the path or body of a workflow action. A name without value stays as it stands.
#[must_use]
pub fn expand_variables<'v>(text: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        // A name holds no dollar sign: to look no further keeps this linear.
        let end = after.find(['}', '$']).and_then(|end| after.split_at_checked(end));
        let place = end.and_then(|(name, behind)| Some((name, behind.strip_prefix('}')?)));
        match place.and_then(|(name, behind)| Some((value(name)?, behind))) {
            Some((value, behind)) => {
                out.push_str(&value);
                rest = behind;
            }
            None => {
                out.push_str("${");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn up(text: &str) -> String {
        substitute(text, |name| (name == "host").then_some("a<b>&'\""), Escape::Html)
    }

    #[test]
    fn values_take_the_places_of_their_names() {
        assert_eq!(up("x __UP_host__ y"), "x a&lt;b&gt;&amp;&#39;&#34; y");
        assert_eq!(up("__UP_host____UP_host__").matches("a&lt;").count(), 2);
        for text in ["__UP_other__", "__UP_host", "__UP_", "__UP___UP_", "plain", "", "__up_host__"] {
            assert_eq!(up(text), text);
        }
        assert_eq!(up("__UP___UP_host__"), "__UP_a&lt;b&gt;&amp;&#39;&#34;");
        let raw = substitute("__UP_a__", |_| Some("__UP_a__<"), Escape::None);
        assert_eq!(raw, "__UP_a__<", "a value is not looked at again");
    }

    #[test]
    fn parameters_of_an_address_become_preferences() {
        let mut preferences = Preferences::new();
        preferences.take_url("/cuic/gadget.xml?gadgetHeight=310&filterId=CL%20teamName&flag&=x#top?no=1");
        assert_eq!(preferences.get("gadgetHeight"), Some("310"));
        assert_eq!(preferences.get("filterId"), Some("CL teamName"));
        assert_eq!(preferences.get("no"), None);
        preferences.take_url("/none.xml");
    }

    #[test]
    fn variables_of_an_action_are_expanded() {
        let value = |name: &str| (name == "ani").then_some(Cow::Borrowed("0049"));
        assert_eq!(expand_variables("/lookup?n=${ani}&m=${other}", value), "/lookup?n=0049&m=${other}");
        assert_eq!(expand_variables("${ani", value), "${ani");
        assert_eq!(expand_variables("${${ani}}", value), "${0049}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_without_values_stays(text in ".*", tail in "(__UP_[a-z]{0,3}(__)?|\\$\\{[a-z]*\\}?){0,4}") {
            let text = text + &tail;
            proptest::prop_assert_eq!(&substitute(&text, |_| None, Escape::Html), &text);
            proptest::prop_assert_eq!(&expand_variables(&text, |_| None), &text);
        }
    }
}
