//! The generic tree: what any operation's arguments and answers can be held in.

use std::borrow::Cow;
use std::fmt;

use xml_cursor::{Content as Piece, Cursor, Profile, Sink, Tag, Writer, XSI_NS, is_name};

use crate::credentials::names_secret;
use crate::error::DecodeError;
use crate::ns::Ns;

/// An element with its attributes and content. Namespaces are not kept: AXL's elements have none, and those that a
/// client qualifies by mistake mean the same. `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
pub struct Element {
    name: Cow<'static, str>,
    attributes: Vec<(Cow<'static, str>, String)>,
    content: Content,
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Element");
        shown.field("name", &self.name).field("attributes", &self.attributes);
        match &self.content {
            Content::Text(_) if names_secret(&self.name) => shown.field("content", &format_args!("…")),
            content => shown.field("content", content),
        };
        shown.finish()
    }
}

/// What is in an element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Content {
    /// Nothing, or nothing but a line break.
    #[default]
    Empty,
    /// Marked with `xsi:nil`.
    Nil,
    /// Text.
    Text(String),
    /// Elements; text between them is dropped.
    Children(Vec<Element>),
}

impl Element {
    /// An empty element.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), attributes: Vec::new(), content: Content::Empty }
    }

    /// An element with text; without any, it is empty.
    #[must_use]
    pub fn with_text(name: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        let text = text.into();
        let content = if text.is_empty() { Content::Empty } else { Content::Text(text) };
        Self { name: name.into(), attributes: Vec::new(), content }
    }

    /// An element with children; without any, it is empty.
    #[must_use]
    pub fn with_children(name: impl Into<Cow<'static, str>>, children: Vec<Self>) -> Self {
        let content = if children.is_empty() { Content::Empty } else { Content::Children(children) };
        Self { name: name.into(), attributes: Vec::new(), content }
    }

    /// An element that is marked with `xsi:nil`.
    #[must_use]
    pub fn nil(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), attributes: Vec::new(), content: Content::Nil }
    }

    /// The element with another attribute.
    #[must_use]
    pub fn with_attribute(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// Its name, without a prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives it another name.
    pub fn rename(&mut self, name: impl Into<Cow<'static, str>>) {
        self.name = name.into();
    }

    /// What is in it.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// Its text; empty if it has none.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text(text) => text,
            _ => "",
        }
    }

    /// The text of a child; empty if there is none.
    #[must_use]
    pub fn child_text(&self, name: &str) -> &str {
        self.child(name).map_or("", Self::text)
    }

    /// Its attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Its children; none if it holds text.
    #[must_use]
    pub fn children(&self) -> &[Self] {
        match &self.content {
            Content::Children(children) => children,
            _ => &[],
        }
    }

    /// Its children, to change them.
    pub fn children_mut(&mut self) -> &mut [Self] {
        match &mut self.content {
            Content::Children(children) => children,
            _ => &mut [],
        }
    }

    /// Its children themselves.
    #[must_use]
    pub fn into_children(self) -> Vec<Self> {
        match self.content {
            Content::Children(children) => children,
            _ => Vec::new(),
        }
    }

    /// The first child of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children().iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub fn children_named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children().iter().filter(move |child| child.name == name)
    }

    /// Adds a child; text gives way to it.
    pub fn push(&mut self, child: Self) {
        match &mut self.content {
            Content::Children(children) => children.push(child),
            content => *content = Content::Children(vec![child]),
        }
    }

    /// Replaces what is in it.
    pub fn set_content(&mut self, content: Content) {
        self.content = content;
    }

    /// Puts a child in the place of all of its name, or at the end.
    pub fn replace_child(&mut self, child: Self) {
        if let Content::Children(children) = &mut self.content
            && let Some(at) = children.iter().position(|known| known.name == child.name)
        {
            let name = child.name.clone();
            let mut new = Some(child);
            let mut index = 0;
            children.retain_mut(|known| {
                let here = index == at;
                index += 1;
                if here && let Some(new) = new.take() {
                    *known = new;
                    return true;
                }
                known.name != name
            });
            return;
        }
        self.push(child);
    }

    /// Drops the children that do not pass.
    pub fn retain_children(&mut self, keep: impl FnMut(&Self) -> bool) {
        if let Content::Children(children) = &mut self.content {
            children.retain(keep);
            if children.is_empty() {
                self.content = Content::Empty;
            }
        }
    }

    /// Sorts the children by rank; those without one come last. Equal ones keep their order.
    pub(crate) fn sort_children_by(&mut self, rank: impl Fn(&str) -> Option<usize>) {
        if let Content::Children(children) = &mut self.content {
            children.sort_by_cached_key(|child| rank(&child.name).unwrap_or(usize::MAX));
        }
    }

    pub(crate) fn child_or_insert(&mut self, name: &str) -> &mut Self {
        let at = match self.children().iter().position(|child| child.name == name) {
            Some(at) => at,
            None => {
                self.push(Self::new(name.to_owned()));
                self.children().len() - 1
            }
        };
        match &mut self.content {
            // `push` made children of whatever was there, and `at` is the place of one of them.
            Content::Children(children) => &mut children[at],
            _ => unreachable!("an element with a child has children"),
        }
    }

    /// Reads a document that is this one element, whatever its namespaces.
    ///
    /// # Errors
    /// Not well-formed.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(text.as_bytes(), Profile::Document)?;
        let root = cursor.root()?;
        let element = Self::read(&root, &mut cursor, &mut Budget::answer())?;
        cursor.finish()?;
        Ok(element)
    }

    /// The element as a document of its own.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut out = String::new();
        if self.has_nil() {
            // The declaration stands on the outermost element, as in answers since CUCM 14.
            let declared = self.clone().with_attribute("xmlns:xsi", XSI_NS);
            declared.write(&mut Writer::new(&mut out));
        } else {
            self.write(&mut Writer::new(&mut out));
        }
        out
    }

    /// Reads the element just opened, and closes it.
    pub(crate) fn read<'x>(
        tag: &Tag<'x, Ns>,
        cursor: &mut Cursor<'x, Ns>,
        budget: &mut Budget,
    ) -> Result<Self, DecodeError> {
        budget.take(1)?;
        budget.take(tag.attrs().count())?;
        let mut attributes = Vec::new();
        let mut nil = false;
        for attribute in tag.attrs() {
            match (attribute.ns, attribute.name) {
                (Ns::Xsi, "nil") => nil = matches!(&*attribute.value, "true" | "1"),
                (Ns::None, name) => {
                    attributes.push((Cow::Owned(name.to_owned()), attribute.value.into_owned()));
                }
                // AXL has no others; two of them may even share a name.
                _ => {}
            }
        }
        let mut text = String::new();
        let mut children = Vec::new();
        // Depth is bounded by the cursor.
        while let Some(piece) = cursor.content()? {
            match piece {
                Piece::Child(tag) => children.push(Self::read(&tag, cursor, budget)?),
                Piece::Text(piece) => text.push_str(&piece),
            }
        }
        let content = if !children.is_empty() {
            Content::Children(children)
        } else if nil {
            Content::Nil
        } else if text.is_empty() || (text.contains('\n') && text.trim().is_empty()) {
            Content::Empty
        } else {
            Content::Text(text)
        };
        Ok(Self { name: Cow::Owned(tag.name().to_owned()), attributes, content })
    }

    /// Writes the element; `xsi` must be declared around it if [`has_nil`](Self::has_nil).
    pub(crate) fn write<O: Sink>(&self, writer: &mut Writer<'_, O>) {
        let name = writable(&self.name);
        writer.start(name);
        for (name, value) in &self.attributes {
            writer.attr(writable(name), value);
        }
        match &self.content {
            Content::Empty => {}
            Content::Nil => {
                writer.attr("xsi:nil", "true");
            }
            Content::Text(text) => {
                writer.text(text);
            }
            Content::Children(children) => children.iter().for_each(|child| child.write(writer)),
        }
        writer.end(name);
    }

    /// Whether the element, or one in it, is marked with `xsi:nil`.
    pub(crate) fn has_nil(&self) -> bool {
        self.content == Content::Nil || self.children().iter().any(Self::has_nil)
    }
}

/// How many elements and attributes may still become a tree: each takes some hundred bytes of memory, however few it has on
/// the wire.
#[derive(Debug)]
pub(crate) struct Budget(usize);

impl Budget {
    /// For requests, which anybody with an account may send: a list of 10,000 devices takes as many elements.
    pub(crate) const fn request() -> Self {
        Self(100_000)
    }

    /// For answers and documents of one's own: as many as 8 MB, the most that AXL answers, can hold. Longer ones can be read
    /// [row by row](crate::Rows).
    pub(crate) const fn answer() -> Self {
        Self(2_000_000)
    }

    fn take(&mut self, count: usize) -> Result<(), DecodeError> {
        self.0 = self.0.checked_sub(count).ok_or(DecodeError::TooManyElements)?;
        Ok(())
    }
}

/// The name itself, unless it would break the document.
#[allow(clippy::ptr_arg, reason = "whether the name is a literal matters")]
fn writable<'n>(name: &'n Cow<'static, str>) -> &'n str {
    // A literal of the program's own.
    let Cow::Owned(name) = name else { return name };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut bytes = name.bytes();
    let easy = bytes.next().is_some_and(|b| b.is_ascii_alphabetic()) && bytes.all(plain);
    if easy || (is_name(name) && !name.contains(':')) { name } else { "_" }
}
