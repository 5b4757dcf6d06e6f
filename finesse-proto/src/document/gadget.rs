//! Gadget specifications (OpenSocial 1.1, as far as the desktop uses it).

use std::borrow::Cow;

use super::{Escape, GadgetContent, Preferences, substitute};
use crate::error::DecodeError;

xml_cursor::records! {
    /// A gadget: document element `Module`.
    ///
    /// ```
    /// use finesse_proto::{Escape, Gadget, Preferences};
    ///
    /// let text = b"<Module><ModulePrefs title='Hello'><Require feature='pubsub-2'/></ModulePrefs>\
    ///     <UserPref name='host' datatype='hidden' default_value='localhost'/>\
    ///     <Content type='html'><![CDATA[<p>on __UP_host__</p>]]></Content></Module>";
    /// let gadget = Gadget::read(text)?;
    /// let preferences: Preferences = [("host", "fin1.example.com")].into_iter().collect();
    /// assert_eq!(gadget.render("default", &preferences, Escape::Html).as_deref(), Some("<p>on fin1.example.com</p>"));
    /// assert_eq!(gadget.write().as_bytes(), text);
    /// # Ok::<(), finesse_proto::DecodeError>(())
    /// ```
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Gadget<'x> {
        "ModulePrefs" required_one prefs: ModulePrefs<'x>;
        "UserPref" many preferences: UserPref<'x>;
        "Content" many contents: GadgetContent<'x>;
        /// What else the specification allows.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// What a gadget is and needs.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ModulePrefs<'x> {
        "title" attr title;
        "title_url" attr title_url;
        "description" attr description;
        "author" attr author;
        "author_email" attr author_email;
        "thumbnail" attr thumbnail;
        "screenshot" attr screenshot;
        /// Pixels.
        "height" attr height;
        /// Pixels.
        "width" attr width;
        /// `true` or `false`.
        "scrolling" attr scrolling;
        /// Features without which it does not work: `pubsub-2`, `dynamic-height`, `setprefs`, `osapi`, `settitle` and others.
        "Require" many requires: Feature<'x>;
        /// Features it can do without.
        "Optional" many optional: Feature<'x>;
        /// What else the specification allows: `Locale`, `Link`, `Preload`.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A feature of the container.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Feature<'x> {
        "feature" attr name;
        "Param" many params: FeatureParam<'x>;
    }
    /// A parameter of a feature.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    FeatureParam<'x> {
        "name" attr name;
        "." content value;
    }
    /// A preference: `__UP_name__` in the page stands for its value.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    UserPref<'x> {
        "name" attr name;
        "display_name" attr display_name;
        /// `string` (the default), `bool`, `enum`, `hidden`, `list`.
        "datatype" attr datatype;
        /// `true` or `false`.
        "required" attr required;
        "default_value" attr default_value;
        /// Of an `enum`.
        "EnumValue" many values: EnumValue<'x>;
    }
    /// One of the values of a preference.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    EnumValue<'x> {
        "value" attr value;
        "display_value" attr display_value;
    }
}

impl<'x> Gadget<'x> {
    /// Reads a specification.
    ///
    /// # Errors
    /// See [`DecodeError`].
    pub fn read(document: &'x [u8]) -> Result<Self, DecodeError> {
        crate::payload::from_document(document, "Module")
    }

    /// Writes the specification, pages as CDATA sections.
    #[must_use]
    pub fn write(&self) -> String {
        xml_cursor::to_string(self, "Module")
    }

    /// The page for a view, unless it is somewhere else. Of several contents for one view the container puts the pages together.
    #[must_use]
    pub fn page(&self, view: &str) -> Option<Cow<'_, str>> {
        let mut pages = self
            .contents
            .iter()
            .filter(|content| content.is_for(view) && content.href.is_none())
            .map(|content| &*content.body);
        let first = pages.next()?;
        Some(pages.fold(Cow::Borrowed(first), |all, page| all + page))
    }

    /// The page for a view with every preference in its place: the value given, or else the default; a preference without either is
    /// empty. What is no preference of this gadget stays as it stands.
    #[must_use]
    pub fn render(&self, view: &str, given: &Preferences, escape: Escape) -> Option<String> {
        let page = self.page(view)?;
        let value = |name: &str| {
            let own = self.preferences.iter().find(|preference| preference.name.as_deref() == Some(name))?;
            Some(given.get(name).unwrap_or_else(|| own.default_value.as_deref().unwrap_or_default()))
        };
        Some(substitute(&page, value, escape))
    }

    /// Whether it needs a feature.
    #[must_use]
    pub fn requires(&self, feature: &str) -> bool {
        self.prefs.requires.iter().any(|own| own.name.as_deref() == Some(feature))
    }
}
