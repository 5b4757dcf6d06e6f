//! JSON whose objects keep the order in which they were written: it is that of the elements.

use std::fmt;

use axl_soap::{Content, Element};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    /// A string, or a number or flag as it was written: all texts are the same to AXL.
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    /// The elements that a member of an object means: a list becomes several elements, null becomes nil, `@name` an attribute,
    /// `#text` the text beside attributes.
    pub(crate) fn into_elements(self, name: &str) -> Vec<Element> {
        let name = name.to_owned();
        match self {
            Self::List(values) => values.into_iter().flat_map(|value| value.into_elements(&name)).collect(),
            Self::Null => vec![Element::nil(name)],
            Self::Text(text) => vec![Element::with_text(name, text)],
            Self::Object(members) => {
                let mut element = Element::new(name);
                for (key, value) in members {
                    match (key.strip_prefix('@'), value) {
                        (Some(attribute), Self::Text(text)) => {
                            element = element.with_attribute(attribute.to_owned(), text);
                        }
                        (None, Self::Text(text)) if key == "#text" => {
                            element.set_content(Content::Text(text))
                        }
                        (_, value) => {
                            value.into_elements(&key).into_iter().for_each(|child| element.push(child))
                        }
                    }
                }
                vec![element]
            }
        }
    }

    /// The value that an element's content and attributes mean.
    pub(crate) fn of(element: &Element) -> Self {
        let plain = match element.content() {
            Content::Text(text) => Self::Text(text.clone()),
            Content::Empty => Self::Text(String::new()),
            Content::Nil | Content::Children(_) => Self::Null,
        };
        if element.children().is_empty() && element.attributes().next().is_none() {
            return plain;
        }
        let mut members: Vec<(String, Self)> = element
            .attributes()
            .map(|(name, value)| (format!("@{name}"), Self::Text(value.to_owned())))
            .collect();
        if element.children().is_empty() {
            members.push(("#text".to_owned(), plain));
        }
        for child in element.children() {
            let value = Self::of(child);
            // Those of one name usually stand together.
            match members.iter_mut().rev().find(|(name, _)| name == child.name()) {
                Some((_, Self::List(values))) => values.push(value),
                Some((_, first)) => {
                    let one = std::mem::replace(first, Self::Null);
                    *first = Self::List(vec![one, value]);
                }
                None => members.push((child.name().to_owned(), value)),
            }
        }
        Self::Object(members)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => serializer.collect_seq(values),
            Self::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = object.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }
}
