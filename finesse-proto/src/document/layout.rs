//! The desktop's layout: the document inside [`LayoutConfig`](crate::LayoutConfig) and [`TeamLayoutConfig`](crate::TeamLayoutConfig).

use std::collections::BTreeSet;
use std::fmt;

use xml_cursor::{ToXml as _, Writer};

use super::Preferences;
use crate::error::DecodeError;
use crate::operation::Release;

xml_cursor::records! {
    /// A layout: document element `finesseLayout`.
    ///
    /// ```
    /// use finesse_proto::DesktopLayout;
    ///
    /// let text = b"<finesseLayout xmlns='http://www.cisco.com/vtg/finesse'><version>1250.03</version><layout><role>Agent</role>\
    ///     <page/><tabs><tab><id>home</id><label>finesse.container.tabs.agent.homeLabel</label></tab></tabs></layout></finesseLayout>";
    /// let layout = DesktopLayout::read(text)?;
    /// assert_eq!(layout.role("Agent").unwrap().tabs[0].id, "home");
    /// assert_eq!(layout.write().as_bytes(), text);
    /// # Ok::<(), finesse_proto::DecodeError>(())
    /// ```
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    DesktopLayout<'x> {
        /// A decimal, for example `1250.03`.
        "version" maybe version;
        "configs" maybe_list("config") configs: DesktopSetting<'x>;
        /// 12.0 and later.
        "header" one header: DesktopHeader<'x>;
        /// One a role.
        "layout" many layouts: RoleLayout<'x>;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A setting: `title`, `logo`, `wrapUpCountDown`, `forceWrapUp` and others.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    DesktopSetting<'x> {
        "key" attr key;
        "value" attr value;
    }
    /// The bar at the top.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    DesktopHeader<'x> {
        "leftAlignedColumns" one left: HeaderColumns<'x>;
        "rightAlignedColumns" one right: HeaderColumns<'x>;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// One side of the bar.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    HeaderColumns<'x> { "headercolumn" many columns: HeaderColumn<'x>; }
    /// A place in the bar: a component or a gadget.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    HeaderColumn<'x> {
        /// In `px` or `%`.
        "width" attr width;
        "component" one component: HeaderComponent<'x>;
        "gadget" one gadget: GadgetRef<'x>;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A part of the desktop itself: `cd-logo`, `agent-voice-state`, `make-new-call-component` and others.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    HeaderComponent<'x> {
        "id" attr id;
        "order" attr order;
        "url" text url;
        "stylesheet" maybe stylesheet;
    }
    /// What one role sees.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    RoleLayout<'x> {
        /// `Agent`, `Supervisor` or `Admin`.
        "role" text role;
        /// On every tab.
        "page" one page: DesktopPage<'x>;
        "tabs" list("tab") tabs: DesktopTab<'x>;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// Gadgets that are on every tab.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    DesktopPage<'x> { "gadget" many gadgets: GadgetRef<'x>; }
    /// A tab: columns of gadgets, or gadgets in one column.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    DesktopTab<'x> {
        /// A letter, then letters, digits, `-`, `_`, `:`, `.`.
        "id" text id;
        "icon" maybe icon;
        /// A key, for example `finesse.container.tabs.agent.homeLabel`, or words; one line.
        "label" text label;
        /// At most four.
        "columns" maybe_list("column") columns: TabColumn<'x>;
        "gadgets" maybe_list("gadget") gadgets: GadgetRef<'x>;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A column of a tab.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    TabColumn<'x> { "gadgets" many groups: GadgetGroup<'x>; }
    /// Gadgets of a column.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    GadgetGroup<'x> { "gadget" many gadgets: GadgetRef<'x>; }
    /// A gadget in the layout.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    GadgetRef<'x> {
        "id" attr id;
        /// Other hosts to try, separated by commas; for absolute addresses only.
        "alternateHosts" attr alternate_hosts;
        /// Id of the gadget that shows and hides it.
        "managedBy" attr managed_by;
        /// `true` or `false`.
        "hidden" attr hidden;
        /// Address of its specification, or of a component `/desktop/scripts/js/….js`.
        "." content url;
    }
}

/// Why a layout would be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayoutFault {
    /// There are one to three layouts, one a role.
    Layouts(usize),
    /// The role is none of the three, or there twice.
    Role(String),
    /// There is no header (12.0 and later).
    Header,
    /// The id of a tab is no name, or there twice in its layout.
    TabId(String),
    /// The label of this tab is empty or has several lines.
    Label(String),
    /// This tab has more than four columns.
    Columns(String),
    /// This tab has columns and gadgets of its own.
    Both(String),
    /// The address of a gadget is empty or holds white space.
    Gadget(String),
    /// A component of the header has no id.
    Component,
}

impl fmt::Display for LayoutFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layouts(number) => write!(f, "{number} layouts, not one to three"),
            Self::Role(role) => write!(f, "role {role:?} is unknown or there twice"),
            Self::Header => f.write_str("header is missing"),
            Self::TabId(id) => write!(f, "tab id {id:?} is no name or there twice"),
            Self::Label(id) => write!(f, "label of tab {id:?} is not one line"),
            Self::Columns(id) => write!(f, "tab {id:?} has more than four columns"),
            Self::Both(id) => write!(f, "tab {id:?} has columns and gadgets"),
            Self::Gadget(url) => write!(f, "{url:?} is no address of a gadget"),
            Self::Component => f.write_str("a component has no id"),
        }
    }
}

impl<'x> DesktopLayout<'x> {
    /// Namespace of the document. It is written, and not looked at in reading.
    pub const NS: &'static str = "http://www.cisco.com/vtg/finesse";
    /// Most columns of a tab.
    pub const MAX_COLUMNS: usize = 4;

    /// Reads a layout.
    ///
    /// # Errors
    /// See [`DecodeError`].
    pub fn read(document: &'x [u8]) -> Result<Self, DecodeError> {
        crate::payload::from_document(document, "finesseLayout")
    }

    /// Writes the document, as it goes into `layoutxml`.
    #[must_use]
    pub fn write(&self) -> String {
        let mut plain = String::new();
        self.to_xml("finesseLayout", &mut Writer::under(&mut plain, Self::NS));
        let tail = plain.strip_prefix("<finesseLayout").unwrap_or_default();
        format!("<finesseLayout xmlns='{}'{tail}", Self::NS)
    }

    /// What a role sees.
    #[must_use]
    pub fn role(&self, role: &str) -> Option<&RoleLayout<'x>> {
        self.layouts.iter().find(|layout| layout.role.trim() == role)
    }

    /// The value of a setting.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<&str> {
        let settings = self.configs.as_deref().unwrap_or_default();
        settings.iter().find(|setting| setting.key.as_deref() == Some(key))?.value.as_deref()
    }

    /// What a server of that release would refuse it for; empty if nothing.
    #[must_use]
    pub fn faults(&self, release: Release) -> Vec<LayoutFault> {
        let mut faults = Vec::new();
        if !(1..=3).contains(&self.layouts.len()) {
            faults.push(LayoutFault::Layouts(self.layouts.len()));
        }
        if self.header.is_none() && release >= (Release { major: 12, minor: 0 }) {
            faults.push(LayoutFault::Header);
        }
        for side in self.header.iter().flat_map(|header| header.left.iter().chain(&header.right)) {
            for column in &side.columns {
                if column.component.as_ref().is_some_and(|c| c.id.as_deref().unwrap_or_default().is_empty()) {
                    faults.push(LayoutFault::Component);
                }
                column.gadget.iter().for_each(|gadget| gadget.check(&mut faults));
            }
        }
        let mut roles = BTreeSet::new();
        for layout in &self.layouts {
            let role = layout.role.trim();
            if !roles.insert(role) || !matches!(role, "Agent" | "Supervisor" | "Admin") {
                faults.push(LayoutFault::Role(role.to_owned()));
            }
            layout.check(&mut faults);
        }
        faults
    }
}

impl<'x> RoleLayout<'x> {
    fn check(&self, faults: &mut Vec<LayoutFault>) {
        self.gadgets().for_each(|gadget| gadget.check(faults));
        let mut ids = BTreeSet::new();
        for tab in &self.tabs {
            let id = tab.id.trim();
            if !ids.insert(id) || !is_name(id) {
                faults.push(LayoutFault::TabId(id.to_owned()));
            }
            let label = tab.label.trim();
            if label.is_empty() || label.contains(['\n', '\r']) {
                faults.push(LayoutFault::Label(id.to_owned()));
            }
            if tab.columns.as_ref().is_some_and(|columns| columns.len() > DesktopLayout::MAX_COLUMNS) {
                faults.push(LayoutFault::Columns(id.to_owned()));
            }
            if tab.columns.is_some() && tab.gadgets.is_some() {
                faults.push(LayoutFault::Both(id.to_owned()));
            }
        }
    }

    /// Every gadget: those of all tabs first, then tab by tab.
    pub fn gadgets(&self) -> impl Iterator<Item = &GadgetRef<'x>> {
        let page = self.page.iter().flat_map(|page| &page.gadgets);
        page.chain(self.tabs.iter().flat_map(DesktopTab::all))
    }
}

impl<'x> DesktopTab<'x> {
    /// Every gadget of the tab, column by column.
    pub fn all(&self) -> impl Iterator<Item = &GadgetRef<'x>> {
        let columns = self.columns.iter().flatten();
        let inner = columns.flat_map(|column| &column.groups).flat_map(|group| &group.gadgets);
        inner.chain(self.gadgets.iter().flatten())
    }
}

impl GadgetRef<'_> {
    fn check(&self, faults: &mut Vec<LayoutFault>) {
        let url = self.url.trim();
        if url.is_empty() || url.contains(char::is_whitespace) {
            faults.push(LayoutFault::Gadget(url.to_owned()));
        }
    }

    /// Whether it is a part of the desktop itself (12.0 and later) and no gadget.
    #[must_use]
    pub fn is_component(&self) -> bool {
        let path = self.url.trim().split(['?', '#']).next().unwrap_or_default();
        path.starts_with("/desktop/scripts/js/") && path.ends_with(".js")
    }

    /// The preferences in its address.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        let mut preferences = Preferences::new();
        preferences.take_url(self.url.trim());
        preferences
    }

    /// The addresses to try: its own, with the server's name for `localhost`, then the same on each alternate host. A path has no
    /// alternates.
    #[must_use]
    pub fn addresses(&self, server: &str) -> Vec<String> {
        let url = self.url.trim();
        let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
        let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
        let (host, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let own = if host == "localhost" { server } else { host };
        let others = self.alternate_hosts.as_deref().unwrap_or_default().split(',').map(str::trim);
        std::iter::once(own)
            .chain(others.filter(|host| !host.is_empty()))
            .map(|host| format!("{scheme}://{host}{tail}"))
            .collect()
    }
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
}
