//! Layouts: of call data, and of the desktop.

use super::AssignedItem;

xml_cursor::records! {
    /// Which properties of a call the desktop shows.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    MediaPropertiesLayout<'x> {
        /// Two of them, with up to ten entries each.
        "column" many columns: LayoutColumn<'x>;
        "description" maybe description;
        "header" one header: LayoutColumn<'x>;
        "name" maybe name;
        /// `DEFAULT` or `CUSTOM` (11.0).
        "type" maybe kind;
        /// `/finesse/api/MediaPropertiesLayout/{id}`.
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// Entries in their order.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    LayoutColumn<'x> { "entry" many entries: LayoutEntry<'x>; }
    /// One property and its label.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    LayoutEntry<'x> {
        /// At most 50 characters.
        "displayName" text display_name;
        /// `callVariable1` to `10`, an ECC variable, `BA…`, `queueName` and others.
        "mediaProperty" text media_property;
        /// 12.5.
        "showInPopOver" maybe show_in_pop_over;
        /// 12.5.
        "uiEditable" maybe ui_editable;
    }
    /// A list of layouts.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    MediaPropertiesLayouts<'x> {
        "MediaPropertiesLayout" many layouts: MediaPropertiesLayout<'x>;
        /// In a PUT that assigns layouts to a team.
        "item" many items: AssignedItem<'x>;
    }
    /// The desktop's layout for everybody: a document as text.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    LayoutConfig<'x> {
        /// The layout document, root `finesseLayout`.
        "layoutxml" text layout_xml;
        /// `current` or `default`.
        "type" maybe kind;
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// The desktop's layout for a team.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    TeamLayoutConfig<'x> {
        /// The layout document; empty when the default is used.
        "layoutxml" text layout_xml;
        /// `true` or `false`.
        "useDefault" text use_default;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
}
