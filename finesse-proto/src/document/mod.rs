//! Documents that the desktop is made of: gadgets, its layout, what workflows hold (facts, sections 9, 10 and 12).

mod content;
mod gadget;
mod layout;
mod substitute;
mod workflow;

pub use content::GadgetContent;
pub use gadget::{EnumValue, Feature, FeatureParam, Gadget, ModulePrefs, UserPref};
pub use layout::{
    DesktopHeader, DesktopLayout, DesktopPage, DesktopSetting, DesktopTab, GadgetGroup, GadgetRef,
    HeaderColumn, HeaderColumns, HeaderComponent, LayoutFault, RoleLayout, TabColumn,
};
pub use substitute::{Escape, Preferences, expand_variables, substitute};
pub use workflow::WorkflowFault;
