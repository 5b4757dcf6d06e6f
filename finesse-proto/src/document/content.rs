//! `Content` of a gadget: a page, written as a CDATA section the way people write it.

use std::borrow::Cow;

use xml_cursor::{Cursor, FromXml, IntoOwned, Namespace, Sink, Tag, ToXml, Writer, XmlError};

/// What a gadget shows: a page in HTML, or where it is.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, rename_all = "camelCase")
)]
#[non_exhaustive]
pub struct GadgetContent<'x> {
    /// `html`, or `url` for a page somewhere else.
    pub kind: Option<Cow<'x, str>>,
    /// The views it is for, separated by commas: `default`, `canvas`. Absent: all.
    pub view: Option<Cow<'x, str>>,
    /// Where the page is, unless it stands here.
    pub href: Option<Cow<'x, str>>,
    /// Height in pixels that it would like.
    pub preferred_height: Option<Cow<'x, str>>,
    /// The page.
    pub body: Cow<'x, str>,
}

impl GadgetContent<'_> {
    /// Whether it is for a view. One that names no view is for all.
    #[must_use]
    pub fn is_for(&self, view: &str) -> bool {
        let views = self.view.as_deref().unwrap_or_default().trim();
        views.is_empty() || views.split(',').any(|own| own.trim() == view)
    }
}

impl<'x, N: Namespace> FromXml<'x, N> for GadgetContent<'x> {
    fn from_xml(tag: &Tag<'x, N>, cursor: &mut Cursor<'x, N>) -> Result<Self, XmlError> {
        Ok(Self {
            kind: tag.attr("type"),
            view: tag.attr("view"),
            href: tag.attr("href"),
            preferred_height: tag.attr("preferred_height"),
            body: cursor.text()?,
        })
    }
}

impl ToXml for GadgetContent<'_> {
    fn to_xml<O: Sink>(&self, name: &str, w: &mut Writer<'_, O>) {
        w.start(name)
            .attr_opt("type", self.kind.as_deref())
            .attr_opt("view", self.view.as_deref())
            .attr_opt("href", self.href.as_deref())
            .attr_opt("preferred_height", self.preferred_height.as_deref());
        if self.body.contains(['<', '&', '>']) && self.body.chars().all(fits_cdata) {
            // The only thing a section cannot hold is its own end, which is cut in two.
            let body = self.body.replace("]]>", "]]]]><![CDATA[>");
            w.verbatim("<![CDATA[").verbatim(&body).verbatim("]]>");
        } else if !self.body.is_empty() {
            w.text(&self.body);
        }
        w.end(name);
    }
}

/// Characters that mean themselves in a CDATA section. A carriage return would be read as a line feed; others are forbidden (XML 1.0, 2.2).
const fn fits_cdata(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

impl IntoOwned for GadgetContent<'_> {
    type Owned = GadgetContent<'static>;

    fn into_owned(self) -> GadgetContent<'static> {
        GadgetContent {
            kind: self.kind.into_owned(),
            view: self.view.into_owned(),
            href: self.href.into_owned(),
            preferred_height: self.preferred_height.into_owned(),
            body: IntoOwned::into_owned(self.body),
        }
    }
}
