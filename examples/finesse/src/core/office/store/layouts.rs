//! Layouts: of call data, and of the desktop.

use finesse_proto::{DesktopLayout, ErrorType, IntoOwned as _, MediaPropertiesLayout, Refusal, Release};

use super::keep::What;
use super::{MAX_TEXT, Store, gone, need, nothing_to_change, taken};

const MAX_LAYOUTS: usize = 199;
const MAX_DOCUMENT: usize = 512 << 10;

impl Store {
    /// Makes or changes a layout of call data; gives its id.
    pub(in crate::core::office) fn put_layout(
        &mut self,
        id: Option<u32>,
        body: &MediaPropertiesLayout<'_>,
    ) -> Result<u32, Refusal> {
        let old = match id {
            Some(id) => Some(self.layouts.get(&id).ok_or_else(|| gone(id))?),
            None if self.layouts.len() >= MAX_LAYOUTS => {
                return Err(Refusal::maximum_exceeded("MediaPropertiesLayout"));
            }
            None => None,
        };
        let mut layout = old.cloned().unwrap_or_default();
        if id.is_some() && body.name.is_none() && !says_anything(body) {
            return Err(nothing_to_change());
        }
        merge(&mut layout, body)?;
        let name =
            need(body.name.as_deref().or(layout.name.as_deref()).unwrap_or_default(), MAX_TEXT, "name")?;
        let same = |(other, row): (&u32, &MediaPropertiesLayout<'_>)| {
            Some(*other) != id && row.name.as_deref() == Some(name.as_str())
        };
        if self.layouts.iter().any(same) {
            return Err(taken(&name));
        }
        let id = id.unwrap_or_else(|| self.id());
        layout.name = Some(name.into());
        layout.kind = Some("CUSTOM".into());
        layout.uri = format!("/finesse/api/MediaPropertiesLayout/{id}").into();
        self.layouts.insert(id, layout);
        self.touch(What::Layout, id);
        Ok(id)
    }

    pub(in crate::core::office) fn put_default_layout(
        &mut self,
        body: &MediaPropertiesLayout<'_>,
    ) -> Result<(), Refusal> {
        if !says_anything(body) {
            return Err(nothing_to_change());
        }
        let mut layout = self.default_layout.clone();
        merge(&mut layout, body)?;
        self.default_layout = layout;
        self.touch(What::DefaultLayout, 0);
        Ok(())
    }

    /// Checks and keeps the desktop's layout document: for everybody, or for a team (`None`: the default again).
    pub(in crate::core::office) fn put_desktop(
        &mut self,
        team: Option<u32>,
        document: Option<&str>,
    ) -> Result<(), Refusal> {
        if let Some(document) = document {
            if document.trim().is_empty() {
                return Err(Refusal::parameter_missing("layoutxml"));
            }
            if document.len() > MAX_DOCUMENT {
                return Err(Refusal::invalid_input("layoutxml"));
            }
            let why = match DesktopLayout::read(document.trim().as_bytes()) {
                Ok(layout) => layout.faults(Release::V12_5).first().map(ToString::to_string),
                Err(error) => Some(error.to_string()),
            };
            if let Some(why) = why {
                return Err(Refusal::new(400, ErrorType::INVALID_INPUT, why, "layoutxml"));
            }
        }
        match (team, document) {
            (None, Some(document)) => document.clone_into(&mut self.desktop),
            (Some(team), Some(document)) => drop(self.desktops.insert(team, document.to_owned())),
            (Some(team), None) => drop(self.desktops.remove(&team)),
            (None, None) => {}
        }
        match team {
            None => self.touch(What::Desktop, 0),
            Some(team) => self.touch(What::TeamDesktop, team),
        }
        Ok(())
    }
}

fn says_anything(body: &MediaPropertiesLayout<'_>) -> bool {
    body.description.is_some() || body.header.is_some() || !body.columns.is_empty()
}

/// Takes over what is given, within the limits: 20 entries, labels of 50 characters.
fn merge(
    layout: &mut MediaPropertiesLayout<'static>,
    body: &MediaPropertiesLayout<'_>,
) -> Result<(), Refusal> {
    for column in body.header.iter().chain(&body.columns) {
        let fits = |entry: &finesse_proto::LayoutEntry<'_>| {
            entry.display_name.chars().count() <= 50 && entry.media_property.len() <= MAX_TEXT
        };
        if column.entries.len() > 10 || !column.entries.iter().all(fits) {
            return Err(Refusal::invalid_input("entry"));
        }
    }
    if body.columns.len() > 2 {
        return Err(Refusal::invalid_input("column"));
    }
    if body.description.as_ref().is_some_and(|text| text.len() > MAX_TEXT) {
        return Err(Refusal::invalid_input("description"));
    }
    let mut body = body.clone().into_owned();
    // Unknown elements are not kept: nobody says how many they may be.
    body.other.clear();
    layout.description = body.description.or(layout.description.take());
    layout.header = body.header.or(layout.header.take());
    if !body.columns.is_empty() {
        layout.columns = body.columns;
    }
    Ok(())
}

/// One tab for agents and supervisors, without gadgets: what the product calls the default.
pub(in crate::core::office) const DESKTOP: &str = "<finesseLayout xmlns=\"http://www.cisco.com/vtg/finesse\">\
    <header><leftAlignedColumns><headercolumn width=\"300px\"><component id=\"cd-logo\"><url>/desktop/scripts/js/logo.js</url>\
    </component></headercolumn></leftAlignedColumns><rightAlignedColumns><headercolumn width=\"auto\">\
    <component id=\"identity-component\"><url>/desktop/scripts/js/identity-component.js</url></component></headercolumn>\
    </rightAlignedColumns></header>\
    <layout><role>Agent</role><page/><tabs><tab><id>home</id><label>finesse.container.tabs.agent.homeLabel</label></tab></tabs></layout>\
    <layout><role>Supervisor</role><page/><tabs><tab><id>home</id><label>finesse.container.tabs.supervisor.homeLabel</label></tab></tabs>\
    </layout></finesseLayout>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_desktop_would_be_accepted() {
        let layout = DesktopLayout::read(DESKTOP.as_bytes()).unwrap();
        assert_eq!(layout.faults(Release::V12_5), []);
    }
}
